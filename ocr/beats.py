"""The beat of a page's leaders: dots follow each other at one distance all over a form, which rows with many free dots tell best.

A row that a value covers has few free dots, too few to tell a beat of its own. By the beat of the rows near it they are known for what
they are, and so is where the hidden ones lie.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_SAME_ROW: Final = 0.3
"""Dots less than this many x-heights apart in height are of one row; rows stand three x-heights apart."""
_SAME_GAP_PX: Final = 1.5
_LONGEST_GAP: Final = 12
_SHORT_GAP: Final = 6
"""In beats. Any gap longer than the first is a whole number of some beat near the page's; several up to the second are none by chance."""
_OFF_BEAT: Final = 0.12
_LOST_A_BEAT: Final = 0.01
"""How far a dot may lie off a beat, in pitches, and by how much more with each beat: the page's pitch is not quite the row's."""
_TELLING: Final = 10
"""A row of so many free dots tells a beat."""
_STEADY: Final = 0.8
"""Share of the gaps of a row that are whole beats, for it to tell one."""
_COMPANY: Final = 3
_MOST: Final = 0.7
"""So many other dots within twelve beats must lie on a dot's beat, and that share of all there."""
_LEAST: Final = 0.5
"""Where that share is less than this, it keeps no time."""
_STRETCH: Final = np.linspace(0.96, 1.04, 33)
"""By how much the pitch of a row may differ from that of the nearest telling row: curved and slanting pages."""


@dataclass(frozen=True)
class Beat:
    """The pitch of one row."""

    y: float
    """Pixels from the top."""
    pitch: float
    """Pixels from dot to dot."""


def rows_of(dots: NDArray[np.float64], x_height_px: float) -> Iterator[NDArray[np.intp]]:
    """Which of the dots (dots × (x, y)) are of one height, each row left to right."""
    order = np.argsort(dots[:, 1], kind="stable")
    for row in np.split(order, np.flatnonzero(np.diff(dots[order, 1]) > _SAME_ROW * x_height_px) + 1):
        yield row[np.argsort(dots[row, 0], kind="stable")]


def usual_gap(places: NDArray[np.float64]) -> float | None:
    """The commonest gap, refined over gaps of up to three beats; None when no two gaps agree."""
    gaps = np.diff(places)
    gaps = gaps[gaps > 2]
    if len(gaps) < 2:
        return None
    alike = np.abs(gaps[:, None] - gaps[None, :]) <= _SAME_GAP_PX
    best = int(np.argmax(alike.sum(axis=1)))
    if alike[best].sum() < 2:
        return None
    rough = float(gaps[alike[best]].mean())
    beats = np.round(gaps / rough)
    sound = (beats >= 1) & (beats <= 3) & (np.abs(gaps - beats * rough) <= _SAME_GAP_PX)
    return float(gaps[sound].sum() / beats[sound].sum())


def beats_of(dots: NDArray[np.float64], x_height_px: float) -> tuple[list[Beat], NDArray[np.bool_]]:
    """The beats of the rows that tell one, and which dots are theirs; `dots` are free leader dots, dots × (x, y)."""
    beats, theirs = [], np.zeros(len(dots), dtype=bool)
    for row in rows_of(dots, x_height_px):
        if (beat := _told(dots[row])) is not None:
            beats.append(beat)
            theirs[row] = True
    return beats, theirs


def _told(row: NDArray[np.float64]) -> Beat | None:
    pitch = usual_gap(row[:, 0]) if len(row) >= _TELLING else None
    if pitch is None or _is_whole(np.diff(row[:, 0]) / pitch).mean() < _STEADY:
        return None
    return Beat(float(np.median(row[:, 1])), pitch)


def pitch_at(y: float, beats: Sequence[Beat]) -> float | None:
    """The pitch of the nearest telling row; None where there is none."""
    return min(beats, key=lambda beat: abs(beat.y - y)).pitch if beats else None


def fitted(places: NDArray[np.float64], pitch: float) -> float | None:
    """The pitch near the given one on which most gaps between these places are whole beats; None when most are not."""
    gaps = np.diff(places)
    gaps = gaps[gaps <= _LONGEST_GAP * pitch]
    if (gaps <= _SHORT_GAP * pitch).sum() < _COMPANY:
        return None
    beats = gaps[None, :] / (pitch * _STRETCH[:, None])
    off = np.abs(beats - np.round(beats))
    best = int(np.argmin(np.minimum(off, 2 * _OFF_BEAT).sum(axis=1)))
    return float(pitch * _STRETCH[best]) if (off[best] <= _OFF_BEAT).mean() >= _MOST else None


@dataclass(frozen=True)
class Company:
    """What small blobs (dots × (x, y)) have beside them at their height, within a few beats of the page."""

    on_beat: NDArray[np.int64]
    """How many others, a whole number of beats away."""
    all: NDArray[np.int64]
    """How many in all."""

    @property
    def kept(self) -> NDArray[np.bool_]:
        """Which have enough others on their beat and few beside it: no marks below letters do."""
        return (self.on_beat >= _COMPANY) & (self.on_beat >= _MOST * self.all)

    @property
    def lost(self) -> NDArray[np.bool_]:
        """Which stand among others that keep no time with them: scraps of pale print."""
        return (self.all >= _COMPANY) & (self.on_beat < _LEAST * self.all)


def company_of(dots: NDArray[np.float64], beats: Sequence[Beat], level_px: float, x_height_px: float) -> Company:
    """By the beat of the nearest row that tells one; at least one does."""
    on_beat, others = np.zeros(len(dots), np.int64), np.zeros(len(dots), np.int64)
    for row in rows_of(dots, x_height_px) if len(dots) else ():
        pitch = min(beats, key=lambda beat: abs(beat.y - float(np.median(dots[row, 1])))).pitch
        away = (dots[row][None, :, 0] - dots[row][:, None, 0]) / pitch
        level = np.abs(dots[row][None, :, 1] - dots[row][:, None, 1]) <= level_px
        near = level & (np.abs(away) <= _LONGEST_GAP + 0.5) & ~np.eye(len(row), dtype=bool)
        on_beat[row], others[row] = (near & _is_whole(away) & (np.round(away) != 0)).sum(axis=1), near.sum(axis=1)
    return Company(on_beat, others)


def _is_whole(beats: NDArray[np.float64]) -> NDArray[np.bool_]:
    whole: NDArray[np.bool_] = np.abs(beats - np.round(beats)) <= _OFF_BEAT + _LOST_A_BEAT * np.abs(beats)
    return whole
