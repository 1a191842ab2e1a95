"""What a scanner or a telephone makes of a page: three conditions, seeded, each with the map from page to image pixels.

clean: an office scanner. poor: an old copier's scan. phone: a photograph on a table. No corner of the page is cut off. These are the fixed
conditions of the practice office; pages by which reading is measured wear by parameters (worn.py, split.toml).
"""

import io
import math
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from station.domain.geometry import Box
from station.practice.ink import Pixels
from station.practice.optics import Bend, corners_of, perspective, shadow, skewed, table
from station.practice.surface import blurred, faded, lit, noisy, scaled, tinted

Condition = Literal["clean", "poor", "phone"]
CONDITIONS: Final[tuple[Condition, ...]] = ("clean", "poor", "phone")

_PHOTO_PIXELS: Final = 8_000_000
_ORIENTATION_TAG: Final = 0x0112
_QUALITY: Final = {"clean": 90, "poor": 50, "phone": 80}


@dataclass(frozen=True)
class Degraded:
    """A JPEG file and how page pixels map to its pixels after EXIF orientation."""

    content: bytes
    width: int
    height: int
    matrix: NDArray[np.float64]
    """3 × 3, page → image."""
    bend: Bend | None = None
    """What the page is bent by before that."""

    def place(self, box: Box) -> Box:
        """Where a box of the page lies in the image."""
        corners = np.array([(box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)], np.float64)
        bent = self.bend.applied(corners) if self.bend else corners
        there = cv2.perspectiveTransform(bent[None], self.matrix)[0]
        (left, top), (right, bottom) = there.min(axis=0), there.max(axis=0)
        return Box(round(left), round(top), round(right - left), round(bottom - top)).clipped(self.width, self.height)


def degrade(page: Pixels, condition: Condition, random: Random) -> Degraded:
    """Scan or photograph a page. Equal seeds give equal bytes."""
    image, matrix = {"clean": _scanned, "poor": _scanned_poorly, "phone": _photographed}[condition](page, random)
    turned = condition == "phone" and random.random() < 0.5
    height, width = image.shape[:2]
    exif = Image.Exif()
    if turned:
        # the telephone stored the sensor's rows and says: turn me clockwise to see
        exif[_ORIENTATION_TAG] = 6
        image = np.ascontiguousarray(np.rot90(image))
    buffer = io.BytesIO()
    dpi = (300, 300) if condition != "phone" else (72, 72)
    Image.fromarray(image).save(buffer, "JPEG", quality=_QUALITY[condition], dpi=dpi, exif=exif.tobytes() if turned else b"")
    return Degraded(buffer.getvalue(), width, height, matrix)


def _scanned(page: Pixels, random: Random) -> tuple[Pixels, NDArray[np.float64]]:
    image, matrix = skewed(page, random.uniform(-0.6, 0.6), (247, 246, 242))
    image = tinted(image, (250, 249, 245))
    return noisy(image, 3.0, random), matrix


def _scanned_poorly(page: Pixels, random: Random) -> tuple[Pixels, NDArray[np.float64]]:
    degrees = random.uniform(1.0, 2.5) * random.choice((-1, 1))
    image = faded(page, random)
    image, matrix = skewed(image, degrees, (16, 15, 15))
    image = lit(blurred(image, random.uniform(0.9, 1.4)), 0.80, random)
    return noisy(image, 9.0, random), matrix


def _photographed(page: Pixels, random: Random) -> tuple[Pixels, NDArray[np.float64]]:
    ratio = page.shape[0] / page.shape[1]
    width = round(math.sqrt(_PHOTO_PIXELS / ratio / 1.06))
    height = _PHOTO_PIXELS // width
    matrix = perspective(page, (width, height), random)
    image = table(width, height, random)
    # the page is reduced by a fifth or more: area-like smoothing first, so that thin strokes do not fall between pixels
    shown = cv2.warpPerspective(blurred(page, 0.6), matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    outline = cv2.perspectiveTransform(corners_of(page)[None], matrix)[0]
    mask = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(mask, (outline * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    image = scaled(image, 1 - 0.45 * shadow(mask).astype(np.float32) / 255)
    cv2.copyTo(tinted(np.asarray(shown, np.uint8), (246, 240, 228)), mask, image)
    image = lit(image, 0.62, random)
    return noisy(blurred(image, random.uniform(0.4, 0.8)), 5.0, random), matrix
