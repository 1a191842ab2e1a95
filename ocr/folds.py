"""The shade of folds: dark bands with soft edges, too narrow for the background of a page to follow, straight across or down the sheet.

What is dark for a stretch of several lines without a gap of paper is no writing; what is narrow is a ruled line and stays one.
"""

from typing import Final

import cv2
import numpy as np

from ocr.engines.contract import GreyImage

_SMALLER: Final = 4
"""The bands are looked for on a copy so many times smaller."""
_STRETCH_SHARE: Final = 1 / 14
"""Share of the page's side that is dark without a gap: two lines of writing and more."""
_LEAST_WIDTH_SHARE: Final = 1 / 160
"""Share of the page's width: half an x-height and more, wider than ruled lines."""
_LEAST_LENGTH_SHARE: Final = 1 / 5
_SHADE: Final = (0.3, 0.93)
"""How light a fold is, as a share of the paper beside it: what is darker is ink, what is lighter disturbs nobody."""
_WHITE: Final = 255


def shade_of_folds(page: GreyImage, ground: GreyImage) -> GreyImage | None:
    """How light each pixel of a page is for its folds, 255 where there is none; None when the page has no fold.

    `ground` is the light of the paper without them, same size as the page.
    """
    height, width = page.shape
    size = (max(2, width // _SMALLER), max(2, height // _SMALLER))
    # a whole number of pixels for each is averaged three times as fast
    even = page[: size[1] * _SMALLER, : size[0] * _SMALLER]
    small = cv2.resize(even, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    paper = cv2.resize(ground, size, interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False)
    shade = np.minimum(_bands(small, paper, down=True), _bands(small, paper, down=False))
    if (shade == _WHITE).all():
        return None
    return cv2.resize(shade, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False)


def _bands(small: GreyImage, paper: GreyImage, *, down: bool) -> GreyImage:
    """The shade of the bands in one direction, 255 elsewhere."""
    side, across = (small.shape[0], small.shape[1]) if down else (small.shape[1], small.shape[0])
    stretch = max(3, round(side * _STRETCH_SHARE))
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((stretch, 1) if down else (1, stretch), np.uint8))
    light = cv2.divide(closed, np.maximum(paper, 1), scale=_WHITE).astype(np.uint8, copy=False)
    dark = cv2.inRange(light, round(_SHADE[0] * _WHITE), round(_SHADE[1] * _WHITE))
    width = max(3, round(across * _LEAST_WIDTH_SHARE))
    wide = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, width) if down else (width, 1), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(wide.astype(np.uint8), connectivity=8)
    length = stats[:, cv2.CC_STAT_HEIGHT if down else cv2.CC_STAT_WIDTH]
    kept = length >= _LEAST_LENGTH_SHARE * side
    kept[0] = False
    if count < 2 or not kept.any():
        return np.full_like(small, _WHITE)
    edge = cv2.dilate(kept[labels].astype(np.uint8), np.ones((1, 2 * width + 1) if down else (2 * width + 1, 1), np.uint8))
    return np.where(edge > 0, cv2.GaussianBlur(light, (0, 0), 0.7), np.uint8(_WHITE)).astype(np.uint8, copy=False)
