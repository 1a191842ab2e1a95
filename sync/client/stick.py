"""The stick (PROTOCOL.md §9): an outbox carried by hand. Out: what waits, whole or not there. Back: receipts, refusals, the feed.

Needs no key. Anybody may do any of it any number of times: names are hashes, and every answer proves itself before it is taken.
"""

import contextlib
import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from station.domain.durable import fsync_folder, full_disk_reported, write_durably
from station.domain.errors import StationError
from station.domain.ids import BatchName
from station.signing.province import Province
from sync.client.meeting import TIME_FILE, central_time
from sync.client.outbox import released
from sync.client.parcel import Parcel
from sync.client.post import FeedFolder, head_of, keep_head, stations_with_heads
from sync.envelope.feed_item import verify_item
from sync.protocol.manifest import FileRef, Manifest
from sync.protocol.receipts import STAGES, verify_receipt, verify_refusal

FOLDER: Final = "outbox"
"""On the stick."""
_COPYING: Final = ".copying-"
_PIECE: Final = 1024 * 1024


@dataclass(frozen=True)
class Carried:
    """What went onto the stick."""

    batches: tuple[BatchName, ...]
    already: int
    """Batches that lay on it before."""
    troubles: tuple[StationError, ...]
    """Batches that are damaged; they stay."""


@dataclass(frozen=True)
class Brought:
    """What came home."""

    answers: int
    items: int
    false: int
    """Answers and items that prove nothing; they are left on the stick."""


def carry_out(outbox: Path, stick: Path) -> Carried:
    """Copy what waits, and the station's head. Raises StationError `store.disk-full`, OSError where the stick cannot be written."""
    target = stick / FOLDER
    with full_disk_reported(target):
        target.mkdir(parents=True, exist_ok=True)
        for litter in target.glob(f"{_COPYING}*"):
            shutil.rmtree(litter)
        copied, troubles, already = [], [], 0
        for parcel in released(outbox):
            if not parcel.waits:
                continue
            if (target / parcel.folder.name).is_dir():
                already += 1
                continue
            try:
                _copy(parcel, target)
                copied.append(BatchName(parcel.folder.name))
            except StationError as error:
                if error.code == "store.disk-full":
                    raise
                troubles.append(error)
        for station_id in stations_with_heads(outbox):
            head = head_of(outbox, station_id)
            if head is not None:
                keep_head(target, station_id, head)
    return Carried(tuple(copied), already, tuple(troubles))


def _copy(parcel: Parcel, target: Path) -> None:
    """One batch: into a folder beside, every file hashed on its way, then renamed."""
    manifest = parcel.manifest()
    making = target / f"{_COPYING}{parcel.folder.name}"
    (making / "images").mkdir(parents=True)
    for file in manifest.body.files:
        parcel.require_size(file)
        _copy_file(parcel.path(file), making / file.name, file, manifest)
    write_durably(making / "manifest.json", manifest.data)
    for name in ("receipts/entries.json",):  # what the central has said of it already
        kept = parcel.folder / name
        if kept.exists():
            (making / "receipts").mkdir(exist_ok=True)
            write_durably(making / name, kept.read_bytes())
    fsync_folder(making / "images")
    making.rename(target / parcel.folder.name)
    fsync_folder(target)


def _copy_file(source: Path, target: Path, file: FileRef, manifest: Manifest) -> None:
    digest = hashlib.sha256()
    with source.open("rb") as reading, target.open("xb") as writing, full_disk_reported(target):
        while piece := reading.read(_PIECE):
            digest.update(piece)
            writing.write(piece)
        writing.flush()
        os.fsync(writing.fileno())
    if digest.hexdigest() != file.sha256:
        raise StationError("envelope.damaged", batch=manifest.name[:12], reason=f"{file.name[:19]} was changed")


def bring_back(stick: Path, outbox: Path, province: Province) -> Brought:
    """Take answers and feed items that are true and lacking here; what is safely home leaves the stick but for its receipts."""
    source = stick / FOLDER
    answers = items = false = 0
    for parcel in released(source):
        home = Parcel(outbox / parcel.folder.name)
        if home.folder.is_dir():
            taken, wrong = _take_answers(parcel, home, province.root_certificate)
            answers, false = answers + taken, false + wrong
            if not home.waits and wrong == 0:
                parcel.clear()
    for station_id in stations_with_heads(outbox):
        taken, wrong = _take_items(FeedFolder(source, station_id), FeedFolder(outbox, station_id), province)
        items, false = items + taken, false + wrong
    _take_time(source, outbox, province)
    return Brought(answers, items, false)


def _take_answers(parcel: Parcel, home: Parcel, root_certificate: bytes) -> tuple[int, int]:
    """(answers taken, answers that prove nothing)."""
    taken = false = 0
    manifest = home.manifest()
    for stage in STAGES:
        data = parcel.receipt(stage)
        if data is not None and home.receipt(stage) is None:
            try:
                verify_receipt(data, manifest, stage, root_certificate)
                home.keep_receipt(stage, data)
                taken += 1
            except StationError:
                false += 1
    refusal = parcel.refusal()
    if refusal is not None and home.refusal() is None:
        try:
            verify_refusal(refusal, manifest, root_certificate)
            home.keep_refusal(refusal)
            taken += 1
        except StationError:
            false += 1
    return taken, false


def _take_items(carried: FeedFolder, home: FeedFolder, province: Province) -> tuple[int, int]:
    """(items taken, items that prove nothing)."""
    taken = false = 0
    after, held = home.newest(), set(home.numbers())
    for number, data in carried.items():
        if number <= after or number in held:
            continue
        try:
            found = verify_item(data, province.realm, province.root_certificate)
        except StationError:
            false += 1
            continue
        if (found.station_id, found.number) == (home.station_id, number):
            home.keep(number, data)
            taken += 1
    return taken, false


def _take_time(source: Path, outbox: Path, province: Province) -> None:
    told, known = central_time(source, province), central_time(outbox, province)
    if told is not None and (known is None or told > known):
        with contextlib.suppress(OSError):
            write_durably(outbox / TIME_FILE, (source / TIME_FILE).read_bytes())
