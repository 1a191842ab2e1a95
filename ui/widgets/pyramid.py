"""A picture as a pyramid of halvings, so that no zoom drops a line or a diacritic. numpy and OpenCV only; drawing is in tiles.py.

Every level averages whole squares of the one below (cv2.INTER_AREA). Qt's smooth scaling looks at four pixels however far it reduces, so at
18 % of A3 every third ruled line and the marks of ấ, ị, ữ fall between its samples; averages keep all ink.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""Rows × columns × 3 in the order red, green, blue; or rows × columns of grey."""

_LEAST_SIDE_PX: Final = 48
"""A level smaller than this is never needed: the least zoom of the largest page is larger."""
STEPS: Final = 64
"""Zooms below 1 are n/64 of a power of two, n from 33 to 64: then tiles meet exactly on device pixels."""
_STEPS_ABOVE_ONE: Final = 16


@dataclass(frozen=True)
class Level:
    """One size of the picture."""

    pixels: Pixels
    scale: Fraction
    """Pixels of this level per pixel of the page: 1, 1/2, 1/4…"""


class Pyramid:
    """All levels of one picture. Building one of A3 at 300 dpi takes about 10 ms; it needs a third more memory than the picture."""

    def __init__(self, finest: Pixels, reduction: int = 1) -> None:
        """`finest` shows the page at 1/`reduction` of its size: a quick preview has 2, 4 or 8."""
        levels = [Level(np.ascontiguousarray(finest), Fraction(1, reduction))]
        while min(levels[-1].pixels.shape[:2]) >= 2 * _LEAST_SIDE_PX:
            levels.append(Level(_halved(levels[-1].pixels), levels[-1].scale / 2))
        self.levels: tuple[Level, ...] = tuple(levels)

    @property
    def size_bytes(self) -> int:
        """Memory of all levels."""
        return sum(level.pixels.nbytes for level in self.levels)

    def level_for(self, scale: Fraction) -> int:
        """Index of the smallest level that still has all detail of `scale` (device pixels per page pixel)."""
        found = 0
        while found + 1 < len(self.levels) and self.levels[found + 1].scale >= scale:
            found += 1
        return found


def snapped(scale: float) -> Fraction:
    """The largest drawable scale that is not larger than `scale` (at most 3 % less); raises ValueError unless `scale` > 0."""
    if not scale > 0:
        raise ValueError("a scale is larger than nothing")
    if scale >= 1:
        return Fraction(int(scale * _STEPS_ABOVE_ONE), _STEPS_ABOVE_ONE)
    octave = Fraction(1)
    while scale <= octave / 2:
        octave /= 2
    return octave * Fraction(int(scale / float(octave) * STEPS), STEPS)


def _halved(pixels: Pixels) -> Pixels:
    # An odd last row or column is left out: a pixel of the paper's edge, and the quick exact average can be used.
    height, width = pixels.shape[0] // 2, pixels.shape[1] // 2
    return cv2.resize(pixels[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
