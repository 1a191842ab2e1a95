"""Dotted zeros: some faces print a dot inside the nought, and engines then read 6, 8 or 9. The dot is taken out before reading."""

from typing import Final

import cv2
import numpy as np

from ocr.engines.contract import GreyImage

_LARGEST_DOT: Final = 0.5
_LEAST_HEIGHT: Final = 0.9
_GREATEST_HEIGHT: Final = 2.3
_GREATEST_WIDTH: Final = 1.7
"""Sizes in x-heights: of the dot, and of the sign around it."""
_OFF_CENTRE: Final = 0.17
"""How far the dot may lie off the sign's middle, as a share of the sign's sides."""


def zero_dots_in(ink: GreyImage, x_height_px: float) -> GreyImage:
    """The mask of dots that stand free in the middle of a closed sign. No Vietnamese letter has one there."""
    mask = np.zeros_like(ink)
    contours, tree = cv2.findContours(ink, cv2.RETR_TREE, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return mask
    for index, (_, _, _, hole) in enumerate(tree[0]):
        sign = tree[0][hole][3] if hole >= 0 else -1
        if sign < 0:
            continue
        x, y, w, h = cv2.boundingRect(contours[index])
        left, top, width, height = cv2.boundingRect(contours[sign])
        centred = abs(x + w / 2 - left - width / 2) <= _OFF_CENTRE * width and abs(y + h / 2 - top - height / 2) <= _OFF_CENTRE * height
        of_size = _LEAST_HEIGHT * x_height_px <= height <= _GREATEST_HEIGHT * x_height_px and width <= _GREATEST_WIDTH * x_height_px
        if centred and of_size and max(w, h) <= _LARGEST_DOT * x_height_px:
            cv2.rectangle(mask, (x - 1, y - 1), (x + w, y + h), 255, thickness=-1)
    return mask
