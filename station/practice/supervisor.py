"""The practice supervisor: looks at the sample of a list as one who compares with the paper. For the demo, training and tests."""

from collections.abc import Callable

from station.domain.ids import VolumeId
from station.domain.record import Entry
from station.domain.sampling import SamplingPlan
from station.domain.states import EntryState
from station.workflow.desk import Desk
from station.workflow.sampling import Listed, SampleState, found_right, found_wrong, listed, sample_state
from station.workflow.worklists import Reviews, look_over

REASON = "Nhập sai so với giấy"


def look_at_sample(
    desk: Desk, reviews: Reviews, volume_id: VolumeId, is_right: Callable[[Entry], bool] = lambda _: True, plan: SamplingPlan | None = None
) -> SampleState:
    """Look at one drawn entry after another until the list is accepted or refused; what is not right goes back."""
    entries = _listed(desk, reviews, volume_id)
    while (state := sample_state(desk, volume_id, entries, plan or SamplingPlan())).next is not None:
        if is_right(desk.records.entry(state.next)):
            found_right(desk, volume_id, state.next, entries.there)
        else:
            found_wrong(desk, volume_id, state.next, entries.there, REASON)
            entries = _listed(desk, reviews, volume_id)
    return state


def _listed(desk: Desk, reviews: Reviews, volume_id: VolumeId) -> Listed:
    newest = reviews.newest(volume_id, EntryState.CHECKED)
    return listed(look_over(desk, reviews, list(newest)), newest)
