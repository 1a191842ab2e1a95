"""The numbers of a volume and what became of each: its entry, or why it has none. Data, and how a written number is understood.

Rules about them live in station.workflow.ledger; rows in station.store.ledger.
"""

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple

from station.domain.actions import Action, NewAction
from station.domain.codec import from_json
from station.domain.errors import StationError
from station.domain.ids import EntryId, UserId
from station.domain.record import Span, Volume
from station.domain.roles import Role
from station.domain.states import ActionKind, EntryState, VolumeState, next_volume_state


class Account(StrEnum):
    """Why a number has no entry: what a person says of it."""

    UNREADABLE = "unreadable"
    """The case is on the paper and cannot be read."""
    CANCELLED = "cancelled"
    """Struck out, or declared void, in the original."""
    PAGE_MISSING = "page-missing"
    """The page is torn out or lost."""
    SKIPPED = "skipped"
    """The original passes from the number before to the one behind."""


class Number(NamedTuple):
    """A number within a volume. Orders as the numbers run: 12, 12a, 13. A tuple, because a ledger sorts ten thousand of them."""

    year: int
    """0: of a dossier, which has none."""
    number: int
    suffix: str = ""
    """Small letters behind it, as 12a: a case squeezed in between two others."""

    def __str__(self) -> str:
        """ "12a/2018"; a dossier's without the stroke."""
        return f"{self.number}{self.suffix}/{self.year}" if self.year else f"{self.number}{self.suffix}"


_WRITTEN: Final = re.compile(r"(\d{1,5})\s?([^\W\d_]{0,3})(?:\s?/\s?(\d{4}))?")


def parse_number(text: str, year: int) -> Number | None:
    """From "12/2018", "012", "12a/2018"; `year` is of a number that says none. None for anything else, and for nought."""
    match = _WRITTEN.fullmatch(text.strip())
    if match is None or not int(match[1]):
        return None
    return Number(int(match[3] or year), int(match[1]), match[2].lower())


_SPAN: Final = re.compile(r"(\d{1,5})\s?[-–]\s?(\d{1,5})(?:\s?/\s?(\d{4}))?")


def parse_spans(text: str, year: int) -> tuple[Span, ...]:
    """From "1-250/2018" or "180-212/2018; 1-40/2019"; `year` is of a range that says none. Raise ValueError for anything else."""
    spans = []
    for part in re.split(r"[;,]", text):
        match = _SPAN.fullmatch(part.strip())
        if match is None and part.strip():
            raise ValueError(part.strip())
        if match is not None:
            spans.append(Span(int(match[3] or year), int(match[1]), int(match[2])))
    return tuple(spans)


def spans_text(spans: Sequence[Span]) -> str:
    """As `parse_spans` reads it."""
    return "; ".join(f"{span.first}-{span.last}/{span.year}" if span.year else f"{span.first}-{span.last}" for span in spans)


@dataclass(frozen=True)
class Accounted:
    """What a person said of a number."""

    number: Number
    account: Account
    reason: str
    by: UserId
    at: str
    """UTC, ISO 8601."""


@dataclass(frozen=True)
class Numbered:
    """An entry of a volume whose form numbers it."""

    entry_id: EntryId
    number: Number | None
    """None: blank, unreadable, or no number."""
    state: EntryState


@dataclass(frozen=True)
class ListedPaper:
    """A line of a dossier's list of papers."""

    name: str
    pages: int


@dataclass(frozen=True)
class Dossier:
    """Papers that lie together in a box, as the list on their cover says."""

    number: int
    title: str = ""
    papers: tuple[ListedPaper, ...] = ()
    first_page: int = 0
    """Place, in the order of the paper, of its first page in the volume; 0: not scanned yet, or not said."""

    @property
    def pages(self) -> int:
        """As the list counts them."""
        return sum(paper.pages for paper in self.papers)


@dataclass(frozen=True)
class Closing:
    """What a volume's closing said: kept whole in the log, so that it stays true when entries are erased by the retention rule."""

    counts: dict[str, int]
    """`entered` or an Account → how many numbers."""
    accounts: dict[str, tuple[str, ...]]
    """The same → which, as ranges: "1-12/2018"."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Finding → why the person let it stand."""


def fold_volume(volume: Volume, action: Action | NewAction) -> Volume:
    """The volume after it was described, closed or reopened; raise StationError when the table of transitions does not allow it."""
    payload: Any = action.payload
    if payload is None:
        raise StationError("store.damaged", reason=f"the payload of {action.kind.value} was erased")
    state = require_volume_allowed(volume, action.kind, action.by.role)
    if action.kind is ActionKind.VOLUME_DESCRIBED:
        described = from_json(Volume, payload["volume"])
        if (described.volume_id, described.office_id) != (volume.volume_id, volume.office_id):
            raise ValueError(f"{action.kind.value} is about {volume.volume_id}, its payload about {described.volume_id}")
        return dataclasses.replace(described, state=state)
    return dataclasses.replace(volume, state=state)


def require_volume_allowed(volume: Volume, action: ActionKind, role: Role) -> VolumeState:
    """The state after it; raise StationError `volume.closed`, `workflow.not-allowed`."""
    state = next_volume_state(volume.state, action, role)
    if state is not None:
        return state
    if volume.state is VolumeState.CLOSED and next_volume_state(VolumeState.OPEN, action, role) is not None:
        raise StationError("volume.closed", volume=volume_label(volume))
    raise StationError("workflow.not-allowed", action=action.value, state=volume.state.value, role=role.value)


def require_open(volume: Volume) -> None:
    """Raise StationError `volume.closed` for a closed volume: no paper and no number comes into it or goes."""
    if volume.state is VolumeState.CLOSED:
        raise StationError("volume.closed", volume=volume_label(volume))


def volume_label(volume: Volume) -> str:
    """Its title, else "KS 01/2018": kind, number, year."""
    return volume.title or f"{volume.kind} {volume.number}/{volume.year}"


def numbering_field(volume: Volume, form: str) -> str | None:
    """The field that numbers entries of this form, `id/version`, within this volume; None when nothing does."""
    return dict(volume.numbered_by).get(form)


def number_in(volume: Volume, text: str) -> Number | None:
    """The number that a value says. One without a year is of the only span that has it, else of the volume's year."""
    bare = parse_number(text, 0)
    if bare is None or bare.year:
        return bare
    years = [span.year for span in volume.spans if span.first <= bare.number <= span.last]
    return bare._replace(year=years[0] if len(years) == 1 else volume.year)
