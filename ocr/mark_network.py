"""A line of writing as a network of our own sees it: how likely every sign is at every step along it.

It is Tesseract's network for Vietnamese lines, shown twice as many rows of pixels and trained on until it tells the marks of letters apart
in words that nobody has ever heard (scripts/marks, decisions/018). It is told what was read and asked about it, in
`ocr/told_marks.py` and `ocr/likelier_words.py`.
A window of 3 × 3 pixels gives 16 features, of which the largest of each 3 × 3 stays; a memory (LSTM, Hochreiter and Schmidhuber 1997) runs
down every column of these, three more along the line, the second of them backwards; their outputs are shares of signs (CTC, Graves 2006).
It is run here, in NumPy: OpenCV, which runs the other network (decisions/007), takes three times as long for memories.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

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
_Weights = NDArray[np.float32]
_LAYERS: Final = ("conv", "lstm0", "lstm1", "lstm2", "lstm3", "out")
_WINDOW: Final = 3
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

    weights: Mapping[str, _Weights]
    """Layer → inputs, and for memories their own outputs, and a bias × outputs, for memories those of four gates: in, keep, new, out."""
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
        shown = crop[_WHITE_PX:-_WHITE_PX] if len(crop) > _LEAST_ROWS else crop
        seen = _features(_normal(_scaled(shown)), self.weights["conv"])
        columns = _remembered(seen, self.weights["lstm0"])[-1]
        ahead = _remembered(columns[:, None], self.weights["lstm1"])
        told = _remembered(_remembered(ahead[::-1], self.weights["lstm2"])[::-1], self.weights["lstm3"])[:, 0]
        weighed = told @ self.weights["out"][:-1] + self.weights["out"][-1]
        weighed -= weighed.max(axis=1, keepdims=True)
        steps: Steps = weighed - np.log(np.exp(weighed).sum(axis=1, keepdims=True))
        return steps


def _features(line: NDArray[np.float32], weights: _Weights) -> NDArray[np.float32]:
    """Rows × columns × features of a line, both a third of its own; around the line is grey."""
    edged = np.pad(line, 1)
    height, width = line.shape
    windows = np.stack([edged[y : y + height, x : x + width] for y in range(_WINDOW) for x in range(_WINDOW)], axis=2)
    seen = (windows.reshape(-1, _WINDOW**2) @ weights[:-1]).reshape(height, width, -1)
    rows, columns = height // _COLUMNS_A_STEP, width // _COLUMNS_A_STEP
    parts = seen[: rows * _COLUMNS_A_STEP, : columns * _COLUMNS_A_STEP].reshape(rows, _COLUMNS_A_STEP, columns, _COLUMNS_A_STEP, -1)
    features: NDArray[np.float32] = np.tanh(parts.max(axis=(1, 3)) + weights[-1])
    return features


def _remembered(inputs: NDArray[np.float32], weights: _Weights) -> NDArray[np.float32]:
    """Steps × lines × outputs of a memory along steps × lines × inputs."""
    count, width = inputs.shape[2], weights.shape[1] // 4
    given = inputs @ weights[:count] + weights[-1]
    own = np.ascontiguousarray(weights[count:-1])
    output = cell = np.zeros((inputs.shape[1], width), np.float32)
    outputs = np.empty((*inputs.shape[:2], width), np.float32)
    for step, here in enumerate(given):
        gates = here + output @ own
        # a sigmoid is half a hyperbolic tangent of the half
        gates[:, : 2 * width] *= 0.5
        gates[:, 3 * width :] *= 0.5
        np.tanh(gates, out=gates)
        enter, keep, new, show = (gates[:, at : at + width] for at in range(0, 4 * width, width))
        cell = (0.5 + 0.5 * keep) * cell + (0.5 + 0.5 * enter) * new
        output = (0.5 + 0.5 * show) * np.tanh(cell)
        outputs[step] = output
    return outputs


@lru_cache(maxsize=1)
def network() -> MarkNetwork:
    """The network, loaded with its first use; raise StationError `reading.engine-missing` when its files are missing or damaged."""
    try:
        with np.load(FOLDER / "marks.npz") as kept:
            weights = {layer: kept[layer] for layer in _LAYERS}
        signs = (FOLDER / "signs.txt").read_text("utf-8").removesuffix("\n").split("\n")
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise StationError("reading.engine-missing", engine="marks") from error
    return MarkNetwork(weights, tuple(signs))


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
