"""The page of Duyệt with keys only: what is read on the screen, what Ctrl+Enter and F8 do, languages, names for screen readers."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget, QPushButton, QTableView, QWidget

from station.domain.states import EntryState
from station.workflow.worklists import RETURN_REASONS
from tests.flow.conftest import PASSWORD, Office, forms, office, province  # noqa: F401
from tests.seated import check, fill, seated
from tests.ui.immediate import ImmediateTasks
from ui.approval.page import ApprovalPage
from ui.approval.presenter import Approval
from ui.bootstrap import Station
from ui.language import Language, set_language
from ui.page_images import PageImages
from ui.widgets.password_question import PasswordQuestion


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    set_language(Language.VI)
    yield
    set_language(Language.VI)


@pytest.fixture
def supervisor(office: Office) -> Iterator[Station]:  # noqa: F811
    with seated(office) as station:
        check(station, fill(station, ["Trương Nguyễn Hoàng Phượng Quỳnh", "Mai"]))
    with seated(office, "supervisor") as station:
        yield station


def opened(qtbot, station: Station) -> ApprovalPage:
    tasks = ImmediateTasks(station)
    presenter = Approval(tasks)
    page = ApprovalPage(presenter, PageImages(tasks))
    tasks.changes.listen(presenter.changed)
    qtbot.addWidget(page)
    page.resize(1196, 700)
    page.show()
    page.activateWindow()
    page.activated()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return page


def texts(page: QWidget) -> str:
    shown = [widget.text() for kind in (QLabel, QPushButton) for widget in page.findChildren(kind) if widget.isVisible()]
    return "\n".join(shown)


def press(qtbot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def test_numbers_points_and_paper_are_shown_and_the_cursor_is_in_the_points(qtbot, supervisor: Station) -> None:
    page = opened(qtbot, supervisor)
    assert isinstance(QApplication.focusWidget(), QTableView)
    assert "mục có điểm nghi ngờ" in texts(page) and "Phê duyệt 2 mục" in texts(page)
    table = page.findChild(QTableView)
    rows = [table.model().index(row, 2).data() for row in range(table.model().rowCount())]
    assert "Nguyễn Thị Trương Nguyễn Hoàng Phượng Quỳnh" in rows


def test_the_arrow_shows_the_next_point_with_its_reason(qtbot, supervisor: Station) -> None:
    page = opened(qtbot, supervisor)
    table = page.findChild(QTableView)
    overridden = next(row for row in range(table.model().rowCount()) if "Giữ lại" in table.model().index(row, 3).data())
    for _ in range(overridden):
        press(qtbot, Qt.Key.Key_Down)
    assert table.currentIndex().row() == overridden and "Lý do của người nhập: đúng như trên giấy" in texts(page)


def test_ctrl_enter_approves_and_the_desk_says_what_it_did(qtbot, supervisor: Station) -> None:
    page = opened(qtbot, supervisor)
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    type_password(qtbot, PASSWORD)
    assert {entry.state for entry in supervisor.desk.records.entries()} == {EntryState.APPROVED}
    assert "Đã phê duyệt 2 mục thành lô số 1." in texts(page) and "Không có danh sách nào" in texts(page)
    qtbot.waitUntil(lambda: page.findChild(PasswordQuestion) is None)


def type_password(qtbot, password: str) -> None:
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    line = QApplication.focusWidget()
    assert line.echoMode() is QLineEdit.EchoMode.Password
    line.insert(password)
    press(qtbot, Qt.Key.Key_Return)


def test_a_wrong_password_is_said_in_the_question_and_can_be_typed_again(qtbot, supervisor: Station) -> None:
    page = opened(qtbot, supervisor)
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    type_password(qtbot, "sai")
    question = page.findChild(PasswordQuestion)
    assert "[store.wrong-password]" in texts(question) and question.findChild(QLineEdit).text() == ""
    assert supervisor.desk.records.batches() == []
    type_password(qtbot, PASSWORD)
    assert len(supervisor.desk.records.batches()) == 1


def test_leaving_the_desk_takes_the_question_back_with_what_was_typed(qtbot, supervisor: Station) -> None:
    page = opened(qtbot, supervisor)
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    page.leaving()
    qtbot.waitUntil(lambda: page.findChild(PasswordQuestion) is None)
    assert supervisor.desk.records.batches() == []


def test_f8_and_a_digit_return_an_entry(qtbot, supervisor: Station) -> None:
    page = opened(qtbot, supervisor)
    press(qtbot, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QListWidget))
    press(qtbot, Qt.Key.Key_3)
    press(qtbot, Qt.Key.Key_Return)
    returned = supervisor.desk.records.entries(state=EntryState.RETURNED)
    assert [entry.return_reason for entry in returned] == [RETURN_REASONS[2].vi]
    assert "Đã trả lại mục 12/2018" in texts(page) and "Phê duyệt 1 mục" in texts(page)


def test_a_reason_of_ones_own_goes_before_the_list(qtbot, supervisor: Station) -> None:
    opened(qtbot, supervisor)
    press(qtbot, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QListWidget))
    press(qtbot, Qt.Key.Key_Tab)
    own = QApplication.focusWidget()
    assert isinstance(own, QLineEdit)
    own.insert("Sai họ mẹ")
    press(qtbot, Qt.Key.Key_Return)
    assert [entry.return_reason for entry in supervisor.desk.records.entries(state=EntryState.RETURNED)] == ["Sai họ mẹ"]


def test_english_needs_no_restart_and_leaves_no_vietnamese_behind(qtbot, supervisor: Station) -> None:
    page = opened(qtbot, supervisor)
    set_language(Language.EN)
    page.retranslate()
    assert "Approve 2 entries" in texts(page) and "Return this entry" in texts(page) and "mục" not in texts(page).replace("danh mục", "")


def test_every_control_has_a_name_and_can_be_reached(qtbot, supervisor: Station) -> None:
    page = opened(qtbot, supervisor)
    reachable = [widget for widget in page.findChildren(QWidget) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()]
    named = [widget for widget in reachable if widget.accessibleName()]
    assert len(reachable) >= 5 and [type(widget) for widget in reachable if widget not in named and not _inner(widget)] == []


def _inner(widget: QWidget) -> bool:
    """Parts that Qt makes itself: headers, viewports, scroll bars."""
    return widget.objectName().startswith("qt_") or type(widget).__name__ in ("QHeaderView", "QScrollBar", "QTableCornerButton")


def test_it_fits_the_small_screen_with_the_longest_names(qtbot, supervisor: Station) -> None:
    page = opened(qtbot, supervisor)
    assert page.minimumSizeHint().width() <= 1196 and page.minimumSizeHint().height() <= 690


def test_nothing_is_said_to_wait_before_the_store_has_answered(qtbot, supervisor: Station) -> None:
    page = ApprovalPage(Approval(ImmediateTasks(supervisor)), PageImages(ImmediateTasks(supervisor)))
    qtbot.addWidget(page)
    page.show()
    assert "Không có danh sách nào" not in texts(page)
    page.activated()
    assert "Phê duyệt" in texts(page)
