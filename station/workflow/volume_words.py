"""What people keyed in one volume: completions without marks, neighbours of a misread word, witnesses. Thousands of entries deep.

Asked at every letter typed, so nothing is folded twice and a question is one pass over one text.
"""

import bisect
import heapq
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz, process

from station.domain.record import FieldValue, ValueSource, ValueState
from station.domain.text import clean, fold
from station.forms.definition import FieldDefinition, FormDefinition
from station.forms.fields import find_field

FOUND_MAX: Final = 24
"""More than are ever offered, so that what stands in the entry already can be left out."""
LONGEST: Final = 200
"""Longer texts are no words: a pasted book is neither learned nor completed."""
_CLOSE: Final = 78.0
"""rapidfuzz ratio of folded texts from which one comes close to the other: one wrong letter in five."""
_NEAR_MAX: Final = 8
_INDEX: Final = re.compile(r"\[\d+\]")
"""Items of a list share their words."""


@dataclass
class _Words:
    """The words of one kind of field."""

    seen: Counter[str] = field(default_factory=Counter)
    keys: dict[str, str] = field(default_factory=dict)
    """Text → search key."""
    parts: set[str] = field(default_factory=set)
    """The parts between commas."""
    _lines: tuple[str, list[int], list[str]] | None = None
    """All keys as lines that begin with a space, where each begins, and their texts; None when words were added since."""

    def note(self, text: str, parts: Iterable[str]) -> None:
        """One more."""
        self.seen[text] += 1
        if text not in self.keys:
            self.keys[text], self._lines = fold(text), None
        self.parts.update(parts)

    def absorb(self, other: "_Words") -> None:
        """All of another's."""
        self.seen.update(other.seen)
        self.keys.update(other.keys)
        self.parts |= other.parts
        self._lines = None

    def starting(self, key: str) -> list[str]:
        """Texts with words side by side that begin as the words of the key; the commonest first."""
        if self._lines is None:
            texts = list(self.keys)
            lines = [f" {self.keys[text]}" for text in texts]
            starts, at = [], 0
            for line in lines:
                starts.append(at)
                at += len(line) + 1
            self._lines = "\n".join(lines), starts, texts
        whole, starts, texts = self._lines
        found = {texts[bisect.bisect_right(starts, match.start()) - 1] for match in _pattern(key).finditer(whole)}
        return heapq.nsmallest(FOUND_MAX, found, key=lambda text: (-self.seen[text], text))


@dataclass
class VolumeWords:
    """What has been seen in the fields of one volume, by kind of field. Grows while entries are opened and keyed."""

    _kinds: dict[str, _Words] = field(default_factory=dict)
    elsewhere: "VolumeWords | None" = None
    """What people keyed in the commune's other volumes: offered after the volume's own, and never vouching for a reading."""

    def add(self, form: FormDefinition, fields: Mapping[str, FieldValue]) -> None:
        """Note the values of one entry that a person keyed; what only the engines read says nothing."""
        keyed = {
            path: value.value
            for path, value in fields.items()
            if value.state is ValueState.READ and value.source is not ValueSource.READING
        }
        self.learn(form, keyed)

    def learn(self, form: FormDefinition, texts: Mapping[str, str]) -> None:
        """Note what persons keyed in one entry: field id → value."""
        for definition in form.fields:
            if definition.id in texts:
                self.note(definition, texts[definition.id])
        for path in texts:
            if "[" in path and (part := find_field(form, path)) is not None:
                self.note(part, texts[path])

    def note(self, definition: FieldDefinition, text: str) -> None:
        """Note one value that a person vouched for."""
        kind = kind_of(definition)
        if kind and (bare := clean(text)) and len(bare) <= LONGEST:
            self._kinds.setdefault(kind, _Words()).note(bare, _parts_of(definition, bare))

    def absorb(self, other: "VolumeWords") -> None:
        """Take over what was gathered elsewhere, behind the desk."""
        for kind, words in other._kinds.items():
            self._kinds.setdefault(kind, _Words()).absorb(words)

    def vouch(self, definition: FieldDefinition, text: str) -> bool:
        """Whether people keyed this very text, or for a place each of its parts, in a field of the same kind."""
        parts = _parts_of(definition, clean(text))
        words = self._kinds.get(kind_of(definition))
        return words is not None and bool(parts) and parts <= words.parts

    def starting(self, definition: FieldDefinition, key: str) -> list[str]:
        """Values whose words start as the words of the folded `key` do; the commonest first, at most `FOUND_MAX`."""
        words = self._kinds.get(kind_of(definition))
        return words.starting(key) if words is not None and key.strip() else []

    def near(self, definition: FieldDefinition, key: str) -> list[str]:
        """Values that come close to a misread one; the closest first."""
        words = self._kinds.get(kind_of(definition))
        return near(key, words.keys) if words is not None else []


def kind_of(definition: FieldDefinition) -> str:
    """Which fields share their words: all names, all places; other words keep to their own field; figures have none."""
    if definition.type in ("person_name", "place"):
        return definition.type
    return _INDEX.sub("", definition.id) if definition.type == "text" else ""


def near(key: str, written: Mapping[str, str]) -> list[str]:
    """The texts of text → folded key that come close to `key`, the closest first."""
    rated = process.extract(key, written, scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=_NEAR_MAX)
    return [text for _, _, text in rated]


def starts(key: str, written: str) -> bool:
    """Whether the typed words begin words of the folded text that follow each other: "van h" in "nguyen van hai"."""
    return bool(key.strip()) and _pattern(key).search(f" {written}") is not None


def _pattern(key: str) -> re.Pattern[str]:
    words = r"[^ \n]* ".join(re.escape(word) for word in key.split())
    return re.compile(f" {words}[^\n]*")


def _parts_of(definition: FieldDefinition, text: str) -> set[str]:
    pieces = text.split(",") if definition.type == "place" else [text]
    return {piece.strip().casefold() for piece in pieces if piece.strip()}
