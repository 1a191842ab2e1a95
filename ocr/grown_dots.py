"""Leader dots that have grown together with the letters above them, on blurred scans or under bold print.

The free dots of a row tell its beat; where the beat wants a dot and a letter stands, the part of the ink that hangs below the letters'
own baseline is the dot. The letters themselves are never cut.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.beats import Beat, fitted, pitch_at, rows_of, usual_gap
from ocr.engines.contract import GreyImage
from station.domain.geometry import Box

_BEAT_ERROR_PX: Final = 2.5
_LEAST_ROW: Final = 3
_MOST_BEATS: Final = 60
_BEYOND: Final = 14
"""How many beats beyond the first and last free dot of a row dots are looked for."""
_WINDOW: Final = 1.8
"""Width of the piece of a line that its baseline is taken from, in x-heights to each side: values are printed off the labels' baseline."""
_LEAST_ROWS: Final = 2
_SMALL_SIGN: Final = 0.85
"""Signs lower than this many x-heights are commas and marks; what hangs from them is theirs."""
_ON_BASELINE: Final = 0.12
"""Share of the columns between the beats that are inked in the baseline's row at least."""
_OF_BODY: Final = 0.55
_X_HEIGHTS_ABOVE: Final = 1.5
"""And so much of what the letters above fill of their rows; so far above the dots those begin."""
_REAL: Final = 0.4
_HEAVIER: Final = 1.35
"""Parts of at least the first share of a free dot's weight are dots; one heavier than so many usual parts is a dấu nặng over a dot."""
_PALE: Final = 228
"""Nothing darker at a spot: there is nothing to take away."""
_WHITE: Final = 255


@dataclass(frozen=True)
class DotSize:
    """The usual dot of a page, in pixels."""

    width: int
    height: int
    weight: float
    """Its ink in black pixels."""


@dataclass(frozen=True)
class Letters:
    """The ink that is left when the free dots are gone."""

    page: GreyImage
    ink: GreyImage
    labels: NDArray[np.int32]
    """Which connected component each pixel belongs to; those of the free dots may still be among them."""
    heights: NDArray[np.int32]
    """Of each component, in pixels."""
    x_height_px: float

    def punctuation(self, part: Box) -> bool:
        """Whether the ink in a box belongs to a sign lower than a letter: a comma, or a free dot that was judged already."""
        rows, columns = slice(part.y, part.bottom), slice(part.x, part.right)
        there = np.where(self.ink[rows, columns] > 0, self.labels[rows, columns], 0)
        here = self.heights[np.unique(there[there > 0])]
        return bool((here < _SMALL_SIGN * self.x_height_px).any())

    def weight(self, part: Box) -> float:
        """The ink in a box, in black pixels."""
        return float(cv2.bitwise_not(self.page[part.y : part.bottom, part.x : part.right]).sum()) / _WHITE


def grown_parts(letters: Letters, free: NDArray[np.float64], size: DotSize, beats: Sequence[Beat]) -> GreyImage:
    """The mask of the dots' parts below the letters; `free` are the centres (dots × (x, y)) of leader dots found already.

    `beats` are those of the rows that tell one.
    """
    mask, x_height_px = np.zeros_like(letters.ink), letters.x_height_px
    hanging = [
        part
        for row in (free[row] for row in rows_of(free, x_height_px) if len(row) >= _LEAST_ROW)
        if (pitch := _pitch(row, beats)) is not None and pitch > size.width + 1
        for spot in _hidden(row, pitch)
        if (part := _hanging_part(letters, spot, pitch, size)) is not None
    ]
    weights = np.array([letters.weight(part) for part in hanging])
    usual = float(np.median(weights[weights >= _REAL * size.weight])) if (weights >= _REAL * size.weight).any() else 0.0
    for part, weight in zip(hanging, weights, strict=True):
        if weight <= _HEAVIER * usual:
            mask[part.y : part.bottom, part.x : part.right] = _WHITE
    return mask


def _pitch(row: NDArray[np.float64], beats: Sequence[Beat]) -> float | None:
    """The row's own beat where it is that of the page, too; of a page that tells none, the row's commonest gap."""
    near = pitch_at(float(np.median(row[:, 1])), beats)
    return usual_gap(row[:, 0]) if near is None else fitted(row[:, 0], near)


def _hidden(row: NDArray[np.float64], pitch: float) -> Iterator[tuple[float, float]]:
    """Where the beat wants a dot that is not among the free ones."""
    for (x, y), (next_x, next_y) in pairwise(row):
        beats = round((next_x - x) / pitch)
        if 2 <= beats <= _MOST_BEATS and abs(next_x - x - beats * pitch) <= _BEAT_ERROR_PX:
            for beat in range(1, beats):
                yield x + (next_x - x) * beat / beats, y + (next_y - y) * beat / beats
    for (x, y), step in ((row[0], -pitch), (row[-1], pitch)):
        for beat in range(1, _BEYOND + 1):
            yield x + step * beat, y


def _hanging_part(letters: Letters, spot: tuple[float, float], pitch: float, size: DotSize) -> Box | None:
    """What hangs below the baseline at one spot; None when it goes on below, is wider than a dot, or belongs to a comma."""
    ink = letters.ink
    x, y = round(spot[0]), round(spot[1])
    left, right = x - size.width // 2 - 1, x + (size.width + 1) // 2 + 1
    bottom = y + (size.height + 1) // 2 + 1
    if left < 3 or right > ink.shape[1] - 3 or bottom > ink.shape[0] - 3 or ink[bottom : bottom + 2, left:right].any():
        return None
    if letters.page[max(y - size.height // 2 - 1, 0) : bottom, left:right].min() >= _PALE:
        return None
    highest = max(y - size.height // 2 - 1, _baseline(letters, spot, pitch, size) + 1)
    top = bottom
    while top > highest and not ink[top - 1, left - 2 : left].any() and not ink[top - 1, right : right + 2].any():
        top -= 1
    part = Box(left, top, right - left, bottom - top)
    return part if part.h >= _LEAST_ROWS and not letters.punctuation(part) else None


def _baseline(letters: Letters, spot: tuple[float, float], pitch: float, size: DotSize) -> int:
    """The lowest row in which letters stand, seen in the columns between the beats, where no dot is.

    Descenders and commas go on below it, but fill less of a row than letters do.
    """
    x, y = spot
    reach = _WINDOW * letters.x_height_px
    columns = np.arange(max(round(x - reach), 0), min(round(x + reach), letters.ink.shape[1]))
    columns = columns[np.abs((columns - x + pitch / 2) % pitch - pitch / 2) > size.width / 2 + 1]
    if not len(columns):
        return round(y)
    top = max(round(y - _X_HEIGHTS_ABOVE * letters.x_height_px), 0)
    bottom = min(round(y + size.height), letters.ink.shape[0])
    rows = cv2.reduce(letters.ink[top:bottom, columns], 1, cv2.REDUCE_AVG, dtype=cv2.CV_32F).ravel() / _WHITE
    full = np.sort(rows[rows >= _ON_BASELINE])
    if not len(full):
        return top - 1
    return top + int(np.flatnonzero(rows >= max(_ON_BASELINE, _OF_BODY * float(full[len(full) // 2])))[-1])
