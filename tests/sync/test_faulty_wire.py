"""A wire that cuts, stalls and repeats; a central and a sender that die by kill -9: every batch takes effect exactly once."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sync.central.rows import approved_rows
from sync.client.sending import send_waiting
from tests.faults.wire_drill import PACE, drill
from tests.faults.wire_proxy import Faults, WireProxy
from tests.faults.wire_runs import run
from tests.sync.factories import Office
from tests.sync.live import ROOT, LiveCentral, empty


@pytest.mark.parametrize("seed", [1])
def test_killed_central_behind_a_faulty_wire_takes_every_batch_once(tmp_path: Path, database_url: str, seed: int) -> None:
    outcome = drill(tmp_path, database_url, seed, batches=3, kills=1)
    assert outcome.faults == []
    assert outcome.kills == 1
    assert outcome.wire.cuts > 0, "this seed cuts nothing: choose another"


@pytest.mark.full
@pytest.mark.parametrize("seed", range(100, 115))
def test_killed_central_behind_a_faulty_wire_takes_every_batch_once_for_many_seeds(tmp_path: Path, database_url: str, seed: int) -> None:
    outcome = drill(tmp_path, database_url, seed, batches=8, kills=6, image_bytes=300_000)
    assert outcome.faults == []


@pytest.mark.parametrize("seed", [11, pytest.param(12, marks=pytest.mark.full), pytest.param(13, marks=pytest.mark.full)])
def test_wire_that_cuts_every_connection_gets_through(office: Office, central: LiveCentral, seed: int) -> None:
    names = [office.seal(image_bytes=250_000) for _ in range(2)]
    with WireProxy(central.port, seed, Faults(cut=1.0, cut_bytes=(20_000, 300_000))) as wire:
        for _ in range(60):
            report = send_waiting(office.outbox_folder, wire.url, office.province.public, pace=PACE)
            if not report.batches and report.stopped is None:
                break
        assert wire.counts.cuts > 5
    assert {row.batch for row in approved_rows(central.database_url)} == set(names)
    assert len(approved_rows(central.database_url)) == 4
    assert sorted(stage for _, stage, _ in office.outbox.answers()) == ["complete", "complete", "entries", "entries"]


@pytest.mark.parametrize("seed", [2])
def test_whatever_the_wire_does_nothing_is_lost_and_nothing_comes_twice(tmp_path: Path, database_url: str, seed: int) -> None:
    assert run(tmp_path, database_url, seed).faults == []


@pytest.mark.full
@pytest.mark.parametrize("hundred", range(5))
def test_whatever_the_wire_does_for_five_hundred_seeds(tmp_path: Path, database_url: str, hundred: int) -> None:
    for seed in range(1000 + 100 * hundred, 1100 + 100 * hundred):
        empty(database_url)
        outcome = run(tmp_path / str(seed), database_url, seed)
        shutil.rmtree(tmp_path / str(seed))
        assert outcome.faults == [], f"seed {seed}"


SENDER = """
import sys
from pathlib import Path
from station.signing.province import Province
from sync.client.sending import send_waiting
print("ready", flush=True)
send_waiting(Path(sys.argv[1]), sys.argv[2], Province.load(Path(sys.argv[3])))
"""


def test_killed_sender_continues_where_it_was(office: Office, central: LiveCentral) -> None:
    """Killed at seeded moments until one call gets through; the last words are the clean sender's."""
    names = [office.seal(entries=3, image_bytes=400_000) for _ in range(3)]
    arguments = [str(office.outbox_folder), central.url, str(office.folder / "province" / "province.json")]
    dice = random.Random(3)
    killed = 0
    for _ in range(4):
        sender = subprocess.Popen([sys.executable, "-c", SENDER, *arguments], cwd=ROOT, stdout=subprocess.PIPE)
        sender.stdout.readline()
        time.sleep(dice.uniform(0.02, 0.5))
        if sender.poll() is None:
            os.kill(sender.pid, signal.SIGKILL)
            killed += 1
        sender.wait()
        sender.stdout.close()
    report = send_waiting(office.outbox_folder, central.url, office.province.public)
    assert report.stopped is None
    assert killed >= 1
    assert {row.batch for row in approved_rows(central.database_url)} == set(names)
    assert len(approved_rows(central.database_url)) == 9
    assert len(list(office.outbox.answers())) == 6
    assert not [path for path in office.outbox_folder.rglob("*.tmp") if path.stat().st_size > 100_000]
