"""Ink on a page: which pixels are dark. Masks are uint8 images, 255 where there is ink."""

from typing import Final

import cv2
import numpy as np

from ocr.engines.contract import GreyImage

_DARKEST_THRESHOLD: Final = 110
_LIGHTEST_THRESHOLD: Final = 205
"""Otsu's threshold is held between these: on an empty page it would cut through the paper's own grain."""


def ink_of(page: GreyImage) -> GreyImage:
    """The mask of dark pixels, by Otsu's threshold (1979) on a page whose background is white already."""
    # Every second pixel is enough for a histogram.
    threshold, _ = cv2.threshold(np.ascontiguousarray(page[::2, ::2]), 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    held = min(max(threshold, _DARKEST_THRESHOLD), _LIGHTEST_THRESHOLD)
    return cv2.threshold(page, held, 255, cv2.THRESH_BINARY_INV)[1].astype(np.uint8, copy=False)


def ink_share(ink: GreyImage) -> float:
    """Share of pixels with ink, 0..1; 0 for an empty mask."""
    return float(np.count_nonzero(ink)) / ink.size if ink.size else 0.0
