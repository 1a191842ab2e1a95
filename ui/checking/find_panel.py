"""Ctrl+F on the screen: a line to type in and what was found in this volume. Arrows walk, Enter opens, Escape goes back."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from station.domain.search import ASKED_LETTERS_MAX
from ui.checking import wording
from ui.checking.finder import HITS_MAX, Finder, Hit
from ui.language import language, tr
from ui.theme import GRID_PX, LARGE_PT, colours, set_ink, set_size, theme

_PAUSE_MS = 120
"""Between two letters of a quick typist: one question for both."""


class _Line(QLineEdit):
    """Keys that mean something to the list below go there; letters stay."""

    walked = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows up and down walk, Escape leaves."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        step = steps.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif step is not None:
            self.walked.emit(step)
        else:
            super().keyPressEvent(event)


class FindPanel(QWidget):
    """In place of the fields while somebody looks for another entry."""

    question = Signal(str)
    """What is typed, after a short pause."""
    wanted = Signal(object)
    """A Hit that is to be opened."""
    left = Signal()

    def __init__(self, finder: Finder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._finder = finder
        self._title, self._line, self._list, self._words = QLabel(), _Line(), QListWidget(), QLabel()
        self._line.setMaxLength(ASKED_LETTERS_MAX)
        self._line.setClearButtonEnabled(False)
        set_size(self._line, LARGE_PT)
        self._title.setBuddy(self._line)
        self._words.setWordWrap(True)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMinimumHeight(8 * GRID_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID_PX)
        for part in (self._title, self._line, self._words):
            column.addWidget(part)
        column.addWidget(self._list, 1)
        self._hasty = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.question.emit(self._line.text()))
        self._line.textChanged.connect(lambda _: self._pause.start())
        self._line.returnPressed.connect(self._open_marked)
        self._line.walked.connect(self._walk)
        self._line.left.connect(self.left)
        self._list.itemActivated.connect(lambda item: self._open(self._list.row(item)))
        self._list.itemClicked.connect(lambda item: self._open(self._list.row(item)))
        finder.listen(self._show)
        theme().changed.connect(self._colour)
        self._colour()
        self.hide()

    def begin(self) -> None:
        """Show itself, the last question marked, hands in the line."""
        self.show()
        self._line.selectAll()
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()

    def retranslate(self) -> None:
        """Words in the language in force."""
        self._title.setText(tr(wording.FIND_TITLE))
        self._line.setAccessibleName(tr(wording.FIND_TITLE))
        self._line.setPlaceholderText(tr(wording.FIND_WHAT))
        self._list.setAccessibleName(tr(wording.FOUND))
        self._show()

    def _show(self) -> None:
        hits = self._finder.hits
        self._list.clear()
        for hit in hits or []:
            item = QListWidgetItem(_lines(hit), self._list)
            item.setToolTip(_lines(hit))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, _lines(hit).replace("\n", ", "))
        self._list.setCurrentRow(0 if hits else -1)
        if self._finder.trouble is not None:
            self._words.setText(self._finder.trouble.sentence(language().value))
        elif hits is None:
            self._words.setText(tr(wording.FIND_HELP))
        elif not hits:
            self._words.setText(tr(wording.FOUND_NONE))
        else:
            self._words.setText(tr(wording.FOUND_MORE if len(hits) == HITS_MAX else wording.FOUND_SOME, count=len(hits)))
        hasty, self._hasty = self._hasty, False
        if hasty:
            self._open(0)

    def _walk(self, by: int) -> None:
        self._list.setCurrentRow(max(0, min(self._list.currentRow() + by, self._list.count() - 1)))

    def _open_marked(self) -> None:
        if self._pause.isActive():
            # Enter right after the last letter: the first of the answer is meant
            self._pause.stop()
            self._hasty = True
            self.question.emit(self._line.text())
        else:
            self._open(self._list.currentRow())

    def _open(self, row: int) -> None:
        hits = self._finder.hits or []
        if 0 <= row < len(hits):
            self.wanted.emit(hits[row])

    def _colour(self) -> None:
        set_ink(self._words, colours().muted)


def _lines(hit: Hit) -> str:
    """Who and which entry above, what answers below."""
    head = " · ".join(part for part in (hit.number, hit.person, tr(wording.FOUND_STATES[hit.state])) if part)
    said = f"{tr(hit.label)}: {hit.value}" if hit.value else tr(hit.label)
    return f"{head}\n{said}"
