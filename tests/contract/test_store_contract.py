"""What the workflow may rely on, whatever keeps the log: ActionLog, Records, Images, Jobs. Each implementation passes all of it."""

import dataclasses
import hashlib

import pytest

from station.domain.actions import NewAction, chain_faults
from station.domain.codec import to_json
from station.domain.errors import StationError
from station.domain.ids import BatchName, EntryId, PageId, VolumeId, new_id
from station.domain.record import FieldValue, PageState, ValueSource, ValueState
from station.domain.roles import CENTRAL, READING, STATION
from station.domain.states import ActionKind, EntryState
from station.workflow.ports import ActionLog, Images, Jobs, Records
from tests.store_factories import CLERK, SUPERVISOR, Office, a_field, a_volume, copy_store, make_staffed_store, open_store


class RealStore:
    """The encrypted store."""

    def __init__(self, folder):
        make_staffed_store(folder / "master")
        self._master, self._folder = folder / "master", folder / "store"
        self._store = None

    def office(self) -> Office:
        if not self._folder.exists():
            copy_store(self._master, self._folder)
        self._store = open_store(self._folder)
        return Office(self._store)

    def reopened(self) -> Office:
        self.close()
        return self.office()

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None


@pytest.fixture(params=[RealStore], ids=["store"])
def implementation(request, tmp_path):
    made = request.param(tmp_path)
    yield made
    made.close()


@pytest.fixture
def office(implementation):
    return implementation.office()


def refused(code: str):
    return pytest.raises(StationError, check=lambda error: error.code == code)


def test_the_parts_fit_the_ports(office):
    log: ActionLog = office.store.log
    records: Records = office.store.records
    images: Images = office.store.images
    jobs: Jobs = office.store.jobs
    assert (list(log.actions("x")), records.volumes(), jobs.all()) == ([], [], []) and images


def test_an_unknown_item_is_named(office):
    records = office.store.records
    for look in (lambda: records.volume(VolumeId("x")), lambda: records.page(PageId("x")), lambda: records.entry(EntryId("x"))):
        with refused("store.unknown-item"):
            look()


def test_an_image_of_an_unknown_page_is_named(office):
    for look in (office.store.images.open, office.store.images.sealed, office.store.images.key):
        with refused("store.unknown-item"):
            look(PageId("x"))


def test_an_append_is_all_or_nothing(office):
    volume, twin = a_volume(), a_volume()
    good = NewAction(ActionKind.VOLUME_OPENED, volume.volume_id, READING, {"volume": to_json(volume)})
    bad = NewAction(ActionKind.ENTRY_READ, "e", CENTRAL, {})
    head = office.store.log.head()
    with refused("workflow.not-allowed"):
        office.store.log.append([good, bad, dataclasses.replace(good, subject=twin.volume_id)])
    assert office.store.log.head() == head and office.store.records.volumes() == []


def test_an_empty_append_writes_nothing(office):
    head = office.store.log.head()
    assert office.store.log.append([]) == [] and office.store.log.head() == head


def test_the_chain_holds_and_the_head_is_the_last_row(office):
    volume = office.open_volume()
    office.finished_entry(volume)
    actions = list(office.store.log.actions())
    assert [action.seq for action in actions] == list(range(1, len(actions) + 1))
    assert list(chain_faults(iter(actions))) == []
    assert (actions[-1].seq, actions[-1].hash) == (office.store.log.head().seq, office.store.log.head().hash)


def test_a_persons_action_needs_their_own_signer(office):
    volume = a_volume()
    act = NewAction(ActionKind.VOLUME_OPENED, volume.volume_id, CLERK, {"volume": to_json(volume)})
    head = office.store.log.head()
    with pytest.raises(ValueError):
        office.store.log.append([act])
    with pytest.raises(ValueError):
        office.store.log.append([act], office._signers[SUPERVISOR])
    assert office.store.log.head() == head


def test_a_person_acts_in_their_own_role_only(office):
    volume = a_volume()
    posing = dataclasses.replace(SUPERVISOR, user_id=CLERK.user_id)
    act = NewAction(ActionKind.VOLUME_OPENED, volume.volume_id, posing, {"volume": to_json(volume)})
    with refused("store.unknown-user"):
        office.store.log.append([act], office._signers[CLERK])


def test_only_persons_sign(office):
    volume = office.open_volume()
    page = office.read(office.capture(volume))
    about = [*office.store.log.actions(volume.volume_id), *office.store.log.actions(page.page_id)]
    signed = {action.kind: action.signature is not None for action in about}
    assert signed == {ActionKind.VOLUME_OPENED: True, ActionKind.PAGE_CAPTURED: True, ActionKind.PAGE_READ: False}
    assert {action.subject for action in office.store.log.actions(page.page_id)} == {page.page_id}


def test_an_image_comes_back_as_captured(office):
    page = office.capture(office.open_volume(), b"\xff\xd8 a picture \xff\xd9")
    sealed = office.store.images.sealed(page.page_id)
    assert office.store.images.open(page.page_id) == b"\xff\xd8 a picture \xff\xd9"
    assert (sealed.name, sealed.size) == (page.image_name, page.size)
    assert hashlib.sha256(sealed.path.read_bytes()).hexdigest() == sealed.name
    assert len(office.store.images.key(page.page_id)) == 32


def test_equal_images_are_sealed_under_different_keys(office):
    volume = office.open_volume()
    one, two = office.capture(volume, b"same"), office.capture(volume, b"same")
    assert one.image_name != two.image_name
    assert office.store.images.key(one.page_id) != office.store.images.key(two.page_id)


def test_a_page_is_found_by_the_file_it_came_from(office):
    volume, other = office.open_volume(), office.open_volume()
    page = office.capture(volume, b"file")
    assert office.store.records.page_from(volume.volume_id, hashlib.sha256(b"file").hexdigest()) == page.page_id
    assert office.store.records.page_from(volume.volume_id, hashlib.sha256(b"other").hexdigest()) is None
    assert office.store.records.page_from(other.volume_id, hashlib.sha256(b"file").hexdigest()) is None


def test_a_page_in_no_volume_is_refused(office):
    with refused("store.unknown-item"):
        office.capture(a_volume())


def test_an_entry_walks_the_whole_way(office):
    volume = office.open_volume()
    page = office.read(office.capture(volume))
    entry = office.make_entry(page, {"nksHoTen": a_field("Lê Thị Bé"), "nksSo": a_field("12")})
    assert entry.state is EntryState.READ and entry.pages == (page.page_id,)
    entry = office.key(entry, "Lê Thị Bè")
    assert entry.fields["nksHoTen"].value == "Lê Thị Bè" and entry.fields["nksSo"].value == "12"
    assert office.check(entry).touched_by == {CLERK.user_id}
    batch = office.approve([entry])
    assert office.store.records.entry(entry.entry_id).batch == batch.name
    assert office.store.records.batches() == [batch]
    office.answer(batch, "entries")
    assert office.store.records.entry(entry.entry_id).state is EntryState.RECEIVED
    office.answer(batch, "complete")
    assert office.store.records.entry(entry.entry_id).state is EntryState.COMPLETE
    assert office.store.records.batches()[0].receipts == {"entries": b"receipt \xff entries", "complete": b"receipt \xff complete"}


def test_a_refused_batch_gives_its_entries_back_as_a_new_revision(office):
    volume = office.open_volume()
    entries = [office.finished_entry(volume) for _ in range(2)]
    office.answer(office.approve(entries), "refused")
    for entry in office.store.records.entries(volume.volume_id):
        assert (entry.state, entry.batch, entry.revision, entry.return_reason) == (EntryState.RETURNED, None, 2, "sai")


def test_what_the_table_does_not_allow_is_refused(office):
    volume = office.open_volume()
    entry = office.make_entry(office.read(office.capture(volume)))
    with refused("workflow.not-allowed"):
        office.approve([entry])
    with refused("workflow.not-allowed"):
        office.check(entry, by=SUPERVISOR)
    with refused("workflow.not-allowed"):
        office.send_back(entry)
    batch = office.approve([office.check(entry)])
    with refused("workflow.not-allowed"):
        office.key(entry)
    office.answer(batch, "complete")
    for stage in ("entries", "complete", "refused"):
        with refused("workflow.not-allowed"):
            office.answer(batch, stage)


def test_nothing_is_made_twice(office):
    volume = office.open_volume()
    with refused("workflow.not-allowed"):
        office.open_volume(volume)
    page = office.read(office.capture(volume))
    with refused("workflow.not-allowed"):
        office.read(page)


def test_an_answer_to_an_unknown_batch_is_refused(office):
    volume = office.open_volume()
    batch = office.approve([office.finished_entry(volume)])
    with refused("store.unknown-item"):
        office.answer(dataclasses.replace(batch, name=BatchName("0" * 64)), "entries")


def test_lists_are_in_order_of_making_and_can_be_narrowed(office):
    one, two = office.open_volume(a_volume("01")), office.open_volume(a_volume("02"))
    pages = [office.capture(volume) for volume in (one, two, one)]
    office.read(pages[0])
    office.read(pages[1], form_id=None)
    records = office.store.records
    assert [volume.number for volume in records.volumes()] == ["01", "02"]
    assert [page.page_id for page in records.pages()] == [page.page_id for page in pages]
    assert [page.page_id for page in records.pages(one.volume_id)] == [pages[0].page_id, pages[2].page_id]
    assert [page.page_id for page in records.pages(state=PageState.UNKNOWN)] == [pages[1].page_id]
    entry = office.check(office.make_entry(pages[0]))
    assert [e.entry_id for e in records.entries(one.volume_id, EntryState.CHECKED)] == [entry.entry_id]
    assert records.entries(two.volume_id) == records.entries(state=EntryState.READ) == []


def test_the_entry_before_is_the_one_made_last_in_the_same_volume_whatever_became_of_it(office):
    one, two = office.open_volume(a_volume("01")), office.open_volume(a_volume("02"))
    made = [office.make_entry(office.read(office.capture(volume))) for volume in (one, one, two, one)]
    office.check(made[1])
    records: Records = office.store.records
    before = [records.entry_before(entry.entry_id) for entry in made]
    assert [found and found.entry_id for found in before] == [None, made[0].entry_id, None, made[1].entry_id]
    assert records.entry_before(EntryId("x")) is None


def test_the_newest_entries_of_other_volumes_come_newest_first_and_no_more_than_asked_for(office):
    own, one, two = (office.open_volume(a_volume(number)) for number in ("01", "02", "03"))
    made = [office.finished_entry(volume) for volume in (one, two, own, one)]
    office.make_entry(office.read(office.capture(two)))
    office.approve([made[1]])
    records: Records = office.store.records
    vouched = (EntryState.CHECKED, EntryState.APPROVED)
    elsewhere = [made[3].entry_id, made[1].entry_id, made[0].entry_id]
    assert records.newest_elsewhere(own.volume_id, vouched, 9) == elsewhere
    assert records.newest_elsewhere(own.volume_id, vouched, 2) == elsewhere[:2]
    assert records.newest_elsewhere(own.volume_id, vouched[:1], 9) == [made[3].entry_id, made[0].entry_id]


def test_texts_that_persons_keyed_are_told_without_those_that_were_read(office):
    made = [office.make_entry(office.read(office.capture(office.open_volume()))) for _ in range(2)]
    office.key(made[0], "Nguyễn Văn Ân")
    keyed = to_json(dataclasses.replace(a_field("Kinh"), source=ValueSource.KEYED))
    blank = to_json(FieldValue("", "", ValueState.BLANK, ValueSource.KEYED))
    office.act(ActionKind.ENTRY_KEYED, made[1].entry_id, {"fields": {"nksDanToc": keyed, "nksQueQuan": blank}, "findings": []})
    found = office.store.records.keyed_texts([entry.entry_id for entry in made])
    assert found == [(made[0].form, {}), (made[1].form, {"nksDanToc": "Kinh"})]
    assert office.store.records.keyed_texts([]) == []


def test_fields_that_were_read_alike_are_told_until_a_person_has_keyed_them(office):
    made = [office.make_entry(office.read(office.capture(office.open_volume()))) for _ in range(3)]
    ids = [entry.entry_id for entry in made]
    asked = (made[0].form.form_id, "nksHoTen", "Nguyễn Văn An")
    records: Records = office.store.records
    assert [(entry_id, pages) for entry_id, pages, _ in records.read_as(ids[:2], *asked)] == [(e.entry_id, e.pages) for e in made[:2]]
    assert records.read_as(ids, *asked)[0][2] == made[0].fields["nksHoTen"]
    keyed = to_json(dataclasses.replace(a_field(), source=ValueSource.KEYED))
    office.act(ActionKind.ENTRY_KEYED, ids[1], {"fields": {"nksHoTen": keyed}, "findings": []})
    assert [entry_id for entry_id, _, _ in records.read_as(ids, *asked)] == [ids[0], ids[2]]
    assert records.read_as(ids, asked[0], "nksHoTen", "Khác") == records.read_as(ids, "other_form", *asked[1:]) == []
    assert records.read_as(ids, asked[0], 'x"; DROP TABLE entry', "Nguyễn Văn An") == records.read_as([], *asked) == []


def test_a_job_comes_with_the_page_and_goes_with_its_reading(office):
    volume = office.open_volume()
    pages = [office.capture(volume) for _ in range(3)]
    assert [job.page_id for job in office.store.jobs.waiting()] == [page.page_id for page in pages]
    assert [job.page_id for job in office.store.jobs.waiting(limit=1)] == [pages[0].page_id]
    office.read(pages[0])
    assert [job.page_id for job in office.store.jobs.all()] == [page.page_id for page in pages[1:]]


def test_a_job_needs_a_person_after_three_attempts(office):
    page = office.capture(office.open_volume())
    for attempt in (1, 2, 3):
        office.store.jobs.start([page.page_id])
        assert office.store.jobs.waiting() == []
        office.store.jobs.failed(page.page_id, "reading.timeout")
        [job] = office.store.jobs.all()
        assert (job.attempts, job.last_error) == (attempt, "reading.timeout")
        assert job.state == ("waiting" if attempt < 3 else "needs-person")
    assert office.store.jobs.waiting() == []


def test_everything_is_there_after_reopening(implementation):
    office = implementation.office()
    volume = office.open_volume()
    batch = office.approve([office.finished_entry(volume)])
    office.answer(batch, "entries")
    page = office.capture(volume, b"last")
    before = (
        list(office.store.log.actions()),
        office.store.records.entries(),
        office.store.records.pages(),
        office.store.records.batches(),
    )
    again = implementation.reopened().store
    assert (list(again.log.actions()), again.records.entries(), again.records.pages(), again.records.batches()) == before
    assert again.images.open(page.page_id) == b"last"


def test_running_jobs_wait_again_after_reopening_and_the_try_is_not_counted(implementation):
    office = implementation.office()
    page = office.capture(office.open_volume())
    for _ in range(5):
        office.store.jobs.start([page.page_id])
        office = implementation.reopened()
    [job] = office.store.jobs.waiting()
    assert (job.page_id, job.attempts) == (page.page_id, 0)


def test_an_action_about_another_subject_than_its_payload_is_refused(office):
    volume = a_volume()
    with pytest.raises(ValueError):
        office.act(ActionKind.VOLUME_OPENED, new_id(), {"volume": to_json(volume)})


def test_a_subject_of_many_actions_is_read_whole(office):
    volume = office.open_volume()
    entry, other = (office.make_entry(office.read(office.capture(volume))) for _ in range(2))
    payload = {"fields": {"nksHoTen": to_json(a_field())}, "findings": []}
    for _ in range(2):
        office.store.log.append([NewAction(ActionKind.ENTRY_KEYED, entry.entry_id, CLERK, payload)] * 260, office._signers[CLERK])
        office.key(other)
    assert len(list(office.store.log.actions(entry.entry_id))) == 521
    assert len(list(office.store.log.actions(other.entry_id))) == 3
    assert [action.seq for action in office.store.log.actions()] == list(range(1, office.store.log.head().seq + 1))


def test_appending_while_the_log_is_read_is_harmless(office):
    volume = office.open_volume()
    page = office.read(office.capture(volume))
    entry = office.make_entry(page)
    seen = []
    for action in office.store.log.actions():
        seen.append(action.seq)
        if len(seen) == 2:
            office.key(entry)
    assert seen[:4] == [1, 2, 3, 4]


def test_the_next_ordinal_follows_the_highest_even_after_an_erasure(office):
    one, two = office.open_volume(a_volume("01")), office.open_volume(a_volume("02"))
    pages = [office.capture(one) for _ in range(3)]
    office.capture(two)
    assert (office.store.records.next_ordinal(one.volume_id), office.store.records.count_pages(one.volume_id)) == (4, 3)
    [captured] = office.store.log.actions(pages[0].page_id)
    office.store.erase_payloads([captured.action_id], "hết hạn", STATION)
    assert (office.store.records.next_ordinal(one.volume_id), office.store.records.count_pages(one.volume_id)) == (4, 2)
    assert office.store.records.next_ordinal(VolumeId("x")) == 1


def test_a_rescan_stands_in_the_place_of_the_old_page(office):
    volume = office.open_volume()
    pages = [office.capture(volume) for _ in range(3)]
    new = office.rescan(pages[1])
    records = office.store.records
    in_order = [page.page_id for page in records.pages_until(volume.volume_id, 10)]
    assert in_order == [pages[0].page_id, pages[1].page_id, new.page_id, pages[2].page_id]
    assert [page.page_id for page in records.pages_until(volume.volume_id, 2)] == in_order[2:]
    assert [page.page_id for page in records.pages_until(volume.volume_id, 2, place=2)] == in_order[1:3]
    assert list(records.page_states(volume.volume_id, 2, 3)) == in_order[1:]
    assert [page.page_id for page in records.pages_at(volume.volume_id, 2)] == in_order[1:3]
    before, behind = records.neighbours(new.page_id)
    assert (before and before.page_id, behind and behind.page_id) == (pages[0].page_id, pages[2].page_id)
    before, behind = records.neighbours(pages[0].page_id)
    assert (before, behind and behind.page_id) == (None, new.page_id)


def test_a_page_set_aside_has_no_job_until_it_is_taken_back(office):
    volume = office.open_volume()
    pages = [office.capture(volume) for _ in range(2)]
    office.set_aside(pages[0])
    assert [job.page_id for job in office.store.jobs.all()] == [pages[1].page_id]
    first = office.store.records.first_waiting(volume.volume_id)
    assert first is not None and first.page_id == pages[1].page_id
    with refused("workflow.not-allowed"):
        office.read(pages[0])
    office.take_back(pages[0])
    assert [job.page_id for job in office.store.jobs.waiting()] == [page.page_id for page in pages]


def test_loose_and_stale_pages_are_known_without_opening_others(office):
    volume = office.open_volume()
    pages = [office.read(office.capture(volume)) for _ in range(3)]
    office.read(office.capture(volume), form_id=None)
    entry = office.make_entry(pages[1])
    records = office.store.records
    assert [page.page_id for page in records.loose_pages(volume.volume_id)] == [pages[0].page_id, pages[2].page_id]
    assert (records.entry_of(pages[1].page_id), records.entry_of(pages[0].page_id)) == (entry.entry_id, None)
    with refused("workflow.not-allowed"):
        office.set_aside(pages[1])
    assert records.stale_entries(volume.volume_id) == []
    new = office.rescan(pages[1])
    assert records.stale_entries(volume.volume_id) == [entry.entry_id]
    assert office.reread(entry).pages == (new.page_id,)
    assert records.stale_entries(volume.volume_id) == []
    office.withdraw(records.entry(entry.entry_id))
    with refused("store.unknown-item"):
        records.entry(entry.entry_id)
    assert records.entry_of(new.page_id) is None


def test_an_entry_somebody_keyed_is_never_withdrawn(office):
    volume = office.open_volume()
    entry = office.make_entry(office.read(office.capture(volume)))
    office.key(entry)
    with refused("workflow.not-allowed"):
        office.withdraw(entry)


def test_a_file_is_known_in_whatever_volume_it_lies(office):
    volume = office.open_volume()
    office.capture(volume, b"picture")
    known = hashlib.sha256(b"picture").hexdigest()
    assert office.store.records.is_kept(known) and not office.store.records.is_kept("0" * 64)
