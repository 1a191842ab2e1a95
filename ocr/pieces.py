"""One line of a value: where it stands in the text of its segment and on the page, and its crop for a second reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.cleanup import X_HEIGHT_PX, CleanPage
from ocr.engines.contract import GreyImage, Word
from ocr.ink import ink_of
from ocr.lines import Segment
from station.domain.geometry import Box

_ABOVE: Final = 1.5 * X_HEIGHT_PX
_BELOW: Final = 1.1 * X_HEIGHT_PX
"""How far writing reaches above and below the middle of its line when there is no word to measure: two marks on a capital, a descender."""
_PADDING_PX: Final = 4
_LEFT_MARGIN: Final = 0.6 * X_HEIGHT_PX
_GUESS_OFF: Final = 2.2 * X_HEIGHT_PX
_LEAST_GAP: Final = 0.3 * X_HEIGHT_PX
_BORDER_PX: Final = 10
_TALLEST_WORD: Final = 3.2 * X_HEIGHT_PX
_MARKS_ABOVE: Final = round(0.9 * X_HEIGHT_PX)
_MARKS_BELOW: Final = round(0.6 * X_HEIGHT_PX)
_MARK_DISTANCE: Final = 0.6 * X_HEIGHT_PX
"""How far beyond its box writing is looked for, and how far the middle of a mark may lie outside it."""
_SIDE: Final = round(1.5 * X_HEIGHT_PX)
_WIDEST_SIGN: Final = 2.0 * X_HEIGHT_PX
"""How far beside the box signs are looked for that reach into it, and how wide one sign is."""
_THIN: Final = 0.6 * X_HEIGHT_PX
"""What crosses a crop from top to bottom and is no wider is the side of a cell or a fold that is bent too far to be a rule."""
_THROUGH: Final = 0.9
"""Share of a crop's height from which on what touches its edge crosses it: handwriting reaches an edge, seldom both."""
_LARGE_PRINT: Final = 1.8 * X_HEIGHT_PX
_USUAL_PRINT: Final = 1.45 * X_HEIGHT_PX
"""Median heights of letters, capitals among them: above the first a crop is brought down to the second."""
_FAR: Final = 6 * X_HEIGHT_PX
_LEAST_LETTER: Final = 0.5 * X_HEIGHT_PX
_TALLEST_LETTER: Final = 2.2 * X_HEIGHT_PX
_WITHIN_WORD: Final = 0.3 * X_HEIGHT_PX
_MOST_LOST: Final = 4 * X_HEIGHT_PX
_LEAST_WRITING_PX: Final = 40
"""Ink of components at least half an x high that makes writing: about one thin letter."""


@dataclass(frozen=True)
class Piece:
    """A part of one line."""

    segment: int
    start: int
    end: int
    box: Box
    """Pixels of the cleaned page."""
    text: str
    """As the page pass read it."""
    confidence: float
    """0..1, of that pass."""


def piece_of(segment: Segment, index: int, start: int, end: int, *, right: float | None = None) -> Piece:
    """The characters `start` to `end` of a segment; `right` reaches further than its text when the value may do so."""
    words = words_between(segment, start, end)
    left = _left_end(segment, start)
    reach = right if right is not None else segment.edges[end]
    top, bottom = _band(words or segment.words[-1:], bool(words))
    box = Box(round(left), round(top), max(1, round(reach - left)), max(1, round(bottom - top)))
    return Piece(index, start, end, box, segment.between(start, end), segment.confidence(start, end))


def _left_end(segment: Segment, start: int) -> float:
    """A little left of the first letter, for boxes are cut short at times, but not into what stands before it."""
    if start >= len(segment.text):
        return segment.edges[-1] + 2
    before = start - 1
    while before >= 0 and segment.text[before] == " ":
        before -= 1
    limit = segment.edges[before + 1] + 1 if before >= 0 else 0.0
    return max(limit, segment.edges[start] - _LEFT_MARGIN) if limit < segment.edges[start] else segment.edges[start]


def words_between(segment: Segment, start: int, end: int) -> list[Word]:
    """The words of which some characters lie between the characters `start` and `end` of a segment."""
    found, position = [], 0
    for word in segment.words:
        if position < end and position + len(word.text) > start:
            found.append(word)
        position += len(word.text) + 1
    return found


def gap_near(ink: GreyImage, box: Box) -> float:
    """Where the writing in a box really begins, when its left end was guessed inside a word: at the widest gap in the ink nearby.

    Pixels from the left of the page; the guess itself when there is no gap.
    """
    left, right = max(round(box.x - _GUESS_OFF), 0), min(round(box.x + _GUESS_OFF), ink.shape[1])
    columns = np.flatnonzero(ink[max(box.y, 0) : box.bottom, left:right].any(axis=0))
    gaps = np.diff(columns)
    if not len(gaps) or gaps.max() < _LEAST_GAP:
        return float(box.x)
    return float(left + columns[int(np.argmax(gaps)) + 1] - 2)


def with_all_letters(ink: GreyImage, box: Box, *, ends_line: bool) -> Box:
    """The box with the letters that stand so near at its left end that they belong to its first word, where it ends its line also those
    at its right end that belong to the last one: engines cut words short.
    """
    first, last = max(box.x - _MOST_LOST, 0), box.right + _MOST_LOST
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink[max(box.y, 0) : box.bottom, first:last], connectivity=8)
    letters = sorted(
        (first + int(x), first + int(x + w)) for x, _, w, h, _ in stats[1:] if _LEAST_LETTER <= h <= _TALLEST_LETTER and w <= _WIDEST_SIGN
    )
    inside = [pair for pair in letters if box.x <= (pair[0] + pair[1]) / 2 <= box.right]
    if not inside:
        return box
    left, right = inside[0][0], inside[-1][1]
    for start, end in letters:
        right = max(right, end) if start <= right + _WITHIN_WORD else right
    for start, end in reversed(letters):
        left = min(left, start) if end >= left - _WITHIN_WORD else left
    x, beyond = min(box.x, left), max(box.right, right + 1) if ends_line else box.right
    return Box(x, box.y, beyond - x, box.h)


def _band(words: Sequence[Word], measured: bool) -> tuple[float, float]:
    """Top and bottom of the writing: from its words when they are of sound size, else around the middle of the line."""
    sound = [word.box for word in words if word.box.h <= _TALLEST_WORD]
    middle = float(np.median([box.centre[1] for box in sound or [word.box for word in words]]))
    if not measured or not sound:
        return middle - _ABOVE, middle + _BELOW
    top, bottom = min(box.y for box in sound) - _PADDING_PX, max(box.bottom for box in sound) + _PADDING_PX
    # One cut-off word must not make the band thinner than a line of writing.
    return min(top, middle - 0.8 * X_HEIGHT_PX), max(bottom, middle + 0.8 * X_HEIGHT_PX)


@dataclass(frozen=True)
class Cut:
    """The writing in a box on a white border, twice in one size."""

    image: GreyImage
    """What engines are shown."""
    uncleaned: GreyImage
    """The same with rules and leader dots: with these a dấu nặng may have gone, or one of them may have stayed below a letter."""


def cut_of(page: CleanPage, box: Box) -> Cut | None:
    """The writing in a box, trimmed to its ink; None when nothing is written there.

    Engines cut boxes through marks that they did not see: signs that begin in the box are shown whole, parts of other lines not at all.
    """
    height, width = page.image.shape
    around = Box(box.x - _SIDE, box.y - _MARKS_ABOVE, box.w + 2 * _SIDE, box.h + _MARKS_ABOVE + _MARKS_BELOW)
    wide = around.clipped(width, height)
    rows, columns = slice(wide.y, wide.bottom), slice(wide.x, wide.right)
    ink = page.ink[rows, columns]
    own = _own_signs(ink, Box(box.x - wide.x, box.y - wide.y, box.w, box.h))
    writing = _writing(own)
    if writing is None:
        return None
    foreign = cv2.dilate(cv2.subtract(ink, own), np.ones((3, 3), np.uint8))
    inked = np.flatnonzero(own.any(axis=1))
    first, last = min(box.y - wide.y, int(inked[0]) - _PADDING_PX), max(box.bottom - wide.y, int(inked[-1]) + _PADDING_PX)
    seen = (slice(max(first, 0), last), slice(writing.box.x, writing.box.right))
    hidden = (foreign > 0) & (own == 0)
    image, uncleaned = (pixels[rows, columns] for pixels in (page.image, page.image if page.uncleaned is None else page.uncleaned))
    return Cut(_framed(image, hidden, seen, writing.letter_px), _framed(uncleaned, hidden, seen, writing.letter_px))


def without_far_signs(cut: Cut) -> Cut:
    """The cut up to the first wide gap behind its writing: what stands beyond it beside a number are seals and specks."""
    ink = ink_of(cut.image)
    columns = np.flatnonzero(ink.any(axis=0))
    for at in np.flatnonzero(np.diff(columns) > _FAR):
        end = int(columns[at]) + 1
        if _writing(ink[:, :end]) is not None:
            return Cut(cut.image[:, : end + _BORDER_PX], cut.uncleaned[:, : end + _BORDER_PX])
    return cut


def _framed(pixels: GreyImage, hidden: NDArray[np.bool_], seen: tuple[slice, slice], letter_px: float) -> GreyImage:
    shown = np.where(hidden, np.uint8(255), pixels).astype(np.uint8, copy=False)
    inner = _sized(shown[seen], letter_px)
    return cv2.copyMakeBorder(
        inner, _BORDER_PX, _BORDER_PX, _BORDER_PX, _BORDER_PX, cv2.BORDER_CONSTANT, value=(255.0,)
    ).astype(np.uint8, copy=False)  # fmt: skip


def _own_signs(ink: GreyImage, inner: Box) -> GreyImage:
    """The ink of a wide crop without what belongs to other lines or to what stands beside the inner box, sides of cells and of the paper.

    Of other lines are signs cut by the edge of the crop or too far from the band; of what stands beside it, signs whose middle does.
    """
    _, labels, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    heights, tops, widths = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_TOP], stats[:, cv2.CC_STAT_WIDTH]
    lefts = stats[:, cv2.CC_STAT_LEFT]
    near = (centres[:, 1] >= inner.y - _MARK_DISTANCE) & (centres[:, 1] <= inner.bottom + _MARK_DISTANCE / 2)
    cut = (tops == 0) | (tops + heights == ink.shape[0])
    middle = inner.y + inner.h / 2
    across = (tops <= middle) & (tops + heights >= middle)
    own = near & (~cut | across)
    own[0] = False
    through = cut & (heights >= _THROUGH * ink.shape[0])
    # large print crosses its crop too, and then nothing ends before it
    last = max((lefts + widths)[own & ~through & (heights >= _LEAST_LETTER)].tolist(), default=ink.shape[1])
    own &= ~(through & ((widths <= _THIN) | (lefts > last + _FAR)))
    within = (centres[:, 0] >= inner.x) & (centres[:, 0] <= inner.right)
    one_sign = widths <= _WIDEST_SIGN
    mask: GreyImage = (own & one_sign & within)[labels].astype(np.uint8) * np.uint8(255)
    # letters grown together with their neighbours are cut where the box ends
    grown = (own & ~one_sign)[labels].astype(np.uint8) * np.uint8(255)
    mask[:, max(inner.x, 0) : inner.right] |= grown[:, max(inner.x, 0) : inner.right]
    return mask


def _sized(crop: GreyImage, letter_px: float) -> GreyImage:
    """Large print brought down to the size of the page's body text."""
    if letter_px <= _LARGE_PRINT:
        return crop
    factor = _USUAL_PRINT / letter_px
    return cv2.resize(crop, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


@dataclass(frozen=True)
class _Writing:
    """Everything of a letter's size in a crop."""

    box: Box
    letter_px: float
    """Median height of its letters."""


def _writing(ink: GreyImage) -> _Writing | None:
    """The writing with the marks at its sides; None when there is too little of it."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    letters = stats[1:][stats[1:, cv2.CC_STAT_HEIGHT] >= _LEAST_LETTER]
    if not len(letters) or int(letters[:, cv2.CC_STAT_AREA].sum()) < _LEAST_WRITING_PX:
        return None
    left = max(int(letters[:, cv2.CC_STAT_LEFT].min()) - _PADDING_PX, 0)
    right = int((letters[:, cv2.CC_STAT_LEFT] + letters[:, cv2.CC_STAT_WIDTH]).max()) + _PADDING_PX + X_HEIGHT_PX // 2
    box = Box(left, 0, min(right, ink.shape[1]) - left, ink.shape[0])
    return _Writing(box, float(np.median(letters[:, cv2.CC_STAT_HEIGHT])))
