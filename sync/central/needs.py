"""Which images the central needs first (PROTOCOL.md §3): those a person asked for, then those of entries that somebody will look at."""

from typing import Final

from sync.central.database import Connection
from sync.envelope import OpenedBatch

_LOOKED_AT: Final = 1
_ASKED_FOR: Final = 2


def mark_needed(connection: Connection, opened: OpenedBatch) -> None:
    """Images of entries with findings or overrides come before the others. By the opener, with the entries."""
    doubtful = {page_id for entry in opened.entries if entry.findings or entry.overrides for page_id in entry.pages}
    _raise_need(
        connection, opened.manifest.body.station_id, [page.image_name for page in opened.pages if page.page_id in doubtful], _LOOKED_AT
    )


def ask_for_image(connection: Connection, station_id: str, sha256: str) -> None:
    """A person wants to see this image: it comes before all others of its batch. As owner of the database."""
    _raise_need(connection, station_id, [sha256], _ASKED_FOR)


def _raise_need(connection: Connection, station_id: str, images: list[str], need: int) -> None:
    connection.execute(
        "UPDATE batch_file SET need = greatest(need, %s) WHERE station_id = %s AND role = 'image' AND sha256 = ANY(%s)",
        (need, station_id, images),
    )
