"""Many short runs over a wire that does everything a wire can do, with sender and central killed meanwhile: nothing lost, nothing twice.

    python -m tests.faults.wire_runs [--runs 500] [--seed 1]

One run: an office with a few small batches, one of them approved by whoever keyed it, a sender in this process, web worker and opener
over a real PostgreSQL. By its seed the station sends bundles, small ones, or file by file as those of before; it cuts, stalls, crawls,
flips bits, repeats requests late; the sender dies at a seeded byte, the web worker and the opener are ended and started again, every
connection to the database is cut, the object store does not answer or has no room, a stick goes round. Then a clean line finishes, and
everything is compared. The seed of a run that fails is printed; a run can be done again by it. (`tests.faults.wire_drill` kills processes
with kill -9: seconds each.)
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import httpx

from station.domain.errors import StationError
from sync.central import opener
from sync.central.database import connect, migrate
from sync.central.embedded import EmbeddedPostgres
from sync.central.ledger import history
from sync.central.objects import Objects
from sync.central.rows import approved_rows
from sync.client import delivery
from sync.client.outbox import outbox_faults
from sync.client.parcel import Parcel
from sync.client.patience import Pace
from sync.client.sending import send_waiting
from sync.client.stick import FOLDER, bring_back, carry_out
from tests.bench.machine import describe_machine
from tests.faults.wire_proxy import Faults, WireProxy
from tests.sync.factories import Office, make_office
from tests.sync.live import LiveCentral, empty, make_server_quick

PACE = Pace(tries=4, base_s=0.001, cap_s=0.01, waits=3)
CALLS = 12
"""Over the bad wire; what is left then goes over a clean one."""


@dataclass
class Run:
    """What one run saw."""

    seed: int
    calls: int = 0
    kills: int = 0
    sticks: int = 0
    mischief: int = 0
    refusals: int = 0
    """Of the object store."""
    cut_off: int = 0
    """Connections to the database that were cut, as a restart of it cuts them."""
    faults: list[str] = field(default_factory=list)


class _Unreliable:
    """An object store that does not answer now and then, or has no room; what it answers is the real one's."""

    def __init__(self, objects: Objects, seed: int, share: float, outcome: Run) -> None:
        self._objects, self._dice, self.share, self._outcome = objects, random.Random(seed), share, outcome

    def __getattr__(self, name: str) -> Callable[..., object]:
        real = getattr(self._objects, name)

        def call(*arguments: object) -> object:
            if self._dice.random() < self.share:
                self._outcome.refusals += 1
                full = name in ("append", "finish", "take") and self._dice.random() < 0.5
                raise StationError("store.disk-full", path="objects") if full else StationError("central.objects", reason="drill")
            return real(*arguments)

        return call


class _Killed(Exception):
    """The sender died here."""


class _Mortal(httpx.HTTPTransport):
    """Dies after so many bytes of bodies, in the middle of whatever it does, as a killed process does."""

    def __init__(self, left: int) -> None:
        super().__init__(trust_env=False)
        self._left = left

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        stream = request.stream

        def counted() -> Iterator[bytes]:
            for chunk in stream:  # type: ignore[union-attr]
                self._left -= len(chunk)
                if self._left <= 0:
                    raise _Killed
                yield chunk

        request.stream = _Pieces(counted())
        response = super().handle_request(request)
        self._left -= 200  # an answer that arrives may be the last thing it sees
        if self._left <= 0:
            response.close()
            raise _Killed
        return response


class _Pieces(httpx.SyncByteStream):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces


def run(folder: Path, database_url: str, seed: int) -> Run:
    """One seeded run on an empty database. No run waits two seconds for a database that was there all the time."""
    bundles = random.Random(f"bundles of {seed}").choice((0, 50_000, delivery._BUNDLE_BYTES))
    with mock.patch.object(opener, "_RECONNECT_S", 0.05), mock.patch.object(delivery, "_BUNDLE_BYTES", bundles):
        return _run(folder, database_url, seed)


def _run(folder: Path, database_url: str, seed: int) -> Run:
    dice, outcome = random.Random(seed), Run(seed)
    office = make_office(folder, seed=seed)
    office.grow(dice.randint(1, 20))
    office.show()
    sealed, bad = {}, None
    for number in range(dice.randint(1, 3)):
        contents = office.contents(entries=dice.randint(1, 3), image_bytes=dice.choice((900, 20_000, 90_000)))
        sealed[office.seal(contents)] = contents
        if number == 0 and dice.random() < 0.3:
            bad = office.seal(entries=1, touched_by=frozenset({"lanh.dao"}))
    faults = Faults(
        cut=dice.choice((0.3, 0.9)), cut_bytes=(100, dice.choice((4_000, 150_000))), stall=0.2, stall_s=0.01, duplicate=0.3,
        late_s=(0.0, dice.choice((0.0, 0.2))), slow=0.1, flip=dice.choice((0.0, 0.4)),
    )  # fmt: skip
    central = LiveCentral(database_url, folder / "central", office)
    unreliable = _Unreliable(central.objects, dice.randrange(1 << 30), dice.choice((0.0, 0.02, 0.15)), outcome)
    central.objects = unreliable  # type: ignore[assignment]
    cuts_database = dice.random() < 0.3
    for _ in range(2):
        with central, WireProxy(central.port, dice.randrange(1 << 30), faults) as wire:
            for _ in range(CALLS // 2):
                outcome.calls += 1
                _one_call(office, wire.url, dice, outcome)
                if dice.random() < 0.1:
                    _by_stick(office, wire.url, folder / "stick", outcome)
                if cuts_database and dice.random() < 0.3:
                    outcome.cut_off += cut_off(database_url)
            counts = wire.counts
            outcome.mischief += counts.cuts + counts.stalls + counts.duplicates + counts.flips
        outcome.kills += 1  # web worker and opener ended in the middle of whatever was going on
    unreliable.share = 0.0
    with central:
        for _ in range(4):
            report = send_waiting(office.outbox_folder, central.url, office.province.public, pace=PACE)
            if not report.batches and report.stopped is None:
                break
        _judge(office, central, sealed, bad, outcome)
    return outcome


def _one_call(office: Office, url: str, dice: random.Random, outcome: Run) -> None:
    dies = dice.random() < 0.4
    transport = _Mortal(dice.randint(300, 200_000)) if dies else None
    try:
        send_waiting(office.outbox_folder, url, office.province.public, pace=PACE, transport=transport)
    except _Killed:
        outcome.kills += 1


def cut_off(database_url: str) -> int:
    """Cut every connection to this database but one's own; return how many."""
    with connect(database_url, autocommit=True) as owner:
        return owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).rowcount


def _by_stick(office: Office, url: str, stick: Path, outcome: Run) -> None:
    carry_out(office.outbox_folder, stick)
    send_waiting(stick / FOLDER, url, office.province.public, carried=True, pace=PACE)
    if bring_back(stick, office.outbox_folder, office.province.public).false:
        outcome.faults.append("a false answer came by stick")
    outcome.sticks += 1


def _judge(office: Office, central: LiveCentral, sealed: dict, bad: str | None, outcome: Run) -> None:
    """Exactly the approved entries, every receipt valid, one effect each."""
    rows = approved_rows(central.database_url, office.station_id)
    wanted = {entry.entry_id: (name, entry.fields) for name, contents in sealed.items() for entry in contents.entries}
    if len(rows) != len(wanted) or {row.entry_id: (row.batch, row.fields) for row in rows} != wanted:
        outcome.faults.append(f"{len(rows)} rows for {len(wanted)} entries, or other fields")
    outcome.faults += list(outbox_faults(office.outbox_folder, office.province.public.root_certificate))
    answers = sorted((name, stage) for name, stage, _ in office.outbox.answers())
    right = sorted([(name, stage) for name in sealed for stage in ("entries", "complete")] + ([(bad, "refused")] if bad else []))
    if answers != right:
        outcome.faults.append(f"answers {len(answers)} of {len(right)}")
    with connect(central.database_url) as connection:
        events = [(event, batch) for event, batch, _ in history(connection, office.station_id) if event != "damaged"]
    doubles = {pair for pair in events if pair[1] is not None and events.count(pair) > 1}
    if doubles:
        outcome.faults.append(f"twice in the ledger: {sorted(event for event, _ in doubles)}")
    if central.ask("SELECT state FROM station") != [("active",)]:
        outcome.faults.append("the station was quarantined for nothing")
    for contents in sealed.values():
        for image in contents.images.values():
            if not central.objects.is_complete(office.station_id, image.name):
                outcome.faults.append(f"image {image.name[:12]} is lacking")
            elif central.objects.read(office.station_id, image.name) != image.path.read_bytes():
                outcome.faults.append(f"image {image.name[:12]} differs")
    for name in sealed:
        Parcel(office.outbox_folder / name).manifest()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(describe_machine(options.seed))
    began, done = time.monotonic(), Run(options.seed)
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder) / "pg") as postgres:
        make_server_quick(postgres.url)
        migrate(postgres.url)
        for seed in range(options.seed, options.seed + options.runs):
            empty(postgres.url)
            with tempfile.TemporaryDirectory() as place:
                one = run(Path(place), postgres.url, seed)
            done.calls, done.kills, done.sticks = done.calls + one.calls, done.kills + one.kills, done.sticks + one.sticks
            done.mischief, done.refusals, done.cut_off = (
                done.mischief + one.mischief, done.refusals + one.refusals, done.cut_off + one.cut_off,
            )  # fmt: skip
            done.faults += [f"seed {seed}: {fault}" for fault in one.faults]
            if (seed - options.seed + 1) % 50 == 0:
                print(f"  {seed - options.seed + 1} runs, faults: {len(done.faults)}", flush=True)
            for fault in one.faults:
                print(f"  FAULT seed {seed}: {fault}", flush=True)
    print(
        f"{options.runs} runs in {time.monotonic() - began:.0f} s: {done.calls} calls, {done.mischief} cuts, stalls, flips and repeats,"
        f" {done.kills} deaths of sender or central, {done.sticks} sticks, {done.refusals} refusals of the object store,"
        f" {done.cut_off} connections to the database cut; faults: {len(done.faults)}"
    )
    return 1 if done.faults else 0


if __name__ == "__main__":
    sys.exit(main())
