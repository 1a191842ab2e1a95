"""Sealed page images: one file each, written once, named by the SHA-256 of its bytes; their keys are rows. FORMAT.md §3."""

import hashlib
import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from station.domain.batch import SealedImage, image_associated_data
from station.domain.durable import fsync_folder, full_disk_reported, make_private_folder, write_durably
from station.domain.errors import StationError
from station.domain.ids import PageId, StationId
from station.domain.record import Page
from station.store.crypto import Unsealable, random_key, seal, unseal
from station.store.database import Database
from station.store.disk import require_room

log = logging.getLogger(__name__)

_ORPHAN_AGE_S: Final = 24 * 3600
_NAME_LETTERS: Final = 64
_ERASED: Final = "SELECT image_name FROM page JOIN erased_image USING (page_id)"
_NAMED: Final = "SELECT image_name FROM page WHERE page_id NOT IN (SELECT page_id FROM erased_image)"


@dataclass(frozen=True)
class _Pending:
    key: bytes
    image: SealedImage


class SealedImages:
    """Implements the workflow's port `Images`."""

    def __init__(self, folder: Path, database: Database, station_id: StationId, wrap_key: bytes, *, files: Path | None = None) -> None:
        """`folder` is the store's; `files`: where the sealed files lie, when not there."""
        self._folder = files or folder / "images"
        self._database = database
        self._station_id = station_id
        self._wrap_key = wrap_key
        self._pending: dict[PageId, _Pending] = {}
        self.stop_below_bytes = 0
        """No page is taken while the disk has less room than this; 0: until it is full."""

    def seal(self, page_id: PageId, content: bytes) -> SealedImage:
        """Encrypt and write; durable on return. The key is kept in memory until the page's capture is appended.

        Raises StationError `store.disk-low`, `store.disk-full`; nothing is left then.
        """
        require_room(self._folder, self.stop_below_bytes)
        key = random_key()
        sealed = seal(key, content, self._binding(page_id))
        name = hashlib.sha256(sealed).hexdigest()
        path = self._path(name)
        with full_disk_reported(path):
            if not path.parent.is_dir():
                make_private_folder(path.parent)
                fsync_folder(self._folder)
        write_durably(path, sealed)
        image = SealedImage(name, len(sealed), path)
        self._pending[page_id] = _Pending(key, image)
        return image

    def open(self, page_id: PageId) -> bytes:
        """The image as captured. Raises StationError `store.unknown-item`, `store.image-erased`, `store.damaged`."""
        image = self.sealed(page_id)
        if self.is_erased(page_id):
            raise StationError("store.image-erased", page=page_id)
        try:
            data = image.path.read_bytes()
        except FileNotFoundError as error:
            raise StationError("store.damaged", reason=f"the image of page {page_id} is missing") from error
        except OSError as error:
            raise StationError("store.damaged", reason=f"the image of page {page_id} cannot be read from the disk") from error
        if hashlib.sha256(data).hexdigest() != image.name:
            raise StationError("store.damaged", reason=f"the image of page {page_id} was changed")
        try:
            return unseal(self.key(page_id), data, self._binding(page_id))
        except Unsealable as error:
            raise StationError("store.damaged", reason=f"the image of page {page_id} does not open with its key") from error

    def sealed(self, page_id: PageId) -> SealedImage:
        """Where the sealed file lies. Raises StationError `store.unknown-item`."""
        row = self._database.one("SELECT image_name, json_extract(body, '$.size') FROM page WHERE page_id = ?", (page_id,))
        if row is None:
            raise StationError("store.unknown-item", kind="page", id=page_id)
        return SealedImage(row[0], row[1], self._path(row[0]))

    def is_erased(self, page_id: PageId) -> bool:
        """Whether the retention rule has taken the picture."""
        return self._database.one("SELECT 1 FROM erased_image WHERE page_id = ?", (page_id,)) is not None

    def key(self, page_id: PageId) -> bytes:
        """The page's key. Raises StationError `store.unknown-item`, `store.damaged`."""
        wrapped = self._database.value("SELECT wrapped FROM page_key WHERE page_id = ?", (page_id,))
        if wrapped is None:
            raise StationError("store.unknown-item", kind="page key", id=page_id)
        try:
            return unseal(self._wrap_key, wrapped, self._binding(page_id))
        except Unsealable as error:
            raise StationError("store.damaged", reason=f"the key of page {page_id}") from error

    def keep_key(self, page: Page) -> None:
        """Within the transaction that captures the page: write its key. Raise ValueError for a page whose image was not sealed here."""
        pending = self._pending.get(page.page_id)
        if pending is None or (pending.image.name, pending.image.size) != (page.image_name, page.size):
            raise ValueError(f"the image of page {page.page_id} was not sealed in this session")
        wrapped = seal(self._wrap_key, pending.key, self._binding(page.page_id))
        self._database.execute("INSERT INTO page_key (page_id, wrapped) VALUES (?, ?)", (page.page_id, wrapped))

    def forget_pending(self, page_id: PageId) -> None:
        """After the commit: the row has the key now."""
        self._pending.pop(page_id, None)

    def lock(self) -> None:
        """At closing: drop the keys. Python cannot wipe them; what is not referenced is freed."""
        self._wrap_key = b""
        self._pending.clear()

    def remove_file(self, name: str) -> None:
        """Delete the file of an erased page; its key is gone already."""
        self._path(name).unlink(missing_ok=True)

    def orphans(self) -> list[Path]:
        """Files that no page refers to: a crash between image and row, or an erasure's last step."""
        known = {name for (name,) in self._database.rows(_NAMED)}
        known.update(pending.image.name for pending in self._pending.values())
        return [path for path in self._folder.glob("??/*") if path.name not in known]

    def sweep(self) -> int:
        """At opening: delete temporary files, orphans older than a day, and what a killed erasure left; how many."""
        oldest = time.time() - _ORPHAN_AGE_S
        swept = 0
        for path in self._folder.glob("??/.*.tmp"):
            path.unlink()
            swept += 1
        erased = {name for (name,) in self._database.rows(_ERASED)}
        for path in self.orphans():
            if len(path.name) == _NAME_LETTERS and (path.name in erased or path.stat().st_mtime < oldest):
                path.unlink()
                swept += 1
        if swept:
            log.info("swept %d files that no page refers to", swept)
        return swept

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name

    def _binding(self, page_id: PageId) -> bytes:
        return image_associated_data(self._station_id, page_id)
