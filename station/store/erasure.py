"""Erasing under the retention rule: words and pictures go, the chain stays. The only way either leaves the store."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from station.domain.actions import NewAction, Signer
from station.domain.errors import StationError
from station.domain.ids import ActionId, PageId
from station.domain.roles import Actor
from station.domain.states import ActionKind
from station.store.actions import StoredLog
from station.store.database import Database
from station.store.images import SealedImages
from station.store.migrations import remove_copies
from station.store.projections import Projections


@dataclass(frozen=True)
class Eraser:
    """Who erases, and in which parts. After either way nothing is in the database's free pages, its write-ahead log or an old copy."""

    database: Database
    log: StoredLog
    projections: Projections
    images: SealedImages
    subject: str
    """What the record of it is about: the station."""
    by: Actor
    signer: Signer | None

    def payloads(self, action_ids: Sequence[ActionId], reason: str) -> int:
        """Append `payload.erased` and delete the payloads; return how many were still there.

        Whatever the erased actions were about is no longer shown; the key and the file of an erased page go too. Raises StationError
        `store.unknown-item`; ValueError for an erasure itself.
        """
        remove_copies(self.database.folder)
        with self.database.transaction():
            rows = [self._row(action_id) for action_id in action_ids]
            rows = [row for row in rows if self.database.one("SELECT 1 FROM erasure WHERE seq = ?", (row[0],)) is None]
            if not rows:
                return 0
            erased = {"actions": [action_id for _, action_id, _ in rows], "reason": reason}
            written = self.log.write([NewAction(ActionKind.PAYLOAD_ERASED, self.subject, self.by, erased)], self.signer)
            files: list[str] = []
            for seq, _, about in rows:
                self.database.execute("INSERT INTO erasure (seq, by_seq) VALUES (?, ?)", (seq, written[0].seq))
                self.database.execute("DELETE FROM payload WHERE seq = ?", (seq,))
                files += self._file_of(PageId(about))
                self.projections.remove(about)
            self.projections.purge()
        self._finish(lambda: self.log.settle(written), files)
        return len(rows)

    def pictures(self, page_ids: Sequence[PageId], reason: str) -> int:
        """Append `images.erased` and delete keys and files; return how many were still there. Raises StationError `store.unknown-item`."""
        remove_copies(self.database.folder)
        with self.database.transaction():
            left = [page_id for page_id in page_ids if not self.images.is_erased(page_id)]
            if not left:
                return 0
            files = [name for page_id in left for name in self._file_of(page_id)]
            erased = {"pages": left, "reason": reason}
            written = self.log.write([NewAction(ActionKind.IMAGES_ERASED, self.subject, self.by, erased)], self.signer)
        self._finish(lambda: self.log.settle(written), files)
        return len(left)

    def _finish(self, settle: Callable[[], None], files: Sequence[str]) -> None:
        settle()
        for name in files:
            self.images.remove_file(name)
        self.database.fold_wal()

    def _file_of(self, page_id: PageId) -> list[str]:
        return [name for (name,) in self.database.rows("SELECT image_name FROM page WHERE page_id = ?", (page_id,))]

    def _row(self, action_id: ActionId) -> tuple[int, str, str]:
        row = self.database.one("SELECT seq, kind, subject FROM action WHERE action_id = ?", (action_id,))
        if row is None:
            raise StationError("store.unknown-item", kind="action", id=action_id)
        if row[1] in (ActionKind.PAYLOAD_ERASED.value, ActionKind.IMAGES_ERASED.value):
            raise ValueError("the record of an erasure is kept")
        return row[0], action_id, row[2]
