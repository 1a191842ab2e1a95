"""From a page's bytes to pixels for the eye, upright, with their pyramid; and the cleaned page laid over them. For the free lane."""

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
from PIL import Image

from ocr.cleanup import clean_page
from ocr.decode import PIXEL_LIMIT, decode
from ocr.ink import ink_of
from ocr.type_size import x_height
from station.domain.errors import StationError
from ui.widgets.pyramid import Pixels, Pyramid

Cancelled = Callable[[], bool]

_LEAST_PREVIEW_SIDE_PX: Final = 800
"""A preview is at least as wide as the view on the smallest screen."""
_MEASURED_SIDE_PX: Final = 1000
_PREVIEWS: Final = {2: cv2.IMREAD_REDUCED_COLOR_2, 4: cv2.IMREAD_REDUCED_COLOR_4, 8: cv2.IMREAD_REDUCED_COLOR_8}
_PLAIN_MODES: Final = {"L", "RGB"}
"""What OpenCV decodes to the same pixels as the reading sees; transparency, palettes, CMYK and 16 bits go the reading's own way."""


@dataclass(frozen=True)
class PageImage:
    """One decoded page. Boxes of readings are in its `width` × `height` pixels."""

    array: Pixels
    """RGB, rows × columns × 3; grey, rows × columns, for a cleaned page. A preview has `reduction` times less of each."""
    width: int
    """Of the page as captured, after EXIF orientation."""
    height: int
    page_id: str = ""
    x_height_px: float | None = None
    """Height of a lower-case x of its writing; None where that was not measured or there is too little."""
    reduction: int = 1
    """1: all pixels are here; 2, 4, 8: a quick preview."""
    _pyramid: list[Pyramid] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def of(cls, array: Pixels, page_id: str = "") -> "PageImage":
        """A whole page from its pixels, with its pyramid and the size of its writing: 30 ms for A4."""
        pyramid = Pyramid(array)
        return cls(array, array.shape[1], array.shape[0], page_id, _x_height_of(pyramid), _pyramid=[pyramid])

    def pyramid(self) -> Pyramid:
        """The levels to draw from; pages that come from PageImages have theirs made already."""
        if not self._pyramid:
            self._pyramid.append(Pyramid(self.array, self.reduction))
        return self._pyramid[0]

    @property
    def size_bytes(self) -> int:
        """Memory of the pixels with their pyramid."""
        return self.pyramid().size_bytes


def decoded(content: bytes, page_id: str = "", cancelled: Cancelled = lambda: False) -> PageImage | None:
    """All pixels, upright, and their pyramid; None when cancelled. Raises StationError `store.damaged` for what does not decode."""
    if cancelled():
        return None
    pixels = _by_opencv(content) if _is_plain(content) else None
    if pixels is None:
        pixels = _by_reading(content, page_id)
    return None if cancelled() else PageImage.of(pixels, page_id)


def preview(content: bytes, page_id: str = "") -> PageImage | None:
    """The page at a half, quarter or eighth, from the low frequencies of a JPEG alone; None where that would not be quicker."""
    header = _header(content, "JPEG")
    if header is None:
        return None
    width, height = header.size
    fitting = [reduction for reduction in _PREVIEWS if min(width, height) >= reduction * _LEAST_PREVIEW_SIDE_PX]
    if not fitting:
        return None
    reduction = fitting[-1]
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), _PREVIEWS[reduction])
    if pixels is None:
        return None
    rgb = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)
    if (rgb.shape[1] > rgb.shape[0]) != (width > height):
        width, height = height, width
    page = PageImage(rgb, width, height, page_id, reduction=reduction)
    page.pyramid()
    return page


def cleaned(page: PageImage, cancelled: Cancelled = lambda: False) -> PageImage | None:
    """What the reading sees of the page: even, level, without rules; laid back over the original. None when cancelled.

    About ten times as long as decoding; grey, so a third of the original's memory.
    """
    if cancelled():
        return None
    clean = clean_page(np.ascontiguousarray(page.array[:, :, ::-1]))
    if cancelled():
        return None
    return PageImage.of(clean.transform.laid_back(clean.image), page.page_id)


def _x_height_of(pyramid: Pyramid) -> float | None:
    """Measured where the page is about as wide as A4 at 150 dpi: quick, and exact to a twentieth."""
    levels = [level for level in pyramid.levels if min(level.pixels.shape[:2]) >= _MEASURED_SIDE_PX]
    level = levels[-1] if levels else pyramid.levels[0]
    grey = level.pixels if level.pixels.ndim == 2 else cv2.cvtColor(level.pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
    measured = x_height(ink_of(grey))
    return None if measured is None else measured / float(level.scale)


def _header(content: bytes, *formats: str) -> Image.Image | None:
    """The file's header, not decoded; None for anything else and for what is too large."""
    with warnings.catch_warnings():
        # Pillow warns of large images; our own limit stands.
        warnings.simplefilter("ignore")
        try:
            header = Image.open(io.BytesIO(content), formats=formats)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            return None
    return header if header.width * header.height <= PIXEL_LIMIT else None


def _is_plain(content: bytes) -> bool:
    """Whether OpenCV may decode it; what is strange is left to the reading's decoder, which knows the reasons."""
    header = _header(content, "JPEG", "PNG", "TIFF")
    return header is not None and header.mode in _PLAIN_MODES and not header.has_transparency_data


def _by_opencv(content: bytes) -> Pixels | None:
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_RGB)
    return None if pixels is None else pixels.astype(np.uint8, copy=False)


def _by_reading(content: bytes, page_id: str) -> Pixels:
    """The rare formats, and the reason why something does not decode. The page was whole when it was captured: now its file is damaged."""
    try:
        return np.ascontiguousarray(decode(content)[:, :, ::-1])
    except StationError as error:
        raise StationError("store.damaged", reason=f"the image of page {page_id} cannot be decoded ({error.code})") from error
