"""The strip above an input: the original at a readable size, whole words, no mark cut off, sharp on dense screens."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from station.domain.geometry import Box
from tests.ui.pages import painted
from ui.language import Language, set_language
from ui.page_decoding import PageImage
from ui.resources import RESOURCES
from ui.widgets.strip import Strip, drawn_rows
from ui.widgets.strip_layout import crop_of, lay_out

FONT = ImageFont.truetype(str(RESOURCES / "fonts" / "Tinos-Regular.ttf"), 54)
X_HEIGHT = 25
NAME = "Đặng Thị Ngọc Nguyệt"
PLACE = "Thôn Thượng, xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn"


def written_page(size: int = 54) -> tuple[PageImage, dict[str, Box]]:
    """A page of invented writing with leader dots, and where each line stands."""
    sheet = Image.new("RGB", (1800, 1500), (250, 248, 240))
    draw, boxes = ImageDraw.Draw(sheet), {}
    font = FONT.font_variant(size=size)
    for row, text in enumerate((NAME, PLACE, "Nam", *["Nguyễn Văn Ẩn, Trần Thị Ước và Lê Bữu"] * 6)):
        at = (200, 100 + row * round(size * 2.4))
        draw.text((at[0], at[1] + round(size / 4.5)), "." * 90, (90, 90, 90), font=font)
        draw.text(at, text, (10, 10, 20), font=font)
        left, top, right, bottom = draw.textbbox(at, text, font=font)
        boxes[text] = Box(int(left), int(top), int(right - left), int(bottom - top))
    return PageImage.of(np.asarray(sheet).copy(), "written"), boxes


@pytest.fixture(scope="module")
def written():
    return written_page()


@pytest.fixture
def strip(qtbot):
    made = Strip()
    qtbot.addWidget(made)
    made.resize(480, 120)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_writing_is_shown_at_the_same_readable_size_whatever_the_scan(written):
    for size in (27, 54, 108):
        page, boxes = written_page(size)
        crop = crop_of(page.array, boxes["Nam"], 0, page.x_height_px)
        layout = lay_out(crop, 480, None, 15, 4)
        shown = layout.scale * X_HEIGHT * size / 54
        assert 12 <= shown <= 18, size


def test_a_long_line_is_broken_between_words_and_nothing_is_lost(written):
    page, boxes = written
    crop = crop_of(page.array, boxes[PLACE], 0, page.x_height_px)
    layout = lay_out(crop, 420, None, 15, 4)
    assert 2 <= len(layout.rows) <= 3
    assert [row.x for row in layout.rows] == [0, *(row.right for row in layout.rows[:-1])]
    assert layout.rows[-1].right == crop.pixels.shape[1]
    dark = (cv2.cvtColor(crop.pixels, cv2.COLOR_RGB2GRAY) < 70).sum(axis=0)
    for row in layout.rows[1:]:
        assert dark[row.x - 2 : row.x + 2].max() == 0


def test_a_short_value_stays_on_one_row(written):
    page, boxes = written
    assert len(lay_out(crop_of(page.array, boxes["Nam"], 0, page.x_height_px), 480, None, 15, 4).rows) == 1


def test_two_lines_of_writing_are_set_one_below_the_other(written):
    page, boxes = written
    both = boxes[NAME].union(boxes[PLACE])
    crop = crop_of(page.array, both, 0, page.x_height_px)
    assert len(crop.lines) == 2
    (_, end), (start, _) = crop.lines
    assert start < end
    between = (boxes[NAME].bottom + boxes[PLACE].y) // 2 - (both.y - round(0.9 * page.x_height_px))
    assert start <= between + 30 and end >= between - 30


def test_marks_above_and_below_the_box_are_within_the_strip(written):
    page, boxes = written
    tight = Box(boxes[NAME].x, boxes[NAME].y + 12, boxes[NAME].w, boxes[NAME].h - 24)
    crop = crop_of(page.array, tight, 0, page.x_height_px)
    assert crop.pixels.shape[0] >= boxes[NAME].h


def test_rows_fit_a_height_that_is_given(written):
    page, boxes = written
    crop = crop_of(page.array, boxes[PLACE], 0, page.x_height_px)
    layout = lay_out(crop, 420, 40, 15, 4)
    assert layout.height(4) <= 40


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_lying_page_is_stood_up(written, turn):
    page, boxes = written
    upright = crop_of(page.array, boxes["Nam"], 0, page.x_height_px).pixels
    lying = np.ascontiguousarray(np.rot90(page.array, turn // 90))
    height, width = page.array.shape[:2]
    box = boxes["Nam"]
    corners = {
        90: Box(box.y, width - box.right, box.h, box.w),
        180: Box(width - box.right, height - box.bottom, box.w, box.h),
        270: Box(height - box.bottom, box.x, box.h, box.w),
    }
    assert (crop_of(lying, corners[turn], turn, page.x_height_px).pixels == upright).all()


@pytest.mark.parametrize("box", [Box(-50, -50, 10, 10), Box(5000, 5000, 10, 10), Box(0, 0, 1, 1), Box(0, 0, 9000, 9000)])
def test_a_box_off_the_page_does_no_harm(strip, written, box):
    strip.show_field(written[0], box)
    assert painted(strip).shape == (120, 480, 3)


def test_the_field_is_shown_lighter_than_the_paper_around_it(strip, written):
    page, boxes = written
    strip.show_field(page, boxes["Nam"])
    picture = painted(strip)
    assert (picture == (250, 248, 240)).all(axis=2).any()
    assert (picture == (215, 213, 206)).all(axis=2).any()
    assert (picture[..., 0] < 60).any()


def test_the_height_follows_the_width_and_never_jumps_below_one_line(strip, written):
    page, boxes = written
    empty = strip.heightForWidth(480)
    strip.show_field(page, boxes["Nam"])
    assert strip.heightForWidth(480) == empty
    strip.show_field(page, boxes[PLACE])
    assert strip.heightForWidth(360) > strip.heightForWidth(1600) == empty
    assert strip.hasHeightForWidth()


def test_a_field_that_was_not_found_says_so_in_both_languages(strip, written):
    strip.show_field(written[0], None)
    assert "Chưa tìm thấy ô này" in strip.accessibleDescription()
    set_language(Language.EN)
    try:
        strip.retranslate()
        assert "not found" in strip.accessibleDescription() and strip.accessibleName().startswith("Strip")
    finally:
        set_language(Language.VI)
    strip.show_field(None, None)
    assert strip.accessibleDescription() == ""


def test_a_preview_shows_no_strip_for_its_pixels_are_too_coarse(strip, written):
    page, boxes = written
    quick = PageImage(np.ascontiguousarray(page.array[::4, ::4]), page.width, page.height, "written", reduction=4)
    strip.show_field(quick, boxes["Nam"])
    assert (painted(strip)[2:-2, 2:-2] == painted(strip)[10, 10]).all()


def test_a_dense_screen_gets_more_pixels_not_larger_ones(written):
    page, boxes = written
    crop = crop_of(page.array, boxes[NAME], 0, page.x_height_px)
    layout = lay_out(crop, 480, None, 15, 4)
    one, two = drawn_rows(crop, layout, 1.0)[0], drawn_rows(crop, layout, 2.0)[0]
    assert abs(two.width() - 2 * one.width()) <= 1 and abs(two.height() - 2 * one.height()) <= 1


def test_the_field_expected_next_is_cut_in_a_pause_and_not_again(strip, written, qtbot, monkeypatch):
    page, boxes = written
    cut = []
    monkeypatch.setattr("ui.widgets.strip.crop_of", lambda *args: (cut.append(args[1]), crop_of(*args))[1])
    strip.show_field(page, boxes["Nam"])
    strip.expect(boxes[NAME])
    qtbot.waitUntil(lambda: cut == [boxes["Nam"], boxes[NAME]])
    strip.show_field(page, boxes[NAME])
    assert cut == [boxes["Nam"], boxes[NAME]]
    shown = painted(strip)
    strip.show_field(page, boxes[PLACE])
    strip.show_field(page, boxes[NAME])
    assert (painted(strip) == shown).all()


def test_what_was_expected_of_another_page_is_cut_anew(strip, written, qtbot):
    page, boxes = written
    strip.show_field(page, boxes["Nam"])
    strip.expect(boxes[NAME])
    white = PageImage.of(np.full_like(page.array, 255), "white")
    strip.show_field(white, boxes[NAME])
    blank = painted(strip)
    qtbot.wait(100)
    strip.show_field(page, boxes[NAME])
    assert (painted(strip) != blank).any()
