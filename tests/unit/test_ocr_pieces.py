"""Crops of single lines: what an engine is shown for a second reading."""

import cv2
import numpy as np
import pytest

from ocr.cleanup import X_HEIGHT_PX, CleanPage, cleaned
from ocr.ink import ink_of
from ocr.laying import Laid
from ocr.leaders import leaders_in
from ocr.pieces import cut_of, with_all_letters, without_far_signs
from ocr.rules import painted
from ocr.transform import Transform
from ocr.upright import UPRIGHT
from station.domain.geometry import Box
from tests.unit.ocr_drawing import leaders, paper, write

SIZE_PX = 35
"""Letters of this size have an x-height of 16 px."""


def clean_of(page):
    return CleanPage(page, ink_of(page), Transform.identity(page.shape[1], page.shape[0]), ())


def crop_of(clean, box):
    cut = cut_of(clean, box)
    return None if cut is None else cut.image


def test_marks_above_the_box_of_a_word_are_shown():
    page = paper(600, 200)
    write(page, "NGUYỄN THẾ ẤN", 60, 120, SIZE_PX)
    crop = crop_of(clean_of(page), Box(50, 120 - 24, 500, 24))
    assert crop is not None
    assert np.count_nonzero(ink_of(page)[:94]) > 50
    assert np.count_nonzero(ink_of(crop)) >= 0.97 * np.count_nonzero(ink_of(page))


def test_letters_that_a_box_cut_off_its_words_are_its_own():
    page = paper(900, 200)
    write(page, "tên: ", 60, 120, SIZE_PX)
    write(page, "Quách Đình Trưởng", 160, 120, SIZE_PX)
    write(page, "Chức vụ", 560, 120, SIZE_PX)
    ink = ink_of(page)
    columns = np.flatnonzero(ink[:, 150:540].any(axis=0)) + 150
    first, last = int(columns[0]), int(columns[-1])
    cut = Box(first + 40, 90, last - first - 80, 40)
    whole = with_all_letters(ink, cut, ends_line=True)
    assert (whole.x, whole.right) == (pytest.approx(first, abs=2), pytest.approx(last, abs=3))
    # what stands behind it in its line may be the next label
    assert with_all_letters(ink, cut, ends_line=False).right == cut.right
    assert with_all_letters(ink, Box(700, 10, 100, 30), ends_line=True) == Box(700, 10, 100, 30)


@pytest.mark.parametrize("below", [True, False])
def test_lines_above_and_below_are_not_shown(below):
    page = paper(600, 200)
    write(page, "NGUYỄN THẾ ẤN", 60, 120, SIZE_PX)
    alone = crop_of(clean_of(page), Box(50, 92, 500, 32))
    write(page, "Mạc Thị Mộng Thuỵ", 60, 162 if below else 78, SIZE_PX)
    beside = crop_of(clean_of(page), Box(50, 92, 500, 32))
    assert alone is not None and beside is not None
    assert abs(int(ink_of(beside).sum()) - int(ink_of(alone).sum())) < 0.04 * ink_of(alone).sum()


def test_a_box_with_nothing_but_marks_of_the_line_below_is_blank():
    page = paper(600, 200)
    write(page, "ẤẾỖ", 60, 120, SIZE_PX)
    assert crop_of(clean_of(page), Box(50, 50, 500, 2 * X_HEIGHT_PX)) is None


@pytest.mark.parametrize("shift", [2, 5, 8])
def test_a_comma_between_leaders_stays(shift):
    bare = paper()
    end = write(bare, "Suối Mai", 120, 150 - shift)
    bare[:] = 255
    write(bare, ",", end, 150 - shift)
    middle = float(np.mean(np.flatnonzero((ink_of(bare) > 0).any(axis=0))))
    page = paper()
    leaders(page, middle - 10 - 20 * 30, 1150, 150, pitch=20)
    write(page, "Suối Mai, Đá", 120, 150 - shift)
    comma = ink_of(bare) > 0
    kept = ink_of(painted(page, leaders_in(page, ink_of(page), 25.0))) > 0
    assert np.count_nonzero(comma & kept) > 0.8 * np.count_nonzero(comma)


def test_a_sign_that_reaches_a_little_into_the_box_is_not_shown_and_one_that_reaches_out_is_whole():
    page, alone = paper(600, 200), paper(600, 200)
    write(alone, "4316,9", 100, 120, SIZE_PX)
    end = write(page, "4316,9", 100, 120, SIZE_PX)
    write(page, "m", end + 8, 120, SIZE_PX)
    write(page, ":", 78, 120, SIZE_PX)
    crop = crop_of(clean_of(page), Box(108, 90, end + 14 - 108, 40))
    assert crop is not None
    assert abs(np.count_nonzero(ink_of(crop)) - np.count_nonzero(ink_of(alone))) < 10


@pytest.mark.parametrize("x_height_px", [24.0, 12.0])
def test_leaders_that_cleaning_took_away_are_in_the_uncleaned_writing_alone(x_height_px):
    page = paper(1300, 300)
    leaders(page, 100, 1200, 150, pitch=20)
    end = write(page, "NGUYỄN THẾ ẤN", 120, 140, SIZE_PX * 3 // 2)
    page = cv2.resize(page, None, fx=x_height_px / 24, fy=x_height_px / 24, interpolation=cv2.INTER_AREA)
    clean = cleaned(Laid(page, Transform.identity(page.shape[1], page.shape[0]), UPRIGHT, x_height_px))
    factor = clean.image.shape[0] / 300
    box = Box(*(round(side * factor) for side in (110, 95, end - 100, 60)))
    cut = cut_of(clean, box)
    assert cut is not None
    assert cut.image.shape == cut.uncleaned.shape
    gone = cut.image.astype(int) - cut.uncleaned
    below = np.flatnonzero((gone > 100).any(axis=1))
    assert len(np.flatnonzero((gone > 100).any(axis=0))) > 20
    assert below[-1] - below[0] < 8
    letters = cut.image < 100
    assert np.abs(gone[letters]).mean() < 40


@pytest.mark.parametrize(("left", "width", "top"), [(30, 6, 0), (150, 6, 0), (150, 25, 0), (150, 25, 82)])
def test_the_bent_side_of_a_cell_and_the_edge_of_the_paper_behind_a_name_are_no_letters(left, width, top):
    page = paper(1000, 200)
    end = write(page, "LƯỜNG THỊ TÚ HIỀN", 60, 120, SIZE_PX)
    box = Box(50, 92, end + left + 60 - 50, 36)
    alone = crop_of(clean_of(page), box)
    page[top:, end + left : end + left + width] = 60
    crop = crop_of(clean_of(page), box)
    assert crop is not None
    assert alone is not None
    assert crop.shape == alone.shape
    assert np.count_nonzero(ink_of(crop)) == np.count_nonzero(ink_of(alone))


def test_writing_far_behind_the_first_word_that_reaches_the_edge_of_its_crop_is_shown():
    page = paper(1000, 200)
    end = write(page, "Lường", 60, 120, SIZE_PX)
    page[104:160, end + 150 : end + 165] = 60
    crop = crop_of(clean_of(page), Box(50, 92, end + 200, 36))
    assert crop is not None
    assert crop.shape[1] > end + 100


def test_print_as_high_as_its_crop_is_shown_whole():
    page = paper(1600, 200)
    end = write(page, "HOÀNG ĐÔN", 60, 150, 150)
    crop = crop_of(clean_of(page), Box(50, 92, end - 30, 20))
    assert crop is not None
    assert np.count_nonzero(cv2.connectedComponentsWithStats(ink_of(crop))[2][1:, cv2.CC_STAT_HEIGHT] > 10) >= 6


def test_a_letter_through_which_a_fold_goes_is_shown():
    page = paper(600, 200)
    write(page, "NGUYỄN THẾ ẤN", 60, 120, SIZE_PX)
    box = Box(50, 92, 500, 32)
    alone = crop_of(clean_of(page), box)
    page[:, 70:73] = 60
    crop = crop_of(clean_of(page), box)
    assert crop is not None
    assert alone is not None
    assert np.count_nonzero(ink_of(crop)) > np.count_nonzero(ink_of(alone))


@pytest.mark.parametrize(("far", "stays"), [(40, True), (200, False)])
def test_what_stands_far_behind_a_number_is_no_part_of_it(far, stays):
    page = paper(900, 200)
    end = write(page, "25", 60, 120, SIZE_PX)
    write(page, "8", end + far, 120, SIZE_PX)
    cut = cut_of(clean_of(page), Box(50, 92, 800, 36))
    assert cut is not None
    near = without_far_signs(cut)
    assert near.image.shape == near.uncleaned.shape
    assert (near.image.shape == cut.image.shape) is stays
    assert np.count_nonzero(ink_of(near.image)) > 0.5 * np.count_nonzero(ink_of(cut.image))
