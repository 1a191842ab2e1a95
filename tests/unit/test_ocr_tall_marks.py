"""What stands above the small letters of a line is stretched, the letters are not."""

import numpy as np

from ocr.tall_marks import with_taller_marks


def line_of(mark_rows):
    """Forty letters of 16 rows below a margin of twenty, and a mark of so many rows above every fourth one."""
    image = np.full((60, 420), 255, np.uint8)
    for left in range(10, 410, 10):
        image[30:46, left : left + 6] = 0
    for left in range(10, 410, 40):
        image[24 : 24 + mark_rows, left : left + 6] = 0
    return image


def test_marks_grow_and_letters_keep_their_height():
    tall = with_taller_marks(line_of(4), 1.8)
    inked = np.flatnonzero((tall[:, 20:26] < 128).any(axis=1))
    marked = np.flatnonzero((tall[:, 10:16] < 128).any(axis=1))
    assert len(inked) == 16
    assert len(marked) - 16 == 7
    assert tall.shape[1] == 420


def test_a_line_that_begins_at_its_letters_stays_as_it_is():
    image = line_of(0)[28:]
    assert with_taller_marks(image, 1.8) is image


def test_an_empty_crop_stays_as_it_is():
    blank = np.full((60, 420), 255, np.uint8)
    assert with_taller_marks(blank, 1.4) is blank
