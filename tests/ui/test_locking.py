"""Locking by itself, by the machine's word, and for the next person: nothing of the one before is left anywhere in the program."""

import gc

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from station.store.attempts import Attempts
from tests.flow.conftest import PASSWORD
from tests.ui.widgets import shown_words
from ui.desktop.away import Away
from ui.desktop.away_linux import SystemAway
from ui.desktop.idle import IdleWatch
from ui.desktop.window_messages import Meaning, meaning

MARKED = " ".join(("Xuýp", "Zơrao"))
"""Of no form, no list, no text of the program; put together here, or the lines of this file would be found too."""


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def locked(window, qtbot) -> None:
    qtbot.waitUntil(lambda: window.session is None and window.sign_in_page.ready, timeout=30_000)


# ---- idle -------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def watch(qtbot):
    clock, told = Clock(), []
    made = IdleWatch(600, clock=clock)
    made.idle.connect(lambda: told.append(clock.now))
    made.start()
    yield made, clock, told
    made.stop()


def test_idle_is_told_once_nobody_has_touched_anything_for_so_long(watch):
    made, clock, told = watch
    clock.now += 599
    made.look()
    assert told == []
    clock.now += 1
    made.look()
    assert told == [1600.0]


@pytest.mark.parametrize("touch", ["key", "mouse", "wheel"])
def test_a_touch_of_the_window_begins_anew(watch, qtbot, touch):
    made, clock, told = watch
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is window.windowHandle())
    clock.now += 590
    if touch == "key":
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    elif touch == "mouse":
        QTest.mouseMove(window.windowHandle(), window.rect().center())
    else:
        QTest.wheelEvent(window.windowHandle(), window.rect().center(), window.rect().center())
    clock.now += 20
    made.look()
    assert told == []


def test_without_a_time_nothing_is_ever_idle(qtbot):
    made = IdleWatch(0, clock=Clock())
    told = []
    made.idle.connect(lambda: told.append(1))
    made.start()
    made.look()
    assert told == []


# ---- what the machine says ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "parameter", "means"),
    [(0x02B1, 0x7, Meaning.SCREEN_LOCKED), (0x02B1, 0x8, None), (0x0218, 0x4, Meaning.SLEEPING), (0x0218, 0x7, None), (0x0100, 0x7, None)],
)
def test_messages_of_windows_are_told_apart(message, parameter, means):
    assert meaning(message, parameter) is means


def test_what_the_buses_say_becomes_the_two_words_of_the_contract(qtbot):
    heard = []
    away = SystemAway(None)
    away.screen_locked.connect(lambda: heard.append("locked"))
    away.sleeping.connect(lambda: heard.append("sleeping"))
    away.saver(False)
    away.saver(True)
    away.sleep(True)
    away.sleep(False)
    away.lock()
    assert heard == ["locked", "sleeping", "locked"]


def test_a_locked_screen_and_a_sleeping_machine_lock_the_window_and_the_name_stays(qtbot, house, sign_in):
    window = sign_in()
    said = window._away
    assert isinstance(said, Away)
    for signal in (said.screen_locked, said.sleeping):
        signal.emit()
        locked(window, qtbot)
        window.sign_in_page.submitted.emit("clerk", PASSWORD)
        qtbot.waitUntil(lambda: window.session is not None, timeout=30_000)
    window._idle.idle.emit()
    locked(window, qtbot)
    assert window.sign_in_page.findChildren(QLineEdit)[0].text() == "clerk"


def test_work_that_would_be_lost_is_waited_for_but_not_when_the_machine_sleeps(qtbot, house, sign_in, monkeypatch):
    window = sign_in()
    monkeypatch.setattr(window.workplace, "busy", lambda: ["Đang quét."])
    window._idle.idle.emit()
    assert window.session is not None
    window._away.sleeping.emit()
    locked(window, qtbot)


def test_a_question_that_is_open_goes_with_the_person(qtbot, house, sign_in):
    window = sign_in()
    page = window.workplace.page("today")
    dialog = QDialog(page)
    dialog.open()
    window.lock_when_free()
    assert not dialog.isVisible()
    locked(window, qtbot)


# ---- the next person ------------------------------------------------------------------------------------------------------------------


def every_word() -> str:
    """Every word of every widget that there is, shown or not, of all models, window titles and the clipboard."""
    words = [QApplication.clipboard().text()]
    for one in QApplication.allWidgets():
        words += [one.windowTitle(), *shown_words(one, hidden=True)]
        words += [one.text()] if isinstance(one, QLineEdit) else []
        words += [action.text() for action in one.actions()]
    for model in gc.get_objects():
        if isinstance(model, QAbstractItemModel):
            try:
                words += _cells(model)
            except RuntimeError:
                continue  # its C++ half is gone already
    return "\n".join(words)


def _cells(model: QAbstractItemModel) -> list[str]:
    rows, columns = model.rowCount(QModelIndex()), model.columnCount(QModelIndex())
    return [str(model.data(model.index(row, column, QModelIndex()))) for row in range(rows) for column in range(columns)]


def held(word: str) -> list[str]:
    """Containers and objects of the interpreter that hold a text with the word: presenters, caches, undo stacks, closures."""
    gc.unfreeze()  # the window puts aside what stays loaded: it would not be seen
    gc.collect()
    return [
        f"{type(one).__name__} {str(one)[:200]}"
        for one in gc.get_objects()
        if any(isinstance(value, str) and word in value and value is not word for value in gc.get_referents(one))
    ]


def test_nothing_of_one_person_is_left_when_the_next_one_sits_down(qtbot, house, sign_in):
    house.fill((MARKED, "Bình"), checked=0)
    window = sign_in()
    for desk in window.workplace.rail.keys:
        window.go(desk)
        qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)
    line = window.workplace.page("search").findChildren(QLineEdit)[0]
    window.go("search")
    line.setText(MARKED)
    qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)
    window.go("checking")
    qtbot.waitUntil(lambda: window.tasks.asked == 0 and MARKED in every_word(), timeout=30_000)
    assert held(MARKED), "the test must be able to see it"
    line.selectAll()
    line.copy()
    assert MARKED in QApplication.clipboard().text()
    del line
    window.lock()
    locked(window, qtbot)
    QApplication.processEvents()
    window.sign_in_page.submitted.emit("admin", PASSWORD)
    qtbot.waitUntil(lambda: window.session is not None and window.tasks.asked == 0, timeout=30_000)
    window.go("administration")
    qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)
    assert MARKED not in every_word()
    assert held(MARKED) == []


# ---- signing in -------------------------------------------------------------------------------------------------------------------------


def words(window) -> str:
    return "\n".join(shown_words(window))


def test_arrows_walk_through_the_people_of_the_store(qtbot, house, open_window):
    window = open_window()
    window.activateWindow()
    name, password = window.sign_in_page.findChildren(QLineEdit)[:2]
    qtbot.waitUntil(lambda: QApplication.focusWidget() is name)
    assert "↑ ↓" in name.placeholderText()
    seen = []
    for _ in range(6):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
        seen.append(name.text())
        assert QApplication.focusWidget() is password
    assert seen == ["admin", "auditor", "clerk", "deputy", "supervisor", "admin"]
    QTest.keyClick(password, Qt.Key.Key_Up)
    assert name.text() == "supervisor"


def test_too_many_wrong_passwords_are_waited_for_in_words_that_count_down(qtbot, house, open_window):
    counter = Attempts(house.store)
    for _ in range(6):
        counter.failed("clerk")
    window = open_window()
    window.sign_in_page.submitted.emit("clerk", PASSWORD)
    qtbot.waitUntil(lambda: "store.wait" in words(window), timeout=30_000)
    before = words(window)
    window.sign_in_page._tick()
    assert "store.wait" in words(window) and words(window) != before
    window.sign_in_page._waits = 1
    window.sign_in_page._tick()
    assert "gõ lại mật khẩu được" in words(window)
    assert window.session is None


def test_a_shut_account_stays_shut_whatever_the_clock_says(qtbot, house, open_window):
    for at in (2_000_000_000.0, 1_000_000_000.0):
        for _ in range(20):
            Attempts(house.store, clock=lambda at=at: at).failed("clerk")
    window = open_window()
    window.sign_in_page.submitted.emit("clerk", PASSWORD)
    qtbot.waitUntil(lambda: "store.locked-out" in words(window), timeout=30_000)
    assert window.session is None
