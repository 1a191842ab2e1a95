"""Offices, entries and batches with valid defaults for the tests of sending. Images are random bytes: here they are ciphertext anyway."""

import datetime
import hashlib
import random
from dataclasses import dataclass, field
from pathlib import Path

from station.domain.actions import Head
from station.domain.batch import BatchContents, SealedImage
from station.domain.findings import Finding, Severity, Text
from station.domain.geometry import Box
from station.domain.ids import BatchName, EntryId, OfficeId, PageId, StationId, UserId, VolumeId, new_id
from station.domain.record import Entry, FieldValue, FormRef, Page, PageState, ValueSource, ValueState, Volume
from station.domain.states import EntryState
from station.signing.keys import SigningKey
from station.signing.province import PracticeProvince
from station.signing.signer import KeySigner
from station.store.crypto import agreement_public_key
from sync.client.outbox import FolderOutbox

OFFICE = OfficeId("xa-minh-tan")
MARKED_NAME = "Nguyễn Thị Dấu-Hiệu"
"""Appears in every sealed entry; must never appear in clear on disk, on the wire or in a log."""


@dataclass
class Office:
    """One commune office with its station, its people and its folders, under a practice province."""

    province: PracticeProvince
    folder: Path
    office_id: OfficeId = OFFICE
    station_id: StationId = field(default_factory=lambda: StationId(new_id()))
    seed: int = 7

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.station = self.signer(self.station_id, "station")
        self.supervisor = self.signer("lanh.dao", "supervisor")
        self.volume = Volume(VolumeId(new_id()), self.office_id, "KS", 2016, "01")
        self.outbox_folder = self.folder / "outbox"
        self.outbox = FolderOutbox(
            self.outbox_folder, station=self.station, station_id=self.station_id, office_id=self.office_id, province=self.province.public
        )
        self.last: BatchName | None = None
        self.seq = 0
        self.log: list[str] = []
        """Hashes of the rows of its action log."""
        self.feed_private = self.random.randbytes(32)
        self.absorbed = 0

    def signer(self, user_id: str, role: str | None, office_id: str | None = None) -> KeySigner:
        """A person with a certificate for `role`; without one for None."""
        key = SigningKey.generate()
        certificate = self.province.issue(key.public_key, user_id, role, office_id or self.office_id) if role else None
        return KeySigner(UserId(user_id), key, certificate)

    def image(self, size: int = 2_000) -> SealedImage:
        content = self.random.randbytes(size)
        name = hashlib.sha256(content).hexdigest()
        path = self.folder / "store" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return SealedImage(name, size, path)

    def entry(self, page_ids: tuple[PageId, ...], **changes: object) -> Entry:
        values: dict[str, object] = {
            "entry_id": EntryId(new_id()),
            "volume_id": self.volume.volume_id,
            "form": FormRef("birth_register_2016", "1", "ab" * 32),
            "pages": page_ids,
            "state": EntryState.CHECKED,
            "revision": 1,
            "fields": {
                "nksHoTen": FieldValue(MARKED_NAME, MARKED_NAME, ValueState.READ, ValueSource.KEYED, box=Box(1, 2, 30, 40)),
                "nksNgaySinh": FieldValue(
                    "02/03/2008", "02.03.2008", ValueState.READ, ValueSource.READING, confidence=0.93, box=Box(5, 6, 7, 8)
                ),
                "nksGioiTinh": FieldValue("", "", ValueState.BLANK, ValueSource.KEYED),
            },
            "findings": (
                Finding("ks.date-words", Severity.WARNING, Text("Ngày và chữ khác nhau", "Date and words differ"), "nksNgaySinh"),
            ),
            "touched_by": frozenset({UserId("can.bo")}),
        }
        return Entry(**(values | changes))  # type: ignore[arg-type]

    def contents(self, *, entries: int = 2, pages_each: int = 1, image_bytes: int = 2_000, **changes: object) -> BatchContents:
        """Entries with pages, ready to be sealed under the office's next number. `changes` go into every entry."""
        pages: list[Page] = []
        images: dict[PageId, SealedImage] = {}
        made = []
        for _ in range(entries):
            of_entry = []
            for _ in range(pages_each):
                page_id, image = PageId(new_id()), self.image(image_bytes)
                images[page_id] = image
                ordinal = len(pages) + 1
                pages.append(
                    Page(
                        page_id, self.volume.volume_id, ordinal, image.name, image.size, "image/jpeg", 2480, 3508,
                        f"{MARKED_NAME}.jpg", PageState.READ,
                    )
                )  # fmt: skip
                of_entry.append(page_id)
            made.append(self.entry(tuple(of_entry), **changes))
        return BatchContents(
            seq=self.seq + 1, previous=self.last, volume=self.volume, entries=tuple(made), pages=tuple(pages),
            page_keys={page.page_id: self.random.randbytes(32) for page in pages}, images=images, log_head=Head(17, "cd" * 32),
            approved_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds"),
        )  # fmt: skip

    def grow(self, rows: int = 10) -> None:
        """The log gets longer."""
        self.log += [self.random.randbytes(32).hex() for _ in range(rows)]

    def show(self) -> None:
        """Write the head to be shown at hello."""
        hashes = dict(enumerate(self.log, start=1))
        self.outbox.show_head(
            Head(len(self.log), self.log[-1]), hashes.get, (self.seq, self.last) if self.last else None,
            agreement_public_key(self.feed_private), self.absorbed,
        )  # fmt: skip

    def seal(self, contents: BatchContents | None = None, **changes: object) -> BatchName:
        """Seal and release a batch."""
        contents = contents or self.contents(**changes)  # type: ignore[arg-type]
        name = self.outbox.prepare(contents, self.supervisor)
        self.outbox.release(name)
        self.seq, self.last = contents.seq, name
        return name


def received_now() -> str:
    """A moment within the certificates of a practice province made in this test."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")


def make_office(folder: Path, province: PracticeProvince | None = None, **changes: object) -> Office:
    """An office in `folder` with a province of its own, or of one that is there."""
    return Office(province or PracticeProvince.create(folder / "province", "Tỉnh Thực Hành"), folder, **changes)  # type: ignore[arg-type]
