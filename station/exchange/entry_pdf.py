"""One PDF for one entry: its page images, one a page, in the size of the paper. JPEG bytes pass through untouched.

No personal data in the document's information: its title is the file name, which the exchange rule fixes.
"""

import hashlib
import io
from collections.abc import Iterable

from PIL import Image, ImageOps
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

# Read when a stream is written: without it every JPEG is rewritten in base 85, a hundred times slower and a quarter larger.
rl_config.useA85 = 0

_POINTS_PER_INCH = 72
_MM_PER_INCH = 25.4
_A4_LONG_SIDE_MM = 297.0
_DPI_BELIEVED = (100, 1200)
"""A scanner's word is taken in this range; phones write 72 whatever they photograph."""
_ORIENTATION = 0x0112
_SIDEWAYS = frozenset({5, 6, 7, 8})


class _Untouched(ImageReader):  # type: ignore[misc]
    """A JPEG that reportlab embeds as it is. The parent would decode every pixel to tell two images apart; a hash of the file will do."""

    def __init__(self, jpeg: bytes) -> None:
        super().__init__(io.BytesIO(jpeg))
        self._jpeg = jpeg
        # No transparency; the parent learns that only while it decodes.
        self._dataA = None

    def getRGBData(self) -> bytes:
        """Something that differs between images."""
        return hashlib.sha256(self._jpeg).digest()

    def jpeg_fh(self) -> io.BytesIO:
        """The file to embed."""
        return io.BytesIO(self._jpeg)


def entry_pdf(title: str, images: Iterable[bytes], long_side_mm: float = _A4_LONG_SIDE_MM) -> bytes:
    """The PDF's bytes; the same images give the same bytes. Images are taken one at a time.

    `long_side_mm`: the paper's longer side, for images that do not say their resolution.
    """
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, pageCompression=0)
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setCreator("")
    for content in images:
        _draw(canvas, content, long_side_mm)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas: Canvas, content: bytes, long_side_mm: float) -> None:
    with Image.open(io.BytesIO(content)) as image:
        dpi_across, dpi_down = _resolution(image, long_side_mm)
        as_it_is = image.format == "JPEG" and image.mode in ("L", "RGB")
        orientation = int(image.getexif().get(_ORIENTATION, 1)) if as_it_is else 1
        drawn = _Untouched(content) if as_it_is else ImageReader(_plain(image))
    width_px, height_px = drawn.getSize()
    width_pt, height_pt = width_px * _POINTS_PER_INCH / dpi_across, height_px * _POINTS_PER_INCH / dpi_down
    if orientation in _SIDEWAYS:
        width_pt, height_pt = height_pt, width_pt
    canvas.setPageSize((width_pt, height_pt))
    canvas.saveState()
    canvas.transform(*_placement(orientation, width_pt, height_pt))
    canvas.drawImage(drawn, 0, 0, 1, 1)
    canvas.restoreState()


def _resolution(image: Image.Image, long_side_mm: float) -> tuple[float, float]:
    across, down = (float(value) for value in image.info.get("dpi", (0, 0)))
    least, most = _DPI_BELIEVED
    if least <= across <= most and least <= down <= most:
        return across, down
    dpi = max(image.size) / long_side_mm * _MM_PER_INCH
    return dpi, dpi


def _plain(image: Image.Image) -> Image.Image:
    """Upright, grey or colour, without transparency (white paper shows through)."""
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("1", "L", "I;16"):
        return upright.convert("L")
    if "A" in upright.getbands() or "transparency" in upright.info:
        paper = Image.new("RGBA", upright.size, "white")
        paper.alpha_composite(upright.convert("RGBA"))
        upright = paper
    return upright.convert("RGB")


def _placement(orientation: int, width: float, height: float) -> tuple[float, float, float, float, float, float]:
    """The matrix that puts the stored picture upright on a page of `width` × `height` points (CIPA DC-008, table 6)."""
    return {
        2: (-width, 0, 0, height, width, 0),
        3: (-width, 0, 0, -height, width, height),
        4: (width, 0, 0, -height, 0, height),
        5: (0, -height, -width, 0, width, height),
        6: (0, -height, width, 0, 0, height),
        7: (0, height, width, 0, 0, 0),
        8: (0, height, -width, 0, width, 0),
    }.get(orientation, (width, 0, 0, height, 0, 0))
