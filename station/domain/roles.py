"""Who may act. Persons hold roles; the reading, the station and the central act too, but are nobody's login."""

from dataclasses import dataclass
from enum import StrEnum

from station.domain.ids import UserId


class Role(StrEnum):
    """Every hand that may write an action."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    READING = "reading"
    STATION = "station"
    CENTRAL = "central"


PERSONS = frozenset({Role.CLERK, Role.SUPERVISOR})


@dataclass(frozen=True)
class Actor:
    """Who did it, in which role."""

    role: Role
    user_id: UserId

    @property
    def is_person(self) -> bool:
        """True for a human; only their actions carry a personal signature."""
        return self.role in PERSONS


READING = Actor(Role.READING, UserId("reading"))
STATION = Actor(Role.STATION, UserId("station"))
CENTRAL = Actor(Role.CENTRAL, UserId("central"))
