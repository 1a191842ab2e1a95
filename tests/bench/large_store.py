"""A store of a million entries for the benches: built once, kept on the disk, found again by its size and the schema's number.

    python -m tests.bench.large_store --folder DIR [--entries 1000000]

Every entry has what the store itself would write: an `entry.read` in the log with its hash, its payload, its row, its search row and its
link row, a few thousand to a transaction. Without pages and images, which no search looks at. Prints entries a second.
"""

import argparse
import itertools
import json
import random
import secrets
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from station.domain.actions import SALT_BYTES, Head, NewAction, row_hash, salted_hash
from station.domain.codec import from_json, to_json
from station.domain.ids import OfficeId, VolumeId, new_id
from station.domain.linkage import keys_of, paper_of
from station.domain.record import Entry, FieldValue, FormRef, ValueSource, ValueState, Volume
from station.domain.roles import READING, STATION
from station.domain.search import searched_texts, volume_text
from station.domain.states import ActionKind, EntryState
from station.forms.library import FormLibrary
from station.forms.loader import load_forms
from station.store.database import SCHEMA_VERSION
from station.store.ledger import LedgerRows
from station.store.search_words import tags, words
from station.store.store import Store
from station.workflow.relatives import facts_of
from tests.bench.machine import describe_machine
from tests.bench.population import Record, household
from tests.store_factories import CLERK, SUPERVISOR, make_staffed_store, open_store, signer_of
from ui.resources import RESOURCES

SEED = 20261128
AT_ONCE = 2000
BOOK = 400
"""Entries of one volume."""
_CHECKED, _RETURNED = 600, 200


def main() -> None:
    """Build what is asked for, or say that it is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--entries", type=int, default=1_000_000)
    options = parser.parse_args()
    print(describe_machine(SEED))
    print(large_store(options.folder, options.entries))


def large_store(folder: Path, entries: int) -> Path:
    """The store's folder, made if it is not there."""
    target = folder / f"store-{entries}-schema-{SCHEMA_VERSION}"
    if not target.exists():
        unfinished = folder / f"{target.name}.unfinished"
        folder.mkdir(parents=True, exist_ok=True)
        make_staffed_store(unfinished)
        with open_store(unfinished) as store:
            start, spent = time.perf_counter(), time.process_time()
            fill(store, entries)
            taken, busy = time.perf_counter() - start, time.process_time() - spent
        print(f"{entries:,} entries in {taken:.0f} s, {entries / taken:.0f} a second; {1000 * busy / entries:.2f} ms of processor each")
        unfinished.rename(target)
    return target


def forms() -> FormLibrary:
    """The station's own."""
    return load_forms(RESOURCES / "forms", RESOURCES / "reference")


def fill(store: Store, entries: int) -> None:
    """Households in their order until there are enough; the newest few hundred are checked, some of them returned."""
    library = forms()
    told = [to_json(facts_of(form)) for form in library.forms]
    store.log.append([NewAction(ActionKind.FORMS_KNOWN, store.facts.station_id, STATION, {"forms": told})])
    # a store that is broken off here is thrown away: nothing need be durable before it is whole
    for setting in ("cache_size = -262144", "synchronous = OFF", "wal_autocheckpoint = 20000"):
        store.database.rows(f"PRAGMA {setting}")
    records = itertools.islice(itertools.chain.from_iterable(household(SEED, number) for number in itertools.count()), entries)
    shelf, writer, recent, done = _Shelf(library), _Writer(store), list[Record](), 0
    while batch := list(itertools.islice(records, AT_ONCE)):
        new = shelf.new_volumes_for(batch)
        opened = [NewAction(ActionKind.VOLUME_OPENED, volume.volume_id, CLERK, {"volume": to_json(volume)}) for volume in new]
        store.log.append(opened, signer_of(store, CLERK) if opened else None)
        writer.write([(record, shelf.volume_for(record), shelf.ref(record.form_id)) for record in batch])
        recent, done = (recent + batch)[-_CHECKED:], done + len(batch)
        if done % (20 * AT_ONCE) == 0:
            print(f"  {done:,}", flush=True)
    clerk, supervisor = signer_of(store, CLERK), signer_of(store, SUPERVISOR)
    checked = {"overrides": {}, "findings": []}
    store.log.append([NewAction(ActionKind.ENTRY_CHECKED, record.entry_id, CLERK, checked) for record in recent], clerk)
    back = [NewAction(ActionKind.ENTRY_RETURNED, record.entry_id, SUPERVISOR, {"reason": "xem lại"}) for record in recent[:_RETURNED]]
    store.log.append(back, supervisor)


def names(store: Store, count: int, dice: random.Random) -> list[str]:
    """Short values of so many entries, wherever they stand."""
    last = int(store.database.value("SELECT max(made) FROM entry"))
    found: list[str] = []
    while len(found) < count:
        body = store.database.value("SELECT body FROM entry WHERE made >= ? ORDER BY made LIMIT 1", (dice.randrange(1, last),))
        lines = [text for _, text in searched_texts(from_json(Entry, json.loads(body))) if 1 < len(text.split()) < 6]
        found += [dice.choice(lines)] if lines else []
    return found


class _Writer:
    """The rows of `entry.read` as StoredLog and Projections write them, without checking what is known to hold: three times as quick.

    That they are the same rows is a test: `verify-store` finds nothing to say about a store made here.
    """

    def __init__(self, store: Store) -> None:
        self._store, self._database = store, store.database
        self._ledger = LedgerRows(store.database)
        self._facts = {(facts.form_id, facts.version): facts for facts in store.links.known_forms()}

    def write(self, records: Sequence[tuple[Record, Volume, dict[str, str]]]) -> None:
        head = self._store.log.head()
        actions, payloads, entries, spelt, links = list[tuple[object, ...]](), [], [], [], []
        for record, volume, ref in records:
            fields = {path: {**_TEMPLATE, "text": text, "value": text} for path, text in record.fields.items()}
            said = _plain_canonical(fields)
            payload = {"volume_id": volume.volume_id, "form": ref, "pages": [], "fields": _HERE, "findings": []}
            salt, body = secrets.token_bytes(SALT_BYTES), _plain_canonical(payload).replace(_QUOTED_HERE, said, 1)
            row: dict[str, Any] = {
                "seq": head.seq + 1, "action_id": new_id(), "kind": ActionKind.ENTRY_READ.value, "subject": record.entry_id,
                "role": READING.role.value, "user_id": READING.user_id, "at": "2026-11-28T08:00:00.000Z",
                "payload_hash": salted_hash(salt, body.encode()), "previous": head.hash,
            }  # fmt: skip
            head = Head(head.seq + 1, row_hash(**row))
            actions.append((*row.values(), head.hash))
            payloads.append((head.seq, salt, body))
            entry = {
                "entry_id": record.entry_id, "volume_id": volume.volume_id, "form": ref, "pages": [], "state": EntryState.READ.value,
                "revision": 1, "fields": _HERE, "findings": [], "touched_by": [], "overrides": {}, "batch": None, "return_reason": "",
                "identifications": {},
            }  # fmt: skip
            entries.append(
                (head.seq, record.entry_id, volume.volume_id, EntryState.READ.value, _plain_canonical(entry).replace(_QUOTED_HERE, said, 1))
            )
            made, link = self._indexed(record, volume, ref)
            spelt.append((head.seq, *made))
            links.append((head.seq, link))
        with self._database.transaction():
            for statement, rows in (
                (_ACTION, actions), ("INSERT INTO payload VALUES (?, ?, ?)", payloads),
                ("INSERT INTO entry VALUES (?, ?, ?, ?, ?)", entries),
                ("INSERT INTO search (rowid, words, tags) VALUES (?, ?, ?)", spelt),
                ("INSERT INTO link (rowid, keys) VALUES (?, ?)", links),
            ):  # fmt: skip
                for values in rows:
                    self._database.execute(statement, values)
            for (made, entry_id, *_), (record, volume, ref) in zip(entries, records, strict=True):
                values = {path: FieldValue(text, text, ValueState.READ, ValueSource.READING) for path, text in record.fields.items()}
                self._ledger.put(made, volume, Entry(entry_id, volume.volume_id, FormRef(**ref), (), EntryState.READ, 1, values))

    def _indexed(self, record: Record, volume: Volume, ref: dict[str, str]) -> tuple[tuple[str, str], str]:
        facts = self._facts[ref["form_id"], ref["version"]]
        texts = [text for _, text in sorted(record.fields.items())] + [volume_text(volume)]
        places = [text for path in facts.places if (text := record.fields.get(path))]
        paper = paper_of(facts, record.entry_id, FormRef(**ref), volume.volume_id, EntryState.READ, record.fields)
        spelt = words(texts), tags(EntryState.READ, volume.volume_id, volume, places)
        return spelt, " ".join(sorted(keys_of(paper)))


_ACTION: Final = (
    "INSERT INTO action (seq, action_id, kind, subject, role, user_id, at, payload_hash, previous, hash)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


_HERE: Final = "fields of the entry"
"""Stands for them until both bodies are written: spelling them out takes longer than all the rest of a body."""
_QUOTED_HERE: Final = f'"{_HERE}"'


def _plain_canonical(value: object) -> str:
    """RFC 8785 of values that are plain: ASCII keys, short decimals."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class _Shelf:
    """Which volume is being filled, for each kind and year."""

    def __init__(self, library: FormLibrary) -> None:
        self._refs = {form.id: to_json(library.ref(form)) for form in library.forms}
        self._kinds = {form.id: form.kind for form in library.forms}
        self._open: dict[tuple[str, int], Volume] = {}
        self._held: dict[tuple[str, int], int] = defaultdict(int)

    def ref(self, form_id: str) -> dict[str, str]:
        ref: dict[str, str] = self._refs[form_id]
        return ref

    def new_volumes_for(self, records: Sequence[Record]) -> list[Volume]:
        """Those that must be opened before these entries can be written."""
        new = []
        for record in records:
            at = (self._kinds[record.form_id], record.year)
            held = self._held[at]
            self._held[at] += 1
            if held % BOOK == 0:
                number = f"{held // BOOK + 1:02d}"
                self._open[at] = Volume(VolumeId(new_id()), OfficeId("99001"), at[0], record.year, number)
                new.append(self._open[at])
        return new

    def volume_for(self, record: Record) -> Volume:
        """The newest of its kind and year."""
        return self._open[self._kinds[record.form_id], record.year]


_TEMPLATE: Final[dict[str, Any]] = to_json(FieldValue("", "", ValueState.READ, ValueSource.READING, confidence=0.9))


if __name__ == "__main__":
    main()
