"""What can stand in a field instead of being typed: other readings, values of this entry, of this volume, items of the reference list.

Typed without marks: "nguyen van h" finds "Nguyễn Văn Hải". A completion is only ever offered; nothing here changes a value.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from rapidfuzz import fuzz, process

from station.domain.dates import PartialDate
from station.domain.numerals import area_from_words, area_in_words, date_from_words, date_in_words
from station.domain.record import FieldValue, ValueSource, ValueState
from station.domain.text import clean, fold
from station.forms.definition import FieldDefinition, FormDefinition
from station.forms.library import FormLibrary
from station.forms.types import normalise

OFFERED_MAX: Final = 8
"""As many as fit under the input without scrolling."""
_CLOSE: Final = 78.0
"""rapidfuzz ratio of folded texts from which one comes close to the other: one wrong letter in five."""
_SHORTEST_TYPED: Final = 1
_TYPED_MAX: Final = 200
"""No completion of longer texts: a pasted book has none."""


class Origin(StrEnum):
    """Where an offered value comes from; the desk says it in a word."""

    READING = "reading"
    WITNESS = "witness"
    """The same written otherwise: words from figures, figures from words."""
    ENTRY = "entry"
    VOLUME = "volume"
    LIST = "list"


@dataclass(frozen=True)
class Offer:
    """One value that can be taken."""

    text: str
    origin: Origin


@dataclass
class VolumeWords:
    """What has been seen in the fields of one volume, by kind of field. Grows while entries are opened and keyed."""

    _seen: dict[str, Counter[str]] = field(default_factory=dict)
    _parts: dict[str, set[str]] = field(default_factory=dict)
    """Kind → the parts between commas that people keyed."""
    _keys: dict[str, dict[str, str]] = field(default_factory=dict)
    """Kind → text → search key, so that nothing is folded twice."""

    def add(self, form: FormDefinition, fields: Mapping[str, FieldValue]) -> None:
        """Note the values of one entry that a person keyed, or that were read as one of a list or place."""
        for definition in form.fields:
            value = fields.get(definition.id)
            if value is not None and value.state is ValueState.READ and value.source is not ValueSource.READING:
                self.note(definition, value.value)

    def note(self, definition: FieldDefinition, text: str) -> None:
        """Note one value that a person vouched for."""
        kind = _kind(definition)
        if kind and (bare := clean(text)) and len(bare) <= _TYPED_MAX:
            self._seen.setdefault(kind, Counter())[bare] += 1
            self._keys.setdefault(kind, {})[bare] = fold(bare)
            self._parts.setdefault(kind, set()).update(_parts_of(definition, bare))

    def vouch(self, definition: FieldDefinition, text: str) -> bool:
        """Whether people keyed this very text, or for a place each of its parts, in a field of the same kind."""
        parts = _parts_of(definition, clean(text))
        return bool(parts) and parts <= self._parts.get(_kind(definition), set())

    def starting(self, definition: FieldDefinition, key: str) -> list[str]:
        """Values whose words start as the words of the folded `key` do; the commonest first."""
        kind = _kind(definition)
        keys = self._keys.get(kind, {})
        found = [text for text, written in keys.items() if _starts(key, written)]
        return sorted(found, key=lambda text: (-self._seen[kind][text], text))

    def near(self, definition: FieldDefinition, key: str) -> list[str]:
        """Values that come close to a misread one; the closest first."""
        return _near(key, self._keys.get(_kind(definition), {}).items())


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
    if len(typed) > _TYPED_MAX:
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
    if key:
        yield from (Offer(text, Origin.ENTRY) for text in _near(key, _entry_keys(field, form, fields)))
        yield from (Offer(text, Origin.VOLUME) for text in words.near(field, key))
        names = _list_names(field, library)
        yield from (Offer(name, Origin.LIST) for name in _near(key, ((name, fold(name)) for name in names)))
    yield from _closed(field, library)


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
        yield from (Offer(label, Origin.LIST) for code, label in labels if fold(code) == key or _starts(key, fold(label)))
        return
    names = _list_names(field, library)
    if field.type == "choice":
        yield from (Offer(name, Origin.LIST) for name in names if fold(name) == key)
        yield from (Offer(name, Origin.LIST) for name in names if _starts(key, fold(name)))
        return
    yield from (Offer(text, Origin.ENTRY) for text, written in _entry_keys(field, form, fields) if _starts(key, written))
    yield from (Offer(text, Origin.VOLUME) for text in words.starting(field, key))
    yield from (Offer(name, Origin.LIST) for name in names if _starts(key, fold(name)))


def only_match(typed: str, field: FieldDefinition, library: FormLibrary) -> str:
    """The one item of a closed list that the typed beginning can mean ("nu" → "Nữ"); empty when there is none or more than one."""
    if field.type not in ("choice", "tick") or normalise(typed, field, library.lexicons).code:
        return ""
    key = fold(typed)
    names = [labels[0] for labels in field.options.values() if labels] if field.type == "tick" else _list_names(field, library)
    found = {name for name in names if key and _starts(key, fold(name))}
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


def _list_names(field: FieldDefinition, library: FormLibrary) -> list[str]:
    return library.lexicon(field.lexicon).names() if field.lexicon and field.lexicon in library.lexicons else []


def _entry_keys(field: FieldDefinition, form: FormDefinition, fields: Mapping[str, FieldValue]) -> list[tuple[str, str]]:
    """Values of other fields of this entry that are of the same kind: the parents' names, where the mother lives."""
    kind = _kind(field)
    texts = []
    for other in form.fields:
        value = fields.get(other.id)
        if kind and other.id != field.id and _kind(other) == kind and value is not None and value.state is ValueState.READ:
            texts.append(value.value)
    return [(text, fold(text)) for text in dict.fromkeys(texts)]


def _kind(field: FieldDefinition) -> str:
    """Which fields share their words: all names, all places; other words keep to their own field; figures have none."""
    if field.type in ("person_name", "place"):
        return field.type
    return field.id if field.type == "text" else ""


def _parts_of(field: FieldDefinition, text: str) -> set[str]:
    pieces = text.split(",") if field.type == "place" else [text]
    return {piece.strip().casefold() for piece in pieces if piece.strip()}


def _starts(key: str, written: str) -> bool:
    """Whether the typed words begin words of the text that follow each other: "van h" in "nguyen van hai"."""
    typed = key.split()
    if not typed or f" {typed[0]}" not in f" {written}":
        return False
    words = written.split()
    for at in range(len(words) - len(typed) + 1):
        if all(word.startswith(part) for part, word in zip(typed, words[at:], strict=False)):
            return True
    return False


def _near(key: str, written: Iterable[tuple[str, str]]) -> list[str]:
    rated = process.extract(key, dict(written), scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=OFFERED_MAX)
    return [text for _, _, text in rated]
