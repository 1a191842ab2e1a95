"""A child process that dies by SIGKILL at a chosen step; what it had written stays as a crash would leave it. POSIX."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path

_FORK = multiprocessing.get_context("fork")
_STEPS = ("fsync", "rename", "replace", "mkdir", "open")
"""Calls of the operating system before which the child may die; SQLite's own lie between them."""


def run_to_the_end(act: Callable[[], None]) -> None:
    """In a child that leaves without closing anything, as after a power cut of the process."""

    def child() -> None:
        act()
        os.kill(os.getpid(), signal.SIGKILL)

    _run(child)


def run_until_step(act: Callable[[], None], step: int) -> bool:
    """In a child that dies before its step number `step` (from 1); False when the act ended before."""
    ended = _FORK.Event()

    def child() -> None:
        _die_at(step)
        act()
        ended.set()
        os.kill(os.getpid(), signal.SIGKILL)

    _run(child)
    return not ended.is_set()


def run_for(act: Callable[[], None], seconds: float) -> bool:
    """In a child that dies after so long, wherever it is; False when the act ended before."""
    ended = _FORK.Event()

    def child() -> None:
        act()
        ended.set()
        os.kill(os.getpid(), signal.SIGKILL)

    process = _FORK.Process(target=child)
    process.start()
    process.join(seconds)
    process.kill()
    process.join()
    return not ended.is_set()


def _run(child: Callable[[], None]) -> None:
    process = _FORK.Process(target=child)
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL, f"the child ended by itself: {process.exitcode}"


def _die_at(step: int) -> None:
    count = 0
    for name in _STEPS:
        original = getattr(os, name)

        def counted(*arguments: object, original: Callable[..., object] = original, **named: object) -> object:
            nonlocal count
            count += 1
            if count >= step:
                os.kill(os.getpid(), signal.SIGKILL)
            return original(*arguments, **named)

        setattr(os, name, counted)


def flip_byte(path: Path, offset: int) -> None:
    """Change one byte in place."""
    data = bytearray(path.read_bytes())
    data[offset] ^= 0xFF
    path.write_bytes(data)
