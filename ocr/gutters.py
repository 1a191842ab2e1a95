"""Columns that no rule parts: two persons side by side, whose lines begin with the same printed words at the same place."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from ocr.cleanup import X_HEIGHT_PX
from ocr.lines import Segment
from station.domain.geometry import Box
from station.domain.text import fold

_ALIGNED_PX: Final = 0.9 * X_HEIGHT_PX
_LEAST_GAP: Final = 0.6 * X_HEIGHT_PX
_LEAST_LINES: Final = 3
"""So many lines must begin alike in both columns: one pair ("Dân tộc … Dân tộc") may be a row of a single column."""
_LETTERS: Final = 3
_BETWEEN: Final = 16 * X_HEIGHT_PX
"""How far apart in height such lines may stand: values of several lines lie between them."""
_ABOVE: Final = 1.5 * X_HEIGHT_PX
_BELOW: Final = 1.5 * X_HEIGHT_PX


def gutters_in(segments: Sequence[Segment]) -> list[Box]:
    """Where rules would part the columns, in pixels of the cleaned page."""
    starts = sorted((start for segment in segments for start in _second_starts(segment)), key=lambda start: start[0])
    found: list[Box] = []
    for aligned in _groups(starts):
        for lines in _near(aligned):
            left, top, bottom = min(x for x, _ in lines), lines[0][1] - _ABOVE, lines[-1][1] + _BELOW
            bottom = _down_to(segments, left, bottom)
            found.append(Box(round(left - _LEAST_GAP / 2), round(top), 2, round(bottom - top)))
    return found


def _near(aligned: Sequence[tuple[float, float]]) -> Iterator[list[tuple[float, float]]]:
    """Enough lines, from top to bottom, of which each is near the next."""
    lines = sorted(aligned, key=lambda start: start[1])
    apart = [at for at, (above, below) in enumerate(pairwise(lines), start=1) if below[1] - above[1] > _BETWEEN]
    for first, last in pairwise([0, *apart, len(lines)]):
        if last - first >= _LEAST_LINES:
            yield lines[first:last]


def _second_starts(segment: Segment) -> Iterator[tuple[float, float]]:
    """Where a line begins anew with its own first word: column of pixels, and height of its middle. Specks are no words."""
    words = [word for word in segment.words if any(map(str.isalnum, word.text))]
    first = _letters(words[0].text) if words else ""
    if len(first) < _LETTERS - 1:
        return
    for before, word in pairwise(words):
        if _letters(word.text)[: len(first)] == first and word.box.x - before.box.right >= _LEAST_GAP:
            yield word.box.x, segment.middle


def _letters(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalpha())[:_LETTERS]


def _groups(starts: Sequence[tuple[float, float]]) -> Iterator[list[tuple[float, float]]]:
    """Starts that stand below each other, from left to right."""
    group: list[tuple[float, float]] = []
    for start in starts:
        if group and start[0] - group[-1][0] > _ALIGNED_PX:
            yield group
            group = []
        group.append(start)
    if group:
        yield group


def _down_to(segments: Sequence[Segment], left: float, bottom: float) -> float:
    """Past the lines below that the gutter still parts: the ends of the last values."""
    for segment in sorted(segments, key=lambda segment: segment.middle):
        near = bottom - _BELOW < segment.middle <= bottom + 3 * X_HEIGHT_PX
        # the ornaments of a frame are read as signs
        if not near or not any(sum(map(str.isalnum, word.text)) >= _LETTERS for word in segment.words):
            continue
        crossed = any(word.box.x < left - _LEAST_GAP < word.box.right for word in segment.words)
        begins = any(abs(word.box.x - left) <= _ALIGNED_PX for word in segment.words)
        if crossed or not begins:
            break
        bottom = segment.middle + _BELOW
    return bottom
