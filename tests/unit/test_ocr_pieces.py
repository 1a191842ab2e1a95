"""Crops of single lines: what an engine is shown for a second reading."""

import numpy as np
import pytest

from ocr.cleanup import X_HEIGHT_PX, CleanPage
from ocr.ink import ink_of
from ocr.leaders import leaders_in
from ocr.pieces import crop_of
from ocr.rules import painted
from ocr.transform import Transform
from station.domain.geometry import Box
from tests.unit.ocr_drawing import leaders, paper, write

SIZE_PX = 35
"""Letters of this size have an x-height of 16 px."""


def clean_of(page):
    return CleanPage(page, ink_of(page), Transform.identity(page.shape[1], page.shape[0]), ())


def test_marks_above_the_box_of_a_word_are_shown():
    page = paper(600, 200)
    write(page, "NGUYỄN THẾ ẤN", 60, 120, SIZE_PX)
    crop = crop_of(clean_of(page), Box(50, 120 - 24, 500, 24))
    assert crop is not None
    assert np.count_nonzero(ink_of(page)[:94]) > 50
    assert np.count_nonzero(ink_of(crop)) >= 0.97 * np.count_nonzero(ink_of(page))


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
