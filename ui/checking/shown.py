"""How a value stands in an input, and what a text typed there becomes: dates with strokes, areas with a comma, ticks by their label."""

import unicodedata

from station.domain.dates import PartialDate
from station.domain.record import FieldValue, ValueState
from station.domain.text import clean
from station.forms.definition import FieldDefinition
from station.forms.library import FormLibrary
from station.forms.listed import area_and_name_keys
from station.forms.types import normalise
from station.workflow.suggestions import only_match

PASTE_MAX = 2_000
"""Characters that an input takes, in NFC. The longest line of any form, its notes, is a fifth of it."""


def shown_value(field: FieldDefinition, value: FieldValue | None) -> str:
    """The text of an input for a value; empty unless it was read or keyed."""
    if value is None or value.state is not ValueState.READ:
        return ""
    return shown_text(field, value.value or value.text)


def shown_text(field: FieldDefinition, value: str) -> str:
    """A normalised value as people write it."""
    match field.type:
        case "date" | "year":
            return _date(value)
        case "area":
            return value.replace(".", ",")
        case "tick":
            return next(iter(field.options.get(value, ())), value)
        case _:
            return value


def committed(field: FieldDefinition, library: FormLibrary, typed: str) -> str:
    """What a typed text stands as once it is taken: NFC, 01022003 as 01/02/2003, the beginning of a list's item as the item."""
    text = clean(typed)
    if not text:
        return ""
    if field.type in ("date", "year"):
        result = normalise(text, field, library.lexicons)
        return _date(result.value) if result.value else text
    if field.type in ("choice", "tick"):
        found = only_match(text, field, library)
        if found:
            return found
        result = normalise(text, field, library.lexicons)
        return shown_text(field, result.value) if result.code else text
    return text


def nfc_length(text: str) -> int:
    """Letters as the station counts them, however the input method composed them."""
    return len(unicodedata.normalize("NFC", text))


def list_line(field: FieldDefinition, items: list[dict[str, str]]) -> str:
    """The items of a list as one line that comes apart into the same items."""
    if field.splitter == "name_area":
        area, name = area_and_name_keys(field)
        return "; ".join(f"{item.get(name, '')} {item.get(area, '').replace('.', ',')} m²".strip() for item in items)
    if field.splitter == "name_term":
        name, term = tuple(field.items)
        return "; ".join(": ".join(part for part in (item.get(name, ""), item.get(term, "")) if part) for item in items)
    first = next(iter(field.items), "")
    return "; ".join(item.get(first, "") for item in items)


def _date(value: str) -> str:
    try:
        return str(PartialDate.parse(value)).replace(".", "/")
    except ValueError:
        return value
