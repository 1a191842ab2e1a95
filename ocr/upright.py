"""Which way up a page lies, by its writing alone, without an engine.

Letters stand on a common line with their feet and end at many heights above: capitals, ascenders and, in Vietnamese, marks, seldom with a
descender. Turned the right way, more letters therefore share a baseline than in any other turn; lying on their side, hardly any do.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from ocr.baselines import Baseline, baselines_in
from ocr.engines.contract import GreyImage

_LEAST_FEET: Final = 60
_CLEARLY: Final = 1.08
"""How many times as many feet as upside down make it sure: practice pages reach 1.16 to 1.48."""


@dataclass(frozen=True)
class Standing:
    """How a page must be turned to stand upright."""

    turn: int
    """Degrees clockwise: 0, 90, 180 or 270."""
    is_sure: bool
    """Whether the writing says so plainly; else an engine should be asked."""


UPRIGHT: Final = Standing(0, is_sure=True)


def standing_of(ink: GreyImage, x_height_px: float | None) -> Standing:
    """The turn in which most letters stand on lines; 0 where the writing does not say so plainly."""
    if x_height_px is None:
        return Standing(0, is_sure=False)
    across, along = (_feet(_turned(ink, turn), x_height_px) for turn in (0, 90))
    first = 0 if across >= along else 90
    one, other = max(across, along), _feet(_turned(ink, first + 180), x_height_px)
    turn = first if one >= other else first + 180
    most, less = max(one, other), max(min(one, other), min(across, along))
    if most < _LEAST_FEET or most < _CLEARLY * less:
        return Standing(0, is_sure=False)
    return Standing(turn, is_sure=True)


def _turned(ink: GreyImage, turn: int) -> GreyImage:
    return np.ascontiguousarray(np.rot90(ink, -turn // 90))


def _feet(ink: GreyImage, x_height_px: float) -> int:
    lines: list[Baseline] = baselines_in(ink, x_height_px)
    return sum(len(line.feet) for line in lines)
