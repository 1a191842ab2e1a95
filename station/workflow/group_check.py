"""Group check: one field across many entries of a volume, all read as one value, seen side by side; the wrong ones are struck out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from station.domain.errors import StationError
from station.domain.geometry import Box
from station.domain.ids import EntryId, PageId, VolumeId
from station.domain.record import Entry, ValueSource, ValueState
from station.domain.states import EntryState
from station.workflow.attention import LOOK_AGAIN
from station.workflow.checking import Keyed, key_fields
from station.workflow.desk import Desk

GROUP_MAX: Final = 60
"""Strips on one screen: more are a second look."""


@dataclass(frozen=True)
class Member:
    """One entry's field in the group."""

    entry_id: EntryId
    page_id: PageId
    box: Box
    text: str
    """As printed."""


@dataclass(frozen=True)
class GroupDone:
    """What a group check did."""

    confirmed: int
    struck_out: int
    passed_over: int
    """Entries that somebody handled meanwhile."""


def find_group(desk: Desk, volume_id: VolumeId, form_id: str, path: str, value: str) -> list[Member]:
    """Entries of the volume, waiting for a clerk, in which this field was read as `value` and nobody has confirmed it yet."""
    members: list[Member] = []
    for state in (EntryState.RETURNED, EntryState.READ):
        for entry_id in desk.records.entry_ids(volume_id, state):
            member = _member(desk.records.entry(entry_id), form_id, path, value)
            if member is not None:
                members.append(member)
            if len(members) == GROUP_MAX:
                return members
    return members


def _member(entry: Entry, form_id: str, path: str, value: str) -> Member | None:
    found = entry.fields.get(path)
    if entry.form.form_id != form_id or found is None or found.state is not ValueState.READ or found.source is not ValueSource.READING:
        return None
    if found.value != value or found.box is None or not 1 <= found.page <= len(entry.pages):
        return None
    return Member(entry.entry_id, entry.pages[found.page - 1], found.box, found.text)


def settle_group(desk: Desk, path: str, members: Sequence[Member], struck_out: Collection[EntryId]) -> GroupDone:
    """Key the value in every entry of the group; in those struck out the field becomes unreadable until a person keys it."""
    confirmed = struck = passed_over = 0
    for member in members:
        wrong = member.entry_id in struck_out
        keyed = Keyed("", ValueState.UNREADABLE, LOOK_AGAIN) if wrong else Keyed(member.text)
        try:
            key_fields(desk, member.entry_id, {path: keyed})
        except StationError as error:
            if error.code != "workflow.not-allowed":
                raise
            passed_over += 1
        else:
            confirmed, struck = confirmed + (not wrong), struck + wrong
    return GroupDone(confirmed, struck, passed_over)
