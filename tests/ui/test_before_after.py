"""F7 at the desk: the page before and after cleaning, made when it is first asked for, with the field's frame at the same place on both."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from station.domain.errors import StationError
from tests.seated import fill, seated
from tests.ui.at_desk import AtDesk
from tests.ui.pages import painted, ruled_page
from ui.checking import wording
from ui.language import tr
from ui.page_decoding import PageImage
from ui.widgets.page_view import PageView


class Cleaner:
    """Stands for the desk that has pages cleaned."""

    def __init__(self, view: PageView):
        self.view, self.asked, self.let_go = view, 0, 0
        view.let_clean(self.ask, self.give_up)

    def ask(self):
        self.asked += 1

    def give_up(self):
        self.let_go += 1


@pytest.fixture
def view(qtbot):
    made = PageView()
    qtbot.addWidget(made)
    made.resize(700, 700)
    made.show()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


@pytest.fixture(scope="module")
def ruled():
    return ruled_page(1240, 1754)


def grey_of(page: PageImage) -> PageImage:
    return PageImage.of(np.full((page.height, page.width), 255, np.uint8), page.page_id)


def press_f7(qtbot, view):
    qtbot.keyClick(view, Qt.Key.Key_F7)


def button(view) -> QToolButton:
    return view.findChild(QToolButton)


def test_the_cleaned_page_is_made_when_it_is_first_asked_for_and_shown_when_it_comes(view, qtbot, ruled):
    cleaner = Cleaner(view)
    view.set_page(ruled[0])
    assert cleaner.asked == 0
    press_f7(qtbot, view)
    assert cleaner.asked == 1 and view.cleaning and not view.cleaned_shown
    view.set_cleaned(grey_of(ruled[0]))
    assert view.cleaned_shown and not view.cleaning
    press_f7(qtbot, view)
    press_f7(qtbot, view)
    assert view.cleaned_shown and cleaner.asked == 1


def test_f7_again_gives_the_wish_up_and_what_comes_late_is_not_forced_on_anybody(view, qtbot, ruled):
    cleaner = Cleaner(view)
    view.set_page(ruled[0])
    press_f7(qtbot, view)
    press_f7(qtbot, view)
    assert cleaner.let_go == 1 and not view.cleaning
    view.set_cleaned(grey_of(ruled[0]))
    assert not view.cleaned_shown


def test_another_page_begins_with_its_original(view, qtbot, ruled):
    Cleaner(view)
    view.set_page(ruled[0])
    press_f7(qtbot, view)
    view.set_page(PageImage.of(ruled[0].array, "other"))
    assert not view.cleaning and not view.cleaned_shown


def test_the_frame_stays_at_its_place_on_both_pictures(view, qtbot, ruled):
    Cleaner(view)
    page, _, dots = ruled
    view.set_page(page)
    view.show_field(dots[40])
    before = view.rect_of(dots[40])
    original = painted(view)
    press_f7(qtbot, view)
    view.set_cleaned(grey_of(page))
    assert view.rect_of(dots[40]) == before
    cleaned = painted(view)
    ring = before.adjusted(-16, -16, 16, 16)
    around = (slice(ring.top(), ring.bottom()), slice(ring.left(), ring.right()))
    accent = lambda picture: (picture[around].astype(int).max(axis=2) - picture[around].astype(int).min(axis=2) > 60).sum()  # noqa: E731
    assert accent(original) > 0 and accent(cleaned) > 0


def test_the_button_is_there_only_where_pages_can_be_cleaned_and_says_its_key(view, qtbot, ruled):
    view.set_page(ruled[0])
    assert not button(view).isVisible()
    cleaner = Cleaner(view)
    assert button(view).isVisible() and "F7" in button(view).text() and view.rect().contains(button(view).geometry())
    qtbot.mouseClick(button(view), Qt.MouseButton.LeftButton)
    assert cleaner.asked == 1
    view.set_page(None)
    assert not button(view).isVisible()


@pytest.fixture
def at_desk(office, qtbot):
    with seated(office) as station:
        fill(station, ["An", "Bình"])
        yield AtDesk(station, qtbot)


def test_f7_at_the_desk_asks_for_the_page_shown_and_shows_what_comes(at_desk, monkeypatch):
    asked = []
    monkeypatch.setattr(at_desk.presenter.images, "request_cleaned", lambda page_id, done, failed: asked.append((page_id, done)))
    at_desk.press(Qt.Key.Key_F7)
    [(page_id, done)] = asked
    assert page_id == at_desk.entry().pages[0]
    page = at_desk.page.paper.page
    done(PageImage.of(page.array[:, :, 0].copy(), "another page"))
    assert not at_desk.page.view.cleaned_shown
    done(PageImage.of(page.array[:, :, 0].copy(), page_id))
    assert at_desk.page.view.cleaned_shown and at_desk.focus is at_desk.page.card.editor


def test_a_page_that_cannot_be_cleaned_is_a_sentence_and_the_original_stays(at_desk, monkeypatch):
    def fails(page_id, done, failed):
        failed(StationError("store.damaged", reason="x"))

    monkeypatch.setattr(at_desk.presenter.images, "request_cleaned", fails)
    at_desk.press(Qt.Key.Key_F7)
    assert tr(wording.NOT_CLEANED, sentence="") in at_desk.seen() and "store.damaged" in at_desk.seen()
    assert not at_desk.page.view.cleaning and at_desk.page.paper.page is not None
