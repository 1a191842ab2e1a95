"""Where the window stands: as it was left, but always on a screen that is there now. A small file of the account remembers."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from station.domain.durable import write_durably
from station.domain.errors import StationError
from station.settings import paths

COMFORTABLE_PX = (1366, 768)
_FARTHEST_PX = 100_000
_GRIP_PX = 100
"""So much of the window's upper edge must be on a screen to take hold of it."""


@dataclass(frozen=True)
class Placement:
    """How the window was left, in pixels of the desktop."""

    left: int
    top: int
    width: int
    height: int
    maximised: bool


def placed(wanted: QRect, screens: Sequence[QRect]) -> QRect:
    """`wanted` if a person can take hold of it on one of the screens, else the same size, at most, in the middle of the first.

    Without any screen there is nothing to choose: `wanted`.
    """
    if not screens:
        return wanted
    for screen in screens:
        grip = QRect(wanted.left(), wanted.top(), wanted.width(), 1).intersected(screen)
        if grip.width() >= min(_GRIP_PX, wanted.width()):
            return wanted
    home = screens[0]
    size = wanted.size().boundedTo(home.size())
    found = QRect(home.topLeft(), size)
    found.moveCenter(home.center())
    return found


def placement_file(home: Path | None = None) -> Path:
    """Where it is remembered."""
    return (home or paths.user_data_folder()) / "window.json"


def load_placement(path: Path) -> Placement | None:
    """How the window was left; None for the first time and for a spoilt file."""
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    found = [value.get(name) for name in ("left", "top", "width", "height")] if isinstance(value, dict) else []
    numbers = [one for one in found if type(one) is int and abs(one) < _FARTHEST_PX]
    if len(numbers) < 4 or min(numbers[2:]) < 1:
        return None
    left, top, width, height = numbers
    return Placement(left, top, width, height, maximised=value.get("maximised") is True)


def save_placement(path: Path, window: QWidget) -> None:
    """Remember; a home that cannot be written costs only the memory."""
    at = window.normalGeometry()
    left = Placement(at.left(), at.top(), at.width(), at.height(), window.isMaximized())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, json.dumps(asdict(left)).encode())
    except (OSError, StationError):
        return


def show_placed(window: QWidget, remembered: Placement | None) -> None:
    """Show the window as it was left; the first time in a comfortable size, whole screen where the screen is no larger."""
    if remembered is None:
        window.resize(*COMFORTABLE_PX)
        room = window.screen().availableGeometry()
        maximised = room.width() <= COMFORTABLE_PX[0] or room.height() <= COMFORTABLE_PX[1]
    else:
        at = QRect(remembered.left, remembered.top, remembered.width, remembered.height)
        window.setGeometry(placed(at, _screens()))
        maximised = remembered.maximised
    if maximised:
        window.showMaximized()
    else:
        window.show()


class KeepsVisible(QObject):
    """Brings the window back when the screen it stood on is unplugged. Its parent is the window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        # after Qt has done what it does itself, and once more when a screen comes back after none was left
        application.screenRemoved.connect(self._soon)
        application.screenAdded.connect(self._soon)

    def bring_back(self) -> None:
        """Move the window if nobody could take hold of it where it is."""
        window = self._window
        at = window.geometry()
        there = placed(at, _screens())
        if there == at:
            return
        whole = window.isMaximized() or window.isFullScreen()
        if whole:
            window.showNormal()
        window.setGeometry(there)
        if whole:
            window.showMaximized()

    def _soon(self) -> None:
        QTimer.singleShot(0, self.bring_back)


def _screens() -> list[QRect]:
    """The room of every screen, the main one first."""
    main = QGuiApplication.primaryScreen()
    screens = sorted(QGuiApplication.screens(), key=lambda screen: screen is not main)
    return [screen.availableGeometry() for screen in screens]
