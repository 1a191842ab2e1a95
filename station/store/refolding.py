"""The log folded anew in a transaction that is rolled back, and compared with what is shown. Changes nothing."""

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from station.domain.errors import StationError
from station.store.actions import stored_actions
from station.store.database import Database
from station.store.projections import TABLES, Projections

_KEYS: Final = {
    "receipt": "name || '/' || stage",
    "account": "volume_id || '/' || year || '/' || number || suffix",
    "erased_image": "page_id",
    "dossier": "volume_id || '/' || number",
    "judged": "entry_id || '/' || other_id",
    "same_sheet": "page_id || '/' || other_id",
}
"""Tables of which no row is one action's alone."""

Shown = dict[tuple[str, str], str]
"""(table, first column) → SHA-256 of the row: digests, so that a large store fits in memory."""


def projection_faults(database: Database) -> Iterator[str]:
    """One sentence per row that is not what the log says."""
    shown = shown_rows(database)
    try:
        with database.rehearsal():
            Projections(database).rebuild(stored_actions(database))
            folded = shown_rows(database)
    except (StationError, ValueError, KeyError, TypeError) as error:
        yield f"the log cannot be folded: {error}" if isinstance(error, StationError) else "the log cannot be folded"
        return
    for table, row in sorted(shown.keys() - folded.keys()):
        yield f"{table} {row} is shown but does not follow from the log"
    for table, row in sorted(folded.keys() - shown.keys()):
        yield f"{table} {row} follows from the log but is not shown"
    for table, row in sorted(key for key in shown.keys() & folded.keys() if shown[key] != folded[key]):
        yield f"{table} {row} differs from what the log says"


def shown_rows(database: Database) -> Shown:
    """Every row that screens read."""
    found = {}
    for table in TABLES:
        key = _KEYS.get(table, "made")
        for name, *values in database.each(f"SELECT {key}, * FROM {table}"):
            found[table, str(name)] = _digest(values)
    for index, columns in (("search", "words, tags"), ("link", "keys")):
        for name, *values in database.each(f"SELECT rowid, {columns} FROM {index}"):
            found[index, str(name)] = _digest(values)
    return found


def _digest(values: list[Any]) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()
