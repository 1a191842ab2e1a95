"""Baselines of writing, straight or curved: letters chained to lines from left to right, and the curve that their feet stand on.

After Ulges, Lampert, Breuel, "Document image dewarping using robust estimation of curled text lines" (ICDAR 2005): neighbours by distance
and height, then a robust fit that descenders, commas and touching letters do not pull down.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines.contract import GreyImage
from ocr.type_size import x_height

_SMALLEST: Final = 0.6
_TALLEST: Final = 2.7
_WIDEST: Final = 9.0
"""Sizes of signs that stand on a line, in x-heights: dots and marks are smaller, rules and seals larger."""
_GAP: Final = 2.2
"""The next letter begins at most so many x-heights behind the end of one: a wide blank."""
_STEEPNESS: Final = 0.3
_FOOT_DIFFERENCE: Final = 0.55
"""How far the feet of neighbours may differ in height: a descender in x-heights, and a line that climbs 17°."""
_LEAST_LETTERS: Final = 6
_LEAST_WIDTH: Final = 5.0
_WINDOW: Final = 7
_FIRST_TOLERANCE: Final = 0.25
_TOLERANCE: Final = 0.17
"""Feet that lie further off the curve, in x-heights, are descenders or no letters."""
_LEAST_INLIERS: Final = 0.5
_CUBIC_FROM: Final = 20.0
_SQUARE_FROM: Final = 9.0
"""Widths of lines in x-heights from which their curve may bend twice, and at all."""


@dataclass(frozen=True)
class Baseline:
    """The feet of the letters of one line."""

    feet: NDArray[np.float64]
    """Letters × (x, y) in pixels, left to right, without descenders."""

    @property
    def width(self) -> float:
        """From the first letter's middle to the last's."""
        return float(self.feet[-1, 0] - self.feet[0, 0])


def baselines_in(ink: GreyImage, x_height_px: float | None = None) -> list[Baseline]:
    """Every line of at least six letters. `x_height_px`: measured when it is not given; no lines where it cannot be."""
    size = x_height_px or x_height(ink)
    if size is None:
        return []
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    of_size = (height >= _SMALLEST * size) & (height <= _TALLEST * size) & (width <= _WIDEST * size)
    letters = stats[1:][of_size][:, :4].astype(np.float64)
    letters = letters[np.argsort(letters[:, 0], kind="stable")]
    return [line for chain in _chains(letters, size) if (line := _fitted(letters[chain], size)) is not None]


def _chains(letters: NDArray[np.float64], size: float) -> Iterator[list[int]]:
    """Indices of letters that follow each other on a line; `letters` are sorted by their left side."""
    following = _neighbours(letters, size)
    started = set(following.values())
    for first in range(len(letters)):
        if first in started:
            continue
        chain = [first]
        while chain[-1] in following:
            chain.append(following[chain[-1]])
        if len(chain) >= _LEAST_LETTERS:
            yield chain


def _neighbours(letters: NDArray[np.float64], size: float) -> dict[int, int]:
    """Letter → the letter that follows it, where each is the nearest of the other."""
    left, top, right, foot = letters[:, 0], letters[:, 1], letters[:, 0] + letters[:, 2], letters[:, 1] + letters[:, 3]
    nearest: dict[int, tuple[float, int]] = {}
    ends = np.searchsorted(left, right + _GAP * size, side="right")
    for index in range(len(letters)):
        others = np.arange(index + 1, ends[index])
        if not len(others):
            continue
        gap = np.maximum(left[others] - right[index], 0.0)
        climb = np.abs(foot[others] - foot[index])
        shared = np.minimum(foot[others], foot[index]) - np.maximum(top[others], top[index])
        lower = np.minimum(letters[others, 3], letters[index, 3])
        # A letter within the reach of the first (a mark over it, a sign below it) does not follow it.
        behind = left[others] + letters[others, 2] / 2 > right[index]
        fits = behind & (climb <= _FOOT_DIFFERENCE * size + _STEEPNESS * gap) & (shared >= 0.4 * lower)
        if not fits.any():
            continue
        cost = np.where(fits, gap + 2 * climb, np.inf)
        best = int(np.argmin(cost))
        follower = int(others[best])
        if follower not in nearest or cost[best] < nearest[follower][0]:
            nearest[follower] = (float(cost[best]), index)
    return {before: after for after, (_, before) in nearest.items()}


def _fitted(letters: NDArray[np.float64], size: float) -> Baseline | None:
    """The feet that a smooth curve goes through; None when they are too few or the curve misses too many."""
    x, foot = letters[:, 0] + letters[:, 2] / 2, letters[:, 1] + letters[:, 3]
    span = float(x[-1] - x[0])
    if span < _LEAST_WIDTH * size:
        return None
    padded = np.pad(foot, _WINDOW // 2, mode="edge")
    middle = np.median(np.lib.stride_tricks.sliding_window_view(padded, _WINDOW), axis=1)
    good = np.abs(foot - middle) <= _FIRST_TOLERANCE * size
    degree = 3 if span >= _CUBIC_FROM * size else 2 if span >= _SQUARE_FROM * size else 1
    place = (x - x.mean()) / span
    for _ in range(4):
        if good.sum() < _LEAST_LETTERS:
            return None
        curve = np.polyval(np.polyfit(place[good], foot[good], degree), place)
        good = np.abs(foot - curve) <= _TOLERANCE * size
    if good.sum() < max(_LEAST_LETTERS, _LEAST_INLIERS * len(letters)):
        return None
    feet = np.stack([x[good], foot[good]], axis=1)
    return Baseline(feet) if feet[-1, 0] - feet[0, 0] >= _LEAST_WIDTH * size else None


def straightness(lines: list[Baseline], x_height_px: float) -> NDArray[np.float64]:
    """For each line how far its feet lie off one straight line, root of the mean square, in x-heights."""
    found = []
    for line in lines:
        slope, height = np.polyfit(line.feet[:, 0], line.feet[:, 1], 1)
        found.append(float(np.sqrt(np.mean(np.square(line.feet[:, 1] - slope * line.feet[:, 0] - height)))) / x_height_px)
    return np.array(found)
