"""Finishing without waiting: the next entry comes up while the one before is written, and whatever goes wrong brings its person back."""

import dataclasses

import pytest

from station.domain.errors import StationError
from station.domain.states import EntryState
from station.workflow.checking import key_fields
from station.workflow.drafts import restore_draft
from tests.checking_desk import confirm_all
from tests.flow.conftest import Office, forms, office, province, reader  # noqa: F401
from tests.seated import fill, seated
from tests.ui.immediate import ImmediateTasks
from ui.changes import ENTRIES
from ui.checking.presenter import CheckingPresenter


@dataclasses.dataclass
class SlowDisk(ImmediateTasks):
    """What is to be finished waits until the disk is let go; everything else is done at once."""

    waiting: list = dataclasses.field(default_factory=list)
    is_full: bool = False

    def change(self, run, done=None, failed=None, *, changed):
        if changed is not ENTRIES:
            super().change(run, done, failed, changed=changed)
            return

        def full(station):
            raise StationError("store.disk-full")

        self.waiting.append(lambda: ImmediateTasks.change(self, full if self.is_full else run, done, failed, changed=changed))

    def let_go(self):
        waiting, self.waiting = self.waiting, []
        for write in waiting:
            write()


@pytest.fixture
def desk(office):  # noqa: F811
    with seated(office) as station:
        yield station


@pytest.fixture
def tasks(desk):
    return SlowDisk(desk)


@pytest.fixture
def ids(desk):
    return fill(desk, ["An", "Bình", "Cúc"])


@pytest.fixture
def presenter(tasks, ids):
    presenter = CheckingPresenter(tasks, tasks.changes)
    presenter.activate()
    return presenter


def finish(presenter, name):
    """The first field typed, every reason given."""
    presenter.hands.enter(name)
    confirm_all(presenter)
    presenter.save()
    presenter.finish()
    while presenter.reasons is not None and presenter.reasons.next_error is not None:
        presenter.give_reason("đúng như trên giấy")


def test_the_next_entry_is_there_before_the_disk_has_answered(presenter, tasks, desk, ids):
    finish(presenter, "Ngỗng Thị Cạn")
    assert presenter.entry_id == ids[1] and presenter.is_writing and not presenter.is_finishing
    assert presenter.waiting == ids[1:] and desk.desk.records.entry(ids[0]).state is EntryState.READ
    presenter.hands.typing("dở da")
    tasks.let_go()
    assert desk.desk.records.entry(ids[0]).state is EntryState.CHECKED and not presenter.is_writing
    assert presenter.entry_id == ids[1] and presenter.hands.input == "dở da", "whoever types is not disturbed by the disk"


def test_two_entries_may_be_on_their_way_at_once(presenter, tasks, desk, ids):
    finish(presenter, "Ngỗng Thị Cạn")
    finish(presenter, "Ngỗng Thị Sâu")
    tasks.let_go()
    assert [desk.desk.records.entry(entry_id).state for entry_id in ids] == [EntryState.CHECKED, EntryState.CHECKED, EntryState.READ]
    assert presenter.entry_id == ids[2]


def test_what_was_keyed_a_blink_ago_can_be_repeated_in_the_next(presenter, ids):
    path = presenter.hands.path
    finish(presenter, "Ngỗng Thị Cạn")
    presenter.hands.go_to(path)
    assert presenter.entry_id == ids[1] and presenter.hands.ditto() == "Ngỗng Thị Cạn"


def test_a_full_disk_brings_its_person_back_with_everything_as_it_was(presenter, tasks, desk, ids):
    path = presenter.hands.path
    tasks.is_full = True
    finish(presenter, "Ngỗng Thị Cạn")
    presenter.hands.typing("dở da")
    tasks.let_go()
    assert presenter.entry_id == ids[0] and presenter.trouble.code == "store.disk-full" and not presenter.is_writing
    assert presenter.hands.sheet.keyed()[path].text == "Ngỗng Thị Cạn" and presenter.waiting == ids
    assert restore_draft(desk.desk, desk.store.drafts, ids[1]).open_text == "dở da", "what was typed in the next is kept too"
    tasks.is_full = False
    presenter.finish()
    tasks.let_go()
    assert desk.desk.records.entry(ids[0]).state is EntryState.CHECKED
    assert presenter.entry_id == ids[1] and presenter.hands.input == "dở da"


def test_an_entry_changed_by_somebody_else_meanwhile_brings_its_person_back(presenter, tasks, desk, ids):
    finish(presenter, "Ngỗng Thị Cạn")
    key_fields(desk.desk, ids[0], {})
    tasks.let_go()
    assert presenter.entry_id == ids[0] and presenter.trouble.code == "workflow.not-allowed"
    assert "Ngỗng Thị Cạn" in [keyed.text for keyed in presenter.hands.sheet.keyed().values()]


def test_a_next_entry_that_somebody_changed_is_shown_as_it_is_now_with_what_was_typed_in_it(presenter, tasks, desk, ids):
    finish(presenter, "Ngỗng Thị Cạn")
    presenter.hands.typing("dở da")
    key_fields(desk.desk, ids[1], {})
    tasks.let_go()
    assert presenter.entry_id == ids[1] and presenter.hands.sheet.entry.revision == 1 and presenter.hands.input == "dở da"


def test_going_on_without_finishing_shows_the_next_entry_as_it_is(presenter, desk, ids):
    key_fields(desk.desk, ids[1], {})
    presenter.open_neighbour(1)
    assert presenter.entry_id == ids[1] and presenter.hands.sheet.entry.revision == 1


def test_nobody_begins_other_work_while_an_entry_is_on_its_way(presenter, tasks, ids):
    finish(presenter, "Ngỗng Thị Cạn")
    work = presenter.work
    presenter.choose_work(dataclasses.replace(work) if dataclasses.is_dataclass(work) else type(work)())
    assert presenter.work is work
    tasks.let_go()


def test_an_entry_finished_in_the_blink_before_leaving_is_on_its_way(presenter, tasks, desk, ids, monkeypatch):
    """The window drops what waits for a paint when its person signs out; leaving the desk begins it first."""
    monkeypatch.setattr(tasks, "after_paint", lambda act, pause_ms=0: None)
    finish(presenter, "Ngỗng Thị Cạn")
    assert tasks.waiting == [] and presenter.is_writing
    presenter.save()
    tasks.let_go()
    assert desk.desk.records.entry(ids[0]).state is EntryState.CHECKED
