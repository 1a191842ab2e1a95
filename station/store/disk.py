"""The disk under the store: the platform's own calls, and the ballast that is given up when the disk is full."""

import shutil
import sys
from pathlib import Path
from typing import Final

from station.domain.errors import StationError

if sys.platform == "win32":
    from station.store.windows import make_private, network_kind, reserve
else:
    from station.store.posix import make_private, network_kind, reserve

__all__ = ["BALLAST_BYTES", "drop_ballast", "keep_ballast", "make_private", "require_local", "require_room"]

BALLAST_BYTES: Final = 64 * 1024 * 1024
"""On a full disk even DELETE and a checkpoint of the WAL fail; this much gets the station to a clean close."""
_MIB: Final = 1024 * 1024
_NAME: Final = "ballast"


def require_local(folder: Path) -> None:
    """Raise StationError `store.network-folder` for a place on another machine: two programs would write at once, and locks do not hold."""
    kind = network_kind(folder.resolve())
    if kind:
        raise StationError("store.network-folder", path=str(folder), kind=kind)


def require_room(folder: Path, least: int) -> None:
    """Raise StationError `store.disk-low` when the disk has less than `least` bytes left: what is begun must be able to end."""
    free = shutil.disk_usage(folder).free if least else 0
    if free < least:
        raise StationError("store.disk-low", free_mb=free // _MIB, least_mb=least // _MIB)


def keep_ballast(folder: Path, size: int) -> bool:
    """Take the reserve unless it is there; False when the disk has no ample room for it (the store works without)."""
    path = folder / _NAME
    if size == 0 or (path.exists() and path.stat().st_size == size):
        return True
    if shutil.disk_usage(folder).free < 2 * size:
        return False
    try:
        reserve(path, size)
    except OSError:
        path.unlink(missing_ok=True)
        return False
    return True


def drop_ballast(folder: Path) -> bool:
    """Give the reserve back to the disk; False when there was none."""
    path = folder / _NAME
    there = path.exists() and path.stat().st_size > 0
    path.unlink(missing_ok=True)
    return there
