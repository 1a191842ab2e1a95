"""Ten fingers: keys go to whatever has the focus, as the window system sends them; letters with marks as an input method commits them."""

import re
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.bench.telex import telex_keys
from tests.ui.day import eyes

_NONE, _CONTROL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_HELD = {"Ctrl": _CONTROL, "Shift": _SHIFT, "Alt": _ALT}
_NAMED = {"Enter": Qt.Key.Key_Return, "Esc": Qt.Key.Key_Escape, "→": Qt.Key.Key_Right, "Space": Qt.Key.Key_Space}
_PIECES = re.compile(r"\s+|\S+")


class Hands:
    """Presses, types, and counts what a person's fingers would have done (Telex; a chord is two)."""

    def __init__(self) -> None:
        self.keys = 0

    def press(self, told: str, times: int = 1) -> None:
        """A key or chord by the name that screens tell: "F9", "Ctrl+Enter", "Down"."""
        *held, last = told.split("+")
        modifiers = _NONE
        for name in held:
            modifiers |= _HELD[name]
        key = _NAMED.get(last) or Qt.Key[f"Key_{last}"]
        for _ in range(times):
            self.keys += 1 + len(held)
            QTest.keyClick(_window(), key, modifiers)

    def type(self, text: str) -> None:
        """Letters; words with marks are composed and then committed whole."""
        for piece in _PIECES.findall(text):
            if piece.isascii():
                for letter in piece:
                    self.keys += 1
                    QTest.keyClick(_window(), letter)
            else:
                self.keys += telex_keys(piece)
                self._compose(piece)

    def _compose(self, word: str) -> None:
        for event in (QInputMethodEvent(word, []), _commit(word)):
            QApplication.sendEvent(QGuiApplication.focusObject(), event)

    def during(self, work: Callable[[], object]) -> int:
        """How many keys some work took."""
        before = self.keys
        work()
        return self.keys - before


def _window() -> QWindow:
    front = eyes.front()
    window = QGuiApplication.focusWindow() or (front.windowHandle() if front is not None else None)
    assert window is not None, "no window has the keyboard"
    return window


def _commit(word: str) -> QInputMethodEvent:
    event = QInputMethodEvent()
    event.setCommitString(word)
    return event
