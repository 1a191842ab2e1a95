"""How far volumes are at the central: counted by the opener as batches pass, in their transactions, so that no screen counts entries."""

from station.domain.record import Entry, ValueSource, ValueState
from sync.central.database import Connection
from sync.envelope import OpenedBatch
from sync.protocol.manifest import Manifest


def tally_received(connection: Connection, opened: OpenedBatch) -> None:
    """The words of a batch are in. After its entries were written."""
    body, entries = opened.manifest.body, opened.entries
    again = _known_before(connection, opened)
    fields = [value for entry in entries for value in entry.fields.values() if value.state is not ValueState.ABSENT]
    connection.execute(
        "INSERT INTO volume_tally AS t (station_id, volume_id, office_id, kind, year, number, received, again, doubtful, overridden,"
        " fields, unreadable, keyed) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (station_id, volume_id) DO UPDATE SET received = t.received + excluded.received, again = t.again + excluded.again,"
        " doubtful = t.doubtful + excluded.doubtful, overridden = t.overridden + excluded.overridden, fields = t.fields + excluded.fields,"
        " unreadable = t.unreadable + excluded.unreadable, keyed = t.keyed + excluded.keyed, newest_at = now()",
        (
            body.station_id, body.volume.volume_id, body.office_id, body.volume.kind, body.volume.year, body.volume.number,
            len(entries) - again, again, _count(entries, "findings"), _count(entries, "overrides"), len(fields),
            sum(value.state is ValueState.UNREADABLE for value in fields), sum(value.source is ValueSource.KEYED for value in fields),
        ),
    )  # fmt: skip
    connection.execute(
        "UPDATE batch SET entries = %s, new_entries = %s WHERE station_id = %s AND name = %s",
        (len(entries), len(entries) - again, body.station_id, opened.manifest.name),
    )


def tally_complete(connection: Connection, manifest: Manifest) -> None:
    """Every image of a batch is there."""
    body = manifest.body
    connection.execute(
        "UPDATE volume_tally t SET accepted = t.accepted + b.new_entries, newest_at = now() FROM batch b"
        " WHERE b.station_id = %s AND b.name = %s AND t.station_id = b.station_id AND t.volume_id = %s",
        (body.station_id, manifest.name, body.volume.volume_id),
    )


def _known_before(connection: Connection, opened: OpenedBatch) -> int:
    """Entries that an earlier batch brought already. One that was only refused before is new."""
    revised = [entry.entry_id for entry in opened.entries if entry.revision > 1]
    if not revised:
        return 0
    row = connection.execute(
        "SELECT count(DISTINCT entry_id) FROM entry WHERE station_id = %s AND entry_id = ANY(%s) AND batch <> %s",
        (opened.manifest.body.station_id, revised, opened.manifest.name),
    ).fetchone()
    return int(row[0]) if row else 0


def _count(entries: tuple[Entry, ...], what: str) -> int:
    return sum(bool(getattr(entry, what)) for entry in entries)
