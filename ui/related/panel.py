"""The list of what is related: a person looks at each, opens it, says whether it is so. Looks only; the mind is in presenter.py."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from station.domain.findings import Text
from station.domain.relations import Verdict
from station.workflow.relatives import Relative
from ui.language import language, tr
from ui.related.presenter import Relatives, in_two_lines
from ui.theme import GRID_PX, colours, set_ink, theme

TITLE: Final = Text("Mục liên quan", "Related entries")
HELP: Final = Text(
    "Chỉ là gợi ý; không mục nào bị gộp. Enter mở mục, 1: đúng vậy, 2: không phải, Esc để về.",
    "Suggestions only; nothing is merged. Enter opens, 1: it is so, 2: it is not, Esc goes back.",
)
NONE: Final = Text("Không thấy mục nào liên quan.", "Nothing related was found.")
SAME: Final = Text("Đúng vậy (1)", "It is so (1)")
DIFFERENT: Final = Text("Không phải (2)", "It is not (2)")
_VERDICTS: Final = {Qt.Key.Key_1: Verdict.SAME, Qt.Key.Key_2: Verdict.DIFFERENT}


class _List(QListWidget):
    """Keys 1 and 2 answer, Escape leaves."""

    answered = Signal(object)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the list itself does not know."""
        verdict = _VERDICTS.get(Qt.Key(event.key()))
        if verdict is not None:
            self.answered.emit(verdict)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class RelatedPanel(QWidget):
    """What is related to the entry in front."""

    wanted = Signal(object)
    """A Relative that is to be opened."""
    left = Signal()

    def __init__(self, presenter: Relatives, *, may_judge: bool, parent: QWidget | None = None) -> None:
        """`may_judge`: this person's word counts."""
        super().__init__(parent)
        self._presenter, self._may_judge = presenter, may_judge
        self._shown: list[Relative] = []
        self._title, self._list, self._why, self._words = QLabel(), _List(), QLabel(), QLabel()
        self._same, self._different = QPushButton(), QPushButton()
        for label in (self._why, self._words):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setBuddy(self._list)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMinimumHeight(8 * GRID_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID_PX)
        answers = QHBoxLayout()
        answers.addWidget(self._same)
        answers.addWidget(self._different)
        answers.addStretch(1)
        for part in (self._title, self._words):
            column.addWidget(part)
        column.addWidget(self._list, 1)
        column.addWidget(self._why)
        column.addLayout(answers)
        self._list.itemActivated.connect(lambda _: self._do(self.wanted.emit))
        self._list.currentRowChanged.connect(lambda _: self._show_current())
        self._list.answered.connect(self._answer)
        self._list.left.connect(self.left)
        self._same.clicked.connect(lambda: self._answer(Verdict.SAME))
        self._different.clicked.connect(lambda: self._answer(Verdict.DIFFERENT))
        presenter.listen(self.refresh)
        theme().changed.connect(self._colour)
        self._colour()
        self.retranslate()

    def take_focus(self) -> None:
        """Hands into the list."""
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Words in the language in force."""
        self._title.setText(tr(TITLE))
        self._list.setAccessibleName(tr(TITLE))
        self._same.setText(tr(SAME))
        self._different.setText(tr(DIFFERENT))
        self.refresh()

    def refresh(self) -> None:
        """As the presenter has it; the row somebody stands on stays."""
        standing = self._current.related.entry_id if self._current is not None else None
        self._shown = list(self._presenter.found)
        self._list.blockSignals(True)
        self._list.clear()
        for relative in self._shown:
            above, below = in_two_lines(relative, tr)
            item = QListWidgetItem(f"{above}\n{below}", self._list)
            item.setToolTip(f"{above}\n{below}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{above}. {below}")
            item.setSizeHint(QSize(0, 2 * self._list.fontMetrics().lineSpacing() + GRID_PX))
        at = next((row for row, one in enumerate(self._shown) if one.related.entry_id == standing), 0)
        self._list.setCurrentRow(at if self._shown else -1)
        self._list.blockSignals(False)
        trouble = self._presenter.trouble
        self._words.setText(trouble.sentence(language().value) if trouble is not None else tr(HELP if self._shown else NONE))
        self._show_current()

    @property
    def _current(self) -> Relative | None:
        row = self._list.currentRow()
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def _show_current(self) -> None:
        """All of it below the list, where the row has no room for it."""
        current = self._current
        self._why.setText("\n".join(in_two_lines(current, tr)) if current is not None else "")
        for button in (self._same, self._different):
            button.setVisible(self._may_judge)
            button.setEnabled(current is not None)

    def _answer(self, verdict: Verdict) -> None:
        if self._may_judge:
            self._do(lambda relative: self._presenter.say(relative, verdict))

    def _do(self, act: Callable[[Relative], None]) -> None:
        if self._current is not None:
            act(self._current)

    def _colour(self) -> None:
        set_ink(self._words, colours().muted)
