"""How far the lines of writing lean, by projection profile (Postl 1986): rows of text make the sharpest profile when they lie level."""

from typing import Final

import cv2
import numpy as np

from ocr.engines.contract import GreyImage
from ocr.transform import averaged, rotation

LIMIT_DEGREES: Final = 10.0
_STEPS: Final = ((1.0, 500), (0.2, 1000), (0.05, 1000))
"""Degrees from one try to the next, and the long side in pixels of the copy that is turned: the first, widest search needs no detail."""


def lean(ink: GreyImage) -> float:
    """Degrees to turn the page (OpenCV's sign) so that its lines lie level, within ±10; 0 for a page without ink."""
    height, width = ink.shape
    best, reach = 0.0, LIMIT_DEGREES
    for step, long_side_px in _STEPS:
        factor = min(1.0, long_side_px / max(height, width))
        small = averaged(ink, factor) if factor < 1 else ink
        if not small.any():
            return 0.0
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _sharpness(small, angle)))
        reach = step
    return max(-LIMIT_DEGREES, min(LIMIT_DEGREES, best))


def _sharpness(ink: GreyImage, degrees: float) -> float:
    """Sum of squared differences between neighbouring rows of the turned page."""
    height, width = ink.shape
    turned = cv2.warpAffine(ink, rotation(width, height, degrees)[:2], (width, height), flags=cv2.INTER_LINEAR)
    rows = turned.sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())
