import cv2
import numpy as np
import pytest

from ocr.cells import signs_of_cells
from ocr.ink import ink_of
from tests.unit.ocr_drawing import paper, write

PITCH, TOP, BOTTOM = 40, 12, 56


def boxes(digits, *, hidden=(), empty=()):
    """Digits in boxes of 40 pixels, x-height about 16; some bars faded, some boxes empty."""
    crop = paper(40 + PITCH * len(digits), 70)
    for at in range(len(digits) + 1):
        if at not in hidden:
            cv2.line(crop, (20 + PITCH * at, TOP), (20 + PITCH * at, BOTTOM), 60, 2)
    for at, digit in enumerate(digits):
        if at not in empty:
            write(crop, digit, 30 + PITCH * at, 46, 36)
    return crop


def signs(crop):
    """How many signs stand side by side, with white between them."""
    inked = ink_of(crop).any(axis=0)
    return int(np.count_nonzero(np.diff(inked.astype(int)) == 1))


@pytest.mark.parametrize("hidden", [(), (0,), (4,), (5, 6)])
def test_figures_leave_their_boxes_and_stand_together(hidden):
    crop = boxes("099148458879", hidden=hidden)
    line = signs_of_cells(crop)
    assert line is not None
    assert signs(line) == 12
    assert line.shape[1] < 0.75 * crop.shape[1]


def test_empty_boxes_are_left_out():
    line = signs_of_cells(boxes("099148458", empty=(0, 8)))
    assert line is not None
    assert signs(line) == 7


def test_the_colon_of_the_label_before_the_boxes_is_no_figure():
    line = signs_of_cells(np.hstack([boxes("099148458", hidden=(0,), empty=(0,))]))
    assert line is not None
    crop = boxes("99148458")
    before = paper(30, 70)
    write(before, ":", 8, 46, 36)
    assert signs(line) == signs(signs_of_cells(np.hstack([before, crop]))) == 8


@pytest.mark.parametrize("text", ["Thẻ căn cước công dân số 099081555968", "111 111 111 111", "ĐHHIHĐ lllbhk IIII"])
def test_writing_without_boxes_is_none(text):
    crop = paper(900, 70)
    write(crop, text, 20, 46, 36)
    assert signs_of_cells(crop) is None
