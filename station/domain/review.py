"""An entry as it comes before the supervisor: what it says, what the reading proposed, who did what to it. Data only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from station.domain.ids import UserId
from station.domain.record import Entry
from station.domain.states import ActionKind


@dataclass(frozen=True)
class Act:
    """One act of a person."""

    kind: ActionKind
    by: UserId
    at: str
    """UTC, ISO 8601."""
    reason: str = ""
    """Why, when it was returned."""


@dataclass(frozen=True)
class Looked:
    """One entry with its past."""

    entry: Entry
    proposed: Mapping[str, Mapping[str, Any]]
    """Field → what the reading said, as JSON values of a FieldValue; empty when its payload was erased."""
    acts: tuple[Act, ...]
    """Keyed, checked, returned, in order."""
