"""From colours to an even grey: seals and pink grounds lifted out through the red channel, shadows and yellowed paper made white."""

from typing import Final

import cv2
import numpy as np

from ocr.decode import ColourImage
from ocr.engines.contract import GreyImage

_RED_EXCESS: Final = 45
"""How much more red than green and blue a pixel of stamp ink has at least (of 255)."""
_SEAL_SHARE: Final = 0.06
_LARGEST_SEAL_SHARE: Final = 0.55
"""A red thing at least the first share of the page's width large in both directions is a seal, 12 mm on A4.

Red print is flatter, frames and tables are larger."""
_GROUND_CELL_PX: Final = 8
_WHITE_CUT: Final = 262
"""255 and a little: the grain of the paper is cut off at white."""


def to_grey(page: ColourImage) -> GreyImage:
    """Grey in which black and blue ink is dark, seals and pink guilloches vanish, and red print stays.

    The red channel does all of that except keeping red print; where red is not part of a seal, the green channel is taken instead.
    """
    blue, green, red = (np.ascontiguousarray(page[:, :, channel]) for channel in range(3))
    strong = cv2.threshold(cv2.subtract(red, cv2.max(green, blue)), _RED_EXCESS, 255, cv2.THRESH_BINARY)[1]
    if not strong.any():
        return red
    print_mask = cv2.bitwise_and(strong, cv2.bitwise_not(seal_mask(strong.astype(np.uint8))))
    print_mask = cv2.dilate(print_mask, np.ones((3, 3), np.uint8))
    return np.where(print_mask > 0, cv2.min(green, red), red).astype(np.uint8)


def seal_mask(strong_red: GreyImage) -> GreyImage:
    """The areas (255) of seals among strongly red pixels: the filled hull of each red thing that is as large as a seal in both directions.

    A seal within a frame is found like any other.
    """
    height, width = strong_red.shape
    step = max(1, width // 620)
    small = cv2.resize(strong_red, (width // step, height // step), interpolation=cv2.INTER_AREA)
    joined = cv2.morphologyEx(cv2.threshold(small, 40, 255, cv2.THRESH_BINARY)[1], cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    contours, tree = cv2.findContours(joined, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    mask = np.zeros_like(joined)
    least, most = small.shape[1] * _SEAL_SHARE, small.shape[1] * _LARGEST_SEAL_SHARE
    for index, contour in enumerate(contours):
        _, _, w, h = cv2.boundingRect(contour)
        # a hole within a red thing, such as a cell of a table, is no thing
        if tree[0][index][3] < 0 and min(w, h) >= least and max(w, h) <= most:
            cv2.drawContours(mask, [cv2.convexHull(contour)], -1, 255, thickness=-1)
    mask = cv2.dilate(mask, np.ones((5, 5), np.uint8))
    return cv2.resize(mask, (width, height), interpolation=cv2.INTER_NEAREST).astype(np.uint8)


def even_ground(page: GreyImage) -> GreyImage:
    """The page divided by its own background, so that paper is white everywhere: shadows, yellowing and uneven light go.

    The background is the brightest grey of a neighbourhood larger than any letter, smoothed. No binarisation: on real bleed-through
    it did more harm than good.
    """
    height, width = page.shape
    cells = (max(2, width // _GROUND_CELL_PX), max(2, height // _GROUND_CELL_PX))
    small = cv2.resize(page, cells, interpolation=cv2.INTER_AREA)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    ground = cv2.GaussianBlur(cv2.medianBlur(closed.astype(np.uint8), 7), (0, 0), 4)
    full = cv2.resize(ground, (width, height), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(page, np.maximum(full, 40), scale=_WHITE_CUT).astype(np.uint8)
