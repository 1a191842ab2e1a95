"""What every source of pages hands over: an image that decodes to its end, or a fault with a remedy. Sources have files of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from station.domain.errors import StationError
from station.domain.findings import Finding, Severity, Text
from station.domain.sheets import SheetMark

LIMIT_MEGAPIXELS = 150
"""A0 at 300 dpi is 140 megapixels; nothing larger lies in a commune's archive."""

SHORT_SIDE_MIN_PX = 1100
"""The short side of A5 (148 mm) at 200 dpi, the archive line's least resolution (TT 02/2019/TT-BNV), is 1165 pixels."""


@dataclass(frozen=True)
class CapturedImage:
    """One page image, byte for byte as its source made it (a rendered or split page: losslessly)."""

    content: bytes
    media_type: str
    """`image/jpeg`, `image/png` or `image/tiff`."""
    width: int
    """Pixels, after EXIF orientation."""
    height: int
    source_name: str
    """`name.jpg`, or `name.pdf#3` for the third page; may hold personal data."""
    source_hash: str
    """SHA-256 of the source file's bytes followed by the page's number in ASCII digits (1 for an image file); 64 hex digits."""
    findings: tuple[Finding, ...] = ()
    sheet: SheetMark | None = None
    """By what its paper is known again; None until somebody looked at it."""
    source_path: str = ""
    """The file's path as it was asked for, with `#3` for the third page; for messages, never for the store."""


@dataclass(frozen=True)
class CaptureFault:
    """A file or page that could not become an image. The next one goes on."""

    source_name: str
    error: StationError
    source_path: str = ""


Captured = CapturedImage | CaptureFault


class PageSource(Protocol):
    """A scanner, a folder, a camera: whatever yields pages one at a time."""

    def pages(self) -> Iterator[Captured]:
        """The next page is made only when it is asked for."""


def require_within(width: int, height: int, name: str, limit_megapixels: float) -> None:
    """Raise StationError `capture.too-large` for an image beyond the limit; to be asked before any pixel is decoded."""
    megapixels = width * height / 1e6
    if megapixels > limit_megapixels:
        raise StationError("capture.too-large", name=name, megapixels=round(megapixels), limit=f"{limit_megapixels:g}")


def size_findings(width: int, height: int) -> tuple[Finding, ...]:
    """A warning for an image too small to be read well."""
    if min(width, height) >= SHORT_SIDE_MIN_PX:
        return ()
    message = Text(
        "Ảnh nhỏ ({width} × {height} điểm ảnh): chữ có thể không đọc được. Nên quét ở 300 dpi.",
        "The image is small ({width} × {height} pixels): the writing may be unreadable. Scan at 300 dpi.",
    )
    return (Finding("capture.small-image", Severity.WARNING, message.filled(width=width, height=height)),)
