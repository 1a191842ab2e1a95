"""What the machine says about the person in front of it: the screen was locked, it is going to sleep. One contract, two systems."""

import importlib
import sys

from PySide6.QtCore import QObject, Signal


class Away(QObject):
    """Emits what it hears. A system that tells nothing stays silent: locking on idle does not depend on it."""

    screen_locked = Signal()
    sleeping = Signal()

    def begin(self) -> None:
        """Listen from now on."""

    def end(self) -> None:
        """Listen no longer."""


def away(parent: QObject) -> Away:
    """The listener of this system, not begun yet. Loaded by name: the window is painted before anybody needs it."""
    module = "ui.desktop.away_windows" if sys.platform == "win32" else "ui.desktop.away_linux"
    made: Away = importlib.import_module(module).SystemAway(parent)
    return made
