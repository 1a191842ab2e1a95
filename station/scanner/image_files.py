"""JPEG, PNG and TIFF files: size judged from the header, then decoded to the end. Whoever walks folders is files.py.

Memory: a JPEG is decoded at an eighth of its size (the whole stream is still read), a PNG 64 KB at a time, a TIFF frame whole: at most
`limit_megapixels` × 4 bytes.
"""

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile

from station.domain.errors import StationError
from station.scanner.png_check import Damaged, Truncated, require_whole_png
from station.scanner.source import require_within

_ORIENTATION = 0x0112
_SIDEWAYS = {5, 6, 7, 8}
"""EXIF orientations that swap width and height (CIPA DC-008, table 6)."""
_SUBFILE_TYPE = 254
_REDUCED = 1
"""NewSubfileType and its bit of a preview (TIFF 6.0, p. 36): not a page."""
_DRAFT_DIVISOR = 8
_PNG_MODES = {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}
_DECODING_ERRORS = (OSError, SyntaxError, ValueError, KeyError, TypeError, IndexError, OverflowError, struct.error)
"""Pillow lets its plugins' parsing errors through; for a file from outside they all mean the same."""

Size = tuple[int, int]


def require_whole_jpeg(content: bytes, name: str, limit_megapixels: float) -> Size:
    """Width and height after orientation; raise StationError unless the stream decodes to its last row.

    The plugin is called directly because Image.open would apply a limit of its own before ours.
    """
    with _decoding(name), JpegImageFile(io.BytesIO(content)) as image:
        width, height = image.size
        require_within(width, height, name, limit_megapixels)
        sideways = _orientation(image) in _SIDEWAYS
        image.draft(image.mode, (max(1, width // _DRAFT_DIVISOR), max(1, height // _DRAFT_DIVISOR)))
        image.load()
    return (height, width) if sideways else (width, height)


def require_whole_png_file(content: bytes, name: str, limit_megapixels: float) -> Size:
    """Width and height after orientation; raise StationError unless every row is there."""
    with _decoding(name), PngImageFile(io.BytesIO(content)) as image:
        width, height = image.size
        require_within(width, height, name, limit_megapixels)
    try:
        require_whole_png(content)
    except Truncated as problem:
        raise StationError("capture.truncated", name=name) from problem
    except Damaged as problem:
        raise StationError("capture.damaged", name=name) from problem
    return width, height


Frame = tuple[Size, bytes | None]


def tiff_frames(path: Path, name: str, limit_megapixels: float) -> Iterator[tuple[int, str, Frame | StationError]]:
    """Each frame as (number from 1, its name, (size after orientation, PNG bytes)), decoded when asked for.

    The PNG is None for the only frame of a file: its own bytes are the page. A StationError stands for a frame that cannot be decoded, and
    the next goes on. Raises StationError when not even the first directory can be read.
    """
    with _decoding(name):
        image = TiffImageFile(path)
    with image:
        alone = not image.is_animated
        number = 0
        more = True
        while more:
            if alone or not int(image.tag_v2.get(_SUBFILE_TYPE, 0)) & _REDUCED:
                number += 1
                frame_name = name if alone else f"{name}#{number}"
                yield number, frame_name, _frame_or_fault(image, frame_name, limit_megapixels, keep=alone)
            more = _to_next_frame(image, name)


def _to_next_frame(image: TiffImageFile, name: str) -> bool:
    """Go to the next frame; False after the last."""
    with _decoding(name):
        try:
            image.seek(image.tell() + 1)
        except EOFError:
            return False
    return True


def _frame_or_fault(image: TiffImageFile, name: str, limit_megapixels: float, *, keep: bool) -> Frame | StationError:
    width, height = image.size
    try:
        require_within(width, height, name, limit_megapixels)
        with _decoding(name):
            image.load()
            return image.size, None if keep else as_png(image)
    except StationError as error:
        return error


def as_png(image: Image.Image, dpi: float | None = None) -> bytes:
    """The picture as PNG, upright; lossless for every mode that PNG has, else (CMYK, Lab) by way of RGB."""
    upright = ImageOps.exif_transpose(image)
    if upright.mode not in _PNG_MODES:
        upright = upright.convert("RGB")
    out = io.BytesIO()
    resolution = (dpi, dpi) if dpi else image.info.get("dpi")
    # Capture must keep up with the scanner: the quickest level, for some more bytes.
    upright.save(out, "PNG", compress_level=1, **({"dpi": _pair(resolution)} if resolution else {}))
    return out.getvalue()


def _pair(resolution: Any) -> tuple[float, float]:
    across, down = resolution
    return float(across), float(down)


def _orientation(image: Image.Image) -> int:
    """EXIF orientation; 1 when there is none or the EXIF block is nonsense."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _DECODING_ERRORS:
        return 1


@contextmanager
def _decoding(name: str) -> Iterator[None]:
    """Turn whatever a decoder throws at a broken file into `capture.truncated`, `capture.too-large` or `capture.damaged`.

    Pillow's warnings are dropped: about size, because our own limit was applied before; about damage, because it then fails or does not.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Image.DecompressionBombError as problem:
        raise StationError("capture.too-large", name=name, megapixels="> 178", limit=178) from problem
    except _DECODING_ERRORS as problem:
        cut = "truncated" in str(problem).lower() or "not enough" in str(problem)
        raise StationError("capture.truncated" if cut else "capture.damaged", name=name) from problem
