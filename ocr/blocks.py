"""Values that stand below something: signature blocks, where the office, a seal and the signer's name follow each other down a column.

Handwritten signatures and seals lie between the printed lines and are read as rubbish; the lines that look most like their fields win.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations
from typing import Final

from ocr.cleanup import X_HEIGHT_PX
from ocr.labels import Place
from ocr.lines import Segment
from ocr.pieces import Piece, piece_of
from ocr.recognise import label_key
from station.domain.geometry import Box
from station.forms.definition import FieldDefinition

_LEAST_WIDTH: Final = 26 * X_HEIGHT_PX
"""A block is at least as wide as a long name in capitals."""
_REACH: Final = 30 * X_HEIGHT_PX
"""How far below the line before it the next line of a block may stand: room for a seal of 36 mm."""
_LEAST_CONFIDENCE: Final = 0.35
_MOST_LINES: Final = 9
_LEAST_LETTERS: Final = 4
_LEAST_OF_ALL: Final = 2
_LATER: Final = 0.04
"""What a line loses for each line above it that is passed over."""
_WORD_GAP: Final = 1.8 * X_HEIGHT_PX
"""Words of one line stand closer than this; blocks side by side do not."""
_NEXT_LINE: Final = 4.5 * X_HEIGHT_PX


@dataclass(frozen=True)
class _Line:
    piece: Piece
    middle: float


def blocks_of(
    fields: Sequence[FieldDefinition], segments: Sequence[Segment], places: Mapping[str, Place], found: Mapping[str, list[Piece]]
) -> dict[str, list[Piece]]:
    """Field id → pieces of every field that stands below another or below its label."""
    regions: dict[str, list[Piece]] = {}
    for chain in _chains(fields):
        first = chain[1]
        head = _head(chain[0], first, segments, places, found)
        if head is not None:
            regions.update(_assigned([item for item in chain[1:] if item is not None], _lines_below(head, segments, places)))
    return regions


def _chains(fields: Sequence[FieldDefinition]) -> list[list[FieldDefinition | None]]:
    """Runs of fields that stand below each other; the first member is the field above the run, None for a run with a label of its own."""
    chains: list[list[FieldDefinition | None]] = []
    for before, field in zip([None, *fields], fields, strict=False):
        if not field.below:
            continue
        if field.printed:
            chains.append([None, field])
        elif before is not None and before.below and chains:
            chains[-1].append(field)
        else:
            chains.append([before, field])
    return chains


def _head(
    above: FieldDefinition | None,
    first: FieldDefinition | None,
    segments: Sequence[Segment],
    places: Mapping[str, Place],
    found: Mapping[str, list[Piece]],
) -> Box | None:
    """The box that the block hangs from: its label, or the value above it."""
    if above is not None:
        pieces = found.get(above.id)
        return pieces[-1].box if pieces else None
    place = places.get(label_key(first)) if first is not None else None
    if place is None:
        return None
    end = place.end if place.first == place.last else len(segments[place.first].text)
    return piece_of(segments[place.first], place.first, place.start, end).box


def _lines_below(head: Box, segments: Sequence[Segment], places: Mapping[str, Place]) -> list[_Line]:
    """Printed lines in the column below `head`, down to the next label or a gap too wide."""
    centre, width = head.centre[0], max(_LEAST_WIDTH, head.w)
    left, right = centre - width / 2, centre + width / 2
    labelled = {index for place in places.values() for index in range(place.first, place.last + 1)}
    lines: list[_Line] = []
    bottom: float = head.bottom
    for index, segment in sorted(enumerate(segments), key=lambda item: item[1].middle):
        if segment.middle <= head.bottom or segment.middle - bottom > _REACH:
            continue
        piece = _part_within(segment, index, left, right)
        if piece is None:
            continue
        if index in labelled:
            break
        bottom = segment.middle
        if not _is_hint(segment, piece) and piece.confidence >= _LEAST_CONFIDENCE and sum(map(str.isalpha, piece.text)) >= _LEAST_OF_ALL:
            lines.append(_Line(piece, segment.middle))
    return lines[:_MOST_LINES]


def _is_hint(segment: Segment, piece: Piece) -> bool:
    """Whether it says what is to be written here: "(ký, ghi rõ họ, tên, chức vụ)"; offices and names have capitals."""
    bracketed = segment.text.startswith("(") or segment.text.endswith(")")
    return bracketed or not any(word[0].isupper() for word in re.findall(r"[^\W\d_]{2,}", piece.text))


def _part_within(segment: Segment, index: int, left: float, right: float) -> Piece | None:
    """The words whose middles lie between two columns of pixels, and those that follow them without a wide gap."""
    within = [number for number, word in enumerate(segment.words) if left <= word.box.centre[0] <= right]
    if not within:
        return None
    first, last = within[0], within[-1]
    while first > 0 and segment.words[first].box.x - segment.words[first - 1].box.right <= _WORD_GAP:
        first -= 1
    while last + 1 < len(segment.words) and segment.words[last + 1].box.x - segment.words[last].box.right <= _WORD_GAP:
        last += 1
    starts = list(accumulate((len(word.text) + 1 for word in segment.words), initial=0))
    return piece_of(segment, index, starts[first], starts[last + 1] - 1)


def _assigned(fields: Sequence[FieldDefinition], lines: Sequence[_Line]) -> dict[str, list[Piece]]:
    """The choice of lines, in order, that fits the fields best; a field of several lines takes those that follow closely."""
    count = min(len(fields), len(lines))
    if not count:
        return {}
    choices = [
        (sum(_likeness(field, lines[at], at) for field, at in zip(chosen, rows, strict=True)), chosen, rows)
        for chosen in combinations(fields, count)
        for rows in combinations(range(len(lines)), count)
    ]
    _, chosen, rows = max(choices, key=lambda choice: choice[0])
    ends = [*rows[1:], len(lines)]
    return {field.id: _with_following(field, lines, at, end) for field, at, end in zip(chosen, rows, ends, strict=True)}


def _with_following(field: FieldDefinition, lines: Sequence[_Line], at: int, end: int) -> list[Piece]:
    last = at + 1
    while last < min(end, at + field.lines) and lines[last].middle - lines[last - 1].middle <= _NEXT_LINE:
        last += 1
    return [line.piece for line in lines[at:last]]


def _likeness(field: FieldDefinition, line: _Line, position: int) -> float:
    """How much a line looks like a value of the field: its confidence, for names the share of capitalised words, less for later lines.

    A syllable is what engines see of a seal.
    """
    words = [word for word in line.piece.text.split() if any(letter.isalpha() for letter in word)]
    if sum(map(str.isalpha, line.piece.text)) < _LEAST_LETTERS:
        return 0.0
    if field.type != "person_name":
        return line.piece.confidence - _LATER * position
    named = sum(word[0].isupper() and not any(letter.isdigit() for letter in word) for word in words)
    return line.piece.confidence * (named / len(words) if 2 <= len(words) <= 7 else 0.2)
