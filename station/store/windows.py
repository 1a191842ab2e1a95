"""What the store does differently on Windows. Nothing else of the store may ask for the platform; posix.py has the same names."""

import sys
from pathlib import Path

assert sys.platform == "win32"

_STEP_BYTES = 1 << 20


def make_private(folder: Path) -> None:
    """Nothing to do: the user profile's access list is inherited and already closed to other accounts."""


def reserve(path: Path, size: int) -> None:
    """A file of `size` bytes, written out: NTFS may leave a file that was only lengthened without clusters. Raises OSError."""
    with path.open("wb") as file:
        for start in range(0, size, _STEP_BYTES):
            file.write(bytes(min(_STEP_BYTES, size - start)))
