"""What typing may rely on, whatever keeps the drafts: one per entry and person, kept over a kill, gone with the entry."""

import pytest

from station.domain.errors import StationError
from station.domain.roles import STATION, Role
from station.workflow.ports import Drafts
from tests.store_factories import Office, copy_store, make_staffed_store, open_store


@pytest.fixture
def folder(tmp_path):
    make_staffed_store(tmp_path / "master")
    return copy_store(tmp_path / "master", tmp_path / "store")


@pytest.fixture
def store(folder):
    with open_store(folder) as store:
        yield store


BODY = {"typed": {"ô": {"text": "Nguyễn Thị Hường", "state": "read"}}, "open_text": "dở dang"}


def test_the_part_fits_the_port(store):
    drafts: Drafts = store.drafts
    assert drafts.entries("lan") == []


def test_a_draft_comes_back_as_it_was_kept(store):
    store.drafts.keep("e1", "lan", BODY, "2026-11-22T01:00:00.000Z")
    assert store.drafts.draft("e1", "lan") == BODY


def test_a_draft_is_its_typists_alone(store):
    store.drafts.keep("e1", "lan", BODY, "t")
    assert store.drafts.draft("e1", "minh") is None and store.drafts.entries("minh") == []


def test_a_later_draft_replaces_the_one_before(store):
    store.drafts.keep("e1", "lan", BODY, "1")
    store.drafts.keep("e1", "lan", {"typed": {}}, "2")
    assert store.drafts.draft("e1", "lan") == {"typed": {}} and store.drafts.entries("lan") == ["e1"]


def test_dropping_takes_one_persons_or_everybodys(store):
    for person in ("lan", "minh"):
        store.drafts.keep("e1", person, BODY, "t")
    store.drafts.drop("e1", "lan")
    assert store.drafts.draft("e1", "lan") is None and store.drafts.draft("e1", "minh") == BODY
    store.drafts.drop("e1")
    store.drafts.drop("e1")
    assert store.drafts.draft("e1", "minh") is None


def test_drafts_are_listed_newest_first(store):
    for at, entry in enumerate(("e1", "e2", "e3")):
        store.drafts.keep(entry, "lan", BODY, str(at))
    assert store.drafts.entries("lan") == ["e3", "e2", "e1"]


def test_a_draft_outlives_the_program_and_is_not_readable_on_the_disk(folder):
    with open_store(folder) as store:
        store.drafts.keep("e1", "lan", BODY, "t")
        assert all("dở dang".encode() not in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    with open_store(folder) as store:
        assert store.drafts.draft("e1", "lan") == BODY


def test_a_draft_is_no_truth_and_folding_again_leaves_it_alone(store):
    store.drafts.keep("e1", "lan", BODY, "t")
    head = store.log.head()
    store.rebuild_projections()
    assert store.drafts.draft("e1", "lan") == BODY and store.log.head() == head


def test_erasing_an_entry_erases_its_drafts(store):
    office = Office(store)
    entry = office.make_entry(office.read(office.capture(office.open_volume())))
    store.drafts.keep(entry.entry_id, "lan", BODY, "t")
    actions = [action.action_id for action in store.log.actions(entry.entry_id)]
    assert store.actor.role is Role.CLERK
    store.erase_payloads(actions, "thử", STATION)
    assert store.drafts.draft(entry.entry_id, "lan") is None


def test_drafts_go_in_the_transaction_that_finishes_their_entry(store, monkeypatch):
    office = Office(store)
    entry = office.make_entry(office.read(office.capture(office.open_volume())))
    for person in ("lan", "minh"):
        store.drafts.keep(entry.entry_id, person, BODY, "t")
    store.drafts.keep("e2", "lan", BODY, "t")
    execute = store.database.execute

    def full_disk(statement, parameters=()):
        if statement == "COMMIT":
            raise StationError("store.disk-full", path="")
        return execute(statement, parameters)

    with monkeypatch.context() as patched, pytest.raises(StationError, match=r"store\.disk-full"):
        patched.setattr(store.database, "execute", full_disk)
        office.check(entry)
    assert store.drafts.draft(entry.entry_id, "lan") == BODY
    office.check(entry)
    assert store.drafts.draft(entry.entry_id, "lan") is None and store.drafts.draft(entry.entry_id, "minh") is None
    assert store.drafts.draft("e2", "lan") == BODY
