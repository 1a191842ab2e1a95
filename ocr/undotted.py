"""Crops without what is left of dotted leaders in them, for a further look when the engine is at a loss.

Cleaning a page leaves dots that may be a dấu nặng; here every dot in step with its neighbours goes, so what is read so is one witness more,
never the only one that is shown.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.cleanup import X_HEIGHT_PX
from ocr.engines.contract import GreyImage
from ocr.ink import ink_of

_DOT_SIZE: Final = 0.45 * X_HEIGHT_PX
_ROW: Final = 0.2 * X_HEIGHT_PX
_STEP: Final = 0.95 * X_HEIGHT_PX
_SAME_STEP_PX: Final = 2.0
_DOTS: Final = 4
"""So many in one row at equal steps, closer than letters stand."""


def undotted(crop: GreyImage) -> GreyImage | None:
    """The crop without rows of dots at equal steps; None when there are none."""
    _, labels, stats, centres = cv2.connectedComponentsWithStats(ink_of(crop), connectivity=8)
    small = (stats[:, cv2.CC_STAT_WIDTH] <= _DOT_SIZE) & (stats[:, cv2.CC_STAT_HEIGHT] <= _DOT_SIZE)
    small[0] = False
    dots = np.flatnonzero(small)
    gone = np.zeros(len(stats), dtype=bool)
    for dot in dots:
        row = dots[np.abs(centres[dots, 1] - centres[dot, 1]) <= _ROW]
        gone[_chains(row[np.argsort(centres[row, 0])], centres[:, 0].astype(np.float64))] = True
    if not gone.any():
        return None
    mask = cv2.dilate(gone[labels].astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.where(mask > 0, np.uint8(255), crop).astype(np.uint8, copy=False)


def _chains(row: NDArray[np.intp], across: NDArray[np.float64]) -> list[int]:
    """The dots of a row that are in step: runs of at least four with equal gaps."""
    found: list[int] = []
    gaps = np.diff(across[row])
    start = 0
    for at in range(1, len(row) + 1):
        ends = at == len(row) or gaps[at - 1] > _STEP or (at - start > 1 and abs(gaps[at - 1] - gaps[at - 2]) > _SAME_STEP_PX)
        if ends:
            if at - start >= _DOTS:
                found.extend(int(dot) for dot in row[start:at])
            start = at if at == len(row) or gaps[at - 1] > _STEP else at - 1
    return found
