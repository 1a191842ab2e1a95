"""Pages of a PDF as images: the embedded JPEG untouched where the page is nothing else, otherwise the page drawn at 300 dpi.

PDFium runs in this process and is not thread-safe: one caller at a time. Bounded: one page in memory, none beyond the limit.
"""

import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops, ImageStat
from PIL.JpegImagePlugin import JpegImageFile

from station.domain.errors import StationError
from station.scanner.image_files import Size, as_png, require_whole_jpeg
from station.scanner.source import require_within

RENDER_DPI = 300
_POINTS_PER_INCH = 72
_JPEG_FILTER = "DCTDecode"
_MARGIN_SHARE = 0.01
"""How far an image may miss the page's edge and still be the whole page."""
_PROOF_PX = 96
_PROOF_TOLERANCE = 24.0
"""Mean difference of grey levels between the page and its JPEG, both shrunk: a clipped or inverted image differs by far more."""

PageImage = tuple[int, str, Size, bytes]


def pdf_page_images(path: Path, name: str, limit_megapixels: float) -> Iterator[PageImage | tuple[int, StationError]]:
    """(number from 1, media type, size, bytes) for each page when it is asked for; (number, StationError) for a page that cannot be had.

    Raises StationError `capture.pdf-password` or `capture.pdf-damaged` when the document does not open.
    """
    document = _opened(path, name)
    try:
        for index in range(len(document)):
            page_name = f"{name}#{index + 1}"
            try:
                yield index + 1, *_page_image(document, index, page_name, limit_megapixels)
            except StationError as error:
                yield index + 1, error
            except pypdfium2.PdfiumError:
                yield index + 1, StationError("capture.pdf-damaged", name=page_name)
    finally:
        document.close()


def _opened(path: Path, name: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as problem:
        locked = problem.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise StationError("capture.pdf-password" if locked else "capture.pdf-damaged", name=name) from problem


def _page_image(document: pypdfium2.PdfDocument, index: int, name: str, limit_megapixels: float) -> tuple[str, Size, bytes]:
    page = document[index]
    try:
        scale = RENDER_DPI / _POINTS_PER_INCH
        width_pt, height_pt = page.get_size()
        require_within(int(width_pt * scale), int(height_pt * scale), name, limit_megapixels)
        objects = list(page.get_objects())
        for image in objects:
            if isinstance(image, pypdfium2.PdfImage):
                width_px, height_px = image.get_px_size()
                require_within(width_px, height_px, name, limit_megapixels)
        jpeg = _only_jpeg(page, objects)
        if jpeg is not None and _shows_the_page(page, jpeg):
            return "image/jpeg", require_whole_jpeg(jpeg, name, limit_megapixels), jpeg
        drawn = page.render(scale=scale, rev_byteorder=True).to_pil()
        return "image/png", drawn.size, as_png(drawn, RENDER_DPI)
    finally:
        page.close()


def _only_jpeg(page: pypdfium2.PdfPage, objects: list[pypdfium2.PdfObject]) -> bytes | None:
    """The JPEG that is all there is to see on the page; beside it only an invisible text layer is allowed."""
    images = [item for item in objects if isinstance(item, pypdfium2.PdfImage)]
    others = [item for item in objects if not isinstance(item, pypdfium2.PdfImage)]
    if len(images) != 1 or not all(_invisible(item) for item in others):
        return None
    (image,) = images
    upright: bool = page.get_rotation() == 0 and pdfium.FPDFPage_GetAnnotCount(page) == 0
    if not upright or image.get_filters(skip_simple=True) != [_JPEG_FILTER] or not _fills(page, image):
        return None
    return bytes(image.get_data(decode_simple=True))


def _invisible(item: pypdfium2.PdfObject) -> bool:
    if item.type != pdfium.FPDF_PAGEOBJ_TEXT:
        return False
    mode = pdfium.FPDFTextObj_GetTextRenderMode(item.raw)
    return bool(mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)


def _fills(page: pypdfium2.PdfPage, image: pypdfium2.PdfImage) -> bool:
    """Whether the image covers the page, upright and not mirrored."""
    if image.level:
        return False
    width, height = page.get_size()
    a, b, c, d, _x, _y = image.get_matrix().get()
    margin = _MARGIN_SHARE * max(width, height)
    straight: bool = a > 0 and d > 0 and abs(b) + abs(c) < margin
    edges = zip(image.get_bounds(), page.get_cropbox(), strict=True)
    return straight and all(abs(edge - wanted) <= margin for edge, wanted in edges)


def _shows_the_page(page: pypdfium2.PdfPage, jpeg: bytes) -> bool:
    """Whether JPEG and page look alike: a mask, a clip or an inverting decode array would make them differ."""
    try:
        with JpegImageFile(io.BytesIO(jpeg)) as picture:
            if picture.mode not in ("L", "RGB"):
                return False
            picture.draft("L", (_PROOF_PX, _PROOF_PX))
            seen = picture.convert("L").resize((_PROOF_PX, _PROOF_PX), Image.Resampling.BOX)
    except (OSError, SyntaxError, ValueError):
        # Not a JPEG that we can decode: its own check says so in better words.
        return True
    scale = 4 * _PROOF_PX / max(page.get_size())
    drawn = page.render(scale=scale, grayscale=True).to_pil().convert("L").resize((_PROOF_PX, _PROOF_PX), Image.Resampling.BOX)
    difference: float = ImageStat.Stat(ImageChops.difference(seen, drawn)).mean[0]
    return difference < _PROOF_TOLERANCE
