"""A new data key: everything is there, what opened the old store opens nothing new, and a kill leaves a whole store."""

import dataclasses
import random
import shutil
import time

import pytest

from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.states import ActionKind
from station.signing.province import PracticeProvince
from station.store.audit import audit
from station.store.rekeying import export_under_new_key
from station.store.store import Store
from tests.faults.killing import run_for, run_to_the_end, run_until_step
from tests.store_factories import CLERK, DEVICE, ESCROW, PASSWORD, REALM, Office, copy_store, make_administered_store, open_store

LAN, QUAN = UserId("lan"), UserId("quan")
_SEED = 20261128
BOTH = {QUAN: PASSWORD, LAN: PASSWORD}


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    folder = tmp_path_factory.mktemp("master") / "store"
    code = make_administered_store(folder)
    with open_store(folder) as store:
        office = Office(store)
        volume = office.open_volume()
        office.answer(office.approve([office.finished_entry(volume) for _ in range(2)]), "complete")
        office.capture(volume, b"waits to be read")
    (folder / "outbox" / "batch").mkdir(parents=True)
    (folder / "outbox" / "batch" / "manifest.json").write_text("{}")
    province = PracticeProvince.create(tmp_path_factory.mktemp("province"), "Tỉnh thử").public
    dataclasses.replace(province, realm=REALM).save(folder / "province.json")
    return folder, code


@pytest.fixture
def folder(master, tmp_path):
    return copy_store(master[0], tmp_path / "store")


def refused(code: str):
    return pytest.raises(StationError, check=lambda error: error.code == code)


def renewed(folder, target, passwords=None) -> str:
    with open_store(folder, "quan") as store:
        return export_under_new_key(store, target, passwords or BOTH)


def files(folder) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_new_store_holds_everything_and_goes_on(folder, tmp_path):
    with open_store(folder, "quan") as store:
        before = [action.hash for action in store.log.actions()], store.facts, store.users()
        words = [store.images.open(page.page_id) for page in store.records.pages()]
    renewed(folder, tmp_path / "new")
    with open_store(tmp_path / "new") as store:
        hashes = [action.hash for action in store.log.actions()]
        assert (hashes[:-1], store.facts) == before[:2] and list(store.log.actions())[-1].kind is ActionKind.DATA_KEY_RENEWED
        assert [(user.user_id, user.public_key) for user in store.users()] == [(user.user_id, user.public_key) for user in before[2]]
        assert [store.images.open(page.page_id) for page in store.records.pages()] == words
        assert audit(store, None).faults == [] and len(store.jobs.all()) == 1
        assert store.search.kinds_and_years()[1] != []
        Office(store, signers=(CLERK,)).open_volume()
        assert audit(store, None).faults == []


def test_images_and_outbox_are_byte_for_byte_the_same(folder, tmp_path):
    before = {name: data for name, data in files(folder).items() if name.startswith(("images", "outbox", "province"))}
    renewed(folder, tmp_path / "new")
    assert {name: data for name, data in files(tmp_path / "new").items() if name.startswith(("images", "outbox", "province"))} == before
    assert len(before) == 5


def test_the_old_store_opens_no_more_and_says_where_the_new_one_is(folder, tmp_path):
    renewed(folder, tmp_path / "new")
    with refused("store.superseded") as caught:
        open_store(folder, "quan")
    assert caught.value.details["path"] == str(tmp_path / "new")


def test_what_opened_the_old_store_opens_nothing_new(folder, tmp_path, master):
    old = copy_store(folder, tmp_path / "old")
    renewed(folder, tmp_path / "new")
    with refused("store.wrong-code"):
        Store.open_with_recovery(tmp_path / "new", master[1])
    for slot in ("user-quan.json", "recovery.json", "escrow.json"):
        theirs = copy_store(tmp_path / "new", tmp_path / f"with {slot}")
        shutil.copy(old / "slots" / slot, theirs / "slots" / slot)
        opening = {
            "user-quan.json": lambda theirs=theirs: open_store(theirs, "quan"),
            "recovery.json": lambda theirs=theirs: Store.open_with_recovery(theirs, master[1]),
            "escrow.json": lambda theirs=theirs: Store.open_with_escrow(theirs, ESCROW.private_bytes_raw()),
        }[slot]
        with refused("store.damaged"):
            opening()


def test_the_new_code_and_the_province_open_the_new_store(folder, tmp_path):
    code = renewed(folder, tmp_path / "new")
    Store.open_with_recovery(tmp_path / "new", code).close()
    Store.open_with_escrow(tmp_path / "new", ESCROW.private_bytes_raw()).close()


def test_who_was_not_at_hand_gets_a_password_from_the_administrator(folder, tmp_path):
    renewed(folder, tmp_path / "new", {QUAN: PASSWORD})
    with refused("store.wrong-password"):
        open_store(tmp_path / "new")
    with open_store(tmp_path / "new", "quan") as store:
        store.accounts.reissue(LAN, PASSWORD)
    with open_store(tmp_path / "new") as store:
        assert audit(store, None).faults == []


def test_nobody_else_may_and_a_wrong_password_changes_nothing(folder, tmp_path):
    with open_store(folder) as store, refused("people.no-right"):
        export_under_new_key(store, tmp_path / "new", BOTH)
    with refused("store.wrong-password"):
        renewed(folder, tmp_path / "new", {QUAN: PASSWORD, LAN: "x"})
    with refused("store.exists"):
        renewed(folder, folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store"]
    open_store(folder, "quan").close()


def test_a_damaged_store_is_not_exported(folder, tmp_path):
    image = next((folder / "images").glob("??/*"))
    image.write_bytes(b"x")
    with refused("store.damaged"):
        renewed(folder, tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store"]


def assert_one_store_is_in_force(folder, target) -> None:
    """After a kill: the new one, or the old one that can be exported again; never both, never none."""
    there = target.exists()
    with open_store(target if there else folder, "quan", device_secret=DEVICE) as store:
        assert audit(store, None).faults == []
    if there:
        with refused("store.superseded"):
            open_store(folder, "quan")
    else:
        renewed(folder, target)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("every", [13, pytest.param(1, marks=pytest.mark.full)])
def test_an_export_killed_at_any_step_leaves_one_whole_store_in_force(master, tmp_path, every):
    kills = 0
    for step in range(1, 2000, every):
        folder, target = copy_store(master[0], tmp_path / str(step) / "store"), tmp_path / str(step) / "new"
        killed = run_until_step(lambda folder=folder, target=target: renewed(folder, target), step)
        kills += killed
        assert_one_store_is_in_force(folder, target)
        shutil.rmtree(tmp_path / str(step))
        if not killed:
            break
    # some sixty steps, one or two for every image, slot and folder
    assert kills * every > 50 and not killed


@pytest.mark.full
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_an_export_killed_at_any_moment_leaves_one_whole_store_in_force(master, tmp_path):
    """Within the database's own writes too, which no step counts."""
    moments = random.Random(_SEED)
    folder, target = copy_store(master[0], tmp_path / "measured" / "store"), tmp_path / "measured" / "new"
    began = time.monotonic()
    run_to_the_end(lambda: renewed(folder, target))
    longest, kills = time.monotonic() - began, 0
    for turn in range(200):
        after_s = moments.uniform(0, longest)
        folder, target = copy_store(master[0], tmp_path / str(turn) / "store"), tmp_path / str(turn) / "new"
        kills += run_for(lambda folder=folder, target=target: renewed(folder, target), after_s)
        assert_one_store_is_in_force(folder, target)
        shutil.rmtree(tmp_path / str(turn))
    assert kills > 100
