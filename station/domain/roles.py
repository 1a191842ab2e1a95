"""Who may act. A person's login holds one role; the reading, the station and the central act too, but are nobody's login.

What a role may do is the table in station.domain.rights. One role a login keeps four eyes simple: nobody has two ways into one entry
(docs/decisions/010-one-role-a-login.md).
"""

from dataclasses import dataclass
from enum import StrEnum

from station.domain.ids import UserId


class Role(StrEnum):
    """Every hand that may write an action."""

    CLERK = "clerk"
    SECOND_KEYER = "second-keyer"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    READING = "reading"
    STATION = "station"
    CENTRAL = "central"


PERSONS = frozenset({Role.CLERK, Role.SECOND_KEYER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR})


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
