"""How a field's strip of paper is cut and laid out: its crop, the size of its writing, where a long line is broken. No Qt."""

import itertools
import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.ink import ink_of
from station.domain.geometry import Box
from ui.widgets.pyramid import Pixels

_MOST_ROWS: Final = 3
_LEAST_SCALE: Final = 0.02
_SMALLER: Final = 0.92
"""Each try at fitting sets the writing this much smaller."""
_LAP: Final = 0.35
"""How far two lines of writing overlap when they are set as rows, in x-heights."""
_ACROSS: Final = 2.0
_ABOVE: Final = 0.9
"""Margins in x-heights: the end of the label, the marks of Ậ above and of ự below."""
_LINE_IN_X_HEIGHTS: Final = 2.3
"""From the marks of a capital to the descenders; a box of this height holds one line."""
_LEAST_LINE_IN_X_HEIGHTS: Final = 1.25
"""A line without marks, descenders or capitals is as high as its x."""
_PITCH_IN_X_HEIGHTS: Final = 3.4
"""Usual distance of two lines of print."""
_X_HEIGHTS_PX: Final = (8.0, 80.0)
_OUTSIDE: Final = 0.86
"""Paper around the field is a little darker."""


@dataclass(frozen=True)
class Crop:
    """A field's part of the original, upright, with a margin."""

    pixels: Pixels
    x_height_px: float
    lines: tuple[tuple[int, int], ...]
    """First row of each line of writing and the one after its last; they overlap a little, so that no mark is cut."""
    inks: tuple[NDArray[np.float64], ...]
    """For each line, how much ink stands in and near each column."""


@dataclass(frozen=True)
class Layout:
    """Rows of a crop, one below the other."""

    rows: tuple[Box, ...]
    """Pieces of the crop, to be set one below the other."""
    scale: float
    """Screen pixels per pixel of the crop."""

    def height(self, gap: float) -> float:
        """Screen pixels of all rows with their gaps."""
        return sum(row.h for row in self.rows) * self.scale + gap * (len(self.rows) - 1)


def crop_of(page: Pixels, box: Box, turn: int = 0, x_height_px: float | None = None) -> Crop:
    """The field with its margin; `turn` degrees clockwise stand a lying page up; `x_height_px` is the page's, where it is known."""
    height, width = page.shape[:2]
    box = box.clipped(width, height)
    size = _writing_size(box, turn, x_height_px)
    across, above = round(_ACROSS * size), round(_ABOVE * size)
    if turn % 180:
        across, above = above, across
    around = Box(box.x - across, box.y - above, box.w + 2 * across, box.h + 2 * above)
    left, top = max(0, around.x), max(0, around.y)
    patch = page[top : min(height, around.bottom), left : min(width, around.right)]
    shaded = np.asarray(cv2.convertScaleAbs(patch, alpha=_OUTSIDE), np.uint8)
    inner = (slice(box.y - top, box.bottom - top), slice(box.x - left, box.right - left))
    shaded[inner] = patch[inner]
    upright = np.ascontiguousarray(np.rot90(shaded, -turn // 90))
    count = max(1, round((box.w if turn % 180 else box.h) / (_PITCH_IN_X_HEIGHTS * size)))
    letters = _letters(upright, size)
    lines = _lines_of(letters, count, size)
    return Crop(upright, size, lines, tuple(_column_ink(letters[top:bottom], size) for top, bottom in lines))


def lay_out(crop: Crop, width: float, height: float | None, x_height: float, gap: float) -> Layout:
    """Rows of at most `width` screen pixels, all within `height` if there is one, their writing as near to `x_height` as that allows.

    One line is broken into at most three rows, each of several into two; for more the writing becomes smaller instead.
    """
    most = max(_MOST_ROWS, 2 * len(crop.lines))
    scale = x_height / crop.x_height_px
    while scale >= _LEAST_SCALE and not _may_fit(crop, scale, width, height, most, gap):
        scale *= _SMALLER
    while True:
        rows = tuple(
            Box(start, top, end - start, bottom - top)
            for (top, bottom), ink in zip(crop.lines, crop.inks, strict=True)
            for start, end in _broken(ink, width / scale, crop.x_height_px)
        )
        layout = Layout(rows, scale)
        fits = max(row.w for row in rows) * scale <= width + 1 and (height is None or layout.height(gap) <= height)
        if (fits and len(rows) <= most) or scale < _LEAST_SCALE:
            return layout
        scale *= _SMALLER


def _may_fit(crop: Crop, scale: float, width: float, height: float | None, most: int, gap: float) -> bool:
    """Whether the rows could fit if every line broke where it best suited: looking for real gaps at each size costs many times more."""
    counts = [max(1, math.ceil(len(ink) * scale / (width + 1))) for ink in crop.inks]
    if sum(counts) > most:
        return False
    tall = sum(count * (bottom - top) for count, (top, bottom) in zip(counts, crop.lines, strict=True)) * scale
    return height is None or tall + gap * (sum(counts) - 1) <= height


def _lines_of(letters: Pixels, count: int, size: float) -> tuple[tuple[int, int], ...]:
    """Cut between lines of writing, where there is least ink near each equal part."""
    tall = letters.shape[0]
    if count == 1:
        return ((0, tall),)
    ink = letters.sum(axis=1, dtype=np.float64)
    cuts = [0]
    for number in range(1, count):
        middle, reach = tall * number / count, tall / count / 3
        first, last = int(middle - reach), int(middle + reach)
        cuts.append(first + int(np.argmin(ink[first:last])))
    cuts.append(tall)
    lap = round(_LAP * size)
    return tuple((max(0, top - lap), min(tall, bottom + lap)) for top, bottom in itertools.pairwise(cuts))


def _writing_size(box: Box, turn: int, measured_px: float | None) -> float:
    """The page's x-height, if it is possible in a box of this height; else what the box tells."""
    line = box.w if turn % 180 else box.h
    size = min(measured_px or line / _LINE_IN_X_HEIGHTS, line / _LEAST_LINE_IN_X_HEIGHTS)
    return min(max(size, _X_HEIGHTS_PX[0]), _X_HEIGHTS_PX[1])


def _column_ink(letters: Pixels, size: float) -> NDArray[np.float64]:
    """How much ink stands in and near each column."""
    window = max(1, round(size / 2))
    return np.convolve(letters.sum(axis=0, dtype=np.float64), np.ones(window) / window, mode="same")


def _letters(pixels: Pixels, size: float) -> Pixels:
    """The mask of ink without ruled lines and leader dots, which run through every gap."""
    ink = ink_of(_grey(pixels))
    rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, round(3 * size)), np.uint8))
    upright = np.ones((max(2, round(size / 3)), 1), np.uint8)
    return cv2.morphologyEx(cv2.subtract(ink, rules), cv2.MORPH_OPEN, upright).astype(np.uint8, copy=False)


def _broken(ink: NDArray[np.float64], row_px: float, x_height_px: float) -> tuple[tuple[int, int], ...]:
    """Cut where there is least ink in the last part of each row: between words, not within a letter."""
    rows: list[tuple[int, int]] = []
    start, limit = 0, max(int(row_px), int(4 * x_height_px))
    while len(ink) - start > limit:
        first = start + int(limit * 0.5)
        end = first + _best_gap(ink[first : start + limit], x_height_px)
        rows.append((start, end))
        start = end
    return (*rows, (start, len(ink)))


def _best_gap(ink: NDArray[np.float64], x_height_px: float) -> int:
    """The middle of a gap as wide as between words, the further right the better; at least 1."""
    empty = np.concatenate(([False], ink <= ink.min(), [False]))
    edges = np.flatnonzero(empty[1:] != empty[:-1])
    starts, ends = edges[::2], edges[1::2]
    # A word's gap is about an x-height wide; wider is no better, and a letter's gap counts only where there is no other.
    width = np.minimum(ends - starts, 0.6 * x_height_px)
    best = int(np.argmax(width + 0.2 * x_height_px * ends / len(ink)))
    return max(1, round(float(starts[best] + ends[best]) / 2))


def _grey(pixels: Pixels) -> Pixels:
    if pixels.ndim == 2:
        return np.ascontiguousarray(pixels)
    return cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
