"""Things that are stamped, scribbled or printed under the text: round seal, signature, guilloche ground. Drawn by formula, nobody's."""

from functools import lru_cache
from random import Random
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from station.practice.fonts import printed_face

Pixels = NDArray[np.uint8]
"""Height × width × 3, RGB."""

_SEAL_RED = (200, 30, 45)
_PEN_BLUE = (30, 45, 130)


def stamp_seal(
    page: Pixels, centre: tuple[int, int], radius: int, words: tuple[str, str], random: Random, *, strength: float = 0.85
) -> None:
    """Multiply a round seal into the page, a little turned and unevenly inked; `words` run around it above and below the star."""
    angle = random.uniform(-14, 14)
    cover = _turned(_seal_cover(radius, words), angle)
    wear = cv2.resize(_noise(random, 12, 12), (cover.shape[1], cover.shape[0]), interpolation=cv2.INTER_CUBIC)
    cover = cover * np.clip(0.6 + 0.5 * wear, 0, 1) * strength
    _multiply(page, cover, (centre[0] - cover.shape[1] // 2, centre[1] - cover.shape[0] // 2), _SEAL_RED)


def sign(page: Pixels, centre: tuple[int, int], width: int, random: Random) -> None:
    """Scribble a signature about `width` pixels wide: a smooth curve through random points and a stroke under it."""
    height = width // 3
    along = [width * (0.05 + 0.1 * step + random.uniform(-0.09, 0.09)) for step in range(10)]
    curve = _smooth(np.array([(x, random.uniform(0.1, 0.9) * height) for x in along]))
    flourish = _smooth(np.array([(0.02 * width, 0.75 * height), (0.5 * width, 0.95 * height), (0.98 * width, 0.45 * height)]))
    cover = np.zeros((height + 20, width + 20), np.uint8)
    thick = max(2, width // 110)
    for line, weight in ((curve, thick), (flourish, max(1, thick - 1))):
        cv2.polylines(cover, [((line + 10) * 16).astype(np.int32)], False, 255, weight, cv2.LINE_AA, 4)
    _multiply(page, cover.astype(np.float32) * np.float32(0.9 / 255), (centre[0] - width // 2, centre[1] - height // 2), _PEN_BLUE)


@lru_cache(maxsize=4)
def guilloche(width: int, height: int) -> Pixels:
    """A pale pink ground of waves with a large round motif in the middle, as on land certificates."""
    scale = 3
    y, x = np.mgrid[0 : -(-height // scale), 0 : -(-width // scale)].astype(np.float32)
    cx, cy = x.shape[1] / 2, y.shape[0] / 2
    radius, angle = np.hypot(x - cx, y - cy), np.arctan2(y - cy, x - cx)
    waves = np.cos(y * 0.42 + 5 * np.sin(x * 0.035)) * np.cos(x * 0.42 + 5 * np.sin(y * 0.03))
    drum = np.cos(radius * 0.3 + 2.2 * np.sin(angle * 14)) * (radius < min(cx, cy) * 0.85)
    shade = (0.5 + 0.25 * waves + 0.25 * drum).clip(0, 1)
    shade = cv2.resize(shade, (width, height), interpolation=cv2.INTER_LINEAR)
    ground = np.empty((height, width, 3), np.uint8)
    for channel, (pale, deep) in enumerate(((254, 249), (242, 214), (240, 218))):
        ground[..., channel] = (pale - (pale - deep) * shade).astype(np.uint8)
    ground.setflags(write=False)
    return ground


@lru_cache(maxsize=8)
def _seal_cover(radius: int, words: tuple[str, str]) -> NDArray[np.float32]:
    """Ink cover 0..1 of an upright seal, drawn at twice the size for smooth edges."""
    side = 2 * (2 * radius + 8)
    middle, full = side / 2, 2.0 * radius
    sheet = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(sheet)
    for share, width in ((1.0, 0.045), (0.93, 0.015), (0.6, 0.02)):
        reach = full * share
        draw.ellipse((middle - reach, middle - reach, middle + reach, middle + reach), outline=255, width=max(2, round(full * width)))
    _around(sheet, words[0], full * 0.765, full, top=True)
    _around(sheet, words[1], full * 0.765, full, top=False)
    star = [
        (middle + full * reach * np.sin(step * np.pi / 5), middle - full * reach * np.cos(step * np.pi / 5))
        for step, reach in enumerate([0.3, 0.12] * 5)
    ]
    draw.polygon(star, fill=255)
    small = sheet.resize((side // 2, side // 2), Image.Resampling.LANCZOS)
    return np.asarray(small, np.float32) / np.float32(255)


def _around(sheet: Image.Image, text: str, reach: float, full: float, *, top: bool) -> None:
    """Letters on a circle of radius `reach`, upright at the top of the seal or at its foot."""
    face = printed_face(full * 0.21 * 72 / 300, bold=True)
    font = face.at(300)
    widths = [font.getlength(letter) * 1.12 for letter in text]
    half_turn = min(np.pi * 1.12, sum(widths) / reach) / 2
    squeeze = min(1.0, 2 * half_turn * reach / max(sum(widths), 1))
    at, middle = -half_turn, sheet.width / 2
    for letter, width in zip(text, widths, strict=True):
        turn = at + width * squeeze / reach / 2
        at += width * squeeze / reach
        size = round(full * 0.34)
        tile = Image.new("L", (size, size), 0)
        ImageDraw.Draw(tile).text((size / 2, size * 0.68), letter, font=font, fill=255, anchor="ms")
        tile = tile.rotate(-np.degrees(turn) if top else np.degrees(turn), Image.Resampling.BICUBIC)
        x, y = middle + reach * np.sin(turn), middle + (-reach if top else reach) * np.cos(turn)
        sheet.paste(255, (round(x - size / 2), round(y - size / 2)), tile)


def _turned(cover: NDArray[np.float32], degrees: float) -> NDArray[np.float32]:
    side = cover.shape[0]
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(cover, turn, (side, side), flags=cv2.INTER_LINEAR), np.float32)


def _multiply(page: Pixels, cover: NDArray[np.float32], corner: tuple[int, int], colour: tuple[int, int, int]) -> None:
    """Lay ink on paper: where cover is 1 the page is multiplied by the colour; parts outside the page are cut off."""
    x0, y0 = corner
    left, top = max(x0, 0), max(y0, 0)
    right, bottom = min(x0 + cover.shape[1], page.shape[1]), min(y0 + cover.shape[0], page.shape[0])
    if right <= left or bottom <= top:
        return
    part = cover[top - y0 : bottom - y0, left - x0 : right - x0, None]
    inked = 1 - part * (1 - np.array(colour, np.float32) / 255)
    region = page[top:bottom, left:right]
    region[:] = (region * inked).astype(np.uint8)


def _smooth(points: NDArray[Any]) -> NDArray[Any]:
    """Catmull-Rom curve through the points, 16 steps between two."""
    padded = np.vstack([points[:1], points, points[-1:]])
    t = np.linspace(0, 1, 16, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.vstack([*pieces, points[-1:]])


def _noise(random: Random, height: int, width: int) -> NDArray[np.float32]:
    return np.random.default_rng(random.getrandbits(64)).random((height, width), np.float32)
