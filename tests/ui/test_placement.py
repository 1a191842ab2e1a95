"""Where the window stands: on a screen that is there, whatever was unplugged and whatever the file says."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QWidget

from ui.desktop.placement import (
    KeepsVisible,
    Placement,
    load_placement,
    placed,
    placement_file,
    save_placement,
    show_placed,
)

MAIN, SECOND = QRect(0, 0, 1366, 768), QRect(1366, 0, 1920, 1080)


def test_where_it_was_left_it_stands_again():
    assert placed(QRect(1500, 100, 1200, 700), [MAIN, SECOND]) == QRect(1500, 100, 1200, 700)


def test_on_a_screen_that_is_gone_it_comes_to_the_main_one():
    assert MAIN.contains(placed(QRect(1500, 100, 1200, 700), [MAIN]))


def test_larger_than_the_screen_left_it_is_made_to_fit():
    assert placed(QRect(1400, 0, 1900, 1000), [MAIN]) == MAIN


@pytest.mark.parametrize(
    "at", [QRect(-1190, 0, 1200, 700), QRect(0, -50, 1200, 700), QRect(0, 768, 1200, 700), QRect(99_999, 99_999, 800, 560)]
)
def test_out_of_reach_of_the_pointer_it_comes_back(at):
    assert MAIN.contains(placed(at, [MAIN]))


def test_partly_over_the_edge_is_the_person_s_wish():
    at = QRect(900, 300, 1200, 700)
    assert placed(at, [MAIN]) == at


def test_without_any_screen_nothing_is_moved():
    at = QRect(5000, 0, 800, 600)
    assert placed(at, []) == at


_SPOILT = [
    b"", b"[]", b"{", b"\xff", b'{"left": 0}',
    b'{"left": 1e9, "top": 0, "width": 5, "height": 5}',
    b'{"left": 0, "top": 0, "width": 0, "height": 5}',
    b'{"left": true, "top": 0, "width": 5, "height": 5}',
    b'{"left": "0", "top": 0, "width": 5, "height": 5}',
]  # fmt: skip


@pytest.mark.parametrize("content", _SPOILT)
def test_a_spoilt_file_is_as_if_there_were_none(tmp_path, content):
    path = tmp_path / "window.json"
    path.write_bytes(content)
    assert load_placement(path) is None


def test_it_is_remembered(qtbot, tmp_path):
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(30, 40, 500, 300)
    window.show()
    save_placement(placement_file(tmp_path), window)
    assert load_placement(placement_file(tmp_path)) == Placement(30, 40, 500, 300, maximised=False)


def test_a_home_that_cannot_be_written_is_no_trouble(qtbot, tmp_path):
    (tmp_path / "file").write_text("x")
    window = QWidget()
    qtbot.addWidget(window)
    save_placement(tmp_path / "file" / "window.json", window)


def test_at_the_next_start_it_stands_on_a_screen_that_is_there(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    show_placed(window, Placement(5000, 5000, 600, 400, maximised=False))
    assert window.screen().availableGeometry().contains(window.geometry())


def test_the_first_time_it_is_comfortable(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    show_placed(window, None)
    room = window.screen().availableGeometry()
    assert window.isMaximized() or (window.width(), window.height()) <= (room.width(), room.height())


def test_a_screen_unplugged_brings_the_window_back(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(20, 20, 500, 300)
    window.show()
    KeepsVisible(window)
    window.move(4000, 4000)
    QApplication.instance().screenRemoved.emit(window.screen())
    qtbot.waitUntil(lambda: window.screen().availableGeometry().contains(window.geometry()))
