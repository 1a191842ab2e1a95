"""Ctrl+F of the desk Kiểm tra without its looks: answers from this volume alone, and the way back to exactly where one was."""

import pytest

from station.domain.states import EntryState
from station.workflow.checking import key_fields
from tests.checking_desk import confirm_all, finish_whole, presenter_of
from tests.flow.conftest import Office, forms, office, province, reader  # noqa: F401
from tests.seated import check, fill, seated
from ui.checking import wording
from ui.checking.finder import HITS_MAX


@pytest.fixture
def desk(office):  # noqa: F811
    with seated(office) as station:
        yield station


def name_of(presenter) -> str:
    return next(path for path in presenter.hands.sheet.paths if presenter.hands.sheet.definition(path).type == "person_name")


def ask(presenter, text):
    presenter.finder.ask(presenter.volume_id, text)
    return presenter.finder.hits


@pytest.mark.parametrize("typed", ["nguyễn thị bình", "nguyen thi binh", "binh", "BÌNH", "nguyễn thị bì"])
def test_an_entry_is_found_by_its_name_with_and_without_marks_at_its_field(desk, typed):
    ids = fill(desk, ["An", "Bình", "Chi"])
    presenter = presenter_of(desk)
    [hit] = ask(presenter, typed)
    assert (hit.entry_id, hit.path, hit.value) == (ids[1], name_of(presenter), "Nguyễn Thị Bình")
    assert hit.number == "12/2018" and hit.state is EntryState.READ


def test_numbers_and_dates_are_found_and_other_volumes_are_not(desk):
    other = fill(desk, ["An"], number="02")
    ids = fill(desk, ["Bình"], number="01")
    presenter = presenter_of(desk)
    presenter.choose_volume(desk.desk.records.entry(ids[0]).volume_id)
    for typed in ("12/2018", "02/03/2018", "nguyen thi"):
        assert [hit.entry_id for hit in ask(presenter, typed)] == ids != other


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "***", '"', "zzzz", "a" * 1_000_000])
def test_questions_that_mean_nothing_find_nothing(desk, typed):
    fill(desk, ["An"])
    assert not ask(presenter_of(desk), typed)


def test_no_more_is_found_than_anybody_reads(desk):
    fill(desk, [f"An {number}" for number in range(HITS_MAX + 3)])
    assert len(ask(presenter_of(desk), "nguyen")) == HITS_MAX


def test_only_the_newest_question_is_answered(desk):
    fill(desk, ["An", "Bình"])
    presenter = presenter_of(desk)
    ask(presenter, "binh")
    before = presenter.finder.hits
    presenter.finder._answer("an", presenter.volume_id, [])
    assert presenter.finder.hits is before


def test_what_is_found_opens_at_its_field_and_the_way_back_keeps_everything(desk):
    ids = fill(desk, ["An", "Bình"])
    presenter = presenter_of(desk)
    presenter.hands.enter("Trần Thị Mây")
    hands, here = presenter.hands, presenter.hands.path
    hands.typing("dở da")
    presenter.look_at(ids[1], name_of(presenter))
    assert presenter.entry_id == ids[1] and presenter.hands.path == name_of(presenter)
    assert presenter.look_back() is True
    assert presenter.entry_id == ids[0] and presenter.hands is hands
    assert (hands.path, hands.input) == (here, "dở da")
    hands.undo()
    hands.undo()
    assert not hands.sheet.typed
    assert presenter.look_back() is False


def test_looking_at_another_field_of_the_same_entry_takes_nothing_that_stands_open(desk):
    [entry_id] = fill(desk, ["An"])
    presenter = presenter_of(desk)
    presenter.hands.typing("dở da")
    here, last = presenter.hands.path, presenter.hands.sheet.paths[-1]
    presenter.look_at(entry_id, last)
    assert presenter.hands.path == last and not presenter.hands.sheet.typed
    presenter.look_back()
    assert (presenter.hands.path, presenter.hands.input) == (here, "dở da")


def test_a_part_of_a_list_opens_at_its_list_and_an_unknown_field_where_the_cursor_stands(desk):
    ids = fill(desk, ["An", "Bình"])
    presenter = presenter_of(desk)
    presenter.look_at(ids[1], f"{name_of(presenter)}[3].x")
    assert presenter.hands.path == name_of(presenter)
    presenter.look_at(ids[1], "khong_co")
    assert presenter.hands.path == name_of(presenter)


def test_looking_from_hit_to_hit_leads_back_to_the_beginning(desk):
    ids = fill(desk, ["An", "Bình", "Chi"])
    presenter = presenter_of(desk)
    presenter.hands.typing("dở")
    for entry_id in (ids[1], ids[2], ids[1]):
        presenter.look_at(entry_id, "")
    presenter.look_back()
    assert presenter.entry_id == ids[0] and presenter.hands.input == "dở"


def test_what_is_typed_at_a_hit_is_kept_as_its_draft(desk):
    ids = fill(desk, ["An", "Bình"])
    presenter = presenter_of(desk)
    presenter.look_at(ids[1], "")
    presenter.hands.typing("ở đây")
    presenter.look_back()
    presenter.open(ids[1])
    assert presenter.hands.input == "ở đây"


def test_finishing_what_was_found_leads_back_too(desk):
    ids = fill(desk, ["An", "Bình", "Chi"])
    presenter = presenter_of(desk)
    presenter.hands.typing("dở da")
    presenter.look_at(ids[2], "")
    finish_whole(presenter)
    assert desk.desk.records.entry(ids[2]).state is EntryState.CHECKED
    assert presenter.entry_id == ids[0] and presenter.hands.input == "dở da" and presenter.waiting == ids[:2]


def test_an_entry_changed_meanwhile_comes_back_as_it_is_with_what_was_typed_as_its_draft(desk):
    ids = fill(desk, ["An", "Bình"])
    presenter = presenter_of(desk)
    presenter.hands.typing("dở da")
    presenter.look_at(ids[1], "")
    key_fields(desk.desk, ids[0], {})
    presenter.look_back()
    assert presenter.entry_id == ids[0] and presenter.hands.input == "dở da" and presenter.hands.message is wording.CHANGED_SINCE


def test_a_checked_entry_that_was_found_can_be_mended(desk):
    ids = fill(desk, ["An", "Bình"])
    check(desk, ids[1:])
    presenter = presenter_of(desk)
    presenter.look_at(ids[1], name_of(presenter))
    assert not presenter.is_locked
    presenter.hands.enter("Nguyễn Thị Bính")
    confirm_all(presenter)
    presenter.finish()
    while presenter.reasons is not None and presenter.reasons.next_error is not None:
        presenter.give_reason("đúng")
    mended = desk.desk.records.entry(ids[1])
    assert mended.fields["nksHoTen"].value == "Nguyễn Thị Bính" and mended.state is EntryState.CHECKED


def test_a_checked_entry_that_nobody_changed_is_simply_left(desk):
    ids = fill(desk, ["An", "Bình"])
    check(desk, ids[1:])
    presenter = presenter_of(desk)
    presenter.look_at(ids[1], "")
    before = desk.desk.log.head()
    presenter.hands.sheet.passed = {path: frozenset(f.rule for f in presenter.hands.sheet.findings) for path in presenter.hands.sheet.paths}
    presenter.finish()
    while presenter.reasons is not None and presenter.reasons.next_error is not None:
        presenter.give_reason("đúng")
    assert presenter.trouble is None and presenter.entry_id == ids[0] and desk.desk.log.head() == before


def test_an_approved_entry_is_looked_at_and_never_written(desk):
    ids = fill(desk, ["An", "Bình"])
    desk.store.database.execute(
        "UPDATE entry SET state = 'approved', body = json_set(body, '$.state', 'approved') WHERE entry_id = ?", (ids[1],)
    )
    presenter = presenter_of(desk)
    presenter.look_at(ids[1], "")
    assert presenter.is_locked and presenter.hands.message is wording.LOCKED
    before = desk.desk.log.head()
    presenter.hands.typing("x")
    presenter.save()
    presenter.finish()
    assert desk.desk.log.head() == before and desk.store.drafts.entries(desk.desk.actor.user_id) == []
    presenter.look_back()
    assert presenter.entry_id == ids[0]
