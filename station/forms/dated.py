"""Field types `date`, `date_words` and `year`: dates as registers write them, in figures, with the words ngày, tháng, năm, or in words."""

import re

from station.domain.dates import PartialDate
from station.domain.findings import Severity
from station.domain.numerals import date_from_words
from station.domain.text import fold
from station.forms.definition import FieldDefinition
from station.forms.normalised import (
    FieldType,
    Lexicons,
    Normalised,
    digits_mended,
    finding,
    lookalikes,
    noting,
    read,
    unreadable,
    words_alike,
)

_WORDED = re.compile(r"(?:(?:ngay\W*|(?<!\w)(?<!\d\W)(?=\d{1,2}\W+thang))(\d{1,2})\W+)?(?:thang\W*(\d{1,2})\W+)?nam\W*(\d{4})(?!\d)")
"""The day is a number behind "ngày", or one by itself before "tháng", whatever was read for ngày."""
_SEPARATED = re.compile(r"(?<!\d)(?:(\d{1,2})\s*[./,-]\s*)?(\d{1,2})\s*[./,-]\s*(\d{4})(?!\d)")
_SPACED = re.compile(r"(?<!\d)(\d{1,2})\s+(\d{1,2})\s+(\d{4})(?!\d)")
_RUN_TOGETHER = re.compile(r"(?<!\d)(\d{2})\s*[./,-]?\s*(\d{2})\s*[./,-]?\s*(\d{4})(?!\d)")
_YEAR = re.compile(r"(?<![\d./-])()()(\d{4})(?!\d|\s*[./-]\s*\d)")
_AGE = re.compile(r"^(\d{1,3})\s*tuoi\b")
_AGE_VALUE = re.compile(r"^\d{1,3} tuổi$")
_IN_LINE = r"[Nn]g[àaảáạã]y\W*\d{1,2}\W*[Tt]h[áaàảãạ]ng\W*\d{1,2}\W*[Nn][ăaâ]m\W*\d{4}(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{4}(?!\d)"


def normalise_date(text: str, field: FieldDefinition, lexicons: Lexicons) -> Normalised:
    """To dd.mm.yyyy, mm.yyyy or yyyy; an age, which books before 2006 give for parents, to "35 tuổi"."""
    age = _AGE.match(fold(text))
    if age:
        return read(f"{int(age[1])} tuổi")
    try:
        date = date_in(digits_mended(text))
    except ValueError:
        return unreadable(field, "Lịch không có ngày này.", "The calendar has no such day.")
    if date is not None:
        return read(str(date)) if date == _as_printed(text) else noting(read(str(date)), lookalikes(field))
    try:
        return read(str(date_from_words(text)))
    except ValueError:
        return unreadable(field, "Không đọc ra ngày tháng.", "This is not a date.")


def date_in(text: str) -> PartialDate | None:
    """The first date in figures within a text; None when there is none. Raise ValueError for a day that the calendar does not have."""
    folded = fold(text)
    for pattern in (_WORDED, _SEPARATED, _SPACED, _RUN_TOGETHER, _YEAR):
        match = pattern.search(folded)
        if match:
            day, month, year = match.groups()
            return PartialDate(int(year), int(month) if month else None, int(day) if day else None)
    return None


def _as_printed(text: str) -> PartialDate | None:
    try:
        return date_in(text)
    except ValueError:
        return None


def normalise_date_words(text: str, field: FieldDefinition, lexicons: Lexicons) -> Normalised:
    """As printed. Words that make no date are noted: they cannot bear witness for the figures."""
    try:
        date_from_words(text)
    except ValueError:
        no_witness = finding(field, "words", Severity.INFO, "Không hiểu được ngày ghi bằng chữ.", "The date in words cannot be understood.")
        return noting(read(text), no_witness)
    return read(text)


def proper_date(value: str, field: FieldDefinition, lexicons: Lexicons) -> bool:
    """Whether it is the ministry's form, or an age."""
    try:
        return str(PartialDate.parse(value)) == value
    except ValueError:
        return bool(_AGE_VALUE.match(value))


def _day_meant(value: str) -> str:
    """The day that the words mean; words that mean none are compared as words."""
    try:
        return str(date_from_words(value))
    except ValueError:
        return words_alike(value)


def _proper_words(value: str, field: FieldDefinition, lexicons: Lexicons) -> bool:
    return bool(value)


DATE = FieldType("date", normalise_date, proper_date, alphabet="digits", pattern=_IN_LINE)
DATE_WORDS = FieldType("date_words", normalise_date_words, _proper_words, alike=_day_meant)
YEAR = FieldType("year", normalise_date, proper_date, alphabet="digits")
