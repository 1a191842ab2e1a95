"""The one input: keys become verbs, compositions are left alone, a paste comes in whole letters, as one line, and not without end."""

import unicodedata

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from station.forms.definition import FieldDefinition
from ui.widgets.field_editor import FieldEditor, Verb

LONGEST = 2000


def a_field(kind: str = "person_name", lines: int = 1) -> FieldDefinition:
    return FieldDefinition.model_validate(
        {"id": "a", "type": kind, "label": {"vi": "Họ tên", "en": "Name"}, "block": "b", "lines": lines, "lexicon": "sexes"}
    )


@pytest.fixture
def editor(qtbot):
    made = FieldEditor(LONGEST)
    qtbot.addWidget(made)
    made.show_field(a_field(), "", has_suggestion=True)
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    made.verbs = []
    made.asked.connect(made.verbs.append)
    return made


def compose(editor: FieldEditor, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(editor, event)


@pytest.mark.parametrize(
    ("key", "held", "verb"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, Verb.TAKE),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, Verb.TAKE),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier, Verb.BACK),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, Verb.BACK),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, Verb.TAKE_SUGGESTION),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier, Verb.TAKE_SUGGESTION),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, Verb.NEXT_OFFER),
        (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, Verb.UNDO),
        (Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier, Verb.REDO),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, Verb.LEAVE),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, Verb.NEXT_ENTRY),
    ],
)
def test_a_key_is_a_verb_and_changes_no_text(editor, key, held, verb):
    QTest.keyClick(editor, key, held)
    assert editor.verbs == [verb] and editor.text() == ""


def test_the_arrow_is_a_plain_arrow_once_something_is_typed(editor):
    QTest.keyClicks(editor, "a")
    QTest.keyClick(editor, Qt.Key.Key_Right)
    assert editor.verbs == []


def test_typing_replaces_what_stands_there(editor):
    editor.show_field(a_field(), "Lê Thị Bưởi", has_suggestion=False)
    QTest.keyClicks(editor, "Lan")
    assert editor.text() == "Lan"


def test_a_composition_is_left_alone_until_it_is_committed(editor):
    heard = []
    editor.changed_by_hand.connect(heard.append)
    compose(editor, "Hươ")
    assert editor.is_composing and editor.text() == ""
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert Verb.TAKE not in editor.verbs
    compose(editor, "", "Hường")
    assert not editor.is_composing and editor.text().strip() == "Hường" and heard[-1].strip() == "Hường"


def test_an_input_method_that_dies_leaves_the_keys_to_the_desk(editor, qtbot):
    compose(editor, "Hươ")
    editor.clearFocus()
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.verbs == [Verb.TAKE]


def test_nothing_is_changed_while_an_input_method_retypes_letters(editor):
    """UniKey on Windows sends Backspace and the letter with its mark: an editor that completes or capitalises eats letters."""
    QTest.keyClicks(editor, "nguyen")
    for _ in range(2):
        QTest.keyClick(editor, Qt.Key.Key_Backspace)
    compose(editor, "", "ễn")
    assert editor.text() == "nguyễn"


def test_pasted_text_comes_in_whole_letters_and_as_one_line(editor):
    pasted = QMimeData()
    pasted.setText(unicodedata.normalize("NFD", "Nguyễn Thị\nHường"))
    editor.insertFromMimeData(pasted)
    assert editor.text() == "Nguyễn Thị Hường"


def test_a_pasted_megabyte_is_cut_and_said(editor):
    told = []
    editor.too_long.connect(told.append)
    pasted = QMimeData()
    pasted.setText("ễ" * 1_000_000)
    editor.insertFromMimeData(pasted)
    assert told == [1_000_000] and len(editor.text()) == LONGEST


@pytest.mark.parametrize(
    "kind",
    ["text", "person_name", "place", "choice", "tick", "date", "date_words", "year", "number", "area", "area_words", "id_number",
     "register_number", "book_number", "serial", "list"],
)  # fmt: skip
def test_every_type_of_the_registry_has_an_input(editor, kind):
    editor.show_field(a_field(kind, lines=2), "x", has_suggestion=False)
    QTest.keyClicks(editor, "12")
    assert editor.text() == "12" and editor.height() > 0
