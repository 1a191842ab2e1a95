"""Lines of the report on who did what, and how far a look at the chain is. Ids and counts only."""

import datetime
from dataclasses import dataclass
from typing import Final

from station.domain.actions import GENESIS
from station.domain.ids import UserId
from station.domain.roles import Role
from station.domain.states import ActionKind


@dataclass(frozen=True)
class WorkLine:
    """What one person did in one role on one day, of one kind."""

    day: datetime.date
    user_id: UserId
    role: Role
    kind: ActionKind
    count: int
    subjects: int
    """To how many entries, pages, volumes or people."""


@dataclass(frozen=True)
class AskedWork:
    """What of the log is wanted; None: everything."""

    user_id: UserId | None = None
    kind: ActionKind | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    """Both days are in it."""


EVERYTHING: Final = AskedWork()


@dataclass(frozen=True)
class ChainLook:
    """How far the chain was looked at, and what was found."""

    seq: int
    hash: str
    total: int
    faults: tuple[str, ...]
    ended: bool


NOT_BEGUN: Final = ChainLook(0, GENESIS, 0, (), ended=False)
