"""Which pages show the same sheet of paper: rows of `page.captured`, as the log has them. What the keys mean: ocr.same_sheet."""

from collections.abc import Sequence
from typing import Final

from station.domain.ids import PageId
from station.domain.sheets import SheetMark
from station.store.database import Database
from station.store.images import SealedImages

SCHEMA: Final = (
    """CREATE TABLE sheet (
  made      INTEGER PRIMARY KEY,
  page_id   TEXT NOT NULL UNIQUE,
  reference TEXT NOT NULL,
  key       BLOB NOT NULL
) STRICT""",
    "CREATE INDEX sheet_by_reference ON sheet (reference, made, page_id, key)",
    """CREATE TABLE same_sheet (
  page_id  TEXT NOT NULL,
  other_id TEXT NOT NULL,
  made     INTEGER NOT NULL,
  PRIMARY KEY (page_id, other_id)
) STRICT, WITHOUT ROWID""",
)
"""Stands in schema.sql too."""


class StoredSheets:
    """Implements ocr.sheet_index.MarkedPages."""

    def __init__(self, database: Database, images: SealedImages) -> None:
        self._database, self._images = database, images

    def references(self, limit: int) -> Sequence[PageId]:
        """Those that others were held beside, the last ones first: two steps down an index for each there is."""
        rows = self._database.rows(
            "WITH RECURSIVE kind (page_id) AS (SELECT min(reference) FROM sheet UNION ALL"
            " SELECT (SELECT min(reference) FROM sheet WHERE reference > kind.page_id) FROM kind WHERE kind.page_id IS NOT NULL)"
            " SELECT page_id FROM kind WHERE page_id IS NOT NULL"
            " ORDER BY (SELECT max(made) FROM sheet WHERE reference = kind.page_id) DESC LIMIT ?",
            (limit,),
        )
        return [PageId(page_id) for (page_id,) in rows]

    def keys(self, reference: PageId, after: int) -> Sequence[tuple[int, PageId, bytes]]:
        """(number, page, key) of pages beside this reference with higher numbers than `after`, in order."""
        statement = "SELECT made, page_id, key FROM sheet WHERE reference = ? AND made > ? ORDER BY made"
        return [(made, PageId(page_id), key) for made, page_id, key in self._database.rows(statement, (reference, after))]

    def open(self, page_id: PageId) -> bytes:
        """The picture. Raises StationError `store.unknown-item`, `store.damaged` when it is gone."""
        return self._images.open(page_id)


def put_mark(database: Database, made: int, page_id: str, mark: SheetMark) -> None:
    """Of a page that was captured; within a transaction of the caller."""
    database.execute(
        "INSERT INTO sheet (made, page_id, reference, key) VALUES (?, ?, ?, ?)",
        (made, page_id, mark.reference or page_id, bytes.fromhex(mark.key)),
    )
    for other in mark.same:
        for pair in ((page_id, other), (other, page_id)):
            database.execute("INSERT OR IGNORE INTO same_sheet (page_id, other_id, made) VALUES (?, ?, ?)", (*pair, made))


def drop_mark(database: Database, page_id: str) -> None:
    """Of a page that was erased."""
    database.execute("DELETE FROM sheet WHERE page_id = ?", (page_id,))
    database.execute("DELETE FROM same_sheet WHERE page_id = ?1 OR other_id = ?1", (page_id,))
