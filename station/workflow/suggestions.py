"""What can stand in a field instead of being typed: other readings, values of this entry, of this volume, items of the reference list.

Typed without marks: "nguyen van h" finds "Nguyễn Văn Hải". A completion is only ever offered; nothing here changes a value.
"""

import datetime
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from station.domain.dates import PartialDate
from station.domain.numerals import area_from_words, area_in_words, date_from_words, date_in_words
from station.domain.record import FieldValue, ValueSource, ValueState
from station.domain.text import fold
from station.forms.definition import FieldDefinition, FormDefinition
from station.forms.handwriting import handwritten, hint_of
from station.forms.library import FormLibrary
from station.forms.types import normalise
from station.forms.witnesses import written_on
from station.workflow.volume_words import LONGEST, VolumeWords, kind_of, near, starts

OFFERED_MAX: Final = 8
"""As many as fit under the input without scrolling."""
_SHORTEST_TYPED: Final = 1
_PLACES_MAX: Final = 5


class Origin(StrEnum):
    """Where an offered value comes from; the desk says it in a word."""

    READING = "reading"
    WITNESS = "witness"
    """The same written otherwise: words from figures, figures from words."""
    ENTRY = "entry"
    VOLUME = "volume"
    COMMUNE = "commune"
    """People keyed it in another volume of the commune."""
    LIST = "list"
    PLACES = "places"
    """The gazetteer: places that there were, those of the paper's day first."""


@dataclass(frozen=True)
class Offer:
    """One value that can be taken."""

    text: str
    origin: Origin


def offers(
    field: FieldDefinition,
    form: FormDefinition,
    library: FormLibrary,
    fields: Mapping[str, FieldValue],
    words: VolumeWords,
    typed: str = "",
) -> list[Offer]:
    """What F2 shows. Without `typed`: other readings and what comes close to the value read; with it: completions of what is typed."""
    key = fold(typed)
    if len(typed) > LONGEST:
        return []
    context = (field, form, library, fields, words)
    found = _completed(key, *context) if len(key) >= _SHORTEST_TYPED else _alternatives(*context)
    unique: dict[str, Offer] = {}
    for offer in found:
        if offer.text and offer.text != typed:
            unique.setdefault(offer.text, offer)
    return list(unique.values())[:OFFERED_MAX]


def _alternatives(
    field: FieldDefinition, form: FormDefinition, library: FormLibrary, fields: Mapping[str, FieldValue], words: VolumeWords
) -> Iterator[Offer]:
    value = fields.get(field.id)
    read = value.value or value.text if value is not None else ""
    for text in (value.value, value.text) if value is not None and value.source is ValueSource.READING else ():
        yield Offer(text, Origin.READING)
    if value is not None and value.text:
        yield from (Offer(other, Origin.READING) for other in normalise(value.text, field, library.lexicons).alternatives)
    yield from (Offer(text, Origin.WITNESS) for text in witnesses(field, form, fields))
    key = fold(read)
    hand = hint_of(value) if value is not None and field.id in handwritten(form, fields) else ""
    if field.type == "place":
        yield from _places(hand or read, library, fields)
    if hand:
        yield from _near(field, fold(hand), words)
    if key:
        yield from (Offer(text, Origin.ENTRY) for text in near(key, dict(_entry_keys(field, form, fields))))
        yield from _near(field, key, words)
        names = _list_names(field, library)
        yield from (Offer(name, Origin.LIST) for name in near(key, {name: _list_key(name) for name in names}))
    yield from _closed(field, library)


def _near(field: FieldDefinition, key: str, words: VolumeWords) -> Iterator[Offer]:
    """What people keyed that comes near, in this volume, then in the commune's others."""
    yield from (Offer(text, Origin.VOLUME) for text in words.near(field, key))
    if words.elsewhere is not None:
        yield from (Offer(text, Origin.COMMUNE) for text in words.elsewhere.near(field, key))


def _places(read: str, library: FormLibrary, fields: Mapping[str, FieldValue]) -> Iterator[Offer]:
    """Real paths near what was read, with what was read before the path."""
    if not read:
        return
    parts = [part.strip() for part in read.split(",")]
    for path in library.gazetteer.near(read, written_on(fields, datetime.date.today()), _PLACES_MAX):
        before = [part for part in parts[: max(len(parts) - path.count(",") - 1, 0)] if part]
        yield Offer(", ".join([*before, path[:1].lower() + path[1:]]) if before else path, Origin.PLACES)


def _closed(field: FieldDefinition, library: FormLibrary) -> Iterator[Offer]:
    """Short closed lists are shown whole."""
    if field.type == "tick":
        yield from (Offer(labels[0], Origin.LIST) for labels in field.options.values() if labels)
    elif field.type == "choice":
        yield from (Offer(name, Origin.LIST) for name in _list_names(field, library)[:OFFERED_MAX])


def _completed(
    key: str,
    field: FieldDefinition,
    form: FormDefinition,
    library: FormLibrary,
    fields: Mapping[str, FieldValue],
    words: VolumeWords,
) -> Iterator[Offer]:
    if field.type == "tick":
        labels = [(code, label) for code, written in field.options.items() for label in written[:1]]
        yield from (Offer(label, Origin.LIST) for code, label in labels if fold(code) == key or starts(key, fold(label)))
        return
    names = _list_names(field, library)
    if field.type == "choice":
        yield from (Offer(name, Origin.LIST) for name in names if _list_key(name) == key)
        yield from (Offer(name, Origin.LIST) for name in names if starts(key, _list_key(name)))
        return
    yield from (Offer(text, Origin.ENTRY) for text, written in _entry_keys(field, form, fields) if starts(key, written))
    yield from (Offer(text, Origin.VOLUME) for text in words.starting(field, key))
    if words.elsewhere is not None:
        yield from (Offer(text, Origin.COMMUNE) for text in words.elsewhere.starting(field, key))
    yield from (Offer(name, Origin.LIST) for name in names if starts(key, _list_key(name)))


def only_match(typed: str, field: FieldDefinition, library: FormLibrary) -> str:
    """The one item of a closed list that the typed beginning can mean ("nu" → "Nữ"); empty when there is none or more than one."""
    if field.type not in ("choice", "tick") or normalise(typed, field, library.lexicons).code:
        return ""
    key = fold(typed)
    names = [labels[0] for labels in field.options.values() if labels] if field.type == "tick" else _list_names(field, library)
    found = {name for name in names if key and starts(key, fold(name))}
    return found.pop() if len(found) == 1 else ""


def witnesses(field: FieldDefinition, form: FormDefinition, fields: Mapping[str, FieldValue]) -> list[str]:
    """The same fact from the other line of a words-and-figures rule: the date that the words mean, the words for the figures."""
    found = []
    for rule in form.rules:
        if rule.predicate == "words_equal_figures" and field.id in rule.fields:
            figures, words = rule.fields
            other = fields.get(words if field.id == figures else figures)
            if other is not None and other.state is ValueState.READ and (text := _said_otherwise(field, other.value)):
                found.append(text)
    return found


def _said_otherwise(field: FieldDefinition, other: str) -> str:
    try:
        match field.type:
            case "date" | "year":
                return str(date_from_words(other))
            case "date_words":
                return date_in_words(PartialDate.parse(other))
            case "area":
                return f"{area_from_words(other):f}"
            case "area_words":
                return area_in_words(Decimal(other))
            case _:
                return ""
    except (ValueError, InvalidOperation):
        return ""


@functools.lru_cache(maxsize=8192)
def _list_key(name: str) -> str:
    """Items of reference lists stay the same all day: folded once, not at every letter typed."""
    return fold(name)


def _list_names(field: FieldDefinition, library: FormLibrary) -> list[str]:
    return library.lexicon(field.lexicon).names() if field.lexicon and field.lexicon in library.lexicons else []


def _entry_keys(field: FieldDefinition, form: FormDefinition, fields: Mapping[str, FieldValue]) -> list[tuple[str, str]]:
    """Values of other fields of this entry that are of the same kind: the parents' names, where the mother lives."""
    kind = kind_of(field)
    texts = []
    for other in form.fields:
        value = fields.get(other.id)
        if kind and other.id != field.id and kind_of(other) == kind and value is not None and value.state is ValueState.READ:
            texts.append(value.value)
    return [(text, fold(text)) for text in dict.fromkeys(texts)]
