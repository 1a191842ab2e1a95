"""Both languages: numbers, placeholders, settings, and Qt's own words."""

import ast
import locale
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLineEdit, QMessageBox, QPlainTextEdit, QWidget

import ui
from station.domain.errors import StationError
from station.domain.findings import Text
from tests.ui.widgets import shown_words
from ui.desktop.qt_texts import VIETNAMESE, follow_language
from ui.language import Language, counted, language, number, of_setting, plural, sentence, set_language, tr

PAIR = Text("{count} trang", "Pages: {count}")


@pytest.fixture
def qt_language(qapp):
    follow_language()
    yield
    set_language(Language.EN)
    follow_language()


def test_texts_follow_the_language_and_group_their_numbers():
    assert tr(PAIR, count=1234567) == "1.234.567 trang"
    set_language(Language.EN)
    assert tr(PAIR, count=1234567) == "Pages: 1,234,567"
    assert language() is Language.EN


ENTRIES = Text("{count} mục", "{count} {count:entry|entries}")


@pytest.mark.parametrize(("count", "english"), [(0, "0 entries"), (1, "1 entry"), (2, "2 entries"), (1234, "1,234 entries")])
def test_english_counts_in_singular_and_plural(count, english):
    assert tr(ENTRIES, count=count).endswith(" mục")
    assert ENTRIES.filled(count=count).en == english.replace(",", "")
    set_language(Language.EN)
    assert tr(ENTRIES, count=count) == english


def test_a_whole_sentence_may_have_a_plural_of_its_own():
    pair = Text("Còn {count}", "{count} {count:page|pages} is left|{count} {count:page|pages} are left")
    set_language(Language.EN)
    assert (counted(pair, 1), counted(pair, 2)) == ("1 page is left", "2 pages are left")
    assert plural(Text("a", "no plural"), 2) == Text("a", "no plural")


_COUNTED = re.compile(r"(?:^|[^\w/])\{(count|entries|batches|total|pages|waiting|unapproved)\} [a-z]+s\b")


def test_no_english_text_counts_one_entries():
    """A number before a plural noun: the text must hold the singular too. Units (min, s, MB) have one form."""
    wrong = [
        f"{path.name}:{text.lineno} {text.args[1].value}"
        for path in sorted(Path(ui.__file__).parent.rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(text, ast.Call) and getattr(text.func, "id", "") == "Text" and len(text.args) == 2
        if isinstance(text.args[1], ast.Constant) and _COUNTED.search(text.args[1].value) and "|" not in text.args[1].value
    ]
    assert wrong == []


def test_numbers_are_written_as_the_language_writes_them():
    assert number(75.55, 1) == "75,5" or number(75.55, 1) == "75,6"
    set_language(Language.EN)
    assert number(1234.5, 1) == "1,234.5"


def test_a_value_with_braces_is_shown_as_it_is():
    assert tr(Text("Tệp {name}", "File {name}"), name="{count}") == "Tệp {count}"


def test_failures_speak_the_language_in_force():
    error = StationError("store.wrong-password")
    vietnamese = sentence(error)
    set_language(Language.EN)
    assert vietnamese != sentence(error)


def test_a_setting_names_the_language():
    assert of_setting("vi") is Language.VI
    assert of_setting("en") is Language.EN
    assert of_setting("auto") in tuple(Language)


@pytest.mark.parametrize(
    ("named", "meant"),
    [("C.UTF-8", Language.VI), ("C", Language.VI), ("POSIX", Language.VI), ("vi_VN.UTF-8", Language.VI), ("en_US.UTF-8", Language.EN),
     ("en_VN.UTF-8", Language.VI), ("English_United States.1252", Language.EN), ("Vietnamese_Vietnam.1258", Language.VI)],
)  # fmt: skip
def test_english_is_spoken_only_where_the_machine_speaks_it(monkeypatch, named, meant):
    monkeypatch.setattr(locale, "setlocale", lambda category, to=None: named)
    assert of_setting("auto") is meant


def test_standard_buttons_are_vietnamese(qtbot, qt_language):
    box = QDialogButtonBox()
    qtbot.addWidget(box)
    for button in QDialogButtonBox.StandardButton:
        if button is not QDialogButtonBox.StandardButton.NoButton:
            box.addButton(button)
    assert _english(box) == []


def test_message_boxes_are_vietnamese(qtbot, qt_language):
    box = QMessageBox()
    qtbot.addWidget(box)
    box.setStandardButtons(QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No | QMessageBox.StandardButton.Cancel)
    assert _english(box) == []


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_the_menu_of_an_input_is_vietnamese(qtbot, qt_language, kind):
    field = kind()
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu() if kind is QLineEdit else field.createStandardContextMenu(QPoint(1, 1))
    words = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    menu.deleteLater()
    assert words and [word for word in words if word in VIETNAMESE] == []


def test_the_file_dialog_is_vietnamese(qtbot, qt_language):
    dialog = QFileDialog(None, "Chọn", "", "Ảnh (*.png)")
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    assert _english(dialog) == []


def test_english_keeps_qts_own_words(qtbot, qt_language):
    set_language(Language.EN)
    follow_language()
    box = QMessageBox(QMessageBox.Icon.NoIcon, "t", "t", QMessageBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QMessageBox.StandardButton.Cancel).text() == "Cancel"


def _english(widget: QWidget) -> list[str]:
    """Words that Qt's English catalogue knows: none of them may be left on a Vietnamese window."""
    known = set(VIETNAMESE) | {word.replace("&", "") for word in VIETNAMESE}
    return sorted({words for words in shown_words(widget) if words in known})
