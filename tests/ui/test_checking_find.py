"""Ctrl+F at the desk Kiểm tra with keys alone: typed, walked, opened at the field, and back to exactly where one was."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget

from station.domain.errors import StationError
from tests.seated import fill, seated
from tests.ui.at_desk import AtDesk
from ui.checking import wording
from ui.language import Language, set_language, tr

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def at_desk(office, qtbot):
    with seated(office) as station:
        fill(station, ["An", "Bình", "Chi"])
        clerk = AtDesk(station, qtbot)
        clerk.go_to("person_name")
        yield clerk


def search(at_desk, qtbot, text):
    at_desk.press(Qt.Key.Key_F, CONTROL)
    at_desk.write(text)
    qtbot.waitUntil(lambda: tr(wording.FIND_HELP) not in at_desk.seen())


def test_what_is_typed_without_marks_is_found_and_enter_opens_it_at_its_field(at_desk, qtbot):
    search(at_desk, qtbot, "nguyen thi binh")
    assert "12/2018 · Nguyễn Thị Bình · chờ kiểm tra" in at_desk.seen() and "Tìm thấy 1 mục." in at_desk.seen()
    at_desk.press(Qt.Key.Key_Return)
    assert at_desk.presenter.entry_id == at_desk.entry(1).entry_id and at_desk.path == "nksHoTen"
    assert at_desk.focus is at_desk.page.card.editor and tr(wording.AWAY) in at_desk.seen()


def test_arrows_walk_over_what_was_found(at_desk, qtbot):
    search(at_desk, qtbot, "nguyen thi")
    at_desk.press(Qt.Key.Key_Down)
    at_desk.press(Qt.Key.Key_Down)
    at_desk.press(Qt.Key.Key_Return)
    # the newest first
    assert at_desk.presenter.entry_id == at_desk.entry(0).entry_id


def test_escape_from_the_line_returns_to_the_field_with_text_cursor_and_offers_untouched(at_desk, qtbot):
    at_desk.write("Trần Thị")
    at_desk.press(Qt.Key.Key_Left)
    first, place = at_desk.path, at_desk.focus.textCursor().position()
    search(at_desk, qtbot, "binh")
    at_desk.press(Qt.Key.Key_Escape)
    assert at_desk.path == first and at_desk.focus is at_desk.page.card.editor
    assert at_desk.focus.toPlainText() == "Trần Thị" and at_desk.focus.textCursor().position() == place


def test_escape_from_what_was_found_returns_with_what_was_typed(at_desk, qtbot):
    at_desk.write("Trần Thị")
    first = at_desk.path
    search(at_desk, qtbot, "binh")
    at_desk.press(Qt.Key.Key_Return)
    assert at_desk.focus.toPlainText() == ""
    at_desk.press(Qt.Key.Key_Escape)
    assert (at_desk.presenter.entry_id, at_desk.path) == (at_desk.entry(0).entry_id, first)
    assert at_desk.focus.toPlainText() == "Trần Thị" and tr(wording.AWAY) not in at_desk.seen()


def test_enter_right_after_the_last_letter_opens_the_first_answer(at_desk):
    at_desk.press(Qt.Key.Key_F, CONTROL)
    at_desk.write("binh")
    at_desk.press(Qt.Key.Key_Return)
    assert at_desk.presenter.entry_id == at_desk.entry(1).entry_id


def test_enter_on_nothing_found_opens_nothing(at_desk, qtbot):
    search(at_desk, qtbot, "zzzz")
    at_desk.press(Qt.Key.Key_Return)
    assert isinstance(at_desk.focus, QLineEdit) and tr(wording.FOUND_NONE) in at_desk.seen()
    assert at_desk.presenter.entry_id == at_desk.entry(0).entry_id


def test_an_index_that_does_not_answer_is_a_sentence(at_desk, qtbot, monkeypatch):
    def broken(*args):
        raise StationError("store.damaged", reason="x")

    monkeypatch.setattr(at_desk.station.store.search, "find", broken)
    search(at_desk, qtbot, "binh")
    assert "store.damaged" in at_desk.seen()


def test_an_approved_entry_that_was_found_can_be_read_and_not_typed_in(at_desk, qtbot):
    entry_id = at_desk.entry(1).entry_id
    at_desk.station.store.database.execute(
        "UPDATE entry SET state = 'approved', body = json_set(body, '$.state', 'approved') WHERE entry_id = ?", (entry_id,)
    )
    search(at_desk, qtbot, "binh")
    assert "đã duyệt" in at_desk.seen()
    at_desk.press(Qt.Key.Key_Return)
    assert at_desk.presenter.entry_id == entry_id and tr(wording.LOCKED) in at_desk.seen() and not at_desk.page.done.isVisible()
    before = at_desk.path
    for key in (Qt.Key.Key_X, Qt.Key.Key_F4, Qt.Key.Key_F2, Qt.Key.Key_F6):
        at_desk.press(key)
    at_desk.press(Qt.Key.Key_Space, CONTROL)
    assert at_desk.focus.toPlainText() == at_desk.presenter.hands.input and not at_desk.presenter.hands.sheet.typed
    at_desk.press(Qt.Key.Key_Return)
    assert at_desk.path != before
    at_desk.press(Qt.Key.Key_Escape)
    assert at_desk.presenter.entry_id == at_desk.entry(0).entry_id and not at_desk.focus.isReadOnly()


def test_the_search_speaks_the_language_in_force_and_names_its_controls(at_desk, qtbot):
    search(at_desk, qtbot, "nguyen")
    set_language(Language.EN)
    at_desk.page.retranslate()
    assert "3 entries found." in at_desk.seen() and "to verify" in at_desk.seen()
    line = at_desk.focus
    found = next(made for made in at_desk.page.findChildren(QListWidget) if made.isVisible())
    assert line.accessibleName() == "Search this volume" and found.accessibleName() == "Entries found"
