"""The supervisor's sample over the real store: one entry after another, in the order of the seed that the log keeps."""

import json

import pytest

from station.domain.errors import StationError
from station.domain.sampling import Decision, SamplingPlan, draw_order
from station.domain.states import ActionKind, EntryState
from station.practice.clerk import check_by_truth
from station.practice.entries import Numbering, truth
from station.practice.generator import TrueField
from station.practice.supervisor import look_at_sample
from station.store.audit import audit
from station.workflow.approval import approve, approve_all
from station.workflow.checking import Keyed, key_fields
from station.workflow.sampling import Listed, found_right, found_wrong, look_at_samples, return_list, sample_state, samples_of
from tests.flow.conftest import PASSWORD
from tests.keyers import volume_of
from tests.seated import check, fill, reviews_of, seated
from ui import bootstrap
from ui.cli.app import main
from ui.cli.output import Exit

PLAN = SamplingPlan()


def checked(office, count):
    with seated(office) as station:
        entries = fill(station, [f"Số {number}" for number in range(count)])
        check(station, entries)
    return entries


def there_of(station, volume_id):
    return reviews_of(station).newest(volume_id, EntryState.CHECKED, without=station.desk.actor.user_id)


def state_of(station, volume_id):
    """As if nothing were doubtful in any entry."""
    return sample_state(station.desk, volume_id, Listed(there_of(station, volume_id), there_of(station, volume_id)), PLAN)


def look(station, volume_id, wrong=frozenset()):
    """Look until it is decided; how many were looked at."""
    looked = 0
    while (state := state_of(station, volume_id)).next is not None:
        there = there_of(station, volume_id)
        if state.next in wrong:
            found_wrong(station.desk, volume_id, state.next, there, "sai so với giấy")
        else:
            found_right(station.desk, volume_id, state.next, there)
        looked += 1
    return looked, state


def test_a_list_without_a_mistake_is_accepted_after_the_looks_that_the_plan_needs(office):
    entries = checked(office, 30)
    with seated(office, "supervisor") as station:
        volume_id = volume_of(station, entries[0])
        looked, state = look(station, volume_id)
        assert looked == 20 and state.decision is Decision.ACCEPT and state.accepted == set(entries)
        [sample] = samples_of(station.desk, volume_id)
        assert list(sample.looked) == draw_order(entries, sample.seed)[:looked]
        assert audit(station.store, None).faults == []


def test_a_bad_list_is_refused_and_goes_back_whole_and_is_drawn_from_anew_when_it_returns(office):
    entries = checked(office, 30)
    with seated(office, "supervisor") as station:
        volume_id = volume_of(station, entries[0])
        looked, state = look(station, volume_id, wrong=set(entries[:25]))
        assert state.decision is Decision.REJECT and looked < 10
        assert return_list(station.desk, sorted(state.refused), "mẫu: danh sách có quá nhiều lỗi") == 30 - looked + sum(
            right for right in samples_of(station.desk, volume_id)[0].looked.values()
        )
        assert there_of(station, volume_id) == {}
    with seated(office) as station:
        check(station, entries)
    with seated(office, "supervisor") as station:
        again = state_of(station, volume_id)
        assert again.decision is Decision.GO_ON and len(samples_of(station.desk, volume_id)) == 2
        assert samples_of(station.desk, volume_id)[0].seed != again.sample.seed


def test_a_sample_goes_on_where_it_was_left(office):
    entries = checked(office, 12)
    with seated(office, "supervisor") as station:
        volume_id = volume_of(station, entries[0])
        first = state_of(station, volume_id)
        found_right(station.desk, volume_id, first.next, there_of(station, volume_id))
    with seated(office, "supervisor") as station:
        before = station.desk.log.head()
        second = state_of(station, volume_id)
        assert second.sample.seed == first.sample.seed and list(second.sample.looked) == [first.next]
        assert second.next == draw_order(entries, first.sample.seed)[1] and station.desk.log.head() == before


def test_only_the_entry_that_is_asked_for_counts(office):
    entries = checked(office, 12)
    with seated(office, "supervisor") as station:
        volume_id = volume_of(station, entries[0])
        state = state_of(station, volume_id)
        other = next(entry_id for entry_id in entries if entry_id != state.next)
        with pytest.raises(StationError, match=r"sample\.not-drawn"):
            found_right(station.desk, volume_id, other, there_of(station, volume_id))


def test_what_comes_later_or_was_touched_is_drawn_from_anew(office):
    entries = checked(office, 4)
    with seated(office, "supervisor") as station:
        volume_id = volume_of(station, entries[0])
        look(station, volume_id)
    with seated(office) as station:
        key_fields(station.desk, entries[0], {"nksHoTen": Keyed("Nguyễn Thị Khác")})
        check(station, entries[:1])
    with seated(office, "supervisor") as station:
        state = state_of(station, volume_id)
        assert state.next == entries[0] and state.accepted == set(entries[1:])


def test_a_clerk_draws_no_sample(office):
    entries = checked(office, 3)
    with seated(office) as station:
        volume_id = volume_of(station, entries[0])
        everything = reviews_of(station).newest(volume_id, EntryState.CHECKED)
        with pytest.raises(StationError, match=r"people\.no-right"):
            sample_state(station.desk, volume_id, Listed(everything, everything), PLAN)
        assert look_at_samples(samples_of(station.desk, volume_id), there_of(station, volume_id)).next is None
        assert not any(action.kind is ActionKind.SAMPLE_DRAWN for action in station.desk.log.actions(volume_id))


def sound(office, count):
    """Checked entries in which nothing is doubtful."""
    with seated(office) as station:
        entries = fill(station, [f"Số {number}" for number in range(count)])
        form = station.desk.forms.of_ref(station.desk.records.entry(entries[0]).form)
        for number, entry_id in enumerate(entries, 1):
            written = {**truth(form, 7, Numbering(2018, "01", 12)), "nksSoDinhDanh": TrueField("", "", None)}
            keyed = key_fields(station.desk, entry_id, {"so": Keyed(f"{number}/2018")})
            check_by_truth(station.desk, keyed, {**written, "so": keyed.fields["so"]})
    return entries


def approve_by_every_way(station, volume_id, entry_ids):
    """The codes with which each way of asking is refused; nothing where it is not."""
    codes = set()
    for way in (approve, approve_all):
        for chosen in (None, entry_ids):
            try:
                way(station.desk, reviews_of(station), volume_id, station.outbox, station.station_id, chosen)
            except StationError as error:
                codes.add(error.code)
    return codes


def test_what_no_sample_has_accepted_goes_into_no_batch_whichever_way_it_is_asked_for(office):
    entries = sound(office, 3)
    with seated(office, "supervisor") as station:
        volume_id = volume_of(station, entries[0])
        assert approve_by_every_way(station, volume_id, entries) == {"sample.not-accepted"}
        assert look_at_sample(station.desk, reviews_of(station), volume_id).accepted == set(entries)
        approved = approve(station.desk, reviews_of(station), volume_id, station.outbox, station.station_id)
        assert set(approved.batch.entries) == set(entries) and not approved.held_back
        assert audit(station.store, None).faults == []


def test_halfway_through_a_sample_nothing_is_approved_and_what_came_later_is_held_back(office):
    entries = sound(office, 3)
    with seated(office, "supervisor") as station:
        volume_id, reviews = volume_of(station, entries[0]), reviews_of(station)
        there = there_of(station, volume_id)
        state = sample_state(station.desk, volume_id, Listed(there, {one: there[one] for one in entries[:2]}), PLAN)
        found_right(station.desk, volume_id, state.next, there)
        assert approve_by_every_way(station, volume_id, entries) == {"sample.not-accepted"}
        found_right(station.desk, volume_id, sample_state(station.desk, volume_id, Listed(there, {}), PLAN).next, there)
        approved = approve(station.desk, reviews, volume_id, station.outbox, station.station_id)
        assert set(approved.batch.entries) == set(entries[:2])
        assert {entry_id: error.code for entry_id, error in approved.held_back.items()} == {entries[2]: "sample.not-accepted"}


def test_a_list_that_its_sample_refused_is_approved_by_no_way(office):
    entries = sound(office, 12)
    with seated(office, "supervisor") as station:
        volume_id = volume_of(station, entries[0])
        assert look_at_sample(station.desk, reviews_of(station), volume_id, lambda _: False).decision is Decision.REJECT
        assert approve_by_every_way(station, volume_id, entries) == {"sample.refused"}


def test_the_command_shows_the_drawn_entry_and_takes_the_answer(office, monkeypatch, capsys):
    entries = sound(office, 2)
    monkeypatch.setattr(bootstrap, "open_station", lambda folder, user, *_: seated(office, user))
    monkeypatch.setattr(bootstrap, "sampling_plan", lambda: PLAN)
    monkeypatch.setenv("STATION_PASSWORD", PASSWORD)
    with seated(office) as station:
        volume_id = volume_of(station, entries[0])
    at = ["--store", str(office.folder), "--volume", volume_id]

    def sample(*more):
        assert main(["sample", *at, "--json", *more]) == Exit.DONE
        return json.loads(capsys.readouterr().out)

    assert main(["approve", *at]) == Exit.FAILED and "[sample.not-accepted]" in capsys.readouterr().err
    first = sample()
    assert (first["decision"], first["of"], first["looked"]) == ("go-on", 2, 0) and first["fields"]["so"]
    second = sample("--wrong", first["next"], "--reason", "sai ngày")
    assert (second["looked"], second["wrong"]) == (1, 1) and second["next"] not in (None, first["next"])
    assert sample("--right", second["next"])["accepted"] == [second["next"]]
    assert main(["approve", *at]) == Exit.DONE
    with seated(office) as station:
        assert station.desk.records.batches()[0].entries == (second["next"],)
        assert station.desk.records.entry(first["next"]).state is EntryState.RETURNED
