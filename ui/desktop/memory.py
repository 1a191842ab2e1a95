"""Memory of large pictures that were let go of is used again. Linux with glibc only; elsewhere nothing is needed."""

import ctypes
import logging
import sys
from typing import Final

log = logging.getLogger(__name__)

_M_ARENA_MAX: Final = -8
"""From malloc.h of glibc; see mallopt(3)."""


def one_heap() -> None:
    """All threads take their memory from one heap; to be called before there are threads.

    Left to itself the allocator gives each thread a heap of its own, and pages of 26 MB that one thread let go of do not serve the next:
    after a day of pages the process holds 100 to 200 MB that nobody uses.
    """
    if sys.platform == "linux":
        try:
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
        except AttributeError:
            log.info("this system's allocator has no mallopt")
