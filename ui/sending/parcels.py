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
from station.store.tallies import Tallies
from sync.client.meeting import central_time
from sync.client.parcel import Parcel
from sync.protocol.clocks import CLOCK_WARN
from sync.protocol.receipts import STAGES, Stage, verify_receipt, verify_refusal
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
    LOST = "lost"
    """Its folder has gone from the outbox before the central had it: it cannot be sent."""


@dataclass(frozen=True)
class Receipt:
    """One signed answer of the central."""

    stage: str
    """`entries` or `complete`."""
    number: str
    at: datetime.datetime | None


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
    """Why it was refused, how the last attempt ended, what is wrong with its folder."""
    receipts: tuple[Receipt, ...] = ()
    """Every receipt of the central, in order."""


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
    minutes_behind: int = 0
    """How far this PC's clock is behind the newest time that the central signed: at the least; 0 when it is not."""

    @property
    def to_send(self) -> list[BatchRow]:
        """Batches that wait."""
        return [row for row in self.rows if row.where in (Where.HERE, Where.WORDS)]


def parcels(station: Station) -> Parcels:
    """Look at the batches of the store and their folders."""
    records = station.desk.records
    volumes = {volume.volume_id: volume_name(volume) for volume in records.volumes()}
    rows = [_row(station, batch, volumes.get(batch.volume_id, "")) for batch in records.batches()]
    tallies = Tallies(station.store.database).entries()

    def count(*states: EntryState) -> int:
        return sum(number for (_, state), number in tallies.items() if state in states)

    return Parcels(
        tuple(reversed(rows)),
        unapproved=count(EntryState.READ, EntryState.CHECKED, EntryState.RETURNED, EntryState.SECOND, EntryState.DIFFERING),
        waiting=count(EntryState.APPROVED),
        without_images=count(EntryState.RECEIVED),
        minutes_behind=_minutes_behind(station),
    )


def _minutes_behind(station: Station) -> int:
    known = central_time(outbox_folder(station.folder), station.province)
    behind = known - datetime.datetime.now(datetime.UTC) if known is not None else datetime.timedelta()
    return round(behind.total_seconds() / 60) if behind > CLOCK_WARN else 0


def _row(station: Station, batch: Batch, volume: str) -> BatchRow:
    parcel = Parcel(outbox_folder(station.folder) / batch.name)
    # what the log holds was verified when it was absorbed; what only lies in the folder proves itself first
    bodies = {stage: batch.receipts.get(stage) or _proven(station, parcel, stage) for stage in STAGES}
    receipts = tuple(_receipt(stage, data) for stage, data in bodies.items() if data is not None)
    newest = receipts[-1] if receipts else Receipt("", "", None)
    common: dict[str, Any] = {
        "name": batch.name, "seq": batch.seq, "volume": volume, "entries": len(batch.entries), "receipts": receipts,
        "receipt": newest.number, "received_at": newest.at,
    }  # fmt: skip
    if bodies["complete"] is not None:
        return BatchRow(**common, where=Where.CENTRAL)
    refusal = _refusal(station, parcel)
    if refusal is not None:
        return BatchRow(**common, where=Where.REFUSED, said=refusal)
    if not parcel.folder.is_dir():
        return BatchRow(**common, where=Where.LOST, said=FOLDER_LOST)
    said = ANSWER_DAMAGED if _has_false_answer(parcel, bodies) else _last_attempt(parcel)
    return BatchRow(**common, where=Where.WORDS if receipts else Where.HERE, size=_size(parcel), said=said)


def _proven(station: Station, parcel: Parcel, stage: Stage) -> bytes | None:
    """A receipt in the folder, if it is true."""
    data = parcel.receipt(stage)
    if data is not None:
        with contextlib.suppress(StationError):
            verify_receipt(data, parcel.manifest(), stage, station.province.root_certificate)
            return data
    return None


def _has_false_answer(parcel: Parcel, proven: dict[Stage, bytes | None]) -> bool:
    """Whether something lies there that passes for an answer and is none."""
    return parcel.refusal() is not None or any(data is None and parcel.receipt(stage) is not None for stage, data in proven.items())


def _receipt(stage: str, data: bytes) -> Receipt:
    """Number and time of the central's clock, of a receipt that was verified."""
    try:
        body = json.loads(data)["body"]
        return Receipt(stage, str(body["number"]), datetime.datetime.fromisoformat(body["received_at"]))
    except (ValueError, KeyError, TypeError):
        return Receipt(stage, "", None)


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
        # notes of older programs hold the Vietnamese sentence alone; of the English one the names of addresses and files are lost
        in_english = str(note.get("sentence_en") or (_PLACEHOLDER.sub("", StationError(code).sentence("en")) if code in FAILURES else said))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return Text(said, in_english) if said else None


FOLDER_LOST = Text(
    "Thư mục của lô này không còn trong hộp thư đi nên không gửi được. Dữ liệu vẫn còn trong kho. "
    "Chép lại thư mục từ bản sao lưu; không có bản sao lưu thì báo tỉnh.",
    "The folder of this batch has gone from the outbox, so it cannot be sent. Its data is still in the store. "
    "Copy the folder back from a backup; without a backup tell the province.",
)
ANSWER_DAMAGED = Text(
    "Tệp trả lời của trung tâm trên đĩa bị hỏng. Bấm Gửi: trạm sẽ xin lại biên nhận, không gửi lại những gì đã tới.",
    "The central's answer on the disk is damaged. Press Send: the station asks for the receipt again and sends nothing twice.",
)
