"""Group check: one field across many entries of a volume, all read as one value, seen side by side; the wrong ones are struck out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from station.domain.actions import NewAction
from station.domain.errors import StationError
from station.domain.geometry import Box
from station.domain.ids import EntryId, PageId
from station.domain.record import ValueState
from station.workflow.attention import LOOK_AGAIN
from station.workflow.checking import Keyed, keying
from station.workflow.desk import Desk

GROUP_SIZE: Final = 50
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

    confirmed: int = 0
    struck_out: int = 0
    passed_over: int = 0
    """Entries that somebody handled meanwhile."""

    def and_then(self, other: "GroupDone") -> "GroupDone":
        """Both together."""
        return GroupDone(self.confirmed + other.confirmed, self.struck_out + other.struck_out, self.passed_over + other.passed_over)


def find_group(desk: Desk, entry_ids: Sequence[EntryId], form_id: str, path: str, value: str) -> list[Member]:
    """Those of these entries in which the field was read as `value`, stands somewhere on paper, and was confirmed by nobody yet.

    Entries of a volume are asked for in portions: a value that is rare would keep the store busy with thousands.
    """
    found = desk.records.read_as(entry_ids, form_id, path, value)
    return [
        Member(entry_id, pages[field.page - 1], field.box, field.text)
        for entry_id, pages, field in found
        if field.box is not None and 1 <= field.page <= len(pages)
    ]


def settle_group(desk: Desk, path: str, members: Sequence[Member], struck_out: Collection[EntryId]) -> GroupDone:
    """Key the value in every entry of the group, all or none; in those struck out the field becomes unreadable until a person keys it.

    The person vouches for this field alone: the entries stay as open as they were.
    """
    actions: list[NewAction] = []
    struck = passed_over = 0
    for member in members:
        wrong = member.entry_id in struck_out
        keyed = Keyed("", ValueState.UNREADABLE, LOOK_AGAIN) if wrong else Keyed(member.text)
        try:
            actions.append(keying(desk, member.entry_id, {path: keyed}))
        except StationError as error:
            if error.code not in ("workflow.not-allowed", "store.unknown-item"):
                raise
            passed_over += 1
        else:
            struck += wrong
    if actions:
        desk.act_all(actions)
    return GroupDone(len(actions) - struck, struck, passed_over)
