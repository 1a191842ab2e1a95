"""One A4 page drawn from the top: heading, facts, tables, foot. What does not fit is counted and said, never cut in silence.

Letters are NFC, for reportlab sets marks as they come. Vietnamese first, English below it, smaller.
"""

import io
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table, TableStyle

from station.domain.findings import Text

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
"""Beside the packages, in a checkout and in the built program alike."""

_FACES = {
    "Cousine": "Cousine-Regular.ttf",
    "Tinos": "Tinos-Regular.ttf",
    "Tinos-Bold": "Tinos-Bold.ttf",
    "Tinos-Italic": "Tinos-Italic.ttf",
}
_MARGIN = 18 * mm
_FOOT = 20 * mm
_GAP = 3.5 * mm
_CODE = 27 * mm
_PAD_SIDE, _PAD_ABOVE, _PAD_BELOW = 3, 1.6, 2.4
_MORE_PT = 16
"""The line that counts what is not shown."""
_WIDTH = A4[0] - 2 * _MARGIN
_INK, _QUIET, _RULE, _SHADE = HexColor("#1a1a1a"), HexColor("#5f5f5f"), HexColor("#b8b8b8"), HexColor("#f1f3f5")
_BODY = ParagraphStyle("body", fontName="Tinos", fontSize=9.5, leading=11.5, textColor=_INK)
_LABEL = ParagraphStyle("label", parent=_BODY, textColor=_QUIET)
_HEAD = ParagraphStyle("head", parent=_BODY, fontName="Tinos-Bold", fontSize=9.5)
_SECTION = ParagraphStyle("section", parent=_HEAD, fontSize=11, leading=14)
_TITLE = ParagraphStyle("title", parent=_HEAD, fontSize=17, leading=21)
_CODE_STYLE = ParagraphStyle("code", parent=_HEAD, fontName="Cousine", fontSize=25, leading=30, alignment=1)
_PADDED = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), _PAD_SIDE), ("RIGHTPADDING", (0, 0), (-1, -1), _PAD_SIDE),
    ("TOPPADDING", (0, 0), (-1, -1), _PAD_ABOVE), ("BOTTOMPADDING", (0, 0), (-1, -1), _PAD_BELOW),
]  # fmt: skip
_RULED = [*_PADDED, ("LINEBELOW", (0, 0), (-1, -1), 0.3, _RULE)]
_HEADED = [*_RULED, ("BACKGROUND", (0, 0), (-1, 0), _SHADE)]


class Sheet:
    """A page being filled from the top."""

    def __init__(self, title: str) -> None:
        """`title` goes into the document's information: no personal data."""
        _register_fonts()
        # Streams as bytes: base 85 would only make them larger.
        rl_config.useA85 = 0
        self._out = io.BytesIO()
        self._canvas = Canvas(self._out, pagesize=A4)
        self._canvas.setTitle(title)
        self._canvas.setAuthor("")
        self._canvas.setSubject("")
        self._canvas.setCreator("")
        self._y = A4[1] - _MARGIN
        self._beside = _WIDTH
        """What a code in the corner leaves of the width to heading and facts."""

    def heading(self, title: Text, above: str, mark: str = "") -> None:
        """The sheet's name under the office's; `mark` stands in the corner, framed."""
        if mark:
            self._frame(mark)
        self._paragraph(above, _HEAD, width=_WIDTH - 45 * mm)
        self._y -= 2 * mm
        self._paragraph_of(title, _TITLE)
        self._y -= 1 * mm
        self._canvas.setStrokeColor(_INK)
        self._canvas.line(_MARGIN, self._y, _MARGIN + self._beside, self._y)
        self._y -= _GAP

    def corner_code(self, content: str) -> None:
        """A QR code (ISO/IEC 18004) beside the heading and the facts, under the mark; call it before them."""
        drawing = Drawing(_CODE, _CODE)
        drawing.add(QrCodeWidget(content, barHeight=_CODE, barWidth=_CODE, barBorder=0))
        renderPDF.draw(drawing, self._canvas, A4[0] - _MARGIN - _CODE, A4[1] - _MARGIN - _CODE - 8 * mm)
        self._beside = _WIDTH - _CODE - 5 * mm

    def facts(self, rows: Sequence[tuple[Text, str]]) -> None:
        """Label and value, one below the other."""
        if rows:
            cells = [[_bilingual(label, _LABEL), Paragraph(_markup(value), _BODY)] for label, value in rows]
            self._place(Table(cells, colWidths=[0.34 * self._beside, 0.66 * self._beside], style=TableStyle(_RULED)))

    def counts(self, title: Text, rows: Sequence[tuple[Text, int]]) -> None:
        """Numbers side by side under their labels."""
        self.section(title)
        width = _WIDTH / max(1, len(rows))
        number = ParagraphStyle("number", parent=_HEAD, fontSize=15, leading=18, alignment=1)
        label = ParagraphStyle("under", parent=_LABEL, fontSize=8.5, leading=10, alignment=1)
        cells = [[Paragraph(str(count), number) for _, count in rows], [_bilingual(text, label) for text, _ in rows]]
        self._place(Table(cells, colWidths=[width] * len(rows), style=TableStyle(_PADDED)))

    def table(self, title: Text, header: Sequence[Text], rows: Sequence[Sequence[str]], shares: Sequence[float], keep: float = 0) -> None:
        """Rows under a header, as many as there is room for above `keep` points; the rest is counted in one line."""
        self.section(title)
        head = [_bilingual(text, _HEAD) for text in header]
        widths = [share * _WIDTH / sum(shares) for share in shares]
        body: list[list[Paragraph]] = []
        room = self._y - _FOOT - keep - _MORE_PT - _row_height(head, widths)
        for row in rows:
            cells = [Paragraph(_markup(cell), _BODY) for cell in row]
            room -= _row_height(cells, widths)
            if room < 0:
                break
            body.append(cells)
        self._place(Table([head, *body], colWidths=widths, style=TableStyle(_HEADED)))
        more = len(rows) - len(body)
        if more:
            self._y += 0.5 * _GAP
            self._paragraph_of(Text(f"… và {more} dòng nữa, xem trong kho.", f"… and {more} more, kept in the store."), _LABEL)
            self._y -= _GAP

    def section(self, title: Text) -> None:
        """A small heading."""
        self._paragraph_of(title, _SECTION)
        self._y -= 1 * mm

    def code(self, code: str) -> None:
        """A secret to be typed from the paper: groups in two lines, framed, letters that are hard to confuse."""
        groups = code.split("-")
        half = (len(groups) + 1) // 2
        cells = [[Paragraph("&nbsp;&nbsp;–&nbsp;&nbsp;".join(map(_markup, part)), _CODE_STYLE)] for part in (groups[:half], groups[half:])]
        frame = [("BOX", (0, 0), (-1, -1), 1, _INK), ("TOPPADDING", (0, 0), (-1, -1), 8), ("BOTTOMPADDING", (0, 0), (-1, -1), 8)]
        self._place(Table(cells, colWidths=[_WIDTH], style=TableStyle(frame)))

    def steps(self, steps: Sequence[Text]) -> None:
        """Numbered sentences."""
        cells = [[Paragraph(f"{number}.", _HEAD), _bilingual(step, _BODY)] for number, step in enumerate(steps, 1)]
        self._place(Table(cells, colWidths=[8 * mm, _WIDTH - 8 * mm], style=TableStyle(_PADDED)))

    def foot(self, left: str, right: str) -> None:
        """Two lines' ends at the bottom."""
        self._canvas.setStrokeColor(_RULE)
        self._canvas.line(_MARGIN, _FOOT - 2 * mm, A4[0] - _MARGIN, _FOOT - 2 * mm)
        for text, style in ((left, _LABEL), (right, ParagraphStyle("r", parent=_LABEL, alignment=2))):
            paragraph = Paragraph(_markup(text), style)
            _, height = paragraph.wrapOn(self._canvas, _WIDTH, _FOOT)
            paragraph.drawOn(self._canvas, _MARGIN, _FOOT - 3 * mm - height)

    def pdf(self) -> bytes:
        """The finished page."""
        self._canvas.showPage()
        self._canvas.save()
        return self._out.getvalue()

    def _place(self, flowable: Table) -> None:
        _, height = flowable.wrapOn(self._canvas, _WIDTH, A4[1])
        flowable.drawOn(self._canvas, _MARGIN, self._y - height)
        self._y -= height + _GAP

    def _paragraph(self, text: str, style: ParagraphStyle, width: float = _WIDTH) -> None:
        self._paragraph_from(Paragraph(_markup(text), style), width)

    def _paragraph_of(self, text: Text, style: ParagraphStyle) -> None:
        self._paragraph_from(_bilingual(text, style), _WIDTH)

    def _paragraph_from(self, paragraph: Paragraph, width: float) -> None:
        _, height = paragraph.wrapOn(self._canvas, width, A4[1])
        paragraph.drawOn(self._canvas, _MARGIN, self._y - height)
        self._y -= height

    def _frame(self, mark: str) -> None:
        width = pdfmetrics.stringWidth(mark, "Tinos-Bold", 11) + 8
        self._canvas.setStrokeColor(_INK)
        self._canvas.rect(A4[0] - _MARGIN - width, self._y - 15, width, 17)
        self._canvas.setFont("Tinos-Bold", 11)
        self._canvas.setFillColor(_INK)
        self._canvas.drawString(A4[0] - _MARGIN - width + 4, self._y - 11, _nfc(mark))


def _row_height(cells: Sequence[Paragraph], widths: Sequence[float]) -> float:
    heights = [cell.wrap(width - 2 * _PAD_SIDE, A4[1])[1] for cell, width in zip(cells, widths, strict=True)]
    return float(max(heights)) + _PAD_ABOVE + _PAD_BELOW


def _register_fonts() -> None:
    for name, file in _FACES.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(FONTS / file)))


def _bilingual(text: Text, style: ParagraphStyle) -> Paragraph:
    small = max(7.0, style.fontSize * 0.8)
    english = f'<font name="Tinos-Italic" size="{small:.1f}" color="#5f5f5f">{_markup(text.en)}</font>'
    return Paragraph(f"{_markup(text.vi)} {english}", style)


def _markup(text: str) -> str:
    return escape(_nfc(text))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
