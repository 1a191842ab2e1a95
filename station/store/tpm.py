"""The device secret sealed by the PC's TPM 2.0, through the programs of tpm2-tools: a copied disk is useless without this very chip.

The secret goes in and out through pipes and never into a file or an argument. It is sealed under the owner hierarchy's primary key, which
the chip makes again from its own seed each time; no PCR is asked, so that an update of the firmware keeps nobody out. Clearing the TPM
destroys it: then the recovery code or the province opens the store. TPM2TOOLS_TCTI chooses another chip, as for the tools themselves.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from station.domain.durable import write_durably
from station.domain.errors import StationError

_TIMEOUT_S: Final = 30
_TOOLS: Final = ("tpm2_createprimary", "tpm2_create", "tpm2_load", "tpm2_unseal", "tpm2_flushcontext")
_DEVICES: Final = (Path("/dev/tpmrm0"), Path("/dev/tpm0"))


class _Failed(Exception):
    """A tool said no; the text is its first word about it."""


class TpmKeeper:
    """Keeps `device.tpm`: the chip's two blobs, which no other chip opens."""

    name = "tpm"

    def __init__(self, home: Path) -> None:
        self._path = home / "device.tpm"

    def fault(self) -> str:
        missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
        if missing:
            return f"{missing[0]} is not installed (tpm2-tools)"
        if "TPM2TOOLS_TCTI" not in os.environ and not any(device.exists() for device in _DEVICES):
            return "there is no TPM 2.0"
        return ""

    def keep(self, secret: bytes) -> None:
        if fault := self.fault():
            raise StationError("device.cannot-keep", keeper=self.name, reason=fault)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with tempfile.TemporaryDirectory(prefix="station-tpm-") as scratch:
                place = Path(scratch)
                _primary(place)
                _tool(
                    "tpm2_create", "-Q", "-C", place / "primary", "-i", "-", "-u", place / "public", "-r", place / "private", given=secret
                )
                public, private = (place / "public").read_bytes(), (place / "private").read_bytes()
        except _Failed as error:
            raise StationError("device.cannot-keep", keeper=self.name, reason=str(error)) from error
        write_durably(self._path, len(public).to_bytes(2, "big") + public + private)

    def fetch(self) -> bytes | None:
        try:
            blobs = self._path.read_bytes()
        except FileNotFoundError:
            return None
        size = int.from_bytes(blobs[:2], "big")
        try:
            with tempfile.TemporaryDirectory(prefix="station-tpm-") as scratch:
                place = Path(scratch)
                (place / "public").write_bytes(blobs[2 : 2 + size])
                (place / "private").write_bytes(blobs[2 + size :])
                _primary(place)
                _tool("tpm2_load", "-Q", "-C", place / "primary", "-u", place / "public", "-r", place / "private", "-c", place / "sealed")
                return _tool("tpm2_unseal", "-c", place / "sealed")
        except _Failed as error:
            raise StationError("device.cannot-open", keeper=self.name, reason=str(error)) from error

    def drop(self) -> None:
        self._path.unlink(missing_ok=True)


def _primary(place: Path) -> None:
    _tool("tpm2_createprimary", "-Q", "-C", "o", "-G", "ecc", "-c", place / "primary")


def _tool(program: str, *arguments: str | Path, given: bytes = b"") -> bytes:
    """What the tool printed. Its transient objects are flushed: a chip without a resource manager has room for three."""
    try:
        ran = subprocess.run([program, *map(str, arguments)], input=given, capture_output=True, timeout=_TIMEOUT_S, check=False)
        subprocess.run(["tpm2_flushcontext", "-t"], capture_output=True, timeout=_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _Failed(f"{program}: {type(error).__name__}") from error
    if ran.returncode != 0:
        said = [line for line in ran.stderr.decode(errors="replace").splitlines() if line.startswith("ERROR")]
        raise _Failed(f"{program}: {said[0].removeprefix('ERROR: ') if said else ran.returncode}")
    return ran.stdout
