"""Receiving, the web worker's half: announcements, what is lacking, what is queued for the opener. Holds no key and judges no content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sync.central.configuration import Quotas
from sync.central.conflicts import quarantine
from sync.central.database import Connection
from sync.central.feed import QUEUE_CHANNEL
from sync.central.ledger import note
from sync.central.objects import Objects
from sync.central.troubles import TroubleError
from sync.protocol.manifest import Manifest, parse_manifest
from sync.protocol.messages import Announced, BatchState, Want
from sync.protocol.receipts import STAGES, Stage

ATTEMPTS_MAX = 5
"""Of the opener on one batch, before a person is needed."""


_QUOTA_RETRY_S: Final = 300
_QUEUE_RETRY_S: Final = 30
_STORED: Final = "LEFT JOIN stored_file s ON s.station_id = f.station_id AND s.sha256 = f.sha256"


@dataclass(frozen=True)
class AnnouncedFile:
    """What is known of a file of a batch."""

    size: int
    is_image: bool
    is_stored: bool
    """All of it lies here."""


@dataclass(frozen=True)
class StoredAnswer:
    """A signed document as it was stored."""

    stage: Literal["entries", "complete", "refused"]
    document: bytes


def announce(connection: Connection, objects: Objects, manifest: Manifest, quotas: Quotas) -> Announced:
    """Take note of a batch, once; answer what is lacking. The station's signature was checked by the caller.

    Raises TroubleError `fork` or `quarantined`; for a new batch also `quota` and `busy`. Announcements of one station wait for each other.
    """
    body = manifest.body
    with connection.transaction():
        connection.execute(
            "INSERT INTO station (station_id, office_id) VALUES (%s, %s) ON CONFLICT DO NOTHING", (body.station_id, body.office_id)
        )
        station = connection.execute("SELECT state FROM station WHERE station_id = %s FOR UPDATE", (body.station_id,)).fetchone()
        known = connection.execute(
            "SELECT state FROM batch WHERE station_id = %s AND name = %s", (body.station_id, manifest.name)
        ).fetchone()
        trouble = "" if known else _chain_trouble(connection, manifest, str(station[0]) if station else "")
        if trouble == "fork":
            quarantine(connection, manifest)
        elif not trouble and known is None:
            _require_quota(connection, manifest, quotas)
            _insert(connection, manifest)
    if trouble:
        raise TroubleError(trouble)
    state: BatchState = known[0] if known else "announced"
    return Announced(batch=manifest.name, state=state, want=[] if state == "refused" else lacking(connection, objects, manifest))


def _chain_trouble(connection: Connection, manifest: Manifest, station_state: str) -> str:
    """`quarantined`, `fork`, `manifest`, or nothing: how a new batch fits those the central knows of this station."""
    body = manifest.body
    if station_state == "quarantined":
        return "quarantined"
    rows = connection.execute(
        "SELECT seq, name, previous, state = 'refused', CASE WHEN seq = %s THEN manifest END FROM batch"
        " WHERE station_id = %s AND seq BETWEEN %s AND %s",
        (body.seq, body.station_id, body.seq - 1, body.seq + 1),
    ).fetchall()
    # the same batch with other signatures: somebody changed a copy, the station signed one body; a refused copy keeps the true one not out
    copies = [bool(refused) for *_, refused, data in rows if data is not None and parse_manifest(bytes(data)).signed == manifest.signed]
    if not all(copies):
        return "manifest"
    taken = sum(int(row[0]) == body.seq for row in rows) > len(copies)
    before = [(row[1], row[3]) for row in rows if int(row[0]) == body.seq - 1]
    wrong_before = (body.seq == 1) != (body.previous is None)
    if body.previous not in {name for name, _ in before}:  # a refused one may have been a changed copy of it
        wrong_before = wrong_before or not all(refused for _, refused in before)
    wrong_after = any(int(row[0]) == body.seq + 1 and not row[3] and row[2] != manifest.name for row in rows)
    return "fork" if taken or wrong_before or wrong_after else ""


def _require_quota(connection: Connection, manifest: Manifest, quotas: Quotas) -> None:
    """Raises TroubleError `quota` for a station with too much under way, `busy` while the opener is far behind."""
    row = connection.execute(
        "SELECT coalesce(sum(f.size), 0) FROM batch b JOIN batch_file f ON f.station_id = b.station_id AND f.batch = b.name"
        " WHERE b.station_id = %s AND b.state IN ('announced', 'received')",
        (manifest.body.station_id,),
    ).fetchone()
    assert row is not None
    if int(row[0]) + sum(file.size for file in manifest.body.files) > quotas.open_bytes:
        raise TroubleError("quota", headers={"Retry-After": str(_QUOTA_RETRY_S)})
    waiting = connection.execute("SELECT 1 FROM batch WHERE queued IS NOT NULL OFFSET %s LIMIT 1", (quotas.queue,)).fetchone()
    if waiting is not None:
        raise TroubleError("busy", headers={"Retry-After": str(_QUEUE_RETRY_S)})


def _insert(connection: Connection, manifest: Manifest) -> None:
    body = manifest.body
    connection.execute(
        "INSERT INTO batch (station_id, name, seq, previous, office_id, manifest) VALUES (%s, %s, %s, %s, %s, %s)",
        (body.station_id, manifest.name, body.seq, body.previous, body.office_id, manifest.data),
    )
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY batch_file (station_id, batch, ordinal, sha256, role, size) FROM STDIN") as copy,
    ):
        for ordinal, file in enumerate(body.files):
            copy.write_row((body.station_id, manifest.name, ordinal, file.sha256, file.role, file.size))
    note(connection, body.station_id, "announced", manifest.name, f"seq {body.seq}")


def lacking(connection: Connection, objects: Objects, manifest: Manifest) -> list[Want]:
    """Files of the batch that are not complete, those needed most first, with how much of each is held."""
    return [want for stage in STAGES for want in _stage_wants(connection, objects, manifest.body.station_id, manifest.name, stage)]


def announced_files(connection: Connection, station_id: str, batch: str, files: Sequence[str]) -> dict[str, AnnouncedFile]:
    """Those of these files that the batch has, by their names."""
    rows = connection.execute(
        f"SELECT f.sha256, f.size, f.role, s.sha256 IS NOT NULL FROM batch_file f {_STORED}"
        " WHERE f.station_id = %s AND f.batch = %s AND f.sha256 = ANY(%s)",
        (station_id, batch, list(files)),
    ).fetchall()
    return {row[0]: AnnouncedFile(int(row[1]), row[2] == "image", bool(row[3])) for row in rows}


def note_stored(connection: Connection, station_id: str, sizes: Mapping[str, int]) -> None:
    """These files were hashed whole and lie in the object store. No disk is waited for: what a power cut forgets, the store knows."""
    with connection.transaction():
        connection.execute("SET LOCAL synchronous_commit TO off")
        connection.execute(
            "INSERT INTO stored_file (station_id, sha256, size) SELECT %s, * FROM unnest(%s::text[], %s::bigint[]) ON CONFLICT DO NOTHING",
            (station_id, list(sizes), list(sizes.values())),
        )


def forget_stored(connection: Connection, station_id: str, files: Sequence[str]) -> None:
    """The opener found these lacking or damaged: they are asked for again."""
    connection.execute("DELETE FROM stored_file WHERE station_id = %s AND sha256 = ANY(%s)", (station_id, list(files)))


def stored_answer(connection: Connection, station_id: str, batch: str, stage: Stage) -> tuple[StoredAnswer | None, bool]:
    """(the receipt for this stage or the refusal of the batch, if there is one; whether the opener still has the batch before it).

    Raises TroubleError `unknown` for an unknown batch, `needs-person` when the opener gave up on it.
    """
    row = connection.execute(
        "SELECT r.stage, r.document, b.attempts >= %s AND b.queued IS NOT NULL, b.queued IS NOT NULL FROM batch b"
        " LEFT JOIN receipt r ON r.station_id = b.station_id AND r.batch = b.name AND r.stage IN (%s, 'refused')"
        " WHERE b.station_id = %s AND b.name = %s",
        (ATTEMPTS_MAX, stage, station_id, batch),
    ).fetchone()
    if row is None:
        raise TroubleError("unknown")
    if row[1] is not None:
        return StoredAnswer(row[0], bytes(row[1])), False
    if row[2]:
        raise TroubleError("needs-person")
    return None, bool(row[3])


def enqueue(connection: Connection, objects: Objects, station_id: str, batch: str, stage: Stage) -> None:
    """Ask the opener for a stage. Raises TroubleError `stage` when it is not this stage's turn, `lacking` with what is wanted."""
    with connection.transaction():
        row = connection.execute(
            "SELECT state, queued FROM batch WHERE station_id = %s AND name = %s FOR UPDATE", (station_id, batch)
        ).fetchone()
        if row is None:
            raise TroubleError("unknown")
        if stage == "complete" and row[0] == "announced":
            raise TroubleError("stage")
        if row[1] is not None:
            return
        wants = _stage_wants(connection, objects, station_id, batch, stage)
        if wants:
            raise TroubleError("lacking", {"want": [want.model_dump() for want in wants]})
        connection.execute(
            "UPDATE batch SET queued = %s, queued_at = now(), attempts = 0 WHERE station_id = %s AND name = %s", (stage, station_id, batch)
        )
        connection.execute(f"NOTIFY {QUEUE_CHANNEL}")


def _stage_wants(connection: Connection, objects: Objects, station_id: str, batch: str, stage: Stage) -> list[Want]:
    rows = connection.execute(
        f"SELECT f.sha256, f.size FROM batch_file f {_STORED} WHERE f.station_id = %s AND f.batch = %s AND (f.role = 'image') = %s"
        " AND s.sha256 IS NULL ORDER BY f.need DESC, f.ordinal",
        (station_id, batch, stage == "complete"),
    ).fetchall()
    # A file that is there to its last byte, and was not finished when its worker died: its sender starts over, and is told the truth then.
    held = ((sha256, size, objects.growing(station_id, sha256)) for sha256, size in rows)
    return [Want(sha256=sha256, offset=offset if offset < size else 0) for sha256, size, offset in held]
