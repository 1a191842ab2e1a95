"""What a rule is judged by: the values of its fields, its parameters, and what is known of the day and of the lists."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from station.domain.record import FieldValue, ValueState
from station.forms.definition import FieldTypeName
from station.forms.gazetteer import Gazetteer
from station.forms.lists import Lexicon

Parameters = Mapping[str, str | int | float]


@dataclass(frozen=True)
class Operand:
    """What one field of a rule brings: its value, or for a list the values of its items."""

    type: FieldTypeName
    value: FieldValue | None = None
    """None when the entry has no such field."""
    items: tuple[Mapping[str, FieldValue], ...] = ()
    """For a list: item key → value."""

    @property
    def is_read(self) -> bool:
        """Whether there is something to judge."""
        return bool(self.items) or (self.value is not None and self.value.state is ValueState.READ and self.value.value != "")

    @property
    def text(self) -> str:
        """The normalised value; empty for a gap."""
        return self.value.value if self.value is not None and self.value.state is ValueState.READ else ""

    @property
    def code(self) -> str:
        """Of its reference list, else the value itself: a tick's value is its code."""
        return (self.value.code or self.text) if self.is_read and self.value is not None else ""

    def parts(self, key: str) -> list[FieldValue]:
        """What is read of this part of each item."""
        found = [item[key] for item in self.items if key in item]
        return [value for value in found if value.state is ValueState.READ and value.value]


@dataclass(frozen=True)
class Case:
    """What every rule of one judgement shares."""

    today: datetime.date
    lexicons: Mapping[str, Lexicon] = field(default_factory=dict)
    places: Gazetteer = field(default_factory=Gazetteer)


Judge = Callable[[Sequence[Operand], Parameters, Case], bool | None]


@dataclass(frozen=True)
class Predicate:
    """One entry of the registry."""

    judge: Judge
    least: int
    """Fewest fields."""
    most: int | None
    """Most fields; None: any number."""
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    takes_gaps: bool = False
