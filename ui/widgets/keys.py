"""Keys that do something on a desk and nowhere else."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def bind(widget: QWidget, keys: str, act: Callable[[], object], *, alone: bool = False) -> QShortcut:
    """`keys` ("Ctrl+Return") do `act` while the focus is on `widget` or inside it; with `alone` on the widget itself only.

    The context is set by a call: PySide6 6.12 passes over the keyword of QShortcut's constructor, and the key would then work in the
    whole window.
    """
    shortcut = QShortcut(QKeySequence(keys), widget)
    shortcut.setContext(Qt.ShortcutContext.WidgetShortcut if alone else Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(lambda: act())
    return shortcut
