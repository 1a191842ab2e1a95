"""F1: the keys of the desk in front, told as they are bound; typing, composing and the focus go on as if nothing had lain over them."""

from datetime import date

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from station.domain.roles import Role
from tests.ui.widgets import shown_words
from ui.desktop.choices import Choices
from ui.desktop.desks import DESKS
from ui.help.cheat_sheet import CheatSheet
from ui.help.desk_keys import keys_of, sections
from ui.help.key_names import alternatives, shown
from ui.help.keys_pdf import keys_pdf
from ui.help.sheet_layout import Row, Section, columns_of, pages_of
from ui.help.window_keys import HELP_KEYS, window_keys
from ui.language import Language, set_language
from ui.ledger.page import LedgerPage
from ui.theme import Look
from ui.today.page import TodayPage
from ui.widgets.field_editor import FieldEditor
from ui.widgets.page_view import PageView

ROLES = {"clerk": Role.CLERK, "supervisor": Role.SUPERVISOR, "admin": Role.ADMINISTRATOR, "auditor": Role.AUDITOR}
"""Who signs in, and as what."""
EDITOR_KEYS = {"Ctrl+Space", "Ctrl+Z", "Ctrl+Y", "Escape", "Ctrl+Return"}
"""Answered by the input or a list while it has the focus, not by a shortcut."""


@pytest.fixture
def filled(house):
    house.fill(("An", "Bình", "Chi"), checked=1)
    return house


@pytest.fixture
def window(filled, sign_in, qtbot):
    made = sign_in("clerk")
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return made


def go(window, qtbot, key: str):
    window.go(key)
    qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)
    return window.workplace.page(key)


def press(key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def sheet_of(window) -> CheatSheet:
    found = window.findChild(CheatSheet)
    assert found is not None
    return found


# ---- names of keys ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "printed"),
    [
        ("Ctrl+Return", "Ctrl+Enter"), ("Ctrl+Return / Ctrl+Enter", "Ctrl+Enter"), ("Escape", "Esc"),
        ("Right / Ctrl+Space", "→ / Ctrl+dấu cách"),
        ("Ctrl++", "Ctrl++"), ("+", "+"), ("Alt+1…9", "Alt+1…9"), ("Ctrl+'", "Ctrl+'"), ("F2", "F2"),
    ],
)  # fmt: skip
def test_keys_are_named_as_the_keyboard_prints_them(keys, printed):
    assert shown(keys) == printed


def test_a_span_of_digits_is_every_one_of_them():
    assert alternatives("Alt+1…3 / F2") == ["Alt+1", "Alt+2", "Alt+3", "F2"]


# ---- columns and pages ----------------------------------------------------------------------------------------------------------


def section(title: str, count: int) -> Section:
    return Section(title, tuple(Row(f"F{number}", f"{title} {number}") for number in range(1, count + 1)))


def test_no_column_is_higher_than_its_room_and_no_row_is_lost():
    parts = [section("a", 7), section("b", 9)]
    columns = columns_of(parts, lambda row: 30 if row.is_heading else 20, 100)
    assert all(sum(30 if row.is_heading else 20 for row in column) <= 100 for column in columns)
    assert [row for column in columns for row in column if not row.is_heading] == [row for part in parts for row in part.rows]


def test_a_heading_never_stands_last_in_a_column():
    columns = columns_of([section("a", 4), section("b", 3)], lambda row: 20, 110)
    assert not any(column[-1].is_heading for column in columns)


def test_what_does_not_fit_goes_to_the_next_page():
    assert [len(page) for page in pages_of([section("a", 30)], lambda row: 20, 100, 3)] == [3, 3, 1]


def test_columns_of_a_single_page_are_about_as_high_as_each_other():
    (page,) = pages_of([section("a", 11)], lambda row: 20, 100, 3)
    assert [len(column) for column in page] == [4, 4, 4]


def test_sections_that_fit_have_a_column_each():
    (page,) = pages_of([section("a", 3), section("b", 8)], lambda row: 20, 1000, 3)
    assert [column[0].does for column in page] == ["a", "b"]


def test_a_row_higher_than_the_room_stands_alone_and_is_not_lost():
    assert [len(column) for column in columns_of([section("a", 2)], lambda row: 500, 100)] == [1, 1, 1]


# ---- the sheet over the window ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Escape])
def test_the_sheet_comes_with_f1_and_goes_leaving_focus_and_selection(window, qtbot, key):
    editor = go(window, qtbot, "search").findChild(QLineEdit)
    editor.setFocus()
    QTest.keyClicks(editor, "nguyen van h")
    editor.setSelection(3, 4)
    press(Qt.Key.Key_F1)
    assert sheet_of(window).is_up
    assert "Ctrl+L" in list(shown_words(sheet_of(window)))
    press(key)
    assert not sheet_of(window).is_up
    assert QApplication.focusWidget() is editor
    assert (editor.text(), editor.selectedText()) == ("nguyen van h", "yen ")


def test_what_is_being_composed_lives_through_the_sheet(window, qtbot):
    page = go(window, qtbot, "checking")
    editor = page.card.editor
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "Tran ")
    QApplication.sendEvent(editor, QInputMethodEvent("Thuj", []))
    press(Qt.Key.Key_F1)
    assert sheet_of(window).is_up
    assert editor.is_composing
    press(Qt.Key.Key_Escape)
    commit = QInputMethodEvent()
    commit.setCommitString("Thụ")
    QApplication.sendEvent(editor, commit)
    assert editor.text() == "Tran Thụ"
    assert QApplication.focusWidget() is editor


def test_writing_goes_on_under_the_sheet_and_the_sheet_goes(window, qtbot):
    editor = go(window, qtbot, "search").findChild(QLineEdit)
    editor.setFocus()
    press(Qt.Key.Key_F1)
    press(Qt.Key.Key_A)
    assert not sheet_of(window).is_up
    assert editor.text() == "a"


def test_a_shortcut_under_the_sheet_does_what_it_says_there(window, qtbot):
    go(window, qtbot, "search")
    press(Qt.Key.Key_F1)
    press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.workplace.current == "today"
    assert not sheet_of(window).is_up


def test_enter_only_puts_the_sheet_away(window, qtbot):
    page = go(window, qtbot, "checking")
    before = page.card.editor.text()
    press(Qt.Key.Key_F1)
    press(Qt.Key.Key_Return)
    assert not sheet_of(window).is_up
    assert page.card.editor.text() == before


def test_escape_closes_the_sheet_and_nothing_below_it(window, qtbot):
    page = go(window, qtbot, "sending")
    stopped = []
    page.findChildren(QShortcut)[0].activated.connect(lambda: stopped.append(1))
    press(Qt.Key.Key_F1)
    press(Qt.Key.Key_Escape)
    assert stopped == []


def test_a_click_puts_the_sheet_away(window, qtbot):
    press(Qt.Key.Key_F1)
    qtbot.mouseClick(sheet_of(window), Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert not sheet_of(window).is_up


def test_before_sign_in_the_sheet_tells_the_keys_of_the_window(open_window, qtbot):
    window = open_window()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    focus = QApplication.focusWidget()
    press(Qt.Key.Key_F1)
    words = list(shown_words(sheet_of(window)))
    assert "F10" in words and "Ctrl+1" not in words and "↑ / ↓" in words
    told = {one for row in keys_of(window.sign_in_page) for one in alternatives(row.keys)}
    assert bound(window.sign_in_page) - told == set(), "bound and not told"
    press(Qt.Key.Key_F1)
    assert QApplication.focusWidget() is focus


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("language", list(Language))
def test_no_line_of_the_sheet_is_cut(window, qtbot, scale, language):
    window.choose(Choices(language, Look.LIGHT, scale=scale))
    window.resize(1366, 768)
    told: set[str] = set()
    for key in window.workplace.rail.keys:
        page = go(window, qtbot, key)
        press(Qt.Key.Key_F1)
        sheet = sheet_of(window)
        for _ in range(sheet.pages):
            QApplication.processEvents()
            for label in sheet.findChildren(QLabel):
                if label.isVisible() and label.text():
                    told.add(label.text())
                    assert sheet.rect().contains(label.geometry().translated(label.parentWidget().mapTo(sheet, QPoint(0, 0)))), label.text()
                    needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
                    assert label.height() >= needed, label.text()
            press(Qt.Key.Key_Down)
        press(Qt.Key.Key_Escape)
        lacking = {row.does for part in sections(page, window.workplace.desks) for row in part.rows} - told
        assert lacking == set()
    window.choose(Choices(Language.VI, Look.LIGHT))


# ---- on paper -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", list(Language))
def test_the_sheet_is_printed_with_every_key(window, qtbot, tmp_path, language):
    set_language(language)
    parts = sections(go(window, qtbot, "checking"), window.workplace.desks)
    window._help().print_keys(tmp_path / "keys.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "keys.pdf")
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    document.close()
    assert [row.keys for part in parts for row in part.rows if row.keys not in text] == []


def test_a_place_that_cannot_be_written_to_is_a_sentence(window, tmp_path):
    window._help().print_keys(tmp_path / "none" / "keys.pdf")
    assert "keys.pdf" in window.notice.text


def test_a_long_list_takes_more_than_one_paper():
    document = pypdfium2.PdfDocument(keys_pdf("x", [section("a", 200)], date(2026, 11, 22)))
    assert len(document) > 1
    document.close()


# ---- the list and the shortcuts -----------------------------------------------------------------------------------------------------


def bound(widget) -> set[str]:
    return {shortcut.key().toString() for shortcut in widget.findChildren(QShortcut)}


def is_shortcut(keys: str) -> bool:
    """Only shortcuts can be held against what is bound; letters, Enter, arrows are the editors' own."""
    sequence = QKeySequence(keys)
    return not sequence.isEmpty() and (keys.startswith(("Ctrl+", "Alt+", "F")) or keys in ("Escape",))


SEATS = [(desk.key, user) for desk in DESKS for user, role in ROLES.items() if role in desk.roles]


@pytest.mark.parametrize(("key", "role"), SEATS)
def test_the_keys_a_desk_tells_are_the_keys_it_binds(filled, sign_in, qtbot, key, role):
    page = go(sign_in(role), qtbot, key)
    if isinstance(page, TodayPage):
        page.open_ledger()  # made when it is asked for; its keys are the desk's
        assert page.findChild(LedgerPage) is not None
    told = {QKeySequence(one).toString() for row in keys_of(page) for one in alternatives(row.keys)}
    actions = [action for view in page.findChildren(PageView) for action in view.commands.actions()]
    of_the_view = {sequence.toString() for action in actions for sequence in action.shortcuts()}
    assert told, "the desk tells no keys"
    assert bound(page) - told - of_the_view == set(), "bound and not told"
    claimed = {one for one in told if is_shortcut(one)}
    assert claimed - bound(page) - of_the_view - EDITOR_KEYS == set(), "told and not bound"


@pytest.mark.parametrize("role", ROLES)
def test_no_key_means_two_things_at_once(filled, sign_in, qtbot, role):
    window = sign_in(role)
    everywhere = {one for row in window_keys(window.workplace.desks) for one in alternatives(row.keys)}
    for key in window.workplace.rail.keys:
        page = go(window, qtbot, key)
        told = [row.keys for part in sections(page, window.workplace.desks) for row in part.rows]
        assert bound(page) & everywhere == set(), key
        for view in page.findChildren(PageView):
            assert {one.toString() for action in view.commands.actions() for one in action.shortcuts()} & everywhere == set(), key
        assert len(told) == len(set(told)), key


def test_the_keys_of_the_input_are_verbs_of_the_input(qtbot):
    editor = FieldEditor(100)
    qtbot.addWidget(editor)
    for keys in EDITOR_KEYS - {"Escape", "Ctrl+Return"}:
        combination = QKeySequence(keys)[0]
        with qtbot.waitSignal(editor.asked, timeout=1000):
            QTest.keyClick(editor, combination.key(), combination.keyboardModifiers())


def test_the_keys_of_the_window_are_the_ones_it_binds(window):
    told = {QKeySequence(one).toString() for row in window_keys(window.workplace.desks) for one in alternatives(row.keys)}
    desks = [window.sign_in_page, *(window.workplace.page(key) for key in window.workplace.rail.keys)]
    own = {
        shortcut.key().toString()
        for shortcut in window.findChildren(QShortcut)
        if not any(page.isAncestorOf(shortcut.parent()) or page is shortcut.parent() for page in desks)
    }
    assert own == told
    assert {key.keys for key in HELP_KEYS} <= told
