"""How fast to send: a token bucket whose rate follows the time of day (PROTOCOL.md §5). Pure but for the clock it is given."""

import datetime
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

_HOURS: Final = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_BURST_S: Final = 1.0
"""Seconds' worth that may go at once after a pause: more would be felt by whoever shares the line."""
_KBIT: Final = 125


def office_hours(text: str) -> tuple[tuple[datetime.time, datetime.time], ...]:
    """`07:30-11:30, 13:00-17:00` as spans; raise ValueError for anything else. Empty: no office hours."""
    spans = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = _HOURS.fullmatch(part)
        if match is None:
            raise ValueError(f"not a span of hours: {part}")
        begin, end = datetime.time(int(match[1]), int(match[2])), datetime.time(int(match[3]), int(match[4]))
        if begin >= end:
            raise ValueError(f"it ends before it begins: {part}")
        spans.append((begin, end))
    return tuple(spans)


@dataclass(frozen=True)
class Profile:
    """What part of the line sending may take."""

    line_kbit_s: int = 0
    """The line's rate towards the central; 0: no limit at any time."""
    hours: tuple[tuple[datetime.time, datetime.time], ...] = ()
    share: float = 1.0
    """Of the line, in office hours, on working days; the rest belongs to the office's other work."""

    def bytes_per_s(self, at: datetime.datetime) -> float | None:
        """At this local time; None for no limit."""
        if not self.line_kbit_s:
            return None
        within = at.weekday() < _SATURDAY and any(begin <= at.time() < end for begin, end in self.hours)
        return self.line_kbit_s * _KBIT * (self.share if within else 1.0)


_SATURDAY: Final = 5


@dataclass
class Bucket:
    """Waits before bytes go."""

    profile: Profile = field(default_factory=Profile)
    cap: float | None = None
    """Bytes a second that the central asked for at the most."""
    clock: Callable[[], float] = time.monotonic
    today: Callable[[], datetime.datetime] = datetime.datetime.now
    _tokens: float = 0.0
    _at: float | None = None

    def wait_s(self, count: int) -> float:
        """Take `count` bytes; the seconds to wait before they may go."""
        rate = min((limit for limit in (self.profile.bytes_per_s(self.today()), self.cap) if limit is not None), default=None)
        now = self.clock()
        if rate is None:
            self._at = None
            return 0.0
        gained = rate * _BURST_S if self._at is None else (now - self._at) * rate
        self._tokens = min(rate * _BURST_S, self._tokens + gained) - count
        self._at = now
        return max(0.0, -self._tokens / rate)
