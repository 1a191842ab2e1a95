"""From the bytes of an image file to pixels: size checked before decoding, EXIF orientation applied, nothing written anywhere."""

import io
import struct
import warnings
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from station.domain.errors import StationError

ColourImage = NDArray[np.uint8]
"""Rows × columns × 3, in the order blue, green, red (as OpenCV wants it)."""

PIXEL_LIMIT: Final = 150_000_000
"""A2 at 600 dpi is 139 megapixels; anything larger is a mistake or an attack. 150 megapixels decode to 450 MB."""

_FORMATS: Final = ("JPEG", "PNG", "TIFF", "BMP", "WEBP", "GIF", "PPM", "JPEG2000")
"""No more decoders than scanners and phones need."""


def decode(content: bytes) -> ColourImage:
    """The first image of a file, upright by its EXIF orientation, transparency laid on white.

    Raises StationError `capture.too-large` before anything is decoded, `reading.unreadable-image` for what is cut short or no image.
    """
    with warnings.catch_warnings():
        # The size has its own check below; other warnings of the decoder are about metadata that is not used.
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
                _require_size(opened)
                upright = ImageOps.exif_transpose(opened)
                return _pixels(upright)
        except Image.DecompressionBombError as error:
            raise StationError("capture.too-large", name="", megapixels=f">{PIXEL_LIMIT // 10**6}", limit=PIXEL_LIMIT // 10**6) from error
        except (OSError, SyntaxError, ValueError, IndexError, TypeError, EOFError, struct.error) as error:
            # The decoders of Pillow raise any of these for damaged files.
            raise StationError("reading.unreadable-image") from error


def _require_size(image: Image.Image) -> None:
    pixels = image.width * image.height
    if pixels > PIXEL_LIMIT:
        raise StationError("capture.too-large", name="", megapixels=round(pixels / 1e6), limit=PIXEL_LIMIT // 10**6)


def _pixels(image: Image.Image) -> ColourImage:
    if image.mode.startswith("I;16"):
        # 16-bit greys: Pillow would clip them at 255 instead of scaling.
        grey = (np.asarray(image) >> 8).astype(np.uint8)
        return np.ascontiguousarray(np.repeat(grey[:, :, None], 3, axis=2))
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, (255, 255, 255))
        image.paste(layer, mask=layer.getchannel("A"))
    return np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])
