"""Keys that do something on a desk and nowhere else, and how they are told to people."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from station.domain.findings import Text


@dataclass(frozen=True)
class Key:
    """A row of the cheat sheet. A page lists all its keys in `KEYS: tuple[Key, ...]`; a test holds the list against its shortcuts."""

    keys: str
    """As Qt writes it ("Ctrl+Return"); alternatives apart by " / "."""
    does: Text
    """What it does, from the person's side, in a few words."""


def bind(widget: QWidget, keys: str, act: Callable[[], object], *, alone: bool = False) -> QShortcut:
    """`keys` ("Ctrl+Return") do `act` while the focus is on `widget` or inside it; with `alone` on the widget itself only.

    The context is set by a call: PySide6 6.12 passes over the keyword of QShortcut's constructor, and the key would then work in the
    whole window.
    """
    shortcut = QShortcut(QKeySequence(keys), widget)
    shortcut.setContext(Qt.ShortcutContext.WidgetShortcut if alone else Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(lambda: act())
    return shortcut
