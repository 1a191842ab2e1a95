"""The recipe from a picture to a page an engine reads well; each step is a pure function of its own. The original is never altered.

Order: lay flat → even grey → level → rules and leader dots away → writing brought to one size. What it is worth:
`python -m tests.bench.reading`.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from ocr.decode import ColourImage
from ocr.engines.contract import GreyImage
from ocr.ink import ink_of, x_height
from ocr.leaders import leaders_in
from ocr.page import flattening, sheet_corners
from ocr.rules import painted, rules_in
from ocr.skew import lean
from ocr.tone import even_ground, to_grey
from ocr.transform import Transform, quarter_turns, rotation, scaling
from ocr.zeros import zero_dots_in
from station.domain.geometry import Box

X_HEIGHT_PX: Final = 16
"""Height of a lower-case x at which Tesseract's networks read best (measured: 14 to 18 px; 12 and 24 are clearly worse)."""
_USUAL_X_HEIGHT_PX: Final = 24.0
"""12 pt at 300 dpi; taken when a page has too little text to measure."""
_LARGEST_WORKING_X_HEIGHT_PX: Final = 32.0
"""Pages written larger than this (600 dpi scans) are reduced before the costly steps."""
_LEAST_LEAN_DEGREES: Final = 0.08
_LEAST_SCALE: Final = 0.2
_GREATEST_SCALE: Final = 3.0


@dataclass(frozen=True)
class CleanPage:
    """A page ready for an engine."""

    image: GreyImage
    """Level, without rules and leaders, its x-height about 16 px."""
    ink: GreyImage
    """The mask of its ink, same size."""
    transform: Transform
    """From the original after EXIF to `image`."""
    separators: tuple[Box, ...]
    """Vertical rules that part columns, in pixels of `image`."""


def clean_page(picture: ColourImage, turn: int = 0) -> CleanPage:
    """The whole recipe; `turn` in degrees clockwise (0, 90, 180, 270) stands a lying page up."""
    height, width = picture.shape[:2]
    flat, way = lay_flat(picture, Transform.identity(width, height))
    grey, way = upright(even_ground(to_grey(flat)), way, turn)
    grey, way, x_height_px = reduced(grey, way)
    grey, way = level(grey, way)
    ink = ink_of(grey)
    rules = rules_in(ink, x_height_px)
    bare = cv2.subtract(ink, rules.mask).astype(np.uint8)
    for mask in (rules.mask, leaders_in(grey, bare, x_height_px), zero_dots_in(bare, x_height_px)):
        grey = painted(grey, mask)
    grey, way = sized(grey, way, x_height_px)
    factor = grey.shape[0] / ink.shape[0]
    separators = tuple(Box(*(round(side * factor) for side in separator)) for separator in rules.separators)
    return CleanPage(grey, ink_of(grey), way, separators)


def lay_flat(picture: ColourImage, way: Transform) -> tuple[ColourImage, Transform]:
    """The sheet alone, without the scanner's bed or the table around it."""
    corners = sheet_corners(picture)
    if corners is None:
        return picture, way
    matrix, width, height = flattening(corners)
    flat = cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    return flat.astype(np.uint8), way.then(matrix)


def upright(page: GreyImage, way: Transform, turn: int) -> tuple[GreyImage, Transform]:
    """The page turned clockwise by quarter turns."""
    height, width = page.shape
    return np.ascontiguousarray(np.rot90(page, -turn // 90)), way.then(quarter_turns(width, height, turn))


def reduced(page: GreyImage, way: Transform) -> tuple[GreyImage, Transform, float]:
    """The page at a working size, when it was scanned finer than needed, and the x-height in pixels that it then has."""
    measured = x_height(ink_of(page)) or _USUAL_X_HEIGHT_PX
    if measured <= _LARGEST_WORKING_X_HEIGHT_PX:
        return page, way, measured
    smaller, way = _scaled(page, way, _LARGEST_WORKING_X_HEIGHT_PX / measured)
    return smaller, way, _LARGEST_WORKING_X_HEIGHT_PX


def level(page: GreyImage, way: Transform) -> tuple[GreyImage, Transform]:
    """The page turned so that its lines lie level."""
    degrees = lean(ink_of(page))
    if abs(degrees) < _LEAST_LEAN_DEGREES:
        return page, way
    height, width = page.shape
    matrix = rotation(width, height, degrees)
    turned = cv2.warpAffine(page, matrix[:2], (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return turned.astype(np.uint8), way.then(matrix)


def sized(page: GreyImage, way: Transform, x_height_px: float) -> tuple[GreyImage, Transform]:
    """The page scaled so that its x-height becomes 16 px."""
    return _scaled(page, way, X_HEIGHT_PX / x_height_px)


def _scaled(page: GreyImage, way: Transform, factor: float) -> tuple[GreyImage, Transform]:
    factor = min(max(factor, _LEAST_SCALE), _GREATEST_SCALE)
    flags = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return cv2.resize(page, None, fx=factor, fy=factor, interpolation=flags).astype(np.uint8), way.then(scaling(factor))
