"""Memory of large pictures that were let go of is given back or used again. Linux with glibc only; elsewhere nothing is needed."""

import ctypes
import logging
import sys
from typing import Final

log = logging.getLogger(__name__)

_M_ARENA_MAX: Final = -8
_M_MMAP_THRESHOLD: Final = -3
"""From malloc.h of glibc; see mallopt(3)."""
_LARGE_BYTES: Final = 12 * 2**20
"""A decoded page (A4 at 300 dpi: 26 MB); previews and images as stored are smaller."""


def tame_heap() -> None:
    """All threads take their memory from one heap, and whole pages lie outside it; to be called before there are threads.

    Left to itself the allocator gives each thread a heap of its own, and after the first page that was let go of it sets the next ones into
    the heap, among small things that stay: after a day of pages the process holds 100 to 200 MB that nobody uses.
    """
    if sys.platform == "linux":
        try:
            mallopt = ctypes.CDLL(None).mallopt
        except AttributeError:
            log.info("this system's allocator has no mallopt")
        else:
            mallopt(_M_ARENA_MAX, 1)
            mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
