"""Work lists for approval: what waits in which volume, and what a supervisor must know before signing. Reads only."""

import datetime
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from station.domain.approval import keyed_by
from station.domain.findings import Text
from station.domain.ids import EntryId, PageId, UserId, VolumeId
from station.domain.record import Entry, FieldValue, ValueState, Volume
from station.domain.review import Looked
from station.domain.roles import CENTRAL
from station.domain.states import ActionKind, EntryState
from station.workflow.desk import Desk
from station.workflow.identification import missing
from station.workflow.points import FORM_GONE, THE_ENTRY, Kind, Point, points_of, sample_points

PAUSE_S: Final = 600
"""A longer silence between two acts of a person is a pause, not work: it does not count as time taken."""

RETURN_REASONS: Final = (
    Text("Nhập sai so với giấy", "Keyed differently from the paper"),
    Text("Bỏ sót trường", "A field was left out"),
    Text("Ảnh không đọc được, cần quét lại", "The picture cannot be read, scan again"),
    Text("Trang của mục khác", "The page belongs to another entry"),
    Text("Lý do giữ lại cảnh báo chưa thuyết phục", "The reason for letting a finding stand does not convince"),
    Text("Nghi trùng với mục đã có", "Seems to be entered already"),
)
"""What supervisors return entries for, most frequent first; anything else is typed. The log keeps the Vietnamese."""


_CAME_BACK: Final = (ActionKind.ENTRY_RETURNED, ActionKind.ENTRY_REOPENED)
"""Sent back, or opened again at the central's question."""


class Reviews(Protocol):
    """Entries with their past, many at a time."""

    def newest(self, volume_id: VolumeId, state: EntryState, without: UserId | None = None) -> Mapping[EntryId, int]: ...

    def looked(self, entry_ids: Sequence[EntryId]) -> Sequence[Looked]: ...


@dataclass(frozen=True)
class CameBack:
    """One time that an entry came back."""

    by: UserId
    """Who returned it; the central's name when the central refused it."""
    at: datetime.datetime
    reason: str


@dataclass(frozen=True)
class Reviewed:
    """One entry of a work list, looked over: what the desk keeps of it, without its fields."""

    entry_id: EntryId
    pages: tuple[PageId, ...]
    number: str
    """As the paper numbers it; empty when it does not."""
    changed: int
    """Fields that differ from what the reading proposed."""
    points: tuple[Point, ...]
    """In the order of the paper."""
    held_back: bool
    """The one who looks has keyed or checked it and may not approve it."""
    acts: tuple[tuple[UserId, datetime.datetime], ...]
    """Who keyed or checked it, when."""
    came_back: tuple[CameBack, ...] = ()
    """Oldest first."""
    unidentified: bool = False
    """Somebody whom the form wants identified is not: nobody may approve it."""

    @property
    def needs_no_look(self) -> bool:
        """Nothing in it is doubtful: the sample is drawn among these."""
        return all(point.kind is Kind.IDENTIFIED for point in self.points)

    @property
    def name(self) -> str:
        """How the desk calls it: its number, else the end of its id."""
        return self.number or self.entry_id[-8:]


@dataclass(frozen=True)
class WorkList:
    """A volume's checked entries, in order of making."""

    volume: Volume
    newest: Mapping[EntryId, int]
    """Entry → its newest action: an entry that went and came again has another."""

    @property
    def entry_ids(self) -> tuple[EntryId, ...]:
        """In order of making."""
        return tuple(self.newest)


@dataclass(frozen=True)
class LetStand:
    """A rule that people let stand in a list."""

    why: Text
    count: int
    reasons: tuple[tuple[str, int], ...]
    """(reason, how often), most frequent first."""


@dataclass(frozen=True)
class Figures:
    """The numbers first."""

    entries: int = 0
    changed: int = 0
    doubtful: int = 0
    """Entries with at least one doubtful point."""
    overridden: int = 0
    """Rules that somebody let stand, all entries together."""
    held_back: int = 0
    unidentified: int = 0
    """Entries, of those not held back, whose applicant still has to be identified."""
    came_back: int = 0
    """Entries that were returned or refused before."""
    seconds: float = 0.0
    """Work of all clerks together, pauses left out."""
    let_stand: tuple[LetStand, ...] = ()
    """The overridden rules, most frequent first."""

    @property
    def seconds_per_entry(self) -> float:
        """0 without entries."""
        return self.seconds / self.entries if self.entries else 0.0


def work_lists(desk: Desk, reviews: Reviews) -> list[WorkList]:
    """Volumes with checked entries, in order of opening; opens no entry."""
    lists = [WorkList(volume, reviews.newest(volume.volume_id, EntryState.CHECKED)) for volume in desk.records.volumes()]
    return [work for work in lists if work.newest]


def look_over(desk: Desk, reviews: Reviews, entry_ids: Sequence[EntryId]) -> list[Reviewed]:
    """These entries with everything that deserves a look; those no longer checked are left out. A millisecond each: ask in portions."""
    refused = _Refusals(desk)
    return [_reviewed(desk, looked, refused) for looked in reviews.looked(entry_ids) if looked.entry.state is EntryState.CHECKED]


def sampled_points(desk: Desk, entry_ids: Sequence[EntryId]) -> dict[EntryId, tuple[Point, ...]]:
    """Every field that holds something, of entries that were drawn."""
    found = {}
    for entry_id in entry_ids:
        entry = desk.records.entry(entry_id)
        form = desk.forms.find(entry.form)
        found[entry_id] = sample_points(form, entry) if form is not None else ()
    return found


def figures(reviewed: Sequence[Reviewed]) -> Figures:
    """Added up."""
    overridden = [point for item in reviewed for point in item.points if point.kind is Kind.OVERRIDDEN]
    return Figures(
        entries=len(reviewed),
        changed=sum(item.changed for item in reviewed),
        doubtful=sum(any(point.kind is Kind.DOUBTFUL for point in item.points) for item in reviewed),
        overridden=len(overridden),
        held_back=sum(item.held_back for item in reviewed),
        unidentified=sum(item.unidentified and not item.held_back for item in reviewed),
        came_back=sum(bool(item.came_back) for item in reviewed),
        seconds=time_taken(act for item in reviewed for act in item.acts),
        let_stand=_let_stand(overridden),
    )


def time_taken(acts: Iterable[tuple[UserId, datetime.datetime]]) -> float:
    """Seconds of work: each person's silences of at most PAUSE_S between two acts, added up."""
    by_person: dict[UserId, list[datetime.datetime]] = {}
    for user_id, at in acts:
        by_person.setdefault(user_id, []).append(at)
    total = 0.0
    for moments in by_person.values():
        moments.sort()
        gaps = ((after - before).total_seconds() for before, after in itertools.pairwise(moments))
        total += sum(gap for gap in gaps if gap <= PAUSE_S)
    return total


def _let_stand(points: Iterable[Point]) -> tuple[LetStand, ...]:
    by_rule: dict[str, list[Point]] = {}
    for point in points:
        by_rule.setdefault(point.rule, []).append(point)
    found = [
        LetStand(about[0].why, len(about), tuple(Counter(point.reason for point in about).most_common())) for about in by_rule.values()
    ]
    return tuple(sorted(found, key=lambda rule: -rule.count))


def _reviewed(desk: Desk, looked: Looked, refused: "_Refusals") -> Reviewed:
    entry = looked.entry
    form = desk.forms.find(entry.form)
    number = entry.fields.get(form.entry_number) if form is not None and form.entry_number else None
    came_back = _came_back(looked, refused)
    points = points_of(form, desk.forms, entry) if form is not None else (Point(Kind.DOUBTFUL, "", THE_ENTRY, FORM_GONE),)
    if came_back:
        last = came_back[-1].reason
        points = (Point(Kind.CAME_BACK, "", THE_ENTRY, Text(last, last)), *points)
    return Reviewed(
        entry_id=entry.entry_id,
        pages=entry.pages,
        number=number.text if number else "",
        changed=sum(_says_else(value, looked.proposed.get(path)) for path, value in entry.fields.items()),
        points=points,
        held_back=keyed_by(entry, desk.actor.user_id),
        acts=tuple((act.by, _moment(act.at)) for act in looked.acts if act.kind not in _CAME_BACK),
        came_back=came_back,
        unidentified=form is not None and bool(missing(form, entry)),
    )


def _came_back(looked: Looked, refused: "_Refusals") -> tuple[CameBack, ...]:
    returned = [
        CameBack(CENTRAL.user_id if act.kind is ActionKind.ENTRY_REOPENED else act.by, _moment(act.at), act.reason)
        for act in looked.acts
        if act.kind in _CAME_BACK
    ]
    if looked.entry.revision > 1:
        returned += refused.of(looked.entry)
    return tuple(sorted(returned, key=lambda time: time.at))


class _Refusals:
    """The central's refusals, looked up when an entry was refused at all."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._by_entry: dict[EntryId, list[CameBack]] | None = None

    def of(self, entry: Entry) -> list[CameBack]:
        """The times that the central refused this entry."""
        if self._by_entry is None:
            self._by_entry = {}
            for batch in self._desk.records.batches():
                for action in self._desk.log.actions(batch.name):
                    if action.kind is ActionKind.BATCH_REFUSED and action.payload is not None:
                        refusal = CameBack(CENTRAL.user_id, _moment(action.at), str(action.payload["reason"]))
                        for entry_id in batch.entries:
                            self._by_entry.setdefault(entry_id, []).append(refusal)
        return self._by_entry.get(entry.entry_id, [])


def _says_else(value: FieldValue, proposed: Mapping[str, Any] | None) -> bool:
    """Whether the entry says something else than the reading did."""
    said = (proposed["value"], proposed["state"]) if proposed else ("", ValueState.BLANK.value)
    return (value.value, value.state.value) != said


def _moment(at: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(at)
