"""Drill: real sender, real central in processes of its own, a wire that cuts, stalls and repeats, and kill -9 of the central meanwhile.

    python -m tests.faults.wire_drill [--seed N] [--batches N] [--kills N] [--image-bytes N]

Prints what happened and whether every batch took effect exactly once. Exit 1 when not.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from sync.central.database import connect
from sync.central.embedded import EmbeddedPostgres
from sync.central.rows import approved_rows
from sync.client.parcel import Parcel
from sync.client.patience import Pace
from sync.client.sending import send_waiting
from tests.bench.machine import describe_machine
from tests.faults.wire_proxy import Counts, Faults, WireProxy
from tests.sync.factories import Office, make_office
from tests.sync.live import CentralProcess

PACE = Pace(tries=4, base_s=0.02, cap_s=0.3, waits=6)
LIMIT_S = 120.0
EVERY_CONNECTION_CUT = Faults(cut=1.0, cut_bytes=(20_000, 900_000))


@dataclass
class Outcome:
    """What a drill saw."""

    seed: int
    batches: int
    payload: int = 0
    calls: int = 0
    kills: int = 0
    sent: int = 0
    seconds: float = 0.0
    wire: Counts = field(default_factory=Counts)
    faults: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        over = 100 * (self.sent - self.payload) / self.payload
        wire = self.wire
        return [
            f"seed {self.seed}: {self.batches} batches, {self.payload / 1e6:.1f} MB; {wire.connections} connections, {wire.cuts} cuts,"
            f" {wire.stalls} stalls, {wire.duplicates} requests repeated, central killed {self.kills} times;"
            f" {self.calls} calls, {self.seconds:.1f} s; bytes sent over payload {over:+.1f} %; faults: {len(self.faults)}",
            *(f"  FAULT {fault}" for fault in self.faults),
        ]


def drill(
    folder: Path,
    database_url: str,
    seed: int,
    *,
    batches: int = 4,
    kills: int = 3,
    image_bytes: int = 150_000,
    faults: Faults | None = None,
) -> Outcome:
    """Run one; `database_url` is an empty database."""
    office = make_office(folder, seed=seed)
    sealed = {}
    for _ in range(batches):
        contents = office.contents(entries=3, image_bytes=image_bytes)
        sealed[office.seal(contents)] = contents
    outcome = Outcome(seed, batches)
    for name in sealed:
        parcel = Parcel(office.outbox_folder / name)
        outcome.payload += len(parcel.manifest().data) + sum(file.size for file in parcel.manifest().body.files)
    central = CentralProcess(folder / "central", folder / "province", database_url)
    began = time.monotonic()
    with central, WireProxy(central.port, seed, faults or EVERY_CONNECTION_CUT) as wire:
        killer = threading.Thread(target=_kill, args=(central, random.Random(seed), kills, outcome), daemon=True)
        killer.start()
        while time.monotonic() - began < LIMIT_S:
            outcome.calls += 1
            report = send_waiting(office.outbox_folder, wire.url, office.province.public, pace=PACE)
            outcome.sent += report.bytes_sent
            if not report.batches and report.stopped is None:
                break
        killer.join(60)
        outcome.wire = wire.counts
        outcome.seconds = time.monotonic() - began
        _replay(office, central, outcome)
    _judge(office, sealed, database_url, outcome)
    return outcome


def _kill(central: CentralProcess, dice: random.Random, kills: int, outcome: Outcome) -> None:
    for _ in range(kills):
        time.sleep(dice.uniform(0.1, 0.8))
        central.kill()
        outcome.kills += 1
        try:
            central.start()
        except AssertionError as error:
            outcome.faults.append(f"the central did not start again: {error}")
            return


def _replay(office: Office, central: CentralProcess, outcome: Outcome) -> None:
    """Ask for every receipt anew, on a clean wire: the same bytes must come."""
    for parcel in [Parcel(path) for path in office.outbox_folder.iterdir() if len(path.name) == 64]:
        before = {stage: parcel.receipt(stage) for stage in ("entries", "complete")}
        for stage in before:
            (parcel.folder / "receipts" / f"{stage}.json").unlink(missing_ok=True)
        send_waiting(office.outbox_folder, central.url, office.province.public)
        if {stage: parcel.receipt(stage) for stage in before} != before or None in before.values():
            outcome.faults.append(f"receipts of {parcel.folder.name[:12]} differ on replay")


def _judge(office: Office, sealed: dict, database_url: str, outcome: Outcome) -> None:
    """Exactly once: rows, receipts, images."""
    rows = approved_rows(database_url, office.station_id)
    wanted = {entry.entry_id: (name, entry.fields) for name, contents in sealed.items() for entry in contents.entries}
    if len(rows) != len(wanted) or {row.entry_id: (row.batch, row.fields) for row in rows} != wanted:
        outcome.faults.append(f"{len(rows)} rows for {len(wanted)} entries, or other fields")
    with connect(database_url) as connection:
        events = connection.execute("SELECT batch, event, count(*) FROM ledger GROUP BY 1, 2").fetchall()
    for name in sealed:
        if {(event, count) for batch, event, count in events if batch == name and event != "damaged"} != {
            ("announced", 1), ("received", 1), ("complete", 1),
        }:  # fmt: skip
            outcome.faults.append(f"the ledger of {name[:12]} does not tell of one effect")
    objects = office.folder / "central" / "objects" / office.station_id
    for contents in sealed.values():
        for image in contents.images.values():
            held = objects / image.name[:2] / image.name
            if not held.exists() or held.read_bytes() != image.path.read_bytes():
                outcome.faults.append(f"image {image.name[:12]} differs")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=1, help="seeds from --seed on")
    parser.add_argument("--batches", type=int, default=10)
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--image-bytes", type=int, default=300_000)
    options = parser.parse_args()
    print(describe_machine(options.seed))
    faulty = False
    for seed in range(options.seed, options.seed + options.repeats):
        with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder) / "pg") as postgres:
            outcome = drill(
                Path(folder) / "drill", postgres.url, seed, batches=options.batches, kills=options.kills, image_bytes=options.image_bytes
            )
        print("\n".join(outcome.lines()), flush=True)
        faulty = faulty or bool(outcome.faults)
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
