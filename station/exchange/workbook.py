"""The ministry's workbook as .xlsx: one header row, one row an entry. Every cell is a text, so that noughts in front and dates stay.

A text that begins with = is written as a text, never as a formula.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, numbers

_BOLD = Font(bold=True)


def write_workbook(path: Path, sheet: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write the whole book; rows are taken one at a time."""
    book = Workbook(write_only=True)
    book.properties.creator = ""
    page = book.create_sheet(sheet)
    page.freeze_panes = "A2"
    page.append([_text(page, name, bold=True) for name in header])
    for row in rows:
        page.append([_text(page, value) for value in row])
    book.save(path)


def _text(page: object, value: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    cell.number_format = numbers.FORMAT_TEXT
    if bold:
        cell.font = _BOLD
    return cell
