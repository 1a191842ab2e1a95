"""The words of a page in three looks: engines pass over whole lines at times, so what the first look left over is shown again by itself.

And over single words: what is still left over is then read run by run as crops.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from ocr.cleanup import X_HEIGHT_PX, CleanPage
from ocr.engines.contract import Alphabet, CropText, Engine, GreyImage, Word
from ocr.undotted import undotted
from station.domain.errors import StationError
from station.domain.geometry import Box
from station.domain.text import clean as clean_text

_MARGIN_PX: Final = 4
_LEAST_LETTERS: Final = 8
"""So many letters left over in lines of their own are worth a second look: about one short line."""
_LEAST_RUN: Final = 2
"""So many within a line are a word that was passed over."""
_SMALLEST: Final = 0.75 * X_HEIGHT_PX
_LARGEST: Final = 2.4 * X_HEIGHT_PX
_BESIDE: Final = 2.5 * X_HEIGHT_PX
_WORD_GAP: Final = round(1.1 * X_HEIGHT_PX)
"""Letters of one run stand closer than this."""
_MARKS_ABOVE: Final = round(0.9 * X_HEIGHT_PX)
_MARKS_BELOW: Final = round(0.5 * X_HEIGHT_PX)
_TALLEST_RUN: Final = 2.6 * X_HEIGHT_PX
_MOST_RUNS: Final = 60
_OF_WORDS: Final = 0.5
_OF_WORD: Final = 0.7
_ALIKE: Final = 60.0
"""rapidfuzz likeness of the shorter of two words with a part of the other."""
_OFF_LINE: Final = 0.7 * X_HEIGHT_PX
_LEAST_WORD: Final = 3
"""Ornaments are read as words of fewer letters."""
_BORDER_PX: Final = 10
_LEAST_CONFIDENCE: Final = 0.4
"""Words of the second look below this are signatures, seals and specks."""
_LEAST_OF_RUN: Final = 0.6
_LEAST_OF_LINE: Final = 8
_SURE_LINE: Final = 0.85
_MOST_BAD: Final = 0.35
_SAME_HEIGHT: Final = 0.5
"""Lines of so many signs, read less surely than this in the mean, are shown again, unless that share of all lines is so: handwriting."""
_LEAST_OF_SCRAP: Final = 0.7
_LEAST_ALONE: Final = 0.75
"""A run must be read more surely, one without words in its line most of all: seals and scribbles look like letters."""
_ORNAMENTS: Final = 6


def read_words(clean: CleanPage, engine: Engine) -> list[Word]:
    """Every word of a page; words of the later looks have line numbers of their own."""
    words = _without_doubles(_second_look(_sound(engine.read_page(clean.image), clean.image), clean, engine))
    return _without_ornaments(_without_doubles(words + _passed_over(words, clean, engine)))


def _without_doubles(words: Sequence[Word]) -> list[Word]:
    """The words without those of a line that lies over a surer one: where values stand higher than their labels engines see two lines."""
    over = _lying_over(words)
    lines = {word.line for word, lies in zip(words, over, strict=True) if lies}
    return [
        word for word, lies in zip(words, over, strict=True) if not lies and (word.line not in lines or word.confidence >= _LEAST_OF_SCRAP)
    ]


def _lying_over(words: Sequence[Word]) -> NDArray[np.bool_]:
    """Which words share most of their width with surer ones at their height: of other lines, or one of their own that reads alike.

    Words × words are compared at once. Boxes within a line may be much too wide, so what stands in two of them is compared.
    """
    if not words:
        return np.zeros(0, np.bool_)
    x, y, w, h = np.array([word.box for word in words]).T
    sure, line = np.array([word.confidence for word in words]), np.array([word.line for word in words])
    beside = np.minimum(y + h, (y + h)[:, None]) - np.maximum(y, y[:, None]) > _SAME_HEIGHT * np.minimum(h, h[:, None])
    surer, same = sure > sure[:, None], line == line[:, None]
    shared = np.where(beside & surer, np.maximum(np.minimum(x + w, (x + w)[:, None]) - np.maximum(x, x[:, None]), 0), 0)
    over: NDArray[np.bool_] = np.where(same, 0, shared).sum(axis=1) > _OF_WORDS * w
    for at, by in np.argwhere(np.where(same, shared, 0) > _OF_WORD * w[:, None]):
        over[at] |= fuzz.partial_ratio(words[at].text, words[by].text) >= _ALIKE
    return over


def _without_ornaments(words: Sequence[Word]) -> list[Word]:
    """The words without those that engines see in the ornaments of a frame: many scraps one above the other outside the text."""
    left, right = _text_edges(words)
    before = {id(word) for word in words if word.box.right < left + X_HEIGHT_PX}
    behind = {id(word) for word in words if word.box.x > right - X_HEIGHT_PX}
    ornaments = set().union(*(side for side in (before, behind) if len(side) >= _ORNAMENTS))
    return [word for word in words if id(word) not in ornaments]


def _second_look(words: list[Word], clean: CleanPage, engine: Engine) -> list[Word]:
    """The words, with those of lines that the first look left out, and of badly read lines whichever look was surer."""
    bad = _bad_lines(words)
    kept = [word for word in words if word.line not in bad]
    rest = _left_over(clean.ink, [word.box for word in kept])
    if not bad and _letters_in(rest) < _LEAST_LETTERS:
        return words
    shown = _shown(clean.image, rest)
    again = [
        word
        for word in _sound(engine.read_page(shown, sparse=True), shown)
        if word.confidence >= _LEAST_CONFIDENCE and not any(_beside(word.box, other.box) for other in kept)
    ]
    for line in bad.values():
        there = [word for word in again if any(_on_line_of(word.box, other.box) for other in line)]
        if _worth(there) <= _worth(line):
            again = [word for word in again if not any(word is other for other in there)]
            kept = kept + line
    first_line = _next_line(words)
    return kept + [replace(word, line=first_line + word.line) for word in again]


def _bad_lines(words: Sequence[Word]) -> dict[int, list[Word]]:
    """Lines of several words that were read unsurely, as where values stand higher than their labels; none where most lines were."""
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    long = {number: line for number, line in lines.items() if sum(len(word.text) for word in line) >= _LEAST_OF_LINE}
    bad = {number: line for number, line in long.items() if _worth(line) < _SURE_LINE * sum(len(word.text) for word in line)}
    return bad if len(bad) <= _MOST_BAD * len(long) else {}


def _worth(words: Sequence[Word]) -> float:
    """Signs that were read, each as much as it is sure."""
    return sum(word.confidence * len(word.text) for word in words)


def _on_line_of(box: Box, other: Box) -> bool:
    """Whether two boxes overlap, or stand beside each other at one height."""
    return min(box.bottom, other.bottom) - max(box.y, other.y) > _SAME_HEIGHT * min(box.h, other.h)


def _next_line(words: Sequence[Word]) -> int:
    return 1 + max((word.line for word in words), default=-1)


def _passed_over(words: Sequence[Word], clean: CleanPage, engine: Engine) -> list[Word]:
    """The words in runs of letters that both looks left out, lines and all."""
    rest = _left_over(clean.ink, [word.box for word in words])
    left, right = _text_edges(words)
    runs = [run for run in _runs_in(rest) if left <= run.x and run.right <= right and not _is_of_words(run, words)][:_MOST_RUNS]
    crops = [_crop(run, rest, clean.image) for run in runs]
    read = _texts(crops, engine)
    dotted = [(at, bare) for at, text in enumerate(read) if not text.text and (bare := undotted(crops[at])) is not None]
    for (at, _), text in zip(dotted, _texts([bare for _, bare in dotted], engine), strict=True):
        read[at] = text
    found: list[Word] = []
    for line, (run, text) in enumerate(zip(runs, read, strict=True), start=_next_line(words)):
        beside = any(_on_line(run, word.box) for word in words)
        if text.confidence >= (_LEAST_OF_RUN if beside else _LEAST_ALONE):
            found.extend(_words_of(run, text, line, clean.image))
    return found


def _is_of_words(run: Box, words: Sequence[Word]) -> bool:
    """Whether a run stands above or below words of its own line: it is a part of them, which their boxes cut off."""
    own = (word.box for word in words if _on_line(run, word.box))
    return sum(max(0, min(run.right, box.right) - max(run.x, box.x)) for box in own) > _OF_WORDS * run.w


def _text_edges(words: Sequence[Word]) -> tuple[float, float]:
    """Between which columns of pixels the text of a page stands; beyond them are frames and their ornaments.

    Short words are text that stand close to a longer one of their line: "V- Sơ đồ thửa đất".
    """
    lines: dict[int, list[Word]] = {}
    for word in sorted(words, key=lambda word: word.box.x):
        lines.setdefault(word.line, []).append(word)
    boxes = [box for line in lines.values() for box in _runs_of_text(line)]
    left, right = min((box.x for box in boxes), default=0), max((box.right for box in boxes), default=0)
    return left - X_HEIGHT_PX, right + X_HEIGHT_PX


def _runs_of_text(line: Sequence[Word]) -> list[Box]:
    """Boxes around words of a line, left to right, that stand close to each other and of which one at least is a word."""
    sure = [word for word in line if word.confidence >= _LEAST_CONFIDENCE and any(map(str.isalpha, word.text))]
    runs: list[tuple[Box, bool]] = []
    for word in sure:
        is_word = sum(map(str.isalpha, word.text)) >= _LEAST_WORD
        if runs and word.box.x - runs[-1][0].right <= X_HEIGHT_PX:
            runs[-1] = (runs[-1][0].union(word.box), runs[-1][1] or is_word)
        else:
            runs.append((word.box, is_word))
    return [box for box, is_word in runs if is_word]


def _texts(crops: Sequence[GreyImage], engine: Engine) -> list[CropText]:
    read = engine.read_crops(crops, Alphabet.VIETNAMESE) if crops else []
    if len(read) != len(crops):
        raise StationError("reading.engine-failed", engine=engine.name, reason=f"{len(read)} texts for {len(crops)} crops")
    return read


def _words_of(run: Box, text: CropText, line: int, image: GreyImage) -> list[Word]:
    """The words of a run, each with its share of the run's width."""
    words = text.text.split()
    if sum(map(str.isalnum, text.text)) < _LEAST_RUN:
        return []
    ends = list(accumulate((len(word) + 1 for word in words), initial=0))
    pitch = run.w / (ends[-1] - 1)
    top, height = run.y + _MARKS_ABOVE, run.h - _MARKS_ABOVE - _MARKS_BELOW
    boxes = [
        Box(run.x + round(start * pitch), top, max(1, round(len(word) * pitch)), height) for start, word in zip(ends, words, strict=False)
    ]
    return _sound([Word(word, box, text.confidence, line) for word, box in zip(words, boxes, strict=True)], image)


def _crop(run: Box, rest: GreyImage, image: GreyImage) -> GreyImage:
    height, width = image.shape
    area = Box(run.x - _MARGIN_PX, run.y, run.w + 2 * _MARGIN_PX, run.h).clipped(width, height)
    rows, columns = slice(area.y, area.bottom), slice(area.x, area.right)
    shown = _shown(image[rows, columns], rest[rows, columns])
    return cv2.copyMakeBorder(
        shown, _BORDER_PX, _BORDER_PX, _BORDER_PX, _BORDER_PX, cv2.BORDER_CONSTANT, value=(255.0,)
    ).astype(np.uint8, copy=False)  # fmt: skip


def _shown(image: GreyImage, ink: GreyImage) -> GreyImage:
    """The part of an image that a mask of ink says, on white."""
    return np.where(cv2.dilate(ink, np.ones((3, 3), np.uint8)) > 0, image, np.uint8(255)).astype(np.uint8, copy=False)


def _runs_in(ink: GreyImage) -> list[Box]:
    """Runs of letters side by side, with room for their marks, from top to bottom."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    letters = _of_letter_size(stats.astype(np.int32))
    letters[0] = False
    mask = letters[labels].astype(np.uint8)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, 2 * (_WORD_GAP // 2) + 1), np.uint8))
    count, runs, boxes, _ = cv2.connectedComponentsWithStats(joined.astype(np.uint8), connectivity=8)
    inked = mask > 0
    inside = np.bincount(np.unique(np.stack([labels[inked], runs[inked]]), axis=1)[1], minlength=count)
    found = [
        Box(int(x), int(y) - _MARKS_ABOVE, int(w), int(h) + _MARKS_ABOVE + _MARKS_BELOW)
        for number, (x, y, w, h, _) in enumerate(boxes)
        if number and inside[number] >= _LEAST_RUN and h <= _TALLEST_RUN
    ]
    return sorted((box.clipped(ink.shape[1], ink.shape[0]) for box in found), key=lambda box: (box.y, box.x))


def _of_letter_size(stats: NDArray[np.int32]) -> NDArray[np.bool_]:
    heights, widths = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    of_size: NDArray[np.bool_] = (heights >= _SMALLEST) & (heights <= _LARGEST) & (widths <= _LARGEST)
    return of_size


def _on_line(run: Box, word: Box) -> bool:
    """Whether a word stands in the line of a run, anywhere across the page; the run's box has room above and below."""
    middle = run.y + _MARKS_ABOVE + (run.h - _MARKS_ABOVE - _MARKS_BELOW) / 2
    return word.h <= _TALLEST_RUN and abs(word.centre[1] - middle) <= _OFF_LINE


def _sound(words: Sequence[Word], image: GreyImage) -> list[Word]:
    """The words without control and private signs, inside the image, with confidences of 0..1: engines are not trusted to keep to that."""
    height, width = image.shape
    sound = []
    for word in words:
        text = clean_text("".join(letter for letter in word.text if unicodedata.category(letter)[0] != "C"))
        inside = 0 <= word.box.x < width and 0 <= word.box.y < height and word.box.w > 0 and word.box.h > 0
        if text and inside:
            confidence = min(max(word.confidence, 0.0), 1.0) if math.isfinite(word.confidence) else 0.0
            choices = word.choices if len(word.choices) == len(text) else ()
            sound.append(Word(text, word.box.clipped(width, height), confidence, word.line, choices))
    return sound


def _beside(box: Box, other: Box) -> bool:
    """Whether a box lies on the line of another and close to it: then it holds scraps of words that were read already."""
    gap = max(box.x, other.x) - min(box.right, other.right)
    shared = min(box.bottom, other.bottom) - max(box.y, other.y)
    return gap < _BESIDE and shared > 0.4 * min(box.h, other.h)


def _left_over(ink: GreyImage, boxes: Sequence[Box]) -> GreyImage:
    """The ink that lies in no box."""
    rest = ink.copy()
    height, width = ink.shape
    for box in boxes:
        wide = Box(box.x - _MARGIN_PX, box.y - _MARGIN_PX, box.w + 2 * _MARGIN_PX, box.h + 2 * _MARGIN_PX).clipped(width, height)
        rest[wide.y : wide.bottom, wide.x : wide.right] = 0
    return rest


def _letters_in(ink: GreyImage) -> int:
    """How many things of a letter's size there are."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return int(_of_letter_size(stats[1:].astype(np.int32)).sum())
