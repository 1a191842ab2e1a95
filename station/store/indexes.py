"""Putting the full-text indexes together: those of search (search.py) and of the same people and cases (links.py).

Every transaction adds a part to each, FTS5 puts four of a size together (automerge), and a question walks through all parts there are: in
eight parts a question under filters takes three times as long as in one. Done in steps, so that nobody waits for it.
"""

from typing import Final

from station.store.database import Database

TABLES: Final = ("search", "link")
_SCATTERED: Final = 4
_GATHERED: Final = 2
"""So many parts are as good as one: what is written meanwhile adds a small one."""
_STEP_PAGES: Final = 16


class StoredIndexes:
    """Over an open database. Opens transactions of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def are_scattered(self) -> bool:
        """Whether one lies in so many parts that putting them together is worth the writing."""
        return any(self.parts(table) >= _SCATTERED for table in TABLES)

    def gather(self, pages: int = _STEP_PAGES) -> bool:
        """One step; whether there is more to do. Writes about `pages` pages: a blink. What is asked between steps finds everything."""
        table = next((table for table in TABLES if self.parts(table) > _GATHERED), None)
        if table is None:
            return False
        with self._database.transaction():
            # negative: whatever the parts' sizes (FTS5, "The 'merge' command")
            self._database.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (-pages,))
        return any(self.parts(each) > _GATHERED for each in TABLES)

    def parts(self, table: str) -> int:
        """In how many parts one of `TABLES` lies. Each is found by its first row: counting all rows takes as long as a question."""
        return int(
            self._database.value(
                f"WITH RECURSIVE part (id) AS (SELECT min(segid) FROM {table}_idx"
                f" UNION ALL SELECT (SELECT min(segid) FROM {table}_idx WHERE segid > part.id) FROM part WHERE part.id IS NOT NULL)"
                " SELECT count(id) FROM part"
            )
        )
