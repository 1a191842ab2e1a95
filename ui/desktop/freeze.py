"""The freeze detector: notices when the event loop stands still for longer than a person forgives, and says in which line.

A timer beats on the thread of the window; a watcher thread sees when a beat is overdue and takes the stack of the window's thread while
it is stuck. Time that the thread was ready to run and the machine was busy elsewhere is not held against the program (Linux: schedstat).
"""

import logging
import sys
import threading
import time
import traceback
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal

log = logging.getLogger(__name__)

LIMIT_MS = 50.0
BEAT_MS = 15
_FRAMES = 12
_ASLEEP_MS = 60_000.0
"""A gap as long as this is a machine that slept."""


@dataclass(frozen=True)
class Freeze:
    """The event loop stood still once."""

    gap_ms: float
    """Wall time beyond the expected beat, less the time the machine gave to others."""
    stack: tuple[str, ...]
    """`file:line function` of the window's thread while it was stuck, innermost last; empty when no Python could run meanwhile."""


class FreezeDetector(QObject):
    """Make it on the thread of the window, then `start()`. Keeps the newest hundred freezes and logs each."""

    noticed = Signal(object)

    def __init__(self, limit_ms: float = LIMIT_MS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.limit_ms = limit_ms
        self.freezes: deque[Freeze] = deque(maxlen=100)
        self._thread_id = threading.get_ident()
        self._run_delay = _RunDelay()
        self._last = time.monotonic()
        self._last_delay_s = self._run_delay.seconds()
        self._stack: tuple[str, ...] = ()
        self._stop = threading.Event()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._watcher = threading.Thread(target=self._watch, name="freeze-watcher", daemon=True)

    def start(self) -> None:
        """Watch from now on."""
        self._last, self._last_delay_s = time.monotonic(), self._run_delay.seconds()
        self._timer.start()
        self._watcher.start()

    def stop(self) -> None:
        """Watch no longer; what was noticed stays."""
        self._timer.stop()
        self._stop.set()
        if self._watcher.is_alive():
            self._watcher.join()
        self._run_delay.close()

    @property
    def worst_ms(self) -> float:
        """The longest freeze noticed, 0 when there was none."""
        return max((freeze.gap_ms for freeze in self.freezes), default=0.0)

    def _beat(self) -> None:
        now, delay_s = time.monotonic(), self._run_delay.seconds()
        gap_ms = (now - self._last - (delay_s - self._last_delay_s)) * 1000 - BEAT_MS
        if self.limit_ms < gap_ms < _ASLEEP_MS:
            self._note(Freeze(gap_ms, self._stack))
        self._stack = ()
        self._last, self._last_delay_s = now, delay_s

    def _note(self, freeze: Freeze) -> None:
        self.freezes.append(freeze)
        log.warning("the event loop stood still for %.0f ms at %s", freeze.gap_ms, " < ".join(reversed(freeze.stack[-4:])) or "native code")
        self.noticed.emit(freeze)

    def _watch(self) -> None:
        while not self._stop.wait(self.limit_ms / 2000):
            overdue_ms = (time.monotonic() - self._last) * 1000 - BEAT_MS
            if overdue_ms > self.limit_ms and not self._stack:
                self._stack = _stack_of(self._thread_id)


def _stack_of(thread_id: int) -> tuple[str, ...]:
    frame = sys._current_frames().get(thread_id)
    if frame is None:
        return ()
    frames = traceback.extract_stack(frame)
    return tuple(f"{Path(one.filename).parent.name}/{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames)[-_FRAMES:]


class _RunDelay:
    """How long the calling thread was ready to run and did not get a core, ever (proc(5), schedstat, second figure)."""

    def __init__(self) -> None:
        path = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._file = path.open("rb", buffering=0) if path.exists() else None

    def seconds(self) -> float:
        """0 where the system does not tell."""
        if self._file is None:
            return 0.0
        self._file.seek(0)
        return int(self._file.read().split()[1]) / 1e9

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None:
            self._file.close()
            self._file = None
