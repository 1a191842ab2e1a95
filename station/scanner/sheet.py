"""A sheet that a scanner's driver delivered as a file becomes a page image like any other: checked whole, then packed without loss."""

import hashlib
import io
from dataclasses import replace
from pathlib import Path

from PIL.TiffImagePlugin import TiffImageFile

from station.scanner.files import images_from
from station.scanner.image_files import as_png
from station.scanner.kinds import Kind
from station.scanner.source import Captured, CapturedImage, CaptureFault


def captured_sheet(path: Path, name: str, dpi: int, limit_megapixels: float) -> Captured:
    """The one page in `path`, named `name`; a fault when it is cut short, damaged or too large. `dpi` holds where the file has none.

    Uncompressed TIFF (52 MB for A3 in colour) becomes PNG, equal in every pixel; other files stay byte for byte.
    """
    (page,) = list(images_from([path], limit_megapixels=limit_megapixels))[:1]
    if isinstance(page, CaptureFault):
        return CaptureFault(name, _renamed(page, name).error)
    if page.media_type != Kind.TIFF.value:
        return replace(page, source_name=name, source_path="")
    with TiffImageFile(io.BytesIO(page.content)) as image:
        content = as_png(image, None if image.info.get("dpi") else dpi)
    return CapturedImage(content, Kind.PNG.value, page.width, page.height, name, sheet_hash(content), page.findings)


def sheet_hash(content: bytes) -> str:
    """`source_hash` of an image that is alone in its file."""
    return hashlib.sha256(content + b"1").hexdigest()


def _renamed(fault: CaptureFault, name: str) -> CaptureFault:
    """The same fault of the sheet, not of the file that people never see."""
    error = type(fault.error)(fault.error.code, **{**fault.error.details, "name": name})
    return CaptureFault(name, error)
