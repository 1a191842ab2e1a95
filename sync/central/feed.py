"""The feed back to the stations (PROTOCOL.md §2.6): numbered when it is said, sealed by the opener once a station's key is known."""

from typing import Any, Final

from psycopg.types.json import Jsonb

from station.domain.actions import canonical
from sync.central.database import Connection
from sync.protocol.limits import CONTENT_BYTES, FEED_BYTES, FEED_ITEMS

QUEUE_CHANNEL: Final = "batch_queued"
"""The opener's bell; it seals the feed too."""


def say(connection: Connection, station_id: str, kind: str, content: dict[str, Any]) -> int:
    """Tell a station something, within the caller's transaction; return the item's number.

    Raises ValueError for a station that is not known and for more than an item holds.
    """
    if len(canonical(content)) > CONTENT_BYTES:
        raise ValueError("longer than a feed item may be")
    row = connection.execute("UPDATE station SET items = items + 1 WHERE station_id = %s RETURNING items", (station_id,)).fetchone()
    if row is None:
        raise ValueError(f"unknown station: {station_id}")
    connection.execute(
        "INSERT INTO feed (station_id, number, kind, content) VALUES (%s, %s, %s, %s)", (station_id, row[0], kind, Jsonb(content))
    )
    connection.execute(f"NOTIFY {QUEUE_CHANNEL}")
    return int(row[0])


def items_after(connection: Connection, station_id: str, number: int) -> list[bytes]:
    """The next documents, in order and without a gap, as many as one answer holds; what is not sealed yet ends the list."""
    rows = connection.execute(
        "SELECT number, document FROM feed WHERE station_id = %s AND number > %s AND document IS NOT NULL ORDER BY number LIMIT %s",
        (station_id, number, FEED_ITEMS),
    ).fetchall()
    found: list[bytes] = []
    room = FEED_BYTES
    for ordinal, (found_number, document) in enumerate(rows):
        room -= len(document)
        if found_number != number + 1 + ordinal or (found and room < 0):
            break
        found.append(bytes(document))
    return found


def seal_again(connection: Connection, station_id: str, *, after: int) -> None:
    """The station has another key: what it has not absorbed is sealed anew, under the same numbers."""
    connection.execute("UPDATE feed SET document = NULL WHERE station_id = %s AND number > %s", (station_id, after))
    connection.execute(f"NOTIFY {QUEUE_CHANNEL}")
