"""Files that are whole or not there: written beside, flushed, renamed. The store and the outbox share this.

The only module of the domain that touches a disk. A power cut leaves the old file, or the new one, and perhaps a `*.tmp` that the owner of
the folder may sweep.
"""

import contextlib
import errno
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

from station.domain.errors import StationError

PRIVATE_FILE_MODE = 0o600
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


def write_durably(path: Path, data: bytes) -> None:
    """Put `data` at `path`, replacing what was there; on return it survives a power cut. Readable by the owner only.

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
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, PRIVATE_FILE_MODE), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
