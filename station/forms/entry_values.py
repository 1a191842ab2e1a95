"""From a reading, or from what a person keyed, to a field value: normalised by the field's type, with its code."""

from collections.abc import Mapping

from station.domain.record import FieldValue, Reading, ValueSource, ValueState
from station.forms.definition import FormDefinition
from station.forms.fields import find_field
from station.forms.library import FormLibrary
from station.forms.types import normalise, normalise_keyed


def read_values(form: FormDefinition, library: FormLibrary, readings: Mapping[str, Reading]) -> dict[str, FieldValue]:
    """Field id → value for everything that was read; fields that the form does not have are dropped."""
    values = {path: read_value(form, library, path, reading) for path, reading in readings.items()}
    return {path: value for path, value in values.items() if value is not None}


def read_value(form: FormDefinition, library: FormLibrary, path: str, reading: Reading) -> FieldValue | None:
    """One reading as a field value; None when the form has no such field."""
    field = find_field(form, path)
    if field is None:
        return None
    code = normalise(reading.value, field, library.lexicons).code if reading.state is ValueState.READ else ""
    return FieldValue(
        text=reading.text, value=reading.value, state=reading.state, source=ValueSource.READING, code=code,
        confidence=reading.confidence, box=reading.box, page=reading.page, voices=reading.voices,
    )  # fmt: skip


def keyed_value(form: FormDefinition, library: FormLibrary, path: str, text: str) -> FieldValue:
    """What a person typed: kept as typed, normalised beside it; text that is no value of the type is kept as value too, for the checks.

    Raises KeyError when the form has no such field.
    """
    field = find_field(form, path)
    if field is None:
        raise KeyError(path)
    result = normalise_keyed(text, field, library.lexicons)
    if result.state is ValueState.UNREADABLE:
        return FieldValue(text=text, value=text.strip(), state=ValueState.READ, source=ValueSource.KEYED)
    return FieldValue(text=text, value=result.value, state=result.state, source=ValueSource.KEYED, code=result.code)
