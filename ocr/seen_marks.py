"""Which marks a word bears, as a small network of its own sees them: pixels alone, no dictionary, and no say about letters.

Tesseract reads a line from left to right and takes a grave over a breve, five pixels high, for the tilde that it has met more often; this
network sees one word at a time, and sees it twice: as engines are shown it, and with the leader dots among which a dấu nặng may be that
went with them. It only weighs variants that a look has named (`ocr/marks.py`).

The model is made by scripts/draw_marks.py and scripts/train_marks.py; where its letters come from says resources/SOURCES.md.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines.contract import GreyImage, MarkCosts
from station.domain.geometry import Box

MODEL: Final = Path(__file__).resolve().parents[1] / "resources" / "marks" / "marks.onnx"
HEADS: Final = (
    ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"),
    ("a", "ă", "â"),
    ("e", "ê"),
    ("o", "ô", "ơ"),
    ("u", "ư"),
    ("d", "đ"),
)
"""What the network tells apart: the tone, and for each letter that may bear a mark of quality which one; the plain one first."""
_TONES: Final = frozenset(HEADS[0][1:])
_ENDS: Final = np.cumsum([len(head) for head in HEADS])[:-1]
_HEIGHT_PX: Final = 48
_WIDTHS_PX: Final = (64, 224)
_WIDTH_STEP_PX: Final = 32
"""Words are padded with paper to a multiple of this, wider ones than the last are squeezed."""
_BORDER_PX: Final = 10
"""White around what ocr.pieces cuts out, which the network was not shown."""
_BESIDE_PX: Final = 3
_DARKEST: Final = 50
_PALEST: Final = 0.15
"""Ink is brought to 1 by the darkest fiftieth of a word's pixels, but never by more than this divides: faded print looks like any other."""
_COST: Final = 10.0


@dataclass(frozen=True)
class Picture:
    """One word of a line."""

    image: GreyImage
    """The line as engines are shown it."""
    untouched: GreyImage
    """The same with its rules and leaders."""
    box: Box
    """Where the word stands in both."""


@dataclass
class MarkNetwork:
    """One per worker process."""

    network: Any
    """A cv2.dnn.Net: N × 2 × 48 × width, ink 1 on paper 0 → N × 18 logits."""

    def costs(self, pictures: Sequence[Picture]) -> list[MarkCosts]:
        """What the marks on each word cost; words of about one width are looked at together."""
        shown = [_shown(picture) for picture in pictures]
        told: list[MarkCosts] = [()] * len(shown)
        for width in {each.shape[2] for each in shown}:
            which = [at for at, each in enumerate(shown) if each.shape[2] == width]
            self.network.setInput(np.stack([shown[at] for at in which]))
            for at, logits in zip(which, self.network.forward(), strict=True):
                told[at] = tuple(_costs(part) for part in np.split(logits, _ENDS))
        return told


@lru_cache(maxsize=1)
def network() -> MarkNetwork:
    """The network, loaded with its first use. Raises OSError when its model is missing."""
    return MarkNetwork(cv2.dnn.readNetFromONNX(np.frombuffer(MODEL.read_bytes(), np.uint8)))


def cost_of(word: str, costs: MarkCosts) -> float:
    """What the marks of a word cost, over all heads for which it has letters."""
    return sum(part[mark] for part, mark in zip(costs, bears(word), strict=True) if mark >= 0)


def is_likely(letter: str, costs: MarkCosts, most: float) -> bool:
    """Whether every mark that a letter bears costs at most so much; another letter of the word may bear the tone."""
    tone, *qualities = bears(letter)
    return (tone == 0 or costs[0][tone] <= most) and all(
        part[mark] <= most for part, mark in zip(costs[1:], qualities, strict=True) if mark >= 0
    )


@lru_cache(maxsize=4096)
def bears(word: str) -> tuple[int, ...]:
    """For each head which of its marks a word in NFC bears, the last that is not plain; -1 where no letter of the word is of that head."""
    letters, tones = [], []
    for letter in word.lower():
        signs = unicodedata.normalize("NFD", letter)
        tones += [sign for sign in signs if sign in _TONES]
        letters.append(unicodedata.normalize("NFC", "".join(sign for sign in signs if sign not in _TONES)))
    told = [max((head.index(letter) for letter in letters if letter in head), default=-1) for head in HEADS[1:]]
    return (HEADS[0].index(tones[-1]) if tones else 0, *told)


def _costs(logits: NDArray[np.float32]) -> tuple[float, ...]:
    above = logits - logits.max()
    return tuple(float(cost) for cost in -_COST * (above - np.log(np.exp(above).sum())))


def _shown(picture: Picture) -> NDArray[np.float32]:
    box = picture.box
    rows = slice(_BORDER_PX, max(picture.image.shape[0] - _BORDER_PX, _BORDER_PX + 1))
    columns = slice(max(box.x - _BESIDE_PX, 0), max(box.right + _BESIDE_PX, 1))
    both = np.stack([255 - picture.image[rows, columns], 255 - picture.untouched[rows, columns]], axis=2).astype(np.float32) / 255
    height, width = both.shape[:2]
    least, most = _WIDTHS_PX
    if height > _HEIGHT_PX or width > most:
        factor = _HEIGHT_PX / max(height, _HEIGHT_PX)
        size = (min(max(round(width * factor), 1), most), min(height, _HEIGHT_PX))
        both = cv2.resize(both, size, interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)
        height, width = both.shape[:2]
    darkest = max(height * width // _DARKEST, 1)
    both = np.minimum(both / max(float(np.partition(both[:, :, 0].ravel(), -darkest)[-darkest]), _PALEST), 1)
    shown = np.zeros((2, _HEIGHT_PX, max(-(-width // _WIDTH_STEP_PX) * _WIDTH_STEP_PX, least)), np.float32)
    top = (_HEIGHT_PX - height) // 2
    shown[:, top : top + height, :width] = both.transpose(2, 0, 1)
    return shown
