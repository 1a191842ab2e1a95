"""How far offices and volumes are, against the province's plan, and how good what arrived is. Sums of counts; no entry is read."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sync.central.database import Connection

AT_ONCE: Final = 200
_EACH: Final = (
    "SELECT coalesce(t.station_id, d.station_id) AS station_id, coalesce(t.volume_id, d.volume_id) AS volume_id,"
    " coalesce(t.office_id, d.office_id) AS office_id, coalesce(t.kind, d.kind) AS kind, coalesce(t.year, d.year) AS year,"
    " coalesce(t.number, d.number) AS number, coalesce(d.expected, 0) AS expected, coalesce(d.pages, 0) AS pages,"
    " greatest(coalesce(d.captured, 0), coalesce(t.received, 0)) AS captured,"
    " greatest(coalesce(d.keyed, 0), coalesce(t.received, 0)) AS keyed,"
    " greatest(coalesce(d.approved, 0), coalesce(t.received, 0)) AS approved,"
    " coalesce(t.received, 0) AS received, coalesce(t.accepted, 0) AS accepted, coalesce(t.again, 0) AS again,"
    " coalesce(t.doubtful, 0) AS doubtful, coalesce(t.overridden, 0) AS overridden, coalesce(t.fields, 0) AS fields,"
    " coalesce(t.unreadable, 0) AS unreadable, coalesce(t.keyed, 0) AS hand, greatest(t.newest_at, d.told_at) AS newest_at"
    " FROM volume_tally t FULL JOIN volume_told d ON d.station_id = t.station_id AND d.volume_id = t.volume_id"
)
"""One line a volume. A station tells of its volumes at hello, so what arrived since may be more than what it told."""


@dataclass(frozen=True)
class Steps:
    """Entries by how far they are; later steps are part of the earlier ones."""

    planned: int
    captured: int
    keyed: int
    approved: int
    received: int
    accepted: int

    @property
    def whole(self) -> int:
        """What a bar is drawn against."""
        return max(self.planned, self.captured, 1)


@dataclass(frozen=True)
class Office:
    """One office's volumes together."""

    office_id: str
    name: str
    stations: int
    volumes: int
    steps: Steps
    newest_at: datetime.datetime | None


@dataclass(frozen=True)
class VolumeRow:
    """One volume."""

    station_id: str
    volume_id: str
    office_id: str
    kind: str
    year: int
    number: str
    pages: int
    steps: Steps
    newest_at: datetime.datetime


@dataclass(frozen=True)
class Quality:
    """What an office's entries are like, as they arrived. Shares are of `entries` or of `fields`."""

    office_id: str
    name: str
    entries: int
    doubtful: int
    overridden: int
    again: int
    fields: int
    unreadable: int
    hand: int


@dataclass(frozen=True)
class Cleanliness:
    """What cleaning found in an office or a volume. Shares are of `measured` entries, of `required` lines, or of people `asked` about."""

    key: str
    """Office id; of a volume its kind, year and number."""
    name: str
    measured: int
    required: int
    filled: int
    valid: int
    asked: int
    matched: int
    differing: int
    not_found: int
    twice: int
    fresh: int
    waiting: int
    """Entries about which the stations were asked and have not answered."""
    upheld: int
    """Entries that their clerks let stand as they are."""


_CLEAN: Final = (
    "sum(m.entries), sum(m.required), sum(m.filled), sum(m.valid), sum(m.asked), sum(m.matched), sum(m.differing), sum(m.not_found),"
    " sum(m.twice), sum(m.fresh), coalesce(sum(d.asked), 0), coalesce(sum(d.upheld), 0)"
)
_AND_TOLD: Final = "LEFT JOIN volume_told d ON d.station_id = m.station_id AND d.volume_id = m.volume_id"


def totals(connection: Connection) -> Steps:
    """Of the whole province."""
    row = connection.execute(
        "SELECT (SELECT coalesce(sum(entries), 0) FROM office_plan), coalesce(sum(captured), 0), coalesce(sum(keyed), 0),"
        f" coalesce(sum(approved), 0), coalesce(sum(received), 0), coalesce(sum(accepted), 0) FROM ({_EACH}) v"
    ).fetchone()
    assert row is not None
    return _steps(row)


def offices(connection: Connection, wanted: str) -> list[Office]:
    """Every office that has a plan or a volume, at most AT_ONCE + 1; those whose id or name holds `wanted`."""
    rows = connection.execute(
        "SELECT o.office_id, coalesce(p.name, ''), coalesce(v.stations, 0), coalesce(v.volumes, 0), coalesce(p.entries, 0),"
        " coalesce(v.captured, 0), coalesce(v.keyed, 0), coalesce(v.approved, 0), coalesce(v.received, 0), coalesce(v.accepted, 0),"
        " v.newest_at FROM (SELECT office_id FROM office_plan UNION SELECT office_id FROM station) o"
        " LEFT JOIN (SELECT office_id, max(name) AS name, sum(entries) AS entries FROM office_plan GROUP BY office_id) p USING (office_id)"
        " LEFT JOIN (SELECT office_id, count(DISTINCT station_id) AS stations, count(*) AS volumes, sum(captured) AS captured,"
        " sum(keyed) AS keyed, sum(approved) AS approved, sum(received) AS received, sum(accepted) AS accepted, max(newest_at) AS newest_at"
        f" FROM ({_EACH}) e GROUP BY office_id) v USING (office_id)"
        " WHERE %(wanted)s = '' OR strpos(lower(o.office_id), lower(%(wanted)s)) > 0 OR strpos(lower(p.name), lower(%(wanted)s)) > 0"
        " ORDER BY coalesce(p.name, o.office_id), o.office_id LIMIT %(limit)s",
        {"wanted": wanted, "limit": AT_ONCE + 1},
    ).fetchall()
    return [Office(row[0], row[1], int(row[2]), int(row[3]), _steps(row[4:10]), row[10]) for row in rows]


def volumes(connection: Connection, office_id: str, station_id: str) -> list[VolumeRow]:
    """Of one office or one station, at most AT_ONCE + 1, by kind, year and number."""
    rows = connection.execute(
        f"SELECT station_id, volume_id, office_id, kind, year, number, pages, newest_at, expected, captured, keyed, approved, received,"
        f" accepted FROM ({_EACH}) v WHERE (%(office)s = '' OR office_id = %(office)s) AND (%(station)s = '' OR station_id = %(station)s)"
        " ORDER BY kind, year, number, volume_id LIMIT %(limit)s",
        {"office": office_id, "station": station_id, "limit": AT_ONCE + 1},
    ).fetchall()
    return [
        VolumeRow(station, volume, office, kind, year, number, pages, _steps(steps), newest_at)
        for station, volume, office, kind, year, number, pages, newest_at, *steps in rows
    ]


def office_name(connection: Connection, office_id: str) -> str:
    """As the plan names it; empty where it does not."""
    row = connection.execute("SELECT coalesce(max(name), '') FROM office_plan WHERE office_id = %s", (office_id,)).fetchone()
    return str(row[0]) if row else ""


def quality(connection: Connection) -> list[Quality]:
    """Every office from which something came, at most AT_ONCE + 1."""
    rows = connection.execute(
        "SELECT t.office_id, coalesce((SELECT max(name) FROM office_plan p WHERE p.office_id = t.office_id), ''),"
        " sum(received), sum(doubtful), sum(overridden), sum(again), sum(fields), sum(unreadable), sum(keyed)"
        " FROM volume_tally t GROUP BY t.office_id ORDER BY 2, 1 LIMIT %s",
        (AT_ONCE + 1,),
    ).fetchall()
    return [Quality(row[0], row[1], *(int(value) for value in row[2:])) for row in rows]


def clean_offices(connection: Connection) -> list[Cleanliness]:
    """Every office that cleaning has looked at, at most AT_ONCE + 1."""
    rows = connection.execute(
        "SELECT m.office_id, coalesce((SELECT max(name) FROM office_plan p WHERE p.office_id = m.office_id), ''),"
        f" {_CLEAN} FROM volume_measure m {_AND_TOLD} GROUP BY m.office_id ORDER BY 2, 1 LIMIT %s",
        (AT_ONCE + 1,),
    ).fetchall()
    return [Cleanliness(row[0], row[1], *(int(value) for value in row[2:])) for row in rows]


def clean_volumes(connection: Connection, office_id: str) -> list[Cleanliness]:
    """The volumes of one office that cleaning has looked at, at most AT_ONCE + 1."""
    rows = connection.execute(
        f"SELECT t.kind || ' ' || t.year || '/' || t.number, {_CLEAN} FROM volume_measure m JOIN volume_tally t"
        f" ON t.station_id = m.station_id AND t.volume_id = m.volume_id {_AND_TOLD} WHERE m.office_id = %s GROUP BY 1 ORDER BY 1 LIMIT %s",
        (office_id, AT_ONCE + 1),
    ).fetchall()
    return [Cleanliness(row[0], "", *(int(value) for value in row[1:])) for row in rows]


def set_plan(connection: Connection, rows: list[tuple[str, str, str, int]]) -> None:
    """The province's plan, whole: (office id, name, kind, entries). As owner of the database."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM office_plan")
        cursor.executemany("INSERT INTO office_plan (office_id, name, kind, entries) VALUES (%s, %s, %s, %s)", rows)


def _steps(row: Sequence[Any]) -> Steps:
    return Steps(*(int(value) for value in row))
