"""People of the province who may look: roles and their rights, accounts. Accounts are made by a command, never over the page."""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from station.domain.errors import StationError
from station.signing.passwords import hash_password
from sync.central.database import Connection

PASSWORD_MIN: Final = 12
"""More than at a desk: this door stands in a network. NIST SP 800-63B §5.1.1.2 asks for 8."""


class OfficialRole(StrEnum):
    """One per account."""

    READER = "reader"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"


class PageRight(StrEnum):
    """What the page asks before it shows or does something."""

    SEE = "see"
    """Counts and states; nobody's data."""
    SHOW = "show"
    """An entry or an image, with a reason that is kept."""
    DECIDE = "decide"
    """Lift a quarantine."""
    SEE_ACTS = "see-acts"
    """Who looked at what."""


RIGHTS: Final[dict[OfficialRole, frozenset[PageRight]]] = {
    OfficialRole.READER: frozenset({PageRight.SEE}),
    OfficialRole.OFFICER: frozenset({PageRight.SEE, PageRight.SHOW, PageRight.DECIDE}),
    OfficialRole.ADMINISTRATOR: frozenset({PageRight.SEE, PageRight.SEE_ACTS}),
}
"""Role → rights. Who watches the watchers looks at nobody's papers."""


@dataclass(frozen=True)
class Official:
    """One account."""

    user_id: str
    name: str
    role: OfficialRole
    removed_at: datetime.datetime | None


def add_official(connection: Connection, user_id: str, name: str, role: OfficialRole, password: str) -> None:
    """Let somebody in, with a first password that they replace; a known account gets name, role and password anew and is open again.

    As owner of the database. Raises StationError `page.password`.
    """
    require_good(password)
    with connection.transaction():
        connection.execute(
            "INSERT INTO official (user_id, name, role, password) VALUES (%s, %s, %s, %s) ON CONFLICT (user_id) DO UPDATE SET"
            " name = excluded.name, role = excluded.role, password = excluded.password, is_own = false, failures = 0, wait_until = NULL,"
            " removed_at = NULL",
            (user_id, name, role.value, hash_password(password)),
        )
        _end_sessions(connection, user_id)


def remove_official(connection: Connection, user_id: str) -> bool:
    """Shut somebody out, at once; whether there was such an account. The row stays: acts name it. As owner of the database."""
    with connection.transaction():
        _end_sessions(connection, user_id)
        return connection.execute("UPDATE official SET removed_at = now() WHERE user_id = %s", (user_id,)).rowcount > 0


def officials(connection: Connection) -> list[Official]:
    """Every account, removed ones among them."""
    rows = connection.execute("SELECT user_id, name, role, removed_at FROM official ORDER BY user_id").fetchall()
    return [Official(user_id, name, OfficialRole(role), removed_at) for user_id, name, role, removed_at in rows]


def require_good(password: str) -> None:
    """Raises StationError `page.password`."""
    if len(password) < PASSWORD_MIN:
        raise StationError("page.password", count=PASSWORD_MIN)


def _end_sessions(connection: Connection, user_id: str) -> None:
    connection.execute("DELETE FROM official_session WHERE user_id = %s", (user_id,))
