"""What happens to a page on the free lane, before the store sees it: pulled from its source, looked at, made small for the eye."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.same_sheet import PageLook, look_at_page
from station.scanner.quality import quality_findings
from station.scanner.source import Captured, CapturedImage, CaptureFault

THUMBNAIL_SIDE_PX: Final = 320
"""Twice the side shown, for screens of high resolution and 200 % text."""


@dataclass(frozen=True)
class Thumbnail:
    """A small picture: RGB, 8 bits, rows without padding."""

    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True)
class Arrival:
    """One page that came, with what can be said about it at once."""

    captured: CapturedImage | CaptureFault
    thumbnail: Thumbnail | None = None
    look: PageLook | None = None
    """By which other pictures of the same sheet are found."""


def next_arrival(source: Iterator[Captured]) -> Arrival | None:
    """Wait for the next page and look at it; None when the source is done."""
    captured = next(source, None)
    if captured is None or isinstance(captured, CaptureFault):
        return None if captured is None else Arrival(captured)
    pixels = _pixels(captured.content)
    if pixels is None:
        return Arrival(captured)
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)
    looked_at = replace(captured, findings=captured.findings + quality_findings(grey))
    return Arrival(looked_at, _small(pixels), look_at_page(grey))


def thumbnail_of(content: bytes) -> Thumbnail | None:
    """The small picture of a page that is in the store; None when it does not decode."""
    pixels = _pixels(content, cv2.IMREAD_REDUCED_COLOR_4)
    return None if pixels is None else _small(pixels)


def _pixels(content: bytes, flags: int = cv2.IMREAD_COLOR) -> NDArray[np.uint8] | None:
    """BGR, upright. None for what OpenCV cannot decode though it is whole (CMYK): the page is kept, only not looked at."""
    try:
        pixels = cv2.imdecode(np.frombuffer(content, np.uint8), flags)
    except cv2.error:
        return None
    return None if pixels is None else pixels.astype(np.uint8, copy=False)


def _small(pixels: NDArray[np.uint8]) -> Thumbnail:
    height, width = pixels.shape[:2]
    scale = min(1.0, THUMBNAIL_SIDE_PX / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.cvtColor(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2RGB)
    return Thumbnail(*size, np.ascontiguousarray(small).tobytes())
