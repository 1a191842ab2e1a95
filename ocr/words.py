"""The words of a page in two looks: engines pass over whole lines at times, so what the first look left over is shown again by itself."""

import math
import unicodedata
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from ocr.cleanup import X_HEIGHT_PX, CleanPage
from ocr.engines.contract import Engine, GreyImage, Word
from station.domain.geometry import Box
from station.domain.text import clean as clean_text

_MARGIN_PX: Final = 4
_LEAST_LETTERS: Final = 8
"""So many letters left over are worth a second look: about one short line."""
_SMALLEST: Final = 0.75 * X_HEIGHT_PX
_LARGEST: Final = 2.4 * X_HEIGHT_PX
_BESIDE: Final = 2.5 * X_HEIGHT_PX
_LEAST_CONFIDENCE: Final = 0.4
"""Words of the second look below this are signatures, seals and specks."""


def read_words(clean: CleanPage, engine: Engine) -> list[Word]:
    """Every word of a page; words of the second look have line numbers of their own."""
    words = _sound(engine.read_page(clean.image), clean.image)
    rest = _left_over(clean.ink, [word.box for word in words])
    if _letters_in(rest) < _LEAST_LETTERS:
        return words
    shown = np.where(cv2.dilate(rest, np.ones((3, 3), np.uint8)) > 0, clean.image, np.uint8(255))
    again = [
        word
        for word in _sound(engine.read_page(shown, sparse=True), shown)
        if word.confidence >= _LEAST_CONFIDENCE and not any(_beside(word.box, other.box) for other in words)
    ]
    first_line = 1 + max((word.line for word in words), default=-1)
    return words + [Word(word.text, word.box, word.confidence, first_line + word.line) for word in again]


def _sound(words: Sequence[Word], image: GreyImage) -> list[Word]:
    """The words without control and private signs, inside the image, with confidences of 0..1: engines are not trusted to keep to that."""
    height, width = image.shape
    sound = []
    for word in words:
        text = clean_text("".join(letter for letter in word.text if unicodedata.category(letter)[0] != "C"))
        inside = 0 <= word.box.x < width and 0 <= word.box.y < height and word.box.w > 0 and word.box.h > 0
        if text and inside:
            confidence = min(max(word.confidence, 0.0), 1.0) if math.isfinite(word.confidence) else 0.0
            sound.append(Word(text, word.box.clipped(width, height), confidence, word.line))
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
    heights, widths = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH]
    return int(((heights >= _SMALLEST) & (heights <= _LARGEST) & (widths <= _LARGEST)).sum())
