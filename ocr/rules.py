"""Ruled lines: found on the ink mask and taken away without the strokes that cross them; vertical ones tell columns apart."""

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines.contract import GreyImage
from station.domain.geometry import Box

_RULE_SHARE: Final = 1 / 25
"""A straight run of ink at least this share of the page's side is a rule, 8 mm on A4: longer than any letter's stroke."""
_LEAST_RUN: Final = 4.0
"""On a small page: so many x-heights."""
_RULE_THICKNESS_SHARE: Final = 1 / 140
_PIECE: Final = 1 / 3
"""A piece of a worn rule is at least so much of such a run."""
_HIGHER_PX: Final = 6
"""What is higher than this is no rule but a letter's stroke."""
_HOLE_PX: Final = 7
"""Grains of the paper within a piece."""
_BETWEEN_PIECES: Final = 2.0
"""At most so many x-heights."""
_WORN_RUNS: Final = 4
"""A worn rule is at least so many runs long, and"""
_INKED: Final = 0.7
"""so much of it is there, and"""
_BESIDE_PX, _AMID = 3, 0.25
"""at most so much of what lies right above and below it is ink: the feet and shoulders of letters stand in their midst."""
_LEAST_DOT_PX: Final = 4
_STANDS_OUT_PX: Final = 2
"""How many pixels higher than the line a dot on it is."""
_WHITE: Final = 255


@dataclass(frozen=True)
class Rules:
    """The ruled lines of a page."""

    mask: GreyImage
    """255 on the lines, without the strokes of letters that cross them."""
    separators: list[Box]
    """Vertical ones at least a twelfth of the page high: they part columns."""


def rules_in(ink: GreyImage, x_height_px: float) -> Rules:
    """The ruled lines, horizontal and vertical, of a level page."""
    height, width = ink.shape
    least = round(_LEAST_RUN * x_height_px)
    length = max(int(width * _RULE_SHARE), least)
    across = np.maximum(_runs(ink, length, horizontal=True), _worn(ink, length, round(_BETWEEN_PIECES * x_height_px)))
    down = _runs(ink, max(int(height * _RULE_SHARE), least), horizontal=False)
    lines = _without_crossings(ink, across, np.ones((7, 1), np.uint8))
    parts = (cv2.subtract(lines, _dots_on(across, ink)), _without_crossings(ink, down, np.ones((1, 7), np.uint8)))
    return Rules(cv2.bitwise_or(*parts).astype(np.uint8, copy=False), _separators(down))


def _dots_on(across: GreyImage, ink: GreyImage) -> GreyImage:
    """What stands out above and below a ruled line: a dấu nặng that was written on it."""
    edges = np.count_nonzero(cv2.subtract(across[1:], across[:-1]))
    if not edges:
        return np.zeros_like(ink)
    height = max(_LEAST_DOT_PX, round(np.count_nonzero(across) / edges) + _STANDS_OUT_PX)
    high = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((height, 2), np.uint8))
    return cv2.bitwise_and(cv2.dilate(high, np.ones((1, 5), np.uint8)), ink).astype(np.uint8, copy=False)


def _separators(down: GreyImage) -> list[Box]:
    """Vertical runs joined where they are worn, as boxes."""
    if not down.any():
        return []
    runs = cv2.morphologyEx(down, cv2.MORPH_CLOSE, np.ones((25, 3), np.uint8))
    _, stats = _components(runs.astype(np.uint8), down.shape[0] // 25)
    return [Box(*(int(side) for side in row[:4])) for row in stats[1:] if row[cv2.CC_STAT_HEIGHT] >= down.shape[0] // 12]


def _runs(ink: GreyImage, length: int, *, horizontal: bool) -> GreyImage:
    """Long thin runs of ink in one direction."""
    kernel = np.ones((1, length) if horizontal else (length, 1), np.uint8)
    runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel)
    if not runs.any():
        return runs.astype(np.uint8)
    labels, stats = _components(runs.astype(np.uint8), length)
    thickness = stats[:, cv2.CC_STAT_AREA] / np.maximum(stats[:, cv2.CC_STAT_WIDTH if horizontal else cv2.CC_STAT_HEIGHT], 1)
    thin = thickness <= max(4.0, ink.shape[1] * _RULE_THICKNESS_SHARE)
    inked = np.flatnonzero(runs)
    runs.ravel()[inked[~thin[labels.ravel()[inked]]]] = 0
    return runs.astype(np.uint8)


def _worn(ink: GreyImage, length: int, between: int) -> GreyImage:
    """Horizontal rules so pale that the mask has them in pieces, none as long as a run."""
    high = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((_HIGHER_PX, 1), np.uint8))
    flat = cv2.dilate(cv2.subtract(ink, cv2.dilate(high, np.ones((1, 5), np.uint8))), np.ones((3, 1), np.uint8))
    pieces = cv2.morphologyEx(flat, cv2.MORPH_CLOSE, np.ones((1, _HOLE_PX), np.uint8))
    pieces = cv2.morphologyEx(pieces, cv2.MORPH_OPEN, np.ones((1, round(length * _PIECE)), np.uint8)).astype(np.uint8, copy=False)
    joined = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, np.ones((1, between), np.uint8))
    labels, stats = _components(joined.astype(np.uint8, copy=False), length)
    rules: GreyImage = np.zeros_like(pieces)
    highest = max(4.0, ink.shape[1] * _RULE_THICKNESS_SHARE) + 2
    for label in np.flatnonzero((stats[:, cv2.CC_STAT_WIDTH] >= _WORN_RUNS * length) & (stats[:, cv2.CC_STAT_HEIGHT] <= highest)):
        x, y, width, height = (int(side) for side in stats[label, :4])
        here = np.s_[y : y + height, x : x + width]
        beside = (ink[max(y - _BESIDE_PX, 0) : y, x : x + width], ink[y + height : y + height + _BESIDE_PX, x : x + width])
        alone = all(rows.any(axis=0).mean() <= _AMID for rows in beside)
        if label and alone and ink[here].any(axis=0).mean() >= _INKED:
            rules[here] = np.where(labels[here] == label, ink[here], rules[here])
    return rules


def _components(runs: GreyImage, least: int) -> tuple[NDArray[Any], NDArray[np.int32]]:
    """Labels and statistics of runs of at least so many pixels each: so few that small labels nearly always do, at a third of the time."""
    few = np.count_nonzero(runs) // max(least, 1) < np.iinfo(np.uint16).max
    _, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8, ltype=cv2.CV_16U if few else cv2.CV_32S)
    return labels, stats.astype(np.int32, copy=False)


def _without_crossings(ink: GreyImage, lines: GreyImage, bridge: NDArray[np.uint8]) -> GreyImage:
    """The lines, widened by their soft edge, minus what belongs to strokes that run across them."""
    if not lines.any():
        return lines
    edge = np.ones((3, 3), np.uint8)
    wide = cv2.dilate(lines, edge, iterations=1)
    rest = cv2.subtract(ink, wide)
    strokes = cv2.bitwise_and(cv2.morphologyEx(rest, cv2.MORPH_CLOSE, bridge), wide)
    return cv2.subtract(wide, strokes).astype(np.uint8, copy=False)


def painted(page: GreyImage, mask: GreyImage) -> GreyImage:
    """The page with everything under the mask made white."""
    return np.where(mask > 0, np.uint8(_WHITE), page).astype(np.uint8, copy=False)
