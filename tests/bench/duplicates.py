"""Duplicates and families: how quickly one new entry is compared with a million, and what of an invented province is found and missed.

    python -m tests.bench.duplicates --folder DIR [--entries 1000000] [--households 400]

Time: the whole question at the desk for one entry: its keys, the index, the candidates' rows, judging each, sentences. By the clock and in
processor time. The peer in the same run, over the same entries: every entry with the same folded name, or the same number, by LIKE over the
search rows, compared in the same way. Truth: tests/bench/population.py knows who is who in each household. A suggestion is right when it
names what the two entries are to each other; a pair that is more than one thing (a duplicate of a sibling's birth) counts as the first.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from station.domain.record import Entry
from station.domain.relations import Related, Relation, enough_bits, relation_of
from station.domain.text import fold
from station.store.store import Store
from station.workflow.desk import Desk
from station.workflow.relatives import relatives_of
from tests.bench.large_store import SEED, forms, large_store
from tests.bench.machine import describe_machine
from tests.bench.population import Record, household
from tests.store_factories import open_store

_PEER_QUESTIONS = 5


def main() -> None:
    """Print both blocks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True, help="where the large store is kept")
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--households", type=int, default=400, help="whose every entry is asked about")
    options = parser.parse_args()
    print(describe_machine(SEED))
    with open_store(large_store(options.folder, options.entries)) as store:
        desk = Desk(store.actor, store.signer, store.log, store.records, store.images, store.jobs, forms())
        asked = list(_asked(store, options.households))
        _time(store, desk, [entry for _, _, entry in asked])
        _quality(store, asked)


def _asked(store: Store, households: int) -> Iterator[tuple[Record, list[Record], Entry]]:
    """Entries of whole households all over the store, each with its household."""
    newest = store.database.value("SELECT entry_id FROM entry ORDER BY made DESC LIMIT 1")
    last = int(newest.replace("-", ""), 16) >> 16
    for number in random.Random(SEED).sample(range(last), min(households, last)):
        family = household(SEED, number)
        for record in family:
            yield record, family, store.records.entry(record.entry_id)


def _time(store: Store, desk: Desk, entries: list[Entry]) -> None:
    clock, spent, candidates = [], [], []
    for entry in entries:
        start, busy = time.perf_counter(), time.process_time()
        relatives_of(desk, store.links, entry)
        clock.append(1000 * (time.perf_counter() - start))
        spent.append(1000 * (time.process_time() - busy))
    for entry in entries[:200]:
        paper = store.links.paper(entry)
        candidates.append(float(len(store.links.near(paper))) if paper is not None else 0.0)
    print(f"\none entry compared with {store.database.value('SELECT count(*) FROM link'):,}; {len(entries)} entries asked about")
    print(f"{'milliseconds':28}{'p50':>9}{'p95':>9}{'max':>9}")
    for label, times in (("by the clock", clock), ("processor", spent)):
        print(f"{label:28}{_at(times, 50):9.1f}{_at(times, 95):9.1f}{max(times):9.1f}")
    print(f"{'candidates compared':28}{_at(candidates, 50):9.0f}{_at(candidates, 95):9.0f}{max(candidates):9.0f}")
    peers = [_peer(store, entry) for entry in entries[:_PEER_QUESTIONS]]
    print(f"{'the peer (LIKE), by the clock':28}{_at(peers, 50):9.0f}{_at(peers, 95):9.0f}{max(peers):9.0f}")


def _peer(store: Store, entry: Entry) -> float:
    start = time.perf_counter()
    paper = store.links.paper(entry)
    if paper is not None and paper.persons:
        pairs = [f"%{first}\\_{second}%" for first, second in pairwise(fold(paper.persons[0].name).split())]
        alike = " AND ".join(["words LIKE ? ESCAPE '\\'"] * len(pairs)) or "1"
        store.database.rows(f"SELECT rowid FROM search WHERE {alike}", tuple(pairs))
    return 1000 * (time.perf_counter() - start)


def _quality(store: Store, asked: list[tuple[Record, list[Record], Entry]]) -> None:
    right: Counter[Relation] = Counter()
    told: Counter[Relation] = Counter()
    true: Counter[Relation] = Counter()
    mixed: Counter[tuple[str, Relation]] = Counter()
    for record, family, entry in asked:
        truth = {other.entry_id: what for other in family if (what := truth_of(record, other)) is not None}
        found = {one.entry_id: one for one in _found(store, entry)}
        true.update(truth.values())
        for other_id, related in found.items():
            told[related.relation] += 1
            expected = truth.get(other_id)
            if expected is related.relation:
                right[related.relation] += 1
            else:
                mixed[expected.value if expected else "strangers", related.relation] += 1
    print(f"\n{'':16}{'true':>8}{'told':>8}{'right':>8}{'precision':>11}{'recall':>9}")
    for relation in (one for one in Relation if one not in (Relation.NUMBER_CLASH, Relation.SAME_SHEET)):
        precision = right[relation] / told[relation] if told[relation] else 1.0
        recall = right[relation] / true[relation] if true[relation] else 1.0
        print(f"{relation.value:16}{true[relation]:8}{told[relation]:8}{right[relation]:8}{precision:11.3f}{recall:9.3f}")
    print("told as something else: " + "; ".join(f"{is_} as {as_.value} {count}" for (is_, as_), count in mixed.most_common()))
    print(f"twins or strangers told as duplicates: {sum(mixed[is_, Relation.DUPLICATE] for is_ in ('twins', 'strangers', 'siblings'))}")


def _found(store: Store, entry: Entry) -> Iterator[Related]:
    paper = store.links.paper(entry)
    enough = enough_bits(store.links.count())
    if paper is not None:
        yield from (related for near in store.links.near(paper) if (related := relation_of(paper, near, enough)) is not None)


def truth_of(one: Record, other: Record) -> Relation | None:
    """What two entries of one household are to each other."""
    if one.entry_id == other.entry_id:
        return None
    if one.case == other.case:
        return Relation.DUPLICATE if one.form_id == other.form_id else Relation.OTHER_PAPER
    if one.parents is not None and one.parents == other.parents:
        return Relation.TWINS if one.born == other.born else Relation.SIBLINGS
    shared = set(one.persons.values()) & set(other.persons.values())
    return Relation.SAME_PERSON if shared else None


def _at(times: list[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


if __name__ == "__main__":
    main()
