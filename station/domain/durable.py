"""Files that are whole or not there: written beside, flushed, renamed. The store and the outbox share this.

The only module of the domain that touches a disk. A power cut leaves the old file, or the new one, and perhaps a `*.tmp` that the owner of
the folder may sweep.
"""

import contextlib
import errno
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from station.domain.errors import StationError

PRIVATE_FILE_MODE = 0o600
_GROUP_S = stat.S_ISGID | stat.S_IRWXG
_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG})


@contextlib.contextmanager
def full_disk_reported(path: Path) -> Iterator[None]:
    """Turn "no space", "quota exceeded" and "file too large" into StationError `store.disk-full`; other OSErrors pass."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StationError("store.disk-full", path=str(path)) from error
        raise


def fsync_folder(folder: Path) -> None:
    """Make the names in `folder` durable. Windows has no such call: NTFS journals names by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_group_s(folder: Path) -> bool:
    """Whether a folder is shared with a group and nobody else (station/store/sharing.py); never on Windows: there lists are inherited."""
    mode = folder.stat().st_mode
    return sys.platform != "win32" and mode & _GROUP_S == _GROUP_S and not mode & stat.S_IRWXO


def open_private(path: Path, flags: int) -> int:
    """A descriptor of a file that is made if need be, as private as its folder; raise OSError."""
    descriptor = os.open(path, flags | os.O_CREAT | getattr(os, "O_BINARY", 0), PRIVATE_FILE_MODE)
    if sys.platform != "win32" and os.fstat(descriptor).st_uid == os.geteuid() and is_group_s(path.parent):
        os.fchmod(descriptor, PRIVATE_FILE_MODE | stat.S_IRGRP | stat.S_IWGRP)
    return descriptor


def make_private_folder(path: Path) -> None:
    """A new folder, as private as the one it lies in; raise OSError."""
    path.mkdir(mode=0o700)
    if is_group_s(path.parent):
        path.chmod(_GROUP_S | stat.S_IRWXU)


def write_durably(path: Path, data: bytes) -> None:
    """Put `data` at `path`, replacing what was there; on return it survives a power cut. As private as its folder: readable by the owner
    only, or in a folder that is shared with a group, by that.

    Raises StationError `store.disk-full`; the old file is then untouched and nothing is left behind.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    with full_disk_reported(path):
        try:
            _write_new(temporary, data)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        fsync_folder(path.parent)


def hand_over(path: Path, data: bytes) -> None:
    """The same for a file that somebody carries elsewhere, under a name and on a medium that they chose.

    Raises StationError `export.folder` when it cannot be written there, `store.disk-full`.
    """
    try:
        write_durably(path, data)
    except OSError as error:
        raise StationError("export.folder", path=str(path.parent), reason=error.strerror or type(error).__name__) from error


def _write_new(path: Path, data: bytes) -> None:
    """Create, write and flush; raise FileExistsError rather than write over anything."""
    with os.fdopen(open_private(path, os.O_WRONLY | os.O_EXCL), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
