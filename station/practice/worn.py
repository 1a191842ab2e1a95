"""A page as it wears and as it is taken, by parameters: from a drawn sheet and its Wear to a JPEG file and the map of its pixels.

First what happened to the sheet, then where it lies in the picture, then the light, the lens and the file.
"""

import io
from random import Random
from typing import Final

import cv2
import numpy as np
from PIL import Image

from station.practice.degrade import Degraded
from station.practice.ink import Pixels
from station.practice.optics import Bend, Matrix, corners_of, laid, shadow, table
from station.practice.render import DPI
from station.practice.surface import blurred, dusty, faded, folded, lit, noisy, scaled, shone_through, tinted
from station.practice.wear import Wear

_INCH_MM: Final = 25.4
_PAPERS: Final = ((250, 249, 245), (246, 241, 228), (240, 233, 214), (252, 252, 252), (238, 238, 232))
"""Bright, yellowed, brown with age, very white, recycled grey."""
_LIDS: Final = {"lid-white": (247, 246, 242), "lid-black": (16, 15, 15)}
_TABLE_MARGIN: Final = 0.045
_LID_MARGIN: Final = 0.004
_GUTTER_SHADE: Final = 0.3
_BENT_PER_MM: Final = 0.12
_ORIENTATION_TAG: Final = 0x0112
_EXIF_TURN: Final = {90: 8, 180: 3, 270: 6}
"""What a file says that was turned so far clockwise: how to turn it back."""


def wear_page(page: Pixels, wear: Wear, random: Random, back: Pixels | None = None) -> Degraded:
    """Wear and take one page, drawn at DPI; `back` is what stands on its other side. Equal seeds give equal bytes."""
    sheet = _aged(page, wear, random, page if back is None else back)
    image, matrix, bend = _taken(sheet, wear, random)
    image = lit(image, 1 - wear.unevenness, random) if wear.unevenness else image
    blur_px = wear.blur_mm * wear.dpi / _INCH_MM
    image = blurred(image, blur_px) if blur_px > 0.15 else image
    image = dusty(image, wear.specks, random, wear.dpi / _INCH_MM)
    return _filed(noisy(image, wear.noise, random), matrix, bend, wear)


def _aged(page: Pixels, wear: Wear, random: Random, back: Pixels) -> Pixels:
    """The sheet itself: ink, back, creases, the colour of its paper."""
    paper = random.choice(_PAPERS)
    sheet = faded(page, random, 1 - wear.fading, 1 - wear.fading / 3) if wear.fading else page
    sheet = shone_through(sheet, back, wear.bleed_through) if wear.bleed_through else sheet
    sheet = folded(sheet, wear.folds, random, DPI / _INCH_MM) if wear.folds else sheet
    return tinted(sheet, paper)


def _taken(sheet: Pixels, wear: Wear, random: Random) -> tuple[Pixels, Matrix, Bend | None]:
    """The sheet in its surroundings at the picture's own resolution."""
    scale = wear.dpi / DPI
    bend = Bend(wear.curve_mm * DPI / _INCH_MM, sheet.shape[1]) if wear.curve_mm > 0.2 else None
    margin = _TABLE_MARGIN if wear.surroundings == "table" else _LID_MARGIN
    matrix, size = _placing(sheet, wear, margin, random)
    smooth = blurred(sheet, 0.45 / scale) if scale < 0.9 else sheet
    if bend is not None:
        across = np.linspace(1, 0, sheet.shape[1], dtype=np.float32) ** 2
        shade = 1 - min(_GUTTER_SHADE, _BENT_PER_MM * wear.curve_mm) * across
        smooth = scaled(smooth, np.broadcast_to(shade, sheet.shape[:2]))
    shown, mask = laid(smooth, matrix, size, bend)
    if wear.surroundings == "table":
        around = table(*size, random)
        around = scaled(around, 1 - 0.45 * shadow(mask).astype(np.float32) / 255)
    else:
        around = np.full((size[1], size[0], 3), _LIDS[wear.surroundings], np.uint8)
    share = cv2.merge([mask, mask, mask])
    # along the edge the sheet covers its surroundings in part
    return cv2.add(shown, cv2.multiply(around, 255 - share, scale=1 / 255)).astype(np.uint8), matrix, bend


def _placing(sheet: Pixels, wear: Wear, margin: float, random: Random) -> tuple[Matrix, tuple[int, int]]:
    """Scaled, turned by the skew, drawn in at the corners by perspective; and how large a picture holds it whole."""
    height, width = sheet.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), wear.skew_deg, wear.dpi / DPI)
    there = cv2.transform(corners_of(sheet)[None], turn)[0].astype(np.float64)
    span = there.max(axis=0) - there.min(axis=0)
    drawn_in = np.array([[random.uniform(0, wear.obliqueness) * span[axis] for axis in (0, 1)] for _ in range(4)])
    signs = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)])
    there = there + drawn_in * signs
    bulge = wear.curve_mm * wear.dpi / _INCH_MM
    corner = there.min(axis=0) - margin * span - (0, bulge)
    there = there - corner
    size = np.ceil(there.max(axis=0) + margin * span).astype(int)
    matrix = cv2.getPerspectiveTransform(corners_of(sheet), there.astype(np.float32))
    return np.asarray(matrix, np.float64), (int(size[0]), int(size[1]))


def _filed(image: Pixels, matrix: Matrix, bend: Bend | None, wear: Wear) -> Degraded:
    """Turned and compressed. Boxes are of the picture after EXIF orientation: an orientation that is told is undone by whoever opens it."""
    height, width = image.shape[:2]
    exif = Image.Exif()
    if wear.turn_deg:
        image = np.ascontiguousarray(np.rot90(image, -wear.turn_deg // 90))
        if wear.told_by_exif:
            exif[_ORIENTATION_TAG] = _EXIF_TURN[wear.turn_deg]
        else:
            matrix = _turned(wear.turn_deg, width, height) @ matrix
            height, width = image.shape[:2]
    buffer = io.BytesIO()
    said = exif.tobytes() if wear.turn_deg and wear.told_by_exif else b""
    dpi = (72, 72) if wear.surroundings == "table" else (wear.dpi, wear.dpi)
    Image.fromarray(image).save(buffer, "JPEG", quality=wear.jpeg_quality, dpi=dpi, exif=said)
    return Degraded(buffer.getvalue(), width, height, matrix, bend)


def _turned(degrees: int, width: int, height: int) -> Matrix:
    """Clockwise turns of a picture of this size."""
    turns = {
        90: ((0, -1, height - 1), (1, 0, 0)),
        180: ((-1, 0, width - 1), (0, -1, height - 1)),
        270: ((0, 1, 0), (-1, 0, width - 1)),
    }
    return np.array([*turns[degrees], (0, 0, 1)], np.float64)
