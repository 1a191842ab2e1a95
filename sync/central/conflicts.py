"""Clashes that a person decides: a station whose numbering forked is quarantined until somebody lifts it. Nothing is merged."""

from sync.central.database import Connection
from sync.central.ledger import note
from sync.protocol.manifest import Manifest


def quarantine(connection: Connection, manifest: Manifest) -> None:
    """Keep the manifest that does not fit, as evidence, and take no new batch of its station."""
    body = manifest.body
    connection.execute(
        "INSERT INTO fork (station_id, name, seq, manifest) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (body.station_id, manifest.name, body.seq, manifest.data),
    )
    connection.execute("UPDATE station SET state = 'quarantined' WHERE station_id = %s", (body.station_id,))
    note(connection, body.station_id, "fork", manifest.name, f"seq {body.seq}")


def lift_quarantine(connection: Connection, station_id: str, decided_by: str) -> None:
    """A person looked at it: the station may announce again. What forked stays out. As owner of the database."""
    with connection.transaction():
        connection.execute("UPDATE station SET state = 'active' WHERE station_id = %s", (station_id,))
        note(connection, station_id, "lifted", None, f"by {decided_by}")
