"""Linux: screen savers on the session bus, logind on the system bus (systemd's org.freedesktop.login1). Nothing else may talk to D-Bus."""

import logging

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection

from ui.desktop.away import Away

log = logging.getLogger(__name__)

_SAVERS = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ("org.mate.ScreenSaver", "/org/mate/ScreenSaver"),
    ("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"),
)
"""Interface and path; the interface has the name of the service."""
_MANAGER = ("org.freedesktop.login1.Manager", "/org/freedesktop/login1", "PrepareForSleep")


class SystemAway(Away):
    """Implements Away. Signals of any session's lock are taken: on a PC with several accounts one lock too many does no harm."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._system = QDBusConnection.sessionBus(), QDBusConnection.systemBus()

    def begin(self) -> None:
        """Ask both buses; one that is not there is passed over."""
        self._each("connect")

    def end(self) -> None:
        """Listen no longer."""
        self._each("disconnect")

    def _each(self, verb: str) -> None:
        if self._session.isConnected():
            for interface, path in _SAVERS:
                getattr(self._session, verb)("", path, interface, "ActiveChanged", self, SLOT("saver(bool)"))
        if self._system.isConnected():
            interface, path, name = _MANAGER
            getattr(self._system, verb)("", path, interface, name, self, SLOT("sleep(bool)"))
            getattr(self._system, verb)("", "", "org.freedesktop.login1.Session", "Lock", self, SLOT("lock()"))

    @Slot(bool)
    def saver(self, active: bool) -> None:
        """`ActiveChanged`: the screen is covered, or seen again."""
        if active:
            log.info("screen locked")
            self.screen_locked.emit()

    @Slot(bool)
    def sleep(self, begins: bool) -> None:
        """`PrepareForSleep`: True before, False after."""
        if begins:
            log.info("machine goes to sleep")
            self.sleeping.emit()

    @Slot()
    def lock(self) -> None:
        """`Lock` of a logind session: the person or the desktop asks for it."""
        log.info("session locked")
        self.screen_locked.emit()
