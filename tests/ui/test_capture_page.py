"""The page of Quét with keys only: three fields, F9, what is read on the screen; the other language; names for screen readers; a drop."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QShortcut
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QListView, QMenu, QPushButton, QRadioButton, QWidget

from station.domain.record import PageState
from station.domain.roles import Role
from station.scanner.files import images_from
from station.scanner.simulator import SimulatedScanner
from tests.flow.conftest import Office, TableReader, forms, office, province  # noqa: F401
from tests.seated import seated
from tests.ui.immediate import ImmediateTasks
from ui import theme
from ui.bootstrap import Station
from ui.capture.page import CapturePage
from ui.capture.presenter import CapturePresenter
from ui.desktop.desks import DESKS
from ui.desktop.place import FolderMemory
from ui.desktop.rail import Rail
from ui.language import Language, set_language
from ui.theme import Look


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    set_language(Language.VI)
    yield
    set_language(Language.VI)


@pytest.fixture
def clerk(office: Office) -> Iterator[Station]:  # noqa: F811
    with seated(office) as station:
        yield station


@pytest.fixture
def pile(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{number}.png" for number in (1, 2, 3)]
    for number, path in enumerate(paths):
        lined(number).save(path, compress_level=1)
    Image.new("L", (1240, 1754), 245).save(paths[1])
    return paths


def lined(number: int) -> Image.Image:
    """A sheet with sharp strokes, different for each number."""
    image = Image.new("L", (1200, 1700), 240)
    for y in range(200, 1500, 40):
        image.paste(20, (200, y, 900 + number, y + 8))
    return image


def opened(qtbot, station: Station, scanner: SimulatedScanner, folder: FolderMemory | None = None) -> CapturePage:
    tasks = ImmediateTasks(station)
    presenter = CapturePresenter(
        tasks, tasks.changes, scanners=[scanner], pages_of=images_from, make_reader=lambda _forms: contextlib.nullcontext(TableReader())
    )
    page = CapturePage(presenter, folder=folder)
    qtbot.addWidget(page)
    page.resize(1196, 700)
    page.show()
    page.activateWindow()
    page.activated()
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    return page


def texts(page: QWidget) -> str:
    shown = [widget.text() for kind in (QLabel, QPushButton) for widget in page.findChildren(kind) if widget.isVisible()]
    return "\n".join(shown)


def press(qtbot, key: Qt.Key) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key)


def type_fields(qtbot, year: str = "2018", number: str = "1") -> None:
    """The cursor stands in the year."""
    qtbot.keyClicks(QApplication.focusWidget(), year)
    press(qtbot, Qt.Key.Key_Tab)
    qtbot.keyClicks(QApplication.focusWidget(), number)
    press(qtbot, Qt.Key.Key_Tab)


def pages_of(page: QWidget) -> list[str]:
    model = page.findChildren(QListView)[-1].model()
    return [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]


def test_two_fields_and_one_key_bring_the_pages_in(qtbot, clerk: Station, pile: list[Path]) -> None:
    page = opened(qtbot, clerk, SimulatedScanner(lambda: pile))
    type_fields(qtbot)
    press(qtbot, Qt.Key.Key_F9)
    (volume,) = clerk.desk.records.volumes()
    assert (volume.year, volume.number) == (2018, "01")
    assert [name.split(",")[0] for name in pages_of(page)] == ["Trang 1", "Trang 2", "Trang 3"]
    assert "3 trang đã lưu an toàn" in texts(page)


def test_the_key_for_the_next_doubt_goes_to_the_blank_page_and_tells_why(qtbot, clerk: Station, pile: list[Path]) -> None:
    page = opened(qtbot, clerk, SimulatedScanner(lambda: pile))
    type_fields(qtbot)
    press(qtbot, Qt.Key.Key_F9)
    press(qtbot, Qt.Key.Key_F7)
    assert "Trang 2" in texts(page)
    assert "Trang trắng: không thấy chữ nào" in texts(page)


def test_the_rescan_key_brings_a_new_page_for_the_chosen_one(qtbot, clerk: Station, pile: list[Path]) -> None:
    page = opened(qtbot, clerk, SimulatedScanner(lambda: pile, feeder_holds=2))
    type_fields(qtbot)
    press(qtbot, Qt.Key.Key_F9)
    press(qtbot, Qt.Key.Key_F7)
    press(qtbot, Qt.Key.Key_F8)
    assert len(pages_of(page)) == 3
    assert "Đã thay: trang 3" in pages_of(page)[1]


def test_trouble_stands_on_the_screen_with_its_remedy(qtbot, clerk: Station, pile: list[Path]) -> None:
    page = opened(qtbot, clerk, SimulatedScanner(lambda: pile, trouble_at={2: "scanner.jam"}))
    type_fields(qtbot)
    press(qtbot, Qt.Key.Key_F9)
    assert "kẹt giấy" in texts(page)
    assert len(clerk.desk.records.pages()) == 1


def test_a_missing_number_is_said_in_words(qtbot, clerk: Station, pile: list[Path]) -> None:
    page = opened(qtbot, clerk, SimulatedScanner(lambda: pile))
    qtbot.keyClicks(QApplication.focusWidget(), "2018")
    press(qtbot, Qt.Key.Key_F9)
    assert "Gõ số quyển" in texts(page)


def test_files_that_are_dropped_come_in(qtbot, clerk: Station, pile: list[Path]) -> None:
    page = opened(qtbot, clerk, SimulatedScanner(list))
    type_fields(qtbot)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in pile])
    drop = QDropEvent(QPointF(600, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    page.dropEvent(drop)
    assert len(clerk.desk.records.pages()) == 3


def test_switching_the_language_leaves_no_vietnamese_word_of_the_desk(qtbot, clerk: Station, pile: list[Path]) -> None:
    page = opened(qtbot, clerk, SimulatedScanner(lambda: pile))
    type_fields(qtbot)
    press(qtbot, Qt.Key.Key_F9)
    set_language(Language.EN)
    page.retranslate()
    assert "3 pages are safe" in texts(page)
    assert not any(word in texts(page) for word in ("Quyển", "Nguồn", "trang", "Dừng", "Quét"))


def test_every_control_has_a_name_and_can_be_reached_by_key(qtbot, clerk: Station, pile: list[Path]) -> None:
    page = opened(qtbot, clerk, SimulatedScanner(lambda: pile))
    focusable = [widget for widget in page.findChildren(QWidget) if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert [widget for widget in focusable if not widget.accessibleName() and not isinstance(widget.parentWidget(), QListView)] == []


def test_a_volume_that_is_asked_for_is_shown_with_its_pages(qtbot, clerk: Station, pile: list[Path]) -> None:
    first = opened(qtbot, clerk, SimulatedScanner(lambda: pile))
    type_fields(qtbot)
    press(qtbot, Qt.Key.Key_F9)
    first.hide()
    (volume,) = clerk.desk.records.volumes()
    page = opened(qtbot, clerk, SimulatedScanner(list))
    page.open_at(volume.volume_id)
    assert f"{volume.kind} 01/2018" in texts(page)
    assert len(pages_of(page)) == 3


def test_closing_is_harmless_when_nothing_comes_in(qtbot, clerk: Station) -> None:
    assert opened(qtbot, clerk, SimulatedScanner(list)).busy() == ""


# ---- setting aside, watching, long volumes, small screens ------------------------------------------------------------------------------


def scanned(qtbot, clerk: Station, pile: list[Path], **feeder: int) -> CapturePage:
    """A volume just scanned, the blank page chosen."""
    page = opened(qtbot, clerk, SimulatedScanner(lambda: pile, **feeder))
    type_fields(qtbot)
    press(qtbot, Qt.Key.Key_F9)
    press(qtbot, Qt.Key.Key_F7)
    return page


def test_one_key_and_a_digit_set_a_page_aside_and_the_same_key_takes_it_back(qtbot, clerk: Station, pile: list[Path]) -> None:
    page = scanned(qtbot, clerk, pile)
    press(qtbot, Qt.Key.Key_Delete)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [act.text() for act in menu.actions()] == [
        "&1  Nạp hai lần", "&2  Trang trắng", "&3  Ảnh hỏng, sẽ quét lại sau", "&4  Không thuộc quyển này",
    ]  # fmt: skip
    qtbot.keyClick(menu, Qt.Key.Key_2)
    assert "Trang 2, đã bỏ ra" in pages_of(page)[1]
    assert clerk.desk.records.pages()[1].state is PageState.SET_ASIDE
    assert "Lấy trang lại (Del)" in texts(page)
    press(qtbot, Qt.Key.Key_Delete)
    assert clerk.desk.records.pages()[1].state is not PageState.SET_ASIDE


def test_leaving_the_menu_sets_nothing_aside(qtbot, clerk: Station, pile: list[Path]) -> None:
    scanned(qtbot, clerk, pile)
    press(qtbot, Qt.Key.Key_Delete)
    qtbot.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Escape)
    assert PageState.SET_ASIDE not in {page.state for page in clerk.desk.records.pages()}


def test_deleting_a_letter_sets_no_page_aside(qtbot, clerk: Station, pile: list[Path]) -> None:
    page = scanned(qtbot, clerk, pile)
    number = page.findChildren(QLineEdit)[1]
    number.setFocus()
    number.setCursorPosition(0)
    press(qtbot, Qt.Key.Key_Delete)
    assert (number.text(), QApplication.activePopupWidget()) == ("1", None)


def test_the_new_scan_stands_beside_the_old_page(qtbot, clerk: Station, pile: list[Path]) -> None:
    page = scanned(qtbot, clerk, pile, feeder_holds=3)
    press(qtbot, Qt.Key.Key_F8)
    pile.reverse()
    press(qtbot, Qt.Key.Key_F8)
    assert [name.split(",")[0] for name in pages_of(page)] == ["Trang 1", "Trang 2", "Trang 4", "Trang 3"]
    assert "Đã thay: trang 4" in pages_of(page)[1]


def test_a_folder_is_chosen_once_and_its_files_come_by_themselves(qtbot, clerk: Station, pile: list[Path], tmp_path: Path) -> None:
    inbox = tmp_path / "hộp thư"
    inbox.mkdir()
    page = opened(qtbot, clerk, SimulatedScanner(list))
    type_fields(qtbot)
    next(radio for radio in page.findChildren(QRadioButton) if radio.text() == "Thư mục theo dõi").setChecked(True)
    press(qtbot, Qt.Key.Key_F9)
    dialog = page.findChildren(QFileDialog)[0]
    dialog.setDirectory(str(inbox))
    dialog.accept()
    qtbot.waitUntil(lambda: not page.findChildren(QFileDialog))
    page.activateWindow()
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QPushButton))
    assert "Đang theo dõi «hộp thư»: 0 trang" in texts(page)
    pile[0].rename(inbox / "1.png")
    qtbot.waitUntil(lambda: len(pages_of(page)) == 1, timeout=30_000)
    inbox.rename(tmp_path / "rút ra")
    qtbot.waitUntil(lambda: "Không thấy thư mục đang theo dõi" in texts(page), timeout=30_000)
    press(qtbot, Qt.Key.Key_Escape)
    assert "Đã dừng theo dõi «hộp thư»: 1 trang" in texts(page)
    assert "Không thấy thư mục" not in texts(page)
    (tmp_path / "rút ra").rename(inbox)
    press(qtbot, Qt.Key.Key_F9)
    assert "Đang theo dõi «hộp thư»" in texts(page), "the folder is remembered"
    press(qtbot, Qt.Key.Key_Escape)


def test_the_folder_of_an_earlier_session_is_watched_at_one_key(qtbot, clerk: Station, pile: list[Path], tmp_path: Path) -> None:
    inbox, kept = tmp_path / "hộp thư", []
    inbox.mkdir()
    pile[0].rename(inbox / "1.png")
    page = opened(qtbot, clerk, SimulatedScanner(list), FolderMemory(str(inbox), kept.append))
    assert "hộp thư" not in texts(page), "nothing was watched in this session"
    type_fields(qtbot)
    next(radio for radio in page.findChildren(QRadioButton) if radio.text() == "Thư mục theo dõi").setChecked(True)
    assert str(inbox) in texts(page), "it is said which folder it will be, before the key is pressed"
    press(qtbot, Qt.Key.Key_F9)
    assert kept == [str(inbox)]
    qtbot.waitUntil(lambda: len(pages_of(page)) == 1, timeout=30_000)
    press(qtbot, Qt.Key.Key_Escape)


def test_the_keys_are_told_as_they_are_bound(qtbot, clerk: Station, pile: list[Path]) -> None:
    page = opened(qtbot, clerk, SimulatedScanner(list))
    told = {key for row in CapturePage.KEYS for key in row.keys.split(" / ")}
    assert told == {shortcut.key().toString() for shortcut in page.findChildren(QShortcut)}


@pytest.mark.parametrize("tongue", list(Language))
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_desk_fits_beside_the_rail_of_a_small_screen(
    qtbot, qapp: QApplication, clerk: Station, pile: list[Path], tongue: Language, scale: float
) -> None:
    theme.theme().put_on(qapp, Look.LIGHT, scale)
    set_language(tongue)
    rail = Rail()
    qtbot.addWidget(rail)
    rail.show_desks([desk for desk in DESKS if Role.CLERK in desk.roles])
    page = opened(qtbot, clerk, SimulatedScanner(lambda: pile, trouble_at={4: "scanner.crashed"}, feeder_holds=4))
    page.retranslate()
    type_fields(qtbot)
    press(qtbot, Qt.Key.Key_F9)
    press(qtbot, Qt.Key.Key_F7)
    needed = page.minimumSizeHint().width() + rail.sizeHint().width()
    theme.theme().put_on(qapp, Look.LIGHT)
    assert needed <= 1366
