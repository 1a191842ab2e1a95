"""Clashes that a person decides: a station whose numbering forked is quarantined until somebody lifts it. Nothing is merged."""

from typing import Final

from sync.central.database import Connection
from sync.central.feed import say, seal_again
from sync.central.ledger import note
from sync.protocol.heads import parse_head
from sync.protocol.manifest import Manifest

_STAYS_OUT: Final = {
    "vi": "Số của lô đã thuộc về một lô khác: kho của trạm là bản cũ. Kiểm tra lại rồi duyệt vào lô mới.",
    "en": "The batch's number belongs to another one: the station's store was an old one. Check again and approve into a new batch.",
}


def quarantine(connection: Connection, manifest: Manifest) -> None:
    """Keep the manifest that does not fit, as evidence, and take no new batch of its station.

    Where a person has lifted a quarantine and the station does not know yet where to go on, what it sealed meanwhile is refused for good
    instead, so that its entries come again in another batch.
    """
    body = manifest.body
    connection.execute(
        "INSERT INTO fork (station_id, name, seq, manifest) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (body.station_id, manifest.name, body.seq, manifest.data),
    )
    note(connection, body.station_id, "fork", manifest.name, f"seq {body.seq}")
    if _goes_on_unaware(connection, body.station_id):
        _refuse(connection, body.station_id, manifest.name)
    else:
        connection.execute("SELECT quarantine_station(%s)", (body.station_id,))


def _goes_on_unaware(connection: Connection, station_id: str) -> bool:
    row = connection.execute(
        "SELECT 1 FROM station s JOIN station_head h ON h.station_id = s.station_id WHERE s.station_id = %s AND s.numbering > h.absorbed",
        (station_id,),
    ).fetchone()
    return row is not None


def _refuse(connection: Connection, station_id: str, batch: str) -> None:
    """Said once: the station sends the batch no more when it has heard it."""
    told = connection.execute("UPDATE fork SET refused = true WHERE station_id = %s AND name = %s AND NOT refused", (station_id, batch))
    if told.rowcount:
        say(connection, station_id, "refused", {"batch": batch, "reason": _STAYS_OUT})


def lift_quarantine(connection: Connection, station_id: str, decided_by: str) -> None:
    """A person looked at it: the station may announce again. What forked stays out. As owner of the database.

    The head it showed last is accepted, and the feed tells it after which batch to go on. Raises ValueError for an unknown station.
    """
    with connection.transaction():
        connection.execute(
            "UPDATE station SET state = CASE state WHEN 'quarantined' THEN 'active' ELSE state END, nonce = NULL WHERE station_id = %s",
            (station_id,),
        )
        _accept_newest_head(connection, station_id)
        newest = connection.execute(
            "SELECT seq, name FROM batch WHERE station_id = %s ORDER BY seq DESC, state = 'refused' LIMIT 1", (station_id,)
        ).fetchone()
        if newest is not None:
            number = say(connection, station_id, "numbering", {"seq": newest[0], "previous": newest[1]})
            connection.execute("UPDATE station SET numbering = %s WHERE station_id = %s", (number, station_id))
        for (batch,) in connection.execute("SELECT name FROM fork WHERE station_id = %s ORDER BY seq", (station_id,)).fetchall():
            _refuse(connection, station_id, batch)
        note(connection, station_id, "lifted", None, f"by {decided_by}")


def _accept_newest_head(connection: Connection, station_id: str) -> None:
    """The store that goes on is the one that said hello last; where two PCs still run, the other one is noticed next."""
    row = connection.execute(
        "SELECT document FROM head_evidence WHERE station_id = %s ORDER BY seen_at DESC LIMIT 1", (station_id,)
    ).fetchone()
    if row is not None:
        head = parse_head(bytes(row[0]))
        connection.execute(
            "UPDATE station_head SET seq = %s, hash = %s, feed_key = %s, absorbed = %s, document = %s WHERE station_id = %s",
            (head.body.log.seq, head.body.log.hash, head.feed_key, head.body.absorbed, head.data, station_id),
        )
        seal_again(connection, station_id, after=head.body.absorbed)
        connection.execute("DELETE FROM head_evidence WHERE station_id = %s", (station_id,))
