"""How large the writing of a page is: the height of a lower-case x of its body text."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines.contract import GreyImage

_Lengths = NDArray[np.int32]
"""One for each piece of ink, in pixels."""

_SMALLEST_LETTER_PX: Final = 5
_LEAST_OF_TOLD: Final = 0.6
_LARGEST_LETTER_SHARE: Final = 0.04
"""A component higher than this share of the page's long side is no body text."""
_SOLID: Final = 0.6
"""Share of its box that a dot fills; a round one fills 0.79, an x or an o at most half."""
_LOWER_PEAK: Final = 0.4
"""A letter x has at least this share of the height of a capital with its marks."""
_PEAK_SHARE: Final = 0.35
_LARGEST_SHARE: Final = 0.02
_OF_TITLE: Final = 40
"""Fewer letters larger than that share of the page's long side are a title; more are a small paper, or a part of one near by. Of 12 pt on
A4 an x has 0.008, on an identity card 0.017."""
_LEAST_IN_ROWS: Final = 8
_GAP: Final = 1.4
_OVERLAP: Final = 0.3
_OFF_FOOT: Final = 0.15
_LIKE: Final = 0.6
"""So near or over its side stands a letter's neighbour in its row, its foot so level, so like in height: shares of the lower one."""
_BAND_PX: Final = 64
_NEAREST: Final = 12
"""So many pieces further to the right are asked whether they are the neighbour; what lies in one band of a page has two lines at most."""
_CLEARLY: Final = 1.2


def x_height(ink: GreyImage, about: float | None = None) -> float | None:
    """Height in pixels of a lower-case x of the body text; None when there is too little ink to tell. The page may lie on its side.

    `about`: what a smaller copy told, in the pixels of this one; the grain of a patterned ground is smaller than letters can be then.

    The histogram of component heights, each weighted by its square root so that specks do not win, has a peak for x-high letters and one
    for capitals and letters with marks; the lower of the two is meant. Solid square blobs are left out: the leader dots of one form
    outnumber its letters. So is what stands in no row: on a cover the specks of dust and the torn ornaments of its frame outnumber them.
    """
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    left, top, width, height, area = stats[1:].astype(np.int32).T
    side = max(ink.shape)
    limit = max(side * _LARGEST_LETTER_SHARE, 4 * _SMALLEST_LETTER_PX)
    least = max(_SMALLEST_LETTER_PX, _LEAST_OF_TOLD * (about or 0.0))
    across, along = (_in_rows(*sides, area, least, limit) for sides in ((left, top, width, height), (top, left, height, width)))
    letters = along if len(along) > _CLEARLY * len(across) else across
    if len(letters) < _LEAST_IN_ROWS:
        return None
    found = _lower_peak(letters)
    return found if found <= _LARGEST_SHARE * side or len(letters) >= _OF_TITLE else None


def _in_rows(left: _Lengths, top: _Lengths, width: _Lengths, height: _Lengths, area: _Lengths, least: float, limit: float) -> _Lengths:
    """The heights of what has a letter's size and shape and stands beside others as letters do."""
    of_size = (height >= least) & (height <= limit) & (width <= 3 * height) & (height <= 4 * width)
    solid = (area >= _SOLID * width * height) & (width <= 1.7 * height) & (height <= 1.7 * width)
    left, top, width, height = (each[of_size & ~solid] for each in (left, top, width, height))
    return height[_has_neighbour(left, top, width, height)]


def _has_neighbour(left: _Lengths, top: _Lengths, width: _Lengths, height: _Lengths) -> NDArray[np.bool_]:
    """Which pieces have another of their height on their line close to the left or the right."""
    foot = top + height
    found = np.zeros(len(left), np.bool_)
    # A row may run along the edge between two bands, so the bands are laid twice.
    for start in (0, _BAND_PX // 2):
        order = np.lexsort((left, (foot + start) // _BAND_PX))
        for further in range(1, min(_NEAREST, len(order) - 1) + 1):
            one, other = order[:-further], order[further:]
            lower = np.minimum(height[one], height[other])
            gap = left[other] - left[one] - width[one]
            beside = (gap > -_OVERLAP * lower) & (gap < _GAP * lower)
            level = np.abs(foot[other] - foot[one]) <= np.maximum(1, _OFF_FOOT * lower)
            alike = lower >= _LIKE * np.maximum(height[one], height[other])
            pair = beside & level & alike
            found[one[pair]] = found[other[pair]] = True
    return found


def _lower_peak(heights: _Lengths) -> float:
    counts = np.bincount(heights).astype(np.float64)
    weighted = counts * np.sqrt(np.arange(len(counts)))
    # Neighbouring heights are the same size of type cut differently by the pixel grid.
    smooth = np.convolve(weighted, [0.5, 1.0, 0.5], mode="same")
    highest = int(np.argmax(smooth))
    peaks = [
        height
        for height in range(round(_LOWER_PEAK * highest), highest + 1)
        if smooth[height] == smooth[height - 1 : height + 2].max() and smooth[height] >= _PEAK_SHARE * smooth[highest]
    ]
    return float(peaks[0])
