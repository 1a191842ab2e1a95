"""How long to try: full-jitter exponential back-off, bounded, reset by progress (PROTOCOL.md §5)."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from station.domain.errors import StationError


@dataclass(frozen=True)
class Pace:
    """The arithmetic of waiting."""

    tries: int = 7
    """Failures in a row without progress before the call ends: with base and cap about half a minute at worst."""
    base_s: float = 0.25
    cap_s: float = 15.0
    waits: int = 20
    """How often to ask again for a receipt that is not made yet; the central itself waits about two seconds each time."""


@dataclass
class Patience:
    """What is left of it. One per batch."""

    pace: Pace
    tries: int
    sleep: Callable[[float], None] = time.sleep
    dice: random.Random = field(default_factory=random.Random)
    _failures: int = 0

    def progressed(self) -> None:
        """Something got through: start over."""
        self._failures = 0

    def failed(self, trouble: StationError, at_least_s: float = 0.0) -> None:
        """Wait and return for another try, or raise `trouble` when there were enough."""
        self._failures += 1
        if self._failures >= self.tries:
            raise trouble
        ceiling = min(self.pace.cap_s, self.pace.base_s * 2**self._failures)
        # Full jitter: stations that lost the same link do not come back in step.
        self.sleep(min(self.pace.cap_s, max(at_least_s, self.dice.uniform(0, ceiling))))
