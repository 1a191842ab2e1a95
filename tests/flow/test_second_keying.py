"""A second person keys blind, a third decides: over the real store, with the people of a small office."""

import pytest

from station.domain.errors import StationError
from station.domain.keying_plan import Hand, KeyingPlan, PlanKind
from station.domain.record import ValueState
from station.domain.states import ActionKind, EntryState
from station.store.audit import audit
from station.workflow.approval import approve, return_entry
from station.workflow.checking import Keyed, finish_checking, key_fields
from station.workflow.counting import total
from station.workflow.drafts import actions_of, finish_entry
from station.workflow.keying_plans import plan_of, set_plan, waive
from station.workflow.known_answers import answer, asked_of, mixed_in
from station.workflow.second_keying import blind, choices, decide, key_second
from tests.keyers import SECOND, THIRD, add_keyers, as_on_paper, planned_volume, volume_of, work_of
from tests.seated import check, fill, reviews_of, seated

NAME, SEX, BORN = "nksHoTen", "nksGioiTinh", "nksNgaySinh"


@pytest.fixture(autouse=True)
def keyers(office):
    add_keyers(office, SECOND, THIRD)


def state(station, entry_id):
    return station.desk.records.entry(entry_id).state


def kinds(station, entry_id):
    return [action.kind.value for action in station.desk.log.actions(entry_id)]


def approve_one(station, entry_id):
    return approve(station.desk, reviews_of(station), volume_of(station, entry_id), station.outbox, station.station_id, [entry_id])


def test_what_two_people_key_alike_goes_to_the_supervisor(office):
    [entry_id] = planned_volume(office, ["Lan"])
    with seated(office, SECOND) as station:
        assert state(station, entry_id) is EntryState.SECOND
        assert key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id)).state is EntryState.CHECKED
        assert kinds(station, entry_id) == ["entry.read", "entry.checked", "entry.planned", "entry.second-keyed", "entry.agreed"]
        assert station.desk.records.entry(entry_id).second.values == {}
    with seated(office, "supervisor") as station:
        assert approve_one(station, entry_id).batch.entries == (entry_id,)
        assert audit(station.store, None).faults == []


def test_an_entry_that_waits_for_its_second_keying_cannot_be_approved(office):
    [entry_id] = planned_volume(office, ["Lan"])
    with seated(office, "supervisor") as station, pytest.raises(StationError, match=r"approval\.nothing"):
        approve_one(station, entry_id)


def test_the_first_keyer_is_not_given_it_and_may_not_key_it_again(office):
    [entry_id] = planned_volume(office, ["Lan"])
    with seated(office) as station:
        volume_id, user_id = volume_of(station, entry_id), station.desk.actor.user_id
        assert work_of(station).waiting(volume_id, EntryState.SECOND, user_id) == []
        with pytest.raises(StationError, match=r"second\.own-work"):
            key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id))
        assert state(station, entry_id) is EntryState.SECOND
    with seated(office, SECOND) as station:
        assert work_of(station).waiting(volume_id, EntryState.SECOND, station.desk.actor.user_id) == [entry_id]


def test_a_difference_waits_for_a_third_person_and_both_values_stay_in_the_log(office):
    [entry_id] = planned_volume(office, ["Lan"])
    with seated(office, SECOND) as station:
        key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id, **{NAME: "Nguyễn Thị Lân"}))
        volume_id = volume_of(station, entry_id)
        assert state(station, entry_id) is EntryState.DIFFERING
        assert work_of(station).waiting(volume_id, EntryState.DIFFERING, station.desk.actor.user_id) == []
        with pytest.raises(StationError, match=r"second\.own-work"):
            decide(station.desk, entry_id, {NAME: Keyed("Nguyễn Thị Lân")})
    with seated(office) as station, pytest.raises(StationError, match=r"second\.own-work"):
        decide(station.desk, entry_id, {NAME: Keyed("Nguyễn Thị Lan")})
    with seated(office, THIRD) as station:
        assert work_of(station).waiting(volume_id, EntryState.DIFFERING, station.desk.actor.user_id) == [entry_id]
        [choice] = choices(station.desk.records.entry(entry_id))
        assert {value.value for value in choice.values} == {"Nguyễn Thị Lan", "Nguyễn Thị Lân"}
        entry = decide(station.desk, entry_id, {NAME: Keyed("Nguyễn Thị Lân")})
        assert entry.state is EntryState.CHECKED and entry.fields[NAME].value == "Nguyễn Thị Lân"
        keyed = next(action for action in station.desk.log.actions(entry_id) if action.kind is ActionKind.ENTRY_SECOND_KEYED)
        read = next(action for action in station.desk.log.actions(entry_id) if action.kind is ActionKind.ENTRY_READ)
        assert keyed.payload["fields"][NAME]["value"] == "Nguyễn Thị Lân"
        assert read.payload["fields"][NAME]["value"] == "Nguyễn Thị Lan"
    with seated(office, "supervisor") as station:
        approve_one(station, entry_id)
        assert audit(station.store, None).faults == []


def differing_name(office):
    [entry_id] = planned_volume(office, ["Lan"])
    with seated(office, SECOND) as station:
        key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id, **{NAME: "Nguyễn Thị Lân"}))
    return entry_id


def test_where_only_two_people_key_the_supervisor_decides_and_approves(office):
    entry_id = differing_name(office)
    with seated(office, "supervisor") as station:
        decide(station.desk, entry_id, {NAME: Keyed("Nguyễn Thị Lan")})
        assert approve_one(station, entry_id).batch.entries == (entry_id,)


def test_a_supervisor_who_types_a_third_value_has_keyed_and_may_not_approve(office):
    entry_id = differing_name(office)
    with seated(office, "supervisor") as station:
        decide(station.desk, entry_id, {NAME: Keyed("Nguyễn Thị Lành")})
        with pytest.raises(StationError, match=r"approval\.four-eyes"):
            approve_one(station, entry_id)


def test_nobody_who_keyed_first_or_second_approves(office):
    entry_id = differing_name(office)
    with seated(office, THIRD) as station:
        entry = decide(station.desk, entry_id, {NAME: Keyed("Nguyễn Thị Lan")})
        assert entry.touched_by == {"clerk", SECOND} and entry.second.decided_by == THIRD


def test_a_decision_that_leaves_a_field_open_is_refused(office):
    entry_id = differing_name(office)
    with seated(office, THIRD) as station:
        for typed in ({}, {NAME: Keyed("Nguyễn Thị Lan"), SEX: Keyed("Nam")}):
            with pytest.raises(StationError, match=r"second\.incomplete"):
                decide(station.desk, entry_id, typed)


def test_a_decision_that_breaks_a_rule_needs_a_reason(office):
    [entry_id] = planned_volume(office, ["Lan"])
    with seated(office, SECOND) as station:
        key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id, **{NAME: ""}))
    with seated(office, THIRD) as station:
        blank = {NAME: Keyed("", ValueState.BLANK)}
        with pytest.raises(StationError, match=r"checking\.open-findings"):
            decide(station.desk, entry_id, blank)
        assert decide(station.desk, entry_id, blank, {f"required.{NAME}": "giấy để trống"}).overrides[f"required.{NAME}"]


def test_writing_otherwise_is_no_difference(office):
    [entry_id] = planned_volume(office, ["Hoà"])
    with seated(office, SECOND) as station:
        otherwise = {NAME: "NGUYỄN  THỊ HÒA", BORN: "2.3.2018"}
        assert key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id, **otherwise)).state is EntryState.CHECKED
        assert station.desk.records.entry(entry_id).fields[NAME].value == "Nguyễn Thị Hoà"


def test_the_second_person_sees_neither_values_nor_findings(office):
    [entry_id] = planned_volume(office, ["Lan"], KeyingPlan(PlanKind.KEY_FIELDS))
    with seated(office, SECOND) as station:
        entry = station.desk.records.entry(entry_id)
        form = station.desk.forms.of_ref(entry.form)
        bare, asked = blind(entry, form, entry.second.fields)
        assert NAME in entry.second.fields and len(entry.second.fields) < len(form.fields)
        assert [field.id for field in asked.fields] == list(entry.second.fields)
        assert all(not value.text and not value.value and not value.voices for value in bare.fields.values())
        assert not (bare.findings or bare.overrides or bare.return_reason or bare.second or asked.rules)


def test_keying_other_fields_than_those_planned_is_refused(office):
    [entry_id] = planned_volume(office, ["Lan"], KeyingPlan(PlanKind.KEY_FIELDS))
    with seated(office, SECOND) as station:
        typed = as_on_paper(station.desk, entry_id)
        typed.pop(NAME)
        with pytest.raises(StationError, match=r"second\.incomplete"):
            key_second(station.desk, entry_id, typed)


def test_the_first_keyer_may_go_back_until_somebody_has_keyed_again(office):
    [entry_id] = planned_volume(office, ["Lan"])
    with seated(office) as station:
        assert key_fields(station.desk, entry_id, {NAME: Keyed("Nguyễn Thị Loan")}).state is EntryState.READ
        check(station, [entry_id])
        assert state(station, entry_id) is EntryState.SECOND
    with seated(office, SECOND) as station:
        key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id, **{NAME: "Nguyễn Thị Lan"}))
    with seated(office) as station, pytest.raises(StationError, match=r"workflow\.not-allowed"):
        key_fields(station.desk, entry_id, {NAME: Keyed("Nguyễn Thị Lan")})


def test_after_a_return_only_what_was_changed_is_keyed_again_and_the_same_second_person_may(office):
    [entry_id] = planned_volume(office, ["Lan"])
    with seated(office, SECOND) as station:
        key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id))
    with seated(office, "supervisor") as station:
        return_entry(station.desk, entry_id, "sai tên")
    with seated(office) as station:
        key_fields(station.desk, entry_id, {NAME: Keyed("Nguyễn Thị Liên"), SEX: Keyed("Nữ")})
        check(station, [entry_id])
        assert station.desk.records.entry(entry_id).second.fields == (NAME,)
    with seated(office, SECOND) as station:
        assert key_second(station.desk, entry_id, {NAME: Keyed("Nguyễn Thị Liên")}).state is EntryState.CHECKED


def test_an_entry_returned_and_found_right_waits_for_nobody(office):
    [entry_id] = planned_volume(office, ["Lan"])
    with seated(office, SECOND) as station:
        key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id))
    with seated(office, "supervisor") as station:
        return_entry(station.desk, entry_id, "xem lại")
    with seated(office) as station:
        findings = station.desk.records.entry(entry_id).findings
        assert finish_checking(station.desk, entry_id, {f.rule: "đúng" for f in findings}).state is EntryState.CHECKED


def test_a_plan_with_one_keyer_is_refused_and_one_that_cannot_be_kept_is_waived(office):
    [entry_id] = planned_volume(office, ["Lan"])
    with seated(office, "supervisor") as station:
        with pytest.raises(StationError, match=r"second\.nobody"):
            set_plan(station.desk, volume_of(station, entry_id), KeyingPlan(PlanKind.ALL), keyers=1)
        assert waive(station.desk, entry_id, "chỉ còn một người nhập").state is EntryState.CHECKED
        approve_one(station, entry_id)


def test_a_clerk_does_not_plan(office):
    with seated(office) as station:
        [entry_id] = fill(station, ["Lan"])
        with pytest.raises(StationError, match=r"people\.no-right"):
            set_plan(station.desk, volume_of(station, entry_id), KeyingPlan(PlanKind.NONE), keyers=3)
        assert plan_of(station.desk, volume_of(station, entry_id)) is None


def test_without_a_plan_nothing_waits(office):
    with seated(office) as station:
        [entry_id] = fill(station, ["Lan"])
        check(station, [entry_id])
        assert state(station, entry_id) is EntryState.CHECKED and kinds(station, entry_id) == ["entry.read", "entry.checked"]


def test_errors_are_counted_apart_for_each_hand(office):
    first, second = planned_volume(office, ["Lan", "Mai"])
    with seated(office, SECOND) as station:
        key_second(station.desk, first, as_on_paper(station.desk, first, **{NAME: "Nguyễn Thị Lân"}))
        key_second(station.desk, second, as_on_paper(station.desk, second))
    with seated(office, THIRD) as station:
        decide(station.desk, first, {NAME: Keyed("Nguyễn Thị Lân")})
        counted = total(work_of(station).marks())
    assert counted[Hand.READING, "reading", "names"] == (2, 1)
    assert counted[Hand.CHECKER, "clerk", "names"][1] == 1
    assert counted[Hand.SECOND, SECOND, "names"][1] == 0
    assert (Hand.KEYER, "clerk", "figures") not in counted


def test_fields_that_risk_chose_make_no_rate(office):
    [entry_id] = planned_volume(office, ["Lan"], KeyingPlan(PlanKind.RISK, threshold=0.0))
    with seated(office, SECOND) as station:
        key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id))
        assert work_of(station).marks() and total(work_of(station).marks()) == {}


def test_an_entry_with_a_known_answer_measures_and_changes_nothing(office):
    [entry_id, waiting] = planned_volume(office, ["Lan", "Mai"], KeyingPlan(PlanKind.ALL, known_share=1.0))
    with seated(office, SECOND) as station:
        key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id))
        volume_id = volume_of(station, entry_id)
        assert mixed_in(station.desk, work_of(station), volume_id, [waiting]) == [waiting]
    with seated(office, THIRD) as station:
        assert set(mixed_in(station.desk, work_of(station), volume_id, [waiting])) == {entry_id, waiting}
        before = station.desk.records.entry(entry_id)
        asked = asked_of(station.desk, before)
        answer(station.desk, entry_id, as_on_paper(station.desk, entry_id, asked.fields, **{NAME: "Nguyễn Thị Lam"}))
        assert station.desk.records.entry(entry_id) == before
        assert total(work_of(station).marks())[Hand.KNOWN, THIRD, "names"][1] == 1
        assert mixed_in(station.desk, work_of(station), volume_id, [waiting]) == [waiting]
    with seated(office, "supervisor") as station:
        batch = approve_one(station, entry_id).batch
        assert batch.entries == (entry_id,) and audit(station.store, None).faults == []


def test_whose_hand_is_in_an_entry_does_not_answer_it(office):
    [entry_id] = planned_volume(office, ["Lan"])
    with seated(office, SECOND) as station:
        key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id))
        asked = asked_of(station.desk, station.desk.records.entry(entry_id))
        with pytest.raises(StationError, match=r"workflow\.not-allowed"):
            answer(station.desk, entry_id, as_on_paper(station.desk, entry_id, asked.fields))


def test_what_is_keyed_and_finished_in_one_act_is_planned_as_it_stands_then(office):
    with seated(office) as station:
        [entry_id] = fill(station, ["Lan"])
    with seated(office, "supervisor") as station:
        set_plan(station.desk, volume_of(station, entry_id), KeyingPlan(PlanKind.KEY_FIELDS), keyers=3)
    with seated(office) as station:
        findings = station.desk.records.entry(entry_id).findings
        typed, actions = {NAME: Keyed("Nguyễn Thị Loan")}, actions_of(station.desk, entry_id)
        finish_entry(station.desk, station.store.drafts, entry_id, typed, {finding.rule: "đúng" for finding in findings}, actions)
        assert kinds(station, entry_id) == ["entry.read", "entry.keyed", "entry.checked", "entry.planned"]
