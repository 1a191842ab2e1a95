"""How far every batch is, in the words of the sending desk. Reads the store and the outbox; for the store lane."""

import contextlib
import datetime
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from station.domain.errors import StationError
from station.domain.failures import FAILURES
from station.domain.findings import Text
from station.domain.record import Batch
from station.domain.states import EntryState
from sync.client.parcel import Parcel
from sync.protocol.receipts import verify_refusal
from ui.bootstrap import Station, outbox_folder
from ui.today.presenter import volume_name

_PLACEHOLDER = re.compile(r" ?\{\w+\}")


class Where(StrEnum):
    """Where a batch is safe."""

    HERE = "here"
    """On this PC alone."""
    WORDS = "words"
    """Its words are at the central; images are on their way."""
    CENTRAL = "central"
    """At the central with every image."""
    REFUSED = "refused"
    """The central will never take it; its entries are back with the clerk."""


@dataclass(frozen=True)
class BatchRow:
    """One batch."""

    name: str
    seq: int
    volume: str
    entries: int
    where: Where
    receipt: str = ""
    """Number of the central's newest receipt."""
    received_at: datetime.datetime | None = None
    size: int = 0
    """Bytes; 0 once the central has it and the outbox gave up its copy."""
    said: Text | None = None
    """Why it was refused, or how the last attempt ended."""


@dataclass(frozen=True)
class Parcels:
    """Everything that the desk shows."""

    rows: tuple[BatchRow, ...]
    """Newest first."""
    unapproved: int
    """Entries not approved yet: on this PC alone."""
    waiting: int
    """Approved entries that are on this PC alone."""
    without_images: int
    """Entries whose words are at the central and whose images are not."""

    @property
    def to_send(self) -> list[BatchRow]:
        """Batches that wait."""
        return [row for row in self.rows if row.where in (Where.HERE, Where.WORDS)]


def parcels(station: Station) -> Parcels:
    """Look at the batches of the store and their folders."""
    records = station.desk.records
    volumes = {volume.volume_id: volume_name(volume) for volume in records.volumes()}
    rows = [_row(station, batch, volumes.get(batch.volume_id, "")) for batch in records.batches()]

    def count(*states: EntryState) -> int:
        return sum(len(records.entry_ids(state=state)) for state in states)

    return Parcels(
        tuple(reversed(rows)),
        unapproved=count(EntryState.READ, EntryState.CHECKED, EntryState.RETURNED),
        waiting=count(EntryState.APPROVED),
        without_images=count(EntryState.RECEIVED),
    )


def _row(station: Station, batch: Batch, volume: str) -> BatchRow:
    parcel = Parcel(outbox_folder(station.folder) / batch.name)
    receipts = {stage: parcel.receipt("complete" if stage == "complete" else "entries") for stage in ("entries", "complete")}
    receipts |= batch.receipts
    newest = receipts.get("complete") or receipts.get("entries")
    number, at = _receipt(newest) if newest else ("", None)
    common: dict[str, Any] = {"name": batch.name, "seq": batch.seq, "volume": volume, "entries": len(batch.entries)}
    if receipts.get("complete"):
        return BatchRow(**common, where=Where.CENTRAL, receipt=number, received_at=at)
    refusal = _refusal(station, parcel)
    if refusal is not None:
        return BatchRow(**common, where=Where.REFUSED, said=refusal)
    where = Where.WORDS if newest else Where.HERE
    return BatchRow(**common, where=where, receipt=number, received_at=at, size=_size(parcel), said=_last_attempt(parcel))


def _receipt(data: bytes) -> tuple[str, datetime.datetime | None]:
    """(number, time of the central's clock) of a receipt that was verified when it came."""
    try:
        body = json.loads(data)["body"]
        return str(body["number"]), datetime.datetime.fromisoformat(body["received_at"])
    except (ValueError, KeyError, TypeError):
        return "", None


def _refusal(station: Station, parcel: Parcel) -> Text | None:
    data = parcel.refusal()
    if data is None:
        return None
    with contextlib.suppress(StationError):
        body = verify_refusal(data, parcel.manifest(), station.province.root_certificate)
        return Text(body.vi, body.en)
    return None


def _size(parcel: Parcel) -> int:
    with contextlib.suppress(StationError):
        return sum(file.size for file in parcel.manifest().body.files)
    return 0


def _last_attempt(parcel: Parcel) -> Text | None:
    """How the last attempt ended, as its note says; None when it was never tried or went well."""
    try:
        note = json.loads((parcel.folder / "attempts.json").read_bytes())
        said, code = str(note["sentence"]), str(note["code"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    # the note keeps the Vietnamese sentence alone; of the English one the names of addresses and files are lost
    in_english = _PLACEHOLDER.sub("", StationError(code).sentence("en")) if code in FAILURES else said
    return Text(said, in_english) if said else None
