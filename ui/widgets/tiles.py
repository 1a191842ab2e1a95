"""Squares of a page resampled to device pixels: made once per zoom, then only copied, so that moving the page costs next to nothing.

Reducing averages areas (nothing is lost), enlarging is cubic. A zoom is a fraction that puts every tile's border on a device pixel.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

import cv2
import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from ui.widgets.pyramid import Level, Pixels, Pyramid

_REDUCED_TILE_PX: Final = 512
"""Source pixels of a tile that is reduced; a tile takes about 2 ms, so a frame can make some and stay fluent."""
_ENLARGED_TILE_PX: Final = 128
_MEMORY_BYTES: Final = 48 * 2**20
"""Two full-HD screens of tiles with four bytes a pixel, and a margin for going back."""


class Tile(NamedTuple):
    """One square: level, its column and row there, the zoom, quarter turns."""

    level: int
    column: int
    row: int
    scale: Fraction
    turn: int


@dataclass(frozen=True)
class Placed:
    """A tile and where it lies on the turned, scaled page, in device pixels."""

    tile: Tile
    rect: QRect


class Tiles:
    """The tiles of one picture. For the thread of the window only."""

    def __init__(self, pyramid: Pyramid, page_width: int, page_height: int) -> None:
        self._pyramid = pyramid
        self._size = (page_width, page_height)
        self._made: OrderedDict[Tile, QImage] = OrderedDict()
        self._bytes = 0

    def within(self, area: QRect, scale: Fraction, turn: int) -> Iterator[Placed]:
        """The tiles that `area` of the turned, scaled page touches."""
        index = self._pyramid.level_for(scale)
        level = self._pyramid.levels[index]
        residual = scale / level.scale
        side = _tile_side(residual)
        step = float(side * residual)
        rows, columns = (-(-length // side) for length in level.pixels.shape[:2])
        width, height = round(self._size[0] * scale), round(self._size[1] * scale)
        upright = _turned(area, (height, width) if turn % 180 else (width, height), -turn % 360)
        for row in range(max(0, int(upright.top() // step)), min(rows, int(upright.bottom() // step) + 1)):
            for column in range(max(0, int(upright.left() // step)), min(columns, int(upright.right() // step) + 1)):
                tile = Tile(index, column, row, scale, turn)
                yield Placed(tile, self._rect(tile, level, side))

    def made(self, tile: Tile) -> QImage | None:
        """The tile if it was made already."""
        image = self._made.get(tile)
        if image is not None:
            self._made.move_to_end(tile)
        return image

    def make(self, placed: Placed) -> QImage:
        """Resample the tile; the longest unused ones go when memory is full."""
        tile = placed.tile
        level = self._pyramid.levels[tile.level]
        pixels = np.rot90(_resampled(level, tile, _upright_size(placed)), -tile.turn // 90)
        image = _as_image(pixels)
        self._made[tile] = image
        self._bytes += image.sizeInBytes()
        while self._bytes > _MEMORY_BYTES and len(self._made) > 1:
            _, gone = self._made.popitem(last=False)
            self._bytes -= gone.sizeInBytes()
        return image

    def stand_in(self, placed: Placed) -> QImage:
        """The same square made in a sixth of the time, coarser: for one frame, while the next ones make the real tiles."""
        tile = placed.tile
        level = self._pyramid.levels[tile.level]
        source = _source(level, tile, _tile_side(tile.scale / level.scale))
        if tile.level + 1 < len(self._pyramid.levels):
            level = self._pyramid.levels[tile.level + 1]
            source = (source[0] // 2, source[1] // 2, source[2] // 2, source[3] // 2)
        left, top, right, bottom = source
        patch = level.pixels[top : max(bottom, top + 1), left : max(right, left + 1)]
        quick = cv2.resize(patch, _upright_size(placed), interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False)
        return _as_image(np.rot90(quick, -tile.turn // 90))

    def _rect(self, tile: Tile, level: Level, side: int) -> QRect:
        # floats are exact enough here and many times quicker: tile borders are whole numbers, others at least a 2000th from a tie
        residual, scale = float(tile.scale / level.scale), float(tile.scale)
        left, top, right, bottom = (round(edge * residual) for edge in _source(level, tile, side))
        width, height = round(self._size[0] * scale), round(self._size[1] * scale)
        # The last tiles reach to the page's own edge, where halving may have left out a pixel.
        rows, columns = level.pixels.shape[:2]
        right = width if (tile.column + 1) * side >= columns else right
        bottom = height if (tile.row + 1) * side >= rows else bottom
        return _turned(QRect(left, top, max(1, right - left), max(1, bottom - top)), (width, height), tile.turn)


def _turned(rect: QRect, frame: tuple[int, int], turn: int) -> QRect:
    """Where a rectangle in a frame of width and height lies after the frame was turned clockwise."""
    width, height = frame
    x, y, w, h = rect.x(), rect.y(), rect.width(), rect.height()
    return {
        0: rect,
        90: QRect(height - y - h, x, h, w),
        180: QRect(width - x - w, height - y - h, w, h),
        270: QRect(y, width - x - w, h, w),
    }[turn]


def _upright_size(placed: Placed) -> tuple[int, int]:
    width, height = placed.rect.width(), placed.rect.height()
    return (height, width) if placed.tile.turn % 180 else (width, height)


def _tile_side(residual: Fraction) -> int:
    return _ENLARGED_TILE_PX if residual > 1 else _REDUCED_TILE_PX


def _source(level: Level, tile: Tile, side: int) -> tuple[int, int, int, int]:
    rows, columns = level.pixels.shape[:2]
    left, top = tile.column * side, tile.row * side
    return left, top, min(left + side, columns), min(top + side, rows)


def _resampled(level: Level, tile: Tile, size: tuple[int, int]) -> Pixels:
    residual = tile.scale / level.scale
    left, top, right, bottom = _source(level, tile, _tile_side(residual))
    if residual == 1:
        return _exactly(level.pixels[top:bottom, left:right], size)
    if residual < 1:
        return cv2.resize(level.pixels[top:bottom, left:right], size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    # Cubic looks two pixels to each side; a border that scales to whole pixels is added and cut off again.
    rows, columns = level.pixels.shape[:2]
    border = next(px for px in (4, 8, 16, 32, 64) if (px * residual).denominator == 1)
    x0, y0 = max(0, left - border), max(0, top - border)
    x1, y1 = min(columns, right + border), min(rows, bottom + border)
    whole = (round((x1 - x0) * residual), round((y1 - y0) * residual))
    enlarged = cv2.resize(level.pixels[y0:y1, x0:x1], whole, interpolation=cv2.INTER_CUBIC)
    at_x, at_y = round((left - x0) * residual), round((top - y0) * residual)
    return _exactly(enlarged[at_y : at_y + size[1], at_x : at_x + size[0]].astype(np.uint8, copy=False), size)


def _exactly(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Repeat the last row or column where the page's edge lacks one."""
    short_y, short_x = max(0, size[1] - pixels.shape[0]), max(0, size[0] - pixels.shape[1])
    if short_x or short_y:
        pixels = cv2.copyMakeBorder(pixels, 0, short_y, 0, short_x, cv2.BORDER_REPLICATE).astype(np.uint8, copy=False)
    return pixels[: size[1], : size[0]]


def _as_image(pixels: Pixels) -> QImage:
    """A QImage of its own, in the format that painters copy without converting."""
    code = cv2.COLOR_GRAY2BGRA if pixels.ndim == 2 else cv2.COLOR_RGB2BGRA
    four = np.ascontiguousarray(cv2.cvtColor(np.ascontiguousarray(pixels), code))
    height, width = four.shape[:2]
    # copy(): QImage does not keep the array's memory alive.
    return QImage(four.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
