"""What a damaged database still holds, row by row: a page that fails costs its rows, not the rest.

After one failing page SQLCipher answers every later read on the same connection with an error (sqlcipher#617): each error costs a new
connection. Ranges are halved until the rows that cannot be read stand alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from station.domain.errors import StationError
from station.store.database import NAME, Database

TABLES: Final = ("action", "payload", "page_key", "user", "station")
"""Truth and keys; everything else is folded again from these."""


@dataclass(frozen=True)
class Unreadable:
    """Rows of one table that cannot be read."""

    table: str
    first: int
    last: int
    """Numbers of rows; for the log the numbers of the actions."""

    @property
    def count(self) -> int:
        """How many at the most."""
        return self.last - self.first + 1

    @property
    def sentence(self) -> str:
        """For an audit's report."""
        return f"database: rows {self.first} to {self.last} of {self.table} cannot be read"


def unreadable_rows(database: Database, newest: int) -> Iterator[Unreadable]:
    """Every range of rows that fails, table by table; `newest` is the last action that head.json has seen."""
    for table in TABLES:
        last = max(newest, _last_row(database, table))
        failing: Unreadable | None = None
        for found in _failing(database, table, 1, last):
            if failing is not None and found.first == failing.last + 1:
                failing = Unreadable(table, failing.first, found.last)
                continue
            if failing is not None:
                yield failing
            failing = found
        if failing is not None:
            yield failing


def _failing(database: Database, table: str, first: int, last: int) -> Iterator[Unreadable]:
    if first > last or _reads(database, table, first, last):
        return
    if first == last:
        yield Unreadable(table, first, last)
        return
    middle = (first + last) // 2
    yield from _failing(database, table, first, middle)
    yield from _failing(database, table, middle + 1, last)


def _reads(database: Database, table: str, first: int, last: int) -> bool:
    """Whether every row of this range can be read to its end, on a connection of its own."""
    try:
        other = database.beside(NAME)
    except StationError:
        return False
    try:
        other.rows(f"SELECT * FROM {table} WHERE rowid BETWEEN ? AND ?", (first, last))
    except StationError:
        return False
    finally:
        other.close()
    return True


def _last_row(database: Database, table: str) -> int:
    try:
        other = database.beside(NAME)
    except StationError:
        return 0
    try:
        return int(other.value(f"SELECT max(rowid) FROM {table}") or 0)
    except StationError:
        return 0
    finally:
        other.close()
