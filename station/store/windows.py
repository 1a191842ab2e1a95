"""What the store does differently on Windows. Nothing else of it may call Windows; posix.py and tpm.py are its other side."""

import ctypes
import os
import subprocess
import sys
from ctypes import wintypes
from pathlib import Path

from station.domain.durable import write_durably
from station.domain.errors import StationError

assert sys.platform == "win32"

_STEP_BYTES = 1 << 20
_NO_QUESTIONS = 0x1
"""CRYPTPROTECT_UI_FORBIDDEN (dpapi.h)."""
_DRIVE_REMOTE = 4


def make_private(folder: Path) -> None:
    """Nothing to do: the user profile's access list is inherited and already closed to other accounts."""


def require_group(group: str) -> None:
    """Nothing to ask beforehand: icacls says so when there is no such group."""


def make_group_place(place: Path, group: str) -> None:
    """A folder that the group alone can enter. Raises StationError `share.place`."""
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StationError("share.place", path=str(place), group=group) from error
    _grant(place, group, "share.place")


def open_to_group(folder: Path, group: str) -> None:
    """The folder and everything in it for the group. Raises StationError `share.group`."""
    _grant(folder, group, "share.group")


def close_to_others(folder: Path) -> None:
    """Back to what the folder above gives: the profile's own access list."""
    subprocess.run(["icacls", str(folder), "/reset", "/T", "/Q"], capture_output=True, check=False)


def _grant(folder: Path, group: str, code: str) -> None:
    """The account that does it, the system and the group, inherited by what is made there later; everybody else's access goes."""
    account = f"{os.environ.get('USERDOMAIN', '.')}\\{os.environ['USERNAME']}"
    grants = [item for name in (account, "*S-1-5-18", group) for item in ("/grant:r", f"{name}:(OI)(CI)M")]
    ran = subprocess.run(["icacls", str(folder), "/inheritance:r", *grants, "/T", "/Q"], capture_output=True, check=False)
    if ran.returncode != 0:
        raise StationError(code, path=str(folder), group=group)


def reserve(path: Path, size: int) -> None:
    """A file of `size` bytes, written out: NTFS may leave a file that was only lengthened without clusters. Raises OSError."""
    with path.open("wb") as file:
        for start in range(0, size, _STEP_BYTES):
            file.write(bytes(min(_STEP_BYTES, size - start)))


class _Blob(ctypes.Structure):
    """DATA_BLOB (dpapi.h)."""

    _fields_ = (("size", wintypes.DWORD), ("data", ctypes.POINTER(ctypes.c_char)))


class DpapiKeeper:
    """The device secret sealed to the Windows account (CryptProtectData): a copied disk is useless without the account's own password.

    When an administrator resets that password Windows cannot open it any more: then the recovery code or the province opens the store.
    """

    name = "dpapi"

    def __init__(self, home: Path) -> None:
        self._path = home / "device.dpapi"

    def fault(self) -> str:
        return ""

    def keep(self, secret: bytes) -> None:
        try:
            sealed = _crypt("CryptProtectData", secret)
        except OSError as error:
            raise StationError("device.cannot-keep", keeper=self.name, reason=error.strerror or "") from error
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(self._path, sealed)

    def fetch(self) -> bytes | None:
        try:
            sealed = self._path.read_bytes()
        except FileNotFoundError:
            return None
        try:
            return _crypt("CryptUnprotectData", sealed)
        except OSError as error:
            raise StationError("device.cannot-open", keeper=self.name, reason=error.strerror or "") from error

    def drop(self) -> None:
        self._path.unlink(missing_ok=True)


def _crypt(function: str, data: bytes) -> bytes:
    """Call one of the two functions of crypt32.dll, which have the same shape; raise OSError."""
    given = ctypes.create_string_buffer(data, len(data))
    source, result = _Blob(len(data), given), _Blob()
    crypt32, kernel32 = ctypes.WinDLL("crypt32", use_last_error=True), ctypes.WinDLL("kernel32", use_last_error=True)
    kernel32.LocalFree.argtypes = (ctypes.c_void_p,)
    call = getattr(crypt32, function)
    if not call(ctypes.byref(source), None, None, None, None, _NO_QUESTIONS, ctypes.byref(result)):
        raise ctypes.WinError(ctypes.get_last_error())
    try:
        return ctypes.string_at(result.data, result.size)
    finally:
        kernel32.LocalFree(ctypes.cast(result.data, ctypes.c_void_p))


def flush_written(descriptor: int) -> None:
    """Write out one file: Windows knows no call for a whole medium that an ordinary account may make."""
    os.fsync(descriptor)


def flush_medium(root: Path) -> None:
    """Nothing is left to do: every file was flushed, and NTFS, exFAT and FAT write names through."""


def forget_cached(descriptor: int) -> None:
    """Windows has no such call for an open file: what is read back may come from memory."""


def network_kind(path: Path) -> str:
    """`network` for a share or a drive letter that stands for one, empty for a local disk (GetDriveTypeW)."""
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.GetDriveTypeW.argtypes, kernel.GetDriveTypeW.restype = [ctypes.c_wchar_p], ctypes.c_uint
    root = path.anchor if path.anchor.endswith("\\") else f"{path.anchor}\\"
    return "network" if path.anchor.startswith("\\\\") or kernel.GetDriveTypeW(root) == _DRIVE_REMOTE else ""
