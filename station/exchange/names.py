"""File names by the rule of the exchange: `KS.1999.01.1999-11-19.001.pdf`. Unknown parts of a date and a missing number are noughts."""

import re

from station.domain.dates import PartialDate
from station.domain.record import Entry, ValueState, Volume
from station.exchange.definition import ExchangeRule

_UNSAFE = re.compile(r"[^\w-]+")
_NUMBER = re.compile(r"0*(\d+)")


def files_stem(rule: ExchangeRule, volume: Volume) -> str:
    """Name of the workbook and the zip, without their endings."""
    return rule.files_name.format(kind=volume.kind, year=volume.year, number=_safe(volume.number))


def pdf_name(rule: ExchangeRule, volume: Volume, entry: Entry) -> str:
    """Name of the entry's PDF. Numbers above 999 take four digits; a number that cannot be read is 0."""
    return rule.pdf_name.format(
        kind=volume.kind,
        year=volume.year,
        number=_safe(volume.number),
        date=date_part(value_of(entry, rule.date_field)),
        entry=entry_number(rule, entry),
        key=_safe(value_of(entry, rule.key_field)) or "0",
    )


def entry_number(rule: ExchangeRule, entry: Entry) -> int:
    """12 for "12/2018" and for "012"; 0 when there is none."""
    match = _NUMBER.match(value_of(entry, rule.number_field))
    return int(match[1]) if match else 0


def date_part(value: str) -> str:
    """yyyy-mm-dd with 00 for what is not known: "11.1999" gives 1999-11-00, nothing gives 0000-00-00."""
    try:
        date = PartialDate.parse(value)
    except ValueError:
        return "0000-00-00"
    return f"{date.year:04d}-{date.month or 0:02d}-{date.day or 0:02d}"


def value_of(entry: Entry, field: str) -> str:
    """The normalised value of a field; empty unless something is written there and was read."""
    value = entry.fields.get(field)
    return value.value if value is not None and value.state is ValueState.READ else ""


def _safe(text: str) -> str:
    """Letters, digits, `_` and `-`: nothing that a file system or the dots of the rule would take for its own."""
    return _UNSAFE.sub("-", text).strip("-")
