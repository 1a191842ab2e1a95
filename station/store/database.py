"""One SQLCipher connection with the settings of FORMAT.md §4, transactions, and the database's errors as the station's failures."""

import contextlib
import logging
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2 as sqlcipher

from station.domain.durable import write_durably
from station.domain.errors import StationError

log = logging.getLogger(__name__)

NAME: Final = "station.db"
SCHEMA_VERSION: Final = 14
_PLAIN_HEADER: Final = b"SQLite format 3"
_BUSY_TIMEOUT_MS: Final = 5000
_PRIMARY: Final = 0xFF
"""Extended result codes carry the primary one in their low byte (sqlite.org/rescode.html)."""
_FULL: Final = "database or disk is full"
"""sqlite3_errstr(SQLITE_FULL): the backup interface of the binding gives the words without the number."""
_PROBE_BYTES: Final = 256 * 1024
_CACHE_KIB: Final = 32 * 1024
"""Pages kept decrypted: what the search index holds of common names is walked through again at every letter."""
_STEPS: Final = 20
"""Of SQLite's machine between two looks whether an answer is still wanted: a full-text index takes a few for each leaf that it reads."""
LEAF_BYTES: Final = 3900
"""A leaf of a full-text index with its row fits one page of the file; FTS5's own 4050 would take two, both to be decrypted."""


class Database:
    """A connection for the one thread that opened it."""

    def __init__(self, folder: Path, raw_key: bytes, *, name: str = NAME) -> None:
        """Open or make the file. Raises StationError `store.not-encrypting`, `store.damaged`."""
        self.folder = folder
        self._raw_key = raw_key
        self._connection: Any = sqlcipher.connect(str(folder / name), isolation_level=None)
        try:
            with self.errors():
                self._configure(raw_key)
        except StationError:
            self._connection.close()
            raise

    def _configure(self, raw_key: bytes) -> None:
        self.execute(f"PRAGMA key = \"x'{raw_key.hex()}'\"")
        self.execute("PRAGMA cipher_page_size = 4096")
        if not self.one("PRAGMA cipher_version"):
            raise StationError("store.not-encrypting")
        self.execute("PRAGMA cipher_log_level = NONE")
        for setting in ("temp_store = MEMORY", "secure_delete = ON", "foreign_keys = ON", "trusted_schema = OFF", "cell_size_check = ON"):
            self.execute(f"PRAGMA {setting}")
        self.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
        self.execute("SELECT count(*) FROM sqlite_master")
        if self.value("PRAGMA journal_mode = WAL") != "wal":
            raise StationError("store.damaged", reason="the disk under the store does not allow a write-ahead log")
        self.execute("PRAGMA synchronous = FULL")

    def make_schema(self) -> None:
        """Write schema.sql into a new file. Raises StationError `store.not-encrypting` when the file turns out plain."""
        script = resources.files("station.store").joinpath("schema.sql").read_text(encoding="utf-8")
        with self.errors():
            self._connection.executescript(f"BEGIN;\n{script}\nPRAGMA user_version = {SCHEMA_VERSION};\nCOMMIT;")
            self.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with (self.folder / NAME).open("rb") as file:
            if file.read(len(_PLAIN_HEADER)) == _PLAIN_HEADER:
                raise StationError("store.not-encrypting")

    def execute(self, statement: str, parameters: tuple[object, ...] = ()) -> Any:
        """Run one statement; the cursor."""
        return self._connection.execute(statement, parameters)

    def rows(self, statement: str, parameters: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Every row, with the database's errors as failures."""
        with self.errors():
            return list(self._connection.execute(statement, parameters).fetchall())

    def each(self, statement: str, parameters: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows one by one, for tables that do not fit in memory; what is read MUST NOT be changed meanwhile."""
        with self.errors():
            yield from self._connection.execute(statement, parameters)

    def rows_unless(self, stale: Callable[[], bool], statement: str, parameters: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """The rows, or none as soon as `stale` says that nobody waits for them any more; it is asked in the midst of the work."""
        self._connection.set_progress_handler(stale, _STEPS)
        try:
            return self.rows(statement, parameters)
        except sqlcipher.OperationalError as error:
            if getattr(error, "sqlite_errorcode", None) != sqlcipher.SQLITE_INTERRUPT:
                raise
            return []
        finally:
            self._connection.set_progress_handler(None, 0)

    def one(self, statement: str, parameters: tuple[object, ...] = ()) -> tuple[Any, ...] | None:
        """The first row, or None."""
        with self.errors():
            row: tuple[Any, ...] | None = self._connection.execute(statement, parameters).fetchone()
            return row

    def value(self, statement: str, parameters: tuple[object, ...] = ()) -> Any:
        """The first column of the first row; None when there is no row."""
        row = self.one(statement, parameters)
        return row[0] if row else None

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, durable when the block ends (synchronous=FULL)."""
        with self.errors():
            self.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    @contextlib.contextmanager
    def rehearsal(self) -> Iterator[None]:
        """A transaction that is always rolled back: to see what would be."""
        with self.errors():
            self.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                self._roll_back()

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
        """Turn the database's errors that a person can act on into StationError; statements that are wrong stay bugs."""
        try:
            yield
        except sqlcipher.Error as error:
            failure = self._failure(error)
            if failure is None:
                raise
            log.error("database: %s, code %s", failure.code, getattr(error, "sqlite_errorname", "none"))
            raise failure from error

    def copy_to(self, other: "Database") -> None:
        """A consistent copy by the backup interface; both have the same key."""
        with self.errors():
            self._connection.backup(other._connection)

    def beside(self, name: str) -> "Database":
        """Another database of the same folder and key. Raises StationError `store.damaged`."""
        return Database(self.folder, self._raw_key, name=name)

    def export_to(self, folder: Path, raw_key: bytes) -> None:
        """Every row into a new file in `folder` under another key (sqlcipher_export), and the schema's number."""
        version = int(self.value("PRAGMA user_version"))
        with self.errors():
            self.execute(f"ATTACH DATABASE ? AS other KEY \"x'{raw_key.hex()}'\"", (str(folder / NAME),))
            try:
                # in one transaction: else every table and index is made durable by itself
                with self.transaction():
                    self.execute("SELECT sqlcipher_export('other')").fetchall()
                    self.execute(f"PRAGMA other.user_version = {version}")
            finally:
                self.execute("DETACH DATABASE other")

    def fold_on(self) -> None:
        """Move what can be moved from the write-ahead log into the file, waiting for nobody."""
        with self.errors():
            self.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def fold_wal(self) -> None:
        """Move everything from the write-ahead log into the file and empty the log."""
        with self.errors():
            self.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close the connection; SQLite folds the write-ahead log if there is room."""
        self._raw_key = b""
        self._connection.close()

    def _roll_back(self) -> None:
        # after a full disk SQLite may have rolled back by itself; a second ROLLBACK would be an error
        if self._connection.in_transaction:
            with contextlib.suppress(sqlcipher.Error):
                self.execute("ROLLBACK")

    def _failure(self, error: Exception) -> StationError | None:
        code = getattr(error, "sqlite_errorcode", None)
        primary = code & _PRIMARY if isinstance(code, int) else None
        if primary == sqlcipher.SQLITE_FULL or (primary is None and str(error) == _FULL):
            return StationError("store.disk-full", path=str(self.folder))
        if primary in (sqlcipher.SQLITE_IOERR, sqlcipher.SQLITE_CANTOPEN):
            # a quota, a file size limit or a full tmpfs under the -shm file all come as plain I/O errors: ask the disk
            return self._disk_full() or StationError("store.damaged", reason=f"the disk: {getattr(error, 'sqlite_errorname', '')}")
        if primary in (sqlcipher.SQLITE_CORRUPT, sqlcipher.SQLITE_NOTADB):
            return StationError("store.damaged", reason=NAME)
        if primary == sqlcipher.SQLITE_BUSY:
            return StationError("store.in-use", path=str(self.folder))
        return None

    def _disk_full(self) -> StationError | None:
        probe = self.folder / "probe"
        try:
            write_durably(probe, bytes(_PROBE_BYTES))
        except StationError as full:
            return full
        except OSError:
            return None
        finally:
            probe.unlink(missing_ok=True)
        return None
