"""Handwriting found as such, by how differently engines read it: of print, two looks and two networks agree on the base letters.

Whether a paper is written by hand is asked of all its words together: one word is too short to tell, and one person fills in the whole.
A form that says which lines are usually written by hand needs less to be believed, but for a paper on which two networks read nearly all
figures alike: of hands they do not. Taking bad print for a hand costs the clerk a key a field; taking a hand for print would let a guess
stand as if it were read.
"""

import functools
import re
from collections.abc import Mapping
from statistics import fmean
from typing import Final

from rapidfuzz.distance import Levenshtein

from station.domain.record import FieldValue, ValueSource, ValueState, Voice
from station.domain.text import fold
from station.forms.definition import FieldDefinition, FormDefinition
from station.forms.fields import find_field

_SECOND: Final = "ppocr"
_WORDS: Final = frozenset({"person_name", "place", "text", "date_words", "area_words"})
_UNLIKE_WHERE_HANDS_ARE_USUAL: Final = 0.02
_UNLIKE: Final = 0.5
"""Mean share of base letters in which the looks at a paper's words differ, from which on it is written by hand. On tuning pages at 0.02
97 % of hands are found and 7 % of print is taken for one, at 0.035 90 and 2 (tests/bench/witnessed.py prints what is found)."""
_FIGURED: Final = frozenset({"date", "year", "number", "register_number", "book_number", "id_number"})
_ALIKE: Final = 0.75
_LEAST_SURE: Final = 0.9
_STILL_PRINT: Final = 0.3
"""More than the first share of a paper's figures read alike by all looks and, this surely, by the other network: words that differ by less
than the last do so because the print is bad. On 282 tuning papers of 13 seeds all 155 hands are still found, and 18 instead of 62 of 127
printed ones are taken for one."""
_FEWEST_FIGURES: Final = 5
_FEWEST_WORDS: Final = 3
_SHORTEST: Final = 4
"""Of fewer letters nobody can tell."""


def handwritten(form: FormDefinition, fields: Mapping[str, FieldValue]) -> frozenset[str]:
    """Paths of the values that were read and are likely written by hand."""
    defined = {path: field for path in fields if (field := find_field(form, path)) is not None}
    usual = frozenset(path for path, field in defined.items() if field.hand == "hand")
    read = {path for path, value in fields.items() if value.state is ValueState.READ and value.source is ValueSource.READING}
    others = frozenset(defined) - usual
    written = (
        usual if _is_named_line_by_line(form) or _looks_written(usual, defined, fields, _UNLIKE_WHERE_HANDS_ARE_USUAL) else frozenset()
    )
    written |= others if _looks_written(others, defined, fields, _UNLIKE) else frozenset()
    return frozenset(path for path in written & read if defined[path].type != "tick")


def is_told(form: FormDefinition, fields: Mapping[str, FieldValue]) -> bool:
    """Whether enough was read on the lines that hands usually fill to tell whether one did; else a pale pen may have."""
    defined = ((find_field(form, path), value) for path, value in fields.items())
    words = [value for field, value in defined if field is not None and field.hand == "hand" and field.type in _WORDS]
    return _is_named_line_by_line(form) or sum(_unlikeness(value) is not None for value in words) >= _FEWEST_WORDS


def _is_named_line_by_line(form: FormDefinition) -> bool:
    """Whether the form names single lines that are written by hand on a printed paper: too few to compare, and the form knows."""
    return sum(field.hand == "hand" and field.type in _WORDS for field in form.fields) < _FEWEST_WORDS


def hint_of(value: FieldValue) -> str:
    """What the network that knows handwriting better made of it; empty when it was not asked."""
    second = _second(value)
    return second.text if second is not None else ""


def _looks_written(
    candidates: frozenset[str], defined: Mapping[str, FieldDefinition], fields: Mapping[str, FieldValue], bar: float
) -> bool:  # fmt: skip
    found = [fields[path] for path in candidates if defined[path].type in _WORDS]
    amounts = [amount for value in found if (amount := _unlikeness(value)) is not None]
    if len(amounts) < _FEWEST_WORDS or fmean(amounts) < bar:
        return False
    return fmean(amounts) >= _STILL_PRINT or not _has_figures_of_print(candidates, defined, fields)


def _has_figures_of_print(candidates: frozenset[str], defined: Mapping[str, FieldDefinition], fields: Mapping[str, FieldValue]) -> bool:
    values = [fields[path] for path in candidates if defined[path].type in _FIGURED]
    figures = [value for value in values if value.state is ValueState.READ and value.source is ValueSource.READING]
    return len(figures) >= _FEWEST_FIGURES and sum(map(_is_read_alike, figures)) > _ALIKE * len(figures)


def _is_read_alike(value: FieldValue) -> bool:
    """Whether every look and the other network, surely, have the very value."""
    second = _second(value)
    sure = second is not None and second.confidence > _LEAST_SURE
    return sure and all(voice.value == value.value for voice in value.voices)


def _unlikeness(value: FieldValue) -> float | None:
    """How far the two looks of one network differ, and how far the other network from both; None where nothing was seen twice."""
    own = [voice for voice in value.voices if voice.network != _SECOND]
    if len(own) < 2:
        return None
    second = _second(value)
    return _between(own[0], own[1]) + (min(_between(voice, second) for voice in own) if second is not None else 0.0)


def _second(value: FieldValue) -> Voice | None:
    return next((voice for voice in value.voices if voice.network == _SECOND), None)


def _between(one: Voice, other: Voice) -> float:
    a, b = _letters(one.text), _letters(other.text)
    longest = max(len(a), len(b))
    return Levenshtein.distance(a, b) / longest if longest >= _SHORTEST else 0.0


@functools.lru_cache(maxsize=16_384)
def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))
