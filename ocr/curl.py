"""The curve of an open book or a creased sheet, taken from its baselines and made flat.

Every baseline was straight and level when it was printed, and paper bends smoothly: one smooth vertical displacement of the page is looked
for that makes all baselines level at once. It is a surface of cubic B-splines with a penalty on its second differences (Eilers, Marx,
"Flexible smoothing with B-splines and penalties", Statistical Science 1996), so that it goes on straight where nothing is written. That
all lines decide together, and not each for itself, follows Kim, Koo, Cho, "Document dewarping via text-line based optimization" (Pattern
Recognition 2015), in two dimensions instead of three: how far letters are narrowed towards the gutter is not undone.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocr.baselines import Baseline
from ocr.transform import Bend

_KNOTS_ACROSS: Final = 14
_KNOTS_DOWN: Final = 8
_STIFF_ACROSS: Final = 0.1
_STIFF_DOWN: Final = 6.0
"""What a unit of the second difference costs, in units of one letter's squared distance: pages bend across and seldom down."""
_AT_REST: Final = 1e-3
"""What displacement itself costs: holds down what the lines say nothing about."""
_OFF: Final = 0.35
"""Feet further off than so many x-heights have no say in the next round."""
_OFF_LINE: Final = 0.5
"""Nor have lines whose feet are so far off in the mean: those of the facing page."""
_ROUNDS: Final = 4
_LEAST_LINES: Final = 4
_LEAST_FEET: Final = 60
_LEAST_BEND: Final = 0.06
"""A page whose usual line is less uneven than this (root mean square, in x-heights) is flat: engines read such lines as well."""
_LEAST_GAIN: Final = 0.7
"""What must be left of the lines' unevenness at most for the displacement to be believed."""
_WORD_GAP: Final = 1.7
_LEAST_LETTERS: Final = 4
"""Letters nearer than so many x-heights, from middle to middle, are of one word, if there are so many."""
_LEAST_LEVELLED: Final = 0.6
"""What must be left of the usual word's slope at most. Values typed above or below the line of their labels leave lines
uneven too, but their words stand level, and to bend the page would tilt them."""
_NODES_LONG_SIDE: Final = 160

Field = NDArray[np.float64]


def bend_of(lines: Sequence[Baseline], width: int, height: int, x_height_px: float) -> Bend | None:
    """The displacement that makes all lines level, on a page of `width` × `height` pixels; None for a flat page or too few lines.

    A page that merely leans, or whose lines draw together like those of a photograph taken at an angle, is made level by the same means.
    """
    if len(lines) < _LEAST_LINES or sum(len(line.feet) for line in lines) < _LEAST_FEET:
        return None
    feet = np.concatenate([line.feet for line in lines])
    owner = np.repeat(np.arange(len(lines)), [len(line.feet) for line in lines])
    weights = np.ones(len(feet))
    bend = _usual(_deviations(feet[:, 1], owner, weights), owner) / x_height_px
    if bend < _LEAST_BEND:
        return None
    for _ in range(_ROUNDS):
        surface = _surface(feet, owner, weights, (width, height), x_height_px)
        moved = feet[:, 1] + _values(surface, feet, (width, height))
        off = _deviations(moved, owner, weights)
        uneven = np.sqrt(np.bincount(owner, np.square(off)) / np.bincount(owner))[owner]
        weights = np.square(np.clip(1 - np.square(off / (_OFF * x_height_px)), 0, None)) * (uneven < _OFF_LINE * x_height_px)
    if _usual(off, owner) > _LEAST_GAIN * bend * x_height_px:
        return None
    leaning, left = (_slope(feet[:, 0], heights, owner, x_height_px) for heights in (feet[:, 1], moved))
    if left > _LEAST_LEVELLED * leaning:
        return None
    return _as_bend(surface, width, height)


def _deviations(heights: NDArray[np.float64], owner: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each foot lies below the middle of its own line."""
    total = np.bincount(owner, weights)
    middle = np.bincount(owner, weights * heights) / np.maximum(total, 1e-9)
    return np.asarray(heights - middle[owner], np.float64)


def _usual(deviations: NDArray[np.float64], owner: NDArray[np.int64]) -> float:
    """How uneven the line is that half of all letters stand on a more even one than: a few wrong lines bend no page."""
    count = np.bincount(owner)
    uneven = np.sqrt(np.bincount(owner, np.square(deviations)) / count)
    order = np.argsort(uneven)
    half = int(np.searchsorted(np.cumsum(count[order]), len(owner) / 2))
    return float(uneven[order[half]])


def _slope(across: NDArray[np.float64], heights: NDArray[np.float64], owner: NDArray[np.int64], x_height_px: float) -> float:
    """How far the usual word leans: the median of the words' slopes, without sign, that half of all letters stand on; 0 without words."""
    ends = np.flatnonzero((np.diff(owner) != 0) | (np.diff(across) > _WORD_GAP * x_height_px)) + 1
    words = [word for word in np.split(np.arange(len(across)), ends) if len(word) >= _LEAST_LETTERS]
    slopes = sorted((abs(float(np.polyfit(across[word] - across[word[0]], heights[word], 1)[0])), len(word)) for word in words)
    letters = np.cumsum([count for _, count in slopes])
    return slopes[int(np.searchsorted(letters, letters[-1] / 2))][0] if slopes else 0.0


def _surface(
    feet: NDArray[np.float64], owner: NDArray[np.int64], weights: NDArray[np.float64], size: tuple[int, int], x_height_px: float
) -> Field:
    """The coefficients of the spline surface, knots down × knots across, in pixels."""
    basis = _basis(feet, size)
    # Where a line lies on the page is not asked, only that it is level: its mean is taken out.
    total = np.maximum(np.bincount(owner, weights), 1e-9)
    means = np.zeros((len(total), basis.shape[1]))
    np.add.at(means, owner, basis * weights[:, None])
    centred = basis - (means / total[:, None])[owner]
    wanted = -_deviations(feet[:, 1], owner, weights) / x_height_px
    left = (centred * weights[:, None]).T @ centred + _stiffness()
    right = (centred * weights[:, None]).T @ wanted
    return np.asarray(np.linalg.solve(left, right).reshape(_KNOTS_DOWN, _KNOTS_ACROSS) * x_height_px, np.float64)


def _stiffness() -> Field:
    across, down = (np.diff(np.eye(count), 2, axis=0) for count in (_KNOTS_ACROSS, _KNOTS_DOWN))
    bent_across = np.kron(np.eye(_KNOTS_DOWN), across.T @ across)
    bent_down = np.kron(down.T @ down, np.eye(_KNOTS_ACROSS))
    twist = np.kron(down.T @ down, across.T @ across)
    total = _STIFF_ACROSS * (bent_across + twist) + _STIFF_DOWN * bent_down + _AT_REST * np.eye(_KNOTS_DOWN * _KNOTS_ACROSS)
    return np.asarray(total, np.float64)


def _basis(points: NDArray[np.float64], size: tuple[int, int]) -> Field:
    """For every point the weight of every knot: points × (knots down · knots across)."""
    across = _splines(points[:, 0] / size[0], _KNOTS_ACROSS)
    down = _splines(points[:, 1] / size[1], _KNOTS_DOWN)
    return np.asarray((down[:, :, None] * across[:, None, :]).reshape(len(points), -1), np.float64)


def _splines(places: NDArray[np.float64], knots: int) -> Field:
    """Uniform cubic B-splines over 0..1: places × knots; each row adds up to 1."""
    position = np.clip(places, 0, 1) * (knots - 3)
    first = np.minimum(position.astype(int), knots - 4)
    share = position - first
    parts = (
        np.power(1 - share, 3) / 6,
        (3 * np.power(share, 3) - 6 * np.square(share) + 4) / 6,
        (-3 * np.power(share, 3) + 3 * np.square(share) + 3 * share + 1) / 6,
        np.power(share, 3) / 6,
    )
    found = np.zeros((len(places), knots))
    for offset, part in enumerate(parts):
        found[np.arange(len(places)), first + offset] = part
    return found


def _values(surface: Field, points: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.float64]:
    return np.asarray(_basis(points, size) @ surface.ravel(), np.float64)


def _as_bend(surface: Field, width: int, height: int) -> Bend | None:
    """The surface at the nodes of a grid; None when it would fold the page over itself."""
    step = max(width, height) / _NODES_LONG_SIDE
    columns, rows = np.arange(int(width / step) + 2) * step, np.arange(int(height / step) + 2) * step
    x, y = np.meshgrid(columns, rows)
    there = _values(surface, np.stack([x.ravel(), y.ravel()], axis=1), (width, height)).reshape(x.shape)
    try:
        return Bend.of(step, there)
    except ValueError:
        return None
