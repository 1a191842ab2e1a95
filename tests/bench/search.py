"""Searching while somebody types: the index against LIKE over the same entries in the same encrypted store.

    python -m tests.bench.search [--entries 10000 100000] [--questions 200] [--folder DIR]

Entries are invented births of 24 fields. A question is a name of the book (or of a place, or a number) as a clerk types it: half without
marks, a third with the last word unfinished. "find" is the whole answer: index, the 30 best rows in words, the field that answers.
The peer is `LIKE '%word%'` over a column of the same folded words, joined to the same entries with the same limit: what a careful
program without an index does. Questions alternate between the two; both are counted in processor time: the pages lie in memory, and
whatever else the machine does is not theirs. Writing: one entry keyed durable, with and without the index's row.
"""

import argparse
import datetime
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from station.domain.codec import from_json, to_json
from station.domain.ids import EntryId, PageId, new_id
from station.domain.record import Entry, FieldValue, FormRef, ValueSource, ValueState
from station.domain.search import Asked, parts_of, searched_texts
from station.domain.states import EntryState
from station.domain.text import fold
from station.practice.people import PRACTICE_OFFICE, home_address, make_couple, personal_id
from station.store.search import SearchIndex
from station.store.store import Store
from tests.bench.machine import describe_machine
from tests.store_factories import Office, make_staffed_store, open_store

_SEED = 20261122
_LIMIT = 30
_PEOPLE = 4
_TODAY = datetime.date(2016, 5, 20)


def main() -> None:
    """Print a block for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--folder", type=Path, default=None, help="on the disk to be measured")
    options = parser.parse_args()
    print(describe_machine(_SEED))
    for size in options.entries:
        with tempfile.TemporaryDirectory(dir=options.folder) as name:
            _measure(Path(name) / "store", size, options.questions)


def _measure(folder: Path, size: int, questions: int) -> None:
    dice = random.Random(_SEED)
    make_staffed_store(folder)
    with open_store(folder) as store:
        start = time.perf_counter()
        asked = _fill(store, size, dice)
        print(f"\n{size:,} entries, made and indexed in {time.perf_counter() - start:.0f} s; index {_pages_mb(store):.0f} MB")
        texts = [_as_typed(dice.choice(asked), dice) for _ in range(questions)]
        ours, peers, same = _compare(store, texts)
        print(f"{'':26}{'p50 ms':>10}{'p95 ms':>10}{'worst':>10}")
        for label, times in (("find", ours), ("LIKE, no index", peers)):
            print(f"{label:26}{_at(times, 50):10.1f}{_at(times, 95):10.1f}{max(times):10.1f}")
        print(f"{'ratio LIKE : find':26}{_at(peers, 50) / _at(ours, 50):10.1f}{_at(peers, 95) / _at(ours, 95):10.1f}")
        print(f"questions for which both name the same entries, order aside: {same} of those with fewer than {_LIMIT} answers")
        rare = [_spent(lambda: store.search.find(Asked("nguyen", state=EntryState.RETURNED, limit=_LIMIT))) for _ in range(9)]
        print(f"a common name under a filter that nothing meets, median: {statistics.median(rare):.1f} ms")
        _writing(store)


def _fill(store: Store, size: int, dice: random.Random) -> list[str]:
    """Rows as the projections write them; names that may be asked for."""
    office = Office(store)
    volume = office.open_volume()
    page = office.read(office.capture(volume))
    index, names = SearchIndex(store.database), []
    store.database.execute("CREATE TABLE peer (made INTEGER PRIMARY KEY, folded TEXT NOT NULL) STRICT")
    first = int(store.database.value("SELECT max(seq) FROM action")) + 1
    for start in range(0, size, 2000):
        with store.database.transaction():
            for made in range(first + start, first + min(start + 2000, size)):
                entry = _entry(volume.volume_id, page.page_id, dice)
                body = json.dumps(to_json(entry), ensure_ascii=False)
                store.database.execute(
                    "INSERT INTO entry (made, entry_id, volume_id, state, body) VALUES (?, ?, ?, ?, ?)",
                    (made, entry.entry_id, entry.volume_id, entry.state.value, body),
                )
                index.put(made, entry)
                folded = "\n".join(fold(text) for _, text in searched_texts(entry))
                store.database.execute("INSERT INTO peer (made, folded) VALUES (?, ?)", (made, folded))
                if made % 17 == 0:
                    names.append(entry.fields[dice.choice(["nksHoTen", "meHoTen", "chaHoTen", "so", "chaSoGiayToTuyThan"])].text)
    return names


def _entry(volume_id: str, page_id: str, dice: random.Random) -> Entry:
    people = [person for _ in range(_PEOPLE // 2) for person in make_couple(PRACTICE_OFFICE, _TODAY, dice)]
    fields = {"so": f"{dice.randrange(1, 400)}/2016", "ngayDangKy": f"{dice.randrange(1, 29):02d}.{dice.randrange(1, 13):02d}.2016"}
    for role, person in zip(("nks", "me", "cha", "nyc"), people, strict=True):
        fields[f"{role}HoTen"] = person.name
        fields[f"{role}NgaySinh"] = f"{person.born.day:02d}.{person.born.month:02d}.{person.born.year}"
        fields[f"{role}DanToc"] = person.ethnic_group
        fields[f"{role}NoiCuTru"] = home_address(PRACTICE_OFFICE, dice)
        fields[f"{role}SoGiayToTuyThan"] = personal_id(person.sex, person.born.year, dice)
    values = {name: FieldValue(text, text, ValueState.READ, ValueSource.READING, confidence=0.9) for name, text in fields.items()}
    return Entry(
        EntryId(new_id()), volume_id, FormRef("birth_register_2016", "1", "0" * 64), (PageId(page_id),), EntryState.READ, 1, values
    )


def _as_typed(text: str, dice: random.Random) -> str:
    typed = fold(text) if dice.random() < 0.5 else text
    return typed[:-1] if dice.random() < 1 / 3 and len(typed) > 4 else typed


def _compare(store: Store, texts: list[str]) -> tuple[list[float], list[float], str]:
    ours, peers, agreed, judged = [], [], 0, 0
    for text in texts:
        found: list[list[str]] = [[], []]
        ours.append(_spent(lambda: found.__setitem__(0, [str(hit.entry_id) for hit in store.search.find(Asked(text, limit=_LIMIT))])))  # noqa: B023
        peers.append(_spent(lambda: found.__setitem__(1, _like(store, text))))  # noqa: B023
        if len(found[1]) < _LIMIT:
            judged += 1
            # LIKE also finds words inside words; whatever the index finds, LIKE must find
            agreed += set(found[0]) <= set(found[1])
    return ours, peers, f"{agreed}/{judged}"


def _like(store: Store, text: str) -> list[str]:
    words = [fold(word) for word in parts_of(text)]
    clause = " AND ".join("folded LIKE ?" for _ in words)
    rows = store.database.rows(
        f"SELECT body FROM peer JOIN entry USING (made) WHERE {clause} ORDER BY made DESC LIMIT {_LIMIT}",
        tuple(f"%{word}%" for word in words),
    )
    return [str(from_json(Entry, json.loads(body)).entry_id) for (body,) in rows]


def _writing(store: Store) -> None:
    """What the index costs an entry that is keyed: put alone, in transactions of its own."""
    made, body = store.database.one("SELECT made, body FROM entry ORDER BY made DESC LIMIT 1") or (0, "")
    entry = from_json(Entry, json.loads(body))
    index, other = SearchIndex(store.database), dict(entry.fields)
    number = 0

    def commit(indexed: bool) -> None:
        nonlocal number
        number += 1
        text = f"Nguyễn Văn {number}"
        other["nksHoTen"] = FieldValue(text, text, ValueState.READ, ValueSource.KEYED)
        changed = Entry(entry.entry_id, entry.volume_id, entry.form, entry.pages, entry.state, 1, dict(other))
        with store.database.transaction():
            store.database.execute("UPDATE entry SET body = ? WHERE made = ?", (json.dumps(to_json(changed), ensure_ascii=False), made))
            if indexed:
                index.put(made, changed)

    times: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(100):
        for indexed, taken in times.items():
            taken.append(_timed(lambda: commit(indexed)))  # noqa: B023
    with_index, without = statistics.median(times[True]), statistics.median(times[False])
    print(f"one changed entry durable, median: {with_index:.2f} ms with the index, {without:.2f} ms without")


def _pages_mb(store: Store) -> float:
    kept = sum(len(block) for (block,) in store.database.rows("SELECT block FROM search_data"))
    kept += sum(len(c0) + len(c1) for c0, c1 in store.database.rows("SELECT c0, c1 FROM search_content"))
    return kept / 1e6


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def _spent(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return (time.process_time() - start) * 1000


def _at(times: list[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


if __name__ == "__main__":
    main()
