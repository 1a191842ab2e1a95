"""A million hostile inputs to everything that parses what a card says: python -m tests.bench.card_fuzz [--count N] [--seed N] [--keep]

Prints inputs a parser, exceptions that no parser may raise (the bar: none), and the slowest input.
--keep writes what broke into the corpus.
"""

import argparse
import collections
import hashlib
import random
import time
import traceback

from tests.card_fuzzing import CORPUS, TARGETS, mangled, seeds, survives


def main() -> int:
    """Run; exit code 1 when something broke."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", action="store_true")
    given = options.parse_args()
    chance = random.Random(given.seed)
    good = {target.name: seeds(target) for target in TARGETS}
    weights = [target.weight for target in TARGETS]
    counts: collections.Counter[str] = collections.Counter()
    broke: dict[str, tuple[str, bytes]] = {}
    slowest = (0.0, "")
    started = time.perf_counter()
    for target in chance.choices(TARGETS, weights, k=given.count):
        content = mangled(chance.choice(good[target.name]), chance)
        before = time.perf_counter()
        try:
            survives(target, content)
        except Exception as error:  # noqa: BLE001  (whatever comes is what is looked for)
            where = traceback.extract_tb(error.__traceback__)[-1]
            broke.setdefault(
                f"{target.name}: {type(error).__name__} at {where.filename.rpartition('/')[2]}:{where.lineno}", (target.name, content)
            )
        slowest = max(slowest, (time.perf_counter() - before, target.name))
        counts[target.name] += 1
    for name, count in counts.most_common():
        print(f"{count:>9,}  {name}")
    for sentence, (name, content) in broke.items():
        print("BROKE", sentence, content[:40].hex())
        if given.keep:
            (CORPUS / f"broke-{name}-{hashlib.sha256(content).hexdigest()[:12]}").write_bytes(content)
    print(
        f"{given.count:,} inputs in {time.perf_counter() - started:.0f} s, seed {given.seed}; {len(broke)} kinds of unhandled exceptions;"
    )
    print(f"slowest input {slowest[0] * 1000:.0f} ms ({slowest[1]})")
    return 1 if broke else 0


if __name__ == "__main__":
    raise SystemExit(main())
