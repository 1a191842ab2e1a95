"""A line with more room for its marks: what stands above its small letters is stretched.

The network for words sees every line in 36 rows of pixels, and a mark over a circumflex or breve in three of them, however large the crop
is. Stretched 1.4 and 1.8 times it sees a HẰNG where the same crop as it was printed says HÃNG. Other letters suffer, so such a look has a
say in marks alone (decisions/017).
"""

from typing import Final

import cv2
import numpy as np

from ocr.engines.contract import GreyImage
from ocr.ink import ink_of

_OF_BODY: Final = 0.45
"""Rows with so much of the ink of the darkest ones are small letters."""
_DARKEST: Final = 95
_LEAST_ROWS: Final = 6
_SMOOTH: Final = 3


def with_taller_marks(crop: GreyImage, factor: float) -> GreyImage:
    """The crop of one line with what is above its small letters `factor` times as high; as it is where nothing stands there."""
    inked = np.convolve((ink_of(crop) > 0).sum(axis=1), np.full(_SMOOTH, 1 / _SMOOTH), "same")
    body = np.flatnonzero(inked >= _OF_BODY * np.percentile(inked, _DARKEST))
    top = int(body[0]) if len(body) else 0
    if top < _LEAST_ROWS:
        return crop
    above = cv2.resize(crop[:top], (crop.shape[1], round(top * factor)), interpolation=cv2.INTER_CUBIC)
    return np.vstack([above, crop[top:]]).astype(np.uint8, copy=False)
