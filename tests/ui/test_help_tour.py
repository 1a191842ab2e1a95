"""The first tour in practice mode: walked by keys only, seen once, touching nothing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QPushButton

from station.store.store import Store
from tests.ui.conftest import DEVICE, PASSWORD
from tests.ui.ending import end_windows
from tests.ui.widgets import shown_words
from ui.desktop.choices import Choices, choices_file, load_choices
from ui.desktop.desks import DESKS
from ui.desktop.window import MainWindow
from ui.help.desk_keys import keys_of
from ui.help.key_names import alternatives
from ui.help.tour import TourOverlay
from ui.help.tour_steps import Tour
from ui.help.window_keys import HelpPage, window_keys
from ui.language import Language, tr
from ui.theme import Look


@pytest.fixture
def filled(house):
    house.fill(("An", "Bình"), checked=1)
    return house


@pytest.fixture
def first_window(filled, qtbot):
    """As the program opens it: with the tour for whoever was never shown around."""
    made: list[MainWindow] = []

    def open_it(user: str = "clerk") -> MainWindow:
        home = filled.home
        choices = load_choices(choices_file(home))
        window = MainWindow(filled.store, home, Choices(Language.VI, Look.LIGHT, toured=choices.toured), first_tour=True)
        made.append(window)
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        window.start()
        qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)
        window.sign_in_page.submitted.emit(user, PASSWORD)
        qtbot.waitUntil(lambda: window.session is not None and window.tasks.asked == 0, timeout=30_000)
        return window

    yield open_it
    end_windows(qtbot, made)


def tour_of(window) -> TourOverlay | None:
    return next((one for one in window.findChildren(TourOverlay) if one.isVisible()), None)


def press(window, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, modifier)


def settle(qtbot, window) -> None:
    qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)


def log_of(house) -> list[str]:
    with Store.open(house.store, "supervisor", PASSWORD, DEVICE) as store:
        return [action.action_id for action in store.log.actions() if action.by.is_person]


# ---- what it says ---------------------------------------------------------------------------------------------------------------


def test_a_tour_has_only_the_desks_of_its_person():
    assert {step.desk for step in Tour(["today", "search"]).steps} == {"today", "search", ""}


@pytest.mark.parametrize("role", ["clerk", "supervisor"])
def test_a_tour_is_six_to_nine_steps(role):
    desks = [desk.key for desk in DESKS if role in {one.value for one in desk.roles}]
    assert 6 <= len(Tour(desks).steps) <= 9
    assert set(desks) == {step.desk for step in Tour(desks).steps} - {""}


def test_back_from_the_first_step_stays_there():
    tour = Tour(["today"])
    tour.back()
    assert tour.at == 0


# ---- walked by keys -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("user", ["clerk", "supervisor"])
def test_the_first_sign_in_is_shown_around_by_keys_alone(first_window, qtbot, filled, user):
    before = log_of(filled)
    window = first_window(user)
    overlay = tour_of(window)
    assert overlay is not None
    seen = []
    for step in overlay.tour.steps:
        settle(qtbot, window)
        assert step.desk in ("", window.workplace.current)
        words = list(shown_words(overlay))
        assert tr(step.title) in words and tr(step.says) in words
        frame = overlay.findChild(QFrame)
        assert overlay.rect().contains(frame.geometry())
        seen.append(step.desk)
        press(window, Qt.Key.Key_Return)
    assert tour_of(window) is None
    assert {desk for desk in seen if desk} == set(window.workplace.rail.keys)
    end_windows(qtbot, [window])
    assert log_of(filled) == before, "the tour has written something"


def test_shift_enter_goes_back_and_escape_ends(first_window, qtbot):
    window = first_window()
    press(window, Qt.Key.Key_Return)
    press(window, Qt.Key.Key_Return)
    settle(qtbot, window)
    overlay = tour_of(window)
    assert overlay.tour.at == 2
    press(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert overlay.tour.at == 1
    press(window, Qt.Key.Key_Escape)
    assert tour_of(window) is None


def test_whoever_has_seen_it_is_not_shown_it_again_and_may_ask(first_window, qtbot, filled):
    window = first_window()
    press(window, Qt.Key.Key_Escape)
    assert load_choices(choices_file(filled.home)).toured == ("clerk",)
    end_windows(qtbot, [window])
    again = first_window()
    assert tour_of(again) is None
    again.show_help(HelpPage.TOUR)
    assert tour_of(again) is not None


def test_another_role_has_a_tour_of_its_own(first_window, qtbot):
    window = first_window()
    press(window, Qt.Key.Key_Escape)
    end_windows(qtbot, [window])
    assert tour_of(first_window("supervisor")) is not None


def test_no_key_no_click_and_no_composition_gets_through(first_window, qtbot):
    window = first_window()
    overlay = tour_of(window)
    while overlay.tour.step.desk != "checking":
        press(window, Qt.Key.Key_Return)
        settle(qtbot, window)
    editor = window.workplace.page("checking").card.editor
    editor.setFocus()
    before = editor.text()
    for key in (Qt.Key.Key_A, Qt.Key.Key_Delete, Qt.Key.Key_F4, Qt.Key.Key_Tab):
        QTest.keyClick(editor, key)
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    typed = QInputMethodEvent()
    typed.setCommitString("Thụ")
    QApplication.sendEvent(editor, typed)
    qtbot.mouseClick(overlay, Qt.MouseButton.LeftButton, pos=overlay.rect().center())
    settle(qtbot, window)
    assert editor.text() == before
    assert tour_of(window) is overlay


def test_the_lock_ends_the_tour_without_a_trace(first_window, qtbot):
    window = first_window()
    window.lock()
    qtbot.waitUntil(lambda: window.sign_in_page.ready and window.tasks.asked == 0, timeout=30_000)
    assert tour_of(window) is None


def test_a_window_for_other_purposes_has_no_tour(filled, sign_in):
    assert tour_of(sign_in()) is None


# ---- keys it names ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("user", ["clerk", "supervisor"])
def test_the_keys_the_tour_names_are_told_by_their_desks(filled, sign_in, user):
    window = sign_in(user)
    everywhere = {one for row in window_keys(window.workplace.desks) for one in alternatives(row.keys)}
    desks = {desk.key: keys_of(window.workplace.page(desk.key)) for desk in window.workplace.desks}
    for step in Tour(list(desks)).steps:
        told = everywhere | {QKeySequence(one).toString() for row in desks.get(step.desk, ()) for one in alternatives(row.keys)}
        assert [key for key in step.keys if key not in told] == [], step.desk


def test_the_buttons_of_the_tour_name_their_keys(first_window):
    words = [button.text() for button in tour_of(first_window()).findChildren(QPushButton)]
    assert any("Enter" in one for one in words) and any("Esc" in one for one in words)
