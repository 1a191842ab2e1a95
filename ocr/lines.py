"""From loose words to lines as the eye reads them: words side by side, cut at ruled columns, in reading order.

The engine's own lines are not used: it breaks a line where a value is printed a little higher than its label.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ocr.engines.contract import Word
from station.domain.geometry import Box

_SAME_LINE: Final = 0.95
"""How far the middles of neighbouring words may differ in height, in x-heights; lines of a form stand 3 or more apart."""
_LOOK_BACK: Final = 3
_NARROW_SIGNS: Final = frozenset(".,:;'’!|iìíịỉĩljtrfI()[]/-1")
_NARROW: Final = 0.55
_CAPITAL: Final = 1.35
"""Widths of signs beside that of a small letter."""
_TALLEST: Final = 6.0
"""A word higher than this many x-heights is a picture, a seal or a frame."""
_WHOLE_BAND: Final = 0.8
"""Share of a band's height from which a rule parts the whole of it."""
_LEAST_WORD: Final = 3
"""Fewer letters beside a rule may be the ornaments of a frame, read as signs."""


@dataclass(frozen=True)
class Segment:
    """Words of one line within one column, left to right."""

    words: tuple[Word, ...]
    text: str
    """The words with one blank between them."""
    edges: tuple[float, ...]
    """Left edge in pixels of every character of `text`, and the right edge of the last: len(text) + 1 numbers."""
    column: tuple[int, int]
    """Band and column of the page; a value goes on only within its own."""

    @property
    def box(self) -> Box:
        """Around all words."""
        box = self.words[0].box
        for word in self.words[1:]:
            box = box.union(word.box)
        return box

    @property
    def middle(self) -> float:
        """Height of the line's middle: the median over its words, in pixels from the top."""
        return float(np.median([word.box.centre[1] for word in self.words]))

    def between(self, start: int, end: int) -> str:
        """A part of the text, without blanks at its ends."""
        return self.text[start:end].strip()

    def confidence(self, start: int, end: int) -> float:
        """Mean confidence of the words that lie at least half within a part of the text; 0 without any."""
        total = letters = 0.0
        position = 0
        for word in self.words:
            middle = position + len(word.text) / 2
            if start <= middle < end:
                total += word.confidence * len(word.text)
                letters += len(word.text)
            position += len(word.text) + 1
        return total / letters if letters else 0.0


def segments_of(words: Sequence[Word], separators: Sequence[Box], x_height_px: float) -> list[Segment]:
    """All segments of a page in reading order: bands from top to bottom, in each band column by column, each from top to bottom.

    `separators` are vertical rules in pixels of the same image; those without words on both sides (frames) are passed over.
    """
    sound = [word for word in words if word.box.h <= _TALLEST * x_height_px]
    columns = _Columns(sound, separators)
    pieces: dict[tuple[int, int], list[Word]] = {}
    for word in sound:
        pieces.setdefault(columns.of(word.box), []).append(word)
    found = []
    for column in sorted(pieces):
        lines = [_segment(line, column) for line in _lines(pieces[column], x_height_px)]
        found.extend(sorted(lines, key=lambda segment: segment.middle))
    return found


def _lines(words: Sequence[Word], x_height_px: float) -> list[list[Word]]:
    """Words of one column as lines; each word, from left to right, joins the line whose last words lie at its height."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.box.x):
        height = word.box.centre[1]
        distances = [(abs(_height_at_end(line) - height), index) for index, line in enumerate(lines)]
        distance, index = min(distances, default=(float("inf"), -1))
        if distance <= _SAME_LINE * x_height_px:
            lines[index].append(word)
        else:
            lines.append([word])
    return lines


def _height_at_end(line: Sequence[Word]) -> float:
    return sum(word.box.centre[1] for word in line[-_LOOK_BACK:]) / len(line[-_LOOK_BACK:])


def _segment(words: Sequence[Word], column: tuple[int, int]) -> Segment:
    texts: list[str] = []
    edges: list[float] = []
    for word in words:
        edges.extend(_edges(word))
        texts.append(word.text)
    return Segment(tuple(words), " ".join(texts), tuple(edges), column)


def _edges(word: Word) -> list[float]:
    """Left edges of the letters of a word and the right edge of the last, guessed from how wide such letters are."""
    widths = [_NARROW if sign in _NARROW_SIGNS else _CAPITAL if sign.isupper() else 1.0 for sign in word.text]
    ends = np.cumsum([0.0, *widths]) / sum(widths)
    return [float(word.box.x + word.box.w * end) for end in ends]


class _Columns:
    """Bands of the page and the columns that vertical rules make in them."""

    def __init__(self, words: Sequence[Word], separators: Sequence[Box]) -> None:
        rules = [rule for rule in separators if _parts_words(rule, words)]
        self._bands: list[tuple[int, int, list[int]]] = []
        for group in _overlapping(rules):
            top, bottom = min(rule.y for rule in group), max(rule.bottom for rule in group)
            long = [rule for rule in group if rule.h >= _WHOLE_BAND * (bottom - top)]
            # a table within a frame has its columns for itself; rules alone, broken ones too, part the whole of their band
            inner = [(part, long) for part in _overlapping([rule for rule in group if rule not in long])] if long else [(group, [])]
            for part, whole in inner:
                first, last = min(rule.y for rule in part), max(rule.bottom for rule in part)
                self._add(top, first, whole)
                self._add(first, last, [*whole, *part])
                top = last
            self._add(top, bottom, long)

    def _add(self, top: int, bottom: int, rules: Sequence[Box]) -> None:
        if rules and bottom > top:
            self._bands.append((top, bottom, sorted(rule.x for rule in rules)))

    def of(self, box: Box) -> tuple[int, int]:
        """Band (odd numbers are ruled ones) and column of a word."""
        across, down = box.centre
        for index, (top, bottom, places) in enumerate(self._bands):
            if down < top:
                return 2 * index, 0
            if down <= bottom:
                return 2 * index + 1, bisect_right(places, across)
        return 2 * len(self._bands), 0


def _overlapping(rules: Sequence[Box]) -> list[list[Box]]:
    """Groups of rules that stand side by side, from top to bottom."""
    groups: list[list[Box]] = []
    for rule in sorted(rules, key=lambda rule: rule.y):
        if groups and rule.y < max(other.bottom for other in groups[-1]):
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return groups


def _parts_words(rule: Box, words: Sequence[Word]) -> bool:
    read = (word for word in words if word.text.isdigit() or sum(map(str.isalnum, word.text)) >= _LEAST_WORD)
    beside = [word.box for word in read if rule.y <= word.box.centre[1] <= rule.bottom]
    left = sum(box.centre[0] < rule.x for box in beside)
    return min(left, len(beside) - left) >= 2
