"""Batches on which the opener gave up: who waits, and what a person lets it try again once the cause is gone. As owner of the database."""

import datetime
from dataclasses import dataclass

from station.domain.errors import StationError
from sync.central.database import Connection
from sync.central.feed import QUEUE_CHANNEL
from sync.central.ledger import note
from sync.central.receive import ATTEMPTS_MAX


@dataclass(frozen=True)
class GivenUp:
    """A batch that answers `needs-person`."""

    station_id: str
    name: str
    stage: str
    """`entries` or `complete`: at what the opener failed."""
    since: datetime.datetime
    """When the station asked for it."""


def given_up(connection: Connection) -> list[GivenUp]:
    """Of all stations, those waiting longest first."""
    rows = connection.execute(
        "SELECT station_id, name, queued, queued_at FROM batch WHERE queued IS NOT NULL AND attempts >= %s ORDER BY queued_at",
        (ATTEMPTS_MAX,),
    ).fetchall()
    return [GivenUp(*row) for row in rows]


def try_again(connection: Connection, station_id: str, batch: str, decided_by: str) -> str:
    """Put it before the opener anew, and write who said so; `batch` may be the beginning of its name. Returns the whole name.

    Raises StationError `central.not-given-up` unless exactly one batch of the station waits for a person under it.
    """
    with connection.transaction():
        found = [one.name for one in given_up(connection) if one.station_id == station_id and one.name.startswith(batch)]
        if len(found) != 1:
            raise StationError("central.not-given-up", station=station_id, batch=batch)
        connection.execute("UPDATE batch SET attempts = 0 WHERE station_id = %s AND name = %s", (station_id, found[0]))
        note(connection, station_id, "tried-again", found[0], f"by {decided_by}")
        connection.execute(f"NOTIFY {QUEUE_CHANNEL}")
    return found[0]
