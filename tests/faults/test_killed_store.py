"""kill -9 while a store is made and while it is written to: whole or not there, and nothing acknowledged is lost."""

import dataclasses
import multiprocessing
import os
import random
import signal
import time

import pytest

from station.domain.errors import StationError
from station.domain.roles import Role
from station.signing.keys import SigningKey
from station.store.audit import audit
from station.store.slots import write_user_slot
from tests.faults.killing import run_to_the_end, run_until_step
from tests.store_factories import DEVICE, PASSWORD, SUPERVISOR, Office, copy_store, make_staffed_store, make_store, new_user, open_store

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
_SEED = 20261122


def test_a_creation_killed_at_any_step_leaves_a_whole_store_or_none(tmp_path):
    kills = 0
    for step in range(1, 200):
        folder = tmp_path / str(step) / "store"
        killed = run_until_step(lambda folder=folder: make_store(folder), step)
        kills += killed
        if folder.exists():
            with open_store(folder) as store:
                assert audit(store, None).faults == []
        else:
            make_store(folder)
        if not killed:
            break
    assert kills > 10 and not killed


def test_a_capture_killed_at_any_step_leaves_a_clean_store(tmp_path):
    make_staffed_store(tmp_path / "master")
    kills = 0
    for step in range(1, 200):
        folder = copy_store(tmp_path / "master", tmp_path / str(step))

        def capture(folder=folder):
            office = Office(open_store(folder))
            office.capture(office.open_volume())

        killed = run_until_step(capture, step)
        kills += killed
        with open_store(folder) as store:
            assert audit(store, None).faults == []
            Office(store).finished_entry(Office(store).open_volume())
        assert not list(folder.rglob("*.tmp"))
        if not killed:
            break
    assert kills > 3 and not killed


def _capture_for_ever(folder, acknowledged):
    office = Office(open_store(folder))
    volume = office.open_volume()
    while True:
        page = office.capture(volume, os.urandom(20_000))
        acknowledged.send(page.page_id)


def _kill_after(folder, seconds: float) -> list[str]:
    """The pages that were acknowledged before the child died."""
    fork = multiprocessing.get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    process = fork.Process(target=_capture_for_ever, args=(folder, sender))
    process.start()
    sender.close()
    first = receiver.recv()
    time.sleep(seconds)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    pages = [first]
    try:
        while True:
            pages.append(receiver.recv())
    except EOFError:
        return pages


@pytest.mark.parametrize("rounds", [4, pytest.param(40, marks=pytest.mark.full)])
def test_no_acknowledged_page_is_lost_when_the_station_is_killed(tmp_path, rounds):
    make_staffed_store(tmp_path / "store")
    moments = random.Random(_SEED)
    acknowledged: set[str] = set()
    for _ in range(rounds):
        acknowledged.update(_kill_after(tmp_path / "store", moments.uniform(0, 0.15)))
        with open_store(tmp_path / "store") as store:
            assert acknowledged <= {page.page_id for page in store.records.pages()}
            assert audit(store, None).faults == []


def test_the_lock_of_a_killed_program_is_gone(tmp_path):
    make_store(tmp_path / "store")
    run_to_the_end(lambda: open_store(tmp_path / "store"))
    open_store(tmp_path / "store").close()


def test_a_person_added_by_half_opens_nothing_and_can_be_added_again(tmp_path):
    make_store(tmp_path / "store")
    with open_store(tmp_path / "store") as store:
        half = dataclasses.replace(store._session.unlocked, signing_key=SigningKey.generate().private_bytes())
        write_user_slot(store.folder, store.facts.store_id, SUPERVISOR.user_id, PASSWORD, DEVICE, half)
    with pytest.raises(StationError, check=lambda error: error.code == "store.wrong-password"):
        open_store(tmp_path / "store", "minh")
    with open_store(tmp_path / "store") as store:
        store.add_user(new_user("minh", "Trần Văn Minh", Role.SUPERVISOR))
    with open_store(tmp_path / "store", "minh") as store:
        assert store.actor == SUPERVISOR
