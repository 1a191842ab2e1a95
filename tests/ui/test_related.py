"""Related entries with keys alone: at Check a duplicate stops the finishing once, at Search the list stands in place of the results."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from station.domain.record import PageReading
from station.domain.relations import Verdict
from station.domain.states import EntryState
from station.workflow.relatives import make_forms_known
from tests.flow.conftest import read
from tests.seated import fill, seated
from tests.ui.at_desk import AtDesk
from tests.ui.immediate import ImmediateTasks
from ui.language import Language, set_language, tr
from ui.page_images import PageImages
from ui.related.panel import HELP, NONE
from ui.search.page import SearchPage
from ui.search.presenter import Search

CONTROL = Qt.KeyboardModifier.ControlModifier
BORN = {
    "so": "12/2018", "nksHoTen": "Vịt Thị Ngọc Lan", "nksNgaySinh": "02.03.2018", "nksGioiTinh": "Nữ", "nksDanToc": "Kinh",
    "nksQuocTich": "Việt Nam", "meHoTen": "Ngan Thị Bơi", "chaHoTen": "Vịt Văn Xiêm", "ngayDangKy": "20.03.2018",
    "noiDangKy": "Ủy ban nhân dân xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn",
}  # fmt: skip


def a_birth(**other: str) -> PageReading:
    return PageReading("birth_certificate", 1, {path: read(text) for path, text in {**BORN, **other}.items()})


@pytest.fixture
def station(office):
    set_language(Language.VI)
    with seated(office) as station:
        make_forms_known(station.desk, station.store.links, station.station_id)
        fill(station, ["mot", "hai", "ba"], "01", {
            "mot": a_birth(), "hai": a_birth(nksHoTen="Vịt Thị Ngọc Lam"),
            "ba": a_birth(nksHoTen="Gà Văn Trống", meHoTen="Gà Thị Mái", chaHoTen="Gà Văn Tồ", so="70/2018", nksNgaySinh="01.02.2018"),
        })  # fmt: skip
        yield station


@pytest.fixture
def at_desk(station, qtbot):
    return AtDesk(station, qtbot)


def test_a_duplicate_is_told_above_the_field_and_seen_with_one_key(at_desk):
    assert "Nghi trùng với một mục khác: Giấy khai sinh (mẫu 2016) · 12/2018 · KS 2018-01. Ctrl+M: xem và trả lời." in at_desk.seen()
    at_desk.press(Qt.Key.Key_M, CONTROL)
    assert tr(HELP) in at_desk.seen() and "họ tên gần giống, cùng ngày sinh, cùng tên cha, cùng tên mẹ" in at_desk.seen()
    at_desk.press(Qt.Key.Key_Escape)
    assert tr(HELP) not in at_desk.seen() and at_desk.focus is at_desk.page.card.editor


def test_what_is_not_so_is_said_with_one_key_and_not_shown_again(at_desk):
    at_desk.press(Qt.Key.Key_M, CONTROL)
    at_desk.press(Qt.Key.Key_2)
    assert tr(NONE) in at_desk.seen()
    first, second = at_desk.entry(0).entry_id, at_desk.entry(1).entry_id
    assert at_desk.station.store.links.verdicts(second) == {first: Verdict.DIFFERENT}
    at_desk.press(Qt.Key.Key_Escape)
    assert "Nghi trùng" not in at_desk.seen()


def test_enter_opens_the_other_entry_and_escape_comes_back(at_desk):
    first = at_desk.presenter.entry_id
    at_desk.press(Qt.Key.Key_M, CONTROL)
    at_desk.press(Qt.Key.Key_Return)
    assert at_desk.presenter.entry_id == at_desk.entry(1).entry_id
    at_desk.press(Qt.Key.Key_Escape)
    assert at_desk.presenter.entry_id == first


def test_finishing_stops_once_at_a_duplicate_that_nobody_looked_at(at_desk):
    first = at_desk.presenter.entry_id
    at_desk.confirm_all()
    at_desk.press(Qt.Key.Key_Return, CONTROL)
    assert tr(HELP) in at_desk.seen() and at_desk.presenter.entry_id == first
    at_desk.press(Qt.Key.Key_Return, CONTROL)
    assert tr(HELP) not in at_desk.seen() and at_desk.presenter.entry_id != first, "the second time the entry goes on its way"


def test_who_has_looked_is_not_stopped(at_desk):
    first = at_desk.presenter.entry_id
    at_desk.press(Qt.Key.Key_M, CONTROL)
    at_desk.press(Qt.Key.Key_Escape)
    at_desk.confirm_all()
    at_desk.press(Qt.Key.Key_Return, CONTROL)
    assert at_desk.presenter.entry_id != first


def test_a_duplicate_of_what_was_corrected_this_moment_stops_nobody(at_desk):
    """The reading took two cases for one; before the desk asks again of its own accord (once a second) the entry is finished."""
    first = at_desk.presenter.entry_id
    retype(
        at_desk,
        {
            "nksHoTen": "Ngỗng Văn Bay",
            "nksNgaySinh": "09.09.2009",
            "meHoTen": "Ngỗng Thị Cạn",
            "chaHoTen": "Ngỗng Văn Sâu",
            "so": "13/2018",
        },
    )
    at_desk.press(Qt.Key.Key_Return, CONTROL)
    assert tr(HELP) not in at_desk.seen() and at_desk.presenter.entry_id != first


def test_a_duplicate_typed_this_moment_stops_the_finishing(at_desk):
    at_desk.presenter.open(at_desk.entry(2).entry_id)
    retype(at_desk, {path: BORN[path] for path in ("nksHoTen", "nksNgaySinh", "meHoTen", "chaHoTen")})
    at_desk.press(Qt.Key.Key_Return, CONTROL)
    assert tr(HELP) in at_desk.seen() and at_desk.presenter.entry_id == at_desk.entry(2).entry_id
    assert at_desk.entry(2).state is EntryState.READ


def retype(at_desk, values):
    """Other words into these fields, everything else taken as it is; reasons given where they are asked for."""
    for path, value in values.items():
        at_desk.presenter.hands.go_to(path)
        at_desk.page.refresh()
        at_desk.press(Qt.Key.Key_A, CONTROL)
        at_desk.write(value)
        at_desk.press(Qt.Key.Key_Return)
    at_desk.confirm_all()


def test_an_entry_without_relatives_says_so_and_stops_nobody(at_desk):
    at_desk.presenter.open(at_desk.entry(2).entry_id)
    assert "liên quan" not in at_desk.seen()
    at_desk.press(Qt.Key.Key_M, CONTROL)
    assert tr(NONE) in at_desk.seen()


def test_at_search_the_related_entries_stand_in_place_of_the_results(station, qtbot):
    tasks = ImmediateTasks(station)
    page = SearchPage(Search(tasks), PageImages(tasks), may_work=True)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    page.activated()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    qtbot.keyClicks(QApplication.focusWidget(), "ngoc lan")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page._presenter.related.found))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_M, CONTROL)
    assert page._related.isVisible() and not page._table.isVisible()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert page._table.isVisible() and not page._related.isVisible()


def test_a_place_narrows_what_is_found_while_it_is_typed(station, qtbot):
    tasks = ImmediateTasks(station)
    page = SearchPage(Search(tasks), PageImages(tasks), may_work=True)
    qtbot.addWidget(page)
    page.show()
    page.activated()
    page._line.setText("vit thi")
    page._place_line.setText("suối m")
    qtbot.waitUntil(lambda: len(page._table.rows) == 2)
    page._place_line.setText("đồng giếng")
    qtbot.waitUntil(lambda: not page._table.rows)
