"""A line of writing as a network of our own reads it: how likely every sign is at every step along it, and what stands there by that.

It is Tesseract's network for Vietnamese lines, shown twice as many rows of pixels and trained on in 217 families of faces, on
lines as the reading cuts them (scripts/lines, decisions/018): half of their words nobody has ever heard, so that marks are seen and not
guessed. It reads, and it is asked about what others read, in `ocr/told_marks.py` and `ocr/likelier_words.py`.
It sees the line cleaned and, aside, what cleaning took away: among leader dots a dấu nặng may have gone, or one of them may have stayed.
A window of 3 × 3 pixels gives 16 features of the one and 8 of the other, of which the largest of each 3 × 3 stays; a memory (LSTM,
Hochreiter and Schmidhuber 1997) runs down every column of these, three more along the line, the second of them backwards; their outputs are
shares of signs (CTC, Graves 2006).
It is run here, in NumPy: OpenCV, which runs the other network (decisions/007), takes three times as long for memories.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines.contract import CropText
from ocr.pieces import Cut
from station.domain.errors import StationError
from station.domain.text import clean

FOLDER: Final = Path(__file__).resolve().parents[1] / "resources" / "lines"
NETWORK: Final = "lines"
"""Its name among those that have a say."""
ROWS: Final = 72
Steps = NDArray[np.float32]
"""Steps × signs, natural logarithms of shares."""
_Weights = NDArray[np.float32]
_LAYERS: Final = ("conv", "gone", "lstm0", "lstm1", "lstm2", "lstm3", "out")
_WINDOW: Final = 3
COLUMNS_A_STEP: Final = 3
_WHITE_PX: Final = 4
"""Of the white rows that a crop has above and below its writing so many go: what is left is shown the larger."""
_WIDEST_PX: Final = 4000
"""Wider lines are squeezed."""
_LEAST_ROWS: Final = 30
_SMALL: Final = 0.7
"""What is scaled below this is averaged over areas, and sharpened less."""
_BLACKEST, _WHITEST = 25, 75
"""Percentiles of the darkest and palest pixels along the middle row: what counts as ink and as paper."""
_INKED, _AS_BLACK = 2, 0.75
"""Where little stands in the middle row its darkest pixels are grains of the paper: ink is at least so much of what this percentile of all
pixels is darker than paper."""
_CERTAIN: Final = -20.0
_AS_LIKELY: Final = math.log(0.5)
_TOGETHER: Final = 2000
"""Steps of lines that go through the network at once, a dozen lines: a page may have hundreds, and memory has an end."""


@dataclass(frozen=True)
class LineNetwork:
    """One per worker process, used by one thread."""

    weights: Mapping[str, _Weights]
    """Layer → inputs, and for memories their own outputs, and a bias × outputs, for memories those of four gates: in, keep, new, out."""
    signs: tuple[str, ...]
    """By output index; the blank, which is no sign, comes behind them."""

    def steps_of(self, values: Sequence[Sequence[Cut]]) -> list[Steps]:
        """For each value its lines as one: between two of them is a step of a blank or of nothing."""
        told = iter(self._lines([cut for cuts in values for cut in cuts]))
        between = np.full((1, len(self.signs) + 1), _CERTAIN, np.float32)
        between[0, [self.signs.index(" "), -1]] = _AS_LIKELY
        joined = [[part for _ in cuts for part in (next(told), between)][:-1] for cuts in values]
        return [np.concatenate(parts) if parts else between for parts in joined]

    def read(self, steps: Steps) -> CropText:
        """What stands in a value, by the likeliest sign of every step; as sure as its signs are at their best on the geometric mean."""
        best, shares = steps.argmax(axis=1).tolist(), steps.max(axis=1).tolist()
        signs: list[str] = []
        surest: list[float] = []
        for before, now, share in zip([-1, *best], best, shares, strict=False):
            if now >= len(self.signs):
                continue
            if now == before:
                surest[-1] = max(surest[-1], share)
            else:
                signs.append(self.signs[now])
                surest.append(share)
        text = clean("".join(signs))
        return CropText(text, math.exp(sum(surest) / len(surest)) if text else 0.0, NETWORK)

    def _lines(self, cuts: Sequence[Cut]) -> list[Steps]:
        """Lines of about one length together."""
        seen = [shown_to_networks(cut) for cut in cuts]
        told: dict[int, Steps] = {}
        for some in _together([line.shape[1] // COLUMNS_A_STEP for line in seen]):
            told.update(zip(some, self._told([seen[at] for at in some]), strict=True))
        return [told[at] for at in range(len(cuts))]

    def _told(self, lines: Sequence[NDArray[np.float32]]) -> list[Steps]:
        """Lines, the longest first → their steps."""
        features = [
            np.concatenate([_features(line[..., part], self.weights[layer]) for part, layer in enumerate(("conv", "gone"))], axis=2)
            for line in lines
        ]
        lengths = [each.shape[1] for each in features]
        columns = np.split(_remembered(np.concatenate(features, axis=1), self.weights["lstm0"])[-1], np.cumsum(lengths)[:-1])
        ahead = _remembered(_beside(columns), self.weights["lstm1"], lengths)
        back = _remembered(_turned(ahead, lengths), self.weights["lstm2"], lengths)
        again = _remembered(_turned(back, lengths), self.weights["lstm3"], lengths)
        return [self._shares(again[:length, at]) for at, length in enumerate(lengths)]

    def _shares(self, told: NDArray[np.float32]) -> Steps:
        weighed = told @ self.weights["out"][:-1] + self.weights["out"][-1]
        weighed -= weighed.max(axis=1, keepdims=True)
        steps: Steps = weighed - np.log(np.exp(weighed).sum(axis=1, keepdims=True))
        return steps


def _together(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Which of the lines go through at once, the longest first."""
    some: list[int] = []
    for at in sorted(range(len(lengths)), key=lambda at: -lengths[at]):
        if some and lengths[some[0]] * (len(some) + 1) > _TOGETHER:
            yield some
            some = []
        some.append(at)
    if some:
        yield some


def _beside(lines: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Steps × lines × values of lines of their own lengths, the longest first; behind their ends nothing."""
    beside = np.zeros((len(lines[0]), len(lines), lines[0].shape[1]), np.float32)
    for at, line in enumerate(lines):
        beside[: len(line), at] = line
    return beside


def _turned(lines: NDArray[np.float32], lengths: Sequence[int]) -> NDArray[np.float32]:
    """Each line from its end to its beginning."""
    return _beside([lines[:length, at][::-1] for at, length in enumerate(lengths)])


def _features(line: NDArray[np.float32], weights: _Weights) -> NDArray[np.float32]:
    """Rows × columns × features of a line, both a third of its own; around the line is grey."""
    height, width = line.shape
    rows, columns = height // COLUMNS_A_STEP, width // COLUMNS_A_STEP
    if not line.any():
        return np.broadcast_to(np.tanh(weights[-1]), (rows, columns, weights.shape[1]))
    edged = np.pad(line, 1)
    windows = np.stack([edged[y : y + height, x : x + width] for y in range(_WINDOW) for x in range(_WINDOW)], axis=2)
    seen = (windows.reshape(-1, _WINDOW**2) @ weights[:-1]).reshape(height, width, -1)
    parts = seen[: rows * COLUMNS_A_STEP, : columns * COLUMNS_A_STEP].reshape(rows, COLUMNS_A_STEP, columns, COLUMNS_A_STEP, -1)
    features: NDArray[np.float32] = np.tanh(parts.max(axis=(1, 3)) + weights[-1])
    return features


def _remembered(inputs: NDArray[np.float32], weights: _Weights, lengths: Sequence[int] = ()) -> NDArray[np.float32]:
    """Steps × lines × outputs of a memory along steps × lines × inputs; `lengths` of the lines, the longest first, when they differ."""
    steps, lines, count = inputs.shape
    width = weights.shape[1] // 4
    going = [sum(length > step for length in lengths) for step in range(steps)] if lengths else [lines] * steps
    given = inputs @ weights[:count] + weights[-1]
    own = np.ascontiguousarray(weights[count:-1])
    output = cell = np.zeros((lines, width), np.float32)
    outputs = np.zeros((steps, lines, width), np.float32)
    for step, on in enumerate(going):
        gates = given[step, :on] + output[:on] @ own
        # a sigmoid is half a hyperbolic tangent of the half
        gates[:, : 2 * width] *= 0.5
        gates[:, 3 * width :] *= 0.5
        np.tanh(gates, out=gates)
        enter, keep, new, show = (gates[:, at : at + width] for at in range(0, 4 * width, width))
        cell = (0.5 + 0.5 * keep) * cell[:on] + (0.5 + 0.5 * enter) * new
        output = (0.5 + 0.5 * show) * np.tanh(cell)
        outputs[step, :on] = output
    return outputs


@lru_cache(maxsize=1)
def network() -> LineNetwork:
    """The network, loaded with its first use; raise StationError `reading.engine-missing` when its files are missing or damaged."""
    try:
        with np.load(FOLDER / "weights.npz") as kept:
            weights = {layer: kept[layer] for layer in _LAYERS}
        signs = (FOLDER / "signs.txt").read_text("utf-8").removesuffix("\n").split("\n")
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise StationError("reading.engine-missing", engine="lines") from error
    return LineNetwork(weights, tuple(signs))


def shown_to_networks(cut: Cut, closer_px: int = 0) -> NDArray[np.float32]:
    """Rows × columns × (cleaned, what cleaning took away) of a line in ROWS rows, whatever its greys.

    `closer_px`: so many more of the crop's rows above and below its writing go, and what is left is as wide.
    """
    return _normal(_scaled(cut, closer_px))


def _scaled(cut: Cut, closer_px: int) -> NDArray[np.float32]:
    """Rows × columns × (cleaned, uncleaned) of a line in ROWS rows, a little sharpened as Tesseract does it (Leptonica, pixScale)."""
    both = cv2.merge([cut.image, cut.uncleaned])
    edge = _WHITE_PX if len(both) > _LEAST_ROWS else 0
    factor = ROWS / (len(both) - 2 * edge)
    shown = both[edge + closer_px : len(both) - edge - closer_px] if edge else both
    width = min(max(round(both.shape[1] * factor), COLUMNS_A_STEP), _WIDEST_PX)
    way, window, share = (cv2.INTER_AREA, 3, 0.2) if factor < _SMALL else (cv2.INTER_LINEAR, 5, 0.4)
    lines = cv2.resize(shown, (width, ROWS), interpolation=way)
    blurred = cv2.blur(lines, (window, window)).astype(np.float32)
    scaled = lines.astype(np.float32)
    sharp: NDArray[np.float32] = np.clip(scaled + share * (scaled - blurred), 0, 255)
    return sharp


def _normal(both: NDArray[np.float32]) -> NDArray[np.float32]:
    """Whatever their greys: paper 1 and ink -1; beside it what is gone, 2 where it was ink."""
    line, uncleaned = both[..., 0], both[..., 1]
    row = line[line.shape[0] // 2]
    before, here, behind = row[:-2], row[1:-1], row[2:]
    dark = here[((here < before) & (here <= behind)) | ((here <= before) & (here < behind))]
    pale = here[((here > before) & (here >= behind)) | ((here >= before) & (here > behind))]
    black = float(np.percentile(dark, _BLACKEST)) if len(dark) else 0.0
    white = float(np.percentile(pale, _WHITEST)) if len(pale) else 255.0
    black = min(black, white - _AS_BLACK * (white - float(np.percentile(line, _INKED))))
    half = (white - black) / 2 if white > black else 1.0
    normal: NDArray[np.float32] = np.stack(
        [np.clip((line - black) / half - 1, -1, 1), np.clip((line - uncleaned) / half, -2, 2)], axis=2
    ).astype(np.float32)
    return normal
