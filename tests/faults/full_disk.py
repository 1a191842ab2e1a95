"""Fills the disk under a store at seeded random points of its work: a sentence each time, nothing lost, work goes on with room again.

    python -m tests.faults.full_disk [--points 50] [--seed 1]

The disk is a tmpfs of a few MiB where the account may mount one; else a limit on the size of files stands in (RLIMIT_FSIZE). A point is a
random amount of room left and a random act: capture, typing, keying and checking, approval, erasure, backup, closing and opening again.
"""

import argparse
import contextlib
import datetime
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from station.domain.errors import StationError
from station.domain.record import Volume
from station.domain.states import EntryState
from station.store.audit import audit
from station.store.backup import make_backup
from station.store.store import Store
from tests.bench.machine import describe_machine
from tests.store_factories import CLERK, SUPERVISOR, Office, make_staffed_store, open_store

DISK_MIB = 6
_ROOM_MAX = 300_000
_TRIES_MAX = 400
_SENTENCES = ("store.disk-full", "backup.full")


@dataclass
class Outcome:
    """What became of the points."""

    refused: Counter[str] = field(default_factory=Counter)
    """Act → points at which it was refused with a sentence."""
    passed: Counter[str] = field(default_factory=Counter)
    """Act → points at which the room left was enough after all."""
    faults: list[str] = field(default_factory=list)


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of a few MiB; the folder itself where nothing may be mounted."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", str(folder)]
    mounted = os.getuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield folder
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


@contextlib.contextmanager
def filled(disk: Path, room: int) -> Iterator[None]:
    """Nothing but about `room` bytes is left."""
    if not os.path.ismount(disk):
        with _small_files(room):
            yield
        return
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    os.truncate(filler, max(0, filler.stat().st_size - room))
    try:
        yield
    finally:
        filler.unlink()


@contextlib.contextmanager
def _small_files(room: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096 + room // 10, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class Hands:
    """The acts, each on what there is."""

    def __init__(self, folder: Path, stick: Path) -> None:
        self._folder = folder
        self._stick = stick
        self.store: Store = open_store(folder, "minh")
        self._typed = 0

    @property
    def acts(self) -> dict[str, Callable[[], object]]:
        """By name."""
        return {
            "capture": lambda: self._office.capture(self._volume(), os.urandom(20_000)),
            "typing": self._type,
            "checking": lambda: self._office.check(self._office.key(self._fresh(), "Lò Thị Mây " * 200)),
            "approval": lambda: self._office.approve([self._office.finished_entry(self._volume())]),
            "erasure": self._erase,
            "backup": lambda: make_backup(self.store.backup_source(), self._stick, keep=2, tell=lambda done, total, text: None),
            "opening": self._open_again,
        }

    @property
    def _office(self) -> Office:
        return Office(self.store)

    def _volume(self) -> Volume:
        volumes = self.store.records.volumes()
        return volumes[0] if volumes else self._office.open_volume()

    def _fresh(self):  # type: ignore[no-untyped-def]
        return self._office.make_entry(self._office.read(self._office.capture(self._volume(), os.urandom(8_000))))

    def _type(self) -> None:
        entry = (self.store.records.entries(state=EntryState.READ) or [self._fresh()])[0]
        self._typed += 1
        self.store.drafts.keep(entry.entry_id, CLERK.user_id, {"input": "ă" * self._typed}, datetime.datetime.now(datetime.UTC).isoformat())

    def _erase(self) -> None:
        entry = self._fresh()
        self.store.eraser(SUPERVISOR).payloads(self.store.retention.said_about([entry.entry_id, *entry.pages]), "hết hạn lưu")

    def _open_again(self) -> None:
        self.store.close()
        self.store = open_store(self._folder, "minh")


def drill(points: int, seed: int, folder: Path) -> Outcome:
    """Fill, act until refused, free, act again; what was there before must be there."""
    chance, outcome = random.Random(seed), Outcome()
    (folder / "stick").mkdir()
    number = 0
    while number < points:
        with small_disk(folder / f"disk-{number}") as disk:
            make_staffed_store(disk / "store")
            hands = Hands(disk / "store", folder / "stick")
            # a small disk is soon full of honest work: a new one after a few points
            for _ in range(min(5, points - number)):
                number += 1
                one_point(hands, disk, chance, outcome, f"point {number}")
            hands.store.close()
    return outcome


def one_point(hands: Hands, disk: Path, chance: random.Random, outcome: Outcome, where: str) -> None:
    """At most so many acts of one kind on a disk that is nearly full."""
    name = chance.choice(sorted(hands.acts))
    hands.acts["capture"]()
    before = {page.page_id for page in hands.store.records.pages()}
    seq = hands.store.log.head().seq
    refused = False
    with filled(disk, chance.randrange(_ROOM_MAX)):
        for _ in range(1 if name == "opening" else _TRIES_MAX):
            try:
                hands.acts[name]()
            except StationError as error:
                refused = True
                if error.code not in _SENTENCES:
                    outcome.faults.append(f"{where}, {name}: {error.code}")
                break
    (outcome.refused if refused else outcome.passed)[name] += 1
    try:
        if name == "opening" and refused:
            hands.store = open_store(disk / "store", "minh")
        hands.acts[name]()
    except StationError as error:
        outcome.faults.append(f"{where}, {name}: with room again: {error.code}")
    if not before <= {page.page_id for page in hands.store.records.pages()} and name != "erasure":
        outcome.faults.append(f"{where}, {name}: a page is gone")
    if hands.store.log.head().seq < seq:
        outcome.faults.append(f"{where}, {name}: the log is shorter")
    outcome.faults += (f"{where}, {name}: {fault}" for fault in audit(hands.store, None).faults)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    print(describe_machine(chosen.seed), flush=True)
    with tempfile.TemporaryDirectory(prefix="station-full-") as folder:
        outcome = drill(chosen.points, chosen.seed, Path(folder))
    for name in sorted({*outcome.refused, *outcome.passed}):
        print(f"{name:12}{outcome.refused[name]:5} refused with a sentence{outcome.passed[name]:5} had room enough")
    for fault in outcome.faults:
        print(fault)
    print(f"{chosen.points} points, {len(outcome.faults)} faults")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
