"""The supervisor's sample: of the entries in which nothing is doubtful one after another is drawn until the list is accepted or refused.

Seed, list and every look are acts on the volume: whoever has the log can draw the same entries again. A sample speaks for the entries that
were in its list and have not been touched since; what comes later is drawn from anew. Approving asks here too (`require_accepted`): what a
sample has not accepted goes into no batch, whoever asks for it and by which way.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from station.domain.actions import NewAction
from station.domain.approval import require_allowed
from station.domain.codec import from_json, to_json
from station.domain.errors import StationError
from station.domain.ids import EntryId, VolumeId
from station.domain.sampling import Decision, SamplingPlan, draw_order
from station.domain.states import ActionKind, EntryState
from station.domain.text import clean
from station.workflow.desk import Desk
from station.workflow.worklists import Reviewed, Reviews

SEED_BYTES: Final = 16


@dataclass(frozen=True)
class Sample:
    """One sample as the log tells it."""

    plan: SamplingPlan
    seed: str
    lot: Mapping[EntryId, int]
    """Entry → number of its newest action when the list was drawn from."""
    looked: Mapping[EntryId, bool] = field(default_factory=dict)
    """Entry → whether it was right, in the order of looking."""

    @property
    def wrong(self) -> int:
        """How many of those looked at were wrong."""
        return sum(not right for right in self.looked.values())

    @property
    def decision(self) -> Decision:
        """What it says so far."""
        return self.plan.decide(len(self.lot), len(self.looked), self.wrong)

    def next_of(self, there: Mapping[EntryId, int]) -> EntryId | None:
        """The entry to be looked at next: the first of the draw that is still as it was and not looked at; None when it is decided."""
        if self.decision is not Decision.GO_ON:
            return None
        order = (EntryId(entry_id) for entry_id in draw_order(self.lot, self.seed))
        return next((one for one in order if one not in self.looked and there.get(one) == self.lot[one]), None)


@dataclass(frozen=True)
class SampleState:
    """How far a list is with its sample."""

    sample: Sample | None = None
    """The one that is being looked at; the last one when nothing is left to look at."""
    next: EntryId | None = None
    """What to look at now."""
    accepted: frozenset[EntryId] = frozenset()
    """Entries for which an accepted sample speaks."""
    refused: frozenset[EntryId] = frozenset()
    """Entries of a list that was refused."""

    @property
    def decision(self) -> Decision:
        """What is said of the list: refused, to be looked at further, or accepted."""
        if self.refused:
            return Decision.REJECT
        return Decision.GO_ON if self.next is not None else Decision.ACCEPT


@dataclass(frozen=True)
class Listed:
    """A volume's checked entries as far as its sample is concerned: entry → number of its newest action."""

    there: Mapping[EntryId, int] = field(default_factory=dict)
    """Those that this person may approve."""
    sound: Mapping[EntryId, int] = field(default_factory=dict)
    """Of these, those in which nothing is doubtful: they are drawn from."""


def listed(reviewed: Iterable[Reviewed], newest: Mapping[EntryId, int]) -> Listed:
    """From entries that were looked over."""
    own = [item for item in reviewed if not item.held_back]
    return Listed(
        {item.entry_id: newest[item.entry_id] for item in own}, {item.entry_id: newest[item.entry_id] for item in own if item.needs_no_look}
    )


def samples_of(desk: Desk, volume_id: VolumeId) -> list[Sample]:
    """Every sample of the volume, the oldest first."""
    found: list[Sample] = []
    for action in desk.log.actions(volume_id):
        said: Any = action.payload
        if said is None:
            continue
        if action.kind is ActionKind.SAMPLE_DRAWN:
            lot = {EntryId(entry_id): int(number) for entry_id, number in said["lot"].items()}
            found.append(Sample(from_json(SamplingPlan, said["plan"]), said["seed"], lot, {}))
        elif action.kind is ActionKind.SAMPLE_LOOKED and found:
            last = found[-1]
            found[-1] = Sample(last.plan, last.seed, last.lot, {**last.looked, EntryId(said["entry"]): bool(said["right"])})
    return found


def sample_state(desk: Desk, volume_id: VolumeId, entries: Listed, plan: SamplingPlan) -> SampleState:
    """How far the sample of a list is; draws anew where none speaks for it.

    Writes `sample.drawn` when there is something to draw from. Raises StationError `workflow.not-allowed` for who may not approve.
    """
    state = look_at_samples(samples_of(desk, volume_id), entries.there)
    left = {entry_id: number for entry_id, number in entries.sound.items() if entry_id not in state.accepted | state.refused}
    if state.next is not None or not left:
        return state
    drawn = Sample(plan, secrets.token_bytes(SEED_BYTES).hex(), left)
    payload = {"plan": to_json(plan), "seed": drawn.seed, "lot": dict(left)}
    desk.act(ActionKind.SAMPLE_DRAWN, volume_id, payload)
    return SampleState(drawn, drawn.next_of(entries.there), state.accepted, state.refused)


def standing(desk: Desk, reviews: Reviews, volume_id: VolumeId) -> SampleState:
    """What the samples of a volume say now, without looking its entries over. Reads only."""
    there = reviews.newest(volume_id, EntryState.CHECKED, without=desk.actor.user_id)
    return look_at_samples(samples_of(desk, volume_id), there)


def require_accepted(state: SampleState, item: Reviewed) -> None:
    """Raise StationError `sample.refused`, `sample.not-accepted` unless this entry may be approved as far as samples are concerned.

    An entry with a doubtful point is looked at for that; the sample is about those in which nothing is doubtful.
    """
    if item.entry_id in state.refused:
        raise StationError("sample.refused", entry=item.entry_id)
    if item.needs_no_look and item.entry_id not in state.accepted:
        raise StationError("sample.not-accepted", entry=item.entry_id)


def look_at_samples(samples: Sequence[Sample], there: Mapping[EntryId, int]) -> SampleState:
    """What these samples say about the entries that are there now and may be approved by this person. Reads only."""
    accepted: set[EntryId] = set()
    refused: set[EntryId] = set()
    going_on: tuple[Sample, EntryId] | None = None
    for sample in samples:
        still = {entry_id for entry_id, number in sample.lot.items() if there.get(entry_id) == number}
        following = sample.next_of(there)
        if sample.decision is Decision.REJECT:
            refused |= still
        elif following is not None:
            going_on = (sample, following)
        else:
            # accepted; or whatever was not looked at is gone: somebody looked at each that is there, or returned it
            accepted |= still
    if going_on is not None:
        return SampleState(going_on[0], going_on[1], frozenset(accepted), frozenset(refused))
    return SampleState(samples[-1] if samples else None, None, frozenset(accepted), frozenset(refused))


def found_right(desk: Desk, volume_id: VolumeId, entry_id: EntryId, there: Mapping[EntryId, int]) -> None:
    """The drawn entry is as on the paper. Raises StationError `sample.not-drawn` for another than the one asked for."""
    _require_next(desk, volume_id, entry_id, there)
    desk.act(ActionKind.SAMPLE_LOOKED, volume_id, {"entry": entry_id, "right": True})


def found_wrong(desk: Desk, volume_id: VolumeId, entry_id: EntryId, there: Mapping[EntryId, int], reason: str) -> None:
    """The drawn entry is not as on the paper: it goes back, and the sample counts it. Raises as `found_right` and `return_entry` do."""
    _require_next(desk, volume_id, entry_id, there)
    require_allowed(desk.records.entry(entry_id), ActionKind.ENTRY_RETURNED, desk.actor)
    looked = {"entry": entry_id, "right": False}
    desk.act_all([
        NewAction(ActionKind.SAMPLE_LOOKED, volume_id, desk.actor, looked),
        NewAction(ActionKind.ENTRY_RETURNED, entry_id, desk.actor, {"reason": clean(reason)}),
    ])  # fmt: skip


def return_list(desk: Desk, entry_ids: Sequence[EntryId], reason: str) -> int:
    """Send a whole list back, all or none; return how many entries went."""
    acts = []
    for entry_id in entry_ids:
        require_allowed(desk.records.entry(entry_id), ActionKind.ENTRY_RETURNED, desk.actor)
        acts.append(NewAction(ActionKind.ENTRY_RETURNED, entry_id, desk.actor, {"reason": clean(reason)}))
    desk.act_all(acts)
    return len(acts)


def _require_next(desk: Desk, volume_id: VolumeId, entry_id: EntryId, there: Mapping[EntryId, int]) -> None:
    if look_at_samples(samples_of(desk, volume_id), there).next != entry_id:
        raise StationError("sample.not-drawn", entry=entry_id)
