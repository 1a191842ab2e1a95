"""The two pages of an open book or an A3 sheet: where the gutter runs, and each half as a sheet of its own.

Whether a wide sheet is read whole or by halves is not decided here: the form says how wide its faces are.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.ink import ink_of
from ocr.laying import Look
from ocr.page import Sheet

_LEAST_RATIO: Final = 1.15
"""Width to height from which an upright sheet may be two pages."""
_LEAST_SIDE_PX: Final = 100
_FIRST, _LAST = 0.36, 0.64
"""Between these shares of the width the gutter is looked for."""
_TONE_PERCENTILE: Final = 80
_SMOOTH: Final = 0.006
_VALLEY_REACH: Final = 0.09
_LEAST_VALLEY: Final = 7.0
"""Grey levels by which the paper is darker in a gutter than on either side of it."""
_LEAST_BAND: Final = 0.02
_MOST_INK: Final = 0.004
"""Else a band of at least this share of the width with at most this share of ink."""
_LEAST_WRITING: Final = 0.006
"""Share of ink that each half must have."""
_ROWS: Final = slice(8, 92)
"""Percent of the height that is looked at: above and below, fingers and frames reach over the gutter."""


def halves_of(look: Look) -> tuple[Sheet, Sheet] | None:
    """The left and the right page as sheets of the picture; None for a sheet that is one page or has writing on one half alone."""
    width, height = look.size
    if width < _LEAST_RATIO * height or min(look.copy.shape) < _LEAST_SIDE_PX:
        return None
    ink = _middle(ink_of(look.copy))
    share = _gutter(_middle(look.tones), ink)
    if share is None:
        return None
    cut = round(share * ink.shape[1])
    if min((ink[:, :cut] > 0).mean(), (ink[:, cut:] > 0).mean()) < _LEAST_WRITING:
        return None
    return _part(look, 0, share), _part(look, share, 1)


def _middle(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    rows = image.shape[0]
    return image[rows * _ROWS.start // 100 : rows * _ROWS.stop // 100]


def _gutter(tones: NDArray[np.uint8], ink: NDArray[np.uint8]) -> float | None:
    """Where the gutter is, as a share of the width: in the valley of its shadow, or in the middle of an empty band."""
    columns = tones.shape[1]
    paper = np.percentile(tones, _TONE_PERCENTILE, axis=0).astype(np.float32)
    tone = cv2.GaussianBlur(paper[None], (0, 0), max(1.0, _SMOOTH * columns))[0]
    places = np.arange(round(_FIRST * columns), round(_LAST * columns))
    reach = round(_VALLEY_REACH * columns)
    depth = np.array([min(tone[place - reach : place].max(), tone[place : place + reach].max()) - tone[place] for place in places])
    if len(depth) and depth.max() >= _LEAST_VALLEY:
        return (float(places[int(np.argmax(depth))]) + 0.5) / float(columns)
    empty = (ink > 0).mean(axis=0)[places] <= _MOST_INK
    edges = np.flatnonzero(np.diff(np.concatenate([[False], empty, [False]]).astype(np.int8)))
    runs = [(end - start, start, end) for start, end in edges.reshape(-1, 2) if end - start >= _LEAST_BAND * columns]
    if not runs:
        return None
    # Of several empty bands the one nearest the middle, and of its columns the one nearest the middle.
    nearest = [min(max(columns / 2, float(places[0] + start)), float(places[0] + end)) for _, start, end in runs]
    return float(min(nearest, key=lambda place: abs(place - columns / 2))) / float(columns)


def _part(look: Look, left: float, right: float) -> Sheet:
    """The part of the sheet between two shares of its width; its corners in the order of the picture before it was turned upright."""
    width, height = look.size
    corners = np.array([(left * width, 0), (right * width, 0), (right * width, height), (left * width, height)], dtype=np.float64)
    placed = look.start.backward(look.way.backward(corners))
    return Sheet(np.roll(placed, -(look.standing.turn // 90), axis=0))
