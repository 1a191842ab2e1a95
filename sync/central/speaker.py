"""What the central says with its key: the time, every few seconds, and the feed to the stations. Part of the opener's process."""

import datetime
import time
from typing import Final

from station.domain.actions import Signer
from station.domain.feed import FeedItem
from sync.central.database import Connection
from sync.central.ledger import note
from sync.envelope.feed_item import seal_item
from sync.protocol.clocks import make_time

_TIME_EVERY_S: Final = 15.0
_AT_ONCE: Final = 50


class Speaker:
    """Signs on the opener's connection."""

    def __init__(self, connection: Connection, realm: str, signer: Signer) -> None:
        """`connection` in autocommit mode, under the role station_opener."""
        self._connection = connection
        self._realm = realm
        self._signer = signer
        self._told_at = float("-inf")

    def work(self) -> None:
        """Say what is due."""
        if time.monotonic() - self._told_at >= _TIME_EVERY_S:
            self._tell_time()
        while self._seal_some():
            pass

    def _tell_time(self) -> None:
        document = make_time(self._realm, datetime.datetime.now(datetime.UTC), self._signer)
        with self._connection.transaction():
            self._connection.execute("DELETE FROM clock")
            self._connection.execute("INSERT INTO clock (document) VALUES (%s)", (document,))
        self._told_at = time.monotonic()

    def _seal_some(self) -> int:
        """Seal items to stations whose key is known; return how many. The list is read without a lock, each station's items under one."""
        waiting = self._connection.execute(
            "SELECT DISTINCT f.station_id FROM feed f JOIN station_head h ON h.station_id = f.station_id WHERE f.document IS NULL LIMIT %s",
            (_AT_ONCE,),
        ).fetchall()
        return sum(self._seal_for(station_id) for (station_id,) in waiting)

    def _seal_for(self, station_id: str) -> int:
        with self._connection.transaction():
            rows = self._connection.execute(
                "SELECT f.number, f.kind, f.content, h.feed_key FROM feed f JOIN station_head h ON h.station_id = f.station_id"
                " WHERE f.station_id = %s AND f.document IS NULL ORDER BY f.number LIMIT %s FOR UPDATE OF f SKIP LOCKED",
                (station_id, _AT_ONCE),
            ).fetchall()
            for number, kind, content, feed_key in rows:
                document = seal_item(FeedItem(number, kind, content), self._realm, station_id, bytes(feed_key), self._signer)
                self._connection.execute(
                    "UPDATE feed SET document = %s WHERE station_id = %s AND number = %s", (document, station_id, number)
                )
                note(self._connection, station_id, "said", None, f"{number} {kind}")
        return len(rows)
