"""Random legal histories: what the store shows after reopening is the fold of its log, and nothing else."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from station.domain.codec import from_json, to_json
from station.domain.fold import BATCH_ANSWERS, ENTRY_ACTIONS, fold_entry, placed_in_batch
from station.domain.ids import EntryId, VolumeId
from station.domain.linkage import FormFacts
from station.domain.record import Batch, Entry, PageState
from station.domain.relations import Relation, Verdict
from station.domain.roles import STATION
from station.domain.states import ActionKind, EntryState
from station.store.audit import audit
from station.store.store import Store
from tests.store_factories import Office, copy_store, make_staffed_store, open_store


@pytest.fixture(scope="module")
def master(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("master") / "store"
    make_staffed_store(folder)
    return folder


def tell_of_the_form(office: Office) -> None:
    persons = {"child": {"name": "nksHoTen", "birth_date": "nksNgaySinh"}}
    facts = FormFacts("birth_register_2016", "1", "KS", persons, ("child",), "so", ("so",), ())
    office.act(ActionKind.FORMS_KNOWN, "station-1", {"forms": [to_json(facts)]}, STATION)


def judge(office: Office, one: Entry, other: Entry) -> None:
    payload = {"other": other.entry_id, "relation": Relation.DUPLICATE.value, "verdict": Verdict.SAME.value}
    office.act(ActionKind.PAIR_JUDGED, one.entry_id, payload)


def legal_acts(office: Office):
    """Everything that somebody may do now, as calls."""
    records = office.store.records
    volumes = records.volumes()
    yield lambda: office.open_volume()
    yield from legal_links(office)
    for volume in volumes[:2]:
        yield lambda volume=volume: office.capture(volume)
        ready = records.entries(volume.volume_id, EntryState.CHECKED)
        if ready:
            yield lambda ready=ready: office.approve(ready[:2])
    for page in records.pages(state=PageState.CAPTURED)[:2]:
        yield lambda page=page: office.read(page)
        yield lambda page=page: office.read(page, form_id=None)
    for page in records.pages(state=PageState.READ)[-2:]:
        yield lambda page=page: office.make_entry(page)
    yield from legal_asides(office)
    for entry in records.entries()[-4:]:
        if entry.state is EntryState.READ and not entry.touched_by:
            yield lambda entry=entry: office.withdraw(entry)
        if entry.state in (EntryState.READ, EntryState.CHECKED, EntryState.RETURNED):
            yield lambda entry=entry: office.reread(entry)
        if entry.state in (EntryState.READ, EntryState.CHECKED, EntryState.RETURNED):
            yield lambda entry=entry: office.key(entry)
        if entry.state in (EntryState.READ, EntryState.RETURNED):
            yield lambda entry=entry: office.check(entry)
        if entry.state is EntryState.CHECKED:
            yield lambda entry=entry: office.send_back(entry)
    for batch in records.batches()[-2:]:
        states = {records.entry(entry).state for entry in batch.entries if records.entry(entry).batch == batch.name}
        if states == {EntryState.APPROVED}:
            yield lambda batch=batch: office.answer(batch, "entries")
            yield lambda batch=batch: office.answer(batch, "refused")
        if states and states <= {EntryState.APPROVED, EntryState.RECEIVED}:
            yield lambda batch=batch: office.answer(batch, "complete")


def legal_links(office: Office):
    """What is told of forms and said of two entries."""
    yield lambda: tell_of_the_form(office)
    both = office.store.records.entries()[-2:]
    if len(both) == 2:
        yield lambda: judge(office, *both)


def legal_asides(office: Office):
    """Pages set aside, taken back, scanned again."""
    records = office.store.records
    for page in records.pages()[:3]:
        if page.aside is not None:
            if not [other for other in records.pages_at(page.volume_id, page.paper_order[0]) if other.aside is None]:
                yield lambda page=page: office.take_back(page)
        else:
            entry_id = records.entry_of(page.page_id)
            if entry_id is None:
                yield lambda page=page: office.set_aside(page)
            if entry_id is None or records.entry(entry_id).state in (EntryState.READ, EntryState.CHECKED, EntryState.RETURNED):
                yield lambda page=page: office.rescan(page)


def folded(store: Store) -> dict[EntryId, Entry]:
    """The entries by the domain's own fold, without the store's projections."""
    entries: dict[EntryId, Entry] = {}
    for action in store.log.actions():
        if action.kind in ENTRY_ACTIONS:
            entry_id = EntryId(action.subject)
            entries[entry_id] = fold_entry(entries.get(entry_id), entry_id, action)
        elif action.kind is ActionKind.BATCH_SEALED:
            batch = from_json(Batch, action.payload["batch"])
            entries |= {entry: placed_in_batch(entries[entry], batch.name) for entry in batch.entries}
        elif action.kind in BATCH_ANSWERS:
            entries |= {entry: fold_entry(entries[entry], entry, action) for entry in action.payload["entries"]}
    return entries


@given(choices=st.lists(st.integers(0, 10_000), min_size=5, max_size=40))
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_shown_is_the_fold_of_the_log(master, tmp_path, choices):
    folder = copy_store(master, tmp_path / "store")
    try:
        with open_store(folder) as store:
            office = Office(store)
            for choice in choices:
                acts = list(legal_acts(office))
                acts[choice % len(acts)]()
        with open_store(folder) as store:
            shown = {entry_id: entry for entry_id, entry in folded(store).items() if entry.state is not EntryState.WITHDRAWN}
            assert {entry.entry_id: entry for entry in store.records.entries()} == shown
            assert audit(store, None).faults == []
            before = (store.records.entries(), store.records.pages(), store.records.batches(), store.jobs.all())
            store.rebuild_projections()
            assert (store.records.entries(), store.records.pages(), store.records.batches(), store.jobs.all()) == before
    finally:
        shutil.rmtree(folder)


def test_the_actions_of_one_subject_are_found_by_their_index(master, tmp_path):
    """A long log is read once per page and entry; scanning all of it each time would make the station slow with age."""
    with open_store(copy_store(master, tmp_path / "store")) as store:
        statements: list[str] = []
        store.database._connection.set_trace_callback(statements.append)
        list(store.log.actions("somebody"))
        store.database._connection.set_trace_callback(None)
        plan = store.database.rows(f"EXPLAIN QUERY PLAN {statements[0]}")
    assert any("action_by_subject" in str(step) for step in plan)


def test_words_of_other_volumes_are_asked_of_an_index_alone_and_only_of_its_end(master, tmp_path):
    """A volume is entered many times a day, and a commune has hundreds of thousands of finished entries."""
    with open_store(copy_store(master, tmp_path / "store")) as store:
        statements: list[str] = []
        store.database._connection.set_trace_callback(statements.append)
        store.records.newest_elsewhere(VolumeId("x"), [EntryState.CHECKED, EntryState.COMPLETE], 3000)
        store.database._connection.set_trace_callback(None)
        plan = [str(step) for step in store.database.rows(f"EXPLAIN QUERY PLAN {statements[0]}")]
    assert len(statements) == 1 and sum("SEARCH entry USING COVERING INDEX entry_by_state" in step for step in plan) == 2
    assert not any("SCAN entry" in step for step in plan)
