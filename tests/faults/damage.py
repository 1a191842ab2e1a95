"""Flips a bit of, cuts, or swaps files of a store at seeded random, and asks whether the audit notices, names the file, and what is lost.

    python -m tests.faults.damage [--rounds 500] [--seed 1]

The store is as a kill leaves it: with a write-ahead log, a batch at the central and one in the outbox, an old copy of before an upgrade.
Every round works on a fresh copy. Prints a line a kind of file: rounds, noticed and named, without any effect, worst loss.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from station.domain.errors import StationError
from station.domain.ids import PageId
from station.domain.record import Entry
from station.forms.library import FormLibrary
from station.signing.province import PracticeProvince, Province
from station.store.audit import Examined, examine
from station.store.crypto import subkeys
from station.store.database import Database
from station.store.rescue import unreadable_rows
from station.store.reviews import StoredReviews
from station.store.store import Store
from station.workflow.approval import approve
from station.workflow.desk import Desk
from sync.client.outbox import FolderOutbox, outbox_faults
from tests.bench.machine import describe_machine
from tests.faults.killing import run_to_the_end
from tests.store_factories import Office, a_volume, make_staffed_store, open_store

WAYS = ("flip", "cut", "swap")
LOST_ACTIONS_MAX = 100
_ENTRIES, _SINCE_FOLD = 40, 12


@dataclass
class Kind:
    """What became of one kind of file."""

    rounds: int = 0
    named: int = 0
    harmless: int = 0
    """Nothing was lost and nothing else is said: bytes that nobody reads, such as the padding of head.last."""
    worst: str = "–"
    worst_count: int = 0
    missed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Content:
    """What a store holds: log rows with payload and pictures that open."""

    actions: frozenset[tuple[int, str, bool]]
    images: frozenset[str]


def make_master(folder: Path, province: PracticeProvince) -> None:
    """The store, as after a kill: the last actions are in the write-ahead log only."""
    make_staffed_store(folder, realm=province.public.realm)
    province.public.save(folder / "province.json")
    with open_store(folder, "minh") as store:
        for user in store.users():
            store.set_certificate(user.user_id, province.issue(user.public_key, user.user_id, user.role.value, "31117"))
        station = province.issue(store.station_signer.public_key, store.facts.station_id, "station", "31117")
        store.set_certificate(store.facts.station_id, station)
        office = Office(store)
        volume = office.open_volume()
        entries = [office.finished_entry(volume) for _ in range(_ENTRIES)]
        seal_and_release(store, office, province.public, entries[:3])
        copy = store.database.beside("station-schema-6.db")
        store.database.copy_to(copy)
        copy.close()

    def work_on() -> None:
        office = Office(open_store(folder))
        office.store.database.fold_wal()
        volume = office.open_volume(a_volume("02"))
        for _ in range(_SINCE_FOLD):
            office.capture(volume)
        office.store.drafts.keep(entries[-1].entry_id, office.store.actor.user_id, {"fields": {}}, "2026-01-02T03:04:05Z")

    run_to_the_end(work_on)
    (folder / "lock").unlink(missing_ok=True)


def content_of(database: Database, images: object) -> Content:
    """Everything that can still be read, on this connection."""
    rows = database.rows("SELECT action.seq, hash, payload.seq IS NOT NULL FROM action LEFT JOIN payload USING (seq)")
    opened = set()
    for (page_id,) in database.rows("SELECT page_id FROM page"):
        try:
            images.open(PageId(page_id))  # type: ignore[attr-defined]
            opened.add(page_id)
        except StationError:
            continue
    return Content(frozenset((seq, hashed, bool(there)) for seq, hashed, there in rows), frozenset(opened))


def damaged(folder: Path, way: str, path: Path, other: Path, chance: random.Random) -> str:
    """Do it; how it is called in the list of misses."""
    data = bytearray(path.read_bytes())
    if way == "flip":
        at, bit = chance.randrange(len(data)), chance.randrange(8)
        data[at] ^= 1 << bit
        path.write_bytes(data)
        return f"bit {bit} of byte {at} of {len(data)} in {path.relative_to(folder)}"
    if way == "cut":
        left = chance.randrange(len(data))
        os.truncate(path, left)
        return f"{path.relative_to(folder)} cut from {len(data)} to {left} bytes"
    path.write_bytes(other.read_bytes())
    other.write_bytes(data)
    return f"{path.relative_to(folder)} and {other.relative_to(folder)} swapped"


def kind_of(path: Path, folder: Path) -> str:
    """The line of the table that a file belongs to."""
    first = path.relative_to(folder).parts[0]
    return {"images": "an image", "slots": "a slot", "outbox": "the outbox"}.get(first, first)


def files_of(folder: Path) -> list[Path]:
    """Everything that says something; an empty lock and the shared memory of the write-ahead log, which is made anew, do not."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in ("lock", "station.db-shm"))
    return sorted(path for path in files if path.stat().st_size)


def names_of(path: Path, folder: Path, pages: dict[str, str]) -> tuple[str, ...]:
    """Words of which one must be in what the audit says about this file."""
    kind = kind_of(path, folder)
    if kind == "an image":
        return (f"page {pages[path.name]}",) if path.name in pages else ("",)
    if kind == "a slot":
        return (f"slots/{path.name}", "slots")
    if kind == "the outbox":
        return (f"outbox {path.relative_to(folder).parts[1][:12]}",)
    if kind == "station.db":
        return ("database", "station.db")
    if kind == "station.db-wal":
        return ("lost write-ahead log", "database", "head")
    return (path.name,)


def said_about(folder: Path, root: bytes) -> tuple[list[str], Content | None]:
    """What opening and the audit say, and what can be read; None when it does not open."""
    try:
        with open_store(folder) as store:
            said = [store.refusal] if store.refusal else []
            report = examine(Examined.of_store(store), root)
            said += report.faults
            said += outbox_faults(folder / "outbox", root)
            content = None if any(fault.startswith("database") for fault in report.faults) else content_of(store.database, store.images)
            return said, content
    except StationError as error:
        return [error.sentence("en")], None


def seal_and_release(store: Store, office: Office, province: Province, entries: list[Entry]) -> None:
    """A real batch in the outbox, known to the log."""
    desk = Desk(store.actor, store.signer, store.log, store.records, store.images, store.jobs, FormLibrary([], {}))
    outbox = FolderOutbox(
        store.folder / "outbox",
        station=store.station_signer, station_id=store.facts.station_id, office_id=store.facts.office_id, province=province,
    )  # fmt: skip
    approve(
        desk, StoredReviews(store.database), entries[0].volume_id, outbox, store.facts.station_id, [entry.entry_id for entry in entries]
    )


def pages_by_image(folder: Path) -> dict[str, str]:
    """Name of the image → its page."""
    with open_store(folder) as store:
        return {page.image_name: page.page_id for page in store.records.pages()}


def raw_key(folder: Path) -> bytes:
    """Of the database."""
    with open_store(folder) as store:
        return subkeys(store.backup_source().unlocked.data_key, store.facts.store_id).database


def lost_rows(folder: Path, key: bytes, newest: int) -> int:
    """Rows of truth that cannot be read any more; all of them when the file does not open at all."""
    try:
        database = Database(folder, key)
    except StationError:
        return newest
    try:
        return sum(lost.count for lost in unreadable_rows(database, newest))
    finally:
        database.close()


def drill(rounds: int, seed: int, folder: Path) -> dict[str, Kind]:
    """Damage fresh copies of the master; what became of each kind of file."""
    province = PracticeProvince.create(folder / "province", "Tỉnh thử")
    master = folder / "master"
    make_master(master, province)
    clean = folder / "clean"
    shutil.copytree(master, clean)
    said, whole = said_about(clean, province.public.root_certificate)
    assert said == [] and whole is not None, said
    pages, key = pages_by_image(clean), raw_key(clean)
    newest = max(seq for seq, _, _ in whole.actions)
    chance = random.Random(seed)
    kinds: dict[str, Kind] = defaultdict(Kind)
    for number in range(rounds):
        copy = folder / "copy"
        shutil.copytree(master, copy)
        files = files_of(copy)
        # every kind as often as another: the images would else be nearly all
        by_kind: dict[str, list[Path]] = defaultdict(list)
        for path in files:
            by_kind[kind_of(path, copy)].append(path)
        path = chance.choice(by_kind[chance.choice(sorted(by_kind))])
        other = chance.choice([one for one in files if one.read_bytes() != path.read_bytes()])
        way = WAYS[number % len(WAYS)]
        words = names_of(path, copy, pages) + (names_of(other, copy, pages) if way == "swap" else ())
        what = damaged(copy, way, path, other, chance)
        judge(kinds[kind_of(path, copy)], what, words, *said_about(copy, province.public.root_certificate), whole)
        if kind_of(path, copy) == "station.db" and way == "flip":
            note_loss(kinds["station.db"], lost_rows(copy, key, newest), "rows of the log, payloads and keys")
        shutil.rmtree(copy)
    return dict(kinds)


def judge(kind: Kind, what: str, words: tuple[str, ...], said: list[str], content: Content | None, whole: Content) -> None:
    """One round: noticed and named, or without any effect; otherwise a miss."""
    kind.rounds += 1
    if content is not None:
        lost = len(whole.actions - content.actions)
        note_loss(kind, lost, "actions")
        if not lost:
            note_loss(kind, len(whole.images - content.images), "images")
    if any(word in sentence for sentence in said for word in words):
        kind.named += 1
    elif not said and content == whole:
        kind.harmless += 1
    else:
        kind.missed.append(f"{what}: {'; '.join(said) or 'nothing was said'}")


def note_loss(kind: Kind, count: int, of: str) -> None:
    """Keep the worst."""
    if count > kind.worst_count:
        kind.worst_count, kind.worst = count, f"{count} {of}"


def table(kinds: dict[str, Kind]) -> Iterator[str]:
    """For people."""
    yield f"{'file':24}{'rounds':>8}{'named':>8}{'no effect':>11}{'missed':>8}   worst loss"
    for name, kind in sorted(kinds.items()):
        yield f"{name:24}{kind.rounds:8}{kind.named:8}{kind.harmless:11}{len(kind.missed):8}   {kind.worst}"
    total = Counter()  # type: ignore[var-annotated]
    for kind in kinds.values():
        total.update(rounds=kind.rounds, named=kind.named, harmless=kind.harmless, missed=len(kind.missed))
    yield f"{'all':24}{total['rounds']:8}{total['named']:8}{total['harmless']:11}{total['missed']:8}"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    print(describe_machine(chosen.seed), flush=True)
    with tempfile.TemporaryDirectory(prefix="station-damage-") as folder:
        kinds = drill(chosen.rounds, chosen.seed, Path(folder))
    print("\n".join(table(kinds)))
    missed = [sentence for kind in kinds.values() for sentence in kind.missed]
    print("\n".join(missed))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
