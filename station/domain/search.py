"""Searching entries while a person types: what is asked, what was found, how words are spelt. The index is station.store.search."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from station.domain.ids import EntryId
from station.domain.record import Entry, FormRef, Volume
from station.domain.states import EntryState
from station.domain.text import clean, fold, spelling

ASKED_LETTERS_MAX: Final = 200
"""Longer questions are cut: a pasted page is no question."""
WORDS_MAX: Final = 12
_PART = re.compile(r"[^\W_]+")
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
    volume_id: str = ""
    """Only this volume; empty: all."""
    place: str = ""
    """Only entries with a place that begins so, with or without marks and with or without its type; empty: all."""


@dataclass(frozen=True)
class Found:
    """One entry that answers, as far as a list of results shows it: the entry itself is opened when somebody looks at it."""

    entry_id: EntryId
    form: FormRef
    state: EntryState
    volume: Volume | None
    """None when its opening was erased."""
    path: str
    """The field that answers best; empty when the words stand in the volume, or spread over several fields."""
    texts: Mapping[str, str]
    """What every field says, as printed, else as normalised."""


def marked(text: str) -> str:
    """The spelling with marks, lower case, composed; "hoà" and "hòa" are one."""
    return unicodedata.normalize("NFC", spelling(text))


def words_of(text: str) -> list[str]:
    """The words of a question as cleaned; marks stand alone are none. At most `WORDS_MAX` of the first `ASKED_LETTERS_MAX` letters."""
    cut = clean(text[:ASKED_LETTERS_MAX].replace("\x00", " "))
    return [word for word in _WORD.findall(cut) if any(letter.isalnum() for letter in word)][:WORDS_MAX]


def searched_texts(entry: Entry) -> Iterator[tuple[str, str]]:
    """(path, text) of everything in an entry that can be found, by path: each value as printed and, where it differs, as normalised."""
    for path in searched_paths(entry):
        value = entry.fields[path]
        yield path, value.text if value.value in ("", value.text) else f"{value.text} {value.value}"


def searched_paths(entry: Entry) -> list[str]:
    """The fields that hold something, in the order in which `searched_texts` names them; cheap."""
    return sorted(path for path, value in entry.fields.items() if value.text or value.value)


def volume_text(volume: Volume | None) -> str:
    """What of a volume can be found."""
    return "" if volume is None else clean(f"{volume.kind} {volume.number} {volume.year} {volume.title}")


@dataclass(frozen=True)
class Spelt:
    """A question's words in both spellings, made once."""

    words: tuple[str, ...]
    """Letters and digits alone, without marks: "02/03" is two."""
    phrase: str
    """The same, side by side."""
    phrase_marked: str
    """Side by side with their marks."""

    @classmethod
    def of(cls, words: Sequence[str]) -> "Spelt":
        """Of the words as `words_of` gives them."""
        phrase = fold(" ".join(words))
        return cls(tuple(_PART.findall(phrase)), phrase, marked(" ".join(words)))

    def score(self, folded: str, with_marks: str) -> int:
        """How well a text in both spellings answers: words held; the phrase counts as much as all of them, with its marks twice as much."""
        held = sum(_begins_a_word(folded, word) for word in self.words)
        if held < len(self.words):
            return held
        phrases = _begins_a_word(folded, self.phrase) + _begins_a_word(with_marks, self.phrase_marked)
        return held + len(self.words) * phrases


def best_answer(texts: Iterable[tuple[str, str, str]], spelt: Spelt) -> str:
    """Of (path, folded, marked) the path that answers best, the first among equals but the empty one last; empty when none does."""
    best, best_score = "", 0
    for path, folded, with_marks in texts:
        if not any(map(folded.__contains__, spelt.words)):
            continue  # most fields hold none of the words: the quick way out
        score = spelt.score(folded, with_marks)
        if score > best_score or (score == best_score and score and not best):
            best, best_score = path, score
    return best


def _begins_a_word(text: str, part: str) -> bool:
    """Whether `part` stands in `text` at the beginning of a word."""
    at = text.find(part)
    while part and at >= 0:
        if at == 0 or not text[at - 1].isalnum():
            return True
        at = text.find(part, at + 1)
    return False
