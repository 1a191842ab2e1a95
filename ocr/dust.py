"""Dust on the glass: specks beside a letter are read as marks that it does not have, or hide those that it has.

Dust is sharp and black where print is blurred and faded: a small blob, around it nothing as dark, and darker than all writing near it. On
a crisp page print is as black, and nothing is taken for dust. Dust falls anywhere; where such blobs stand beside letters more often than
away from them they are the letters' own (a typewriter strikes its dots harder), and stay.
"""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines.contract import GreyImage

_LARGEST: Final = 1 / 6
"""Radius, as a share of the x-height: half a millimetre across beside 12 pt."""
_LEAST_RADIUS_PX: Final = 2
_LEAST_DARK: Final = 70
"""Of 255, even ground being 0."""
_AROUND: Final = 0.72
"""What lies around a blob is at most so dark, as a share of its middle; strokes go on."""
_DARKER: Final = 1.2
"""So much darker than the writing around it."""
_TILE: Final = 3.0
"""Side of the tiles in which the darkness of writing is told, in x-heights; those beside a tile count too."""
_DARKEST: Final = 0.95
"""Quantile of the darkness of ink."""
_LEAST_INK_PX: Final = 20
_BESIDE: Final = 0.7
"""Distance from letters within which a blob may be of them, in x-heights."""
_MOST: Final = 2000
"""More on a page are a halftone, or a pattern of its paper."""
_EDGE: Final = 0.35
"""Share of its middle's darkness down to which a speck reaches."""
_REPAIRED_PX: Final = 3


def specks_in(page: GreyImage, ink: GreyImage, x_height_px: float) -> GreyImage:
    """Mask of the specks of dust on a page of even ground; `ink` is the mask of all that is dark on it."""
    dark = np.asarray(cv2.bitwise_not(page), np.uint8)
    radius = max(round(x_height_px * _LARGEST), _LEAST_RADIUS_PX)
    y, x = _blobs(dark, radius)
    mask = np.zeros_like(dark)
    writing = cv2.subtract(ink, cv2.dilate(_points(dark.shape, y, x), _square(radius))).astype(np.uint8, copy=False)
    side = max(round(_TILE * x_height_px), 1)
    darker = dark[y, x] >= _DARKER * _darkness(dark, writing, side)[y // side, x // side]
    y, x = y[darker], x[darker]
    beside = cv2.dilate(writing, _square(round(_BESIDE * x_height_px)))[y, x] > 0
    if 2 * np.count_nonzero(beside) > len(y) or len(_boxes(_points(dark.shape, y, x))) > _MOST:
        return mask
    for row, column in zip(y.tolist(), x.tolist(), strict=True):
        around = np.s_[row - radius - 1 : row + radius + 2, column - radius - 1 : column + radius + 2]
        mask[around] |= np.where(dark[around] > _EDGE * dark[row, column], np.uint8(255), np.uint8(0))
    return mask


def without_specks(page: GreyImage, specks: GreyImage) -> GreyImage:
    """The page with what lies around each speck drawn on through it (Telea 2004)."""
    boxes = _boxes(specks)
    if not boxes:
        return page
    repaired = page.copy()
    for x, y, width, height in boxes:
        part = np.s_[max(y - _REPAIRED_PX, 0) : y + height + _REPAIRED_PX, max(x - _REPAIRED_PX, 0) : x + width + _REPAIRED_PX]
        repaired[part] = cv2.inpaint(repaired[part], specks[part], _REPAIRED_PX, cv2.INPAINT_TELEA)
    return repaired


def _blobs(dark: GreyImage, radius: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of dark points around which nothing is about as dark."""
    reach = radius + 2
    inner = np.zeros(dark.shape, bool)
    inner[reach:-reach, reach:-reach] = True
    y, x = np.divmod(np.flatnonzero(inner & (dark >= _LEAST_DARK) & (dark == cv2.dilate(dark, _square(1)))), dark.shape[1])
    down, right = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    away = np.hypot(down, right)
    ring = (away > radius + 0.5) & (away <= radius + 2.3)
    around = np.zeros(len(y), np.uint8)
    for below, beside in zip(down[ring].tolist(), right[ring].tolist(), strict=True):
        np.maximum(around, dark[y + below, x + beside], out=around)
    lone = around <= _AROUND * dark[y, x]
    return y[lone], x[lone]


def _darkness(dark: GreyImage, writing: GreyImage, side: int) -> NDArray[np.float32]:
    """How dark the darkest writing is, tile by tile; at least as dark as in half of the tiles, for pale writing is no ink."""
    rows, columns = -(-dark.shape[0] // side), -(-dark.shape[1] // side)
    told = np.zeros((rows, columns), np.float32)
    for row in range(rows):
        for column in range(columns):
            tile = np.s_[row * side : (row + 1) * side, column * side : (column + 1) * side]
            ink = dark[tile][writing[tile] > 0]
            if len(ink) >= _LEAST_INK_PX:
                told[row, column] = np.partition(ink, rank := round(_DARKEST * (len(ink) - 1)))[rank]
    usual = np.median(told[told > 0]) if told.any() else 0.0
    return np.maximum(cv2.dilate(told, _square(1)), usual).astype(np.float32)


def _boxes(mask: GreyImage) -> list[Sequence[int]]:
    """Left, top, width and height of each piece of a mask."""
    return [cv2.boundingRect(piece) for piece in cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]]


def _points(shape: tuple[int, ...], y: NDArray[np.intp], x: NDArray[np.intp]) -> GreyImage:
    points = np.zeros(shape, np.uint8)
    points[y, x] = 255
    return points


def _square(reach: int) -> GreyImage:
    return np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
