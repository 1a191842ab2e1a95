"""The desk Kiểm tra and the store: opening, drafts, finishing, what others did meanwhile."""

import dataclasses

import pytest

from station.domain.states import EntryState
from station.workflow.checking import finish_checking, key_fields
from station.workflow.drafts import restore_draft
from tests.checking_desk import confirm_all, finish_whole, load_boats, presenter_of
from tests.flow.conftest import Office, forms, office, province, reader  # noqa: F401
from tests.large_volume import put_large_volume
from tests.seated import fill, seated
from tests.ui.immediate import ImmediateTasks
from ui.changes import ENTRIES
from ui.checking import wording


@pytest.fixture
def desk(office):  # noqa: F811
    with seated(office) as station:
        yield station


def test_an_empty_desk_says_what_to_do_first(desk):
    assert presenter_of(desk).message is wording.NO_VOLUME


def test_the_first_waiting_entry_opens_and_finishing_opens_the_next_until_the_volume_is_done(desk):
    ids = fill(desk, ["An", "Bình"])
    presenter = presenter_of(desk)
    assert presenter.entry_id == ids[0] and presenter.place == 1
    finish_whole(presenter)
    assert presenter.entry_id == ids[1]
    finish_whole(presenter)
    assert presenter.entry_id is None and presenter.message in (wording.VOLUME_DONE, wording.NO_VOLUME)
    assert {desk.desk.records.entry(entry_id).state for entry_id in ids} == {EntryState.CHECKED}


def test_finishing_goes_to_what_was_not_seen_instead(desk):
    fill(desk, ["An"])
    presenter = presenter_of(desk)
    first = presenter.hands.sheet.open_paths[0]
    presenter.hands.go_to(presenter.hands.sheet.paths[-1])
    presenter.finish()
    assert presenter.hands.path == first and "ô chưa xem" in presenter.hands.message.vi


def test_errors_that_stand_need_a_reason_each_and_the_reasons_reach_the_supervisor(desk):
    [entry_id] = fill(desk, ["An"])
    presenter = presenter_of(desk)
    assert presenter.hands.sheet.errors
    finish_whole(presenter)
    overrides = desk.desk.records.entry(entry_id).overrides
    assert overrides and set(overrides.values()) == {"Đúng như trên giấy"}


def test_what_is_typed_is_a_draft_and_comes_back_after_a_kill(desk):
    [entry_id] = fill(desk, ["An"])
    presenter = presenter_of(desk)
    first = presenter.hands.path
    presenter.hands.enter("Trần Thị Mây")
    following = presenter.hands.path
    presenter.hands.typing("dở da")
    presenter.save()
    head = desk.desk.log.head()
    again = presenter_of(desk)
    assert again.hands.path == following and again.hands.input == "dở da" and again.hands.message is wording.RESTORED
    assert again.hands.sheet.keyed()[first].text == "Trần Thị Mây"
    assert desk.desk.log.head() == head and restore_draft(desk.desk, desk.store.drafts, entry_id) is not None


def test_a_draft_goes_when_the_entry_is_finished(desk):
    [entry_id] = fill(desk, ["An"])
    presenter = presenter_of(desk)
    presenter.hands.typing("dở da")
    presenter.save()
    presenter.hands.undo()
    finish_whole(presenter)
    assert desk.store.drafts.entries(desk.desk.actor.user_id) == []
    assert restore_draft(desk.desk, desk.store.drafts, entry_id) is None


def test_saving_twice_writes_once(desk, monkeypatch):
    fill(desk, ["An"])
    presenter = presenter_of(desk)
    written = []
    keep = desk.store.drafts.keep
    monkeypatch.setattr(desk.store.drafts, "keep", lambda *args: (written.append(args), keep(*args)))
    presenter.hands.typing("dở")
    presenter.save()
    presenter.save()
    assert len(written) == 1


def test_going_to_another_entry_keeps_what_was_typed_in_this_one(desk):
    ids = fill(desk, ["An", "Bình"])
    presenter = presenter_of(desk)
    presenter.hands.enter("Trần Thị Mây")
    presenter.open_neighbour(1)
    assert presenter.entry_id == ids[1]
    presenter.open_neighbour(-1)
    assert presenter.entry_id == ids[0] and presenter.hands.sheet.typed


def test_an_entry_that_somebody_changed_meanwhile_is_not_written_over_and_nothing_typed_is_lost(desk):
    [entry_id] = fill(desk, ["An"])
    presenter = presenter_of(desk)
    confirm_all(presenter)
    typed = dict(presenter.hands.sheet.typed)
    entry = desk.desk.records.entry(entry_id)
    key_fields(desk.desk, entry_id, {})
    assert entry.revision == 1
    presenter.finish()
    while presenter.reasons is not None and presenter.reasons.next_error is not None:
        presenter.give_reason("đúng")
    assert presenter.trouble.code == "workflow.not-allowed" and presenter.hands.sheet.typed == typed
    finish_whole(presenter)
    assert desk.desk.records.entry(entry_id).state is EntryState.CHECKED


def test_an_entry_finished_elsewhere_is_a_sentence(desk):
    [entry_id] = fill(desk, ["An"])
    presenter = presenter_of(desk)
    entry = desk.desk.records.entry(entry_id)
    finish_checking(desk.desk, entry_id, {finding.rule: "đúng" for finding in entry.findings})
    finish_whole(presenter)
    assert presenter.trouble.code == "workflow.not-allowed"


def test_an_entry_whose_form_is_gone_is_a_sentence_and_stays(desk):
    ids = fill(desk, ["An", "Bình"])
    without = dataclasses.replace(desk, desk=dataclasses.replace(desk.desk, forms=load_boats()))
    presenter = presenter_of(without)
    assert presenter.trouble.code == "forms.unknown" and presenter.hands is None
    presenter.open_neighbour(1)
    assert presenter.entry_id == ids[1] and presenter.trouble.code == "forms.unknown"
    assert {desk.desk.records.entry(entry_id).state for entry_id in ids} == {EntryState.READ}


def test_words_keyed_in_one_entry_are_offered_in_the_next(desk):
    fill(desk, ["An", "Bình"])
    presenter = presenter_of(desk)
    hands = presenter.hands
    name = next(path for path in hands.sheet.paths if hands.sheet.definition(path).type == "person_name")
    hands.go_to(name)
    hands.enter("Nguyễn Văn Hải")
    finish_whole(presenter)
    presenter.hands.go_to(name)
    assert "Nguyễn Văn Hải" in [offer.text for offer in presenter.hands.offers("nguyen van h")]


def test_words_of_finished_entries_are_learned_when_the_volume_is_opened(desk):
    fill(desk, ["An", "Bình"])
    presenter = presenter_of(desk)
    finish_whole(presenter)
    fresh = presenter_of(desk)
    name = next(path for path in fresh.hands.sheet.paths if fresh.hands.sheet.definition(path).type == "person_name")
    fresh.hands.go_to(name)
    assert "Nguyễn Thị An" in [offer.text for offer in fresh.hands.offers("nguyen thi a")]


def test_words_of_other_volumes_are_learned_without_opening_the_list_of_all_that_is_finished(desk, monkeypatch):
    fill(desk, ["Phượng Quỳnh"], number="07")
    finish_whole(presenter_of(desk))
    fill(desk, ["An"], number="08")
    asked: list[object] = []
    entry_ids = desk.desk.records.entry_ids
    monkeypatch.setattr(desk.desk.records, "entry_ids", lambda volume_id, state: asked.append(volume_id) or entry_ids(volume_id, state))
    presenter = presenter_of(desk)
    name = next(path for path in presenter.hands.sheet.paths if presenter.hands.sheet.definition(path).type == "person_name")
    presenter.hands.go_to(name)
    assert "Nguyễn Thị Phượng Quỳnh" in [offer.text for offer in presenter.hands.offers("nguyen thi ph")]
    assert asked and None not in asked


# ten thousand entries


class Counted:
    """How many rows the store hands out."""

    def __init__(self, database, monkeypatch):
        self.rows = 0
        for name in ("rows", "one"):
            monkeypatch.setattr(database, name, self._counting(getattr(database, name)))

    def _counting(self, ask):
        def asked(*args):
            found = ask(*args)
            self.rows += len(found) if isinstance(found, list) else 1
            return found

        return asked


def rows_for_one_entry(station, monkeypatch, entries: int) -> int:
    """Rows handed out from Ctrl+Enter to the next entry, in a volume of so many."""
    [first] = fill(station, ["An"], number=f"{entries:02d}")
    volume, page = station.desk.records.entry(first).volume_id, station.desk.records.entry(first).pages[0]
    put_large_volume(station.store, station.desk.forms, volume, [page], read=entries, checked=entries)
    presenter = presenter_of(station)
    presenter.choose_volume(volume)
    assert len(presenter.waiting) == entries + 1 and presenter.entry_id == first
    confirm_all(presenter)
    with monkeypatch.context() as patch:
        counted = Counted(station.store.database, patch)
        finish_whole(presenter)
        presenter.hands.offers("nguyen")
    assert presenter.entry_id == presenter.waiting[0] != first
    return counted.rows


def test_going_to_the_next_entry_asks_no_more_of_the_store_in_a_large_volume_than_in_a_small_one(desk, monkeypatch):
    small = rows_for_one_entry(desk, monkeypatch, 3)
    large = rows_for_one_entry(desk, monkeypatch, 60)
    assert large <= small + 5


def test_entries_read_meanwhile_join_the_list_and_leave_the_clerk_alone(desk):
    fill(desk, ["An"])
    tasks = ImmediateTasks(desk)
    presenter = presenter_of(desk, tasks)
    volume, page = presenter.volume_id, desk.desk.records.pages()[0].page_id
    told, listed = [], []
    presenter.listen(lambda: told.append(1))
    presenter.listen_to_list(lambda: listed.append(1))
    presenter.hands.typing("dở da")
    put_large_volume(desk.store, desk.desk.forms, volume, [page], read=2)
    tasks.changes.announce(ENTRIES)
    assert len(presenter.waiting) == 3 and presenter.hands.input == "dở da"
    assert listed and not told


def test_a_reopened_entry_stands_at_the_same_field_with_what_was_typed(desk):
    fill(desk, ["An"])
    presenter = presenter_of(desk)
    first = presenter.hands.path
    presenter.hands.enter("Trần Thị Mây")
    here = presenter.hands.path
    presenter.save()
    presenter.reopen()
    assert presenter.hands.path == here and presenter.hands.sheet.keyed()[first].text == "Trần Thị Mây"
