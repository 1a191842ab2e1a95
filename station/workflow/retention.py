"""Retention: what is at the central for as long as the policy says is erased on this PC, by a person who may, with a record in the log.

Only the `complete` receipt starts the clock, and nothing goes before its volume is closed: until the numbers add up a page is still looked
at. Pictures go first, words later or never; what no entry names goes with its volume's last entry. Backups on sticks keep what they were
made of until their generation is forgotten.
"""

import datetime
from dataclasses import dataclass

from station.domain.errors import StationError
from station.domain.ids import EntryId, PageId
from station.domain.rights import Right, require
from station.domain.roles import Actor
from station.workflow.ports import Eraser, Retention

REASON = "retention"
"""In the log: the policy's own words are in its days."""


@dataclass(frozen=True)
class Policy:
    """How long things are kept after the `complete` receipt, in days; 0: for ever."""

    images_days: int = 0
    entries_days: int = 0

    def moment(self, days: int, now: datetime.datetime) -> str:
        """What was complete before this is past its time; UTC as the log writes it."""
        return (now.astimezone(datetime.UTC) - datetime.timedelta(days=days)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Due:
    """What is past its time."""

    pictures: tuple[PageId, ...] = ()
    entries: tuple[EntryId, ...] = ()
    pages: tuple[PageId, ...] = ()
    """Of those entries, and what their finished volumes have besides: their words go too."""
    withdrawn: tuple[EntryId, ...] = ()
    in_open_volumes: int = 0
    """Entries that are past their time and stay until their volume is closed."""

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.pictures or self.entries or self.pages or self.withdrawn)


@dataclass(frozen=True)
class Erased:
    """What went."""

    pictures: int
    entries: int
    payloads: int


def due(retention: Retention, policy: Policy, now: datetime.datetime) -> Due:
    """What the policy would erase now."""
    pictures: list[PageId] = []
    entries: list[EntryId] = []
    pages: list[PageId] = []
    withdrawn: list[EntryId] = []
    if policy.images_days:
        pictures = retention.with_picture(retention.pages_only_of(retention.complete_before(policy.moment(policy.images_days, now))))
    if policy.entries_days:
        entries = retention.complete_before(policy.moment(policy.entries_days, now))
        volumes = retention.finished_volumes(entries)
        pages = [*retention.pages_only_of(entries), *retention.left_pages(volumes)]
        withdrawn = retention.withdrawn_in(volumes)
    shortest = min((days for days in (policy.images_days, policy.entries_days) if days), default=0)
    waiting = retention.in_open_volumes(policy.moment(shortest, now)) if shortest else 0
    return Due(tuple(pictures), tuple(entries), tuple(pages), tuple(withdrawn), waiting)


def erase_due(retention: Retention, eraser: Eraser, policy: Policy, by: Actor, now: datetime.datetime) -> Erased:
    """Erase it. Raises StationError `people.no-right`, `retention.nothing`, `store.disk-full`."""
    require(by, Right.ERASE)
    found = due(retention, policy, now)
    if found.nothing:
        raise StationError("retention.nothing")
    pictures = eraser.pictures(found.pictures, f"{REASON}: {policy.images_days} days") if found.pictures else 0
    subjects = [*found.entries, *found.pages, *found.withdrawn]
    payloads = eraser.payloads(retention.said_about(subjects), f"{REASON}: {policy.entries_days} days") if subjects else 0
    return Erased(pictures, len(found.entries), payloads)
