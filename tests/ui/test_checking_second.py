"""The desk Kiểm tra while somebody keys blind or decides: keys pressed, words read from the screen, over a real store."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget

from station.domain.keying_plan import KeyingPlan, PlanKind
from station.domain.states import EntryState
from station.workflow.second_keying import key_second
from tests.flow.conftest import forms, office, province  # noqa: F401
from tests.keyers import SECOND, THIRD, add_keyers, as_on_paper, planned_volume
from tests.seated import seated
from tests.ui.at_desk import AtDesk
from ui.checking.works import CLERKS_WORK, SUPERVISORS_WORK

NAME = "nksHoTen"
PLAN = KeyingPlan(PlanKind.KEY_FIELDS, known_share=0.0)


@pytest.fixture
def planned(office):  # noqa: F811
    add_keyers(office, SECOND, THIRD)
    return office, planned_volume(office, ["Lan", "Mai"], PLAN)


def key_all(desk, otherwise):
    """Every field that is asked, as on the paper but for some; an empty one twice, for the desk asks again."""
    station = desk.station
    entry_id = desk.presenter.entry_id
    wanted = as_on_paper(station.desk, entry_id, **otherwise)
    for _ in range(3 * len(wanted)):
        if desk.presenter.hands.is_done:
            return
        text = wanted[desk.path].text
        if text:
            desk.write(text)
            desk.press(Qt.Key.Key_Escape)
        desk.press(Qt.Key.Key_Return)
    raise AssertionError(desk.presenter.hands.sheet.open_paths)


def test_a_second_person_keys_blind_and_is_told_so(planned, qtbot):
    office, entries = planned  # noqa: F811
    with seated(office, SECOND) as station:
        desk = AtDesk(station, qtbot)
        desk.press(Qt.Key.Key_F3)
        assert "NHẬP LẦN HAI" in desk.seen() and desk.presenter.entry_id == entries[0]
        assert "Nguyễn Thị Lan" not in desk.seen() and desk.page.card.editor.text() == ""
        hands = desk.presenter.hands
        assert set(hands.sheet.paths) == set(station.desk.records.entry(entries[0]).second.fields)
        assert not any(hands.sheet.standing(path) or hands.suggestion for path in hands.sheet.paths)
        key_all(desk, {})
        desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert station.desk.records.entry(entries[0]).state is EntryState.CHECKED
        assert desk.presenter.entry_id == entries[1] and "Mục 1/1" in desk.seen()


def test_what_is_typed_blind_is_a_draft_and_back_after_a_kill(planned, qtbot):
    office, _ = planned  # noqa: F811
    with seated(office, SECOND) as station:
        desk = AtDesk(station, qtbot)
        desk.press(Qt.Key.Key_F3)
        path = desk.path
        desk.write("12/2018")
        desk.press(Qt.Key.Key_Escape)
        desk.press(Qt.Key.Key_Return)
        desk.presenter.save()
    with seated(office, SECOND) as station:
        desk = AtDesk(station, qtbot)
        desk.press(Qt.Key.Key_F3)
        assert desk.presenter.hands.sheet.typed[path].text and "lấy lại" in desk.seen()
    with seated(office, THIRD) as station:
        desk = AtDesk(station, qtbot)
        desk.press(Qt.Key.Key_F3)
        assert desk.presenter.hands.sheet.typed == {}


def test_a_third_person_chooses_between_two_values_that_say_not_whose_they_are(planned, qtbot):
    office, entries = planned  # noqa: F811
    with seated(office, SECOND) as station:
        key_second(station.desk, entries[0], as_on_paper(station.desk, entries[0], **{NAME: "Nguyễn Thị Lân"}))
    with seated(office, THIRD) as station:
        desk = AtDesk(station, qtbot)
        desk.press(Qt.Key.Key_F3)
        desk.press(Qt.Key.Key_F3)
        seen = desk.seen()
        assert "HAI LẦN NHẬP KHÁC NHAU" in seen and "Nguyễn Thị Lan" in seen and "Nguyễn Thị Lân" in seen
        assert "hoa" not in seen.lower().split() and "clerk" not in seen
        assert isinstance(desk.focus, QListWidget), desk.focus
        lines = [desk.focus.item(row).text() for row in range(desk.focus.count())]
        assert desk.focus.currentRow() == -1 and len(lines) == 3
        digit = Qt.Key.Key_1 if "Lân" in lines[0] else Qt.Key.Key_2
        desk.press(digit)
        desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        entry = station.desk.records.entry(entries[0])
        assert entry.state is EntryState.CHECKED and entry.fields[NAME].value == "Nguyễn Thị Lân" and entry.second.decided_by == THIRD


def test_a_supervisor_decides_and_keys_what_neither_said(planned, qtbot):
    office, entries = planned  # noqa: F811
    with seated(office, SECOND) as station:
        key_second(station.desk, entries[0], as_on_paper(station.desk, entries[0], **{NAME: "Nguyễn Thị Lân"}))
    with seated(office, "supervisor") as station:
        desk = AtDesk(station, qtbot, SUPERVISORS_WORK)
        assert "HAI LẦN NHẬP KHÁC NHAU" in desk.seen()
        desk.press(Qt.Key.Key_3)
        desk.write("Nguyễn Thị Lành")
        desk.press(Qt.Key.Key_Escape)
        desk.press(Qt.Key.Key_Return)
        desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        entry = station.desk.records.entry(entries[0])
        assert entry.fields[NAME].value == "Nguyễn Thị Lành" and "supervisor" in entry.touched_by


def test_where_nothing_waits_other_work_is_named_only_to_who_has_any(planned, qtbot):
    office, _ = planned  # noqa: F811
    with seated(office, "supervisor") as station:
        assert "F3: việc khác" not in AtDesk(station, qtbot, SUPERVISORS_WORK).seen()


def test_the_first_keyer_has_nothing_to_do_a_second_time(planned, qtbot):
    office, _ = planned  # noqa: F811
    with seated(office) as station:
        desk = AtDesk(station, qtbot)
        desk.press(Qt.Key.Key_F3)
        assert "Không có mục nào chờ anh/chị" in desk.seen()


def test_what_waits_to_be_keyed_blind_is_not_shown_to_who_may_key_it(planned, qtbot):
    office, entries = planned  # noqa: F811
    with seated(office, SECOND) as station:
        desk = AtDesk(station, qtbot)
        desk.page.open_at(entries[0])
        assert "second.blind" in desk.seen() or "chờ nhập lần hai" in desk.seen()
        assert "Nguyễn Thị Lan" not in desk.seen()


def test_searching_grouping_and_identifying_belong_to_the_first_keying(planned, qtbot):
    office, _ = planned  # noqa: F811
    with seated(office, SECOND) as station:
        desk = AtDesk(station, qtbot)
        desk.press(Qt.Key.Key_F3)
        for key, held in ((Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)):
            desk.press(key, held)
            assert "Chỉ dùng khi nhập lần đầu" in desk.seen()
        assert desk.presenter.work is CLERKS_WORK[1]
