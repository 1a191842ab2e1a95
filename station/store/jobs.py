"""The reading queue as rows. They come with `page.captured` and go with `page.read` (projections.py); here is what happens in between."""

from collections.abc import Iterable
from typing import Final

from station.domain.ids import PageId
from station.domain.record import Job
from station.store.database import Database

WAITING: Final = "waiting"
RUNNING: Final = "running"
NEEDS_PERSON: Final = "needs-person"
ATTEMPTS_MAX: Final = 3


class StoredJobs:
    """Implements the workflow's port `Jobs`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, limit: int = 50) -> list[Job]:
        """Due rows, oldest first."""
        return self._read("WHERE state = ? ORDER BY made LIMIT ?", (WAITING, limit))

    def all(self) -> list[Job]:
        """Every row that is not done."""
        return self._read("ORDER BY made", ())

    def start(self, page_ids: Iterable[PageId]) -> None:
        """Mark as running and count the attempt."""
        with self._database.transaction():
            for page_id in page_ids:
                self._database.execute("UPDATE job SET state = ?, attempts = attempts + 1 WHERE page_id = ?", (RUNNING, page_id))

    def failed(self, page_id: PageId, code: str) -> None:
        """Back to `waiting`, or to `needs-person` after three attempts; `code` is the failure's."""
        with self._database.transaction():
            self._database.execute(
                "UPDATE job SET state = CASE WHEN attempts >= ? THEN ? ELSE ? END, last_error = ? WHERE page_id = ?",
                (ATTEMPTS_MAX, NEEDS_PERSON, WAITING, code, page_id),
            )

    def recover(self) -> int:
        """At opening: what ran when the program ended waits again; the interruption was not the page's fault and does not count."""
        with self._database.transaction():
            cursor = self._database.execute("UPDATE job SET state = ?, attempts = max(attempts - 1, 0) WHERE state = ?", (WAITING, RUNNING))
            return int(cursor.rowcount)

    def _read(self, clause: str, parameters: tuple[object, ...]) -> list[Job]:
        rows = self._database.rows(f"SELECT page_id, attempts, state, last_error FROM job {clause}", parameters)
        return [Job(PageId(page_id), attempts, state, error) for page_id, attempts, state, error in rows]
