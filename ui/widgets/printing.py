"""A PDF from memory onto paper: no file lies anywhere in between. Pages are drawn as pictures at the printer's own resolution."""

import pypdfium2
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter

_POINTS_PER_INCH = 72
_RESOLUTION_MAX = 600
"""Dots an inch; more makes letters no sharper and an A4 picture of 130 million dots."""


def print_pdf(pdf: bytes, printer: QPrinter) -> bool:
    """All pages onto this printer, each as large as the paper lets it; False when the printer takes none."""
    document = pypdfium2.PdfDocument(pdf)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    try:
        for number, page in enumerate(document):
            if number:
                printer.newPage()
            picture = page.render(scale=min(printer.resolution(), _RESOLUTION_MAX) / _POINTS_PER_INCH, grayscale=True).to_numpy()
            height, width = picture.shape[:2]
            image = QImage(picture.tobytes(), width, height, width, QImage.Format.Format_Grayscale8)
            paper = QRectF(printer.pageLayout().paintRectPixels(printer.resolution()))
            scale = min(paper.width() / width, paper.height() / height)
            painter.drawImage(QRectF(0, 0, width * scale, height * scale), image)
    finally:
        painter.end()
        document.close()
    return True
