"""Dotted leaders: printed to be written on, and worth most of all to be taken away, for with them an engine reads one label in two.

They must go without the dấu nặng, the dot below a vowel, which has the same size and may share their row.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.beats import beats_of, company_of, usual_gap
from ocr.engines.contract import GreyImage
from ocr.grown_dots import DotSize, Letters, grown_parts

_DOTS_IN_ROW: Final = 8
_FREE_DOTS_IN_ROW: Final = 4
"""Dots with nothing above them cannot be a dấu nặng; so many in a row are leaders, fewer may be full stops."""
_ROW_REACH: Final = 25.0
"""How far along its row a dot looks for others, in x-heights: values printed over the leaders leave few of them free."""
_ROW_TOLERANCE: Final = 0.13
"""How far dots of one row may lie apart in height, in x-heights."""
_DOT_SIZE: Final = 0.42
"""Largest side of a dot, in x-heights."""
_PITCH_TOLERANCE: Final = 0.17
"""How far a dot may lie off the beat of its row, in pitches."""
_HEAVIER: Final = 1.7
"""A free dot heavier than this many usual ones is no leader."""
_BELOW: Final = 0.7
"""How far below a leader dot there is nothing, in x-heights; marks above letters have the letter there."""
_STRIP: Final = (2.5, 0.5, 1.2)
_OF_WRITING: Final = 0.12
"""So far to both sides and from so far to so far below, in x-heights; from that share of ink on there is writing: descenders have half."""
_ALIKE: Final = 1.15
_LEVEL_PX: Final = 0.8
_LEVEL: Final = 0.04
"""A dot below a letter must have the weight of the others, and lie within so many x-heights of their row, to be one of them."""
_BARE_LEVEL_PX: Final = 1.5
_BARE_LEVEL: Final = 0.07
_NEAREST: Final = 9
_SAME_GAP_PX: Final = 1.5
_BEATS: Final = 6.5
"""How many pitches away a dot still tells the beat; further off the error of the pitch adds up."""
_ON_BEAT_SHARE: Final = 0.6
_STEP: Final = 1.0
_IN_REACH: Final = 12.5
_BEAT_TOLERANCE: Final = 0.12
_IN_STEP: Final = 5
_MOST_IN_STEP: Final = 0.7
"""A beat is at most so many x-heights; so many dots within that many beats must lie on it, so nearly, and that share of all there."""
_SPREADS: Final = 3.0
_MOST_ALIKE: Final = 1.4
"""Such dots may differ by so many times what the dots of their row differ by chance, in weight never by more than the last."""
_WHITE: Final = 255


def leaders_in(page: GreyImage, ink: GreyImage, x_height_px: float) -> GreyImage:
    """The mask of leader dots: small blobs with nothing below them, of which several share a row.

    A dot with a letter above it may be a dấu nặng: it goes only when at least eight share its row, and it has their size, darkness, exact
    height and beat. `ink` is the mask of `page` without rules.
    """
    _, labels, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    largest = max(3.0, _DOT_SIZE * x_height_px)
    small = (stats[:, cv2.CC_STAT_WIDTH] <= largest) & (stats[:, cv2.CC_STAT_HEIGHT] <= largest) & (stats[:, cv2.CC_STAT_AREA] >= 2)
    small[0] = False
    candidates = np.flatnonzero(small)
    bare, hanging = _clear(ink, stats[candidates].astype(np.int32), x_height_px)
    candidates, bare = candidates[hanging], bare[hanging]
    inked = np.flatnonzero(ink)
    weights = np.bincount(labels.ravel()[inked], weights=_WHITE - page.ravel()[inked], minlength=len(stats)) / _WHITE
    erased = np.zeros(len(stats), dtype=bool)
    erased[candidates] = _leaders(_Dots(centres[candidates].astype(np.float64), weights[candidates], bare), x_height_px)
    found = np.flatnonzero(erased)
    beats, theirs = beats_of(centres[found].astype(np.float64), x_height_px)
    if beats:
        shares = weights / float(np.median(weights[found]))
        alike = _alike(shares[found])
        dots = candidates[erased[candidates] | ((shares[candidates] <= alike) & (shares[candidates] >= 1 / alike))]
        level_px = max(_BARE_LEVEL_PX, _BARE_LEVEL * x_height_px)
        company = company_of(centres[dots].astype(np.float64), beats, level_px, x_height_px)
        # what keeps time with the page is a leader, though a letter stands above it; what keeps none is a scrap of pale print
        erased[dots] = company.kept | (erased[dots] & ~company.lost)
        erased[found[theirs]] = True
    mask = np.zeros_like(ink)
    mask.ravel()[inked] = np.where(erased[labels.ravel()[inked]], _WHITE, 0)
    if erased.any():
        sides = np.median(stats[erased][:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]], axis=0)
        size = DotSize(round(float(sides[0])), round(float(sides[1])), float(np.median(weights[erased])))
        heights = stats[:, cv2.CC_STAT_HEIGHT].astype(np.int32)
        letters = Letters(
            page, cv2.subtract(ink, mask).astype(np.uint8, copy=False), labels.astype(np.int32, copy=False), heights, x_height_px
        )
        mask |= grown_parts(letters, centres[erased].astype(np.float64), size, beats)
    # The soft edge of a dot goes with it; ink of other components stays.
    return cv2.bitwise_and(cv2.dilate(mask, np.ones((3, 3), np.uint8)), cv2.bitwise_not(cv2.subtract(ink, mask))).astype(
        np.uint8, copy=False
    )


def _clear(ink: GreyImage, stats: NDArray[np.int32], x_height_px: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which blobs have no ink above them within an x-height, and which have none below.

    Nor may there be a line of writing below: scraps at the height of its capitals, as of a T whose bar has faded, are parts of letters.
    """
    sums = cv2.integral(ink // _WHITE).astype(np.int64)
    height, width = ink.shape
    left = np.maximum(stats[:, cv2.CC_STAT_LEFT] - 1, 0)
    right = np.minimum(stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH] + 1, width)
    top = stats[:, cv2.CC_STAT_TOP]
    bottom = top + stats[:, cv2.CC_STAT_HEIGHT]
    reach = round(x_height_px)

    def empty(first: NDArray[np.int32], last: NDArray[np.int32]) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = (sums[last, right] - sums[first, right] - sums[last, left] + sums[first, left]) == 0
        return found

    above = empty(np.maximum(top - 1 - reach, 0), np.maximum(top - 1, 0))
    below = empty(np.minimum(bottom + 1, height), np.minimum(bottom + 1 + round(_BELOW * x_height_px), height))
    return above, below & (_share_of_ink(sums, (left + right) // 2, bottom, x_height_px) < _OF_WRITING)


def _share_of_ink(sums: NDArray[np.int64], middle: NDArray[np.int32], bottom: NDArray[np.int32], x_height_px: float) -> NDArray[np.float64]:
    """How much of the strip is inked in which the small letters would stand below each blob, were it at the height of capitals."""
    height, width = sums.shape[0] - 1, sums.shape[1] - 1
    left, right = np.maximum(middle - round(_STRIP[0] * x_height_px), 0), np.minimum(middle + round(_STRIP[0] * x_height_px), width)
    first, last = (np.minimum(bottom + round(share * x_height_px), height) for share in _STRIP[1:])
    inked = sums[last, right] - sums[first, right] - sums[last, left] + sums[first, left]
    share: NDArray[np.float64] = inked / np.maximum((last - first) * (right - left), 1)
    return share


@dataclass(frozen=True)
class _Dots:
    """Small blobs that hang free: where, how much ink, and whether there is nothing above."""

    centres: NDArray[np.float64]
    """Dots × (x, y)."""
    weights: NDArray[np.float64]
    """Ink of each in black pixels: a paler dot weighs less than its area."""
    bare: NDArray[np.bool_]


def _leaders(dots: _Dots, x_height_px: float) -> NDArray[np.bool_]:
    """Which dots are leaders."""
    order = np.argsort(dots.centres[:, 1], kind="stable")
    verdicts = np.zeros(len(order), dtype=bool)
    tolerance = max(1.0, _ROW_TOLERANCE * x_height_px)
    # dots further apart in height than the tolerance know nothing of each other
    for row in np.split(order, np.flatnonzero(np.diff(dots.centres[order, 1]) > tolerance) + 1):
        for part in _stretches(row[np.argsort(dots.centres[row, 0], kind="stable")], dots, _ROW_REACH * x_height_px):
            verdicts[part] = _of_row(_Dots(dots.centres[part], dots.weights[part], dots.bare[part]), tolerance, x_height_px)
    return verdicts


def _stretches(row: NDArray[np.intp], dots: _Dots, reach: float) -> list[NDArray[np.intp]]:
    """The dots of a row, left to right, parted where they are out of each other's reach."""
    return np.split(row, np.flatnonzero(np.diff(dots.centres[row, 0]) > reach) + 1)


def _of_row(row: _Dots, tolerance: float, x_height_px: float) -> NDArray[np.bool_]:
    """Which dots of about one height are leaders: dots × dots are compared at once."""
    verdicts = np.zeros(len(row.bare), dtype=bool)
    across = row.centres[None, :, 0] - row.centres[:, None, 0]
    down = row.centres[None, :, 1] - row.centres[:, None, 1]
    near = (np.abs(down) <= tolerance) & (np.abs(across) <= _ROW_REACH * x_height_px)
    in_step = _in_step(across, near & (np.abs(down) <= max(_BARE_LEVEL_PX, _BARE_LEVEL * x_height_px)), x_height_px)
    free = near & (row.bare | in_step)[None, :]
    rows = np.flatnonzero(free.sum(axis=1) >= _FREE_DOTS_IN_ROW)
    if not len(rows):
        return verdicts
    distances = np.where(free[rows], np.abs(across[rows]), np.inf)
    nearest = np.argsort(distances, axis=1, kind="stable")[:, :_NEAREST]
    there = np.isfinite(np.take_along_axis(distances, nearest, axis=1))
    usual = np.nanmedian(np.where(there, row.weights[nearest], np.nan), axis=1)
    level = np.abs(row.centres[rows, 1] - np.nanmedian(np.where(there, row.centres[nearest, 1], np.nan), axis=1))
    weights, bare = row.weights[rows], row.bare[rows]
    # Where the beat wants a leader there is one: a dấu nặng that falls on it makes it heavier, and a lighter one is the leader itself.
    exact = level <= max(_LEVEL_PX, _LEVEL * x_height_px)
    told = (row.bare | in_step)[rows]
    alike_share = _alike(weights[told] / usual[told])
    levelled = np.clip(
        _SPREADS * _spread(level[told]), max(_LEVEL_PX, _LEVEL * x_height_px), max(_BARE_LEVEL_PX, _BARE_LEVEL * x_height_px)
    )
    verdicts[rows] = in_step[rows] & (weights <= alike_share * usual) & (level <= levelled)
    # A comma is heavier and hangs lower.
    verdicts[rows] |= bare & (weights <= _HEAVIER * usual + 1) & (level <= max(_BARE_LEVEL_PX, _BARE_LEVEL * x_height_px))
    alike = (usual / _ALIKE - 1 <= weights) & (weights <= _ALIKE * usual) & exact
    for dot in rows[~bare & ~verdicts[rows] & alike & (near[rows].sum(axis=1) >= _DOTS_IN_ROW)]:
        verdicts[dot] = _on_beat(np.sort(across[dot][near[dot]]))
    return verdicts


def _alike(shares: NDArray[np.float64]) -> float:
    """By how many times a dot may be heavier than usual and still be a leader, by how the weights of such dots differ."""
    return float(np.clip(1 + _SPREADS * _spread(shares - 1), _ALIKE, _MOST_ALIKE))


def _spread(differences: NDArray[np.float64]) -> float:
    """Standard deviation of what differs by chance, by the median of its sizes; 0 without any."""
    return 1.48 * float(np.median(np.abs(differences))) if len(differences) else 0.0


def _in_step(across: NDArray[np.float64], level: NDArray[np.bool_], x_height_px: float) -> NDArray[np.bool_]:
    """Which dots have others beside them on one beat, narrower than letters stand: no marks below letters do.

    `across`: dots × dots, how far to the right each stands of the other; `level`: whether the two stand at one height.
    """
    found = np.zeros(len(across), dtype=bool)
    pitch = usual_gap(across[0]) if len(across) else None
    if pitch is None or pitch > _STEP * x_height_px:
        return found
    beats = across / pitch
    others = level & (np.round(beats) != 0) & (np.abs(beats) <= _IN_REACH)
    on_beat = others & (np.abs(beats - np.round(beats)) <= _BEAT_TOLERANCE)
    count = on_beat.sum(axis=1)
    found[(count >= _IN_STEP) & (count >= _MOST_IN_STEP * others.sum(axis=1))] = True
    return found


def _on_beat(distances: NDArray[np.float64]) -> bool:
    """Whether a dot at 0 stands on the beat of the dots at these distances.

    The beat is the commonest gap between neighbours: values printed over the leaders hide some and leave wider gaps.
    """
    gaps = np.diff(distances)
    gaps = gaps[gaps > 1]
    if not len(gaps):
        return False
    alike = np.abs(gaps[:, None] - gaps[None, :]) <= _SAME_GAP_PX
    pitch = float(gaps[alike[np.argmax(alike.sum(axis=1))]].mean())
    beats = np.abs(distances[distances != 0]) / pitch
    near = beats[beats < _BEATS]
    return bool(len(near) > 0 and (np.abs(near - np.round(near)) <= _PITCH_TOLERANCE).sum() >= _ON_BEAT_SHARE * len(near))
