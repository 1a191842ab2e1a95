"""An entry as one row of the ministry's workbook. Nothing is mended here: what the import will refuse becomes a finding."""

import re
from dataclasses import dataclass

from station.domain.dates import PartialDate
from station.domain.findings import Finding, Severity, Text
from station.domain.record import Entry, FieldValue, ValueState, Volume
from station.exchange.definition import Column, ExchangeRule
from station.exchange.names import value_of

_BARE_NUMBER = re.compile(r"\d+")
_EMPTY = Text("Cột {column} bắt buộc mà trống.", "The required column {column} is empty.")
_UNREADABLE = Text("Cột {column}: trên giấy có chữ nhưng không đọc được.", "Column {column}: something is written, but it cannot be read.")
_NO_CODE = Text("Cột {column}: giá trị không có trong danh mục.", "Column {column}: the value is not in the reference list.")
_SHAPE = Text("Cột {column}: sai dạng mà phần mềm của Bộ nhận.", "Column {column}: not in the form that the ministry's software takes.")


@dataclass(frozen=True)
class Row:
    """The cells of one entry in the order of the columns."""

    cells: tuple[str, ...]
    findings: tuple[Finding, ...]


def row_of(rule: ExchangeRule, entry: Entry, volume: Volume, office_name: str) -> Row:
    """The entry as texts, with a warning for every cell that the import will refuse."""
    cells: list[str] = []
    findings: list[Finding] = []
    for column in rule.columns:
        cell, doubt = _cell(column, entry, volume, office_name)
        doubt = doubt or _doubt(column, cell)
        cells.append(cell)
        if doubt is not None:
            findings.append(Finding("export.cell", Severity.WARNING, doubt.filled(column=column.name), column.field or column.name))
    return Row(tuple(cells), tuple(findings))


def _cell(column: Column, entry: Entry, volume: Volume, office_name: str) -> tuple[str, Text | None]:
    value = entry.fields.get(column.field or column.name)
    if value is None or value.state is not ValueState.READ or not value.value:
        doubt = _UNREADABLE if value is not None and value.state is ValueState.UNREADABLE else None
        return _unsaid(column, volume, office_name), doubt
    if column.write == "code":
        code = _code(value)
        return code, None if code else _NO_CODE
    if column.year_from is not None and _BARE_NUMBER.fullmatch(value.value):
        return f"{value.value}/{_year(column.year_from, entry, volume)}", None
    return value.value, None


def _unsaid(column: Column, volume: Volume, office_name: str) -> str:
    """What everybody knows of the book, though this paper does not say it."""
    if column.office:
        return office_name
    return f"{volume.number}/{volume.year}" if column.book else column.otherwise


def _code(value: FieldValue) -> str:
    """The code of the list; a tick's value is its code."""
    return value.code or (value.value if _BARE_NUMBER.fullmatch(value.value) else "")


def _year(field: str, entry: Entry, volume: Volume) -> int:
    try:
        return PartialDate.parse(value_of(entry, field)).year
    except ValueError:
        return volume.year


def _doubt(column: Column, cell: str) -> Text | None:
    if not cell:
        return _EMPTY if column.required else None
    return _SHAPE if column.shape and not re.fullmatch(column.shape, cell) else None
