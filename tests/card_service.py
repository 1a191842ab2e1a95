"""A smart card service for one process of tests: pcscd with the virtual reader `vpcd`, apart from the machine's own.

It runs in a mount namespace, where its fixed folder /run/pcscd is a folder of ours; the client library is led there by its own variable.
So it needs neither systemd nor a free service, and processes of a parallel run do not meet.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

FOLDER = Path(tempfile.gettempdir()) / f"station-pcscd-{os.getpid()}"
SOCKET = FOLDER / "pcscd.comm"
READER = "Station Test"
_VPCD = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
_START_S, _END_S = 10.0, 10.0


def keep_off_the_machines_readers() -> None:
    """Lead the client library to a service of ours, whether it runs or not. It looks once, so: before anything of PC/SC is used."""
    os.environ["PCSCLITE_CSOCK_NAME"] = str(SOCKET)


class CardService:
    """The service with two readers, `<READER> 00 00` and `<READER> 00 01`."""

    def __init__(self) -> None:
        self.ports = _two_free_ports()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def readers(self) -> tuple[str, str]:
        """Their names; a card for the first connects to the first port."""
        return f"{READER} 00 00", f"{READER} 00 01"

    def start(self) -> None:
        """Start it and wait until it listens."""
        assert shutil.which("pcscd") and _VPCD.exists(), "install pcscd and vsmartcard-vpcd (./test does)"
        FOLDER.mkdir(exist_ok=True)
        configuration = FOLDER / "configuration"
        configuration.mkdir(exist_ok=True)
        lines = (f'FRIENDLYNAME "{READER}"', f"DEVICENAME /dev/null:{self.ports[0]}", f"LIBPATH {_VPCD}", f"CHANNELID {self.ports[0]}")
        (configuration / "reader.conf").write_text("\n".join(lines) + "\n", encoding="ascii")
        inside = f"mount -t tmpfs none /run && mkdir /run/pcscd && mount --bind {FOLDER} /run/pcscd"
        inside += f" && exec pcscd --foreground --config {configuration}"
        namespace = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
        self._process = subprocess.Popen([*namespace, "sh", "-c", inside], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        until = time.monotonic() + _START_S
        while not (SOCKET.exists() and all(_listens(port) for port in self.ports)):
            assert self._process.poll() is None and time.monotonic() < until, f"pcscd did not start: {self.end()!r}"
            time.sleep(0.02)

    @property
    def running(self) -> bool:
        """Until `end` has done its work."""
        return SOCKET.exists() or self._process is not None

    def end(self) -> bytes:
        """End it; what it said."""
        process, self._process = self._process, None
        if process is None:
            return b""
        process.send_signal(signal.SIGTERM)
        try:
            said, _ = process.communicate(timeout=_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
        return said

    def __enter__(self) -> "CardService":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.end()
        shutil.rmtree(FOLDER, ignore_errors=True)


def _two_free_ports() -> tuple[int, int]:
    """Two ports side by side that nobody uses now."""
    while True:
        with socket.socket() as probe:
            probe.bind(("", 0))
            port = int(probe.getsockname()[1])
            with socket.socket() as second:
                try:
                    second.bind(("", port + 1))
                except OSError:
                    continue
                return port, port + 1


def _listens(port: int) -> bool:
    """Without connecting: whoever connects is the card."""
    listening = Path("/proc/net/tcp").read_text(encoding="ascii") + Path("/proc/net/tcp6").read_text(encoding="ascii")
    return f":{port:04X} 00000000" in listening
