"""Finding the printed labels of a form among the words of a page, in the order of the form.

Marks, blanks and punctuation are left out of the comparison. Labels that a form prints more than once (for child, mother and father)
are told apart by order alone: a dynamic programme chooses the sequence of places that fits best as a whole.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from ocr.cleanup import X_HEIGHT_PX
from ocr.lines import Segment
from station.domain.text import fold

LEAST_SIMILARITY: Final = 72.0
"""Of 100; measured on degraded pages: below it places are wrong more often than right."""
_SHORT_LABEL: Final = 5
_SHORT_SIMILARITY: Final = 85.0
"""Labels of up to five letters must be (nearly) exact, stand alone and have a colon or open their line."""
_MIDDLE_LABEL: Final = 8
_MIDDLE_SIMILARITY: Final = 80.0
_WRAPPING_LABEL: Final = 12
"""Labels of fewer letters are never printed across two lines."""
_WRAPPED_SIMILARITY: Final = 84.0
"""The last word of a value and a badly read label below it are together no label."""
_OUT_OF_ORDER_SIMILARITY: Final = 88.0
_OUT_OF_ORDER_LETTERS: Final = 8
_AFTER_LABEL: Final = ":;.…,"
_CAPITALS: Final = 0.6
_OF_BOTH_ENDS: Final = 0.9
"""Share of a line's letters that stand in the wording in the same order."""
_LEAST_LAST_WORD: Final = 3
_LIKE_LETTERS: Final = {"6": "o", "0": "o", "1": "l", "5": "s", "ø": "o"}
"""Beside a letter."""
_ALIKE: Final = str.maketrans("y", "u")
"""Of a face with upright tails every y of a page is read as u."""
_EXACT: Final = 99.5
_CLEARLY_BETTER: Final = 10.0
_BOX_SIGNS: Final = 3
_TELLING: Final = {
    fold(label).translate(_ALIKE): re.compile(value)
    for label, value in (
        ("Ngày", r"[^\w\s]?\s*\d{1,2}/\d{1,2}/\d{4}\b"),
        ("Số", r"[^\w\s]?\s*[A-ZĐ]{1,2}\s?\d{6}\b"),
        *((card, r"[^\w\s]?\s*(?:\d{9}|\d{12})\b") for card in ("CC", "CCCD", "CMND")),
    )
}
"""Labels so short tell the date, the serial or the number of a card that stands behind them, though their colon was not read."""
_TOLD_BY_VALUE: Final = {
    fold(label).translate(_ALIKE).replace(" ", ""): (least, re.compile(value))
    for label, least, value in (
        ("Số", 50.0, r"[^\w\s]?:\s*(?:\d+\s?/\s?(?:[A-ZĐ]{2}|\d{4}\b)|[A-ZĐ]{1,2}\s?\d{6}\b)"),
        *((f"Số {card}", 75.0, r":\s*(?:\d{9}|\d{12})\b") for card in ("CMND", "CCCD")),
    )
}
"""Less alike than others must be, these labels are known by their first letter, their colon and what stands behind it: Sá: 307/TLKT.
One letter of them may not have been read at all: S: 18/2021."""
_ONE_LINE: Final = 1.5 * X_HEIGHT_PX
_GAP_BEHIND: Final = 4 * X_HEIGHT_PX
_SLACK: Final = 2
"""How many letters more or fewer than the label a place may have."""


@dataclass(frozen=True)
class Place:
    """Where a text stands: from character `start` of segment `first` to character `end` (exclusive) of segment `last`."""

    first: int
    start: int
    last: int
    end: int
    similarity: float
    """0..100."""
    letters: int
    """How many letters and digits it has."""


@dataclass(frozen=True)
class LabelText:
    """A label to look for: who asks, and every wording it is printed in."""

    key: str
    wordings: tuple[str, ...]
    beside_box: bool = False
    """It stands alone behind a box to be ticked; no colon follows."""


def _least_similarity(letters: int) -> float:
    """The shorter a label, the more alike its place must be."""
    if letters <= _SHORT_LABEL:
        return _SHORT_SIMILARITY
    return _MIDDLE_SIMILARITY if letters <= _MIDDLE_LABEL else LEAST_SIMILARITY


class Letters:
    """All letters and digits of a page in reading order, folded, each with its place in the segments."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        """Index the segments; they stay the caller's."""
        self._segments = segments
        letters: list[str] = []
        places: list[tuple[int, int]] = []
        starts: list[int] = []
        for index, segment in enumerate(segments):
            before = " "
            for position, sign in enumerate(segment.text):
                folded = _letters(_meant(sign, segment.text, position))
                if folded:
                    if not before.isalnum():
                        starts.append(len(letters))
                    letters.extend(folded)
                    places.extend([(index, position)] * len(folded))
                before = sign
        self.text = "".join(letters)
        self._places, self._starts = places, starts
        self._windows: dict[int, list[str]] = {}
        self._found: dict[str, list[tuple[Place, int, int]]] = {}

    def find(self, wording: str) -> list[tuple[Place, int, int]]:
        """Every place that is similar enough to be this wording, with its first and last-plus-one letter in `text`."""
        wanted = _letters(wording)
        # forms share their labels, and a page is asked for those of all forms
        found = self._found.get(wanted)
        if found is None:
            found = self._found[wanted] = self._places_of(wanted) if wanted else []
        return found

    def _places_of(self, wanted: str) -> list[tuple[Place, int, int]]:
        usual = _least_similarity(len(wanted))
        least, value = _TOLD_BY_VALUE.get(wanted, (usual, None))
        found = []
        # a text of the label's own length that is less alike does not become a place by a better end
        for start in self._near(wanted, least - 100.0 * _slack(wanted) / len(wanted)):
            end, similarity = self._best_end(wanted, start)
            if similarity < usual and value is not None:
                end, similarity = self._told_by(value, wanted, start, end) if similarity >= least else (end, 0.0)
            if similarity >= least and self._may_be(wanted, start, end, similarity):
                found.append((self._place(start, end, similarity), start, end))
        return found

    def _told_by(self, value: re.Pattern[str], wanted: str, start: int, end: int) -> tuple[int, float]:
        """Where a label ends that such a value follows, and how similar it is: up to `end` with its first letter, or one letter less."""
        if self.text[start] == wanted[0] and self._before(end, value):
            return end, fuzz.ratio(wanted, self.text[start:end])
        shorter = self.text[start : start + len(wanted) - 1]
        is_part = LCSseq.similarity(wanted, shorter) == len(shorter)
        return (start + len(shorter), fuzz.ratio(wanted, shorter)) if is_part and self._before(start + len(shorter), value) else (end, 0.0)

    def _near(self, wanted: str, least: float) -> list[int]:
        """The letters at which words begin from where on the text is roughly this; all are compared in one call."""
        windows = self._windows.get(len(wanted))
        if windows is None:
            windows = self._windows[len(wanted)] = [self.text[start : start + len(wanted)] for start in self._starts]
        if not windows:
            return []
        likeness = process.cdist([wanted], windows, scorer=fuzz.ratio, score_cutoff=least)[0]
        return [self._starts[at] for at in np.flatnonzero(likeness)]

    def similarity(self, wording: str) -> float:
        """How similar the most similar place is, 0..100; 0 when none is similar enough to be one.

        A wording in capitals is a title: running text that only mentions it is no place.
        """
        places = (place for place, _, _ in self.find(wording) if not wording.isupper() or _is_title(self._text_of(place)))
        return max((place.similarity for place in places), default=0.0)

    def _text_of(self, place: Place) -> str:
        end = place.end if place.first == place.last else None
        return self._segments[place.first].text[place.start : end]

    def has_part(self, wording: str, share: float, least: float) -> bool:
        """Whether some line is at least this share of the wording, this similar (0..100) to a part of it, and hardly anything else.

        Or to its beginning and its end: seals hide the middle.
        """
        wanted = _letters(wording)
        lines = (_letters(segment.text) for segment in self._segments if not wording.isupper() or _is_title(segment.text))
        fitting = (line for line in lines if share * len(wanted) <= len(line) <= len(wanted) + _SLACK)
        return any(
            fuzz.partial_ratio(line, wanted) >= least or LCSseq.similarity(line, wanted) >= _OF_BOTH_ENDS * len(line) for line in fitting
        )

    def _best_end(self, wanted: str, start: int) -> tuple[int, float]:
        """The end that makes the place most similar, clearly so if it lies within a word: of a label without its last letter the next word
        must not lose its first one.
        """
        slack = _slack(wanted)
        ends = range(start + max(1, len(wanted) - slack), min(start + len(wanted) + slack, len(self.text)) + 1)
        likeness = {end: fuzz.ratio(wanted, self.text[start:end]) for end in ends}
        rated = [
            (likeness[end] - _CLEARLY_BETTER * self._parts_word(end), self._ends_word(end), -abs(end - start - len(wanted)), end)
            for end in ends
        ]
        *_, end = max(rated, default=(0.0, False, 0, start))
        return end, likeness.get(end, 0.0)

    def _may_be(self, wanted: str, start: int, end: int, similarity: float) -> bool:
        first, last = self._places[start], self._places[end - 1]
        if first[0] != last[0] and (len(wanted) < _WRAPPING_LABEL or similarity < _WRAPPED_SIMILARITY):
            return False
        stands_out = self.followed(end) or first[1] == 0 or (wanted in _TELLING and self._before(end, _TELLING[wanted]))
        return len(wanted) > _SHORT_LABEL or (self._ends_word(end) and stands_out)

    def alone(self, word: str, start: int, end: int) -> Iterator["_Candidate"]:
        """Every place between two letters at which exactly this word stands and is followed by a colon."""
        for first in self._starts:
            last = first + len(word)
            if start <= first and last <= end and self.text[first:last] == word and self._ends_word(last) and self.followed(last):
                yield _Candidate(self._place(first, last, 100.0), first, last, 0.0)

    def _ends_word(self, end: int) -> bool:
        segment, position = self._places[end - 1]
        text = self._segments[segment].text
        return position + 1 == len(text) or not text[position + 1].isalnum()

    def _parts_word(self, end: int) -> bool:
        """Whether the letter before `end` is followed by another one of the same word."""
        segment, position = self._places[end - 1]
        pair = self._segments[segment].text[position : position + 2]
        return len(pair) > 1 and pair.isalpha()

    def _before(self, end: int, value: re.Pattern[str]) -> bool:
        """Whether such a value stands behind the letter before `end`."""
        segment, position = self._places[end - 1]
        return value.match(self._segments[segment].text, position + 1) is not None

    def followed(self, end: int) -> bool:
        """Whether the letter before `end` is followed by a colon, or by what engines make of one."""
        behind = self.sign_behind(end)
        return behind != "" and behind in _AFTER_LABEL

    def sign_behind(self, end: int) -> str:
        """What stands behind the letter before `end`, blanks and brackets aside; empty at the end of a line."""
        segment, position = self._places[end - 1]
        return self._segments[segment].text[position + 1 :].lstrip(" )")[:1]

    def is_alone(self, place: Place) -> bool:
        """Whether a place is all of its line but for what engines make of a box before it."""
        return place.first == place.last and place.start <= _BOX_SIGNS and place.end >= len(self._segments[place.first].text)

    def left_of(self, place: Place) -> float:
        """Where a place begins, in pixels from the left."""
        return self._segments[place.first].edges[place.start]

    def are_on_one_line(self, one: Place, other: Place) -> bool:
        """Whether two places begin at one height, whatever column they are in."""
        return abs(self._segments[one.first].middle - self._segments[other.first].middle) <= _ONE_LINE

    def _place(self, start: int, end: int, similarity: float) -> Place:
        (first, first_position), (last, last_position) = self._places[start], self._places[end - 1]
        return Place(first, first_position, last, _past_punctuation(self._segments[last], last_position + 1), similarity, end - start)


def _meant(sign: str, text: str, position: int) -> str:
    """A sign beside a letter as the letter that engines take for it: the label Số is read as "s6" and "sø"."""
    beside = text[max(position - 1, 0) : position] + text[position + 1 : position + 2]
    return _LIKE_LETTERS.get(sign, sign) if any(map(str.isalpha, beside)) else sign


def _past_punctuation(segment: Segment, position: int) -> int:
    """Past the colon (and what stands in for it) behind a label; signs far behind it are what an engine saw of a value."""
    text, edges = segment.text, segment.edges
    while position < len(text) and text[position] in ":;.…, )“”":
        if text[position] == " " and edges[position + 1] - edges[position] > _GAP_BEHIND:
            break
        position += 1
    return position


def _is_title(text: str) -> bool:
    """Whether a text is in capitals, but for what an engine misreads."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(map(str.isupper, letters)) >= _CAPITALS * len(letters)


def _slack(wanted: str) -> int:
    return 0 if len(wanted) <= _SHORT_LABEL else _SLACK


@lru_cache(maxsize=8192)
def _letters(text: str) -> str:
    # the labels of all forms are asked for on every page
    return "".join(letter for letter in fold(text).translate(_ALIKE) if letter.isalnum())


@dataclass(frozen=True)
class _Candidate:
    place: Place
    start: int
    end: int
    worth: float


def locate(labels: Sequence[LabelText], letters: Letters) -> dict[str, Place]:
    """The places of the labels that were found, by key.

    First the sequence of places, in the order of `labels` and without overlap, that is worth most; then, for labels left over, a clear
    place anywhere else on the page (columns that were read in another order).
    """
    candidates = [_candidates(label, letters) for label in labels]
    chosen = _best_sequence(candidates, len(letters.text))
    taken = [(candidate.start, candidate.end) for candidate in chosen.values()]
    for index, options in enumerate(candidates):
        if index not in chosen:
            clear = [
                option
                for option in options
                if option.place.similarity >= _OUT_OF_ORDER_SIMILARITY
                and option.end - option.start >= _OUT_OF_ORDER_LETTERS
                and (letters.is_alone(option.place) if labels[index].beside_box else letters.followed(option.end))
                and all(option.end <= start or end <= option.start for start, end in taken)
            ]
            if clear:
                chosen[index] = max(clear, key=lambda option: option.worth)
                taken.append((chosen[index].start, chosen[index].end))
    for index, label in enumerate(labels):
        if index not in chosen and (rest := _by_last_word(label, index, chosen, letters)) is not None:
            chosen[index] = rest
    _put_left_to_right(labels, chosen, letters)
    return {labels[index].key: candidate.place for index, candidate in chosen.items()}


def _put_left_to_right(labels: Sequence[LabelText], chosen: dict[int, _Candidate], letters: Letters) -> None:
    """Of labels of one wording that stand on one line the left one belongs to whom the form names first.

    Where columns are told in pieces, the second piece of the left one is read after the first of the right one: order in the text is none.
    """
    for one, other in combinations(sorted(chosen), 2):
        alike = labels[one].wordings == labels[other].wordings
        if alike and letters.are_on_one_line(chosen[one].place, chosen[other].place):
            chosen[one], chosen[other] = sorted((chosen[one], chosen[other]), key=lambda candidate: letters.left_of(candidate.place))


def _by_last_word(label: LabelText, index: int, chosen: Mapping[int, _Candidate], letters: Letters) -> _Candidate | None:
    """A label of which only the last word and its colon were read, between the labels that stand before and after it in the form."""
    before = max((chosen[other].end for other in chosen if other < index), default=None)
    after = min((chosen[other].start for other in chosen if other > index), default=None)
    if before is None or after is None:
        return None
    words = {_letters(wording.split()[-1]) for wording in label.wordings if len(wording.split()) > 1}
    found = [place for word in words if len(word) >= _LEAST_LAST_WORD for place in letters.alone(word, before, after)]
    return found[0] if len(found) == 1 else None


def _candidates(label: LabelText, letters: Letters) -> list[_Candidate]:
    """The places of a label but for those that reach from a much better one into what follows it."""
    found = [
        _Candidate(place, start, end, _worth(place, end - start, letters.sign_behind(end)))
        for wording in label.wordings
        for place, start, end in letters.find(wording)
    ]
    return [one for one in found if not any(_is_clearly_better(other, one) for other in found)]


def _is_clearly_better(one: _Candidate, other: _Candidate) -> bool:
    """Whether one place tells where the other should be; of two alike with one end, the other may have taken in the end of a value."""
    overlap = one.start < other.end and other.start < one.end
    one_end = abs(one.end - other.end) <= _SLACK and one.place.first == one.place.last != other.place.first
    return overlap and one.place.similarity >= other.place.similarity + (-_CLEARLY_BETTER if one_end else _CLEARLY_BETTER)


def _worth(place: Place, length: int, behind: str) -> float:
    """Similarity counts, longer wordings count a little more (they are less likely by chance), a colon behind tells label from text.

    A comma less, for running text has commas; the very letters nearly as much as a colon, which engines lose.
    """
    sign = 0.1 if behind == "," else 0.3 if behind and behind in _AFTER_LABEL else 0.0
    exact = 0.25 if place.similarity >= _EXACT else 0.0
    return place.similarity / 100 + 0.01 * min(length, 40) + sign + exact


def _best_sequence(candidates: Sequence[Sequence[_Candidate]], length: int) -> dict[int, _Candidate]:
    """Weighted selection in order: `best[p]` is the worth of the best sequence that ends before letter `p`."""
    best = np.zeros(length + 1)
    last = np.full(length + 1, -1, dtype=np.int64)
    chain: list[tuple[int, _Candidate, int]] = []
    for index, options in enumerate(candidates):
        grown = [(best[option.start] + option.worth, int(last[option.start]), option) for option in options]
        for worth, before, option in grown:
            chain.append((index, option, before))
            better = np.flatnonzero(best[option.end :] < worth) + option.end
            best[better], last[better] = worth, len(chain) - 1
    chosen: dict[int, _Candidate] = {}
    link = int(last[length])
    while link >= 0:
        index, option, link = chain[link]
        chosen[index] = option
    return chosen
