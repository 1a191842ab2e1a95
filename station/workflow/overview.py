"""Overview: how far every volume is, what came back, what this person did today. Reads only."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from station.domain.ids import EntryId, UserId, VolumeId
from station.domain.quality import Quality
from station.domain.record import Entry, PageState, Volume
from station.domain.rights import Right, may
from station.domain.roles import Role
from station.domain.states import ActionKind, EntryState
from station.workflow.answering import Questions
from station.workflow.desk import Desk
from station.workflow.second_keying import SecondWork

_CHECKED = (EntryState.CHECKED, EntryState.APPROVED, EntryState.RECEIVED, EntryState.COMPLETE)
_APPROVED = (EntryState.APPROVED, EntryState.RECEIVED, EntryState.COMPLETE)
_SENT = (EntryState.RECEIVED, EntryState.COMPLETE)
_COMPLETE = (EntryState.COMPLETE,)
_TODAYS = (
    ActionKind.ENTRY_CHECKED, ActionKind.ENTRY_SECOND_KEYED, ActionKind.ENTRY_DECIDED, ActionKind.ENTRY_APPROVED,
    ActionKind.ENTRY_RETURNED, ActionKind.ENTRY_UPHELD,
)  # fmt: skip


class Tallies(Protocol):
    """Counts without reading what is counted."""

    def pages(self) -> Mapping[tuple[VolumeId, PageState], int]: ...

    def entries(self) -> Mapping[tuple[VolumeId, EntryState], int]: ...

    def done_since(self, user_id: UserId, kinds: Collection[ActionKind], since: datetime.datetime) -> int: ...

    def quality(self, since: datetime.datetime, until: datetime.datetime) -> Quality: ...


@dataclass(frozen=True)
class VolumeProgress:
    """How far one volume is. Later steps are part of the earlier ones: what is approved counts as checked too."""

    volume: Volume
    captured: int
    """Pages."""
    read: int
    """Pages, those of unknown form among them."""
    unknown: int
    """Pages of no known form: a person must say what they are."""
    entries: int
    checked: int
    approved: int
    sent: int
    """Words at the central."""
    complete: int
    """At the central with every image."""
    returned: int
    """Entries that came back and are not mended yet."""
    keyed_once: int = 0
    """Entries that wait to be keyed a second time, or to be decided."""

    @property
    def to_check(self) -> int:
        """Entries that wait for a clerk, returned ones among them."""
        return self.entries - self.checked - self.keyed_once


@dataclass(frozen=True)
class CameBack:
    """An entry to look at again."""

    entry_id: EntryId
    volume: Volume
    form_id: str
    reason: str
    refused: bool
    """True from the central, False from the supervisor."""


@dataclass(frozen=True)
class Overview:
    """Everything that Hôm nay shows."""

    volumes: tuple[VolumeProgress, ...]
    came_back: tuple[CameBack, ...]
    done_today: int
    """Entries that this person finished, keyed again, decided, upheld, approved or returned since local midnight."""
    to_key_again: int = 0
    """Entries that this person may key a second time."""
    to_decide: int = 0
    """Entries whose two keyings differ, where this person may decide."""
    to_answer: int = 0
    """Entries that the central asked about, where this person may answer."""


@dataclass(frozen=True)
class DayQuality:
    """One local day's work of the whole office."""

    day: datetime.date
    quality: Quality


def overview(desk: Desk, tallies: Tallies, work: SecondWork, questions: Questions, now: datetime.datetime) -> Overview:
    """Look at everything; `now` is local time."""
    pages, entries = tallies.pages(), tallies.entries()

    def waiting(state: EntryState, right: Right) -> int:
        if not may(desk.actor.role, right):
            return 0
        there = [volume_id for (volume_id, found), count in entries.items() if found is state and count]
        return sum(len(work.waiting(volume_id, state, desk.actor.user_id)) for volume_id in there)

    volumes = {volume.volume_id: volume for volume in desk.records.volumes()}
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return Overview(
        tuple(_progress(volume, pages, entries) for volume in volumes.values()),
        tuple(_came_back(desk, entry, volumes[entry.volume_id]) for entry in desk.records.entries(state=EntryState.RETURNED)),
        tallies.done_since(desk.actor.user_id, _TODAYS, midnight),
        to_key_again=waiting(EntryState.SECOND, Right.SECOND_KEY),
        to_decide=waiting(EntryState.DIFFERING, Right.DECIDE),
        to_answer=sum(questions.counts().values()) if may(desk.actor.role, Right.KEY) else 0,
    )


def volume_progress(desk: Desk, tallies: Tallies) -> tuple[VolumeProgress, ...]:
    """How far every volume is."""
    pages, entries = tallies.pages(), tallies.entries()
    return tuple(_progress(volume, pages, entries) for volume in desk.records.volumes())


def day_quality(tallies: Tallies, day: datetime.date) -> DayQuality:
    """What the work of a local day says; cheap for one day, so a row of days is asked day by day."""
    begins = datetime.datetime.combine(day, datetime.time()).astimezone()
    ends = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time()).astimezone()
    return DayQuality(day, tallies.quality(begins, ends))


def _progress(
    volume: Volume, pages: Mapping[tuple[VolumeId, PageState], int], entries: Mapping[tuple[VolumeId, EntryState], int]
) -> VolumeProgress:
    def in_states(states: Collection[EntryState]) -> int:
        return sum(entries.get((volume.volume_id, state), 0) for state in states)

    captured = sum(pages.get((volume.volume_id, state), 0) for state in PageState if state is not PageState.SET_ASIDE)
    unknown = pages.get((volume.volume_id, PageState.UNKNOWN), 0)
    return VolumeProgress(
        volume,
        captured=captured,
        read=captured - pages.get((volume.volume_id, PageState.CAPTURED), 0),
        unknown=unknown,
        entries=in_states(tuple(EntryState)),
        checked=in_states(_CHECKED),
        approved=in_states(_APPROVED),
        sent=in_states(_SENT),
        complete=in_states(_COMPLETE),
        returned=in_states((EntryState.RETURNED,)),
        keyed_once=in_states((EntryState.SECOND, EntryState.DIFFERING)),
    )


def _came_back(desk: Desk, entry: Entry, volume: Volume) -> CameBack:
    turns = [action for action in desk.log.actions(entry.entry_id) if action.kind in (ActionKind.ENTRY_APPROVED, ActionKind.ENTRY_RETURNED)]
    # the central's refusal is about the batch; on the entry itself its approval was the last turn
    refused = bool(turns) and (turns[-1].kind is ActionKind.ENTRY_APPROVED or turns[-1].by.role is Role.CENTRAL)
    return CameBack(entry.entry_id, volume, entry.form.form_id, entry.return_reason, refused=refused)
