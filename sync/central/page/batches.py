"""Batches on their way: the queue, what lacks images, what was refused and why, what one holds. No entry is read here."""

import datetime
import json
from dataclasses import dataclass
from typing import Any, Final

from sync.central.database import Connection
from sync.central.receive import ATTEMPTS_MAX

AT_ONCE: Final = 100


@dataclass(frozen=True)
class Waiting:
    """A batch that is not whole yet."""

    station_id: str
    office_id: str
    name: str
    seq: int
    state: str
    queued: str
    queued_at: datetime.datetime | None
    needs_person: bool
    entries: int
    images: int
    announced_at: datetime.datetime


@dataclass(frozen=True)
class Refusal:
    """A batch that was refused for good, in the words that the station got."""

    station_id: str
    office_id: str
    name: str
    seq: int
    code: str
    vi: str
    en: str
    made_at: datetime.datetime


@dataclass(frozen=True)
class BatchFacts:
    """One batch."""

    station_id: str
    office_id: str
    name: str
    seq: int
    state: str
    entries: int
    announced_at: datetime.datetime
    volume: dict[str, Any]
    approver: str
    approved_at: str
    refusal: Refusal | None
    listed: list[tuple[str, int]]
    """(entry id, revision) in the order of the manifest."""


@dataclass(frozen=True)
class EntryLine:
    """An entry by its ids alone."""

    entry_id: str
    revision: int
    ordinal: int
    form_id: str
    form_version: str
    pages: int


_WAITING: Final = (
    "SELECT b.station_id, b.office_id, b.name, b.seq, b.state, coalesce(b.queued, ''), b.queued_at,"
    " b.queued IS NOT NULL AND b.attempts >= %(tries)s, b.entries,"
    " (SELECT count(*) FROM batch_file f WHERE f.station_id = b.station_id AND f.batch = b.name AND f.role = 'image'), b.announced_at"
    " FROM batch b"
)


def queue(connection: Connection) -> list[Waiting]:
    """What waits for the opener, oldest first; at most AT_ONCE + 1."""
    rows = connection.execute(
        f"{_WAITING} WHERE b.queued IS NOT NULL ORDER BY b.queued_at LIMIT %(limit)s", {"tries": ATTEMPTS_MAX, "limit": AT_ONCE + 1}
    ).fetchall()
    return [Waiting(*row) for row in rows]


def incomplete(connection: Connection) -> list[Waiting]:
    """What was announced and is not whole, oldest first; at most AT_ONCE + 1."""
    rows = connection.execute(
        f"{_WAITING} WHERE b.state IN ('announced', 'received') AND b.queued IS NULL ORDER BY b.announced_at LIMIT %(limit)s",
        {"tries": ATTEMPTS_MAX, "limit": AT_ONCE + 1},
    ).fetchall()
    return [Waiting(*row) for row in rows]


def counts(connection: Connection) -> dict[str, int]:
    """`queued`, `stuck` (the opener gave up), `incomplete`, `refused` in the last 30 days."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM batch WHERE queued IS NOT NULL),"
        " (SELECT count(*) FROM batch WHERE queued IS NOT NULL AND attempts >= %s),"
        " (SELECT count(*) FROM batch WHERE state IN ('announced', 'received')),"
        " (SELECT count(*) FROM batch WHERE state = 'refused' AND announced_at > now() - make_interval(days => 30))",
        (ATTEMPTS_MAX,),
    ).fetchone()
    assert row is not None
    return dict(zip(("queued", "stuck", "incomplete", "refused"), map(int, row), strict=True))


def refusals(connection: Connection, before: datetime.datetime | None) -> list[Refusal]:
    """The newest, those before a moment; at most AT_ONCE + 1."""
    rows = connection.execute(
        "SELECT b.station_id, b.office_id, b.name, b.seq, r.document, r.made_at FROM batch b"
        " JOIN receipt r ON r.station_id = b.station_id AND r.batch = b.name AND r.stage = 'refused' WHERE b.state = 'refused'"
        " AND (%(before)s::timestamptz IS NULL OR r.made_at < %(before)s) ORDER BY r.made_at DESC LIMIT %(limit)s",
        {"before": before, "limit": AT_ONCE + 1},
    ).fetchall()
    return [_refusal(*row) for row in rows]


def of_station(connection: Connection, station_id: str, before: int | None) -> list[Waiting]:
    """Its newest batches, those before a number; at most AT_ONCE + 1."""
    rows = connection.execute(
        f"{_WAITING} WHERE b.station_id = %(station)s AND (%(before)s::bigint IS NULL OR b.seq < %(before)s)"
        " ORDER BY b.seq DESC LIMIT %(limit)s",
        {"tries": ATTEMPTS_MAX, "station": station_id, "before": before, "limit": AT_ONCE + 1},
    ).fetchall()
    return [Waiting(*row) for row in rows]


def batch(connection: Connection, station_id: str, name: str) -> BatchFacts | None:
    """One batch, from its manifest and row."""
    row = connection.execute(
        "SELECT b.office_id, b.seq, b.state, b.announced_at, b.manifest, r.document, r.made_at FROM batch b"
        " LEFT JOIN receipt r ON r.station_id = b.station_id AND r.batch = b.name AND r.stage = 'refused'"
        " WHERE b.station_id = %s AND b.name = %s",
        (station_id, name),
    ).fetchone()
    if row is None:
        return None
    office_id, seq, state, announced_at, manifest, document, made_at = row
    body = json.loads(bytes(manifest))["body"]
    listed = [(entry["entry_id"], entry["revision"]) for entry in body["entries"]]
    return BatchFacts(
        station_id, office_id, name, seq, state, len(listed), announced_at, body["volume"], body["approver"]["user_id"],
        body["approved_at"], _refusal(station_id, office_id, name, seq, document, made_at) if document is not None else None, listed,
    )  # fmt: skip


def entries_of(connection: Connection, facts: BatchFacts, start: int) -> list[EntryLine]:
    """Its entries from a place on, in the manifest's order, at most AT_ONCE; none while its words are not in."""
    part = facts.listed[start : start + AT_ONCE]
    rows = connection.execute(
        "SELECT e.entry_id, e.revision, e.ordinal, e.form_id, e.form_version, cardinality(e.pages)"
        " FROM unnest(%s::text[], %s::int[]) AS u (entry_id, revision)"
        " JOIN entry e ON e.station_id = %s AND e.entry_id = u.entry_id AND e.revision = u.revision ORDER BY e.ordinal",
        ([entry_id for entry_id, _ in part], [revision for _, revision in part], facts.station_id),
    ).fetchall()
    return [EntryLine(*row) for row in rows]


def _refusal(station_id: str, office_id: str, name: str, seq: int, document: bytes, made_at: datetime.datetime) -> Refusal:
    body = json.loads(bytes(document))["body"]
    return Refusal(station_id, office_id, name, seq, body["code"], body["vi"], body["en"], made_at)
