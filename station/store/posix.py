"""What POSIX alone offers to the store. Nothing else of the store may call it; windows.py has the same names."""

import os
import sys
from pathlib import Path

assert sys.platform != "win32"

_OWNER_ONLY = 0o700


def make_private(folder: Path) -> None:
    """Close the folder to everybody but its owner."""
    folder.chmod(_OWNER_ONLY)


def reserve(path: Path, size: int) -> None:
    """A file of `size` bytes whose blocks are really taken; raise OSError when there is no room (posix_fallocate(3))."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.posix_fallocate(descriptor, 0, size)
    finally:
        os.close(descriptor)
