"""The central's ledger: what happened to which station's batch, append-only. Codes and ids, never names."""

from sync.central.database import Connection


def note(connection: Connection, station_id: str, event: str, batch: str | None = None, detail: str = "") -> None:
    """Add a line within the caller's transaction. Events: announced, received, complete, refused, fork, lifted, damaged, tried-again."""
    connection.execute("INSERT INTO ledger (station_id, event, batch, detail) VALUES (%s, %s, %s, %s)", (station_id, event, batch, detail))


def history(connection: Connection, station_id: str) -> list[tuple[str, str | None, str]]:
    """(event, batch, detail) of one station, in order."""
    rows = connection.execute("SELECT event, batch, detail FROM ledger WHERE station_id = %s ORDER BY seq", (station_id,)).fetchall()
    return [(row[0], row[1], row[2]) for row in rows]
