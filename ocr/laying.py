"""How one sheet of a picture comes to lie flat, upright and level: worked out on a small copy, carried out once on the original.

Corners → quarter turn → lean → curve. Each step looks at the copy as the steps before it leave it.
"""

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.baselines import baselines_in
from ocr.curl import bend_of
from ocr.decode import ColourImage
from ocr.engines.contract import GreyImage
from ocr.ink import ink_of
from ocr.page import Sheet, flattening
from ocr.skew import lean
from ocr.tone import even_ground, to_grey
from ocr.transform import Bend, Matrix, Transform, averaged, quarter_turns, rotation, scaling, shift
from ocr.type_size import x_height
from ocr.upright import Standing, standing_of

_LOOK_LONG_SIDE_PX: Final = 1600
"""Letters of 12 pt on A4 are then 11 px high: enough for their feet, and a fifth of the pixels of a scan."""
_LEAST_LEAN_DEGREES: Final = 0.08
_LARGEST_X_HEIGHT_PX: Final = 32.0
"""Sheets written larger than this (600 dpi scans) are reduced on the way."""
_LEAST_REDUCTION: Final = 0.1
_PAPER_PERCENTILE: Final = 75


@dataclass(frozen=True)
class Look:
    """A small copy of one sheet, square to its edges and upright, and what it was made from."""

    sheet: Sheet
    grey: GreyImage
    """The frame around the sheet, in the picture's own size."""
    way: Transform
    """From `grey` to the upright sheet in the picture's own size."""
    start: Transform
    """From the picture to `grey`."""
    size: tuple[int, int]
    """Width and height of the upright sheet in that size."""
    copy: GreyImage
    """The upright sheet, its ground made even, `factor` times that size."""
    tones: GreyImage
    """The same with the shadows of its ground."""
    factor: float
    x_height_px: float | None
    """Of `copy`."""
    standing: Standing
    """How the sheet was turned."""


@dataclass(frozen=True)
class Laid:
    """A sheet in grey, flat, upright and level."""

    image: GreyImage
    transform: Transform
    """From the picture to `image`."""
    standing: Standing
    x_height_px: float | None = None
    """About what it is in `image`, by the small copy, in which there is no grain; None when there is too little to tell."""


def look_at(picture: ColourImage, sheet: Sheet, turn: int | None = None, *, with_seals: bool = False) -> Look:
    """One sheet of a picture. `turn`: degrees clockwise that stand it up; found by its writing when it is None.

    `with_seals`: red seals stay, and with them red print that they lie over.
    """
    grey, start = _cut_out(picture, sheet, with_seals=with_seals)
    matrix, width, height = _squared(sheet, start)
    factor = min(1.0, _LOOK_LONG_SIDE_PX / max(width, height))
    tones = _small(grey, matrix, width, height, factor)
    copy = even_ground(tones)
    ink = ink_of(copy)
    size = x_height(ink)
    standing = standing_of(ink, size) if turn is None else Standing(turn, is_sure=True)
    way = Transform.identity(grey.shape[1], grey.shape[0]).then(matrix)
    begin = Transform.identity(picture.shape[1], picture.shape[0]).then(start)
    lying = Look(sheet, grey, way, begin, (width, height), copy, tones, factor, size, Standing(0, standing.is_sure))
    return replace(turned(lying, standing.turn), standing=standing) if standing.turn else lying


def turned(look: Look, turn: int) -> Look:
    """The same look turned clockwise by `turn` degrees more."""
    width, height = look.size
    copy, tones = (np.ascontiguousarray(np.rot90(image, -turn // 90)) for image in (look.copy, look.tones))
    return replace(
        look,
        way=look.way.then(quarter_turns(width, height, turn)),
        size=(height, width) if turn in (90, 270) else look.size,
        copy=copy,
        tones=tones,
        standing=Standing((look.standing.turn + turn) % 360, is_sure=True),
    )


def laid_flat(look: Look) -> Laid:
    """The sheet without the rest of its picture."""
    plan, copy, size = _levelled(look)
    bend = _bend(copy, look.x_height_px)
    if bend is not None:
        plan = plan.then(scaling(look.factor)).then(bend).then(scaling(1 / look.factor))
    reduction = _reduction(look.x_height_px, look.factor)
    way = plan.then(scaling(reduction))
    size_px = (max(1, round(size[0] * reduction)), max(1, round(size[1] * reduction)))
    about = None if look.x_height_px is None else look.x_height_px / look.factor * reduction
    return Laid(_carried_out(look.grey, way, size_px, reduction), way.follows(look.start), look.standing, about)


def _cut_out(picture: ColourImage, sheet: Sheet, *, with_seals: bool) -> tuple[GreyImage, Matrix]:
    """The upright frame around the sheet in grey, and where it begins; what lies around an irregular sheet gets the tone of its paper."""
    height, width = picture.shape[:2]
    left, top = np.clip(np.floor(sheet.corners.min(axis=0)).astype(int), 0, (width - 1, height - 1))
    right, bottom = np.clip(np.ceil(sheet.corners.max(axis=0)).astype(int), (left + 1, top + 1), (width, height))
    grey = to_grey(picture[top:bottom, left:right], with_seals=with_seals)
    if sheet.outline is not None:
        inside = np.zeros_like(grey)
        cv2.fillPoly(inside, [np.round(sheet.outline - (left, top)).astype(np.int32)], 255)
        paper = np.percentile(grey[::4, ::4][inside[::4, ::4] > 0], _PAPER_PERCENTILE) if inside[::4, ::4].any() else 255
        grey = np.where(inside > 0, grey, np.uint8(paper)).astype(np.uint8, copy=False)
    return grey, shift(-left, -top)


def _squared(sheet: Sheet, start: Matrix) -> tuple[Matrix, int, int]:
    """From the cut-out frame to the sheet laid flat by its corners."""
    matrix, width, height = flattening(sheet.corners)
    straight = matrix @ np.linalg.inv(start)
    # A sheet that stands as its frame is not moved at all, by no hundredth of a pixel.
    return (np.eye(3) if np.allclose(straight, np.eye(3), atol=1e-6) else straight), width, height


def _small(grey: GreyImage, matrix: Matrix, width: int, height: int, factor: float) -> GreyImage:
    small = averaged(grey, factor) if factor < 1 else grey
    # The sides of the small copy are whole pixels, so its factors differ a little from the one asked for.
    down = np.diag([grey.shape[1] / small.shape[1], grey.shape[0] / small.shape[0], 1.0])
    way = Transform.identity(small.shape[1], small.shape[0]).then(scaling(factor) @ matrix @ down)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return small if _is_still(way, small, size) else way.sampled(small, *size, paper=_paper(small))


def _levelled(look: Look) -> tuple[Transform, GreyImage, tuple[int, int]]:
    """The way and the copy turned level, in a frame that holds the whole turned sheet, and that frame's size."""
    degrees = lean(ink_of(look.copy))
    if abs(degrees) < _LEAST_LEAN_DEGREES:
        return look.way, look.copy, look.size
    matrix, wide, high = _turned_about(*look.size, degrees)
    small = Transform.identity(look.copy.shape[1], look.copy.shape[0]).then(scaling(look.factor) @ matrix @ scaling(1 / look.factor))
    copy = small.sampled(look.copy, max(1, round(wide * look.factor)), max(1, round(high * look.factor)))
    return look.way.then(matrix), copy, (wide, high)


def _turned_about(width: int, height: int, degrees: float) -> tuple[Matrix, int, int]:
    turn = abs(np.radians(degrees))
    wide = round(width * np.cos(turn) + height * np.sin(turn))
    high = round(height * np.cos(turn) + width * np.sin(turn))
    return shift((wide - width) / 2, (high - height) / 2) @ rotation(width, height, degrees), wide, high


def _bend(look: GreyImage, x_height_px: float | None) -> Bend | None:
    if x_height_px is None:
        return None
    return bend_of(baselines_in(ink_of(look), x_height_px), look.shape[1], look.shape[0], x_height_px)


def _reduction(x_height_px: float | None, look_factor: float) -> float:
    if x_height_px is None:
        return 1.0
    return min(1.0, max(_LARGEST_X_HEIGHT_PX * look_factor / x_height_px, _LEAST_REDUCTION))


def _carried_out(grey: GreyImage, way: Transform, size: tuple[int, int], reduction: float) -> GreyImage:
    """The one interpolation. An image to be made smaller is averaged down first, for single pixels looked up would miss strokes."""
    if reduction < 1:
        small = averaged(grey, reduction)
        down = np.diag([grey.shape[1] / small.shape[1], grey.shape[0] / small.shape[0], 1.0])
        grey, way = small, way.follows(Transform.identity(small.shape[1], small.shape[0]).then(down))
    return grey if _is_still(way, grey, size) else way.sampled(grey, *size, paper=_paper(grey))


def _is_still(way: Transform, image: NDArray[np.uint8], size: tuple[int, int]) -> bool:
    """Whether nothing moves by a twentieth of a pixel."""
    if (image.shape[1], image.shape[0]) != size:
        return False
    corners = np.array([(0, 0), (size[0], 0), (size[0], size[1]), (0, size[1])], np.float64)
    return not any(isinstance(step, Bend) for step in way.steps) and bool(np.abs(way.forward(corners) - corners).max() < 0.05)


def _paper(grey: GreyImage) -> int:
    return int(np.percentile(grey[::8, ::8], _PAPER_PERCENTILE))
