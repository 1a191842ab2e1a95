"""From colours to an even grey: seals and pink grounds lifted out through the red channel, shadows and yellowed paper made white."""

from typing import Final

import cv2
import numpy as np

from ocr.decode import ColourImage
from ocr.engines.contract import GreyImage
from ocr.folds import shade_of_folds
from ocr.seals import seal_mask

_RED_EXCESS: Final = 45
"""How much more red than green and blue a pixel of stamp ink has at least (of 255)."""
_MOST_LIFTED: Final = 1.0
_PAPER_PERCENTILE: Final = 75
_INK_OF_SEALS: Final = 200
"""At least so many pixels of stamp ink tell how dark it is."""
_REDDER: Final = 25
"""By so much at least print is redder than the ink of a seal that is told apart from it."""
_INK_BESIDE: Final = 0.02
_ROWS_NEAR: Final = 41
"""That share of a row beside a seal is red where a title goes on under it, or of one within half that many rows: papers lean."""
_OF_FRAME: Final = 0.12
"""Columns with that share of red or more belong to a frame."""
_AS_RED: Final = 0.85
"""What is print under a seal is as red as the print beside it, but for that share: worn seals have darker and paler parts of their own."""
_PINK: Final = 8
"""The paper's own redness from which it counts."""
_SEAL_CELLS: Final = 61
"""The middle of so many cells across is paper though a seal lies among them."""
_GROUND_CELL_PX: Final = 8
_WHITE_CUT: Final = 262
"""255 and a little: the grain of the paper is cut off at white."""


def to_grey(page: ColourImage, *, with_seals: bool = False) -> GreyImage:
    """Grey in which black and blue ink is dark, seals and pink guilloches vanish, and red print stays; `with_seals`: seals too.

    The red channel does all of that except keeping red print; where red is not part of a seal, the green channel is taken instead. What a
    dark stamp ink still leaves of a seal in the red channel is lifted by its colour, which writing under it does not have.
    """
    blue, green, red = (np.ascontiguousarray(page[:, :, channel]) for channel in range(3))
    redness = _above_ground(cv2.subtract(red, cv2.max(green, blue)).astype(np.uint8, copy=False))
    strong = cv2.threshold(redness, _RED_EXCESS, 255, cv2.THRESH_BINARY)[1].astype(np.uint8, copy=False)
    if not strong.any():
        return red
    seals = np.zeros_like(strong) if with_seals else seal_mask(redness, strong)
    seals = cv2.subtract(seals, _print_under(seals, redness, strong)).astype(np.uint8, copy=False)
    print_mask = cv2.dilate(cv2.bitwise_and(strong, cv2.bitwise_not(seals)), np.ones((3, 3), np.uint8))
    grey = np.where(print_mask > 0, cv2.min(green, red), red).astype(np.uint8, copy=False)
    return _lifted(grey, redness, seals, strong) if seals.any() else grey


def _print_under(seals: GreyImage, redness: GreyImage, strong: GreyImage) -> GreyImage:
    """The red print of a title that goes on under seals, where it is clearly redder than their ink and stands beside them."""
    red, inside = strong[::2, ::2] > 0, seals[::2, ::2] > 0
    stamped = redness[::2, ::2][red & inside]
    if len(stamped) < _INK_OF_SEALS:
        return np.zeros_like(seals)
    between, _ = cv2.threshold(stamped, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    darker, paler = stamped[stamped > between], stamped[stamped <= between]
    if not len(darker) or not len(paler) or float(darker.mean()) - float(paler.mean()) < _REDDER:
        return np.zeros_like(seals)
    dark = cv2.threshold(redness, between, 255, cv2.THRESH_BINARY)[1].astype(np.uint8, copy=False)
    outside = cv2.subtract(dark, seals)
    outside[:, np.count_nonzero(outside, axis=0) >= _OF_FRAME * len(outside)] = 0
    beside = np.count_nonzero(outside, axis=1) >= _INK_BESIDE * outside.shape[1]
    printed = redness[beside][outside[beside] > 0]
    if not len(printed) or float(darker.mean()) < _AS_RED * float(np.median(printed)):
        return np.zeros_like(seals)
    near = cv2.dilate(beside.astype(np.uint8), np.ones((_ROWS_NEAR, 1), np.uint8)).ravel() > 0
    under = cv2.bitwise_and(dark, seals)
    under[~near] = 0
    return cv2.dilate(under, np.ones((3, 3), np.uint8)).astype(np.uint8, copy=False)


def _above_ground(redness: GreyImage) -> GreyImage:
    """The redness without that of the paper: land certificates are printed on pink."""
    height, width = redness.shape
    small = cv2.resize(redness, (max(2, width // _GROUND_CELL_PX), max(2, height // _GROUND_CELL_PX)), interpolation=cv2.INTER_NEAREST)
    if float(np.median(small)) < _PINK:
        return redness
    ground = cv2.GaussianBlur(cv2.medianBlur(small, _SEAL_CELLS), (0, 0), 4)
    return cv2.subtract(redness, cv2.resize(ground, (width, height), interpolation=cv2.INTER_LINEAR)).astype(np.uint8, copy=False)


def _lifted(grey: GreyImage, redness: GreyImage, seals: GreyImage, strong: GreyImage) -> GreyImage:
    """The grey with the ink of seals made as light as the paper around it, in proportion to how red it is."""
    inside = seals > 0
    ink = inside & (strong > 0)
    paper = inside & (redness < _RED_EXCESS // 3)
    if np.count_nonzero(ink) < _INK_OF_SEALS or not paper.any():
        return grey
    lack = float(np.percentile(grey[paper], _PAPER_PERCENTILE)) - float(np.median(grey[ink]))
    factor = min(max(lack / float(np.median(redness[ink])), 0.0), _MOST_LIFTED)
    light = cv2.addWeighted(grey, 1.0, redness, factor, 0.0)
    return np.where(inside, light, grey).astype(np.uint8, copy=False)


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
    if (shade := shade_of_folds(page, full.astype(np.uint8))) is not None:
        full = cv2.multiply(full, shade, scale=1 / 255)
    return cv2.divide(page, np.maximum(full, 40), scale=_WHITE_CUT).astype(np.uint8, copy=False)
