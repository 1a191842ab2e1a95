"""Work lists for approval: what waits in which volume, and what a supervisor must know before signing. Reads only."""

import datetime
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from station.domain.actions import Action
from station.domain.approval import keyed_by
from station.domain.findings import Finding, Text
from station.domain.ids import EntryId, UserId
from station.domain.record import Entry, FieldValue, ValueState, Volume
from station.domain.states import ActionKind, EntryState
from station.forms.definition import FormDefinition
from station.forms.fields import find_field, position
from station.workflow.attention import Need, needs
from station.workflow.desk import Desk

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


class Kind(StrEnum):
    """Why a point is shown to the supervisor."""

    DOUBTFUL = "doubtful"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True)
class Point:
    """One thing in an entry that deserves a look at the paper."""

    kind: Kind
    path: str
    """Field; empty when it is about the entry."""
    label: Text
    why: Text
    reason: str = ""
    """Why the clerk let it stand."""
    value: FieldValue | None = None


@dataclass(frozen=True)
class Reviewed:
    """One entry of a work list, looked over."""

    entry: Entry
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


@dataclass(frozen=True)
class WorkList:
    """A volume's checked entries, in order of making."""

    volume: Volume
    entry_ids: tuple[EntryId, ...]


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
    seconds: float = 0.0
    """Work of all clerks together, pauses left out."""

    @property
    def seconds_per_entry(self) -> float:
        """0 without entries."""
        return self.seconds / self.entries if self.entries else 0.0


def work_lists(desk: Desk) -> list[WorkList]:
    """Volumes with checked entries, in order of opening; reads no entry."""
    lists = [WorkList(volume, tuple(desk.records.entry_ids(volume.volume_id, EntryState.CHECKED))) for volume in desk.records.volumes()]
    return [work for work in lists if work.entry_ids]


def look_over(desk: Desk, entry_ids: Sequence[EntryId]) -> list[Reviewed]:
    """These entries with everything that deserves a look; those no longer checked are left out. Milliseconds each: ask in portions."""
    entries = [desk.records.entry(entry_id) for entry_id in entry_ids]
    return [_reviewed(desk, entry) for entry in entries if entry.state is EntryState.CHECKED]


def figures(reviewed: Sequence[Reviewed]) -> Figures:
    """Added up."""
    return Figures(
        entries=len(reviewed),
        changed=sum(item.changed for item in reviewed),
        doubtful=sum(any(point.kind is Kind.DOUBTFUL for point in item.points) for item in reviewed),
        overridden=sum(point.kind is Kind.OVERRIDDEN for item in reviewed for point in item.points),
        held_back=sum(item.held_back for item in reviewed),
        seconds=time_taken(act for item in reviewed for act in item.acts),
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


def _reviewed(desk: Desk, entry: Entry) -> Reviewed:
    form = desk.forms.of_ref(entry.form)
    actions = list(desk.log.actions(entry.entry_id))
    number = entry.fields.get(form.entry_number) if form.entry_number else None
    overridden = _overridden(form, entry)
    answered = {point.path for point in overridden}
    # a field for whose finding somebody answers is no second time doubtful because it is empty or unseen
    points = overridden + [point for point in _doubtful(desk, form, entry) if point.path not in answered]
    return Reviewed(
        entry=entry,
        number=number.text if number else "",
        changed=_changed(entry, actions),
        points=tuple(sorted(points, key=lambda point: position(form, point.path))),
        held_back=keyed_by(entry, desk.actor.user_id),
        acts=tuple(
            (action.by.user_id, datetime.datetime.fromisoformat(action.at))
            for action in actions
            if action.kind in (ActionKind.ENTRY_KEYED, ActionKind.ENTRY_CHECKED)
        ),
    )


def _changed(entry: Entry, actions: Sequence[Action]) -> int:
    """How many fields say something else than the reading did."""
    read = next((action.payload for action in actions if action.kind is ActionKind.ENTRY_READ), None)
    proposed = read["fields"] if read is not None else {}
    return sum((value.value, value.state.value) != _said(proposed.get(path)) for path, value in entry.fields.items())


def _said(proposed: dict[str, str] | None) -> tuple[str, str]:
    return (proposed["value"], proposed["state"]) if proposed else ("", ValueState.BLANK.value)


def _overridden(form: FormDefinition, entry: Entry) -> list[Point]:
    points = []
    for rule, reason in entry.overrides.items():
        said: list[Finding | None] = [finding for finding in entry.findings if finding.rule == rule]
        points += [_point(form, entry, Kind.OVERRIDDEN, finding, rule, reason) for finding in said or [None]]
    return points


def _doubtful(desk: Desk, form: FormDefinition, entry: Entry) -> list[Point]:
    standing = [finding for finding in entry.findings if finding.rule not in entry.overrides]
    points = []
    for path, need in needs(form, desk.forms, entry.fields, standing).items():
        about = [finding for finding in standing if finding.path.split("[")[0] == path] if need is Need.FINDING else []
        points += [_point(form, entry, Kind.DOUBTFUL, finding, finding.rule, "") for finding in about]
        if need is not Need.NOTHING and not about:
            points.append(Point(Kind.DOUBTFUL, path, _label(form, path), _WHY[need], value=entry.fields.get(path)))
    said = {point.path for point in points}
    points += [
        Point(Kind.DOUBTFUL, path, _label(form, path), _WHY[Need.UNREADABLE], value.note, value)
        for path, value in entry.fields.items()
        if value.state is ValueState.UNREADABLE and path not in said
    ]
    return points


def _point(form: FormDefinition, entry: Entry, kind: Kind, finding: Finding | None, rule: str, reason: str) -> Point:
    path = finding.path if finding else ""
    why = finding.message if finding else Text(rule, rule)
    return Point(kind, path, _label(form, path), why, reason, entry.fields.get(path))


def _label(form: FormDefinition, path: str) -> Text:
    field = find_field(form, path) if path else None
    return field.label.text if field else Text("Cả mục", "The entry")


_WHY: Final = {
    Need.UNREADABLE: Text("Không đọc được trên giấy.", "Cannot be read on the paper."),
    Need.MISSING: Text("Trường bắt buộc còn trống.", "A required field is empty."),
    Need.FINDING: Text("Hai chỗ ghi cùng một việc trên giấy không khớp.", "Two witnesses on the paper do not agree."),
    Need.UNSURE: Text("Máy đọc không chắc, chưa ai xem lại.", "Read with little confidence, seen by nobody."),
    Need.UNWITNESSED: Text(
        "Máy đọc, chưa ai xem và không có chỗ nào đối chiếu.", "Read by the machine, seen by nobody, nothing to compare with."
    ),
    Need.STRUCK_OUT: Text("Bị gạch bỏ khi kiểm tra nhóm.", "Struck out in a group check."),
}
