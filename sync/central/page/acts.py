"""Acts of people at the page: appended, never changed. Showing an entry or an image is one, written before anything is shown."""

import base64
import datetime
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from sync.central.database import Connection
from sync.central.feed import QUEUE_CHANNEL
from sync.central.showing import WAITED_S
from sync.envelope.page_image import OneLook

Borrow = Callable[[Callable[[Connection], Any]], Any]
"""Runs work with a connection, in a transaction of its own, and returns what the work does."""

REASON_MIN: Final = 5
REASON_MAX: Final = 300
_LOOK_WAIT_S: Final = 15.0
_POLL_S: Final = 0.05
SHOWABLE: Final = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
"""Media types that a browser draws and that hold no script."""


@dataclass(frozen=True)
class Act:
    """One line of who did what."""

    at: datetime.datetime
    user_id: str
    name: str
    act: str
    station_id: str
    subject: str
    reason: str


@dataclass(frozen=True)
class ShownEntry:
    """An entry in clear, as its station sealed it."""

    station_id: str
    entry_id: str
    revision: int
    batch: str
    office_id: str
    volume_kind: str
    form_id: str
    form_version: str
    definition_hash: str
    fields: dict[str, dict[str, Any]]
    findings: list[dict[str, Any]]
    overrides: dict[str, str]
    touched_by: list[str]
    pages: list[str]
    approved_by: str
    approved_at: str


@dataclass(frozen=True)
class ShownImage:
    """What came of a wish to see an image."""

    state: Literal["shown", "lacking", "damaged", "busy", "not-drawn", "unknown"]
    source: str = ""
    """A data: address; the image is nowhere else."""
    width: int = 0
    height: int = 0


def note_act(connection: Connection, user_id: str, act: str, station_id: str | None = None, subject: str = "", reason: str = "") -> None:
    """Within the caller's transaction."""
    connection.execute(
        "INSERT INTO official_act (user_id, act, station_id, subject, reason) VALUES (%s, %s, %s, %s, %s)",
        (user_id, act, station_id, subject, reason),
    )


def show_entry(connection: Connection, user_id: str, station_id: str, entry_id: str, revision: int, reason: str) -> ShownEntry | None:
    """One entry, and the line that says who saw it: the database gives the page no other way to read one."""
    row = connection.execute(
        "SELECT station_id, entry_id, revision, batch, office_id, volume_kind, form_id, form_version, definition_hash, fields, findings,"
        " overrides, touched_by, pages, approved_by, approved_at FROM show_entry(%s, %s, %s, %s, %s)",
        (user_id, station_id, entry_id, revision, reason),
    ).fetchone()
    return ShownEntry(*row) if row else None


def show_image(borrow: Borrow, user_id: str, station_id: str, page_id: str, reason: str) -> ShownImage:
    """One image, opened by the opener for this look alone."""
    found = borrow(lambda connection: _look_begun(connection, user_id, station_id, page_id, reason))
    if found is None:
        return ShownImage("unknown")
    media_type, width, height = found
    if media_type not in SHOWABLE:
        return ShownImage("not-drawn")
    look, number = OneLook(station_id, page_id), secrets.token_hex(16)
    borrow(lambda connection: _ask(connection, station_id, number, page_id, look.public_key))
    sealed, trouble = _wait(borrow, station_id, number)
    borrow(lambda connection: _done(connection, station_id, number, page_id, lacking=trouble == "lacking"))
    if sealed is None:
        return ShownImage("lacking" if trouble == "lacking" else "damaged" if trouble else "busy")
    return ShownImage("shown", f"data:{media_type};base64,{base64.b64encode(look.open(sealed)).decode()}", width, height)


def _look_begun(connection: Connection, user_id: str, station_id: str, page_id: str, reason: str) -> tuple[str, int, int] | None:
    row = connection.execute(
        "SELECT media_type, width, height FROM page WHERE station_id = %s AND page_id = %s", (station_id, page_id)
    ).fetchone()
    if row is None:
        return None
    note_act(connection, user_id, "image", station_id, page_id, reason)
    return str(row[0]), int(row[1]), int(row[2])


def _ask(connection: Connection, station_id: str, number: str, page_id: str, public_key: bytes) -> None:
    connection.execute(
        "DELETE FROM image_wanted WHERE station_id = %s AND asked_at < now() - make_interval(secs => %s)", (station_id, WAITED_S)
    )
    connection.execute(
        "INSERT INTO image_wanted (station_id, id, page_id, public_key) VALUES (%s, %s, %s, %s)", (station_id, number, page_id, public_key)
    )
    connection.execute(f"NOTIFY {QUEUE_CHANNEL}")


def _wait(borrow: Borrow, station_id: str, number: str) -> tuple[bytes | None, str | None]:
    def answer(connection: Connection) -> tuple[bytes | None, str | None]:
        row = connection.execute(
            "SELECT sealed, trouble FROM image_wanted WHERE station_id = %s AND id = %s", (station_id, number)
        ).fetchone()
        return (bytes(row[0]) if row[0] is not None else None, row[1]) if row else (None, "damaged")

    deadline = time.monotonic() + _LOOK_WAIT_S
    while time.monotonic() < deadline:
        sealed, trouble = borrow(answer)
        if sealed is not None or trouble is not None:
            return sealed, trouble
        time.sleep(_POLL_S)
    return None, None


def _done(connection: Connection, station_id: str, number: str, page_id: str, *, lacking: bool) -> None:
    """Nothing of the look stays; an image that is not here yet is asked of the station before all others (PROTOCOL.md §3)."""
    connection.execute("DELETE FROM image_wanted WHERE station_id = %s AND id = %s", (station_id, number))
    if lacking:
        connection.execute(
            "UPDATE batch_file f SET need = 2 FROM page p WHERE p.station_id = %s AND p.page_id = %s AND f.station_id = p.station_id"
            " AND f.role = 'image' AND f.sha256 = p.image",
            (station_id, page_id),
        )


def acts(connection: Connection, before: int | None, limit: int) -> list[tuple[int, Act]]:
    """The newest acts, those before number `before`."""
    rows = connection.execute(
        "SELECT a.seq, a.at, a.user_id, coalesce(o.name, ''), a.act, coalesce(a.station_id, ''), a.subject, a.reason FROM official_act a"
        " LEFT JOIN official o ON o.user_id = a.user_id WHERE %(before)s::bigint IS NULL OR a.seq < %(before)s"
        " ORDER BY a.seq DESC LIMIT %(limit)s",
        {"before": before, "limit": limit},
    ).fetchall()
    return [(row[0], Act(*row[1:])) for row in rows]
