"""Which field a path means: fields as defined, lists, and the parts of list items (`purpose[1].dien_tich`)."""

import re
from collections.abc import Collection

from station.forms.definition import FieldDefinition, FormDefinition
from station.forms.listed import item_field

_ITEM = re.compile(r"^(\w+)\[(\d+)\]\.(\w+)$")


def find_field(form: FormDefinition, path: str) -> FieldDefinition | None:
    """The field at `path`, for an item's part a definition of its own; None when the form has none."""
    for field in form.fields:
        if field.id == path:
            return field
    parts = _ITEM.match(path)
    if parts is None:
        return None
    field_id, index, key = parts.groups()
    for field in form.fields:
        if field.id == field_id and key in field.items:
            return item_field(field, int(index), key)
    return None


def position(form: FormDefinition, path: str) -> tuple[int, int]:
    """Where `path` stands on the paper: the field's place in the form, then the item's index. Unknown paths come last, no path first."""
    if not path:
        return -1, 0
    parts = _ITEM.match(path)
    for place, field in enumerate(form.fields):
        if field.id == path:
            return place, 0
        if parts and field.id == parts[1]:
            return place, int(parts[2]) + 1
    return len(form.fields), 0


def item_indices(field_id: str, paths: Collection[str]) -> list[int]:
    """Which items of a list the paths hold, in order."""
    return sorted({int(parts[2]) for path in paths if (parts := _ITEM.match(path)) and parts[1] == field_id})
