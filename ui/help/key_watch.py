"""Looks at every key of a window before anybody else in it, while something lies over the window. The focus stays where it is."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

_HELD: Final = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock}
)
"""Keys that alone say nothing."""


class KeyWatch(QObject):
    """`takes` is asked about every key (as `ShortcutOverride` and as `KeyPress`); what it takes, nobody else gets."""

    def __init__(self, window: QWidget, takes: Callable[[QKeyEvent], bool], pressed: Callable[[QKeyEvent], None]) -> None:
        super().__init__(window)
        self._window, self._takes, self._pressed = window, takes, pressed
        self._composed: Callable[[], bool] = lambda: False
        self._watching = False

    def on_composing(self, composed: Callable[[], bool]) -> None:
        """Ask `composed` when an input method writes; True keeps what it writes from the widget."""
        self._composed = composed

    def start(self) -> None:
        """Watch from now on."""
        application = QCoreApplication.instance()
        if not self._watching and application is not None:
            self._watching = True
            application.installEventFilter(self)

    def stop(self) -> None:
        """Watch no longer."""
        application = QCoreApplication.instance()
        if self._watching and application is not None:
            self._watching = False
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys on their way to a widget of the window."""
        kind = event.type()
        if kind not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.InputMethod):
            return False
        if not isinstance(watched, QWidget) or watched.window() is not self._window:
            return False
        if isinstance(event, QInputMethodEvent):
            return bool(event.preeditString() or event.commitString()) and self._composed()
        if not isinstance(event, QKeyEvent) or event.key() in _HELD or not self._takes(event):
            return False
        event.accept()
        if kind == QEvent.Type.KeyPress:
            self._pressed(event)
        return True
