"""A line of writing as a network of our own sees it: how likely every sign is at every step along it.

It is Tesseract's network for Vietnamese lines, shown twice as many rows of pixels and trained on until it tells the marks of letters apart
in words that nobody has ever heard (scripts/marks, decisions/018). It is asked for marks alone, in `ocr/told_marks.py`. OpenCV runs it
(decisions/007).
Shape of the model: input 1 × 1 × (ROWS + 2) × (width + 2), one pixel of edge around the line, paper 1 and ink -1; output steps × signs,
natural logarithms of shares, a step for every three columns (CTC, Graves 2006; the last sign is its blank).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines.contract import GreyImage
from station.domain.errors import StationError
from station.domain.text import clean

FOLDER: Final = Path(__file__).resolve().parents[1] / "resources" / "marks"
ROWS: Final = 72
Steps = NDArray[np.float32]
"""Steps × signs, natural logarithms of shares."""
_COLUMNS_A_STEP: Final = 3
_WHITE_PX: Final = 4
"""Of the white rows that a crop has above and below its writing so many go: what is left is shown the larger."""
_WIDEST_PX: Final = 4000
"""Wider lines are squeezed."""
_LEAST_ROWS: Final = 30
_SMALL: Final = 0.7
"""What is scaled below this is averaged over areas, and sharpened less."""
_BLACKEST, _WHITEST = 25, 75
"""Percentiles of the darkest and palest pixels along the middle row: what counts as ink and as paper."""
_CERTAIN: Final = -20.0


@dataclass(frozen=True)
class MarkNetwork:
    """One per worker process, used by one thread."""

    network: Any
    """A cv2.dnn.Net."""
    signs: tuple[str, ...]
    """By output index; the blank, which is no sign, comes behind them."""

    def steps_of(self, crops: Sequence[GreyImage]) -> Steps:
        """The lines of one value as one: between two of them is a step of nothing."""
        between = np.full((1, len(self.signs) + 1), _CERTAIN, np.float32)
        between[0, -1] = 0.0
        parts = [part for crop in crops for part in (self._line(crop), between)]
        return np.concatenate(parts[:-1]) if parts else between

    def text_of(self, steps: Steps) -> str:
        """What it would read itself: no commas, few figures, marks by its best guess."""
        best = steps.argmax(axis=1).tolist()
        signs = [self.signs[now] for before, now in zip([-1, *best], best, strict=False) if now != before and now < len(self.signs)]
        return clean("".join(signs))

    def _line(self, crop: GreyImage) -> Steps:
        line = _normal(_scaled(crop[_WHITE_PX:-_WHITE_PX] if len(crop) > _LEAST_ROWS else crop))
        self.network.setInput(np.pad(line, 1)[None, None])
        steps: Steps = self.network.forward()
        return steps


@lru_cache(maxsize=1)
def network() -> MarkNetwork:
    """The network, loaded with its first use; raise StationError `reading.engine-missing` when its files are missing or damaged."""
    try:
        model = np.frombuffer((FOLDER / "marks.onnx").read_bytes(), np.uint8)
        signs = (FOLDER / "signs.txt").read_text("utf-8").removesuffix("\n").split("\n")
        return MarkNetwork(cv2.dnn.readNetFromONNX(model), tuple(signs))
    except (OSError, ValueError, cv2.error) as error:
        raise StationError("reading.engine-missing", engine="marks") from error


def _scaled(crop: GreyImage) -> NDArray[np.float32]:
    """The line in ROWS rows, a little sharpened as Tesseract does it (Leptonica, pixScale)."""
    factor = ROWS / crop.shape[0]
    width = min(max(round(crop.shape[1] * factor), _COLUMNS_A_STEP), _WIDEST_PX)
    way, window, share = (cv2.INTER_AREA, 3, 0.2) if factor < _SMALL else (cv2.INTER_LINEAR, 5, 0.4)
    line = cv2.resize(crop, (width, ROWS), interpolation=way)
    blurred = cv2.blur(line, (window, window)).astype(np.float32)
    scaled = line.astype(np.float32)
    sharp: NDArray[np.float32] = np.clip(scaled + share * (scaled - blurred), 0, 255)
    return sharp


def _normal(line: NDArray[np.float32]) -> NDArray[np.float32]:
    """Paper 1 and ink -1, whatever their greys."""
    row = line[line.shape[0] // 2]
    before, here, behind = row[:-2], row[1:-1], row[2:]
    dark = here[((here < before) & (here <= behind)) | ((here <= before) & (here < behind))]
    pale = here[((here > before) & (here >= behind)) | ((here >= before) & (here > behind))]
    black = float(np.percentile(dark, _BLACKEST)) if len(dark) else 0.0
    white = float(np.percentile(pale, _WHITEST)) if len(pale) else 255.0
    half = (white - black) / 2 if white > black else 1.0
    normal: NDArray[np.float32] = np.clip((line - black) / half - 1, -1, 1).astype(np.float32)
    return normal
