"""Printed texts that end a value without being a label: a unit, a bracket, a heading; as engines read them."""

import re

from station.domain.text import fold
from station.forms.definition import FieldDefinition


def end_of_value(text: str, field: FieldDefinition) -> int | None:
    """The character at which the first of the field's `ends_at` texts begins in `text`; None when there is none."""
    folded = "".join(fold(letter) or letter for letter in text)
    return min((match.start() for ending in field.ends_at if (match := re.search(_as_read(ending), folded))), default=None)


def _as_read(text: str) -> str:
    """A regular expression for a printed text: without marks, and with any sign for the ² that no model knows."""
    return re.escape(fold(text)).replace("²", "[²2?*°'\"”“]")
