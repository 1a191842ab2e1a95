"""Retention: only what is complete for long enough goes, pictures before words, by who may; the log says what, receipts stay."""

import datetime
import logging
import tempfile

import pytest

from station.domain.errors import StationError
from station.domain.record import AsideReason
from station.domain.states import ActionKind, EntryState
from station.store.audit import audit
from station.store.backup import make_backup
from station.workflow.retention import Due, Policy, due, erase_due
from tests.store_factories import CLERK, SUPERVISOR, Office, a_field, a_volume, make_staffed_store, open_store
from tests.traces import traces
from tests.unit.test_store_erasure import decrypted
from ui.desktop.bugs import log_to

MARK = "Thạch Sanh Đánh Dấu"
NOW = datetime.datetime.now(datetime.UTC)
LATER = NOW + datetime.timedelta(days=40)
IMAGES = Policy(images_days=30)
ALL = Policy(images_days=10, entries_days=30)


@pytest.fixture(autouse=True)
def no_log_is_left_open():
    before = list(logging.getLogger().handlers)
    yield
    for handler in set(logging.getLogger().handlers) - set(before):
        logging.getLogger().removeHandler(handler)
        handler.close()


@pytest.fixture
def store(tmp_path):
    make_staffed_store(tmp_path / "store")
    with open_store(tmp_path / "store", "minh") as store:
        yield store


def marked(office: Office, volume, state: EntryState):
    """An entry as far as `state`, every word of it marked."""
    page = office.read(office.capture(volume, MARK.encode() * 3, source_name=f"{MARK} {office.store.log.head().seq}.jpg"))
    entry = office.key(office.make_entry(page, {"nksHoTen": a_field(MARK)}), f"{MARK} (keyed)")
    if state is EntryState.READ:
        return entry
    entry = office.check(entry)
    if state is not EntryState.CHECKED:
        batch = office.approve([entry])
        for stage, reached in (("entries", EntryState.RECEIVED), ("complete", EntryState.COMPLETE)):
            if state in (reached, EntryState.COMPLETE):
                office.answer(batch, stage)
    return office.store.records.entry(entry.entry_id)


def erase(store, policy, now=LATER):
    return erase_due(store.retention, store.eraser(SUPERVISOR), policy, SUPERVISOR, now)


def test_without_a_policy_nothing_is_ever_due(store):
    marked(Office(store), Office(store).open_volume(), EntryState.COMPLETE)
    assert due(store.retention, Policy(), LATER) == Due()
    with pytest.raises(StationError, match=r"retention\.nothing"):
        erase(store, Policy())


def test_nothing_of_an_open_volume_goes_and_what_waits_is_counted(store):
    office = Office(store)
    volume = office.open_volume()
    marked(office, volume, EntryState.COMPLETE)
    assert due(store.retention, ALL, LATER) == Due(in_open_volumes=1)
    with pytest.raises(StationError, match=r"retention\.nothing"):
        erase(store, ALL)
    office.close_volume(volume)
    found = due(store.retention, ALL, LATER)
    assert (len(found.pictures), len(found.entries), found.in_open_volumes) == (1, 1, 0)
    office.act(ActionKind.VOLUME_REOPENED, volume.volume_id, {"reason": "xem lại"}, SUPERVISOR)
    assert due(store.retention, ALL, LATER) == Due(in_open_volumes=1)
    assert due(store.retention, ALL, NOW) == Due()


def test_pictures_go_only_when_their_entry_was_complete_for_long_enough(store):
    office = Office(store)
    volume = office.open_volume()
    entries = {state: marked(office, volume, state) for state in EntryState if state not in (EntryState.WITHDRAWN, EntryState.RETURNED)}
    office.close_volume(volume)
    assert due(store.retention, IMAGES, NOW).nothing
    assert due(store.retention, IMAGES, NOW + datetime.timedelta(days=29)).nothing
    erased = erase(store, IMAGES)
    assert (erased.pictures, erased.payloads) == (1, 0)
    gone = entries[EntryState.COMPLETE].pages[0]
    assert [page.page_id for page in store.records.pages() if store.images.is_erased(page.page_id)] == [gone]
    assert store.records.entry(entries[EntryState.COMPLETE].entry_id).fields["nksHoTen"].text.startswith(MARK)
    record = store.log.newest(ActionKind.IMAGES_ERASED, store.facts.station_id)
    assert record.by == SUPERVISOR and record.signature is not None and record.payload["pages"] == [gone]
    assert audit(store, None).faults == [] and due(store.retention, IMAGES, LATER).nothing


def test_a_picture_that_another_entry_still_needs_stays(store):
    office = Office(store)
    volume = office.open_volume()
    complete = marked(office, volume, EntryState.COMPLETE)
    office.make_entry(store.records.page(complete.pages[0]))
    office.close_volume(volume)
    assert due(store.retention, IMAGES, LATER).nothing


def test_words_go_after_the_pictures_and_nothing_of_them_can_be_found(store, tmp_path, monkeypatch):
    stick, temporary, home = tmp_path / "stick", tmp_path / "temporary", tmp_path / "home"
    for folder in (stick, temporary, home):
        folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    log_to(home / "log")
    office = Office(store)
    volume, other = office.open_volume(), office.open_volume(a_volume("02"))
    marked(office, volume, EntryState.COMPLETE)
    page = office.read(office.capture(volume, source_name=f"{MARK}.jpg"))
    office.withdraw(office.make_entry(page, {"nksHoTen": a_field(MARK)}))
    office.set_aside(store.records.page(page.page_id), AsideReason.BLANK)
    office.read(office.capture(volume, source_name=f"{MARK} unknown.jpg"), form_id=None)
    kept = office.finished_entry(other)
    office.close_volume(volume)
    make_backup(store.backup_source(), stick, keep=1, tell=lambda done, total, text: None)
    store.database.fold_wal()
    assert decrypted(store).count(MARK.encode()) > 10
    assert erase(store, Policy(images_days=10)).pictures == 1
    assert MARK.encode() in decrypted(store)
    erased = erase(store, ALL)
    assert erased.entries == 1 and erased.payloads > 8
    assert MARK.encode() not in decrypted(store)
    assert [entry.entry_id for entry in store.records.entries()] == [kept.entry_id]
    # nothing in what the store's keys open, nothing beside it on the disk; only the backup of before has it, by rule, sealed
    assert traces([MARK], tmp_path) == [] and not [path for path in temporary.rglob("*") if path.is_file()]
    assert len(store.records.pages()) == 1 and len(list((store.folder / "images").glob("*/*"))) == 1
    assert audit(store, None).faults == []
    [batch] = store.records.batches()
    assert set(batch.receipts) == {"entries", "complete"}
    store.rebuild_projections()
    assert audit(store, None).faults == []


def test_what_no_entry_names_stays_while_its_volume_has_work(store):
    office = Office(store)
    volume = office.open_volume()
    marked(office, volume, EntryState.COMPLETE)
    office.set_aside(office.capture(volume))
    marked(office, volume, EntryState.CHECKED)
    office.close_volume(volume)
    found = due(store.retention, ALL, LATER)
    assert len(found.entries) == 1 and len(found.pages) == 1 and found.withdrawn == ()
    erase(store, ALL)
    assert len(store.records.pages()) == 2 and audit(store, None).faults == []


def test_a_clerk_may_not_erase(store):
    office = Office(store)
    volume = office.open_volume()
    marked(office, volume, EntryState.COMPLETE)
    office.close_volume(volume)
    with pytest.raises(StationError, match=r"people\.no-right"):
        erase_due(store.retention, store.eraser(SUPERVISOR), IMAGES, CLERK, LATER)
    assert len(list((store.folder / "images").glob("*/*"))) == 1
