"""What of a volume is keyed a second time, as somebody planned it, and what was counted when two keyings met. Data only."""

from dataclasses import dataclass
from enum import StrEnum


class PlanKind(StrEnum):
    """Which fields of which entries are keyed again."""

    NONE = "none"
    KEY_FIELDS = "key-fields"
    """Of every entry, those fields that say who and which."""
    ALL = "all"
    SAMPLE = "sample"
    """Every field of entries that are drawn."""
    RISK = "risk"
    """Fields that are likely enough to be wrong, the heavier ones sooner."""


@dataclass(frozen=True)
class KeyingPlan:
    """The plan of a volume."""

    kind: PlanKind = PlanKind.NONE
    share: float = 0.1
    """Of entries, 0..1; of a sample."""
    seed: str = ""
    """From which a sample is drawn: hex, made when the plan is."""
    threshold: float = 0.02
    """Of a plan by risk: from this chance of being wrong on, a key field is keyed again."""
    known_share: float = 0.05
    """Of what is given to be keyed a second time, so many are entries whose answer is known; 0..1."""

    def __post_init__(self) -> None:
        """Raise ValueError for shares and chances that are none."""
        if not all(0.0 <= part <= 1.0 for part in (self.share, self.threshold, self.known_share)):
            raise ValueError("shares lie between 0 and 1")


NO_PLAN = KeyingPlan()


class Hand(StrEnum):
    """Whose value was held against the settled one."""

    READING = "reading"
    KEYER = "keyer"
    """Typed another value than the reading's, or where it had none."""
    CHECKER = "checker"
    """Let the reading's value stand."""
    SECOND = "second"
    """Keyed blind."""
    KNOWN = "known"
    """Keyed blind an entry whose answer is known."""


@dataclass(frozen=True)
class Marks:
    """How many values of one hand were held against settled ones, and how many of them were wrong."""

    hand: Hand
    by: str
    """User id; `reading` for the reading."""
    group: str
    """Kind of field: types that go wrong alike, station.forms.calibration.GROUPS."""
    counted: int
    wrong: int
    by_risk: bool = False
    """The fields were chosen for being doubtful: no rate follows from them."""


@dataclass(frozen=True)
class Compared:
    """How much of a volume was keyed twice, and in how much of it the two keyings said something else."""

    entries: int = 0
    fields: int = 0
    differing: int = 0
    """Fields."""
