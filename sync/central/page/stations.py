"""Stations as the page shows them: when last heard, what is quarantined and why, what happened. Reads, and the one act of lifting."""

import datetime
from dataclasses import dataclass
from typing import Final

from sync.central.conflicts import lift_quarantine
from sync.central.database import Connection
from sync.central.page.acts import note_act

AT_ONCE: Final = 100
SILENT_DAYS: Final = 7
"""A station that said nothing for a working week is worth a call."""

_NAME: Final = "coalesce((SELECT max(name) FROM office_plan p WHERE p.office_id = s.office_id), '')"
_COLUMNS: Final = (
    f"s.station_id, s.office_id, {_NAME}, s.state, s.first_seen, s.heard_at,"
    " coalesce(s.heard_at < now() - make_interval(days => %(days)s), s.first_seen < now() - make_interval(days => %(days)s)),"
    " coalesce(h.absorbed, 0), s.items"
)


@dataclass(frozen=True)
class StationRow:
    """One station."""

    station_id: str
    office_id: str
    office: str
    """Its name where the province's plan knows one."""
    state: str
    first_seen: datetime.datetime
    heard_at: datetime.datetime | None
    is_silent: bool
    absorbed: int
    items: int
    """Items of the feed said to it; `absorbed` of them are in its log."""

    @property
    def behind(self) -> int:
        """Items that it has not taken in."""
        return max(0, self.items - self.absorbed)


@dataclass(frozen=True)
class Fork:
    """A batch that does not fit the station's numbering."""

    name: str
    seq: int
    seen_at: datetime.datetime
    refused: bool


@dataclass(frozen=True)
class OtherHead:
    """A head that does not continue the one known."""

    seq: int
    known_seq: int
    seen_at: datetime.datetime


@dataclass(frozen=True)
class Conflict:
    """What a person has to decide about one station."""

    station: StationRow
    forks: list[Fork]
    heads: list[OtherHead]


@dataclass(frozen=True)
class Event:
    """A line of the ledger."""

    at: datetime.datetime
    event: str
    batch: str
    detail: str


@dataclass(frozen=True)
class Asked:
    """A machine that waits for the province to look at it."""

    station_id: str
    number: str
    kind: str
    office_id: str
    label: str
    asked_at: datetime.datetime


def stations(connection: Connection, wanted: str, state: str, after: str) -> list[StationRow]:
    """At most AT_ONCE + 1, by id: those whose id, office or its name holds `wanted`, in a state (`silent` is one here), after an id."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM station s LEFT JOIN station_head h ON h.station_id = s.station_id WHERE s.station_id > %(after)s"
        " AND (%(state)s = '' OR s.state = %(state)s OR (%(state)s = 'silent' AND s.state = 'active'"
        " AND coalesce(s.heard_at, s.first_seen) < now() - make_interval(days => %(days)s)))"
        " AND (%(wanted)s = '' OR strpos(s.station_id, %(wanted)s) > 0 OR starts_with(s.office_id, %(wanted)s)"
        " OR EXISTS (SELECT FROM office_plan p WHERE p.office_id = s.office_id AND strpos(lower(p.name), lower(%(wanted)s)) > 0))"
        " ORDER BY s.station_id LIMIT %(limit)s",
        {"after": after, "state": state, "wanted": wanted, "days": SILENT_DAYS, "limit": AT_ONCE + 1},
    ).fetchall()
    return [StationRow(*row) for row in rows]


def states(connection: Connection) -> dict[str, int]:
    """How many stations are in each state; `silent` are among the active ones."""
    row = connection.execute(
        "SELECT count(*) FILTER (WHERE state = 'active'), count(*) FILTER (WHERE state = 'quarantined'),"
        " count(*) FILTER (WHERE state = 'revoked'), count(*) FILTER (WHERE state = 'active'"
        " AND coalesce(heard_at, first_seen) < now() - make_interval(days => %s)) FROM station",
        (SILENT_DAYS,),
    ).fetchone()
    assert row is not None
    return dict(zip(("active", "quarantined", "revoked", "silent"), map(int, row), strict=True))


def station(connection: Connection, station_id: str) -> StationRow | None:
    """One station."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM station s LEFT JOIN station_head h ON h.station_id = s.station_id WHERE s.station_id = %(id)s",
        {"id": station_id, "days": SILENT_DAYS},
    ).fetchone()
    return StationRow(*row) if row else None


def conflicts(connection: Connection) -> list[Conflict]:
    """Every quarantined station with what it showed."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM station s LEFT JOIN station_head h ON h.station_id = s.station_id"
        " WHERE s.state = 'quarantined' ORDER BY s.station_id LIMIT %(limit)s",
        {"days": SILENT_DAYS, "limit": AT_ONCE},
    ).fetchall()
    return [conflict_of(connection, StationRow(*row)) for row in rows]


def conflict_of(connection: Connection, row: StationRow) -> Conflict:
    """What this station showed that does not fit."""
    forks = connection.execute(
        "SELECT name, seq, seen_at, refused FROM fork WHERE station_id = %s ORDER BY seen_at DESC LIMIT %s", (row.station_id, AT_ONCE)
    ).fetchall()
    heads = connection.execute(
        "SELECT e.seq, coalesce(h.seq, 0), e.seen_at FROM head_evidence e LEFT JOIN station_head h ON h.station_id = e.station_id"
        " WHERE e.station_id = %s ORDER BY e.seen_at DESC LIMIT %s",
        (row.station_id, AT_ONCE),
    ).fetchall()
    return Conflict(row, [Fork(*fork) for fork in forks], [OtherHead(*head) for head in heads])


def events(connection: Connection, station_id: str, limit: int) -> list[Event]:
    """The newest lines of its ledger."""
    rows = connection.execute(
        "SELECT at, event, coalesce(batch, ''), detail FROM ledger WHERE station_id = %s ORDER BY seq DESC LIMIT %s", (station_id, limit)
    ).fetchall()
    return [Event(*row) for row in rows]


def machines_asking(connection: Connection) -> list[Asked]:
    """Requests of machines that wait; approving needs the authority's key, which no central has."""
    rows = connection.execute(
        "SELECT station_id, id, kind, office_id, label, asked_at FROM enrolment WHERE state = 'asked' ORDER BY asked_at LIMIT %s",
        (AT_ONCE,),
    ).fetchall()
    return [Asked(*row) for row in rows]


def lift(connection: Connection, user_id: str, station_id: str, reason: str) -> bool:
    """A person looked at a quarantined station and lets it go on; whether it was quarantined."""
    row = connection.execute("SELECT state FROM station WHERE station_id = %s FOR UPDATE", (station_id,)).fetchone()
    if row is None or row[0] != "quarantined":
        return False
    note_act(connection, user_id, "lift", station_id, "", reason)
    lift_quarantine(connection, station_id, user_id)
    return True
