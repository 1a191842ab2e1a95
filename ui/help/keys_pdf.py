"""The cheat sheet on paper: A4 in two columns, as many pages as it needs, in the language of the window."""

import io
import unicodedata
from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, KeepTogether, PageTemplate, Paragraph, Table, TableStyle

from station.domain.findings import Text
from ui.help.cheat_sheet import TITLE
from ui.help.sheet_layout import Row, Section
from ui.language import tr
from ui.resources import RESOURCES

_PRODUCT = Text("Trạm số hoá hồ sơ, {printed}", "Records digitisation station, {printed}")
_FACES = {"Tinos": "Tinos-Regular.ttf", "Tinos-Bold": "Tinos-Bold.ttf"}
_MARGIN, _GUTTER, _HEAD = 15 * mm, 8 * mm, 14 * mm
_COLUMN = (A4[0] - 2 * _MARGIN - _GUTTER) / 2
_KEYS_SHARE = 0.36
_INK, _QUIET, _RULE = HexColor("#1a1a1a"), HexColor("#5f5f5f"), HexColor("#c8c8c8")
_BODY = ParagraphStyle("keys-body", fontName="Tinos", fontSize=10, leading=12, textColor=_INK)
_KEYS = ParagraphStyle("keys-keys", parent=_BODY, fontName="Tinos-Bold")
_SECTION = ParagraphStyle("keys-section", parent=_KEYS, fontSize=12, leading=15, spaceBefore=6, spaceAfter=2)
_ROWS = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 2), ("LINEBELOW", (0, 0), (-1, -1), 0.3, _RULE),
    ]
)  # fmt: skip


def keys_pdf(desk: str, sections: Sequence[Section], printed: date) -> bytes:
    """The PDF's bytes. `desk`: its title in the language in force."""
    for name, file in _FACES.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(RESOURCES / "fonts" / file)))
    rl_config.useA85 = 0
    title = tr(TITLE, desk=desk)
    foot = tr(_PRODUCT, printed=printed.strftime("%d/%m/%Y"))
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=A4, title=_nfc(title), author="")
    height = A4[1] - 2 * _MARGIN - _HEAD
    frames = [
        Frame(_MARGIN + at * (_COLUMN + _GUTTER), _MARGIN, _COLUMN, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
        for at in (0, 1)
    ]
    document.addPageTemplates(PageTemplate(frames=frames, onPage=lambda canvas, _: _page(canvas, title, foot)))
    document.build([part for section in sections for part in _section(section)])
    return out.getvalue()


def _section(section: Section) -> list[object]:
    """A heading that stays with its first row, then the rows."""
    heading = Paragraph(_markup(section.title), _SECTION)
    return [KeepTogether([heading, _table(section.rows[:1])]), *([_table(section.rows[1:])] if len(section.rows) > 1 else [])]


def _table(rows: Sequence[Row]) -> Table:
    cells = [[Paragraph(_markup(row.keys), _KEYS), Paragraph(_markup(row.does), _BODY)] for row in rows]
    return Table(cells, colWidths=[_KEYS_SHARE * _COLUMN, (1 - _KEYS_SHARE) * _COLUMN], style=_ROWS)


def _page(canvas: Canvas, title: str, foot: str) -> None:
    canvas.saveState()
    canvas.setFillColor(_INK)
    canvas.setFont("Tinos-Bold", 16)
    canvas.drawString(_MARGIN, A4[1] - _MARGIN - 5 * mm, _nfc(title))
    canvas.setFillColor(_QUIET)
    canvas.setFont("Tinos", 8.5)
    canvas.drawString(_MARGIN, _MARGIN - 6 * mm, _nfc(foot))
    canvas.drawRightString(A4[0] - _MARGIN, _MARGIN - 6 * mm, str(canvas.getPageNumber()))
    canvas.restoreState()


def _markup(text: str) -> str:
    return escape(_nfc(text))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
