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
    """What FTS5 is asked, and what the row must look like besides."""

    match: str
    glob: str = ""
    """For a last word of one unfinished letter: FTS5 would walk through every word that begins with it."""


def matches(question: Question) -> list[Match]:
    """As `Question.rank` counts: side by side with their marks, with their marks, side by side, anywhere (which finds the others' too)."""
    asked = [*_with_marks(question), *_without_marks(question)]
    if question.finished or question.is_bare:
        return asked
    # most words are typed to their end before a space says so
    return [*_with_marks(replace(question, finished=True)), *asked]


def _with_marks(question: Question) -> list[Match]:
    if question.is_bare and (len(question.parts) > 1 or not question.finished):
        return []
    whole, glob = _whole(question)
    terms = [_quoted(_marked(part)) for part in question.parts[:whole]]
    if not question.finished and not glob:
        terms[-1] = f"{_quoted(toned(question.parts[-1])[0])}*"
    beside = _beside(question)
    return [Match(_all([*terms, *beside])), Match(_all(terms), glob)] if beside else [Match(_all(terms), glob)]


def _without_marks(question: Question) -> list[Match]:
    whole, glob = _whole(question)
    terms = [_quoted(word) for word in question.folded[:whole]]
    if not question.finished and not glob:
        terms[-1] += "*"
    beside = _beside(question)
    return [Match(_all(beside)), Match(_all(terms), glob)] if beside else [Match(_all(terms), glob)]


def _whole(question: Question) -> tuple[int, str]:
    """How many words the index is asked for, and the pattern for the one left out."""
    count, last = len(question.parts), question.folded[-1]
    return (count - 1, f"* {last}*") if not question.finished and count > 1 and len(last) == 1 else (count, "")


def _beside(question: Question) -> list[str]:
    """Every two words side by side; none of one word."""
    pairs = [_quoted(pair) for pair in _pairs(question.folded)]
    return pairs if question.finished else [*pairs[:-1], *(f"{pair}*" for pair in pairs[-1:])]


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


def _all(terms: Iterable[str]) -> str:
    return " AND ".join(terms)


def _quoted(word: str) -> str:
    """An FTS5 string: nothing in it is an operator."""
    return '"' + word.replace('"', '""') + '"'
