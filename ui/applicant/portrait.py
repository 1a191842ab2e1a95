"""The face on the card as pixels to be shown: decoded off the window's thread, made small, in memory only."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.decode import decode
from station.domain.errors import StationError
from station.domain.identification import Portrait

FACE_HEIGHT: Final = 480
"""Rows at the most: twice what the desk shows at its usual size."""


@dataclass(frozen=True, repr=False)
class Face:
    """Rows × columns × red, green, blue."""

    pixels: NDArray[np.uint8]


def face_of(portrait: Portrait) -> Face | None:
    """JPEG or JPEG 2000 into pixels; None for a picture that cannot be decoded: the chip's verdicts stand without it."""
    try:
        pixels = decode(portrait.content)
    except StationError:
        return None
    height, width = pixels.shape[:2]
    if height > FACE_HEIGHT:
        size = (max(1, round(width * FACE_HEIGHT / height)), FACE_HEIGHT)
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    return Face(np.ascontiguousarray(pixels[:, :, ::-1]))
