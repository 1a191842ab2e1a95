"""Which marks stand on a letter, as a network of our own tells by its picture alone.

The network for lines keeps 64 numbers of a column of pixels, from which it must tell all letters: the hook of a face that it never met is
the first to be lost. This one is told where in the line a letter stands and which letter it is (`ocr/told_marks.py`); it sees the picture
around it and is asked for its marks alone. It was trained from nothing (scripts/lines/train_marks.py) on lines as the reading cuts them,
and errs elsewhere than the other (decisions/022).
Windows of 5 × 5 pixels and four times of 3 × 3, of which the largest of some stay each time (LeCun et al. 1998), give features of columns
four pixels wide; those around a letter, and the letter, go through two layers to the shares of its marks above and of its tones.
It is run in NumPy like the network for lines.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from ocr import line_network
from ocr.line_network import COLUMNS_A_STEP, ROWS, shown_to_networks
from ocr.pieces import Cut
from station.domain.errors import StationError

LETTERS: Final = "aeiouydAEIOUYD"
"""Those that may bear marks."""
SHAPES: Final = ("", "\u0302", "\u0306", "\u031b", "đ")
"""Nothing, circumflex, breve, horn, and the bar of đ."""
TONES: Final = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_LOOKED: Final = {"eye": (5, 2, 1, 1), "near": (3, 1, 2, 2), "middle": (3, 1, 2, 1), "far": (3, 1, 3, 1), "column": (3, 1, 1, 1)}
"""Layer → side of its windows, steps between them, and of how many rows and columns of features the largest stays."""
_NAMES: Final = (*(f"{layer}{part}" for layer in _LOOKED for part in ("", "_scale", "_bias")), "letter", "letter_bias", "out", "out_bias")
_COLUMN_PX: Final = 4
_CLOSER_PX: Final = 3
"""It is shown so many rows less above and below than the network for lines: the higher the marks."""
_AROUND: Final = 4
"""So many columns to each side of a letter are looked at."""
_Features = NDArray[np.float32]
_Weights = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, eq=False)
class Columns:
    """The lines of a value as the network sees them."""

    features: _Features
    """Columns × features of all lines, one behind the other, with white between."""
    of_steps: _Features
    """For each step of the network for lines, those between two lines too, where its middle is, in columns."""


@dataclass(frozen=True)
class MarkNetwork:
    """One per worker process, used by one thread."""

    weights: _Weights
    """Of each layer what it weighs by, by how much that is scaled and what is added."""

    def columns_of(self, values: Sequence[Sequence[Cut]]) -> list[Columns]:
        """For each value its lines."""
        return [self._columns([shown_to_networks(cut, _CLOSER_PX) for cut in cuts]) for cuts in values]

    def shares(self, columns: Columns, places: Sequence[float], letters: Sequence[int]) -> tuple[_Features, _Features]:
        """Natural logarithms of the shares of letters × SHAPES and of letters × TONES.

        `places`: at which step of the network for lines each stands, by the middle of all ways to lay the text; `letters`: its number in
        LETTERS.
        """
        middle = np.rint(np.interp(places, np.arange(len(columns.of_steps)), columns.of_steps)).astype(np.intp)
        around = columns.features[middle[:, None] + np.arange(-_AROUND, _AROUND + 1)].reshape(len(middle), -1)
        known = self.weights["letter"]
        heard = np.maximum(around @ known[: around.shape[1]] + known[around.shape[1] :][list(letters)] + self.weights["letter_bias"], 0)
        told = heard @ self.weights["out"] + self.weights["out_bias"]
        return _logarithms(told[:, : len(SHAPES)]), _logarithms(told[:, len(SHAPES) :])

    def _columns(self, lines: Sequence[_Features]) -> Columns:
        # between two lines is a step of nothing, and a value may have no line: it looks at what comes before all of them
        nothing = np.array([_AROUND], np.float32)
        features, steps, start = [np.zeros((2 * _AROUND + 1, len(self.weights["column_bias"])), np.float32)], [nothing], 2 * _AROUND + 1
        for line in lines:
            features.append(self._seen(line))
            middle = (np.arange(line.shape[1] // COLUMNS_A_STEP) + 0.5) * COLUMNS_A_STEP / _COLUMN_PX - 0.5
            steps += [(start + _AROUND + np.maximum(middle, 0)).astype(np.float32), nothing]
            start += len(features[-1])
        return Columns(np.concatenate(features), np.concatenate(steps[1:-1] or steps))

    def _seen(self, line: _Features) -> _Features:
        """Columns × features of a line and of white around it."""
        white = _AROUND * _COLUMN_PX
        features: _Features = np.zeros((ROWS, line.shape[1] + 2 * white + -line.shape[1] % _COLUMN_PX, 2), np.float32)
        features[..., 0] = 1.0
        features[:, white : white + line.shape[1]] = line
        for layer, (window, stride, rows, columns) in _LOOKED.items():
            within = _looked(features, self.weights[layer], window, stride, above=layer != "column")
            features = np.maximum(_largest(within, rows, columns) * self.weights[f"{layer}_scale"] + self.weights[f"{layer}_bias"], 0)
        seen: _Features = features[0]
        return seen


def _looked(features: _Features, weights: NDArray[np.float32], window: int, stride: int, *, above: bool = True) -> _Features:
    """Rows × columns × what windows of so many rows and columns weigh; around them is nothing, above and below only if `above`."""
    height, width, count = features.shape
    edge = window // 2
    edged = np.zeros((height + 2 * edge * above, width + 2 * edge, count), np.float32)
    edged[edge * above : height + edge * above, edge : width + edge] = features
    columns = -(-width // stride)
    beside = np.concatenate([edged[:, at : at + stride * (columns - 1) + 1 : stride] for at in range(window)], axis=2)
    rows = (len(edged) - window) // stride + 1
    looked = np.zeros((rows * columns, weights.shape[2]), np.float32)
    for at in range(window):
        looked += beside[at : at + stride * (rows - 1) + 1 : stride].reshape(rows * columns, -1) @ weights[at]
    return looked.reshape(rows, columns, -1)


def _largest(features: _Features, rows: int, columns: int) -> _Features:
    height, width, count = features.shape
    largest: _Features = features.reshape(height // rows, rows, width // columns, columns, count).max(axis=(1, 3))
    return largest


def _logarithms(told: _Features) -> _Features:
    told = told - told.max(axis=1, keepdims=True)
    shares: _Features = told - np.log(np.exp(told).sum(axis=1, keepdims=True))
    return shares


@lru_cache(maxsize=1)
def network() -> MarkNetwork:
    """The network, loaded with its first use; raise StationError `reading.engine-missing` when its file is missing or damaged."""
    try:
        with np.load(line_network.FOLDER / "marks.npz") as kept:
            return MarkNetwork({name: np.ascontiguousarray(kept[name], np.float32) for name in _NAMES})
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise StationError("reading.engine-missing", engine="marks") from error
