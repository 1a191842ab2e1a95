"""What happens to a sheet and to the light on it: fading, blur, uneven light, tint, noise, back showing through, folds, dust.

Every function takes a picture of height × width × 3 and gives a new one; chance comes from the given Random alone.
"""

from functools import lru_cache
from random import Random
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from station.practice.ink import Pixels


def blurred(image: Pixels, sigma: float) -> Pixels:
    """Gaussian blur of `sigma` pixels."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)


def faded(page: Pixels, random: Random, least: float = 0.5, most: float = 0.85) -> Pixels:
    """Thin toner: ink keeps from `least` to `most` of its blackness, in some places more than in others."""
    cover = smooth_field(page.shape[:2], 7, 5, random)
    # 255 - (255 - page) * keep
    return 255 - scaled(255 - page, least + (most - least) * cover)


def shone_through(page: Pixels, back: Pixels, strength: float) -> Pixels:
    """The back of the sheet shows, mirrored and blurred by the paper; `back` is any printed page."""
    height, width = page.shape[:2]
    grey = cv2.cvtColor(cv2.resize(back, (width, height), interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    mirrored = cv2.GaussianBlur(cv2.flip(grey, 1), (0, 0), 2.0).astype(np.float32) / 255
    return scaled(page, 1 - strength * (1 - mirrored))


def folded(page: Pixels, folds: int, random: Random, mm: float) -> Pixels:
    """Creases along or across the sheet, near its halves and thirds: a shadow, and in it ink that has rubbed off. `mm`: pixels each."""
    image = page
    for _ in range(folds):
        down = random.random() < 0.6
        length = page.shape[0] if down else page.shape[1]
        at = length * (random.choice((1 / 3, 1 / 2, 1 / 2, 2 / 3)) + random.uniform(-0.02, 0.02))
        away = np.abs(np.arange(length, dtype=np.float32) - at) / mm
        shade = 1 - random.uniform(0.08, 0.25) * np.exp(-((away / 1.6) ** 2))
        rubbed = 1 - random.uniform(0.3, 0.7) * np.exp(-((away / 0.25) ** 2))
        along = (slice(None), None) if down else (None, slice(None))
        shape = page.shape[:2]
        worn = 255 - scaled(255 - image, np.broadcast_to(rubbed[along], shape))
        image = scaled(worn, np.broadcast_to(shade[along], shape))
    return image


def dusty(image: Pixels, specks: int, random: Random, mm: float) -> Pixels:
    """Dark specks of a tenth to half a millimetre anywhere in the picture."""
    dusted = image.copy()
    height, width = image.shape[:2]
    for _ in range(specks):
        tone = random.randint(20, 120)
        centre = (random.randrange(width), random.randrange(height))
        cv2.circle(dusted, centre, max(1, round(random.uniform(0.05, 0.25) * mm)), (tone, tone, tone), -1, cv2.LINE_AA)
    return dusted


def lit(image: Pixels, darkest: float, random: Random) -> Pixels:
    """Uneven light: a soft slope over the page down to `darkest` of full brightness."""
    return scaled(image, darkest + (1.02 - darkest) * smooth_field(image.shape[:2], 3, 3, random))


def smooth_field(shape: tuple[int, ...], rows: int, columns: int, random: Random) -> NDArray[np.float32]:
    """A smooth random field from 0 to 1."""
    coarse = np.random.default_rng(random.getrandbits(64)).random((rows, columns), np.float32)
    coarse = (coarse - coarse.min()) / max(float(np.ptp(coarse)), 1e-6)
    return np.asarray(cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR), np.float32)


def scaled(image: Pixels, field: NDArray[Any]) -> Pixels:
    """Each pixel times the field, in whole numbers to spare memory: 8 bits of fraction are finer than the image's own steps."""
    factor = np.clip(field * 255, 0, 255).astype(np.uint8)
    return np.asarray(cv2.multiply(image, cv2.merge([factor, factor, factor]), scale=1 / 255), np.uint8)


def tinted(image: Pixels, paper: tuple[int, int, int]) -> Pixels:
    """White becomes the paper's colour."""
    tables = np.stack([(np.arange(256) * tone / 255).astype(np.uint8) for tone in paper], axis=-1)[None]
    return np.asarray(cv2.LUT(image, tables), np.uint8)


def noisy(image: Pixels, sigma: float, random: Random) -> Pixels:
    """Grey noise of `sigma` levels: one tile repeated from a random start, which no eye and no engine sees."""
    tile = np.roll(_noise_tile(), (random.randrange(1024), random.randrange(1024)), axis=(0, 1))
    height, width = image.shape[:2]
    grain = np.tile(tile, (-(-height // 1024), -(-width // 1024)))[:height, :width]
    grain = (grain * sigma).astype(np.int16)
    return np.asarray(cv2.add(image, cv2.merge([grain, grain, grain]), dtype=cv2.CV_8U), np.uint8)


@lru_cache(maxsize=1)
def _noise_tile() -> NDArray[np.float32]:
    return np.random.default_rng(20160101).standard_normal((1024, 1024), np.float32)
