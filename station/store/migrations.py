"""From one schema number to the next: rehearsed on a copy, then each step one transaction with its number in it."""

import itertools
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from station.domain.actions import chain_faults
from station.domain.errors import StationError
from station.store.actions import stored_actions
from station.store.database import SCHEMA_VERSION, Database
from station.store.ledger import SCHEMA as LEDGER
from station.store.links import LEAVES as LINK_LEAVES
from station.store.links import SCHEMA as LINK
from station.store.projections import fill_paper_order, fill_volumes, respell_entries
from station.store.questions import SCHEMA as QUESTIONS
from station.store.refolding import projection_faults
from station.store.search import SCHEMA as SEARCH
from station.store.search import SearchIndex
from station.store.sheets import SCHEMA as SHEETS

log = logging.getLogger(__name__)

_COPY: Final = "station-schema-"
_REHEARSAL: Final = "station-rehearsal.db"


@dataclass(frozen=True)
class Migration:
    """How to get to `to` from the number before."""

    to: int
    statements: tuple[str, ...]
    fill: Callable[[Database], None] | None = None
    """What SQL alone cannot do, after the statements and in their transaction."""


_DRAFTS: Final = """CREATE TABLE draft (
  entry_id TEXT NOT NULL,
  user_id  TEXT NOT NULL,
  at       TEXT NOT NULL,
  body     TEXT NOT NULL,
  PRIMARY KEY (entry_id, user_id)
) STRICT, WITHOUT ROWID"""

_WORK_LISTS: Final = (
    "DROP INDEX entry_by_volume",
    "CREATE INDEX entry_by_volume ON entry (volume_id, state, made, entry_id)",
)

_PAPER_ORDER: Final = (
    "ALTER TABLE page ADD COLUMN ordinal INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE page ADD COLUMN place INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE page ADD COLUMN entry_id TEXT",
    "CREATE INDEX page_by_place ON page (volume_id, place, made, state, page_id)",
    "CREATE INDEX page_by_ordinal ON page (volume_id, ordinal)",
    "CREATE INDEX page_waiting ON page (volume_id, place, made) WHERE state = 'captured'",
    "CREATE INDEX page_loose ON page (volume_id, place, made) WHERE state = 'read' AND entry_id IS NULL",
    "CREATE INDEX page_stale ON page (volume_id) WHERE state = 'set-aside' AND entry_id IS NOT NULL",
)

_ERASED_IMAGES: Final = "CREATE TABLE erased_image (page_id TEXT PRIMARY KEY, made INTEGER NOT NULL) STRICT, WITHOUT ROWID"
_LINKS: Final = (
    LINK,
    "CREATE TABLE known_form (made INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT",
    """CREATE TABLE judged (
  made     INTEGER NOT NULL,
  entry_id TEXT NOT NULL,
  other_id TEXT NOT NULL,
  verdict  TEXT NOT NULL,
  PRIMARY KEY (entry_id, other_id)
) STRICT, WITHOUT ROWID""",
)
_MARKS: Final = """CREATE TABLE marks (
  made     INTEGER PRIMARY KEY,
  entry_id TEXT NOT NULL,
  body     TEXT NOT NULL
) STRICT"""

_BY_STATE: Final = (
    "DROP INDEX entry_by_state",
    "CREATE INDEX entry_by_state ON entry (state, made, volume_id, entry_id)",
)

_ACCOUNTS: Final = (
    "ALTER TABLE station ADD COLUMN recovery_epoch INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE user ADD COLUMN revoked INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE user ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0",
)

MIGRATIONS: Final[tuple[Migration, ...]] = (
    Migration(2, (_DRAFTS,)),
    Migration(3, SEARCH),  # filled at 12, which makes it anew
    Migration(4, _WORK_LISTS),
    Migration(5, _PAPER_ORDER, fill=fill_paper_order),
    Migration(6, (), fill=respell_entries),
    Migration(7, LEDGER, fill=fill_volumes),
    Migration(8, (_ERASED_IMAGES,)),
    Migration(9, _LINKS),
    Migration(10, _ACCOUNTS),
    Migration(11, (_MARKS,), fill=respell_entries),
    Migration(12, ("DROP TABLE search", *SEARCH, *_BY_STATE, LINK_LEAVES), fill=lambda database: SearchIndex(database).fill()),
    Migration(13, SHEETS),
    Migration(14, QUESTIONS),
)
"""A new one goes here and into schema.sql; a test compares what both lead to."""


def migrate(database: Database, *, migrations: Sequence[Migration] = MIGRATIONS, newest: int = SCHEMA_VERSION) -> Path | None:
    """Bring the database to `newest`; return the copy of it as it was before (encrypted with the same key), None when no step was needed.

    The steps are rehearsed first, on another copy that is verified and thrown away: what goes wrong there never happens to the database.
    Raises StationError `store.version` for a database of a newer program, `store.damaged` when it is not whole before, `store.migration`
    when it would not be whole afterwards, `store.disk-full`.
    """
    found = int(database.value("PRAGMA user_version"))
    if found > newest:
        raise StationError("store.version", found=found, known=newest)
    if found == newest:
        return None
    steps = [next(migration for migration in migrations if migration.to == number) for number in range(found + 1, newest + 1)]
    if faults := integrity_faults(database):
        raise StationError("store.damaged", reason=faults[0])
    _rehearse(database, steps)
    remove_copies(database.folder)
    copy = _copy(database, f"{_COPY}{found}.db")
    for step in steps:
        _take(step, database)
    return copy


def integrity_faults(database: Database) -> list[str]:
    """What is wrong with the file: every page's authentication code first, then the structure."""
    faults = [f"database: {row[0]}" for row in database.rows("PRAGMA cipher_integrity_check")]
    if not faults:
        faults = [f"database: {row[0]}" for row in database.rows("PRAGMA integrity_check") if row[0] != "ok"]
        faults += [f"database: {row[0]} refers to nothing" for row in database.rows("PRAGMA foreign_key_check")]
    return faults


def remove_copies(folder: Path) -> None:
    """Delete the databases of before, and what a killed rehearsal left: an erasure must reach them, and one upgrade's is enough."""
    for path in (*folder.glob(f"{_COPY}*.db*"), *folder.glob(f"{_REHEARSAL}*")):
        path.unlink()


def old_copies(folder: Path) -> list[Path]:
    """Databases of before an upgrade, without their journals."""
    return sorted(folder.glob(f"{_COPY}*.db"))


def _take(step: Migration, database: Database) -> None:
    with database.transaction():
        for statement in step.statements:
            database.execute(statement)
        if step.fill is not None:
            step.fill(database)
        database.execute(f"PRAGMA user_version = {step.to}")
        if database.execute("PRAGMA foreign_key_check").fetchone():
            raise StationError("store.migration", to=step.to, reason="references that lead nowhere")
    log.info("schema %d", step.to)


def _rehearse(database: Database, steps: Sequence[Migration]) -> None:
    """Take the steps on a copy and look at it as an audit would: file, chain, projections against the log."""
    path = _copy(database, _REHEARSAL)
    copy = database.beside(path.name)
    try:
        for step in steps:
            _take(step, copy)
        fault = next(itertools.chain(integrity_faults(copy), chain_faults(stored_actions(copy)), projection_faults(copy)), None)
        if fault is not None:
            raise StationError("store.migration", to=steps[-1].to, reason=fault)
    finally:
        copy.close()
        for left in database.folder.glob(f"{_REHEARSAL}*"):
            left.unlink()


def _copy(database: Database, name: str) -> Path:
    for left in database.folder.glob(f"{name}*"):
        left.unlink()
    copy = database.beside(name)
    try:
        database.copy_to(copy)
    finally:
        copy.close()
    return database.folder / name
