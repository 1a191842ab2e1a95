"""How likely a value is right that was read: the engine's own confidence and who spoke, weighed as on practice pages whose truth is known.

A logistic model for each group of field types. Its weights are data with a date and the seeds they were measured on, written by
`python -m tests.bench.calibration --write`; nothing here learns.
"""

import datetime
import math
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from station.domain.errors import StationError
from station.forms.definition import FieldTypeName
from station.forms.testimony import Statement

GROUPS: Final[Mapping[str, frozenset[FieldTypeName]]] = {
    "figures": frozenset({"number", "area", "year", "date", "id_number", "register_number", "book_number", "serial"}),
    "lists": frozenset({"choice"}),
    "boxes": frozenset({"tick"}),
    "names": frozenset({"person_name"}),
    "words": frozenset({"text", "place", "date_words", "area_words"}),
}
"""Types that go wrong alike."""

CONFIDENCE: Final = "confidence"
CONSTANT: Final = "constant"


class GroupWeights(BaseModel):
    """One logistic model: feature → weight; what it does not name weighs nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weights: dict[str, float]
    values: int
    """On so many values it was measured…"""
    wrong: int
    """…of which so many were wrong."""


class Calibration(BaseModel):
    """The whole of calibration.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measured_on: datetime.date
    command: str
    seeds: tuple[int, ...]
    readings: str
    """Version of the code that read."""
    least: float
    """From this likelihood on two witnesses are enough."""
    groups: dict[str, GroupWeights]

    def sureness(
        self, kind: FieldTypeName, confidence: float | None, spoken: Sequence[Statement], *, by_hand: bool = False, doubtful: bool = False
    ) -> float | None:
        """0..1: the share of such values that were right; None for types that were never measured.

        `by_hand`: taken for handwriting; `doubtful`: the text is a value of its type only with a finding.
        """
        group = self.groups.get(group_of(kind))
        if group is None:
            return None
        found = features(kind, confidence, spoken, by_hand=by_hand, doubtful=doubtful)
        score = sum(group.weights.get(name, 0.0) * amount for name, amount in found.items())
        return 1.0 / (1.0 + math.exp(-max(min(score, 40.0), -40.0)))


def group_of(kind: FieldTypeName) -> str:
    """The group of a type; empty for lists, whose parts are judged one by one."""
    return next((name for name, kinds in GROUPS.items() if kind in kinds), "")


def features(
    kind: FieldTypeName, confidence: float | None, spoken: Sequence[Statement], *, by_hand: bool, doubtful: bool
) -> dict[str, float]:
    """What the model weighs: the raw confidence, the type, who spoke for and against."""
    raw = min(max(confidence if confidence is not None else 0.0, 0.0), 1.0)
    voices = {f"{each.verdict.value} {each.witness.value}": 1.0 for each in spoken}
    return {CONSTANT: 1.0, CONFIDENCE: raw, kind: 1.0, **voices, "by hand": float(by_hand), "doubtful": float(doubtful)}


def load_calibration(path: Path) -> Calibration:
    """The measured weights. Raises StationError `forms.faulty` when the file is missing or damaged."""
    try:
        return Calibration.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise StationError("forms.faulty", faults=f"{path}: {error}") from error
