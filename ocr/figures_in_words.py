"""Figures within a line of words ("CMND số 994644946, Công an tỉnh Cao Sơn") cut out for the network that reads figures.

Shown the whole line it loses some of them: long lines are squeezed. Each number is cut off at its neighbours on either side, so that no
figure which the other network passed over is left out, and only what is read there counts; the words between are for the eye.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocr.engines.contract import CropText, GreyImage
from ocr.ink import ink_of
from station.domain.geometry import Box

_LEAST_SIDE_PX: Final = 4
_BORDER_PX: Final = 2


@dataclass(frozen=True)
class Numbers:
    """The numbers of a value: which words of its text they are, and their crops."""

    words: tuple[str, ...]
    at: tuple[int, ...]
    crops: tuple[GreyImage, ...]

    def spelled_out(self, read: Sequence[CropText]) -> CropText:
        """The words with what was read at each number; as sure as the least sure of them. `read`: a text for each crop."""
        words = list(self.words)
        for at, figures in zip(self.at, read, strict=True):
            words[at] = figures.text.replace(" ", "")
        sure = min((figures.confidence for figures in read), default=0.0)
        return CropText(" ".join(word for word in words if word), sure, read[0].network if read else "")


def numbers_in(lines: Sequence[CropText], crops: Sequence[GreyImage]) -> Numbers | None:
    """The numbers of a value read line by line; None without any, with letters in one, and where the engine told no places of its words."""
    found: list[tuple[int, GreyImage]] = []
    starts = accumulate((len(line.text.split()) for line in lines), initial=0)
    for line, crop, start in zip(lines, crops, starts, strict=False):
        words = line.text.split()
        if len(line.words) != len(words):
            return None
        for at, word in enumerate(words):
            if any(map(str.isdigit, word)) and any(map(str.isalpha, word)):
                return None
            if any(map(str.isdigit, word)):
                before = line.words[at - 1].right if at else 0
                after = line.words[at + 1].x if at + 1 < len(words) else crop.shape[1]
                if not before <= line.words[at].x < line.words[at].right <= after:
                    return None
                found.append((start + at, _cut_out(crop, line.words[at], before, after)))
    if not found or any(min(crop.shape) < _LEAST_SIDE_PX for _, crop in found):
        return None
    return Numbers(
        tuple(word for line in lines for word in line.text.split()), tuple(at for at, _ in found), tuple(crop for _, crop in found)
    )


def _cut_out(crop: GreyImage, word: Box, left: int, right: int) -> GreyImage:
    """The word with all that stands between its neighbours, but for what reaches in from beside it, on a narrow border."""
    ink = ink_of(crop)
    columns: NDArray[np.bool_] = np.max(ink, axis=0) > 0
    while right > word.right and columns[right - 1]:
        right -= 1
    while left < word.x and columns[left]:
        left += 1
    rows = np.flatnonzero(ink[:, left:right].any(axis=1))
    top, bottom = (int(rows[0]), int(rows[-1]) + 1) if len(rows) else (0, crop.shape[0])
    inner = crop[max(top - _BORDER_PX, 0) : bottom + _BORDER_PX, left:right]
    return np.ascontiguousarray(inner)
