"""Where a sheet lies in the picture: turned on the glass, seen obliquely, bent beside a gutter, and what is around it."""

import math
from dataclasses import dataclass
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from station.practice.ink import Pixels
from station.practice.surface import scaled

Matrix = NDArray[np.float64]
"""3 × 3, page → picture."""


@dataclass(frozen=True)
class Bend:
    """The page bulges beside a gutter at its left edge and lies flat at its right: lines of writing rise towards the gutter."""

    height_px: float
    width_px: float
    """Of the page."""

    def lift(self, x: NDArray[np.floating]) -> NDArray[np.floating]:
        """How many pixels a point at `x` is moved up."""
        lift: NDArray[np.floating] = self.height_px * np.clip(1 - x / self.width_px, 0, 1) ** 3
        return lift

    def applied(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points of the flat page, n × 2, on the bent one."""
        return np.stack([points[:, 0], points[:, 1] - self.lift(points[:, 0])], axis=1)


def laid(page: Pixels, matrix: Matrix, size: tuple[int, int], bend: Bend | None) -> tuple[Pixels, NDArray[np.uint8]]:
    """The page in a picture of `size` (width, height), black around it, and the mask of where it lies; one interpolation."""
    sheet = np.full(page.shape[:2], 255, np.uint8)
    if bend is None:
        shown = cv2.warpPerspective(page, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        mask = cv2.warpPerspective(sheet, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        return np.asarray(shown, np.uint8), np.asarray(mask, np.uint8)
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    a = np.linalg.inv(matrix).astype(np.float32)
    depth = a[2, 0] * x + a[2, 1] * y + a[2, 2]
    across = (a[0, 0] * x + a[0, 1] * y + a[0, 2]) / depth
    down = (a[1, 0] * x + a[1, 1] * y + a[1, 2]) / depth
    down = (down + bend.lift(across)).astype(np.float32)
    shown = cv2.remap(page, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    mask = cv2.remap(sheet, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return np.asarray(shown, np.uint8), np.asarray(mask, np.uint8)


def skewed(page: Pixels, degrees: float, lid: tuple[int, int, int]) -> tuple[Pixels, NDArray[np.float64]]:
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


def perspective(page: Pixels, size: tuple[int, int], random: Random) -> NDArray[np.float64]:
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
    return np.asarray(cv2.getPerspectiveTransform(corners_of(page), target), np.float64)


def corners_of(page: Pixels) -> NDArray[np.float32]:
    """Top left, top right, bottom right, bottom left, in pixels."""
    height, width = page.shape[:2]
    return np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)


def shadow(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The page's soft shadow on the table, a little down and right; computed at an eighth of the size."""
    height, width = mask.shape
    small = cv2.resize(mask, (width // 8, height // 8), interpolation=cv2.INTER_AREA)
    moved = cv2.warpAffine(small, np.array([[1, 0, 2], [0, 1, 2.5]], np.float64), (width // 8, height // 8))
    return np.asarray(cv2.resize(cv2.GaussianBlur(moved, (0, 0), 1.6), (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def table(width: int, height: int, random: Random) -> Pixels:
    """Brown wood: long streaks of noise."""
    noise = np.random.default_rng(random.getrandbits(64))
    streaks = cv2.resize(noise.random((height // 6, 12), np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    return scaled(np.full((height, width, 3), (135, 92, 62), np.uint8), 0.66 + 0.34 * streaks)
