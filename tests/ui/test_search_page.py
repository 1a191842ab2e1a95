"""The page of Tra cứu with keys only: found while typing, Enter opens the page at the field, composition of input methods undisturbed."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QTableView, QWidget

from tests.flow.conftest import Office, forms, office, province  # noqa: F401
from tests.seated import check, fill, seated
from tests.ui.immediate import ImmediateTasks
from ui import theme
from ui.bootstrap import Station
from ui.language import Language, set_language
from ui.page_images import PageImages
from ui.search.page import SearchPage
from ui.search.presenter import Search
from ui.widgets.page_view import PageView


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    set_language(Language.VI)
    yield
    set_language(Language.VI)


@pytest.fixture
def station(office: Office) -> Iterator[Station]:  # noqa: F811
    with seated(office) as opened:
        check(opened, fill(opened, ["Trương Nguyễn Hoàng Phượng Quỳnh", "Hoà", "Hoa"])[:1])
        yield opened


@pytest.fixture
def page(qtbot, station: Station) -> SearchPage:
    tasks = ImmediateTasks(station)
    gone: list[tuple[str, object]] = []
    presenter = Search(tasks, lambda key, target: gone.append((key, target)))
    shown = SearchPage(presenter, PageImages(tasks), may_work=True)
    shown.gone = gone  # type: ignore[attr-defined]
    qtbot.addWidget(shown)
    shown.resize(1196, 700)
    shown.show()
    shown.activateWindow()
    shown.activated()
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    return shown


def texts(page: QWidget) -> str:
    shown = [widget.text() for kind in (QLabel, QPushButton) for widget in page.findChildren(kind) if widget.isVisible()]
    return "\n".join(shown)


def found(page: QWidget) -> list[str]:
    model = page.findChild(QTableView).model()
    return [model.index(row, 0).data().splitlines()[0] for row in range(model.rowCount())]


def test_the_cursor_is_in_the_line_and_the_desk_says_what_to_do(page: SearchPage) -> None:
    assert "Gõ vài chữ để tìm" in texts(page) and found(page) == []


def test_names_are_found_while_typing_without_marks(qtbot, page: SearchPage) -> None:
    qtbot.keyClicks(QApplication.focusWidget(), "phuong qu")
    qtbot.waitUntil(lambda: found(page) == ["Nguyễn Thị Trương Nguyễn Hoàng Phượng Quỳnh"])
    assert "1 mục" in texts(page)


def test_a_letter_being_composed_is_no_question_until_it_is_committed(qtbot, page: SearchPage) -> None:
    line = QApplication.focusWidget()
    QApplication.sendEvent(line, QInputMethodEvent("hoà", []))
    assert line.text() == "" and found(page) == []
    committed = QInputMethodEvent()
    committed.setCommitString("hoà")
    QApplication.sendEvent(line, committed)
    qtbot.waitUntil(lambda: found(page) == ["Nguyễn Thị Hoà", "Nguyễn Thị Trương Nguyễn Hoàng Phượng Quỳnh", "Nguyễn Thị Hoa"])
    assert line.text() == "hoà"


def test_enter_opens_the_page_and_the_arrows_take_it_along(qtbot, page: SearchPage, station: Station) -> None:
    qtbot.keyClicks(QApplication.focusWidget(), "nguyen thi")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    table = page.findChild(QTableView)
    assert table.hasFocus() and table.currentIndex().row() == 0 and len(found(page)) == 3
    assert page.findChild(PageView)._page is not None
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.currentIndex().row() == 1
    assert page._open is page._table.rows[1]
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert isinstance(QApplication.focusWidget(), QLineEdit)


def test_a_damaged_page_is_a_sentence_and_the_next_one_opens(qtbot, page: SearchPage, station: Station) -> None:
    first = station.desk.records.entries()[0]
    station.store.images.sealed(first.pages[0]).path.write_bytes(b"x" * 100)
    qtbot.keyClicks(QApplication.focusWidget(), "phuong")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert page.findChild(PageView)._trouble is not None
    page._line.setText("hoà")
    page._to_results()
    assert page.findChild(PageView)._trouble is None


def test_nothing_found_says_what_to_try(qtbot, page: SearchPage) -> None:
    qtbot.keyClicks(QApplication.focusWidget(), "khong co ai")
    qtbot.waitUntil(lambda: "Không có mục nào chứa đủ" in texts(page))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert isinstance(QApplication.focusWidget(), QLineEdit)


def test_a_pasted_megabyte_changes_nothing_for_the_worse(qtbot, page: SearchPage) -> None:
    QApplication.clipboard().setText("hoa " * 262_144)
    QApplication.focusWidget().paste()
    qtbot.waitUntil(lambda: len(found(page)) == 2)


def test_filters_are_set_by_keys(qtbot, page: SearchPage) -> None:
    page._line.setText("nguyen")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F3)
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    state = QApplication.focusWidget()
    assert isinstance(state, QComboBox)
    qtbot.keyClicks(state, "Ch")
    qtbot.waitUntil(lambda: len(found(page)) == 2)
    page._line.setText("khong co ai")
    page._ask()
    assert "Trong phần đã lọc" in texts(page)
    page._line.setText("nguyen")
    qtbot.keyClick(state, Qt.Key.Key_F4)
    assert len(found(page)) == 3 and QApplication.focusWidget() is page._line


def test_one_letter_asks_for_one_more(qtbot, page: SearchPage) -> None:
    qtbot.keyClicks(QApplication.focusWidget(), "n")
    qtbot.waitUntil(lambda: "Gõ thêm ít nhất một chữ" in texts(page))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert page._line.text() == "" and page._line.hasFocus()


def test_an_entry_is_opened_for_another_desk_with_its_page(qtbot, page: SearchPage, station: Station) -> None:
    entry = station.desk.records.entries()[1]
    page.open_at(entry.entry_id)
    assert len(found(page)) == 1 and page.findChild(PageView)._page is not None and "1 mục" in texts(page)


def test_ctrl_enter_takes_the_entry_to_checking(qtbot, page: SearchPage, station: Station) -> None:
    page._line.setText("phuong")
    page._ask()
    qtbot.keyClick(page.findChild(QLineEdit), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.gone == [("checking", station.desk.records.entries()[0].entry_id)]  # type: ignore[attr-defined]


def test_english_needs_no_restart(qtbot, page: SearchPage) -> None:
    page._line.setText("hoa")
    page._ask()
    set_language(Language.EN)
    page.retranslate()
    assert "Open at Checking" in texts(page) and "3 entries" in texts(page) and "Kết quả" not in texts(page)


def test_it_fits_the_small_screen_and_every_control_has_a_name(page: SearchPage) -> None:
    assert page.minimumSizeHint().width() <= 1196 and page.minimumSizeHint().height() <= 690
    reachable = [
        widget for kind in (QLineEdit, QComboBox, QTableView, QPushButton) for widget in page.findChildren(kind) if widget.isVisible()
    ]
    assert len(reachable) == 8 and all(widget.accessibleName() for widget in reachable)


def test_at_large_text_a_whole_name_is_read_among_the_results(qapp, page: SearchPage) -> None:
    page._line.setText("hoa")
    page._ask()
    theme.theme().put_on(qapp, theme.Look.LIGHT, 2.0)
    try:
        table = page.findChild(QTableView)
        assert table.columnWidth(0) > table.fontMetrics().horizontalAdvance("Nguyễn Thị Thanh Thảo")
        assert page._view.width() > 300
    finally:
        theme.theme().put_on(qapp, theme.Look.LIGHT)
