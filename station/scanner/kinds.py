"""What a file is, judged by its first bytes and never by its name."""

from enum import Enum

HEAD_BYTES = 1024
"""PDF allows its mark anywhere in the first kilobyte (ISO 32000-1, annex H.3.4.1)."""

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
"""ISO/IEC 23008-12, brands of image files that hold HEVC pictures."""

_LOOKS_LIKE_A_PAGE = {
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".tif", ".tiff", ".pdf", ".heic", ".heif", ".webp", ".bmp", ".gif", ".jp2", ".jxl", ".avif",
}  # fmt: skip


class Kind(Enum):
    """Files that are told apart."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    TIFF = "image/tiff"
    PDF = "application/pdf"
    HEIC = "image/heic"
    OTHER = ""


def kind_of(head: bytes) -> Kind:
    """The kind of a file that begins with `head` (at least HEAD_BYTES of it, if it has them)."""
    if head.startswith(b"\xff\xd8"):
        return Kind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return Kind.TIFF
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return Kind.HEIC
    return Kind.PDF if b"%PDF-" in head[:HEAD_BYTES] else Kind.OTHER


def looks_like_a_page(suffix: str) -> bool:
    """Whether a file with this ending was meant to be a page, so that silence about it would lose one."""
    return suffix.lower() in _LOOKS_LIKE_A_PAGE
