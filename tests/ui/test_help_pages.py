"""Shift+F1 and Ctrl+F1: the page of the form at hand and the guide, closed by Esc with the focus back where it was."""

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.ui.widgets import shown_words
from ui.help import helper
from ui.help.guide import NO_GUIDE
from ui.help.reader import Reader
from ui.help.window_keys import HelpPage
from ui.language import Language, tr


@pytest.fixture
def window(house, sign_in, qtbot):
    house.fill(("An", "Bình"), checked=0)
    made = sign_in("clerk")
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return made


def go(window, qtbot, key: str):
    window.go(key)
    qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)
    return window.workplace.page(key)


def readers(window) -> list[Reader]:
    return [one for one in window.findChildren(Reader) if one.isVisible()]


def press(key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def opened(window, qtbot) -> Reader:
    qtbot.waitUntil(lambda: bool(readers(window)), timeout=30_000)
    return readers(window)[0]


def test_the_form_of_the_entry_on_the_desk_is_explained(window, qtbot):
    editor = go(window, qtbot, "checking").card.editor
    editor.setFocus()
    press(Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    reader = opened(window, qtbot)
    form = window.workplace.page("checking").form_on_desk()
    assert tr(form.title.text) in reader.windowTitle()
    text = reader.browser.toPlainText()
    assert "01022003" in text and form.rules[0].source in text
    QTest.keyClick(reader.browser, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not readers(window) and QApplication.focusWidget() is editor)


def test_where_no_entry_is_the_forms_are_listed_and_lead_to_their_pages(window, qtbot):
    go(window, qtbot, "today")
    press(Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    reader = opened(window, qtbot)
    form = window.workplace.page("checking").form_on_desk
    assert callable(form)
    links = reader.browser.toHtml().split('href="form:')[1:]
    assert len(links) >= 3
    reader.browser.anchorClicked.emit(QUrl("form:" + links[0].split('"')[0]))
    assert "01022003" in reader.browser.toPlainText()
    reader.browser.anchorClicked.emit(QUrl("form:gone/9"))
    assert "gone" in reader.browser.toPlainText()
    reader.browser.anchorClicked.emit(QUrl("https://example.org"))
    assert "gone" in reader.browser.toPlainText()


@pytest.mark.parametrize("language", list(Language))
def test_the_guide_opens_at_the_desk_in_front(window, qtbot, language):
    window.choose(window._choices.__class__(language))
    go(window, qtbot, "checking")
    press(Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    reader = opened(window, qtbot)
    assert "Ctrl+Enter" in reader.browser.toPlainText()
    assert "<!--" not in reader.browser.toPlainText()
    assert reader.browser.textCursor().blockFormat().headingLevel() == 2
    assert reader.browser.horizontalScrollBar().maximum() == 0
    QTest.keyClick(reader.browser, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: not readers(window))


def test_a_guide_that_is_gone_is_a_sentence(window, qtbot, monkeypatch):
    def gone(language: Language) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(helper, "guide_text", gone)
    window.show_help(HelpPage.GUIDE)
    qtbot.waitUntil(lambda: window.notice.isVisible())
    assert tr(NO_GUIDE) in list(shown_words(window.notice))


def test_before_sign_in_there_is_the_guide_and_no_form(open_window, qtbot):
    window = open_window()
    window.show_help(HelpPage.FORM)
    assert readers(window) == []
    window.show_help(HelpPage.GUIDE)
    assert opened(window, qtbot).isVisible()


def test_all_help_is_in_the_menu(window, qtbot):
    window.show_options()
    menu = next(one for one in window.findChildren(QMenu) if one.isVisible())
    words = {action.text() for action in menu.actions()}
    menu.close()
    assert {"Sách hướng dẫn\tCtrl+F1", "Mẫu giấy đang làm\tShift+F1", "Các phím của bàn này\tF1", "Xem lại hướng dẫn"} <= words
