"""The stick, disk or share under a backup: its errors as sentences, whole files on file systems that know neither modes nor links.

Where the system can, files are not flushed one by one: thousands of images on a stick would take hours. What counts is written last, after
`flush`.
"""

import contextlib
import errno
import hashlib
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from station.domain.errors import StationError

if sys.platform == "win32":
    from station.store.windows import flush_medium, flush_written, forget_cached
else:
    from station.store.posix import flush_medium, flush_written, forget_cached

READ_AT_ONCE: Final = 1 << 20
_MIB: Final = 1 << 20
_FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG})
_CLOSED: Final = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


@contextlib.contextmanager
def medium_errors(root: Path) -> Iterator[None]:
    """Turn what a medium does to its users into StationError `backup.full`, `backup.read-only` or `backup.medium-gone`."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StationError("backup.full", path=str(root), free_mb=free_mib(root)) from error
        if error.errno in _CLOSED:
            raise StationError("backup.read-only", path=str(root)) from error
        raise StationError("backup.medium-gone", path=str(root), reason=error.strerror or str(error.errno)) from error


def free_mib(root: Path) -> int:
    """Free space in MiB; 0 when the medium is gone."""
    with contextlib.suppress(OSError):
        return shutil.disk_usage(root).free // _MIB
    return 0


def put(path: Path, chunks: Iterator[bytes]) -> tuple[str, int]:
    """Write beside and rename; (SHA-256, size) of what was written. Not flushed. Raises OSError; leaves no half file of this name."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    digest, size = hashlib.sha256(), 0
    try:
        with temporary.open("xb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            flush_written(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size


def digest_of(path: Path, *, from_medium: bool = False) -> str:
    """SHA-256 of the bytes; `from_medium`: not of what the system remembers of them. Raises OSError."""
    with path.open("rb") as file:
        if from_medium:
            forget_cached(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def chunks_of(path: Path, start: int = 0, size: int | None = None) -> Iterator[bytes]:
    """The bytes of a file, or of `size` bytes of it. Raises OSError."""
    left = path.stat().st_size - start if size is None else size
    with path.open("rb") as file:
        file.seek(start)
        while left > 0 and (chunk := file.read(min(READ_AT_ONCE, left))):
            left -= len(chunk)
            yield chunk


def flush(root: Path) -> None:
    """Everything written so far is on the medium when this returns, as far as the system can tell. Raises OSError."""
    flush_medium(root)
