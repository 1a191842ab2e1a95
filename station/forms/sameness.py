"""Whether two people keyed the same: field by field, by what the type calls alike. And which fields of a form are its key fields."""

import re
from collections.abc import Mapping
from typing import Final

from station.domain.record import FieldValue, ValueState
from station.forms.definition import FieldDefinition, FormDefinition
from station.forms.fields import item_indices
from station.forms.library import FormLibrary
from station.forms.listed import item_field
from station.forms.types import FIELD_TYPES, normalise_items

Said = tuple[str, ...]
"""What a field says, so that equal things are said alike: its state, then what is written."""

NOTHING: Final[Said] = ("nothing",)
"""Blank on the paper, or no such line: for a second pair of eyes that is one thing."""
UNREADABLE: Final[Said] = ("unreadable",)

KEY_PARTS: Final = frozenset({"name", "birth_date", "sex", "id_number"})
"""Of a person of the form: what says who it is."""

_ROW: Final = re.compile(r"^(\w+)\[(\d+)\]\.")


def said_at(form: FormDefinition, library: FormLibrary, fields: Mapping[str, FieldValue], field: FieldDefinition) -> Said:
    """What these values say at a field; of a list what its items say, in any order of writing them."""
    value = fields.get(field.id)
    if value is not None and value.state is ValueState.UNREADABLE:
        return UNREADABLE
    if field.type == "list":
        return _items_said(library, fields, field, value)
    if value is None or value.state is not ValueState.READ or not (value.value or value.text):
        return NOTHING
    return ("read", FIELD_TYPES[field.type].alike(value.value or value.text))


def differing(
    form: FormDefinition, library: FormLibrary, first: Mapping[str, FieldValue], second: Mapping[str, FieldValue], paths: tuple[str, ...]
) -> tuple[str, ...]:
    """Those of these fields in which the two say something else."""
    known = {field.id: field for field in form.fields}
    return tuple(
        path for path in paths if said_at(form, library, first, known[path]) != said_at(form, library, second, known[path])
    )  # fmt: skip


def key_fields(form: FormDefinition) -> frozenset[str]:
    """Fields that say who and which: the entry's number, what tells it from others, who its persons are, and whatever must be filled."""
    persons = {path for person in form.persons for part, path in person.fields.items() if part in KEY_PARTS}
    required = {field.id for field in form.fields if field.required}
    return frozenset({*form.duplicate_keys, *persons, *required, *((form.entry_number,) if form.entry_number else ())})


def lines_to_key(form: FormDefinition, fields: Mapping[str, FieldValue]) -> list[str]:
    """Fields of the form in the order of the paper, without rows of a table that lie behind its first empty one."""
    there: set[tuple[str, int]] = set()
    for path, value in fields.items():
        if (row := _ROW.match(path)) and value.state in (ValueState.READ, ValueState.UNREADABLE):
            there.add((row[1], int(row[2])))
    rows = {field.id: (row[1], int(row[2])) for field in form.fields if (row := _ROW.match(field.id))}
    return [field.id for field in form.fields if field.id not in rows or _worth_asking(*rows[field.id], there)]


def _worth_asking(table: str, row: int, there: set[tuple[str, int]]) -> bool:
    """A row on which something stands, the one behind it, and the first: more is nobody's to look for."""
    return row == 0 or (table, row) in there or (table, row - 1) in there


def _items_said(library: FormLibrary, fields: Mapping[str, FieldValue], field: FieldDefinition, value: FieldValue | None) -> Said:
    if value is not None and value.state is ValueState.READ and (value.text or value.value):
        parts = normalise_items(value.text or value.value, field, library.lexicons)
        texts = {name: part.normalised.value or part.text for name, part in parts.items()}
    else:
        names = [f"{field.id}[{index}].{key}" for index in item_indices(field.id, fields) for key in field.items]
        texts = {name: fields[name].value or fields[name].text for name in names if name in fields}
    items: dict[int, dict[str, str]] = {}
    for name, text in texts.items():
        index, key = int(name.split("[")[1].split("]")[0]), name.rsplit(".", 1)[1]
        items.setdefault(index, {})[key] = FIELD_TYPES[item_field(field, index, key).type].alike(text)
    lines = sorted("|".join(parts.get(key, "") for key in field.items) for parts in items.values() if any(parts.values()))
    return ("read", *lines) if lines else NOTHING
