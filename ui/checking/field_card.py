"""The field before the clerk: its strip of paper, its label, the input, the suggestion beside it, and what is doubtful about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from station.domain.record import ValueState
from station.workflow.attention import LOOK_AGAIN, Need
from station.workflow.reasons import why
from ui.checking import wording
from ui.checking.choices import Choices
from ui.checking.hands import Hands
from ui.checking.shown import PASTE_MAX
from ui.language import tr
from ui.page_decoding import PageImage
from ui.theme import GRID_PX, LARGE_PT, colours, set_ink, set_size, theme
from ui.widgets.field_editor import FieldEditor
from ui.widgets.finding_list import FindingList
from ui.widgets.strip import Strip

_STRIP_PX, _TALL_STRIP_PX = 11 * GRID_PX, 17 * GRID_PX
_LARGEST_STRIP = 1.4
_LEAST_STRIP = 0.7
"""At large text the strip, magnified as it is, leaves its room to words: else they would lie over each other on the smallest screen."""
"""Height of the strip for a field of one line, and of more: always the same, so that the input stands where the eye expects it."""


class FieldCard(QFrame):
    """Everything about one field, one under the other, the strip straight above the input."""

    note_given = Signal(str)
    note_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip, self.label, self.need = Strip(), QLabel(), QLabel()
        self.editor, self.suggestion = FieldEditor(PASTE_MAX), QLabel()
        self.why = QLabel()
        """Why the field may be passed by, or is doubtful."""
        self.findings, self.note, self.choices, self.note_input = FindingList(), QLabel(), Choices(), _NoteLine()
        set_size(self.editor, LARGE_PT)
        set_size(self.label, LARGE_PT)
        self.label.setBuddy(self.editor)
        for words in (self.label, self.need, self.suggestion, self.why, self.note):
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
        self.need.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head = QHBoxLayout()
        head.addWidget(self.label, 3)
        head.addWidget(self.need, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID_PX // 2)
        column.addLayout(head)
        for part in (self.strip, self.editor, self.suggestion, self.why, self.note_input, self.choices, self.findings, self.note):
            column.addWidget(part)
        self.note_input.hide()
        self.note_input.given.connect(self.note_given)
        self.note_input.left.connect(self.note_left)
        self._strip_px = _STRIP_PX
        theme().changed.connect(self._colour)
        theme().changed.connect(self._give_room)
        self._colour()

    def show_field(self, hands: Hands, page: PageImage | None) -> None:
        """The field at which the hands stand."""
        sheet, path = hands.sheet, hands.path
        definition = sheet.definition(path)
        label = tr(definition.label.text)
        self.label.setText(f"{label} · {tr(wording.REQUIRED)}" if definition.required else label)
        self.editor.setAccessibleName(label)
        need = sheet.needs[path] if sheet.is_open(path) else Need.NOTHING
        state = sheet.state(path)
        self.need.setText(tr(wording.NEEDS[need]) or tr(wording.STATES.get(state or ValueState.BLANK, wording.STATES[ValueState.BLANK])))
        self._strip_px = _STRIP_PX if definition.lines == 1 else _TALL_STRIP_PX
        self._give_room()
        self.show_paper(hands, page)
        self.show_input(hands)
        self.findings.show_findings(sheet.findings_at(path))
        reason = why(sheet.grounds[path], definition, sheet.values.get(path)) if path not in sheet.typed else None
        self.why.setText(tr(reason) if reason is not None else "")
        self.why.setVisible(reason is not None)
        note = sheet.note(path)
        self.note.setText("" if note in ("", LOOK_AGAIN) else tr(wording.NOTE_SHOWN, note=note))
        self.note.setVisible(bool(self.note.text()))

    def show_paper(self, hands: Hands, page: PageImage | None) -> None:
        """The strip of the field; that of the next one is cut in the pause that follows."""
        place = hands.sheet.box(hands.path)
        self.strip.show_field(page, place[1] if place else None)
        following = hands.sheet.box(hands.following) if hands.following else None
        if place is not None and following is not None and following[0] == place[0]:
            self.strip.expect(following[1])

    def _give_room(self) -> None:
        """The same at every field, so that the input does not jump; large text may need some of it."""
        scale = theme().scale
        self.strip.setMaximumHeight(round(self._strip_px * min(scale, _LARGEST_STRIP)))
        self.strip.setMinimumHeight(self.strip.maximumHeight() if scale <= _LARGEST_STRIP else round(self._strip_px * _LEAST_STRIP))

    def show_input(self, hands: Hands) -> None:
        """What stands in the input and beside it."""
        sheet, path = hands.sheet, hands.path
        suggested = hands.suggestion
        self.editor.show_field(sheet.definition(path), hands.input, has_suggestion=bool(suggested))
        if hands.is_typing:
            # broken off before: typing goes on at its end instead of replacing it
            self.editor.moveCursor(QTextCursor.MoveOperation.End)
        self.suggestion.setText(f"{tr(wording.SUGGESTED)}: {suggested}   ({tr(wording.TAKE_IT)})" if suggested else "")
        self.suggestion.setVisible(bool(suggested))
        self.editor.setAccessibleDescription(self.suggestion.text())

    def ask_note(self, title: str, text: str) -> None:
        """One line for a note or a reason; what is given comes by `note_given`."""
        self.note_input.ask(title, text)

    def retranslate(self) -> None:
        """The language changed."""
        self.strip.retranslate()
        self.findings.retranslate()

    def _colour(self) -> None:
        self.suggestion.setStyleSheet(f"color: {colours().accent}; font-style: italic;")
        set_ink(self.need, colours().warning)
        set_ink(self.why, colours().muted)
        set_ink(self.note, colours().muted)


class _NoteLine(QLineEdit):
    """A line for a note: Enter gives it, Escape leaves it."""

    given = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(500)
        self.returnPressed.connect(lambda: self.given.emit(self.text()))

    def ask(self, title: str, text: str) -> None:
        """Show itself with a text to begin with."""
        self.setPlaceholderText(title)
        self.setAccessibleName(title)
        self.setText(text)
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
