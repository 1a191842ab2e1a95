"""Boxes of one sign each, as forms print them for numbers: the signs without their boxes, close together as engines know them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import cv2
import numpy as np

from ocr.cleanup import X_HEIGHT_PX
from ocr.engines.contract import GreyImage
from ocr.ink import ink_of

_BARS: Final = (round(1.8 * X_HEIGHT_PX), round(1.2 * X_HEIGHT_PX))
"""Straight strokes at least this high are sides of boxes; figures are lower, in small print at least lower than the second."""
_EDGE: Final = round(1.0 * X_HEIGHT_PX)
"""A straight stroke at least this wide is a box's top or bottom; figures have none."""
_LEAST_BARS: Final = 5
_PITCH: Final = (1.2 * X_HEIGHT_PX, 3.6 * X_HEIGHT_PX)
_EVEN: Final = 0.2
"""How far a box may be wider or narrower than the others, as a share."""
_OF_BOX: Final = 0.6
_HIDDEN: Final = 3
"""Bars that are not seen, side by side at most: under a seal, faded."""
_LEAST_SIGN_PX: Final = 12
_SPACE_PX: Final = 7
_SAME_BAR_PX: Final = 4


def signs_of_cells(crop: GreyImage) -> GreyImage | None:
    """The signs of a row of boxes on one line; None when the crop shows no such row."""
    ink = ink_of(crop)
    tried = ((bars, _sides(bars)) for bars in (_opened(ink, 1, height) for height in _BARS))
    bars, sides = next(((bars, sides) for bars, sides in tried if sides is not None), (ink, None))
    if sides is None:
        return None
    lines = cv2.dilate(cv2.bitwise_or(bars, _opened(ink, _EDGE, 1)), np.ones((3, 3), np.uint8))
    signs = np.where(lines > 0, np.uint8(255), crop).astype(np.uint8, copy=False)
    left_ink = np.where(lines > 0, np.uint8(0), ink)
    sides = [*_before_first(sides, left_ink), *sides]
    parts = [_trimmed(signs[:, start:end], left_ink[:, start:end]) for start, end in zip(sides, [*sides[1:], crop.shape[1]], strict=True)]
    found = [part for part in parts if part is not None]
    return np.hstack(found) if found else None


def _before_first(sides: Sequence[int], ink: GreyImage) -> list[int]:
    """Where the first box begins, when its left side is faint: a sign as high as the others stands a box's width before the first side."""
    pitch = round(float(np.median(np.diff(sides))))
    start = max(sides[0] - pitch, 0)
    if sides[0] - start < _OF_BOX * pitch:
        return []
    # what is left of the faint side stands at the box's edge
    inner = round(_EVEN * pitch)
    usual = float(np.median([_height(ink[:, first + inner : last]) for first, last in pairwise(sides)]))
    sign = _height(ink[:, start + inner : sides[0]])
    return [start + inner] if usual > 0 and abs(sign - usual) <= _EVEN * usual else []


def _height(ink: GreyImage) -> int:
    rows = np.flatnonzero(ink.any(axis=1))
    return int(rows[-1]) - int(rows[0]) + 1 if len(rows) else 0


def _opened(ink: GreyImage, width: int, height: int) -> GreyImage:
    return cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((height, width), np.uint8)).astype(np.uint8, copy=False)


def _sides(bars: GreyImage) -> list[int] | None:
    """The columns of pixels at which boxes begin, hidden ones too; None when what stands there is not evenly spaced."""
    columns = np.flatnonzero(bars.any(axis=0))
    places = [float(run.mean()) for run in np.split(columns, np.flatnonzero(np.diff(columns) > _SAME_BAR_PX) + 1) if len(run)]
    if len(places) < _LEAST_BARS:
        return None
    gaps = np.diff(places)
    pitch = float(np.median(gaps[gaps <= 1.5 * np.median(gaps)]))
    beats = np.maximum(np.round(gaps / pitch), 1)
    if not _PITCH[0] <= pitch <= _PITCH[1] or (beats > _HIDDEN).any() or (np.abs(gaps / beats - pitch) > _EVEN * pitch).any():
        return None
    return [
        round(place + gap * step / beat)
        for place, gap, beat in zip(places, [*gaps, pitch], [*beats, 1], strict=True)
        for step in range(int(beat))
    ]


def _trimmed(sign: GreyImage, ink: GreyImage) -> GreyImage | None:
    """One cell's sign with a little white at its sides; None when the cell is empty."""
    columns = np.flatnonzero(ink.any(axis=0))
    if not len(columns) or int(np.count_nonzero(ink)) < _LEAST_SIGN_PX:
        return None
    inner = sign[:, columns[0] : columns[-1] + 1]
    return cv2.copyMakeBorder(inner, 0, 0, _SPACE_PX // 2, _SPACE_PX // 2 + 1, cv2.BORDER_CONSTANT, value=(255.0,)).astype(
        np.uint8, copy=False
    )
