"""What a worker process may take of the machine, and that it ends with its parent. The only POSIX-only calls of this package are here."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection, parent_process
from typing import Final

import cv2

THREADS: Final = {"OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Of the surroundings of every engine, in workers and the programs that they start: Tesseract's threads and NumPy's.

They are set before a worker starts: NumPy counts its threads when it is loaded, which is before anything else runs there.
"""

if sys.platform == "win32":
    import ctypes

    _LIBRARIES = ctypes.WinDLL("kernel32")
    _BELOW_NORMAL_PRIORITY_CLASS = 0x4000
    OUT_OF_TIME: Final = None
    PATIENCE: Final = 1.0
else:
    import resource

    _NICENESS = 10
    OUT_OF_TIME: Final = -signal.SIGPROF
    """How a worker ends that took more of the processor than it may."""
    PATIENCE: Final = 10.0
    """How many times the limit may pass by the clock: who gives way to everybody is not to blame for a long wait."""


def one_thread() -> None:
    """One native thread for image work, as THREADS say it to all else: on few cores more threads only fight."""
    cv2.setNumThreads(1)


def cap_memory(limit_mb: int | None) -> None:
    """Cap the address space of this process and of the programs it starts, so that one bad page cannot take the machine down.

    What does not fit fails with MemoryError. Windows has no such call; there the page's time limit and the pixel limit must do.
    """
    if sys.platform != "win32" and limit_mb is not None:
        resource.setrlimit(resource.RLIMIT_AS, (limit_mb * 2**20, limit_mb * 2**20))


def give_way(*, at_once: bool) -> None:
    """Let other programs have the cores first; reading takes what is left, which is nearly all of them.

    `at_once`: a person types beside it. Linux has a class for work that waits the moment anybody else has something to do (SCHED_IDLE,
    sched(7)); a nice process is given its turn before it waits. The price: beside programs that never rest it gets next to nothing.
    """
    if sys.platform == "win32":
        _LIBRARIES.SetPriorityClass(_LIBRARIES.GetCurrentProcess(), _BELOW_NORMAL_PRIORITY_CLASS)
    elif at_once and sys.platform == "linux":
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    else:
        os.nice(_NICENESS)


@contextmanager
def processor_time(limit_s: float) -> Iterator[None]:
    """End this process when it takes more than this of the processor in the meantime, whatever native code it is in.

    Windows has no such timer; there the clock alone counts.
    """
    if sys.platform == "win32":
        yield
        return
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, limit_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def end_with_parent() -> None:
    """End this process when its parent is gone, even when the parent was killed: nobody else would tell it."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True, name="parent-watch").start()


def _watch(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
