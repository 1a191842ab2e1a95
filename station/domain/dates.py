"""Dates as the registers write them: whole, month and year, year only. Unknown parts stay unknown; nothing is ever guessed.

Printed form is dd.mm.yyyy | mm.yyyy | yyyy (the ministry's import format); sorting form is ISO with the missing parts left off.
"""

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import total_ordering

_SEPARATED = re.compile(r"^(?:(?:(\d{1,2})\s*[./-]\s*)?(\d{1,2})\s*[./-]\s*)?(\d{4})$", re.ASCII)
_RUN_TOGETHER = re.compile(r"^(\d{2})(\d{2})(\d{4})$", re.ASCII)


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A date of which day, or day and month, may be unknown. Orders by (year, month, day), unknown first."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a day without a month or a date the calendar does not have."""
        if self.day is not None and self.month is None:
            raise ValueError("a day without a month")
        if self.year > datetime.MAXYEAR:
            # far beyond it datetime raises OverflowError
            raise ValueError("a year that no calendar has")
        datetime.date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """From `dd.mm.yyyy`, `mm.yyyy`, `yyyy` (also with / or -) or `ddmmyyyy`; raise ValueError for anything else."""
        match = _SEPARATED.match(text.strip()) or _RUN_TOGETHER.match(text.strip())
        if match is None:
            raise ValueError("not a date")
        day, month, year = (int(part) if part else None for part in match.groups())
        assert year is not None
        return cls(year, month, day)

    def __str__(self) -> str:
        """The ministry's form."""
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return f"{self.month:02d}.{self.year:04d}"
        return f"{self.day:02d}.{self.month:02d}.{self.year:04d}"

    def __lt__(self, other: "PartialDate") -> bool:
        """Earlier first; of two that agree, the one that says less first."""
        return (self.year, self.month or 0, self.day or 0) < (other.year, other.month or 0, other.day or 0)

    @property
    def iso(self) -> str:
        """yyyy-mm-dd, yyyy-mm or yyyy."""
        return "-".join(reversed(str(self).split(".")))

    def agrees(self, other: "PartialDate") -> bool:
        """Whether nothing that both say differs: 1988 agrees with 17.10.1988."""
        return self.year == other.year and all(
            ours is None or theirs is None or ours == theirs for ours, theirs in ((self.month, other.month), (self.day, other.day))
        )

    def earliest(self) -> datetime.date:
        """The first day it can mean."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> datetime.date:
        """The last day it can mean."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])
