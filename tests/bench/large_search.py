"""Searching and opening a store of a million entries: names as they are typed, with and without marks, under each filter; and how it opens.

    python -m tests.bench.large_search --folder DIR [--entries 1000000] [--questions 150]

Times are by the clock, the processor's beside them. Questions are names, numbers and places of the store: half without marks, a third with
the last word unfinished. "common name" is asked of all under filters that few or no entries meet, the worst case of an index in order.
An index in many parts is asked first as it is, then put together as the window does it behind a person's back, and asked again.
Opening: the password through Argon2id with the parameters of a real slot, then everything until the first search may be asked.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from station.domain.search import Asked
from station.domain.states import EntryState
from station.domain.text import fold
from station.store.crypto import STANDARD_KDF, stretch
from station.store.store import Store
from tests.bench.large_store import SEED, large_store, names
from tests.bench.machine import describe_machine
from tests.store_factories import open_store

_LIMIT = 30
_OPENINGS = 5
_COMMON = ("nguyen", "nguyen thi", "tran van", "le thi ngoc", "Nguyễn Văn", "hoang")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True, help="where the large store is kept")
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--questions", type=int, default=150)
    options = parser.parse_args()
    print(describe_machine(SEED))
    folder = large_store(options.folder, options.entries)
    print(f"\n{'milliseconds':44}{'p50':>8}{'p95':>8}{'max':>8}{'processor p95':>15}")
    _opening(folder)
    with open_store(folder) as store:
        dice = random.Random(SEED)
        texts = [_as_typed(text, dice) for text in names(store, options.questions, dice)]
        if store.indexes.are_scattered:
            print("\nthe index in parts, as the writing left it")
            _questions(store, texts)
            _gather(store)
        print("\nthe index put together")
        _questions(store, texts)


def _questions(store: Store, texts: Sequence[str]) -> None:
    for text in texts[:20]:
        store.search.find(Asked(text, limit=_LIMIT))
    _row("find, no filter", [_finding(store, Asked(text, limit=_LIMIT)) for text in texts])
    volume_id = store.database.value("SELECT volume_id FROM entry ORDER BY made LIMIT 1")
    filters: dict[str, dict[str, object]] = {
        "kind": {"kind": "KT"}, "year": {"year": 2004}, "place": {"place": "suoi m"}, "state: few": {"state": EntryState.RETURNED},
        "state: none": {"state": EntryState.COMPLETE}, "volume": {"volume_id": volume_id},
        "kind, year and place": {"kind": "KH", "year": 1999, "place": "xã nà g"},
    }  # fmt: skip
    for label, only in filters.items():
        asked = [Asked(text, limit=_LIMIT, **only) for text in (*texts[:40], *_COMMON)]  # type: ignore[arg-type]
        _row(f"find, names and common names, {label}", [_finding(store, one) for one in asked])
    _row("find, common names, no filter", [_finding(store, Asked(text, limit=_LIMIT)) for text in _COMMON * 3])


def _gather(store: Store) -> None:
    more, steps = [True], []
    while more[-1]:
        steps.append(_timed(lambda: more.append(store.indexes.gather())))
    _row(f"one of {len(steps)} steps of putting it together", steps)


def _opening(folder: Path) -> None:
    argon = [_timed(lambda: stretch("mật khẩu", bytes(32), bytes(16), STANDARD_KDF)) for _ in range(_OPENINGS)]
    opened = []
    for _ in range(_OPENINGS):
        start, busy = time.perf_counter(), time.process_time()
        with open_store(folder) as store:
            store.records.volumes()
            taken = 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - busy)
        opened.append(taken)
    _row("a password, Argon2id 64 MiB x 3", argon)
    _row("opening after it, volumes listed", opened)
    whole = statistics.median(clock for clock, _ in argon) + max(clock for clock, _ in opened)
    print(f"{'opening with its password, slowest':44}{whole:16.0f}")


def _as_typed(text: str, dice: random.Random) -> str:
    typed = fold(text) if dice.random() < 0.5 else text
    return typed[:-1] if dice.random() < 1 / 3 and len(typed) > 4 else typed


def _finding(store: Store, asked: Asked) -> tuple[float, float]:
    return _timed(lambda: store.search.find(asked))


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    """By the clock and of the processor."""
    start, busy = time.perf_counter(), time.process_time()
    act()
    return 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - busy)


def _row(label: str, times: Sequence[tuple[float, float]]) -> None:
    clock, spent = ([pair[at] for pair in times] for at in (0, 1))
    print(f"{label:44}{_at(clock, 50):8.1f}{_at(clock, 95):8.1f}{max(clock):8.1f}{_at(spent, 95):15.1f}")


def _at(times: list[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


if __name__ == "__main__":
    main()
