"""What a worker process may take of the machine, and that it ends with its parent. The only POSIX-only calls of this package are here."""

import os
import sys
import threading
from multiprocessing import connection, parent_process

import cv2

from ocr.engines.tesseract import THREADS

if sys.platform == "win32":
    import ctypes

    _LIBRARIES = ctypes.WinDLL("kernel32")
    _BELOW_NORMAL_PRIORITY_CLASS = 0x4000
else:
    import resource

    _NICENESS = 10


def one_thread() -> None:
    """One native thread for image work and engines: on few cores more threads only fight."""
    os.environ.update(THREADS)
    cv2.setNumThreads(1)


def cap_memory(limit_mb: int | None) -> None:
    """Cap the address space of this process and of the programs it starts, so that one bad page cannot take the machine down.

    What does not fit fails with MemoryError. Windows has no such call; there the page's time limit and the pixel limit must do.
    """
    if sys.platform != "win32" and limit_mb is not None:
        resource.setrlimit(resource.RLIMIT_AS, (limit_mb * 2**20, limit_mb * 2**20))


def give_way() -> None:
    """Let programs that people sit before have the cores first; reading takes what is left, which is nearly all of them."""
    if sys.platform == "win32":
        _LIBRARIES.SetPriorityClass(_LIBRARIES.GetCurrentProcess(), _BELOW_NORMAL_PRIORITY_CLASS)
    else:
        os.nice(_NICENESS)


def end_with_parent() -> None:
    """End this process when its parent is gone, even when the parent was killed: nobody else would tell it."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True, name="parent-watch").start()


def _watch(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
