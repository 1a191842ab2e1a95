"""Group check: what was read alike, fifty at a time; a person vouches for one field alone, and what is struck out opens in its entry."""

import pytest

from station.domain.errors import StationError
from station.domain.record import ValueSource, ValueState
from station.domain.states import EntryState
from station.workflow.attention import LOOK_AGAIN, Need
from station.workflow.checking import finish_checking
from station.workflow.drafts import restore_draft
from station.workflow.group_check import GROUP_SIZE, find_group, settle_group
from tests.checking_desk import presenter_of
from tests.flow.conftest import Office, forms, office, province, reader  # noqa: F401
from tests.large_volume import put_large_volume
from tests.seated import fill, seated
from ui.checking import wording
from ui.checking.work_list import waiting_ids


@pytest.fixture
def desk(office):  # noqa: F811
    with seated(office) as station:
        yield station


@pytest.fixture
def births(desk):
    """A volume of 120 births that wait; (station, volume, form id, the field of the child's sex)."""
    [first] = fill(desk, ["An"])
    volume, page = desk.desk.records.entry(first).volume_id, desk.desk.records.entry(first).pages[0]
    put_large_volume(desk.store, desk.desk.forms, volume, [page], read=119)
    form = desk.desk.forms.of_ref(desk.desk.records.entry(first).form)
    sex = next(field.id for field in form.fields if field.lexicon == "sexes")
    return desk, volume, form.id, sex


def read_as(births, value="Nữ"):
    desk, volume, _, sex = births
    ids = waiting_ids(desk, volume)
    return [i for i in ids if (v := desk.desk.records.entry(i).fields[sex]).value == value and v.box is not None]


def test_members_are_those_read_alike_that_stand_on_paper_and_nobody_has_confirmed(births):
    desk, volume, form, sex = births
    expected = read_as(births)
    members = find_group(desk.desk, waiting_ids(desk, volume), form, sex, "Nữ")
    assert [member.entry_id for member in members] == expected and len(expected) > 30
    settle_group(desk.desk, sex, members[:1], ())
    assert [m.entry_id for m in find_group(desk.desk, waiting_ids(desk, volume), form, sex, "Nữ")] == expected[1:]


def test_what_stands_is_keyed_for_that_field_alone_and_what_is_struck_out_opens_in_its_entry(births):
    desk, volume, form, sex = births
    members = find_group(desk.desk, waiting_ids(desk, volume), form, sex, "Nữ")[:3]
    before = desk.desk.records.entry(members[0].entry_id)
    done = settle_group(desk.desk, sex, members, {members[1].entry_id})
    assert (done.confirmed, done.struck_out, done.passed_over) == (2, 1, 0)
    taken, struck = (desk.desk.records.entry(member.entry_id) for member in members[:2])
    assert taken.state is EntryState.READ and taken.fields[sex].source is ValueSource.KEYED and taken.fields[sex].value == "Nữ"
    assert {path: value for path, value in taken.fields.items() if path != sex} == {p: v for p, v in before.fields.items() if p != sex}
    assert struck.fields[sex].state is ValueState.UNREADABLE and struck.fields[sex].note == LOOK_AGAIN
    presenter = presenter_of(desk)
    presenter.open(struck.entry_id)
    assert presenter.hands.sheet.needs[sex] is Need.STRUCK_OUT
    presenter.hands.go_to(sex)
    presenter.hands.enter("Nam")
    assert presenter.hands.sheet.note(sex) == "" and not presenter.hands.sheet.is_open(sex)


def test_a_whole_group_is_written_at_once(births):
    desk, volume, form, sex = births
    members = find_group(desk.desk, waiting_ids(desk, volume), form, sex, "Nữ")
    before = desk.desk.log.head().seq
    settle_group(desk.desk, sex, members, ())
    assert desk.desk.log.head().seq == before + len(members)


def test_an_entry_that_somebody_finished_meanwhile_is_passed_over(births):
    desk, volume, form, sex = births
    members = find_group(desk.desk, waiting_ids(desk, volume), form, sex, "Nữ")[:2]
    entry = desk.desk.records.entry(members[0].entry_id)
    finish_checking(desk.desk, entry.entry_id, {finding.rule: "đúng" for finding in entry.findings})
    desk.store.database.execute(
        "UPDATE entry SET state = 'approved', body = json_set(body, '$.state', 'approved') WHERE entry_id = ?", (entry.entry_id,)
    )
    done = settle_group(desk.desk, sex, members, ())
    assert (done.confirmed, done.passed_over) == (1, 1)


def test_strips_come_fifty_at_a_time_until_there_are_none(births):
    desk, volume, form, sex = births
    put_large_volume(desk.store, desk.desk.forms, volume, [desk.desk.records.pages()[0].page_id], read=30, seed=2)
    expected = read_as(births)
    assert GROUP_SIZE < len(expected) < 2 * GROUP_SIZE
    group = presenter_of(desk).group
    group.begin(volume, form, sex, "Nữ")
    assert [member.entry_id for member in group.members] == expected[:GROUP_SIZE]
    group.strike(expected[0])
    group.strike(expected[1])
    group.strike(expected[1])
    group.confirm()
    assert [member.entry_id for member in group.members] == expected[GROUP_SIZE:] and group.struck == set()
    group.confirm()
    assert group.members == [] and group.done.confirmed == len(expected) - 1 and group.done.struck_out == 1
    group.confirm()
    assert group.done.confirmed == len(expected) - 1


def test_a_value_that_nothing_was_read_as_has_no_strips(births):
    desk, volume, form, sex = births
    group = presenter_of(desk).group
    group.begin(volume, form, sex, "Không")
    assert group.members == [] and not group.has_settled


def test_a_store_that_cannot_write_is_a_sentence_and_the_strips_stay_as_they_were(births, monkeypatch):
    desk, volume, form, sex = births
    group = presenter_of(desk).group
    group.begin(volume, form, sex, "Nữ")
    struck = group.members[0].entry_id
    group.strike(struck)

    def full(*args):
        raise StationError("store.disk-full", path="x")

    with monkeypatch.context() as patch:
        patch.setattr(desk.store.log, "append", full)
        group.confirm()
    assert (
        group.trouble.code == "store.disk-full" and group.struck == {struck} and len(group.members) == min(len(read_as(births)), GROUP_SIZE)
    )
    group.confirm()
    assert group.trouble is None and group.done.struck_out == 1


def test_the_open_entry_keeps_what_was_typed_in_it_when_its_group_is_settled(births):
    desk, volume, form, sex = births
    presenter = presenter_of(desk)
    presenter.open(read_as(births)[0])
    here = presenter.hands.path
    presenter.hands.typing("dở da")
    presenter.save()
    presenter.group.begin(volume, form, sex, "Nữ")
    presenter.group.confirm()
    presenter.reopen()
    assert presenter.hands.path == here and presenter.hands.input == "dở da" and presenter.hands.message is wording.CHANGED_SINCE
    assert restore_draft(desk.desk, desk.store.drafts, presenter.entry_id) is not None
