"""From the bytes of an image file to pixels: size checked before decoding, EXIF orientation applied, nothing written anywhere."""

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ocr.transform import Transform
from station.domain.errors import StationError

ColourImage = NDArray[np.uint8]
"""Rows × columns × 3, in the order blue, green, red (as OpenCV wants it)."""

PIXEL_LIMIT: Final = 150_000_000
"""A2 at 600 dpi is 139 megapixels; anything larger is a mistake or an attack. 150 megapixels decode to 450 MB."""

_ORIENTATION_TAG: Final = 0x0112
_METHODS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How each EXIF orientation (CIPA DC-008, table 6) is undone."""
_SIDEWAYS: Final = {5, 6, 7, 8}
_FORMATS: Final = ("JPEG", "PNG", "TIFF", "BMP", "WEBP", "GIF", "PPM", "JPEG2000")
"""No more decoders than scanners and phones need."""


READING_PIXELS: Final = 36_000_000
"""A3 at 300 dpi has 17 megapixels, A4 at 600 dpi 35; more than that is halved before reading, for the sake of memory."""


@dataclass(frozen=True)
class ReadingCopy:
    """An image as it is read: all its pixels, or, of a huge one, a copy with half, a third… of its sides."""

    pixels: ColourImage
    start: Transform
    """From the image as captured to `pixels`."""


def decode(content: bytes) -> ColourImage:
    """The first image of a file, upright by its EXIF orientation, transparency laid on white.

    Raises StationError `capture.too-large` before anything is decoded, `reading.unreadable-image` for what is cut short or no image.
    """
    with _opened(content) as image:
        image.load()
        return _pixels(_stood_up(image, _orientation(image)))


def reading_copy(content: bytes) -> ReadingCopy:
    """The same with at most READING_PIXELS, averaged down before anything else is made of it. Raises what `decode` raises."""
    with _opened(content) as image:
        size = image.size
        divisor = 1
        while size[0] * size[1] > READING_PIXELS * divisor**2:
            divisor += 1
        # A JPEG can be decoded at half its size or less, so that its full size never lies in memory.
        image.draft(None, (size[0] // divisor, size[1] // divisor))
        image.load()
        orientation = _orientation(image)
        further = max(1, round(divisor * image.width / size[0]))
        pixels = _pixels(_stood_up(image if further == 1 else _reduced(image, further), orientation))
    width, height = reversed(size) if orientation in _SIDEWAYS else size
    start = Transform.identity(width, height)
    if pixels.shape[:2] == (height, width):
        return ReadingCopy(pixels, start)
    return ReadingCopy(pixels, start.then(np.diag([pixels.shape[1] / width, pixels.shape[0] / height, 1.0])))


@contextmanager
def _opened(content: bytes) -> Iterator[Image.Image]:
    """The image, not yet decoded; whatever its decoder throws while it is in use becomes a StationError."""
    with warnings.catch_warnings():
        # The size has its own check below; other warnings of the decoder are about metadata that is not used.
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
                _require_size(opened)
                yield opened
        except Image.DecompressionBombError as error:
            raise StationError("capture.too-large", name="", megapixels=f">{PIXEL_LIMIT // 10**6}", limit=PIXEL_LIMIT // 10**6) from error
        except (OSError, SyntaxError, ValueError, IndexError, TypeError, KeyError, OverflowError, EOFError, struct.error) as error:
            # The decoders of Pillow raise any of these for damaged files.
            raise StationError("reading.unreadable-image") from error


def _orientation(image: Image.Image) -> int:
    """EXIF orientation of a decoded image, 1 to 8. TIFF files are stood up by their decoder and say 1 afterwards."""
    found = image.getexif().get(_ORIENTATION_TAG, 1)
    return found if found in _METHODS else 1


def _stood_up(image: Image.Image, orientation: int) -> Image.Image:
    return image if orientation == 1 else image.transpose(_METHODS[orientation])


def _reduced(image: Image.Image, divisor: int) -> Image.Image:
    """Averaged over squares of `divisor` pixels; bits and palettes as greys and colours, for only those have averages."""
    if image.mode.startswith("I;16"):
        return image.resize((max(1, image.width // divisor), max(1, image.height // divisor)), Image.Resampling.NEAREST)
    plain = {"1": "L", "P": "RGB", "PA": "RGBA", "I": "L", "F": "L"}.get(image.mode)
    return (image.convert(plain) if plain else image).reduce(divisor)


def _require_size(image: Image.Image) -> None:
    pixels = image.width * image.height
    if pixels > PIXEL_LIMIT:
        raise StationError("capture.too-large", name="", megapixels=round(pixels / 1e6), limit=PIXEL_LIMIT // 10**6)


def _pixels(image: Image.Image) -> ColourImage:
    if image.mode.startswith("I;16"):
        # 16-bit greys: Pillow would clip them at 255 instead of scaling.
        grey = (np.asarray(image) >> 8).astype(np.uint8, copy=False)
        return np.ascontiguousarray(np.repeat(grey[:, :, None], 3, axis=2))
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, (255, 255, 255))
        image.paste(layer, mask=layer.getchannel("A"))
    return np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])
