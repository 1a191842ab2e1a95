"""A private folder in memory: scanned pages lie there in plain for the moment between the driver and the store, and never on a disk."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from station.domain.errors import StationError

_PREFIX = "station-scan-"
_MOUNTS = Path("/proc/mounts")
_PROCESSES = Path("/proc")


@contextlib.contextmanager
def memory_folder() -> Iterator[Path]:
    """A new folder on a tmpfs, for this account only; gone afterwards. Removes what a killed station left.

    Raises StationError `scanner.no-memory-folder` where there is no tmpfs (Linux only; other systems' drivers hand pages over in memory).
    """
    parent = _tmpfs()
    if parent is None:
        raise StationError("scanner.no-memory-folder")
    sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(parent: Path) -> None:
    """Remove folders whose process is gone; another account's resist by their mode."""
    for folder in parent.glob(f"{_PREFIX}*-*"):
        pid = folder.name.removeprefix(_PREFIX).split("-")[0]
        if pid.isdecimal() and not (_PROCESSES / pid).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _tmpfs() -> Path | None:
    """/dev/shm before the session's own folder, which is often limited to a tenth of the memory."""
    if not _MOUNTS.exists():
        return None
    mounted = {fields[1]: fields[2] for fields in map(str.split, _MOUNTS.read_text("utf-8").splitlines())}
    named = [Path("/dev/shm"), Path(os.environ.get("XDG_RUNTIME_DIR") or "/dev/shm")]
    return next((path for path in named if mounted.get(str(path)) == "tmpfs" and os.access(path, os.W_OK)), None)
