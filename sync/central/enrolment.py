"""Enrolment (PROTOCOL.md §8): codes, requests, and what a person decides at the province, where alone the authority's key is."""

import datetime
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from station.signing.transport import STATION, TransportAuthority, TransportRequest, check_transport, read_request
from sync.central.database import Connection
from sync.central.ledger import note
from sync.protocol.enrolling import code_hash, make_code

CODE_VALID: Final = datetime.timedelta(hours=72)

State = Literal["asked", "approved", "refused"]


class SigningAuthority(Protocol):
    """What certifies signing keys; a PracticeProvince does."""

    def issue(self, public_key_spki: bytes, user_id: str, role: str, office_id: str) -> bytes:
        """A certificate, DER."""


@dataclass(frozen=True)
class NewCode:
    """A code to be handed over, out of band; the central keeps its hash alone."""

    code: str
    office_id: str
    label: str


@dataclass(frozen=True)
class Pending:
    """A request that waits for a person."""

    station_id: str
    number: str
    kind: str
    role: str
    office_id: str
    label: str
    request: TransportRequest
    signing_key: bytes | None
    is_again: bool
    """The machine has a certificate in force already: approving ends that one."""


def add_codes(
    connection: Connection, places: Sequence[tuple[str, str]], *, role: str = STATION, valid: datetime.timedelta = CODE_VALID
) -> list[NewCode]:
    """A code for each (office id, label). As owner of the database."""
    codes = [NewCode(make_code(), office_id, label) for office_id, label in places]
    until = datetime.datetime.now(datetime.UTC) + valid
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO enrolment_code (code_hash, office_id, label, role, valid_until) VALUES (%s, %s, %s, %s, %s)",
            [(code_hash(code.code), code.office_id, code.label, role, until) for code in codes],
        )
    return codes


def ask(connection: Connection, code: str, station_id: str, office_id: str, label: str, request: bytes, signing_key: bytes) -> str | None:
    """Note a request with a code that is good; its number, or None. The same request with the same code gets the same number again."""
    with connection.transaction():
        row = connection.execute(
            "UPDATE enrolment_code SET used_by = %s WHERE code_hash = %s AND office_id = %s AND valid_until > now()"
            " AND (used_by IS NULL OR used_by = %s) RETURNING role, label",
            (station_id, code_hash(code), office_id, station_id),
        ).fetchone()
        if row is None:
            note(connection, station_id, "wrong-code")
            return None
        known = connection.execute(
            "SELECT id FROM enrolment WHERE station_id = %s AND kind = 'enrolment' AND request = %s", (station_id, request)
        ).fetchone()
        if known is not None:
            return str(known[0])
        taken = connection.execute(
            "SELECT 1 FROM enrolment WHERE station_id = %s AND kind = 'enrolment' AND state = 'asked'", (station_id,)
        ).fetchone()
        if taken is not None:
            return None
        return _insert(connection, station_id, "enrolment", row[0], office_id, label or row[1], request, signing_key)


def ask_renewal(connection: Connection, station_id: str, role: str, office_id: str, request: bytes) -> str:
    """Note the request of a machine whose old certificate was just looked at; one at a time, asked again it gets the same number."""
    with connection.transaction():
        known = connection.execute(
            "SELECT id FROM enrolment WHERE station_id = %s AND kind = 'renewal' AND request = %s", (station_id, request)
        ).fetchone()
        return str(known[0]) if known else _insert(connection, station_id, "renewal", role, office_id, "", request, None)


def _insert(
    connection: Connection, station_id: str, kind: str, role: str, office_id: str, label: str, request: bytes, signing_key: bytes | None
) -> str:
    number = secrets.token_hex(8)
    connection.execute(
        "INSERT INTO enrolment (station_id, id, kind, role, office_id, label, request, signing_key)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (station_id, number, kind, role, office_id, label, request, signing_key),
    )
    note(connection, station_id, f"{kind}-asked", None, number)
    return number


def decision(connection: Connection, station_id: str, number: str) -> tuple[State, bytes | None, bytes | None] | None:
    """(what was decided, TLS certificate, signing certificate); None for an unknown request."""
    row = connection.execute(
        "SELECT state, transport, signing FROM enrolment WHERE station_id = %s AND id = %s", (station_id, number)
    ).fetchone()
    return (row[0], _bytes(row[1]), _bytes(row[2])) if row else None


def pending(connection: Connection) -> list[Pending]:
    """What waits for a decision, oldest first."""
    rows = connection.execute(
        "SELECT station_id, id, kind, role, office_id, label, request, signing_key, EXISTS (SELECT FROM transport_certificate t"
        " WHERE t.station_id = e.station_id AND t.revoked_at IS NULL) FROM enrolment e WHERE state = 'asked' ORDER BY asked_at"
    ).fetchall()
    return [
        Pending(station, number, kind, role, office, label, read_request(bytes(request)), _bytes(key), again)
        for station, number, kind, role, office, label, request, key, again in rows
    ]


def approve(connection: Connection, authority: TransportAuthority, signing: SigningAuthority, asked: Pending, by: str) -> None:
    """A person looked at the fingerprint: issue both certificates; those before end. As owner of the database."""
    signed = signing.issue(asked.signing_key, asked.station_id, "station", asked.office_id) if asked.signing_key is not None else None
    _issue(connection, authority, asked, signed, by, ends_others=True)


def renew(connection: Connection, authority: TransportAuthority, by: str) -> int:
    """Issue every renewal that waits, of machines that are not revoked: the old key vouches for the new one. Returns how many."""
    done = 0
    for asked in pending(connection):
        if asked.kind == "renewal" and _is_good(connection, asked.station_id):
            _issue(connection, authority, asked, None, by, ends_others=False)
            done += 1
    return done


def _is_good(connection: Connection, station_id: str) -> bool:
    row = connection.execute(
        "SELECT 1 FROM transport_certificate WHERE station_id = %s AND revoked_at IS NULL AND not_after > now()", (station_id,)
    ).fetchone()
    return row is not None


def _issue(
    connection: Connection, authority: TransportAuthority, asked: Pending, signed: bytes | None, by: str, *, ends_others: bool
) -> None:
    """All of it or nothing; nothing where somebody else has decided meanwhile."""
    certificate = authority.issue(asked.request, holder=asked.station_id, role=asked.role, office_id=asked.office_id)
    facts = check_transport(certificate, authority.root_der, datetime.datetime.now(datetime.UTC))
    with connection.transaction():
        taken = connection.execute(
            "UPDATE enrolment SET state = 'approved', transport = %s, signing = %s, decided_by = %s, decided_at = now()"
            " WHERE station_id = %s AND id = %s AND state = 'asked' RETURNING id",
            (certificate, signed, by, asked.station_id, asked.number),
        ).fetchone()
        if taken is None:
            return
        if ends_others:
            _end_certificates(connection, asked.station_id)
        if asked.role == STATION:
            connection.execute(
                "INSERT INTO station (station_id, office_id) VALUES (%s, %s) ON CONFLICT DO NOTHING", (asked.station_id, asked.office_id)
            )
        connection.execute(
            "INSERT INTO transport_certificate (station_id, fingerprint, role, serial, not_after) VALUES (%s, %s, %s, %s, %s)",
            (asked.station_id, facts.fingerprint, asked.role, str(facts.serial), facts.not_after),
        )
        note(connection, asked.station_id, f"{asked.kind}-approved", None, f"{asked.number} by {by}")


def refuse(connection: Connection, asked: Pending, by: str) -> None:
    """A person looked at it, and it is not what it says. As owner of the database."""
    with connection.transaction():
        connection.execute(
            "UPDATE enrolment SET state = 'refused', decided_by = %s, decided_at = now()"
            " WHERE station_id = %s AND id = %s AND state = 'asked'",
            (by, asked.station_id, asked.number),
        )
        note(connection, asked.station_id, f"{asked.kind}-refused", None, f"{asked.number} by {by}")


def revoke(connection: Connection, station_id: str, by: str) -> int:
    """Shut a machine out, at its next request; return how many certificates that ended. As owner of the database."""
    with connection.transaction():
        connection.execute("UPDATE station SET state = 'revoked' WHERE station_id = %s", (station_id,))
        ended = _end_certificates(connection, station_id)
        note(connection, station_id, "revoked", None, f"by {by}")
    return ended


def _end_certificates(connection: Connection, station_id: str) -> int:
    return connection.execute(
        "UPDATE transport_certificate SET revoked_at = now() WHERE station_id = %s AND revoked_at IS NULL", (station_id,)
    ).rowcount


def revoked_serials(connection: Connection) -> list[int]:
    """Of certificates that would still be in their time: for the proxy's list."""
    rows = connection.execute("SELECT serial FROM transport_certificate WHERE revoked_at IS NOT NULL AND not_after > now()").fetchall()
    return [int(row[0]) for row in rows]


def _bytes(value: bytes | memoryview | None) -> bytes | None:
    return bytes(value) if value is not None else None
