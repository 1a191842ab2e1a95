"""Images that somebody at the province waits to see: opened by the opener, which alone reads page keys, sealed to the key of that look.

Who asked, and why, was written by the page before it asked (page/acts.py).
"""

import logging
from typing import Final

from station.domain.errors import StationError
from station.domain.ids import PageId, StationId
from sync.central.database import Connection
from sync.central.objects import HashMismatch, Objects
from sync.envelope.page_image import open_image, seal_for_look

logger = logging.getLogger(__name__)

_AT_ONCE: Final = 4
WAITED_S: Final = 120
"""An older wish was left by a page that was killed: its key is gone, nobody can open what is sealed to it."""


class Showing:
    """Works on the opener's connection."""

    def __init__(self, connection: Connection, objects: Objects) -> None:
        """`connection` in autocommit mode, under the role station_opener."""
        self._connection = connection
        self._objects = objects

    def work(self) -> int:
        """Seal what is waited for; return how many. A person waits at most for the batch that is in hand."""
        rows = self._connection.execute(
            "SELECT station_id, id FROM image_wanted WHERE sealed IS NULL AND trouble IS NULL"
            " AND asked_at > now() - make_interval(secs => %s) ORDER BY asked_at LIMIT %s",
            (WAITED_S, _AT_ONCE),
        ).fetchall()
        return sum(self._show(station_id, number) for station_id, number in rows)

    def _show(self, station_id: str, number: str) -> bool:
        with self._connection.transaction():
            row = self._connection.execute(
                "SELECT w.page_id, w.public_key, p.image, k.key FROM image_wanted w"
                " JOIN page p ON p.station_id = w.station_id AND p.page_id = w.page_id"
                " JOIN page_key k ON k.station_id = w.station_id AND k.page_id = w.page_id"
                " WHERE w.station_id = %s AND w.id = %s AND w.sealed IS NULL AND w.trouble IS NULL FOR UPDATE OF w SKIP LOCKED",
                (station_id, number),
            ).fetchone()
            if row is None:
                return False
            page_id, public_key, image, key = row
            sealed, trouble = self._sealed(station_id, page_id, bytes(public_key), image, bytes(key))
            self._connection.execute(
                "UPDATE image_wanted SET sealed = %s, trouble = %s WHERE station_id = %s AND id = %s",
                (sealed, trouble, station_id, number),
            )
        return True

    def _sealed(self, station_id: str, page_id: str, public_key: bytes, image: str, key: bytes) -> tuple[bytes | None, str | None]:
        """(the image, None) or (None, why not)."""
        try:
            plain = open_image(self._objects.read(station_id, image), key, StationId(station_id), PageId(page_id))
            return seal_for_look(plain, public_key, station_id, page_id), None
        except FileNotFoundError:
            return None, "lacking"
        except (HashMismatch, StationError, ValueError) as error:
            logger.warning("the image of page %s of %s cannot be shown: %s", page_id, station_id, type(error).__name__)
            return None, "damaged"
