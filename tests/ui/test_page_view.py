"""The page view: nothing on paper is lost at any zoom; hands, fields, turns, loupe, before and after, trouble."""

import weakref

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap, QTransform, QWheelEvent
from PySide6.QtWidgets import QApplication, QGraphicsScene, QGraphicsView, QLineEdit, QVBoxLayout, QWidget

from station.domain.errors import StationError
from station.domain.geometry import Box
from tests.ui.pages import cornered_page, lost, painted, ruled_page
from ui.language import Language, set_language
from ui.page_decoding import PageImage
from ui.widgets.page_canvas import Fit
from ui.widgets.page_view import PageView
from ui.widgets.tiles import Tiles

ZOOMS = (10, 11, 12, 14, 16, 18, 20, 23, 26, 30, 33, 37, 41, 46, 49, 51, 55, 60, 66, 72, 80, 90, 99, 100, 110, 125, 150, 200, 300, 400)
WINDOW = (640, 480)


@pytest.fixture
def view(qtbot):
    made = PageView()
    qtbot.addWidget(made)
    made.resize(*WINDOW)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture(scope="module")
def ruled():
    return ruled_page()


def test_every_ruled_line_and_every_dot_below_is_seen_at_every_zoom(view, ruled):
    page, lines, dots = ruled
    view.set_page(page)
    for percent in ZOOMS:
        view.zoom_to(percent / 100)
        grey = cv2.cvtColor(painted(view), cv2.COLOR_RGB2GRAY)
        seen = [dot for dot in dots if QRect(0, 0, *WINDOW).contains(view.rect_of(dot))]
        assert seen, percent
        assert lost(grey, percent / 100, view.rect_of, [*lines, *dots]) == [], percent


def test_the_next_field_on_the_same_sight_repaints_its_surroundings_alone_and_leaves_nothing_of_the_last(qtbot, view, ruled):
    page, _, _ = ruled
    view.set_page(page)
    boxes = [Box(40, 40, 300, 40), Box(60, 220, 200, 50)]
    view.show_field(boxes[0], boxes)
    painted(view)  # until every tile is made
    qtbot.wait(20)
    painted_over = []
    view.paintEvent, paint = lambda event: (painted_over.append(event.region().boundingRect()), paint(event)), view.paintEvent
    before = view.rect_of(boxes[0]), view.rect_of(boxes[1])
    view.show_field(boxes[1], boxes)
    QApplication.processEvents()
    assert before == (view.rect_of(boxes[0]), view.rect_of(boxes[1])) and len(painted_over) == 1
    assert painted_over[0].height() < view.height() * 0.9
    on_screen = view.screen().grabWindow(view.winId()).toImage()
    view.update()
    QApplication.processEvents()
    assert painted_over[-1] == view.rect()
    assert on_screen == view.screen().grabWindow(view.winId()).toImage()


def test_a_plain_smooth_pixmap_loses_lines_and_dots_in_the_same_look(qtbot, ruled):
    page, lines, dots = ruled
    image = QImage(page.array.data, page.width, page.height, 3 * page.width, QImage.Format.Format_RGB888)
    scene = QGraphicsScene()
    scene.addPixmap(QPixmap.fromImage(image)).setTransformationMode(Qt.TransformationMode.SmoothTransformation)
    plain = QGraphicsView(scene)
    qtbot.addWidget(plain)
    plain.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    plain.setFrameShape(QGraphicsView.Shape.NoFrame)
    plain.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    plain.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    plain.resize(*WINDOW)
    plain.show()
    losing = []
    for percent in ZOOMS:
        plain.setTransform(QTransform.fromScale(percent / 100, percent / 100))
        grey = cv2.cvtColor(painted(plain.viewport()), cv2.COLOR_RGB2GRAY)

        def rect_of(box):
            return plain.mapFromScene(box.x, box.y, box.w, box.h).boundingRect()

        if lost(grey, percent / 100, rect_of, [*lines, *dots]):
            losing.append(percent)
    assert {10, 18, 26} <= set(losing)


def test_tiles_meet_without_a_seam_at_every_zoom(view):
    rows, columns = np.mgrid[0:1754, 0:1240]
    smooth = np.dstack([columns * 255 // 1240, rows * 255 // 1754, (rows + columns) * 255 // 2994]).astype(np.uint8)
    view.set_page(PageImage.of(smooth, "smooth"))
    for percent in (26, 47, 83, 137, 275):
        view.zoom_to(percent / 100)
        inside = painted(view)[60:-60, 200:-200].astype(int)
        for axis in (0, 1):
            steps = np.abs(np.diff(inside, axis=axis)).max()
            assert steps <= 3, percent


@pytest.mark.parametrize(
    ("turn", "corners"), [(0, "rgb "), (90, "br g"), (180, " bgr"), (270, "g rb")], ids=["upright", "right", "head down", "left"]
)
def test_a_turned_page_shows_its_corners_where_they_belong(view, turn, corners):
    page = cornered_page()
    view.set_page(page)
    view.set_fit(Fit.PAGE)
    view.turn_by(turn)
    picture = painted(view)
    whole = view.rect_of(Box(0, 0, page.width, page.height))
    places = [whole.topLeft() + QPoint(5, 5), whole.topRight() + QPoint(-5, 5), whole.bottomLeft() + QPoint(5, -5)]
    places.append(whole.bottomRight() + QPoint(-5, -5))
    names = {(220, 0, 0): "r", (0, 220, 0): "g", (0, 0, 220): "b", (255, 255, 255): " "}
    assert "".join(names[tuple(int(c) for c in picture[at.y(), at.x()])] for at in places) == corners
    assert view.turn == turn


def test_a_field_in_sight_does_not_move_the_page(view):
    view.set_page(cornered_page())
    before = view.rect_of(Box(0, 0, 10, 10))
    view.show_field(Box(400, 300, 200, 40), [Box(400, 500, 200, 40)])
    assert view.rect_of(Box(0, 0, 10, 10)) == before


def test_a_field_out_of_sight_is_brought_into_view_with_some_room(view):
    view.set_page(cornered_page())
    field = Box(400, 1600, 200, 40)
    view.show_field(field, [])
    assert QRect(0, 0, *WINDOW).contains(view.rect_of(field).adjusted(-20, -20, 20, 20))


def test_a_field_set_before_its_page_does_no_harm(view):
    view.show_field(Box(1, 2, 3, 4), [])
    view.set_page(None)
    assert view.percent == 0


def test_the_current_field_is_framed_and_the_rest_dimmed(view):
    view.set_page(cornered_page())
    field = Box(500, 400, 200, 60)
    view.show_field(field, [Box(500, 600, 200, 60)])
    picture, rect = painted(view), view.rect_of(field)
    inside = picture[rect.center().y(), rect.center().x()]
    outside = picture[rect.center().y(), rect.right() + 40]
    frame = picture[rect.center().y(), rect.left() - 12 : rect.left()]
    assert (inside == 255).all()
    assert 200 <= int(outside[0]) < 235
    assert (np.ptp(frame.astype(int), axis=1) > 60).any()


def test_a_click_names_the_smallest_field_under_it_and_a_drag_names_none(view, qtbot):
    view.set_page(cornered_page())
    others = [Box(100, 100, 800, 400), Box(300, 200, 200, 60)]
    view.show_field(Box(100, 600, 300, 60), others)
    with qtbot.waitSignal(view.field_clicked) as clicked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.rect_of(others[1]).center())
    assert clicked.args == [1]
    with qtbot.assertNotEmitted(view.field_clicked):
        start = view.rect_of(others[1]).center()
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
        qtbot.mouseMove(view, start + QPoint(0, -60))
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(0, -60))


def test_dragging_takes_the_paper_along(view, qtbot):
    view.set_page(cornered_page())
    before = view.rect_of(Box(0, 0, 10, 10)).top()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    qtbot.mouseMove(view, QPoint(300, 220))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 220))
    assert view.rect_of(Box(0, 0, 10, 10)).top() == before - 80


def wheel(view, at, notches, modifiers=Qt.KeyboardModifier.NoModifier):
    place = QPointF(at)
    none = Qt.MouseButton.NoButton
    steps = QPoint(0, 120 * notches)
    event = QWheelEvent(place, view.mapToGlobal(place), QPoint(), steps, none, modifiers, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(view, event)


def test_the_wheel_with_ctrl_zooms_around_the_mouse_and_alone_moves(view):
    view.set_page(cornered_page())
    view.zoom_to(1.0)
    view.pan(200, 300)
    field, at = Box(500, 600, 4, 4), None
    at = view.rect_of(field).center()
    wheel(view, at, 3, Qt.KeyboardModifier.ControlModifier)
    assert view.percent > 180
    assert (view.rect_of(field).center() - at).manhattanLength() <= 6
    top = view.rect_of(field).top()
    wheel(view, at, -1)
    assert view.rect_of(field).top() < top


def test_zoom_stays_between_a_tenth_and_fourfold(view):
    view.set_page(cornered_page(2480, 3508))
    for _ in range(40):
        view.zoom_out()
    assert view.percent == 10
    for _ in range(40):
        view.zoom_in()
    assert view.percent == 400


def test_zooming_out_undoes_zooming_in(view):
    view.set_page(cornered_page())
    view.zoom_to(0.5)
    view.zoom_in()
    view.zoom_out()
    assert abs(view.percent - 50) <= 1


def test_the_fit_follows_the_window(view):
    page = cornered_page()
    view.set_page(page)
    view.resize(400, 500)
    assert 385 <= view.rect_of(Box(0, 0, page.width, page.height)).width() <= 400
    view.set_fit(Fit.PAGE)
    view.resize(700, 300)
    assert 285 <= view.rect_of(Box(0, 0, page.width, page.height)).height() <= 300


def test_keys_move_zoom_and_turn_from_the_view_and_from_an_input_of_the_desk(qtbot):
    desk = QWidget()
    qtbot.addWidget(desk)
    room = QVBoxLayout(desk)
    view, line = PageView(), QLineEdit()
    room.addWidget(view)
    room.addWidget(line)
    view.commands.give_to(desk)
    view.watch_loupe_key(desk)
    desk.resize(*WINDOW)
    with qtbot.waitActive(desk):
        desk.show()
        desk.activateWindow()
    view.set_page(cornered_page())
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    before = view.percent
    qtbot.keyClick(line, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert view.percent > before
    qtbot.keyClick(line, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert view.turn == 90
    qtbot.keyClick(line, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.fit is Fit.PAGE
    view.turn_by(-90)
    qtbot.keyClick(line, Qt.Key.Key_9, Qt.KeyboardModifier.ControlModifier)
    assert view.fit is Fit.WIDTH
    top = view.rect_of(Box(0, 0, 9, 9)).top()
    qtbot.keyClick(line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert view.rect_of(Box(0, 0, 9, 9)).top() < top
    assert line.text() == ""
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.rect_of(Box(0, 0, 9, 9)).top() == 0
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert view.rect_of(Box(0, 0, 9, 9)).top() < -100
    qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert view.rect_of(Box(0, 0, 9, 9)).top() == 0


def test_the_loupe_magnifies_the_field_while_its_key_is_held_in_an_input(qtbot):
    desk = QWidget()
    qtbot.addWidget(desk)
    room = QVBoxLayout(desk)
    view, line = PageView(), QLineEdit()
    room.addWidget(view)
    room.addWidget(line)
    view.watch_loupe_key(desk)
    desk.resize(900, 700)
    desk.show()
    page = cornered_page(2480, 3508)
    page.array[1000:1040, 1200:1240] = (250, 0, 250)
    view.set_page(PageImage.of(page.array, "spot"))
    view.show_field(Box(1200, 1000, 40, 40), [])
    flat = painted(view)
    qtbot.keyPress(line, Qt.Key.Key_F8)
    held = painted(view)
    qtbot.keyRelease(line, Qt.Key.Key_F8)
    again = painted(view)

    def spot(picture):
        return int(((picture[..., 0] > 200) & (picture[..., 1] < 60) & (picture[..., 2] > 200)).sum())

    assert spot(held) > 3 * spot(flat) > 0
    assert (again == flat).all()
    assert line.text() == ""


def test_before_and_after_cleaning_show_different_pictures_under_the_same_fields(view):
    page = cornered_page()
    view.set_page(page)
    assert not view.before_after.isEnabled()
    view.set_cleaned(PageImage.of(np.full((page.height, page.width), 200, np.uint8), page.page_id))
    field = Box(500, 400, 200, 60)
    view.show_field(field, [])
    before, rect = painted(view), view.rect_of(field)
    view.before_after.trigger()
    after = painted(view)
    at = rect.center()
    assert view.cleaned_shown and view.rect_of(field) == rect
    assert before[at.y(), at.x(), 0] == 255 and after[at.y(), at.x(), 0] == 200
    view.set_page(cornered_page(page_id="next"))
    assert not view.cleaned_shown and not view.before_after.isEnabled()


def test_the_whole_page_after_its_preview_keeps_place_zoom_and_field(view):
    whole = cornered_page(2480, 3508, "p")
    quick = PageImage(np.ascontiguousarray(whole.array[::4, ::4]), whole.width, whole.height, "p", reduction=4)
    view.set_page(quick)
    field = Box(900, 2900, 300, 60)
    view.show_field(field, [])
    place = view.rect_of(field)
    blurred = painted(view)
    view.set_page(whole)
    assert view.rect_of(field) == place
    assert np.abs(painted(view).astype(int) - blurred).mean() < 8


def test_trouble_is_said_in_words_in_both_languages(view):
    view.show_trouble(StationError("store.damaged", reason="x"))
    assert "Kho bị hỏng" in view.accessibleDescription()
    set_language(Language.EN)
    try:
        view.retranslate()
        assert view.accessibleName() == "Page"
        assert "The store is damaged" in view.accessibleDescription()
        assert all(action.text() for action in view.commands.actions())
    finally:
        set_language(Language.VI)
    view.retranslate()
    assert view.accessibleName() == "Trang giấy"


def test_what_is_seen_is_also_said_to_those_who_do_not_see(view):
    view.set_page(cornered_page())
    view.zoom_to(0.5)
    assert "50 %" in view.accessibleDescription() and "ảnh gốc" in view.accessibleDescription()


def test_a3_at_600_dpi_is_shown_and_not_refused(view):
    pixels = np.full((9921, 7016, 3), 255, np.uint8)
    pixels[5000:5004] = 0
    view.set_page(PageImage.of(pixels, "large"))
    view.set_fit(Fit.PAGE)
    assert view.percent == 5
    picture = painted(view)
    rect = view.rect_of(Box(3000, 5000, 600, 4))
    assert picture[rect.top() - 1 : rect.bottom() + 2, rect.center().x()].min() < 245
    view.zoom_to(4.0)
    painted(view)
    assert view.percent == 400


def test_the_zoom_of_a_persons_choice_stays_for_the_next_page_and_a_fit_stays_a_fit(view):
    view.set_page(cornered_page(2480, 3508, "one"))
    view.zoom_to(1.5)
    view.set_opening()
    view.set_page(cornered_page(2000, 3000, "two"))
    assert view.percent == 150 and view.fit is Fit.FREE
    view.set_fit(Fit.WIDTH)
    fitted = view.percent
    view.set_opening()
    view.set_page(cornered_page(2000, 3000, "three"))
    assert view.percent == fitted


def test_a_page_that_was_expected_is_shown_from_tiles_made_in_the_pauses_before(view, qtbot, monkeypatch):
    view.set_page(cornered_page(1240, 1754, "one"))
    painted(view)
    made = []
    make = Tiles.make
    monkeypatch.setattr(Tiles, "make", lambda tiles, placed: (made.append(placed), make(tiles, placed))[1])
    expected = cornered_page(1240, 1754, "two")
    view.expect(expected)
    qtbot.waitUntil(lambda: len(made) >= 6)
    qtbot.wait(50)
    before = len(made)
    view.set_opening()
    view.set_page(expected)
    shown = painted(view)
    assert len(made) == before
    view.set_page(cornered_page(1240, 1754, "three"))
    assert (painted(view) == shown).all() and len(made) > before


def test_a_page_that_was_expected_is_forgotten_when_nothing_or_another_is_shown(view):
    expected = cornered_page(1240, 1754, "two")
    gone = weakref.ref(expected)
    view.expect(expected)
    view.set_page(None)
    del expected
    assert gone() is None
