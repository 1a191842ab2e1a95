"""How the search index spells what it holds and what it is asked: words, pairs of neighbours, a word for each thing that filters ask for.

The index knows which rows hold a word and nothing of where it stands: a tenth of the bytes that positions take, and the time of a question
is the bytes it walks through. What stands side by side is a word of its own, and far rarer than either of its two.

    nguyen        a word without marks, đ as d
    nguyên~4      the same with its marks: letters, `~`, the tone
    nguyen_van    two words side by side in one field
    @suoi         a word of a place; @suoi_may two side by side
    #sread        a state; #kks a kind, #y2018 a year, #v018… a volume
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from station.domain.record import Volume
from station.domain.search import ASKED_LETTERS_MAX, Asked, Question, marked_word, parts_of
from station.domain.states import EntryState
from station.domain.text import bare_letters, fold, toned

TOKEN_CHARACTERS: Final = "~_@#"
"""What the tokenizer must leave within words, besides letters and figures."""
PREFIXES: Final = "2 3 4 5 6"
"""Lengths of unfinished words that are looked up at once; few syllables are longer, and what is longer is rare."""


def words(texts: Iterable[str]) -> str:
    """Every word of these texts once, with marks and without, and every pair of neighbours."""
    found: set[str] = set()
    for text in texts:
        parts = parts_of(text)
        plain = [fold(part) for part in parts]
        found.update(plain, map(_marked, parts), _pairs(plain))
    return " ".join(sorted(found))


def tags(state: EntryState, volume_id: str, volume: Volume | None, places: Iterable[str]) -> str:
    """The state first (`with_state` replaces it), then volume, kind and year, then the words of the places."""
    found: set[str] = set()
    for place in places:
        plain = [f"@{fold(part)}" for part in parts_of(place)]
        found.update(plain, (f"{one}_{other[1:]}" for one, other in pairwise(plain)))
    named = [] if volume is None else [_kind(volume.kind), _year(volume.year)]
    return " ".join([state_tag(state), _volume(volume_id), *named, *sorted(found)])


def state_tag(state: EntryState) -> str:
    """The word for a state."""
    return f"#s{state.value.replace('-', '')}"


@dataclass(frozen=True)
class Match:
    """What FTS5 is asked, and what the row must look like besides. Each of the three conditions narrows what it finds."""

    terms: tuple[str, ...]
    begun: tuple[str, ...] = ()
    """Words of which only the beginning is asked."""
    letter: str = ""
    """A last word of one unfinished letter: FTS5 would walk through every word that begins with it, so rows are looked at instead."""
    marked: bool = False
    beside: bool = False
    finished: bool = False
    """The last word is taken as typed to its end though nothing says so."""

    @property
    def match(self) -> str:
        """As FTS5 wants it."""
        return " AND ".join([*map(_quoted, self.terms), *(f"{_quoted(word)}*" for word in self.begun)])

    @property
    def glob(self) -> str:
        """The pattern for a space and the row's words; empty when there is none."""
        return f"* {self.letter}*" if self.letter else ""

    def is_within(self, other: "Match") -> bool:
        """Whether the other finds all that this one finds, of the same question."""
        return all(one <= own for one, own in zip(other._conditions, self._conditions, strict=True))

    def holds(self, said: str) -> bool:
        """Whether a row with these words is one of those that FTS5 finds."""
        found = said.split()
        return (
            set(self.terms) <= set(found)
            and all(any(word.startswith(begun) for word in found) for begun in self.begun)
            and (not self.letter or any(word.startswith(self.letter) for word in found))
        )

    @property
    def _conditions(self) -> tuple[bool, bool, bool]:
        return self.marked, self.beside, self.finished


def matches(question: Question) -> list[Match]:
    """As `Question.rank` counts: side by side with their marks, with their marks, side by side, anywhere (which finds the others' too)."""
    asked = [*_with_marks(question), *_without_marks(question)]
    if question.finished or question.is_bare:
        return asked
    # most words are typed to their end before a space says so
    whole = _with_marks(replace(question, finished=True))
    return [*(replace(match, finished=True) for match in whole), *asked]


def _with_marks(question: Question) -> list[Match]:
    if question.is_bare and (len(question.parts) > 1 or not question.finished):
        return []
    terms, begun, letter = _split(question, [_marked(part) for part in question.parts], toned(question.parts[-1])[0])
    wide = Match(terms, begun, letter, marked=True)
    pairs, begun_pairs = _beside(question)
    if not pairs and not begun_pairs:
        return [wide]
    return [Match((*terms, *pairs), (*begun, *begun_pairs), marked=True, beside=True), wide]


def _without_marks(question: Question) -> list[Match]:
    wide = Match(*_split(question, list(question.folded), question.folded[-1]))
    pairs, begun_pairs = _beside(question)
    return [Match(pairs, begun_pairs, beside=True), wide] if pairs or begun_pairs else [wide]


def _split(question: Question, whole: Sequence[str], last: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Words asked for as they are, the one of which the beginning is asked, and the one letter for which rows are looked at."""
    if question.finished:
        return tuple(whole), (), ""
    folded = question.folded[-1]
    if len(folded) == 1 and len(whole) > 1:
        return tuple(whole[:-1]), (), folded
    return tuple(whole[:-1]), (last,), ""


def _beside(question: Question) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every two words side by side, and the last two where only their beginning is asked; none of one word."""
    pairs = tuple(_pairs(question.folded))
    return (pairs, ()) if question.finished else (pairs[:-1], pairs[-1:])


def only(asked: Asked) -> str:
    """What the filters leave, as the tail of an FTS5 question."""
    terms = [state_tag(asked.state)] if asked.state is not None else []
    terms += [_volume(asked.volume_id)] if asked.volume_id else []
    terms += [_kind(asked.kind)] if asked.kind else []
    terms += [_year(asked.year)] if asked.year is not None else []
    place = [fold(part) for part in parts_of(asked.place[:ASKED_LETTERS_MAX])]
    # an unfinished word need not stand beside the one before it: every paper of a commune names the commune, and FTS5 would gather all
    # that begins so before it yields the first row
    unfinished = place.pop() if place and not asked.place[-1:].isspace() else ""
    terms += [f"@{word}" for word in (*place, *_pairs(place))]
    quoted = [_quoted(term) for term in terms] + ([f"{_quoted(f'@{unfinished}')}*"] if unfinished else [])
    return "".join(f" AND {term}" for term in quoted)


def _pairs(plain: Sequence[str]) -> list[str]:
    return [f"{one}_{other}" for one, other in pairwise(plain)]


def _marked(part: str) -> str:
    return part if part.isdecimal() else marked_word(part)


def _volume(volume_id: str) -> str:
    return f"#v{bare_letters(volume_id)}"


def _kind(kind: str) -> str:
    return f"#k{bare_letters(kind)}"


def _year(year: int) -> str:
    return f"#y{year}"


def _quoted(word: str) -> str:
    """An FTS5 string: nothing in it is an operator."""
    return '"' + word.replace('"', '""') + '"'
