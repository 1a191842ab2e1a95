"""Windows: session notifications (wtsapi32) and power broadcasts, heard by one hidden window. Nothing else of the ui may call Windows."""

import ctypes
import logging
import sys
from ctypes import wintypes

from PySide6.QtCore import QByteArray, QObject
from PySide6.QtWidgets import QWidget

from ui.desktop.away import Away
from ui.desktop.window_messages import Meaning, meaning

assert sys.platform == "win32"

log = logging.getLogger(__name__)

_NOTIFY_FOR_THIS_SESSION = 0


class _Ear(QWidget):
    """A window that is never shown: only messages to itself come by, not every message of the program."""

    def __init__(self, away: Away) -> None:
        super().__init__()
        self._away = away

    def nativeEvent(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        """Hear it; take nothing."""
        heard = wintypes.MSG.from_address(int(message))
        found = meaning(heard.message, int(heard.wParam))
        if found is not None:
            log.info("%s", found.value)
        if found is Meaning.SCREEN_LOCKED:
            self._away.screen_locked.emit()
        elif found is Meaning.SLEEPING:
            self._away.sleeping.emit()
        return False, 0


class SystemAway(Away):
    """Implements Away."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ear: _Ear | None = None

    def begin(self) -> None:
        """Make the window and register it; without registration power broadcasts still come."""
        self._ear = _Ear(self)
        register = ctypes.WinDLL("wtsapi32").WTSRegisterSessionNotification
        register.argtypes, register.restype = (wintypes.HWND, wintypes.DWORD), wintypes.BOOL
        if not register(wintypes.HWND(int(self._ear.winId())), _NOTIFY_FOR_THIS_SESSION):
            log.warning("locks of the screen are not told")

    def end(self) -> None:
        """Unregister and let the window go."""
        if self._ear is not None:
            ctypes.WinDLL("wtsapi32").WTSUnRegisterSessionNotification(wintypes.HWND(int(self._ear.winId())))
            self._ear.deleteLater()
            self._ear = None
