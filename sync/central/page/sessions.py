"""Signing in at the page, and whose request it is. The cookie holds a random token, the table its hash; failures make the next try wait."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

from station.signing.passwords import hash_password, is_password, nobodys_hash
from sync.central.database import Connection
from sync.central.page.acts import note_act
from sync.central.page.people import RIGHTS, OfficialRole, PageRight, require_good

IDLE_S: Final = 30 * 60
LONGEST_S: Final = 10 * 3600
"""A working day; then one signs in again."""
_FREE_FAILURES: Final = 5
_WAIT_S: Final = 30
_WAIT_MAX_S: Final = 15 * 60
_TOKEN_LETTERS: Final = 43
"""32 random bytes in base64url."""


@dataclass(frozen=True)
class Visitor:
    """Who asks."""

    user_id: str
    name: str
    role: OfficialRole
    csrf: str
    token_hash: str
    has_own_password: bool

    def may(self, right: PageRight) -> bool:
        """Whether the role has it."""
        return right in RIGHTS[self.role]


def sign_in(connection: Connection, user_id: str, password: str) -> str | None:
    """The token of a new session; None for a wrong name or password, and while one has to wait. Both are acts."""
    row = connection.execute(
        "SELECT password, wait_until > now() FROM official WHERE user_id = %s AND removed_at IS NULL", (user_id,)
    ).fetchone()
    waits = bool(row and row[1])
    right = is_password(password, str(row[0]) if row else nobodys_hash())
    if row is None:
        return None
    if waits or not right:
        connection.execute(
            "UPDATE official SET failures = failures + 1, wait_until = CASE WHEN failures + 1 < %s THEN NULL"
            " ELSE now() + make_interval(secs => least(%s, %s * power(2, least(failures + 1 - %s, 10)))) END WHERE user_id = %s",
            (_FREE_FAILURES, _WAIT_MAX_S, _WAIT_S, _FREE_FAILURES, user_id),
        )
        note_act(connection, user_id, "refused")
        return None
    token = secrets.token_urlsafe()
    connection.execute("UPDATE official SET failures = 0, wait_until = NULL WHERE user_id = %s", (user_id,))
    connection.execute(
        "DELETE FROM official_session WHERE user_id = %s AND (seen_at < now() - make_interval(secs => %s)"
        " OR made_at < now() - make_interval(secs => %s))",
        (user_id, IDLE_S, LONGEST_S),
    )
    connection.execute(
        "INSERT INTO official_session (token_hash, user_id, csrf) VALUES (%s, %s, %s)", (_hash(token), user_id, secrets.token_urlsafe())
    )
    note_act(connection, user_id, "sign-in")
    return token


def visitor_of(connection: Connection, token: str) -> Visitor | None:
    """Whose session this is, if it is one and not over; it counts as seen."""
    if len(token) != _TOKEN_LETTERS:
        return None
    row = connection.execute(
        "UPDATE official_session s SET seen_at = now() FROM official o WHERE s.token_hash = %s AND o.user_id = s.user_id"
        " AND o.removed_at IS NULL AND s.seen_at > now() - make_interval(secs => %s) AND s.made_at > now() - make_interval(secs => %s)"
        " RETURNING o.user_id, o.name, o.role, s.csrf, s.token_hash, o.is_own",
        (_hash(token), IDLE_S, LONGEST_S),
    ).fetchone()
    return Visitor(row[0], row[1], OfficialRole(row[2]), row[3], row[4], row[5]) if row else None


def sign_out(connection: Connection, visitor: Visitor) -> None:
    """End this session."""
    connection.execute("DELETE FROM official_session WHERE token_hash = %s", (visitor.token_hash,))
    note_act(connection, visitor.user_id, "sign-out")


def change_password(connection: Connection, visitor: Visitor, old: str, new: str) -> bool:
    """Whether the old one was right: then the new one counts, and their other sessions are over. Raises StationError `page.password`."""
    require_good(new)
    row = connection.execute("SELECT password FROM official WHERE user_id = %s", (visitor.user_id,)).fetchone()
    if row is None or not is_password(old, str(row[0])) or old == new:
        return False
    connection.execute("UPDATE official SET password = %s, is_own = true WHERE user_id = %s", (hash_password(new), visitor.user_id))
    connection.execute("DELETE FROM official_session WHERE user_id = %s AND token_hash <> %s", (visitor.user_id, visitor.token_hash))
    note_act(connection, visitor.user_id, "password")
    return True


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
