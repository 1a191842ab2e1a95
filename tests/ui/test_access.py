"""Access, on every desk that exists: each control named and reachable by Tab, texts in one language only, colours that are read."""

import unicodedata

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QScrollBar, QWidget

from station.idcard.simulator import practice_cards
from tests.ui.widgets import controls, described, shown_words
from ui.desktop.choices import Choices
from ui.desktop.desks import DESKS
from ui.desktop.options import LANGUAGES
from ui.language import Language
from ui.theme import Look, contrast

ROLES = ("clerk", "supervisor", "admin", "auditor")
_ENGLISH = """
the of and to is are was for with without sign save open close cancel choose page pages entry entries volume volumes batch batches
checked approved returned sent waiting search find next back yes no folder file name password language colours what nothing
"""
ENGLISH = frozenset(_ENGLISH.split())
"""Words that no Vietnamese sentence has. `an`, `on`, `in`, `do`, `so` … are Vietnamese syllables too."""
KEPT = frozenset({*LANGUAGES.values(), "PDF", "PNG", "USB"})


@pytest.fixture
def filled(house):
    house.fill(("An", "Bình", "Chi"), checked=1)
    return house


@pytest.fixture(params=ROLES)
def window(request, filled, sign_in, qtbot):
    made = sign_in(request.param)
    for key in made.workplace.rail.keys:
        made.go(key)
        qtbot.waitUntil(lambda: made.tasks.asked == 0, timeout=30_000)
    return made


def desks_of(window) -> list[tuple[str, QWidget]]:
    return [(key, window.workplace.page(key)) for key in window.workplace.rail.keys]


def show(window, qtbot, key: str) -> QWidget:
    window.go(key)
    qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)
    return window.workplace.page(key)


# ---- names and tab stops ----------------------------------------------------------------------------------------------------


def nameless(root: QWidget) -> list[str]:
    """Controls a screen reader could only call "button" or "edit"."""
    return [described(one) for one in controls(root) if not _inner(one) and not one.accessibleName() and not _spoken(one)]


def _spoken(one: QWidget) -> str:
    return one.text() if isinstance(one, QAbstractButton) else ""


def _inner(one: QWidget) -> bool:
    """Parts of one control: a scroll bar, the viewport or the editor inside another that has the name."""
    parent = one.parentWidget()
    return isinstance(one, QScrollBar) or (parent is not None and one in (getattr(parent, "viewport", lambda: None)(),)) or (
        parent is not None and parent.focusProxy() is one and bool(parent.accessibleName())
    )  # fmt: skip


def unreachable(root: QWidget) -> list[str]:
    """Controls that Tab never comes to."""
    return [
        described(one)
        for one in controls(root)
        if not _inner(one) and not one.focusPolicy() & Qt.FocusPolicy.TabFocus and not _has_key(one)
    ]


def _has_key(one: QWidget) -> bool:
    return isinstance(one, QAbstractButton) and not one.shortcut().isEmpty()


def test_every_control_of_every_desk_has_a_name(window, qtbot):
    found = {key: nameless(show(window, qtbot, key)) for key in window.workplace.rail.keys}
    assert {key: names for key, names in found.items() if names} == {}


def test_every_control_of_every_desk_is_a_tab_stop(window, qtbot):
    found = {key: unreachable(show(window, qtbot, key)) for key in window.workplace.rail.keys}
    assert {key: names for key, names in found.items() if names} == {}


def test_the_window_around_the_desks_is_named_and_reached(window):
    assert nameless(window) == []
    assert unreachable(window.workplace.rail) == []


def test_sign_in_is_named_and_reached(open_window):
    page = open_window().sign_in_page
    assert nameless(page) == []
    assert unreachable(page) == []


def test_tab_walks_once_around_the_sign_in_page(open_window, qtbot):
    window = open_window()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    visited = []
    for _ in range(12):
        visited.append(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert set(controls(window.sign_in_page)) <= set(visited)


# ---- one language -----------------------------------------------------------------------------------------------------------


def english_in(words: str) -> list[str]:
    return sorted(ENGLISH & {part.strip(".,:;()!?…\"'").lower() for part in words.split()})


def has_vietnamese_signs(words: str) -> bool:
    """Letters that English has not: đ, ư, ơ, ă and every mark."""
    return any(letter in "đĐ" or unicodedata.combining(letter) for letter in unicodedata.normalize("NFD", words))


def of_the_program(window) -> list[str]:
    """What the program says itself, apart from names and titles that people gave, which stand in the store's language."""
    given = (
        "Đàm Ngọc Hậu", "Kiều Thị Mỹ Nhung", "Lò Văn Phó", "Lường Thị Ánh Nguyệt", "Trịnh Phương Thảo",
        "Giấy khai sinh 2018, quyển 01", "đúng như giấy", str(window.sign_in_page._folder),
        *{card.person.full_name for card in practice_cards()},
    )  # fmt: skip
    found = []
    for words in {*shown_words(window, hidden=True)} - KEPT:
        for one in given:
            words = words.replace(one, "")
        found.append(words)
    return found


def test_no_english_is_left_in_vietnamese(window):
    faults = {words: found for words in of_the_program(window) if (found := english_in(words))}
    assert faults == {}


def test_no_vietnamese_is_left_in_english(window, qtbot):
    window.choose(Choices(Language.EN, Look.LIGHT))
    qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)
    data = data_words(window, qtbot)
    faults = [words for words in of_the_program(window) if has_vietnamese_signs(words) and not any(part in words for part in data)]
    assert faults == []


def data_words(window, qtbot) -> set[str]:
    """Values read from paper: they stay as they are printed, in whatever language the window is."""
    found: list[set[str]] = []

    def collect(station) -> set[str]:
        values = set()
        for entry in station.desk.records.entries():
            form = station.desk.forms.of_ref(entry.form)
            values |= {words for value in entry.fields.values() for words in (value.text, value.value) if words}
            values |= {anchor for face in form.faces for anchor in face.anchors}
        return values

    window.tasks.query(collect, found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=30_000)
    return {value for value in found[0] if len(value) > 1}


def test_the_options_speak_the_language(window, qtbot):
    window.show_options()
    menu = next(menu for menu in window.findChildren(QMenu) if menu.isVisible())
    words = {words for one in [menu, *menu.findChildren(QMenu)] for words in shown_words(one, hidden=True)}
    menu.close()
    assert {one: english_in(one) for one in words - KEPT if english_in(one)} == {}


# ---- colours and room -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", [Look.LIGHT, Look.DARK, Look.CONTRAST])
def test_every_label_and_button_is_read_in_every_look(window, qtbot, look):
    window.choose(Choices(Language.VI, look))
    qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)
    faint = []
    for one in window.findChildren(QLabel):
        text, surface = one.palette().color(one.foregroundRole()).name(), one.palette().color(QPalette.ColorRole.Window).name()
        if one.text() and contrast(text, surface) < 4.5:
            faint.append((described(one), text, surface))
    window.choose(Choices(Language.VI, Look.LIGHT))
    assert faint == []


def scrolled(window, qtbot) -> dict[str, tuple[int, int]]:
    """Desks that do not fit, and how much room they want."""
    found = {}
    for key in window.workplace.rail.keys:
        page = show(window, qtbot, key)
        want, room = page.minimumSizeHint(), page.parentWidget().size()
        if want.width() > room.width() or want.height() > room.height():
            found[key] = (want.width(), want.height())
    return found


@pytest.mark.parametrize("language", list(Language))
def test_no_desk_scrolls_on_the_smallest_screen(window, qtbot, language):
    window.choose(Choices(language, Look.LIGHT))
    window.resize(1366, 768)
    assert scrolled(window, qtbot) == {}


def test_the_window_stays_on_the_smallest_screen_at_twice_the_text_size(window, qtbot):
    window.choose(Choices(Language.VI, Look.LIGHT, scale=2.0))
    window.resize(1366, 768)
    scrolled(window, qtbot)
    need = window.minimumSizeHint()
    window.choose(Choices(Language.VI, Look.LIGHT))
    assert (need.width() <= 1366, need.height() <= 768) == (True, True), need


def test_every_desk_of_the_registry_is_somebody_s(qapp):
    assert all(desk.roles for desk in DESKS)
    assert len({desk.key for desk in DESKS}) == len(DESKS)
