"""The keys of the page view as QActions, so that a desk can offer them while the hands are in an input, and list them for help."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from station.domain.findings import Text
from ui.language import tr


class PageCommands(QObject):
    """Actions that work in every widget they were given to and its children."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._made: list[tuple[QAction, Text]] = []

    def add(self, text: Text, run: Callable[[], object], *keys: str, checkable: bool = False) -> QAction:
        """One more; the first key is the one that help names."""
        action = QAction(self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setCheckable(checkable)
        action.triggered.connect(lambda _checked=False: run())
        self._made.append((action, text))
        return action

    def actions(self) -> list[QAction]:
        """All, in the order of a menu."""
        return [action for action, _ in self._made]

    def give_to(self, widget: QWidget) -> None:
        """Make the keys work in `widget` and below."""
        widget.addActions(self.actions())

    def retranslate(self) -> None:
        """The language changed."""
        for action, text in self._made:
            action.setText(tr(text))
