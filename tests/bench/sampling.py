"""How often the sequential sample decides rightly, and how soon known answers find a careless keyer: the product's own code, simulated.

    python -m tests.bench.sampling [--lists 4000] [--seed 7]

The peer in the same run is the fixed sample that stood here before: a tenth of the list, at least 5 and at most 50 entries, any error
sends the list back.
"""

import argparse
import random

from station.domain.intervals import wilson
from station.domain.sampling import Decision, SamplingPlan
from tests.bench.machine import describe_machine

LISTS = (20, 50, 100, 200, 1000)
SHARES = (0.0, 0.01, 0.03, 0.05, 0.10, 0.20)
KEYER_RATES = (0.0005, 0.005, 0.02)
"""Wrong fields of a good, a tired and a careless keyer."""
ALARM, FIELDS_AN_ENTRY, ENTRIES_MAX = 0.005, 15, 400
"""A keyer is pointed out once the whole 95 % interval lies above the error ceiling of contracts, 0.5 % of fields."""


def judged(plan: SamplingPlan, lot: int, wrong: int, luck: random.Random) -> tuple[Decision, int]:
    """(what the sample says of a list with so many wrong entries, how many were looked at)."""
    entries = [True] * wrong + [False] * (lot - wrong)
    luck.shuffle(entries)
    found = 0
    for looked, is_wrong in enumerate([False, *entries]):
        found += is_wrong
        decision = plan.decide(lot, looked, found)
        if decision is not Decision.GO_ON:
            return decision, looked
    raise AssertionError("a list that was looked at whole is decided")


def fixed(lot: int, wrong: int, luck: random.Random) -> tuple[bool, int]:
    """(whether the fixed sample lets the list pass, how many were looked at)."""
    size = min(lot, 50, max(5, round(0.1 * lot)))
    return all(place >= wrong for place in luck.sample(range(lot), size)), size


def found_after(rate: float, luck: random.Random) -> int | None:
    """How many known answers point a keyer out; None within ENTRIES_MAX."""
    wrong = 0
    for entries in range(1, ENTRIES_MAX + 1):
        wrong += sum(luck.random() < rate for _ in range(FIELDS_AN_ENTRY))
        if wilson(wrong, entries * FIELDS_AN_ENTRY)[0] > ALARM:
            return entries
    return None


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lists", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    plan, luck = SamplingPlan(), random.Random(chosen.seed)
    print(describe_machine(chosen.seed))
    print(f"seed {chosen.seed}; {chosen.lists} lists each; good {plan.acceptable:.0%}, bad {plan.rejectable:.0%},", end=" ")
    print(f"producer's risk {plan.producer_risk:.0%}, consumer's {plan.consumer_risk:.0%}")
    print("entries  wrong   accepted  looked at | fixed tenth: accepted  looked at")
    for lot in LISTS:
        for wrong in sorted({plan.good(lot), plan.bad(lot), *(round(share * lot) for share in SHARES)}):
            outcomes = [judged(plan, lot, wrong, luck) for _ in range(chosen.lists)]
            others = [fixed(lot, wrong, luck) for _ in range(chosen.lists)]
            accepted = sum(decision is Decision.ACCEPT for decision, _ in outcomes) / chosen.lists
            looked = sum(count for _, count in outcomes) / chosen.lists
            passed, size = sum(ok for ok, _ in others) / chosen.lists, others[0][1]
            mark = {plan.bad(lot): " bad", plan.good(lot): " good"}.get(wrong, "")
            print(f"{lot:7d} {wrong:6d}   {accepted:8.3f} {looked:10.1f} | {passed:21.3f} {size:10d}{mark}")
    print(f"known answers of {FIELDS_AN_ENTRY} fields; pointed out when the 95 % interval lies above {ALARM:.1%} of fields")
    for rate in KEYER_RATES:
        found = sorted(after for _ in range(400) if (after := found_after(rate, luck)) is not None)
        said = (
            f"half of them after {found[len(found) // 2]} entries, nine in ten after {found[int(0.9 * len(found))]}" if found else "never"
        )
        print(f"wrong {rate:.2%} of fields: {len(found) / 400:.3f} pointed out within {ENTRIES_MAX}, {said}")


if __name__ == "__main__":
    main()
