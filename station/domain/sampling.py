"""Acceptance sampling by a sequential probability ratio test over a finite lot: look at one drawn entry after another until it is decided.

A. Wald, Sequential Analysis (1947): R being the likelihood ratio of "as bad as the rejectable quality" against "as good as the acceptable
one", accept when R ≤ β, reject when R ≥ 1 ÷ α: a little later than at Wald's own bounds, and then neither risk is ever exceeded. The
likelihoods are those of drawing without replacement; a list too short to tell good from bad is looked at whole. α is the producer's risk
(a good list is refused), β the consumer's (a bad one is accepted).
"""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_HALF = 0.5


class Decision(StrEnum):
    """What a sample says so far."""

    GO_ON = "go-on"
    ACCEPT = "accept"
    REJECT = "reject"


@dataclass(frozen=True)
class SamplingPlan:
    """Which lists are good, which are bad, and how often the sample may be wrong about either. Shares of entries, 0..1."""

    acceptable: float = 0.01
    """Acceptable quality: so many wrong entries are no reason to send a list back."""
    rejectable: float = 0.10
    """Rejectable quality: a list with so many wrong entries must not pass."""
    producer_risk: float = 0.05
    """α"""
    consumer_risk: float = 0.10
    """β"""

    def __post_init__(self) -> None:
        """Raise ValueError unless 0 ≤ acceptable < rejectable ≤ 1 and both risks lie between 0 and a half."""
        if not 0.0 <= self.acceptable < self.rejectable <= 1.0:
            raise ValueError("the acceptable quality is better than the rejectable one")
        if not (0.0 < self.producer_risk < _HALF and 0.0 < self.consumer_risk < _HALF):
            raise ValueError("risks lie between 0 and a half")

    def good(self, lot: int) -> int:
        """Wrong entries in a list that is just good enough: one at least, for a single slip sends no list back."""
        return min(lot, max(1, math.floor(self.acceptable * lot + 1e-9)))

    def bad(self, lot: int) -> int:
        """Wrong entries in a list that is just bad enough."""
        return math.ceil(self.rejectable * lot - 1e-9)

    def is_short(self, lot: int) -> bool:
        """Whether one slip more or less is all that tells a good list from a bad one: then every entry is looked at."""
        return self.bad(lot) <= self.good(lot)

    def decide(self, lot: int, looked: int, wrong: int) -> Decision:
        """What `wrong` of `looked` entries say about a list of `lot`. Raises ValueError for counts that cannot be."""
        if not 0 <= wrong <= looked <= lot:
            raise ValueError(f"{wrong} of {looked} of {lot}")
        if self.is_short(lot):
            # whatever was wrong went back by itself; what is left was seen to be right
            return Decision.ACCEPT if looked == lot else Decision.GO_ON
        good, bad = self.good(lot), self.bad(lot)
        if wrong >= bad:
            return Decision.REJECT
        if bad - wrong > lot - looked:
            # so many wrong ones are not left: the list cannot be as bad as that
            return Decision.ACCEPT
        if wrong > good:
            # a good list has no more than that: what is left is whether it is bad, and that is as likely as anything
            return Decision.REJECT
        ratio = _log_likelihood(lot, bad, looked, wrong) - _log_likelihood(lot, good, looked, wrong)
        if ratio <= math.log(self.consumer_risk):
            return Decision.ACCEPT
        return Decision.REJECT if ratio >= -math.log(self.producer_risk) else Decision.GO_ON


def draw_order(entry_ids: Iterable[str], seed: str) -> list[str]:
    """In which order entries are drawn: follows from the seed alone, whoever draws, whenever."""
    return sorted(entry_ids, key=lambda entry_id: hashlib.sha256(f"{seed} {entry_id}".encode()).digest())


def _log_likelihood(lot: int, defects: int, looked: int, wrong: int) -> float:
    """Of one given sequence of `looked` draws with `wrong` defects, from a lot with `defects`; minus infinity when it cannot be."""
    right, sound = looked - wrong, lot - defects
    if wrong > defects or right > sound:
        return -math.inf
    return _log_falling(defects, wrong) + _log_falling(sound, right) - _log_falling(lot, looked)


def _log_falling(top: int, steps: int) -> float:
    """Logarithm of top · (top − 1) · … with so many factors."""
    return math.lgamma(top + 1) - math.lgamma(top - steps + 1)
