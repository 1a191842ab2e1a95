"""The opener: the one process that holds the opening key and the receipt key. Takes queued batches, opens, judges, writes rows and receipt.

Each stage is one transaction. A batch it dies on is tried a few times, then left for a person; the others go on.
"""

import datetime
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg

from station.domain.errors import StationError
from station.domain.ids import UserId
from station.signing.keys import SigningKey
from station.signing.province import Province
from station.signing.revocations import NOBODY, Revocations, revocations_at
from station.signing.signer import KeySigner
from sync.central.bell import ANSWERED_CHANNEL
from sync.central.database import Connection, Row, connect
from sync.central.feed import QUEUE_CHANNEL
from sync.central.ingest import ingest
from sync.central.judgement import Refused, open_and_judge
from sync.central.ledger import note
from sync.central.metrics import stage_timed
from sync.central.needs import mark_needed
from sync.central.objects import PASSING, HashMismatch, Objects
from sync.central.receive import ATTEMPTS_MAX, forget_stored
from sync.central.showing import Showing
from sync.central.speaker import Speaker
from sync.central.tally import tally_complete, tally_received
from sync.protocol.manifest import Manifest, parse_manifest
from sync.protocol.receipts import Answer, make_receipt, make_refusal

logger = logging.getLogger(__name__)

_IDLE_S: Final = 0.5
_RECONNECT_S: Final = 2.0
_WORDS_BEFORE_S: Final = 30.0
"""How much longer than words a `complete` has waited when it is its turn: words overtake it, and never for ever."""
_LOOKED_AT: Final = 32
"""More than there are openers: one of these is free, or all are in hand."""


@dataclass(frozen=True)
class OpenerSecrets:
    """What only this process holds; it comes over a pipe, never through arguments, environment or a file."""

    province: Province
    opening_key: bytes
    """X25519, 32 bytes."""
    receipt_key: bytes
    """PKCS#8 DER."""
    revocation_list: Path | None = None
    """Where the province puts its newest list; looked at for every batch, so that a new one counts at once."""


class Opener:
    """Works through the queue on one connection."""

    def __init__(self, connection: Connection, objects: Objects, secrets: OpenerSecrets) -> None:
        """`connection` in autocommit mode, under the role station_opener."""
        self._connection = connection
        self._objects = objects
        self._province = secrets.province
        self._opening_key = secrets.opening_key
        self._revocation_list = secrets.revocation_list
        key = SigningKey.from_private_bytes(secrets.receipt_key)
        self._signer = KeySigner(UserId("central"), key, secrets.province.receipt_certificate)
        self._speaker = Speaker(connection, secrets.province.realm, self._signer)
        self._showing = Showing(connection, objects)

    def work(self) -> int:
        """Handle everything that is queued, and what is to be said to stations; return how many batches."""
        handled = 0
        self._speaker.work()
        self._showing.work()
        while (taken := self._take()) is not None:
            self._handle(*taken)
            self._showing.work()
            handled += 1
        return handled

    def _take(self) -> tuple[str, str] | None:
        """One of the oldest queued batches that no other opener has, words first, its attempt counted before anything can go wrong.

        The list is read over all stations, without a lock; what is locked is one row of one station: so openers on any number of servers
        share the queue, wherever its rows lie.
        """
        waiting = self._connection.execute(
            "SELECT station_id, name, attempts FROM batch WHERE queued IS NOT NULL AND attempts < %s"
            " ORDER BY queued_at + CASE queued WHEN 'complete' THEN make_interval(secs => %s) ELSE interval '0' END LIMIT %s",
            (ATTEMPTS_MAX, _WORDS_BEFORE_S, _LOOKED_AT),
        ).fetchall()
        for station_id, name, attempts in waiting:
            taken = self._connection.execute(
                "UPDATE batch SET attempts = attempts + 1 WHERE station_id = %(station)s AND name = (SELECT name FROM batch"
                " WHERE station_id = %(station)s AND name = %(name)s AND queued IS NOT NULL AND attempts = %(attempts)s"
                " FOR UPDATE SKIP LOCKED)",
                {"station": station_id, "name": name, "attempts": attempts},
            )
            if taken.rowcount:
                return station_id, name
        return None

    def _handle(self, station_id: str, name: str) -> None:
        try:
            with stage_timed() as became:
                self._settle(station_id, name, became)
        except StationError as error:
            if error.code in PASSING:
                self._connection.execute("UPDATE batch SET attempts = 0 WHERE station_id = %s AND name = %s", (station_id, name))
            raise

    def _settle(self, station_id: str, name: str, became: Callable[[str], None]) -> None:
        with self._connection.transaction():
            row = self._connection.execute(
                "SELECT manifest, state, queued FROM batch WHERE station_id = %s AND name = %s AND queued IS NOT NULL"
                " FOR UPDATE SKIP LOCKED",
                (station_id, name),
            ).fetchone()
            if row is None:
                became("taken")
                return
            state = self._stage(row)
            self._connection.execute(
                "UPDATE batch SET state = %s, queued = NULL, attempts = 0 WHERE station_id = %s AND name = %s", (state, station_id, name)
            )
            self._connection.execute("SELECT pg_notify(%s, %s)", (ANSWERED_CHANNEL, name))
        became(state)
        logger.info("batch %s of %s: %s", name[:12], station_id, state)

    def _stage(self, row: Row) -> str:
        """Do what is queued; return the batch's state after it."""
        manifest, state, queued = parse_manifest(bytes(row[0])), str(row[1]), str(row[2])
        if queued == "entries" and state == "announced":
            return self._entries(manifest)
        if queued == "complete" and state == "received":
            return self._complete(manifest)
        return state

    def _entries(self, manifest: Manifest) -> str:
        body = manifest.body
        now, revocations = datetime.datetime.now(datetime.UTC), self._revocations()
        try:
            damaged = self._objects.keep(body.station_id, [body.file("entries").sha256, body.file("escrow").sha256])
            sealed = b"" if damaged else self._objects.read(body.station_id, body.file("entries").sha256)
        except (HashMismatch, FileNotFoundError):
            damaged = [body.file("entries").sha256]
        if damaged:
            forget_stored(self._connection, body.station_id, damaged)
            note(self._connection, body.station_id, "damaged", manifest.name, "entries")
            return "announced"
        try:
            opened = open_and_judge(manifest, sealed, self._opening_key, self._province.root_certificate, now, revocations)
            with self._connection.transaction():  # a savepoint: a refusal leaves no rows
                ingest(self._connection, opened)
        except Refused as refusal:
            number = self._number(body.station_id)
            document = make_refusal(manifest, refusal.code, refusal.vi, refusal.en, self._answer(number), self._signer)
            self._keep(manifest, "refused", number, document)
            note(self._connection, body.station_id, "refused", manifest.name, refusal.code)
            return "refused"
        mark_needed(self._connection, opened)
        tally_received(self._connection, opened)
        number = self._number(body.station_id)
        self._keep(manifest, "entries", number, make_receipt(manifest, "entries", self._answer(number), self._signer))
        note(self._connection, body.station_id, "received", manifest.name)
        return "received"

    def _complete(self, manifest: Manifest) -> str:
        body = manifest.body
        damaged = self._objects.keep(body.station_id, [file.sha256 for file in body.files])
        if damaged:
            forget_stored(self._connection, body.station_id, damaged)
            note(self._connection, body.station_id, "damaged", manifest.name, f"{len(damaged)} files")
            return "received"
        tally_complete(self._connection, manifest)
        number = self._number(body.station_id)
        self._keep(manifest, "complete", number, make_receipt(manifest, "complete", self._answer(number), self._signer))
        note(self._connection, body.station_id, "complete", manifest.name)
        return "complete"

    def _revocations(self) -> Revocations:
        """Raises StationError `revocations.faulty`: a list that is there and does not hold must not let everybody pass; the batch waits."""
        return revocations_at(self._revocation_list, self._province.root_certificate) if self._revocation_list else NOBODY

    def _number(self, station_id: str) -> int:
        row = self._connection.execute(
            "UPDATE station SET answers = answers + 1 WHERE station_id = %s RETURNING answers", (station_id,)
        ).fetchone()
        assert row is not None
        return int(row[0])

    def _answer(self, number: int) -> Answer:
        return Answer(self._province.realm, number, datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds"))

    def _keep(self, manifest: Manifest, stage: str, number: int, document: bytes) -> None:
        self._connection.execute(
            "INSERT INTO receipt (station_id, batch, stage, number, document) VALUES (%s, %s, %s, %s, %s)",
            (manifest.body.station_id, manifest.name, stage, number, document),
        )


def run_opener(database_url: str, objects: Objects, secrets: OpenerSecrets, ended: threading.Event) -> None:
    """Until `ended` is set: work, then wait for the queue's bell or a second. A lost database is waited for, a failed batch tried again."""
    while not ended.is_set():
        try:
            with connect(database_url, "station_opener", autocommit=True) as connection:
                connection.execute(f"LISTEN {QUEUE_CHANNEL}")
                opener = Opener(connection, objects, secrets)
                while not ended.is_set():
                    opener.work()
                    for _ in connection.notifies(timeout=_IDLE_S, stop_after=1):
                        break
        except (psycopg.Error, StationError) as error:
            # Type and code only: a driver's message may quote rows.
            logger.warning("the opener starts over: %s", error.code if isinstance(error, StationError) else type(error).__name__)
            ended.wait(_RECONNECT_S)
