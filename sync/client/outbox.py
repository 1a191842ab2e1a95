"""The outbox: a folder of sealed batches (PROTOCOL.md §2.1). Implements the port Outbox; a stick is such a folder.

<name>.part/   prepared: the log does not know it yet; no sender looks at it
<name>.withdrawn/   stays out, by the central's word; kept as evidence
<name>/        released; the sender adds attempts.json and the central's answers
.making-*/     litter of a crash while sealing
"""

import base64
import contextlib
import logging
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from station.domain.actions import Head, Signer
from station.domain.batch import BatchContents
from station.domain.durable import fsync_folder
from station.domain.errors import StationError
from station.domain.feed import FeedItem
from station.domain.ids import BatchName, OfficeId, StationId
from station.signing.province import Province
from station.signing.revocations import NOBODY, Revocations
from sync.client.parcel import Parcel
from sync.client.post import FeedFolder, head_of, keep_head
from sync.envelope import seal_batch
from sync.envelope.feed_item import open_item
from sync.envelope.sealing import MAKING, PREPARED
from sync.protocol.heads import Standing, VolumeLine, make_head, parse_head
from sync.protocol.manifest import Manifest
from sync.protocol.receipts import STAGES, verify_receipt, verify_refusal

logger = logging.getLogger(__name__)

WITHDRAWN = ".withdrawn"
_NAME = re.compile(r"[0-9a-f]{64}")


class FolderOutbox:
    """One station's outbox. Needs no key of the store."""

    def __init__(
        self, folder: Path, *, station: Signer, station_id: StationId, office_id: OfficeId, province: Province,
        revocations: Callable[[], Revocations] = lambda: NOBODY,
    ) -> None:  # fmt: skip
        """The folder is made when the first batch is. `revocations`: the province's list in force when a batch is sealed."""
        self._folder = folder
        self._station = station
        self._station_id = station_id
        self._office_id = office_id
        self._province = province
        self._revocations = revocations

    def prepare(self, contents: BatchContents, approver: Signer) -> BatchName:
        """Seal, sign and write durably, not yet visible to a sender. Raises as `seal_batch` does."""
        return seal_batch(
            self._folder, contents, approver=approver, station=self._station,
            station_id=self._station_id, office_id=self._office_id, province=self._province,
            revocations=self._revocations(),
        )  # fmt: skip

    def release(self, name: BatchName) -> None:
        """Make a prepared batch visible; harmless when it is already. Raises StationError `envelope.damaged` when there is neither."""
        target = self._folder / name
        if not target.exists():
            prepared = self._prepared(name)
            if not prepared.exists():
                raise StationError("envelope.damaged", batch=name[:12], reason="its folder is missing")
            prepared.rename(target)
            fsync_folder(self._folder)

    def prepared(self) -> list[BatchName]:
        """Prepared but not released; sweeps what a crash left half made."""
        if not self._folder.is_dir():
            return []
        for litter in self._folder.glob(f"{MAKING}*"):
            shutil.rmtree(litter)
        return sorted(BatchName(path.name.removesuffix(PREPARED)) for path in self._folder.glob(f"*{PREPARED}"))

    def discard(self, name: BatchName) -> None:
        """Remove a prepared batch that the log does not know. A released batch is never touched."""
        prepared = self._prepared(name)
        if prepared.exists():
            shutil.rmtree(prepared)

    def answers(self) -> Iterator[tuple[BatchName, str, bytes]]:
        """(batch, stage, answer), checked again: whoever carried the folder may have put anything into it. False ones are left out.

        A receipt comes as the bytes received; of a refusal the central's sentence in Vietnamese, UTF-8.
        """
        for parcel in released(self._folder):
            try:
                manifest = parcel.manifest()
            except StationError:
                continue  # the sender's report names it
            yield from ((manifest.name, stage, answer) for stage, answer in self._answers(parcel, manifest))

    def _answers(self, parcel: Parcel, manifest: Manifest) -> Iterator[tuple[str, bytes]]:
        root = self._province.root_certificate
        for stage in STAGES:
            receipt = parcel.receipt(stage)
            with contextlib.suppress(StationError):
                if receipt is not None and verify_receipt(receipt, manifest, stage, root):
                    yield stage, receipt
        refusal = parcel.refusal()
        with contextlib.suppress(StationError):
            if refusal is not None:
                yield "refused", verify_refusal(refusal, manifest, root).vi.encode()

    def clear_sent(self, name: BatchName) -> None:
        """Drop images and sealed parts of a batch that is at the central; manifest and receipts stay. Harmless when repeated.

        Does nothing unless a true `complete` receipt lies in the folder.
        """
        parcel = Parcel(self._folder / name)
        if parcel.folder.is_dir():
            receipt = parcel.receipt("complete")
            if receipt is not None:
                verify_receipt(receipt, parcel.manifest(), "complete", self._province.root_certificate)
                parcel.clear()

    def waiting(self) -> list[BatchName]:
        """Released batches that neither a `complete` receipt nor a refusal lies with."""
        return [BatchName(parcel.folder.name) for parcel in released(self._folder) if parcel.waits]

    def withdraw(self, name: BatchName) -> None:
        """Send a batch no more: the log says that it stays out. Its folder is kept beside, as evidence."""
        (self._folder / name).rename(self._folder / f"{name}{WITHDRAWN}")
        fsync_folder(self._folder)

    def said(self, feed_key: bytes, after: int) -> Iterator[FeedItem]:
        """What the central said after item `after`, opened, in order and without a gap.

        What is no true item, or sealed to a key that this store no longer has, is dropped: the sender asks for it again.
        """
        folder = FeedFolder(self._folder, self._station_id)
        for number, data in folder.items():
            if number <= after:
                folder.drop(number)
                continue
            try:
                item = open_item(data, self._province.realm, self._station_id, self._province.root_certificate, feed_key)
            except StationError as error:
                logger.warning("an item of the feed is asked for again: %s", error.code)
                folder.drop(number)
                return
            if item.number != after + 1:
                return
            after = item.number
            yield item

    def show_head(
        self, log: Head, hash_at: Callable[[int], str | None], batch: tuple[int, BatchName] | None, feed_key: bytes, absorbed: int,
        volumes: Sequence[VolumeLine] = (),
    ) -> None:  # fmt: skip
        """Write the signed head that the sender shows at hello; nothing while the station has no certificate.

        `hash_at`: the hash of a row of the log, None where there is none. Heads written before are repeated as the log has them now.
        `volumes`: how far each is, those worked on last first.
        """
        if self._station.certificate is None:
            return
        before = head_of(self._folder, self._station_id)
        points = [point.head for point in (*parse_head(before).body.trail, parse_head(before).body.log)] if before is not None else []
        trail = tuple(sorted({head for head in points if hash_at(head.seq) == head.hash}, key=lambda head: head.seq))
        standing = Standing(log, trail, batch, feed_key, absorbed, tuple(volumes))
        if before is not None and _says(before, standing):
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        data = make_head(standing, self._province.realm, self._station_id, self._office_id, self._station)
        keep_head(self._folder, self._station_id, data)

    def _prepared(self, name: BatchName) -> Path:
        return self._folder / f"{name}{PREPARED}"


def _says(data: bytes, standing: Standing) -> bool:
    """Whether a head that lies there says the same already."""
    body = parse_head(data).body
    batch = (body.batch.seq, body.batch.name) if body.batch else None
    key = base64.b64decode(body.feed_key)
    return (body.log.head, batch, key, body.absorbed) == (standing.log, standing.batch, standing.feed_key, standing.absorbed)


def released(folder: Path) -> list[Parcel]:
    """Every released batch folder, by name."""
    if not folder.is_dir():
        return []
    return [Parcel(path) for path in sorted(folder.iterdir()) if _NAME.fullmatch(path.name) and path.is_dir()]


def outbox_faults(folder: Path, root_certificate: bytes) -> Iterator[str]:
    """A sentence for everything in the outbox that is not as it was sealed or answered; for an audit. Needs no key."""
    for parcel in released(folder):
        where = f"outbox {parcel.folder.name[:12]}"
        try:
            manifest = parcel.manifest()
        except StationError as error:
            yield f"{where}: {error.details.get('reason', error.code)}"
            continue
        for file in () if parcel.is_cleared else manifest.body.files:
            try:
                parcel.require_whole(file)
            except StationError as error:
                yield f"{where}: {error.details.get('reason', error.code)}"
        yield from (f"{where}: the answer {name} proves nothing" for name in parcel.false_answers(root_certificate))
        yield from (f"{where}: attempts.json cannot be read" for _ in range(parcel.notes_are_torn))
