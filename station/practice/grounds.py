"""Patterns printed under the text and frames around it, by formula: nobody's design, as pale and as busy as those of real papers."""

from functools import lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ImageDraw

from station.practice.ink import Pixels, guilloche

TINTS: Final = {
    "pink": ((254, 244, 243), (245, 205, 212)),
    "blue": ((246, 250, 254), (201, 220, 238)),
    "green": ((247, 252, 246), (204, 228, 206)),
    "yellow": ((255, 252, 240), (240, 226, 180)),
    "grey": ((250, 250, 250), (222, 222, 222)),
}
"""Palest and deepest colour."""

Colour = tuple[int, int, int]


def ground_of(pattern: str, tint: str, width: int, height: int) -> Pixels:
    """The sheet before anything is printed on it, in pixels; read-only."""
    if pattern == "white":
        return np.full((height, width, 3), 255, np.uint8)
    if pattern == "guilloche" and tint == "pink":
        return guilloche(width, height)
    return _patterned(pattern, tint, width, height)


@lru_cache(maxsize=6)
def _patterned(pattern: str, tint: str, width: int, height: int) -> Pixels:
    scale = 3
    y, x = np.mgrid[0 : -(-height // scale), 0 : -(-width // scale)].astype(np.float32)
    shade = cv2.resize(_SHADES[pattern](x, y).clip(0, 1).astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    ground = np.empty((height, width, 3), np.uint8)
    for channel, (pale, deep) in enumerate(zip(*TINTS[tint], strict=True)):
        ground[..., channel] = (pale - (pale - deep) * shade).astype(np.uint8)
    ground.setflags(write=False)
    return ground


Field = NDArray[np.float32]


def _guilloche(x: Field, y: Field) -> Field:
    cx, cy = x.shape[1] / 2, x.shape[0] / 2
    radius, angle = np.hypot(x - cx, y - cy), np.arctan2(y - cy, x - cx)
    waves = np.cos(y * 0.42 + 5 * np.sin(x * 0.035)) * np.cos(x * 0.42 + 5 * np.sin(y * 0.03))
    drum = np.cos(radius * 0.3 + 2.2 * np.sin(angle * 14)) * (radius < min(cx, cy) * 0.85)
    return np.asarray(0.5 + 0.25 * waves + 0.25 * drum, np.float32)


def _waves(x: Field, y: Field) -> Field:
    """Thin waving lines, two bundles that cross."""
    one = np.cos(y * 0.62 + 7 * np.sin(x * 0.012))
    other = np.cos(y * 0.62 - 7 * np.sin(x * 0.012 + 1.3))
    return np.asarray(np.maximum(one, other) ** 3 * 0.8, np.float32)


def _rosettes(x: Field, y: Field) -> Field:
    """Rosettes side by side, each of petals."""
    side = 96.0
    u, v = np.mod(x, side) - side / 2, np.mod(y, side) - side / 2
    radius, angle = np.hypot(u, v), np.arctan2(v, u)
    petals = np.cos(radius * 0.55 + 1.8 * np.cos(angle * 8))
    return np.asarray((0.5 + 0.5 * petals) * (radius < side * 0.5), np.float32)


def _lattice(x: Field, y: Field) -> Field:
    """A fine slanted lattice."""
    return np.asarray(np.maximum(np.cos((x + y) * 0.45), np.cos((x - y) * 0.45)) ** 5, np.float32)


_SHADES: Final = {"guilloche": _guilloche, "waves": _waves, "rosettes": _rosettes, "lattice": _lattice}


def draw_frame(draw: ImageDraw.ImageDraw, kind: str, size: tuple[int, int], mm: float, colour: Colour) -> None:
    """A frame along the edge of the sheet; `size` in pixels, `mm` pixels to a millimetre."""
    width, height = size
    if kind == "none":
        return
    lines = {"single": ((8, 0.8),), "double": ((9, 1.0), (11, 0.25)), "ornate": ((7, 0.3), (12, 0.5))}[kind]
    for inset, thick in lines:
        margin = inset * mm
        draw.rectangle((margin, margin, width - margin, height - margin), outline=colour, width=max(1, round(thick * mm)))
    if kind == "ornate":
        _border_of_rings(draw, size, mm, colour)


def _border_of_rings(draw: ImageDraw.ImageDraw, size: tuple[int, int], mm: float, colour: Colour) -> None:
    """Interlaced rings between the two lines of an ornate frame."""
    width, height = size
    step, middle, reach = 3.2 * mm, 9.5 * mm, 1.9 * mm
    across, down = int((width - 2 * middle) / step), int((height - 2 * middle) / step)
    spots = [(middle + step * n, edge) for n in range(across + 1) for edge in (middle, height - middle)]
    spots += [(edge, middle + step * n) for n in range(down + 1) for edge in (middle, width - middle)]
    for x, y in spots:
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), outline=colour, width=max(1, round(0.2 * mm)))
