"""Several readings of one value become one: which text stands, what it means, how sure the reading is.

Confidence is a plain product, not a calibrated probability: the engine's own mean confidence, times 1.0 when two readings agree on the
value and 0.75 when they do not, times 1.0 when the value fits its field's type without doubt and 0.6 when it does not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from station.domain.record import ValueState
from station.domain.text import clean
from station.forms.definition import FieldDefinition
from station.forms.types import Lexicons, Normalised, normalise, plausible

ALONE: Final = 0.75
DOUBTFUL: Final = 0.6
_AGREEMENT_BONUS: Final = 0.3
_PLAUSIBLE_BONUS: Final = 1.0
_SQUARE: Final = re.compile(r"(?<=\d )m[?*°'\"”“](?!\w)|(?<=\d)m[?*°'\"”“](?!\w)")


@dataclass(frozen=True)
class Witness:
    """One reading of a value: from the page pass, from its crop, from its crop with digits alone."""

    text: str
    confidence: float
    """0..1, the engine's own."""

    @classmethod
    def of(cls, text: str, confidence: float) -> "Witness":
        """With the signs mended that no Vietnamese model knows: "125 m?" and "125 m*" are 125 m²."""
        return cls(_SQUARE.sub("m²", clean(text)), confidence)


@dataclass(frozen=True)
class Judgement:
    """The text that stands and what it means."""

    text: str
    normalised: Normalised
    confidence: float
    alternatives: tuple[str, ...]
    """Other values that witnesses or the type propose, best first."""


def judge(witnesses: Sequence[Witness], field: FieldDefinition, lexicons: Lexicons) -> Judgement:
    """Choose among the readings of one value; `witnesses` in order of trust, at least one."""
    meant = [normalise(witness.text, field, lexicons) for witness in witnesses]
    fitting = [plausible(witness.text, field, lexicons) for witness in witnesses]
    agreeing = [sum(other.value == own.value and other.state is own.state for other in meant) > 1 for own in meant]

    def weight(index: int) -> float:
        return (
            witnesses[index].confidence
            + (_PLAUSIBLE_BONUS if fitting[index] else 0.0)
            + (_AGREEMENT_BONUS if agreeing[index] else 0.0)
            - (2.0 if meant[index].state is not ValueState.READ else 0.0)
        )

    order = sorted(range(len(witnesses)), key=weight, reverse=True)
    best = order[0]
    others = [meant[index].value for index in order[1:]] + list(meant[best].alternatives)
    alternatives = tuple(dict.fromkeys(value for value in others if value and value != meant[best].value))
    confidence = confidence_of(witnesses[best].confidence, agreed=agreeing[best], fits=fitting[best])
    return Judgement(witnesses[best].text, meant[best], confidence, alternatives)


def confidence_of(engine: float, *, agreed: bool, fits: bool) -> float:
    """0..1 by the product in the module's docstring, to two digits."""
    return round(engine * (1.0 if agreed else ALONE) * (1.0 if fits else DOUBTFUL), 2)
