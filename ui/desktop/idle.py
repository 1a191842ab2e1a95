"""Notices that nobody has touched the keyboard or the mouse for a while. Listens at the program's top windows only, not at every widget."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_LOOK_EVERY_MS = 5_000
_TOUCHES = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.TabletPress,
})  # fmt: skip


class IdleWatch(QObject):
    """Emits `idle` once the last touch lies `after_s` back, and again while it stays so: whoever could not act then is asked again."""

    idle = Signal()

    def __init__(self, after_s: float, parent: QObject | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """`after_s` 0: never. `clock`: seconds that only go forth."""
        super().__init__(parent)
        self._after_s, self._clock = after_s, clock
        self._touched = clock()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._listen_at)

    def start(self) -> None:
        """Somebody sits down now."""
        self._touched = self._clock()
        self._listen_at(QGuiApplication.focusWindow())
        if self._after_s > 0:
            self._timer.start()

    def stop(self) -> None:
        """Nobody sits here."""
        self._timer.stop()

    def look(self) -> None:
        """Whether it has been too long."""
        if self._timer.isActive() and self._clock() - self._touched >= self._after_s:
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a touch; take nothing."""
        if event.type() in _TOUCHES:
            self._touched = self._clock()
        return False

    def _listen_at(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)
