"""What a scanner or a telephone makes of a page: three conditions, seeded, each with the map from page to image pixels.

clean: an office scanner. poor: an old copier's scan. phone: a photograph on a table. No corner of the page is cut off.
"""

import io
import math
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any, Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from station.domain.geometry import Box
from station.practice.ink import Pixels

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

    def place(self, box: Box) -> Box:
        """Where a box of the page lies in the image."""
        corners = np.array([(box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)], np.float64)
        there = cv2.perspectiveTransform(corners[None], self.matrix)[0]
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
    image, matrix = _skewed(page, random.uniform(-0.6, 0.6), (247, 246, 242))
    image = _tinted(image, (250, 249, 245))
    return _noisy(image, 3.0, random), matrix


def _scanned_poorly(page: Pixels, random: Random) -> tuple[Pixels, NDArray[np.float64]]:
    degrees = random.uniform(1.0, 2.5) * random.choice((-1, 1))
    image = _faded(page, random)
    image, matrix = _skewed(image, degrees, (16, 15, 15))
    image = _lit(_blurred(image, random.uniform(0.9, 1.4)), 0.80, random)
    return _noisy(image, 9.0, random), matrix


def _photographed(page: Pixels, random: Random) -> tuple[Pixels, NDArray[np.float64]]:
    ratio = page.shape[0] / page.shape[1]
    width = round(math.sqrt(_PHOTO_PIXELS / ratio / 1.06))
    height = _PHOTO_PIXELS // width
    matrix = _perspective(page, (width, height), random)
    image = _table(width, height, random)
    # the page is reduced by a fifth or more: area-like smoothing first, so that thin strokes do not fall between pixels
    shown = cv2.warpPerspective(_blurred(page, 0.6), matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    outline = cv2.perspectiveTransform(_corners(page)[None], matrix)[0]
    mask = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(mask, (outline * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    shadow = _shadow(mask)
    image = _scaled(image, 1 - 0.45 * shadow.astype(np.float32) / 255)
    cv2.copyTo(_tinted(np.asarray(shown, np.uint8), (246, 240, 228)), mask, image)
    image = _lit(image, 0.62, random)
    return _noisy(_blurred(image, random.uniform(0.4, 0.8)), 5.0, random), matrix


def _blurred(image: Pixels, sigma: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)


def _skewed(page: Pixels, degrees: float, lid: tuple[int, int, int]) -> tuple[Pixels, NDArray[np.float64]]:
    """Turn the page about its middle on a glass that is a little larger; `lid` is what the scanner sees beside the paper."""
    height, width = page.shape[:2]
    turn = math.radians(abs(degrees))
    wide = math.ceil(width * math.cos(turn) + height * math.sin(turn)) + 8
    high = math.ceil(height * math.cos(turn) + width * math.sin(turn)) + 8
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), (0, 0, 1)])
    matrix[0, 2] += (wide - width) / 2
    matrix[1, 2] += (high - height) / 2
    image = cv2.warpAffine(page, matrix[:2], (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=lid)
    return np.asarray(image, np.uint8), matrix


def _perspective(page: Pixels, size: tuple[int, int], random: Random) -> NDArray[np.float64]:
    """The camera a little oblique and turned: page corners fall within 2 to 8 % of the frame's."""
    width, height = size

    def inset() -> float:
        return random.uniform(0.025, 0.075)

    target = np.array(
        [
            (inset() * width, inset() * height),
            ((1 - inset()) * width, inset() * height),
            ((1 - inset()) * width, (1 - inset()) * height),
            (inset() * width, (1 - inset()) * height),
        ],
        np.float32,
    )
    return np.asarray(cv2.getPerspectiveTransform(_corners(page), target), np.float64)


def _corners(page: Pixels) -> NDArray[np.float32]:
    height, width = page.shape[:2]
    return np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)


def _shadow(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The page's soft shadow on the table, a little down and right; computed at an eighth of the size."""
    height, width = mask.shape
    small = cv2.resize(mask, (width // 8, height // 8), interpolation=cv2.INTER_AREA)
    moved = cv2.warpAffine(small, np.array([[1, 0, 2], [0, 1, 2.5]], np.float64), (width // 8, height // 8))
    return np.asarray(cv2.resize(cv2.GaussianBlur(moved, (0, 0), 1.6), (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _table(width: int, height: int, random: Random) -> Pixels:
    """Brown wood: long streaks of noise."""
    noise = np.random.default_rng(random.getrandbits(64))
    streaks = cv2.resize(noise.random((height // 6, 12), np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    return _scaled(np.full((height, width, 3), (135, 92, 62), np.uint8), 0.66 + 0.34 * streaks)


def _faded(page: Pixels, random: Random) -> Pixels:
    """Thin toner: ink loses up to half its blackness, more in some places than in others."""
    cover = _field(page.shape[:2], 7, 5, random)
    # 255 - (255 - page) * keep, keep from 0.5 to 0.85
    return 255 - _scaled(255 - page, 0.5 + 0.35 * cover)


def _lit(image: Pixels, darkest: float, random: Random) -> Pixels:
    """Uneven light: a soft slope over the page down to `darkest` of full brightness."""
    return _scaled(image, darkest + (1.02 - darkest) * _field(image.shape[:2], 3, 3, random))


def _field(shape: tuple[int, ...], rows: int, columns: int, random: Random) -> NDArray[np.float32]:
    """A smooth random field from 0 to 1."""
    coarse = np.random.default_rng(random.getrandbits(64)).random((rows, columns), np.float32)
    coarse = (coarse - coarse.min()) / max(float(np.ptp(coarse)), 1e-6)
    return np.asarray(cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR), np.float32)


def _scaled(image: Pixels, field: NDArray[Any]) -> Pixels:
    """Each pixel times the field, in whole numbers to spare memory: 8 bits of fraction are finer than the image's own steps."""
    factor = np.clip(field * 255, 0, 255).astype(np.uint8)
    return np.asarray(cv2.multiply(image, cv2.merge([factor, factor, factor]), scale=1 / 255), np.uint8)


def _tinted(image: Pixels, paper: tuple[int, int, int]) -> Pixels:
    """White becomes the paper's colour."""
    tables = np.stack([(np.arange(256) * tone / 255).astype(np.uint8) for tone in paper], axis=-1)[None]
    return np.asarray(cv2.LUT(image, tables), np.uint8)


def _noisy(image: Pixels, sigma: float, random: Random) -> Pixels:
    """Grey noise of `sigma` levels: one tile repeated from a random start, which no eye and no engine sees."""
    tile = np.roll(_noise_tile(), (random.randrange(1024), random.randrange(1024)), axis=(0, 1))
    height, width = image.shape[:2]
    grain = np.tile(tile, (-(-height // 1024), -(-width // 1024)))[:height, :width]
    grain = (grain * sigma).astype(np.int16)
    return np.asarray(cv2.add(image, cv2.merge([grain, grain, grain]), dtype=cv2.CV_8U), np.uint8)


@lru_cache(maxsize=1)
def _noise_tile() -> NDArray[np.float32]:
    return np.random.default_rng(20160101).standard_normal((1024, 1024), np.float32)
