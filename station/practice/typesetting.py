"""Words into rows: label and value flow over the lines that the paper gives them, smaller before they would run out of it.

Pure arithmetic on widths; nothing is drawn here. All lengths are pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from station.practice.fonts import Face

_SHRINK = 0.95
_SMALLEST = 0.35


@dataclass(frozen=True)
class Run:
    """Text in one face; `field` names the value it belongs to, empty for printed words."""

    text: str
    face: Face
    field: str = ""
    glued: bool = False
    """No space before it: the suffix behind a value."""


@dataclass(frozen=True)
class Room:
    """One row that text may fill."""

    x: float
    width: float


@dataclass(frozen=True)
class Placed:
    """Words of a run that stand together on one row."""

    text: str
    face: Face
    field: str
    row: int
    x: float
    width: float


def fit(runs: Sequence[Run], rooms: Sequence[Room], dpi: int) -> list[Placed]:
    """Place all runs in the rooms, shrinking the values step by step until everything fits; printed words keep their size.

    At the smallest size the rest runs on in the last row: nothing is left out.
    """
    factor = 1.0
    while True:
        sized = [Run(run.text, run.face.scaled(factor) if run.field else run.face, run.field, run.glued) for run in runs]
        placed, fits = _flow(sized, rooms, dpi)
        if fits or factor < _SMALLEST:
            return placed
        factor *= _SHRINK


def _flow(runs: Sequence[Run], rooms: Sequence[Room], dpi: int) -> tuple[list[Placed], bool]:
    words: list[Placed] = []
    row, fits = 0, True
    x, end = rooms[0].x, rooms[0].x + rooms[0].width
    for run in runs:
        space = run.face.width_px(" ", dpi)
        for position, word in enumerate(run.text.split()):
            width = run.face.width_px(word, dpi)
            gap = 0.0 if (run.glued and position == 0) or x == rooms[row].x else space
            if x + gap + width > end and row + 1 < len(rooms):
                row += 1
                x, end, gap = rooms[row].x, rooms[row].x + rooms[row].width, 0.0
            fits = fits and x + gap + width <= end + 0.5
            words.append(Placed(word, run.face, run.field, row, x + gap, width))
            x += gap + width
    return _joined(words, dpi), fits


def _joined(words: Sequence[Placed], dpi: int) -> list[Placed]:
    """Neighbouring words of one run as one piece, so that kerning and spaces come out as the face has them."""
    if not words:
        return []
    pieces = [words[0]]
    for before, word in pairwise(words):
        same = (before.field, before.face, before.row) == (word.field, word.face, word.row)
        if same and word.x > before.x + before.width:
            last = pieces[-1]
            text = f"{last.text} {word.text}"
            pieces[-1] = Placed(text, last.face, last.field, last.row, last.x, last.face.width_px(text, dpi))
        else:
            pieces.append(word)
    return pieces
