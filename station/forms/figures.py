"""Field types of figures: `number`, `area`, `area_words`, `id_number`, `register_number`, `book_number`, `serial`."""

import re
from collections.abc import Callable

from station.domain.findings import Severity
from station.domain.numerals import area_from_words
from station.forms.definition import FieldDefinition
from station.forms.normalised import (
    LOOKALIKE_DIGITS,
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

_NUMBER = re.compile(r"(?<!\d)\d+(?!\d)")
_NUMBER_VALUE = re.compile(r"^\d+$")
_AREA = re.compile(r"\d(?:[\d.,]|\s(?=\d{3}(?!\d)))*")
_AREA_VALUE = re.compile(r"^\d+(\.\d+)?$")
_EITHER_WAY = re.compile(r"^\d{1,3}[.,]\d{3}$")
_GROUPED = re.compile(r"^\d{1,3}(\.\d{3})+$")
_OF_YEAR = re.compile(r"(\d{1,5})\s*[/\\.-]\s*(\d{4})(?!\d)")
_SUFFIX = r"(?:bis|[a-hAC-H])"
"""Of a case squeezed in between two numbers: 12a. A capital B is an engine's 8; a person who types one means the letter."""
_SUFFIXED = re.compile(rf"(?<!\w)(\d{{1,5}})\s?({_SUFFIX})(?:\s*[/\\.-]\s*(\d{{4}})|\s*$)(?!\d)")
_REGISTER_VALUE = re.compile(r"^\d{1,5}([a-h]|bis)?(/\d{4})?$")
_BOOK_VALUE = re.compile(r"^\d{2,3}(/\d{4})?$")
_SERIAL = re.compile(r"([A-ZĐ]{1,2})[ .-]*(\d{8}|\d{6})(?!\d)")
_SERIAL_MISREAD = re.compile(r"\b([A-ZĐ]{1,2})[ .-]*([\dOoQlI|SsBZz]{8}|[\dOoQlI|SsBZz]{6})(?!\w)")
_SERIAL_VALUE = re.compile(r"^[A-ZĐ]{1,2} (\d{6}|\d{8})$")
_LONGEST_NUMBER = 5
_ID_VALUE = re.compile(r"^([A-Z]\d{7,8}|\d+)$")
_IDS = (
    re.compile(r"(?<!\w)\d{12}(?!\w)"), re.compile(r"(?<!\w)\d{9}(?!\w)"), re.compile(r"(?<!\w)[A-HJ-NP-Z] ?\d{7,8}(?!\w)"),
    re.compile(r"(?<![\w/.-])\d{3}(?:[ .]\d{3}){3}(?!\w)"), re.compile(r"(?<![\w/.-])\d{3}(?:[ .]\d{3}){2}(?!\w)"),
)  # fmt: skip
"""A paper's number within its line: 12 digits (citizen card), 9 (old card), a passport (never O or I), the same in groups of three."""
_ALONE = re.compile(r"\d{12}|\d{9}")
_AMID_DIGITS = re.compile(r"[ .,'’|]")
"""What the sides of cells leave among the digits."""
_OTHER_IDS = (re.compile(r"(?<![\d/.-])\d[\d ]*\d(?![\d/.-])"),)
"""Any run of digits: a number that lost or won a digit is still better looked at than dropped."""


def _found(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, bool]:
    """The match once look-alike letters are digits, and whether the text as read says something else."""
    match, printed = pattern.search(digits_mended(text)), pattern.search(text)
    return match, match is not None and (printed is None or printed[0] != match[0])


def _flagged(value: str, field: FieldDefinition, guessed: bool) -> Normalised:
    return noting(read(value), lookalikes(field)) if guessed else read(value)


def normalise_number(text: str, field: FieldDefinition, lexicons: Lexicons) -> Normalised:
    """A whole number, noughts in front kept as printed."""
    compact = text.replace(" ", "")
    if _NUMBER.fullmatch(compact):
        return read(compact)
    mended = compact.translate(LOOKALIKE_DIGITS)
    if _NUMBER.fullmatch(mended):
        return _flagged(mended, field, guessed=True)
    found = _NUMBER.findall(text)
    return read(found[0]) if len(found) == 1 else unreadable(field, "Không đọc ra số.", "This is not a number.")


def normalise_area(text: str, field: FieldDefinition, lexicons: Lexicons) -> Normalised:
    """Square metres with `.` before the decimals, as many as printed: "1.250,5 m²" → "1250.5".

    Vietnamese paper has the comma before decimals and the point between thousands; a point before other than three digits is a
    decimal point all the same ("29.16").
    """
    match, guessed = _found(_AREA, text)
    if match is None:
        return unreadable(field, "Không đọc ra diện tích.", "This is not an area.")
    figures = match[0].replace(" ", "").rstrip(".,")
    value = _decimal(figures)
    if value is None:
        return unreadable(field, "Không đọc ra diện tích.", "This is not an area.")
    result = _flagged(value, field, guessed)
    if _EITHER_WAY.match(figures):
        other = re.sub(r"[.,]", "" if "." in value else ".", figures)
        return Normalised(result.value, result.state, alternatives=(other,), findings=result.findings)
    return result


def _decimal(figures: str) -> str | None:
    if "," in figures and "." in figures:
        # the last separator is the decimal one, whichever convention the typist had
        thousands, point = (".", ",") if figures.rindex(",") > figures.rindex(".") else (",", ".")
        plain = figures.replace(thousands, "").replace(point, ".")
    elif "," in figures:
        plain = figures.replace(",", ".") if figures.count(",") == 1 else figures.replace(",", "")
    else:
        plain = figures.replace(".", "") if _GROUPED.match(figures) else figures
    return plain if _AREA_VALUE.match(plain) else None


def normalise_area_words(text: str, field: FieldDefinition, lexicons: Lexicons) -> Normalised:
    """As printed. Words that make no number are noted: they cannot bear witness for the figures."""
    try:
        area_from_words(text)
    except ValueError:
        no_witness = finding(
            field, "words", Severity.INFO, "Không hiểu được diện tích bằng chữ.", "The area in words cannot be understood."
        )
        return noting(read(text), no_witness)
    return read(text)


def normalise_id_number(text: str, field: FieldDefinition, lexicons: Lexicons) -> Normalised:
    """The number of a person's paper, without blanks and points, out of "CMND số 012 345 678 do … cấp"."""
    alone = _AMID_DIGITS.sub("", text)
    if _ALONE.fullmatch(alone):
        return read(alone)
    for pattern, source in (*((p, text) for p in _IDS), *((p, digits_mended(text)) for p in _IDS), *((p, text) for p in _OTHER_IDS)):
        match = pattern.search(source)
        if match:
            return _flagged(re.sub(r"[ .]", "", match[0]), field, guessed=source is not text)
    return unreadable(field, "Không đọc ra số giấy tờ.", "There is no paper's number.")


def normalise_register_number(text: str, field: FieldDefinition, lexicons: Lexicons) -> Normalised:
    """n/yyyy as the ministry imports it, the letter behind n kept (12a/2018); without a year just the number."""
    suffixed = _SUFFIXED.search(text)
    if suffixed:
        year = f"/{suffixed[3]}" if suffixed[3] else ""
        return read(f"{int(suffixed[1])}{suffixed[2].lower()}{year}")
    return _bare_register_number(text, field)


def _bare_register_number(text: str, field: FieldDefinition) -> Normalised:
    match, guessed = _found(_OF_YEAR, text)
    if match:
        return _flagged(f"{int(match[1])}/{match[2]}", field, guessed)
    match, guessed = _found(_NUMBER, text)
    if match and len(match[0]) <= _LONGEST_NUMBER:
        return _flagged(str(int(match[0])), field, guessed)
    return unreadable(field, "Không đọc ra số đăng ký.", "This is not a registration number.")


def normalise_book_number(text: str, field: FieldDefinition, lexicons: Lexicons) -> Normalised:
    """nn/yyyy as the ministry imports it; without a year just the two digits."""
    result = _bare_register_number(text, field)
    if not result.value:
        return unreadable(field, "Không đọc ra số quyển.", "This is not the number of a book.")
    number, slash, year = result.value.partition("/")
    return Normalised(f"{int(number):02d}{slash}{year}", result.state, findings=result.findings)


def normalise_serial(text: str, field: FieldDefinition, lexicons: Lexicons) -> Normalised:
    """Letters, one blank, six or eight digits: "BM123456" → "BM 123456"."""
    match = _SERIAL.search(text.upper())
    if match:
        return read(f"{match[1]} {match[2]}")
    match = _SERIAL_MISREAD.search(text)
    if match and any(letter.isdigit() for letter in match[2]):
        return _flagged(f"{match[1]} {match[2].translate(LOOKALIKE_DIGITS)}", field, guessed=True)
    return unreadable(field, "Không đọc ra số phát hành.", "This is not a serial number.")


def _square_metres(value: str) -> str:
    """Without noughts after the last decimal: 120 and 120.0 are one area."""
    return value.rstrip("0").rstrip(".") if _AREA_VALUE.match(value) and "." in value else value


def _area_meant(value: str) -> str:
    """The number that the words mean; words that mean none are compared as words."""
    try:
        return str(area_from_words(value))
    except ValueError:
        return words_alike(value)


def _of_form(form: re.Pattern[str]) -> Callable[[str, FieldDefinition, Lexicons], bool]:
    """A `proper` that asks whether the value has one form."""
    return lambda value, field, lexicons: bool(form.match(value))


def _printed(value: str, field: FieldDefinition, lexicons: Lexicons) -> bool:
    return bool(value)


NUMBER = FieldType("number", normalise_number, _of_form(_NUMBER_VALUE), alphabet="digits")
AREA = FieldType(
    "area", normalise_area, _of_form(_AREA_VALUE), none="zero", alphabet="digits", alike=_square_metres, pattern=r"\d[\d.,]*\s*m[²2]"
)
AREA_WORDS = FieldType("area_words", normalise_area_words, _printed, alike=_area_meant)
ID_NUMBER = FieldType("id_number", normalise_id_number, _of_form(_ID_VALUE))
REGISTER_NUMBER = FieldType("register_number", normalise_register_number, _of_form(_REGISTER_VALUE), alphabet="digits", as_keyed=str.lower)
BOOK_NUMBER = FieldType("book_number", normalise_book_number, _of_form(_BOOK_VALUE), alphabet="digits")
SERIAL = FieldType("serial", normalise_serial, _of_form(_SERIAL_VALUE), pattern=r"\b[A-ZĐ]{1,2}\s?(?:\d{8}|\d{6})(?!\d)")
