"""A list under the input to choose from: other readings, reasons. The hands stay in the input; arrows walk, a digit or Enter chooses."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QListWidget, QVBoxLayout, QWidget

_ROWS_SHOWN = 6


class _List(QListWidget):
    """Digits choose at once; Escape leaves."""

    digit = Signal(int)
    left = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """What was not marked stays so: a view marks its first line by itself, and Enter would take it unseen."""
        marked = self.currentRow()
        super().focusInEvent(event)
        self.setCurrentRow(marked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1…9 and Escape; everything else is the list's."""
        number = event.key() - Qt.Key.Key_1.value
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif 0 <= number < self.count() and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.digit.emit(number)
        else:
            super().keyPressEvent(event)


class Choices(QWidget):
    """A title and a few lines, each with a word about where it comes from."""

    chosen = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._list = QLabel(), _List()
        self._title.setWordWrap(True)
        self._title.setBuddy(self._list)
        self._list.setWordWrap(True)  # two names may differ in their last letter alone
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addWidget(self._list)
        self._list.itemActivated.connect(lambda item: self.chosen.emit(self._list.row(item)))
        self._list.itemClicked.connect(lambda item: self.chosen.emit(self._list.row(item)))
        self._list.digit.connect(self.chosen)
        self._list.left.connect(self.left)
        self.hide()

    def offer(self, title: str, lines: Sequence[str], *, first: bool) -> None:
        """Show these lines; `first`: with the first one marked, so that Enter takes it."""
        self._title.setText(title)
        self._list.setAccessibleName(title)
        self._list.clear()
        self._list.addItems([f"{at}  {line}" if at <= 9 else f"    {line}" for at, line in enumerate(lines, start=1)])
        self._list.setCurrentRow(0 if first and lines else -1)
        line = self.fontMetrics().lineSpacing()
        high = sum(max(self._list.sizeHintForRow(row), line) for row in range(min(max(len(lines), 1), _ROWS_SHOWN)))
        self._list.setFixedHeight(high + 2 * self._list.frameWidth() + 2)
        self.show()

    def walk(self, by: int) -> None:
        """Mark the next or the previous line."""
        row = self._list.currentRow() + by
        self._list.setCurrentRow(max(-1, min(row, self._list.count() - 1)))

    @property
    def marked(self) -> int:
        """The marked line; -1 when none is."""
        return self._list.currentRow() if self.isVisible() else -1

    def take_focus(self) -> None:
        """For lists that are not about what is typed."""
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
