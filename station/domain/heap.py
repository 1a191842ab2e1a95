"""The heap of a process that handles large pieces for days: what was let go of is given back or used again.

Linux with glibc only; elsewhere nothing is needed.
"""

import ctypes
import logging
import sys
from typing import Final

log = logging.getLogger(__name__)

_M_ARENA_MAX: Final = -8
_M_MMAP_THRESHOLD: Final = -3
"""From malloc.h of glibc; see mallopt(3)."""


def tame_heap(large_bytes: int) -> None:
    """All threads take their memory from one heap, and pieces of `large_bytes` and more lie outside it; before there are threads.

    Left to itself the allocator gives each thread a heap of its own, and after the first large piece that was let go of it sets the next
    ones into the heap, among small things that stay: after a day of pages a desk held 100 to 200 MB that nobody used, and a web worker of
    the central that took 600 batches of 12 MB went from 101 to 163 MiB, and on.
    """
    if sys.platform == "linux":
        try:
            mallopt = ctypes.CDLL(None).mallopt
        except AttributeError:
            log.info("this system's allocator has no mallopt")
        else:
            mallopt(_M_ARENA_MAX, 1)
            mallopt(_M_MMAP_THRESHOLD, large_bytes)
