"""Searching entries while a person types: what is asked, what was found, how words are spelt. The index is station.store.search."""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from station.domain.ids import EntryId
from station.domain.record import Entry, FormRef, Volume
from station.domain.second_keying import Blind
from station.domain.states import EntryState
from station.domain.text import clean, fold, toned

ASKED_LETTERS_MAX: Final = 200
"""Longer questions are cut: a pasted page is no question."""
WORDS_MAX: Final = 12
_PART = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
"""Letters and figures, with marks that no composed letter has."""


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
    """Only entries of which some place holds these words side by side, with or without marks; empty: all. One more may be unfinished."""
    blind: Blind | None = None
    """Entries to which this person is blind are left out; None: who asks may see all."""


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


def searched_texts(entry: Entry) -> Iterator[tuple[str, str]]:
    """(path, text) of everything in an entry that can be found, by path: each value as printed and, where it differs, as normalised."""
    for path in sorted(entry.fields):
        value = entry.fields[path]
        if text := searched_text(value.text, value.value):
            yield path, text


def searched_text(text: str, value: str) -> str:
    """What can be found of one field."""
    return text if value in ("", text) else f"{text} {value}"


def volume_text(volume: Volume | None) -> str:
    """What of a volume can be found."""
    return "" if volume is None else clean(f"{volume.kind} {volume.number} {volume.year} {volume.title}")


def parts_of(text: str) -> list[str]:
    """The words of a text, lower case with their marks, composed; strokes, dots and commas part words ("02/03" is two)."""
    return _PART.findall(clean(text.replace("\x00", " ")).casefold())


@dataclass(frozen=True)
class Line:
    """One text in both spellings, a space around every word."""

    folded: str
    """Without marks, đ as d."""
    marked: str
    """Each word's letters, `~`, the figures of its tones."""

    @classmethod
    def of(cls, text: str) -> "Line":
        """Of a text as an entry has it."""
        parts = parts_of(text)
        return cls(f" {' '.join(map(fold, parts))} ", f" {' '.join(map(marked_word, parts))} ")


def marked_word(part: str) -> str:
    """A word with its marks: letters, `~`, tones."""
    letters, tones = toned(part)
    return f"{letters}~{tones}"


@dataclass(frozen=True)
class Question:
    """A question's words in both spellings, and how well texts answer them."""

    parts: tuple[str, ...]
    """As typed, lower case; at most `WORDS_MAX` of the first `ASKED_LETTERS_MAX` letters."""
    finished: bool
    """Whether the last word has ended."""

    @classmethod
    def of(cls, text: str) -> "Question":
        """As somebody typed it."""
        return cls(tuple(parts_of(text[:ASKED_LETTERS_MAX])[:WORDS_MAX]), text[-1:].isspace())

    @functools.cached_property
    def folded(self) -> tuple[str, ...]:
        """The words without marks."""
        return tuple(map(fold, self.parts))

    @functools.cached_property
    def is_bare(self) -> bool:
        """Whether no word has a mark: then it was typed for any marks."""
        return self.folded == self.parts

    @property
    def asks(self) -> bool:
        """Whether there is enough to look for: one unfinished letter begins half of all words."""
        return len("".join(self.folded)) > 1 or (self.finished and bool(self.parts))

    def is_touched(self, text: str) -> bool:
        """Whether a text holds the letters of some word: the quick way past most."""
        plain = fold(text)
        return any(word in plain for word in self.folded)

    def rank(self, lines: Sequence[Line]) -> int:
        """How texts hold the words: 0 side by side with their marks, 1 with their marks, 2 side by side, 3 anywhere, 4 not at all.

        Several words without a mark are typed for any marks: then only 2 to 4.
        """
        if not (self.is_bare and len(self.parts) > 1):
            texts = "\n".join(line.marked for line in lines)
            if self._marked_phrase.search(texts):
                return 0
            if all(word.search(texts) for word in self._marked_words):
                return 1
        texts = "\n".join(line.folded for line in lines)
        if self._phrase in texts:
            return 2
        return 3 if all(word in texts for word in self._words) else 4

    def score(self, line: Line) -> int:
        """How well one text answers: words held; the phrase counts as much as all of them, with its marks twice as much."""
        held = sum(f" {word}" in line.folded for word in self.folded)
        if held < len(self.folded):
            return held
        phrases = (self._phrase.rstrip() in line.folded) + (self._marked_phrase.search(line.marked) is not None)
        return held * (1 + phrases)

    @functools.cached_property
    def _words(self) -> list[str]:
        return [f" {word} " for word in self.folded[:-1]] + [f" {self.folded[-1]}{self._end}"]

    @functools.cached_property
    def _phrase(self) -> str:
        return f" {' '.join(self.folded)}{self._end}"

    @property
    def _end(self) -> str:
        return " " if self.finished else ""

    @functools.cached_property
    def _marked_words(self) -> list[re.Pattern[str]]:
        return [re.compile(f" {word}") for word in self._marked]

    @functools.cached_property
    def _marked_phrase(self) -> re.Pattern[str]:
        return re.compile(f" {' '.join(self._marked)}")

    @functools.cached_property
    def _marked(self) -> list[str]:
        """Patterns of the words; an unfinished one may have a tone already ("nguyễ")."""
        words = [f"{re.escape(marked_word(part))}(?= )" for part in self.parts]
        if not self.finished:
            letters, tones = toned(self.parts[-1])
            words[-1] = f"{re.escape(letters)}[^~ ]*~{tones or '[1-5]*'}(?= )"
        return words


def best_answer(lines: Mapping[str, Line], question: Question) -> str:
    """Of path → text the path that answers best, the first among equals; empty when none does. The volume's words come last, path empty."""
    best, best_score = "", 0
    for path, line in lines.items():
        score = question.score(line)
        if score > best_score:
            best, best_score = path, score
    return best
