"""Where the value of each field stands, once the labels are located: right of its label and on the lines that follow.

A region is a list of pieces, one per line of writing. Text positions are characters of a segment, boxes are pixels of the cleaned page.
Values below their label (signature blocks) are in blocks.py.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import cv2

from ocr.blocks import blocks_of
from ocr.cleanup import X_HEIGHT_PX, CleanPage
from ocr.endings import end_of_value
from ocr.engines.contract import GreyImage
from ocr.labels import Place
from ocr.lines import Segment
from ocr.pieces import Piece, gap_near, piece_of
from ocr.recognise import label_key
from station.domain.geometry import Box
from station.domain.text import fold
from station.forms.definition import FieldDefinition
from station.forms.types import FIELD_TYPES

NEXT_LINE: Final = 5.0 * X_HEIGHT_PX
"""A line that follows at more than this distance does not continue a value; forms set lines 3.4 to 4.2 x-heights apart."""
_NEAREST_LINE: Final = 1.6 * X_HEIGHT_PX
_MOSTLY: Final = 0.6
_SCRAP_LETTERS: Final = 2
_SCRAP_CONFIDENCE: Final = 0.6
_LETTER: Final = 0.75 * X_HEIGHT_PX
_RIGHT_MARGIN: Final = 2 * X_HEIGHT_PX
_RIGHT_OF_SIGN: Final = X_HEIGHT_PX
"""A sign that begins so near behind another one is of the same writing."""
_PASSED_OVER: Final = 40 * X_HEIGHT_PX
_LEFT_OF_NEXT: Final = X_HEIGHT_PX / 2
_LABEL_AT_START: Final = 2
_REST_WORDS: Final = 2
_NAME_WORDS: Final = 8
_WRITTEN: Final = frozenset({"Lu", "Ll", "Lo", "Nd"})
"""Letters and figures; engines make signs of other kinds of specks."""
_LEAST_ROW: Final = 1.8 * X_HEIGHT_PX
_TALLEST: Final = 2.4 * X_HEIGHT_PX
_NEAR_END: Final = 5 * X_HEIGHT_PX
_WORDS: Final = frozenset({"person_name", "place", "text"})
_OFFICE_WORDS: Final = 4
_OFFICE_CAPITALS: Final = 0.85
_DATE_WORDS: Final = r"\b\w{0,2}ang\b.{1,14}\bnam\b.*|\bngay\b.{1,12}\bthang\b.*|\bngay\b.{3,22}\bnam\b.*"
"""Two of a date's three words, as letters: the third may be lost with the figures beside it, or the first letter of the month's."""

_LIKE_SERIAL: Final = re.compile(r"\W{0,2}[A-ZĐŒØ]{1,3}\s?[\dOIl]{5,8}\W{0,3}")
"""A line that is nothing but this, misread as it may be."""
_GAP_IN_LABEL: Final = 2 * X_HEIGHT_PX
"""No two words of a label stand so far apart."""
_LETTERS_OF_VALUE: Final = 2
"""So many letters at a label's end may be those of the value's first word, where the label's own last word was not read."""


@dataclass(frozen=True)
class Page:
    """Everything that is known about a page when its values are looked for."""

    clean: CleanPage
    segments: Sequence[Segment]
    places: Mapping[str, Place]

    @property
    def stops(self) -> dict[int, list[int]]:
        """Segment → the characters at which labels begin, in order."""
        found: dict[int, list[int]] = {}
        for place in self.places.values():
            found.setdefault(place.first, []).append(place.start)
            for wrapped in range(place.first + 1, place.last + 1):
                found.setdefault(wrapped, []).append(0)
        return {segment: sorted(starts) for segment, starts in found.items()}


def regions_of(fields: Sequence[FieldDefinition], page: Page) -> dict[str, list[Piece]]:
    """Field id → its pieces, for every field that was located; ticks are in ticks.py."""
    found: dict[str, list[Piece]] = {}
    taken: set[int] = set()
    for definition in fields:
        if not definition.printed and not definition.below and definition.type != "tick":
            pieces = _by_pattern(definition, fields, page, taken) or _above_office(definition, fields, page, taken)
            if pieces:
                found[definition.id] = pieces
                taken.update(piece.segment for piece in pieces)
    found.update(blocks_of(fields, page.segments, page.places, found))
    taken.update(piece.segment for pieces in found.values() for piece in pieces)
    for definition in fields:
        place = page.places.get(label_key(definition))
        if place is not None and not definition.below:
            found[definition.id] = _beside(definition, place, page, taken)
    for definition, following in pairwise(fields):
        if definition.printed and definition.id not in found and (piece := _before_label(definition, following, page, taken)) is not None:
            found[definition.id] = [piece]
    return found


def _before_label(definition: FieldDefinition, following: FieldDefinition, page: Page, taken: set[int]) -> Piece | None:
    """Figures whose short label the engine passed over: what opens the line on which the next label of the form stands."""
    place = page.places.get(label_key(following))
    if place is None or place.first in taken or FIELD_TYPES[definition.type].alphabet != "digits":
        return None
    segment = page.segments[place.first]
    before = segment.text[: place.start]
    figures = re.search(r"\d", before)
    opens = page.stops.get(place.first, [])[:1] == [place.start]
    if not opens or figures is None or sum(map(str.isdigit, before)) < _MOSTLY * sum(map(str.isalnum, before)):
        return None
    return piece_of(segment, place.first, figures.start(), place.start, right=_before_next(segment, place.start))


def _by_pattern(definition: FieldDefinition, fields: Sequence[FieldDefinition], page: Page, taken: set[int]) -> list[Piece]:
    """A line without a label, found by the look of its value between the labels before and after it in the form; the longest wins."""
    pattern = FIELD_TYPES[definition.type].pattern
    if not pattern:
        return []
    first, last = _neighbours(definition, fields, page)
    best: Piece | None = None
    longest = 0
    for index in range(first, last):
        segment = page.segments[index]
        if index in page.stops or index in taken:
            continue
        match = re.search(pattern, segment.text) or re.search(pattern, fold(segment.text)) or _loosely(definition, segment)
        if match and match.end() - match.start() > longest:
            longest = match.end() - match.start()
            start = match.start() if definition.type == "serial" else 0
            best = piece_of(segment, index, start, min(match.end(), len(segment.text)))
    return [best] if best else []


def _loosely(definition: FieldDefinition, segment: Segment) -> re.Match[str] | None:
    """A date whose words are there and whose figures were not read, a serial number with a figure too many: the crop is read again."""
    if definition.type == "serial":
        return _LIKE_SERIAL.fullmatch(segment.text)
    return re.search(_DATE_WORDS, fold(segment.text)) if definition.type == "date" else None


def _above_office(definition: FieldDefinition, fields: Sequence[FieldDefinition], page: Page, taken: set[int]) -> list[Piece]:
    """A date of which not a word was read, by what stands below it: the office in capitals that heads a signature block."""
    following = [other for other in fields[list(fields).index(definition) + 1 :]][:1]
    if definition.type != "date" or not following or not following[0].below or following[0].type != "text":
        return []
    first, last = _neighbours(definition, fields, page)
    for index in range(first + 1, last):
        line = page.segments[index]
        if index in taken | page.stops.keys() or not _is_in_capitals(line.text):
            continue
        near = [at for at in range(first, index) if at not in taken | page.stops.keys() and _stands_over(page.segments[at], line)]
        if near:
            # what a seal leaves between the two is read as a sign or two
            above = max(near, key=lambda at: sum(map(str.isalnum, page.segments[at].text)))
            return [piece_of(page.segments[above], above, 0, len(page.segments[above].text))]
    return []


def _stands_over(above: Segment, line: Segment) -> bool:
    return 0 < line.middle - above.middle <= NEXT_LINE and above.box.x < line.box.right and line.box.x < above.box.right


def _is_in_capitals(text: str) -> bool:
    """Whether a line is in capitals, but for what an engine misreads, and more than a word or two."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(text.split()) >= _OFFICE_WORDS and sum(map(str.isupper, letters)) >= _OFFICE_CAPITALS * len(letters) > 0


def _neighbours(definition: FieldDefinition, fields: Sequence[FieldDefinition], page: Page) -> tuple[int, int]:
    """The segments between the labels that stand before and after a field in the form."""
    position = list(fields).index(definition)
    before = [place.last for other in fields[:position] if (place := page.places.get(label_key(other)))]
    after = [place.first for other in fields[position + 1 :] if (place := page.places.get(label_key(other)))]
    first = max(before, default=-1) + 1
    later = [segment for segment in after if segment >= first]
    return first, min(later, default=len(page.segments))


def _beside(definition: FieldDefinition, place: Place, page: Page, taken: set[int]) -> list[Piece]:
    """From the label's end to the next label or the column's end, then the following lines of the column."""
    segment = page.segments[place.last]
    start = _before_value(segment, place.end)
    end, ended = _end(definition, segment, start, page.stops.get(place.last, []))
    right = _before_next(segment, end) if end < len(segment.text) else _right_end(segment, page)
    first = _unglued(piece_of(segment, place.last, start, end, right=right), segment, page)
    pieces = [_with_passed_over(first, _end_of_label(segment, start), page)]
    margin = page.segments[place.first].edges[0]
    rows = place.last - place.first + 1
    index = place.last
    most = max(definition.lines, _lines_at_most(definition, segment, page))
    while not ended and end == len(segment.text) and rows < most:
        ended_at, index = index, _past_scraps(index + 1, segment, margin, page)
        if not _continues(segment, index, page, taken):
            pieces.extend(_passed_over_rest(ended_at, margin, page))
            break
        if rows >= definition.lines and not _is_rest(page.segments[index], definition, margin, pieces[0].text):
            break
        segment = page.segments[index]
        end, ended = _end(definition, segment, 0, page.stops.get(index, []))
        if rows >= definition.lines:
            end = min(end, len(_sound_text(segment)))
        pieces.append(_with_passed_over(piece_of(segment, index, 0, end), margin - X_HEIGHT_PX / 2, page))
        rows += 1
    return pieces


def _past_scraps(index: int, segment: Segment, margin: float, page: Page) -> int:
    """The first segment from `index` on that is a line of its own.

    What is left of dots and marks below a line stands too near to it; specks and what shows through are read as a sign or two, unsurely,
    and what ends before the column begins is of a frame.
    """
    while (
        index < len(page.segments)
        and page.segments[index].column == segment.column
        and (
            page.segments[index].middle - segment.middle < _NEAREST_LINE
            or _is_scrap(page.segments[index])
            or page.segments[index].edges[-1] <= margin
        )
        and index not in page.stops
    ):
        index += 1
    return index


def _is_scrap(segment: Segment) -> bool:
    letters = sum(map(str.isalnum, segment.text))
    signs = len(segment.text) - segment.text.count(" ") - letters
    few = letters <= _SCRAP_LETTERS and (segment.confidence(0, len(segment.text)) < _SCRAP_CONFIDENCE or signs > letters)
    return letters == 0 or few


def _passed_over_rest(at: int, margin: float, page: Page) -> list[Piece]:
    """The rest of a value that has come to the end of segment `at`, where letters begin the next line and no word covers them.

    Engines pass over a short word that is alone on its line: "... hai nghìn không trăm mười / chín".
    """
    segment = page.segments[at]
    widest = max(other.edges[-1] for other in page.segments if other.column == segment.column)
    if widest - segment.edges[-1] > 2 * _NEAR_END:
        return []
    top = round(segment.middle + _NEAREST_LINE - X_HEIGHT_PX)
    lines = [other for other in page.segments if other.column == segment.column and not _is_scrap(other)]
    below = [other.box.y for other in lines if other.middle - segment.middle >= _NEAREST_LINE]
    bottom = min(round(segment.middle + NEXT_LINE + X_HEIGHT_PX), page.clean.ink.shape[0], *below)
    left, right = max(round(margin - X_HEIGHT_PX), 0), round(segment.edges[-1])
    if bottom - top < _LETTER or right <= left:
        return []
    row = _first_row(page.clean.ink[top:bottom, left:right], 2 * X_HEIGHT_PX)
    if row is None:
        return []
    box = Box(left + row.x - 2, top + row.y - X_HEIGHT_PX // 2, row.w + X_HEIGHT_PX, row.h + X_HEIGHT_PX)
    end = len(segment.text)
    return [Piece(at, end, end, box.clipped(page.clean.ink.shape[1], page.clean.ink.shape[0]), "", 0.0)]


def _first_row(ink: GreyImage, left: int) -> Box | None:
    """The letters that stand beside each other from one on that begins before `left`; None where there is no more than a sign."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    heights = stats[1:, cv2.CC_STAT_HEIGHT]
    letters = sorted(Box(*map(int, each[:4])) for each in stats[1:][(heights >= _LETTER) & (heights <= _TALLEST)])
    rows = []
    for first in (letter for letter in letters if letter.x <= left):
        row = first
        for letter in letters:
            if letter.x > row.x and letter.x - row.right <= X_HEIGHT_PX and abs(letter.bottom - first.bottom) <= X_HEIGHT_PX / 2:
                row = row.union(letter)
        rows.append(row)
    widest = max(rows, key=lambda row: row.w, default=None)
    return widest if widest is not None and widest.w >= _LEAST_ROW else None


def _lines_at_most(definition: FieldDefinition, segment: Segment, page: Page) -> int:
    """Values of one line may need a second one: names in a column, words that have come to the end of their line."""
    if definition.lines > 1 or definition.type not in _WORDS:
        return definition.lines
    in_column = definition.type == "person_name" and segment.column[0] % 2 == 1
    widest = max(other.edges[-1] for other in page.segments if other.column == segment.column)
    return 2 if in_column or widest - segment.edges[-1] <= _NEAR_END else 1


def _is_rest(segment: Segment, definition: FieldDefinition, margin: float, before: str) -> bool:
    """Whether a line is the rest of a value: it begins where the column does and has a word or two.

    Of a name each word begins with a capital; one in capitals goes on in capitals, as many as there are: no label is printed so.
    """
    text = _sound_text(segment)
    words = [word for word in text.split() if any(unicodedata.category(sign) in _WRITTEN for sign in word)]
    starts = abs(segment.edges[0] - margin) <= X_HEIGHT_PX
    in_capitals = definition.type == "person_name" and before.isupper() and text.isupper()
    named = definition.type != "person_name" or in_capitals or all(word[0].isupper() for word in words)
    most = _NAME_WORDS if in_capitals else _REST_WORDS
    # among capitals a figure is a letter misread: H0ANG
    bare = [word.strip(".,") for word in words]
    spelled = all(word.isalpha() or (in_capitals and word.isalnum() and any(map(str.isalpha, word))) for word in bare)
    return starts and named and 0 < len(words) <= most and spelled


def _sound_text(segment: Segment) -> str:
    """The segment's text up to its last word that is no scrap: specks behind it are read as a sign or two, unsurely."""
    words = list(segment.words)
    while words and len(words[-1].text) <= _SCRAP_LETTERS and words[-1].confidence < _SCRAP_CONFIDENCE:
        words.pop()
    return " ".join(word.text for word in words)


def _before_value(segment: Segment, end: int) -> int:
    """Where the value begins: the label's end, or before the word of which the label was given the first letters.

    "đệm, THỊ": the engine passed over "tên: KHUẤT", and the T of THỊ was taken for that of "tên".
    """
    begin = segment.text.rfind(" ", 0, end) + 1
    within = 0 < end - begin <= _LETTERS_OF_VALUE and segment.text[begin : end + 1].isalpha() and begin > 0 and end < len(segment.text)
    return begin if within and segment.edges[begin] - segment.edges[begin - 1] > _GAP_IN_LABEL else end


def _end_of_label(segment: Segment, start: int) -> float:
    """Where the last sign of the label ends, in pixels from the left."""
    before = start - 1
    while before > 0 and segment.text[before] == " ":
        before -= 1
    return segment.edges[before + 1] + 1


def _with_passed_over(piece: Piece, left: float, page: Page) -> Piece:
    """The piece, begun at `left` when letters stand there that no word of the engine covers."""
    box = piece.box
    if box.x - left < X_HEIGHT_PX / 2:
        return piece
    first = max(round(left), 0)
    _, _, stats, _ = cv2.connectedComponentsWithStats(page.clean.ink[max(box.y, 0) : box.bottom, first : box.x], connectivity=8)
    if not (stats[1:, cv2.CC_STAT_HEIGHT] >= _LETTER).any():
        return piece
    return replace(piece, box=Box(first, box.y, box.right - first, box.h))


def _before_next(segment: Segment, end: int) -> float:
    """Up to what follows a value; signs glued to its last word stay, for where they begin within the word is only guessed."""
    past = end
    while past < len(segment.text) and not segment.text[past].isalnum() and segment.text[past] != " ":
        past += 1
    return segment.edges[past] if segment.text[past : past + 1] in ("", " ") else segment.edges[end] - 2


def _unglued(piece: Piece, segment: Segment, page: Page) -> Piece:
    """The piece, begun at the gap in the ink when the engine glued label and value into one word."""
    if not 0 < piece.start < len(segment.text) or segment.text[piece.start - 1] == " ":
        return piece
    left = round(gap_near(page.clean.ink, piece.box))
    return replace(piece, box=Box(left, piece.box.y, max(piece.box.right - left, 1), piece.box.h))


def _continues(segment: Segment, index: int, page: Page, taken: set[int]) -> bool:
    """Whether segment `index` can go on where `segment` ended."""
    if index >= len(page.segments) or index in taken:
        return False
    following = page.segments[index]
    starts = page.stops.get(index, [])
    opens_with_label = bool(starts) and starts[0] <= _LABEL_AT_START
    near = following.middle - segment.middle <= NEXT_LINE
    return following.column == segment.column and near and not opens_with_label and not _is_beside_label(index, page)


def _is_beside_label(index: int, page: Page) -> bool:
    """Whether what stands there is the value, printed a little too high, of a label on the line that comes next."""
    stops, lines = page.stops, page.segments[index : index + 2]
    opens = len(lines) > 1 and bool(stops.get(index + 1)) and stops[index + 1][0] <= _LABEL_AT_START
    if not opens or lines[0].column != lines[1].column or lines[1].middle - lines[0].middle >= _NEAREST_LINE:
        return False
    return lines[0].edges[0] > lines[1].edges[0] + _RIGHT_MARGIN


def _end(definition: FieldDefinition, segment: Segment, start: int, stops: Sequence[int]) -> tuple[int, bool]:
    """Where a value that begins at `start` ends on this segment, and whether a text that ends it for good was met."""
    end = min((stop for stop in stops if stop >= start), default=len(segment.text))
    ending = end_of_value(segment.text[start:end], definition)
    return (end, False) if ending is None else (start + ending, True)


def _right_end(segment: Segment, page: Page) -> float:
    """How far right a value may reach on the last part of a line: to the column's rule, what stands beside it, or its widest line's end.

    Further where writing goes on that no word covers: a value that the engine passed over at the end of the only line of its column.
    """
    widest = max(other.edges[-1] for other in page.segments if other.column == segment.column)
    box = segment.box
    rules = [rule.x for rule in page.clean.separators if rule.y <= segment.middle <= rule.bottom and rule.x >= box.right - 2]
    beside = [other.edges[0] - _LEFT_OF_NEXT for other in page.segments if other.edges[0] >= box.right and _on_one_line(other.box, box)]
    limit = float(min([float(page.clean.image.shape[1]), *rules, *beside]))
    return _end_of_writing(widest + _RIGHT_MARGIN, limit, box, page)


def _end_of_writing(right: float, limit: float, line: Box, page: Page) -> float:
    """Where the writing ends that goes on over `right` at the height of a line, at `limit` at the latest."""
    start, end = round(right) - X_HEIGHT_PX, round(min(right + _PASSED_OVER, limit))
    if right >= limit or start < 0:
        return min(right, limit)
    _, _, stats, _ = cv2.connectedComponentsWithStats(page.clean.ink[max(line.y, 0) : line.bottom, start:end], connectivity=8)
    letters = stats[1:][stats[1:, cv2.CC_STAT_HEIGHT] >= _LETTER]
    for left, _, width, *_ in letters[letters[:, cv2.CC_STAT_LEFT].argsort()].tolist():
        if start + left > right:
            break
        right = max(right, start + left + width + _RIGHT_OF_SIGN)
    return min(right, limit)


def _on_one_line(one: Box, other: Box) -> bool:
    return min(one.bottom, other.bottom) - max(one.y, other.y) > min(one.h, other.h) / 2


def around(pieces: Sequence[Piece]) -> Box:
    """The box around all pieces."""
    box = pieces[0].box
    for piece in pieces[1:]:
        box = box.union(piece.box)
    return box
