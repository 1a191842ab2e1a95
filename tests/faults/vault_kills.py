"""Kills a station with -9 at seeded random moments of everything that writes, opens it again, and asks what was acknowledged and is gone.

    python -m tests.faults.vault_kills [--kills 1000] [--seed 1]

The child does one act after another: capture, typing, keying and checking, approval into a batch, backup, erasure of words and pictures,
migration from the schema before. What it was told to be done it tells its parent through a pipe before it goes on. Typing goes letter by
letter, kept as a draft as often as the desk does and when the entry is left: how much of it a kill takes is the time from the last letter
that is there afterwards to the kill. After each kill the store must open, its audit must find nothing, everything acknowledged must be
there and everything erased must be gone; of a backup every generation that was there must restore and verify. Prints one line an act:
kills during it, faults; a fault with the seed of the child and when it was killed.
"""

import argparse
import contextlib
import datetime
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from station.domain.ids import PageId
from station.domain.record import Entry, Volume
from station.domain.states import EntryState
from station.store import store as store_module
from station.store.audit import audit
from station.store.backup import make_backup, verify_generation
from station.store.backup_folder import BackupFolder
from station.store.database import SCHEMA_VERSION, Database
from station.store.store import Store
from station.workflow.drafts import JOURNAL_MS
from tests.bench.machine import describe_machine
from tests.store_factories import CLERK, SUPERVISOR, Office, copy_store, make_staffed_store, open_store
from tests.upgrade.keep import EXPECTED, KEPT

_FORK = multiprocessing.get_context("fork")
_KILLS_A_STORE = 25
_LONGEST_S = 0.3
_LONGEST_TYPING_S = 1.0
_LETTER_S = 0.02
_LETTERS = (5, 60)
_LOST_MOST_S = 1.0
"""Of typing."""
_START_S = 60
_MIGRATE_EVERY = 10
ARCHIVE = KEPT / "0.1.0-schema-6.zip"


@dataclass
class Told:
    """What the child said was done, over all kills of one store."""

    pages: set[str] = field(default_factory=set)
    drafts: dict[str, int] = field(default_factory=dict)
    """Entry → number of the letter last kept."""
    typed: dict[str, dict[int, float]] = field(default_factory=dict)
    """Entry → number of a letter → when it was typed, of the child that was killed last."""
    typing_lost_s: list[float] = field(default_factory=list)
    """A kill while letters were not kept yet: how long before it the last one was typed that is there."""
    checked: set[str] = field(default_factory=set)
    batches: set[str] = field(default_factory=set)
    generations: set[str] = field(default_factory=set)
    erased_words: set[str] = field(default_factory=set)
    erased_pictures: set[str] = field(default_factory=set)

    def note(self, act: str, value: str, letters: int, at: float) -> None:
        """One acknowledgement; whatever was erased is expected no more."""
        match act:
            case "capture":
                self.pages.add(value)
            case "letter":
                self.typed.setdefault(value, {})[letters] = at
            case "typing":
                self.drafts[value] = letters
            case "checking":
                self.checked.add(value)
                self.drafts.pop(value, None)
                self.typed.pop(value, None)
            case "approval":
                self.batches.add(value)
            case "backup":
                self.generations.add(value)
            case "erasure of words":
                self.erased_words.add(value)
            case "erasure of pictures":
                self.erased_pictures.add(value)


class Worker:
    """The child: acts on and on until it is killed."""

    def __init__(self, folder: Path, stick: Path, seed: int, pipe: Connection, *, types: bool = False) -> None:
        """`types`: mostly that."""
        self._store = open_store(folder, "minh")
        self._office = Office(self._store)
        self._stick = stick
        self._chance = random.Random(seed)
        self._pipe = pipe
        # grows from child to child: a later draft that was kept and not told any more is no loss
        self._typed = time.monotonic_ns() // 1_000_000
        self._journalled = time.monotonic()
        self._acts: dict[str, tuple[Callable[[], str], int]] = {
            "capture": (self._capture, 6),
            "typing": (self._type, 60 if types else 6),
            "checking": (self._check, 6),
            "approval": (self._approve, 3),
            "backup": (self._back_up, 1),
            "erasure of words": (self._erase_words, 2),
            "erasure of pictures": (self._erase_pictures, 2),
        }

    def work(self) -> None:
        """For ever."""
        names, weights = list(self._acts), [weight for _, weight in self._acts.values()]
        while True:
            name = self._chance.choices(names, weights)[0]
            self._tell("begin", name)
            self._tell("end", name, self._acts[name][0]())

    def _tell(self, what: str, act: str, value: str = "") -> None:
        self._pipe.send((what, act, value, self._typed, time.monotonic()))

    def _volume(self) -> Volume:
        volumes = self._store.records.volumes()
        return volumes[0] if volumes else self._office.open_volume()

    def _entries(self, state: EntryState) -> list[Entry]:
        return self._store.records.entries(state=state)

    def _fresh(self) -> Entry:
        return self._office.make_entry(self._office.read(self._office.capture(self._volume(), os.urandom(20_000))))

    def _capture(self) -> str:
        return self._office.capture(self._volume(), os.urandom(20_000)).page_id

    def _type(self) -> str:
        entry = (self._entries(EntryState.READ) or [self._fresh()])[-1]
        for _ in range(self._chance.randint(*_LETTERS)):
            self._typed += 1
            self._tell("told", "letter", entry.entry_id)
            if time.monotonic() - self._journalled >= JOURNAL_MS / 1000:
                self._journal(entry)
                self._tell("told", "typing", entry.entry_id)
            time.sleep(_LETTER_S)
        self._journal(entry)
        return entry.entry_id

    def _journal(self, entry: Entry) -> None:
        self._journalled = time.monotonic()
        at = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        self._store.drafts.keep(entry.entry_id, CLERK.user_id, {"letters": self._typed}, at)

    def _check(self) -> str:
        entry = (self._entries(EntryState.READ) or [self._fresh()])[0]
        self._office.check(self._office.key(entry, "Lò Thị Mây"))
        self._store.drafts.drop(entry.entry_id)
        return entry.entry_id

    def _approve(self) -> str:
        waiting = self._entries(EntryState.CHECKED) or [self._office.check(self._office.key(self._fresh()))]
        return self._office.approve(waiting[:3]).name

    def _back_up(self) -> str:
        return make_backup(self._store.backup_source(), self._stick, keep=3, tell=lambda done, total, text: None).generation.name

    def _erase_words(self) -> str:
        entry = self._fresh()
        said = self._store.retention.said_about([entry.entry_id, *entry.pages])
        self._store.eraser(SUPERVISOR).payloads(said, "hết hạn lưu")
        return entry.entry_id

    def _erase_pictures(self) -> str:
        page = self._office.read(self._office.capture(self._volume()))
        self._store.eraser(SUPERVISOR).pictures([page.page_id], "hết hạn lưu")
        return page.page_id


def killed_at_work(folder: Path, stick: Path, seed: int, after_s: float, told: Told, *, types: bool = False) -> tuple[str, float]:
    """Let a child work and kill it; the act it was in, and when it was killed."""
    receiver, sender = _FORK.Pipe(duplex=False)
    told.typed.clear()

    def child() -> None:
        Worker(folder, stick, seed, sender, types=types).work()

    process = _FORK.Process(target=child)
    process.start()
    sender.close()
    if not receiver.poll(_START_S):
        raise SystemExit("the child did not begin")
    time.sleep(after_s)
    killed_at = time.monotonic()
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL, f"the child ended by itself: {process.exitcode}"
    doing = "between two acts"
    # the last message may be cut off in the pipe: then it was never told
    with contextlib.suppress(EOFError, OSError):
        while True:
            what, act, value, letters, at = receiver.recv()
            doing = {"begin": act, "end": "between two acts"}.get(what, doing)
            if what != "begin":
                told.note(act, value, letters, at)
    receiver.close()
    return doing, killed_at


def killed_while_migrating(archive: Path, folder: Path, after_s: float) -> list[str]:
    """Open a store that a release wrote in a child and kill it in the middle of its migration; what is wrong with it afterwards."""
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(folder)
    receiver, sender = _FORK.Pipe(duplex=False)

    def child() -> None:
        original = store_module.migrate

        def told(database: Database) -> Path | None:
            sender.send("begin")
            return original(database)

        store_module.migrate = told
        open_store(folder / "store")

    process = _FORK.Process(target=child)
    process.start()
    sender.close()
    if not receiver.poll(_START_S):
        raise SystemExit("the child did not begin")
    time.sleep(after_s)
    process.kill()
    process.join()
    receiver.close()
    expected = json.loads((folder / EXPECTED).read_text(encoding="utf-8"))
    with open_store(folder / "store") as store:
        faults = list(audit(store, None).faults)
        head = store.log.head()
        if [head.seq, head.hash] != [expected["head"]["seq"], expected["head"]["hash"]]:
            faults.append("the log is another than the release wrote")
        if store.database.value("PRAGMA user_version") != SCHEMA_VERSION:
            faults.append("the schema is not the newest")
    return faults


def faults_after(folder: Path, stick: Path, told: Told, killed_at: float, *, backups: bool) -> list[str]:
    """What the next opening finds wrong."""
    with open_store(folder) as store:
        faults = list(audit(store, None).faults)
        if store.refusal:
            faults.append(store.refusal)
        pages = {page.page_id for page in store.records.pages()}
        entries = {entry.entry_id: entry for entry in store.records.entries()}
        gone = {page for page in told.pages if page not in pages}
        faults += [f"page {page} was acknowledged and is gone" for page in sorted(gone)]
        faults += [f"entry {entry} was checked and is not" for entry in sorted(told.checked) if _is_unchecked(entries.get(entry))]
        faults += [f"batch {name[:12]} is gone" for name in told.batches - {batch.name for batch in store.records.batches()}]
        faults += [f"entry {entry} was erased and is shown" for entry in told.erased_words & entries.keys()]
        faults += [f"the picture of {page} was erased and opens" for page in told.erased_pictures if not _is_erased(store, page)]
        for entry, letters in told.drafts.items():
            draft = store.drafts.draft(entry, CLERK.user_id)  # type: ignore[arg-type]
            if entry in entries and entries[entry].state is EntryState.READ and (draft is None or draft["letters"] < letters):  # type: ignore[index]
                faults.append(f"the draft of {entry} was kept and is gone")
        for entry, letters_at in told.typed.items():
            if entry in entries and entries[entry].state is EntryState.READ:  # type: ignore[index]
                draft = store.drafts.draft(entry, CLERK.user_id)  # type: ignore[arg-type]
                lost_s = typing_lost_s(letters_at, draft["letters"] if draft is not None else 0, killed_at)
                told.typing_lost_s += [lost_s] if lost_s else []
                if lost_s > _LOST_MOST_S:
                    faults.append(f"{lost_s:.2f} s of typing in {entry} are gone")
        if backups:
            faults += _backup_faults(store, stick, told)
    return faults


def typing_lost_s(letters_at: Mapping[int, float], kept: int, killed_at: float) -> float:
    """From the last letter that is there to the kill; 0 when no letter is gone. `letters_at`: number of a letter → when it was typed."""
    gone = [at for number, at in letters_at.items() if number > kept]
    return killed_at - letters_at.get(kept, min(gone)) if gone else 0.0


def _is_unchecked(entry: Entry | None) -> bool:
    return entry is None or entry.state is EntryState.READ


def _is_erased(store: Store, page_id: str) -> bool:
    return store.images.is_erased(PageId(page_id))


def _backup_faults(store: Store, stick: Path, told: Told) -> list[str]:
    backup = BackupFolder.on(stick, store.facts.store_id)
    generations = backup.generations()
    faults = [] if generations or not told.generations else ["every generation of the backup is gone"]
    if told.generations and max(told.generations) > generations[-1].name:
        faults.append(f"generation {max(told.generations)} was acknowledged and is gone")
    for generation in generations:
        report = verify_generation(store.backup_source(), backup, generation, tell=lambda done, total, text: None)
        faults += [f"backup {generation.name}: {fault}" for fault in report.faults]
    return faults


@dataclass
class Drilled:
    """What a drill brought."""

    by_act: Counter[str] = field(default_factory=Counter)
    """Kills by the act they hit."""
    faults: list[str] = field(default_factory=list)
    typing_lost_s: list[float] = field(default_factory=list)


def drill(kills: int, seed: int, folder: Path, say: Callable[[str], None] = lambda line: None) -> Drilled:
    """Kill so often; every third child is killed later, while it mostly types."""
    chance = random.Random(seed)
    master = folder / "master"
    make_staffed_store(master)
    done, told = Drilled(), Told()
    for number in range(kills):
        if number % _KILLS_A_STORE == 0:
            shutil.rmtree(folder / "store", ignore_errors=True)
            shutil.rmtree(folder / "stick", ignore_errors=True)
            (folder / "stick").mkdir()
            copy_store(master, folder / "store")
            done.typing_lost_s += told.typing_lost_s
            told = Told()
            say(f"{number} kills, {len(done.faults)} faults")
        types, child_seed = number % 3 == 0, chance.randrange(1 << 30)
        after_s = chance.uniform(0, _LONGEST_TYPING_S if types else _LONGEST_S)
        if number % _MIGRATE_EVERY == _MIGRATE_EVERY - 1:
            act, found = "migration", killed_while_migrating(ARCHIVE, folder / "old", after_s)
        else:
            act, killed_at = killed_at_work(folder / "store", folder / "stick", child_seed, after_s, told, types=types)
            backups = act == "backup" or number % _KILLS_A_STORE == _KILLS_A_STORE - 2
            found = faults_after(folder / "store", folder / "stick", told, killed_at, backups=backups)
        done.by_act[act] += 1
        for fault in found:
            done.faults.append(f"kill {number} during {act}: {fault} (drill's seed {seed}, child's {child_seed}, after {after_s:.3f} s)")
            say(done.faults[-1])
    done.typing_lost_s += told.typing_lost_s
    return done


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    print(describe_machine(chosen.seed), flush=True)
    with tempfile.TemporaryDirectory(prefix="station-vault-kills-") as folder:
        done = drill(chosen.kills, chosen.seed, Path(folder), lambda line: print(line, flush=True))
    for act, count in done.by_act.most_common():
        print(f"{act:24}{count:6} kills{sum(f'during {act}:' in fault for fault in done.faults):6} faults")
    lost = sorted(done.typing_lost_s)
    if lost:
        print(
            f"typing not kept yet at {len(lost)} kills: lost p50 {lost[len(lost) // 2]:.2f} s, most {lost[-1]:.2f} s (bar {_LOST_MOST_S} s)"
        )
    print(f"{sum(done.by_act.values())} kills, {len(done.faults)} faults")
    return 1 if done.faults else 0


if __name__ == "__main__":
    sys.exit(main())
