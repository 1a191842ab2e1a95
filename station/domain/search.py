"""Searching entries while a person types: what is asked, what was found, how words are spelt. The index is station.store.search."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from station.domain.record import Entry, Volume
from station.domain.states import EntryState
from station.domain.text import clean, fold, spelling

ASKED_LETTERS_MAX: Final = 200
"""Longer questions are cut: a pasted page is no question."""
WORDS_MAX: Final = 12
_WORD = re.compile(r"[^\s,;()\"'«»]+")


@dataclass(frozen=True)
class Asked:
    """One question to the index."""

    text: str
    """As typed; with or without marks; the last word may be unfinished."""
    kind: str = ""
    """Only volumes of this kind; empty: all."""
    year: int | None = None
    state: EntryState | None = None
    limit: int = 100


@dataclass(frozen=True)
class Found:
    """One entry that answers."""

    entry: Entry
    volume: Volume | None
    """None when its opening was erased."""
    path: str
    """The field that answers best; empty when the words stand in the volume, or spread over several fields."""


def marked(text: str) -> str:
    """The spelling with marks, lower case, composed; "hoà" and "hòa" are one."""
    return unicodedata.normalize("NFC", spelling(text))


def words_of(text: str) -> list[str]:
    """The words of a question as cleaned; marks stand alone are none. At most `WORDS_MAX` of the first `ASKED_LETTERS_MAX` letters."""
    cut = clean(text[:ASKED_LETTERS_MAX].replace("\x00", " "))
    return [word for word in _WORD.findall(cut) if any(letter.isalnum() for letter in word)][:WORDS_MAX]


def searched_texts(entry: Entry) -> Iterator[tuple[str, str]]:
    """(path, text) of everything in an entry that can be found: each value as printed and, where it differs, as normalised."""
    for path, value in entry.fields.items():
        if value.text:
            yield path, clean(value.text)
        if value.value and fold(value.value) != fold(value.text):
            yield path, clean(value.value)


def volume_text(volume: Volume | None) -> str:
    """What of a volume can be found."""
    return "" if volume is None else clean(f"{volume.kind} {volume.number} {volume.year} {volume.title}")


def answering_path(entry: Entry, words: Iterable[str], volume: Volume | None = None) -> str:
    """The field that answers best: the words with their marks as one phrase, then without marks, then most of them.

    Empty when none does, or when the volume answers better.
    """
    asked = list(words)
    best, best_score = "", 0
    for path, text in searched_texts(entry):
        score = _score(text, asked)
        if score > best_score:
            best, best_score = path, score
    return best if best_score >= _score(volume_text(volume), asked) else ""


def _score(text: str, asked: Sequence[str]) -> int:
    """Words held; a phrase counts as much as all of them, one with its marks twice as much."""
    folded = fold(text)
    held = sum(_begins_a_word(folded, fold(word)) for word in asked)
    phrases = _begins_a_word(folded, fold(" ".join(asked))) + _begins_a_word(marked(text), marked(" ".join(asked)))
    return held + len(asked) * phrases


def _begins_a_word(text: str, part: str) -> bool:
    """Whether `part` stands in `text` at the beginning of a word."""
    at = text.find(part)
    while part and at >= 0:
        if at == 0 or not text[at - 1].isalnum():
            return True
        at = text.find(part, at + 1)
    return False
