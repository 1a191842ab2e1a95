"""The group check with keys alone: strips fifty at a time, struck out, taken, and what is left when one leaves early."""

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget

from station.domain.record import ValueSource, ValueState
from station.workflow.group_check import GROUP_SIZE
from tests.flow.conftest import Captured
from tests.large_volume import put_large_volume
from tests.seated import fill, seated
from tests.ui.at_desk import AtDesk
from ui.checking import wording
from ui.language import tr

CONTROL = Qt.KeyboardModifier.ControlModifier


def a_sheet() -> Captured:
    """Large enough for the boxes of the invented entries."""
    pixels = np.full((3000, 1300, 3), 250, np.uint8)
    for row in range(200, 2900, 90):
        cv2.putText(pixels, "Nam / Nu / Kinh", (310, row + 48), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (30, 30, 30), 3)
    return Captured(cv2.imencode(".png", pixels)[1].tobytes(), "sheet", width=1300, height=3000)


@pytest.fixture
def at_desk(office, qtbot):
    with seated(office) as station:
        [first] = fill(station, ["An"], pictures=[a_sheet()])
        entry = station.desk.records.entry(first)
        put_large_volume(station.store, station.desk.forms, entry.volume_id, entry.pages, read=130)
        clerk = AtDesk(station, qtbot)
        clerk.go_to("choice")
        sex = next(path for path in clerk.presenter.hands.sheet.paths if clerk.presenter.hands.sheet.definition(path).lexicon == "sexes")
        clerk.presenter.hands.go_to(sex)
        clerk.page.refresh()
        clerk.sex = sex
        clerk.alike = [
            entry.entry_id
            for entry in station.desk.records.entries()
            if entry.fields[sex].value == clerk.presenter.hands.sheet.entry.fields[sex].value and entry.fields[sex].box is not None
        ]
        yield clerk


def grid(at_desk) -> QListWidget:
    return next(made for made in at_desk.page.group.findChildren(QListWidget) if made.isVisible())


def field(at_desk, entry_id):
    return at_desk.station.desk.records.entry(entry_id).fields[at_desk.sex]


def test_f9_shows_fifty_strips_with_their_paper_and_the_hands_on_the_first(at_desk):
    at_desk.press(Qt.Key.Key_F9)
    strips = grid(at_desk)
    assert strips.count() == GROUP_SIZE < len(at_desk.alike) and at_desk.focus is strips and strips.currentRow() == 0
    assert all(not strips.item(row).icon().isNull() for row in range(strips.count()))
    assert "50 dải" in at_desk.seen() and tr(wording.GROUP_HELP) in at_desk.seen()


def test_all_fifty_are_seen_at_once_on_a_small_screen(at_desk):
    at_desk.press(Qt.Key.Key_F9)
    strips = grid(at_desk)
    assert strips.verticalScrollBar().maximum() == 0 == strips.horizontalScrollBar().maximum()


def test_space_strikes_out_and_takes_the_stroke_back_in_words(at_desk):
    at_desk.press(Qt.Key.Key_F9)
    at_desk.press(Qt.Key.Key_Right)
    at_desk.press(Qt.Key.Key_Space)
    assert grid(at_desk).item(1).text() == "✗ sai" and "1 bị gạch" in at_desk.seen()
    at_desk.press(Qt.Key.Key_Space)
    assert grid(at_desk).item(1).text() == "đúng"


def test_ctrl_enter_takes_the_others_and_the_next_strips_come_until_the_end(at_desk):
    at_desk.press(Qt.Key.Key_F9)
    at_desk.press(Qt.Key.Key_Space)
    at_desk.press(Qt.Key.Key_Return, CONTROL)
    assert field(at_desk, at_desk.alike[0]).state is ValueState.UNREADABLE
    assert {field(at_desk, entry_id).source for entry_id in at_desk.alike[1:GROUP_SIZE]} == {ValueSource.KEYED}
    assert {field(at_desk, entry_id).source for entry_id in at_desk.alike[GROUP_SIZE:]} == {ValueSource.READING}
    assert grid(at_desk).count() == len(at_desk.alike) - GROUP_SIZE and "Đã nhận 49 dải, gạch 1 dải." in at_desk.seen()
    at_desk.press(Qt.Key.Key_Return, CONTROL)
    assert grid(at_desk).count() == 0 and tr(wording.GROUP_END) in at_desk.seen()
    at_desk.press(Qt.Key.Key_Return)
    assert at_desk.focus is at_desk.page.card.editor


def test_a_plain_enter_takes_nothing_by_mistake(at_desk):
    at_desk.press(Qt.Key.Key_F9)
    at_desk.press(Qt.Key.Key_Return)
    assert not at_desk.page.group.presenter.has_settled


def test_escape_leaves_without_a_change_and_the_typed_text_stands(at_desk):
    at_desk.write("dở")
    at_desk.press(Qt.Key.Key_F9)
    at_desk.press(Qt.Key.Key_Space)
    at_desk.press(Qt.Key.Key_Escape)
    assert at_desk.focus is at_desk.page.card.editor and at_desk.focus.toPlainText() == "dở"
    assert {field(at_desk, entry_id).source for entry_id in at_desk.alike} == {ValueSource.READING}


def test_a_struck_out_field_of_the_open_entry_is_open_when_one_comes_back(at_desk):
    at_desk.presenter.open(at_desk.alike[0])
    at_desk.presenter.hands.go_to(at_desk.sex)
    at_desk.page.refresh()
    at_desk.press(Qt.Key.Key_F9)
    at_desk.press(Qt.Key.Key_Space)
    at_desk.press(Qt.Key.Key_Return, CONTROL)
    at_desk.press(Qt.Key.Key_Escape)
    assert at_desk.path == at_desk.sex and at_desk.presenter.hands.sheet.is_open(at_desk.sex)
    assert tr(wording.NEEDS[at_desk.presenter.hands.sheet.needs[at_desk.sex]]) in at_desk.seen()


def test_strips_whose_page_is_damaged_say_so_and_are_struck_out(office, qtbot):
    with seated(office) as station:
        [first] = fill(station, ["An"], pictures=[a_sheet()])
        entry = station.desk.records.entry(first)
        put_large_volume(station.store, station.desk.forms, entry.volume_id, entry.pages, read=3)
        path = station.desk.images.sealed(entry.pages[0]).path
        path.write_bytes(path.read_bytes()[:-3] + b"xyz")
        clerk = AtDesk(station, qtbot)
        clerk.presenter.open(station.desk.records.entries()[1].entry_id)
        clerk.go_to("choice")
        clerk.press(Qt.Key.Key_F9)
        texts = {grid(clerk).item(row).text() for row in range(grid(clerk).count())}
        assert texts == {f"✗ sai · {tr(wording.NO_PICTURE)}"}


def test_f9_at_a_field_where_nothing_was_read_says_so(at_desk):
    hands = at_desk.presenter.hands
    empty = next(path for path in hands.sheet.paths if not hands.sheet.standing(path))
    hands.go_to(empty)
    at_desk.page.refresh()
    at_desk.press(Qt.Key.Key_F9)
    assert tr(wording.GROUP_NO_VALUE) in at_desk.seen() and at_desk.focus is at_desk.page.card.editor
