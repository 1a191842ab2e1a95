"""The supervisor's sample over the real store: one entry after another, in the order of the seed that the log keeps."""

import pytest

from station.domain.errors import StationError
from station.domain.sampling import Decision, SamplingPlan, draw_order
from station.domain.states import ActionKind, EntryState
from station.store.audit import audit
from station.store.reviews import StoredReviews
from station.workflow.checking import Keyed, key_fields
from station.workflow.sampling import found_right, found_wrong, look_at_samples, return_list, sample_state, samples_of
from tests.keyers import volume_of
from tests.seated import check, fill, seated

PLAN = SamplingPlan()


def checked(office, count):
    with seated(office) as station:
        entries = fill(station, [f"Số {number}" for number in range(count)])
        check(station, entries)
    return entries


def sound_of(station, volume_id):
    return dict(StoredReviews(station.store.database).newest(volume_id, EntryState.CHECKED))


def look(station, volume_id, wrong=frozenset()):
    """Look until it is decided; how many were looked at."""
    looked = 0
    while (state := sample_state(station.desk, volume_id, sound_of(station, volume_id), PLAN)).next is not None:
        sound = sound_of(station, volume_id)
        if state.next in wrong:
            found_wrong(station.desk, volume_id, state.next, sound, "sai so với giấy")
        else:
            found_right(station.desk, volume_id, state.next, sound)
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
        assert sound_of(station, volume_id) == {}
    with seated(office) as station:
        check(station, entries)
    with seated(office, "supervisor") as station:
        again = sample_state(station.desk, volume_id, sound_of(station, volume_id), PLAN)
        assert again.decision is Decision.GO_ON and len(samples_of(station.desk, volume_id)) == 2
        assert samples_of(station.desk, volume_id)[0].seed != again.sample.seed


def test_a_sample_goes_on_where_it_was_left(office):
    entries = checked(office, 12)
    with seated(office, "supervisor") as station:
        volume_id = volume_of(station, entries[0])
        first = sample_state(station.desk, volume_id, sound_of(station, volume_id), PLAN)
        found_right(station.desk, volume_id, first.next, sound_of(station, volume_id))
    with seated(office, "supervisor") as station:
        before = station.desk.log.head()
        second = sample_state(station.desk, volume_id, sound_of(station, volume_id), PLAN)
        assert second.sample.seed == first.sample.seed and list(second.sample.looked) == [first.next]
        assert second.next == draw_order(entries, first.sample.seed)[1] and station.desk.log.head() == before


def test_only_the_entry_that_is_asked_for_counts(office):
    entries = checked(office, 12)
    with seated(office, "supervisor") as station:
        volume_id = volume_of(station, entries[0])
        state = sample_state(station.desk, volume_id, sound_of(station, volume_id), PLAN)
        other = next(entry_id for entry_id in entries if entry_id != state.next)
        with pytest.raises(StationError, match=r"sample\.not-drawn"):
            found_right(station.desk, volume_id, other, sound_of(station, volume_id))


def test_what_comes_later_or_was_touched_is_drawn_from_anew(office):
    entries = checked(office, 4)
    with seated(office, "supervisor") as station:
        volume_id = volume_of(station, entries[0])
        look(station, volume_id)
    with seated(office) as station:
        key_fields(station.desk, entries[0], {"nksHoTen": Keyed("Nguyễn Thị Khác")})
        check(station, entries[:1])
    with seated(office, "supervisor") as station:
        state = sample_state(station.desk, volume_id, sound_of(station, volume_id), PLAN)
        assert state.next == entries[0] and state.accepted == set(entries[1:])


def test_a_clerk_draws_no_sample(office):
    entries = checked(office, 3)
    with seated(office) as station:
        volume_id = volume_of(station, entries[0])
        with pytest.raises(StationError, match=r"people\.no-right"):
            sample_state(station.desk, volume_id, sound_of(station, volume_id), PLAN)
        assert look_at_samples(samples_of(station.desk, volume_id), sound_of(station, volume_id)).next is None
        assert not any(action.kind is ActionKind.SAMPLE_DRAWN for action in station.desk.log.actions(volume_id))
