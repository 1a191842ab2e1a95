"""Python's cycle collector on the thread of the window alone.

By itself it runs in whichever thread allocates next. A cycle may hold a widget, an accessibility interface or a picture, and Qt's objects
may only die on the thread of the window: collected by a thread that reads the store they end the program (seen as a segmentation fault in
`Garbage-collecting` on a lane, the window's thread in Qt). Reference counting is not touched: what is in no cycle still goes at once.
"""

import contextlib
import gc
import threading
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 1000


class Garbage(QObject):
    """From its making until its end nothing is collected anywhere but here, between two events. Make it on the thread of the window."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self.destroyed.connect(_by_itself_again)
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(collect_due)
        self._timer.start()


def _by_itself_again() -> None:
    gc.enable()


class _Loading:
    """How many threads load modules now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.count = 0

    def add(self, by: int) -> None:
        with self._lock:
            self.count += by


_loading = _Loading()


@contextlib.contextmanager
def loading() -> Iterator[None]:
    """Modules are loaded, on whichever thread: what comes stays, and is not looked at meanwhile or ever after.

    Looking for garbage among a hundred thousand new things stops the window for 50 to 90 ms.
    """
    by_itself = gc.isenabled()  # in a program without a window
    gc.disable()
    _loading.add(1)
    try:
        yield
    finally:
        _loading.add(-1)
        gc.freeze()
        if by_itself:
            gc.enable()


def collect_due() -> None:
    """Collect the oldest generation whose turn it is by Python's own thresholds, if it is one's and no modules are being loaded."""
    if _loading.count:
        return
    due = [generation for generation, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > most]
    if due:
        gc.collect(due[-1])
