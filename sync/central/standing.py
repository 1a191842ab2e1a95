"""What a station's head tells at hello (PROTOCOL.md §3.1): it goes on, or it is an old folder or a second one, for a person to look at."""

import secrets
from dataclasses import dataclass
from typing import Literal

from sync.central import feed
from sync.central.database import Connection
from sync.central.ledger import note
from sync.central.told import keep_told
from sync.central.troubles import TroubleError
from sync.protocol.heads import LogPoint, ShownHead

Verdict = Literal["on", "fork", "behind"]


@dataclass(frozen=True)
class Met:
    """What the central knows of a station that said hello."""

    state: Literal["active", "quarantined"] = "active"
    feed: int = 0


def judged(head: ShownHead, known: LogPoint) -> Verdict:
    """How this head relates to the one known. Pure."""
    body = head.body
    if body.log.seq < known.seq:
        return "behind"
    if body.log.seq == known.seq:
        return "on" if body.log.hash == known.hash else "fork"
    spans = bool(body.trail) and body.trail[0].seq <= known.seq
    return "fork" if spans and known not in body.trail else "on"


def meet(connection: Connection, station_id: str, head: ShownHead | None, *, carried: bool, nonce: str | None) -> Met:
    """Take note of a head whose signature holds. Raises TroubleError `head`, `again`, `revoked`."""
    trouble = None
    with connection.transaction():
        if head is not None:
            connection.execute(
                "INSERT INTO station (station_id, office_id) VALUES (%s, %s) ON CONFLICT DO NOTHING", (station_id, head.body.office_id)
            )
        station = connection.execute(
            "UPDATE station SET heard_at = now() WHERE station_id = %s RETURNING state, items, nonce", (station_id,)
        ).fetchone()
        if station is None:
            return Met()
        state, items, asked = station
        if state == "revoked":
            raise TroubleError("revoked")
        if head is not None and state == "active":
            trouble = _take(connection, head, carried=carried, live=nonce is not None and nonce == asked)
    if trouble is not None:
        raise trouble
    return Met(state, int(items))


def _take(connection: Connection, head: ShownHead, *, carried: bool, live: bool) -> TroubleError | None:
    body = head.body
    row = connection.execute("SELECT seq, hash, document FROM station_head WHERE station_id = %s", (body.station_id,)).fetchone()
    verdict = judged(head, LogPoint(seq=row[0], hash=row[1])) if row else "on"
    if verdict == "on":
        _keep(connection, head)
        return None
    if verdict == "behind" and carried:
        return None
    if verdict == "behind" and not live:
        fresh = secrets.token_hex(16)
        connection.execute("UPDATE station SET nonce = %s WHERE station_id = %s", (fresh, body.station_id))
        return TroubleError("again", {"nonce": fresh})
    assert row is not None
    connection.execute(
        "INSERT INTO head_evidence (station_id, seq, hash, document, known) VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (body.station_id, body.log.seq, body.log.hash, head.data, row[2]),
    )
    connection.execute("SELECT quarantine_station(%s)", (body.station_id,))
    note(connection, body.station_id, "head", None, f"{verdict}: {body.log.seq} after {row[0]}")
    return TroubleError("head")


def _keep(connection: Connection, head: ShownHead) -> None:
    body = head.body
    before = connection.execute("SELECT feed_key FROM station_head WHERE station_id = %s", (body.station_id,)).fetchone()
    connection.execute(
        "INSERT INTO station_head (station_id, seq, hash, feed_key, absorbed, document) VALUES (%s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (station_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, feed_key = excluded.feed_key,"
        " absorbed = excluded.absorbed, document = excluded.document, shown_at = now()",
        (body.station_id, body.log.seq, body.log.hash, head.feed_key, body.absorbed, head.data),
    )
    keep_told(connection, body)
    if before is None or bytes(before[0]) != head.feed_key:
        feed.seal_again(connection, body.station_id, after=body.absorbed)
