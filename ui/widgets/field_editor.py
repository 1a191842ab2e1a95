"""The one input of a desk, for every type of field: keys become verbs, text is never touched while somebody composes it.

Input methods (Telex, VNI) retype what stands before the cursor; so nothing is changed, cut or completed by itself. Pasted text comes in
as one line in NFC and not longer than a field can be.
"""

import unicodedata
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QHideEvent, QInputMethodEvent, QKeyEvent, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from station.forms.definition import FieldDefinition
from ui.theme import colours, theme

LINES_SHOWN_MAX: Final = 3
_MARGIN_PX: Final = 14
_FIGURES: Final = frozenset({"date", "year", "number", "area", "id_number", "register_number", "book_number"})


class Verb(StrEnum):
    """What a key in the input means."""

    TAKE = "take"
    TAKE_SUGGESTION = "take-suggestion"
    BACK = "back"
    NEXT_OFFER = "next-offer"
    LEAVE = "leave"
    UNDO = "undo"
    REDO = "redo"
    NEXT_ENTRY = "next-entry"
    PREVIOUS_ENTRY = "previous-entry"


class FieldEditor(QPlainTextEdit):
    """An input of one to three lines. Holds no value: it is told what stands in it and says what was asked for."""

    asked = Signal(Verb)
    """A key that means something to the desk."""
    changed_by_hand = Signal(str)
    """Text as it stands now, after a person typed, pasted or composed; not after `show_field`."""
    too_long = Signal(int)
    """A pasted text was cut; its length in letters."""

    def __init__(self, longest: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._longest = longest
        self._composed = ""
        """Letters that an input method holds and has not given as text."""
        self._showing = False
        self._lines = 1
        self._takes_suggestion = False
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._tell_change)
        theme().changed.connect(self._colour)
        self._colour()

    def show_field(self, field: FieldDefinition, text: str, *, has_suggestion: bool) -> None:
        """Shape the input for a field's type and put `text` into it, all of it selected: typing replaces it."""
        self._showing, self._composed = True, ""
        self._takes_suggestion = has_suggestion
        self._lines = 1 if field.lines == 1 and field.type not in ("list", "text", "place") else min(max(field.lines, 2), LINES_SHOWN_MAX)
        wrap = QTextOption.WrapMode.NoWrap if self._lines == 1 else QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        self.setWordWrapMode(wrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff if self._lines == 1 else Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        figures = field.type in _FIGURES
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers if figures else Qt.InputMethodHint.ImhNone)
        self.setFixedHeight(self._height())
        self.setPlainText(text)
        self.selectAll()
        self._showing = False

    def text(self) -> str:
        """What stands in the input; what is still being composed is not part of it."""
        return self.toPlainText()

    def put(self, text: str) -> None:
        """Replace what stands there by a verb of the person (a suggestion, ditto): one step of the input's own undo."""
        self._showing = True
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.setTextCursor(cursor)
        self._showing = False

    @property
    def is_composing(self) -> bool:
        """Whether an input method holds letters that are not text yet."""
        return bool(self._composed)

    def settle(self) -> None:
        """Letters still being composed become text: the input method is asked; when it is dead they are taken as they stand."""
        if self._composed and self.hasFocus():
            QGuiApplication.inputMethod().commit()
        if self._composed:
            left = QInputMethodEvent()
            left.setCommitString(self._composed)
            self.inputMethodEvent(left)

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(super().sizeHint().width(), self._height())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Letters being composed pass through untouched."""
        self._composed = event.preeditString()
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A dying or switched input method takes no letters with it."""
        self.settle()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nor does another desk that comes in front."""
        self.settle()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Verbs of the desk; everything else is the editor's. While a composition is open its keys belong to the input method."""
        verb = None if self._composed else self._verb(event)
        if verb is None:
            super().keyPressEvent(event)
        else:
            event.accept()
            self.asked.emit(verb)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Pasted and dropped text: NFC, one line, not longer than a field can be."""
        pasted = unicodedata.normalize("NFC", source.text())
        if len(pasted) > self._longest:
            self.too_long.emit(len(pasted))
            pasted = pasted[: self._longest]
        self.textCursor().insertText(" ".join(pasted.splitlines()))

    def _verb(self, event: QKeyEvent) -> Verb | None:
        keys, key = Qt.Key, event.key()
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain, shift = held == Qt.KeyboardModifier.NoModifier, held == Qt.KeyboardModifier.ShiftModifier
        if key in (keys.Key_Return, keys.Key_Enter):
            return Verb.TAKE if plain else Verb.BACK if shift else None
        if key == keys.Key_Right and plain:
            return Verb.TAKE_SUGGESTION if self._takes_suggestion and not self.toPlainText() else None
        if held == Qt.KeyboardModifier.ControlModifier:
            return {keys.Key_Space: Verb.TAKE_SUGGESTION, keys.Key_Z: Verb.UNDO, keys.Key_Y: Verb.REDO}.get(keys(key))
        if not plain:
            return None
        if key == keys.Key_Up:
            return None if self._can_move(QTextCursor.MoveOperation.Up) else Verb.BACK
        if key == keys.Key_Down:
            return None if self._can_move(QTextCursor.MoveOperation.Down) else Verb.NEXT_OFFER
        return {keys.Key_Escape: Verb.LEAVE, keys.Key_PageDown: Verb.NEXT_ENTRY, keys.Key_PageUp: Verb.PREVIOUS_ENTRY}.get(keys(key))

    def _can_move(self, way: QTextCursor.MoveOperation) -> bool:
        """Whether the text has a line above or below the cursor; a text that is selected whole counts as one line."""
        return self._lines > 1 and not self.textCursor().hasSelection() and self.textCursor().movePosition(way)

    def _colour(self) -> None:
        look = colours()
        self.setStyleSheet(
            f"QPlainTextEdit {{ border: 2px solid {look.line}; }} QPlainTextEdit:focus {{ border: 2px solid {look.accent}; }}"
        )

    def _tell_change(self) -> None:
        if not self._showing:
            self.changed_by_hand.emit(self.toPlainText())

    def _height(self) -> int:
        return self.fontMetrics().lineSpacing() * self._lines + _MARGIN_PX + 2 * self.frameWidth()
