"""What encryption costs: the store's own statements, recorded once, run again on SQLCipher and on plain SQLite in turn.

    python -m tests.bench.beside_sqlite --folder DIR [--entries 20000] [--questions 200] [--rounds 3]

Writing: every statement that building a store of so many entries makes (log, payloads, rows, search, links, ledger; 2,000 entries to a
transaction) on an empty database with the same schema and settings. Searching: every statement that as many questions make, the rows of the
results among them, on the databases just written. Peers: the sqlite3 of the Python on this machine, and the same library without a key.
Processor seconds, the best of the rounds: other work on the machine hits all alike.
"""

import argparse
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from station.domain.search import Asked
from station.domain.text import fold
from tests.bench.large_store import SEED, fill, names
from tests.bench.machine import describe_machine
from tests.store_factories import make_staffed_store, open_store

Statement = tuple[str, tuple[object, ...]]
_CACHE_KIB = 65_536


class _Recorder:
    """A connection that remembers what it was asked."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.statements: list[Statement] = []

    def execute(self, statement: str, parameters: tuple[object, ...] = ()) -> Any:
        self.statements.append((statement, parameters))
        return self._connection.execute(statement, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def main() -> None:
    """Print processor seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(describe_machine(SEED))
    print(f"sqlite3 {sqlite3.sqlite_version}, SQLCipher's SQLite {sqlcipher.sqlite_version}")
    if options.folder is not None:
        options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        written, asked = _recorded(Path(name) / "store", options.entries, options.questions)
        makers = {"SQLCipher": _encrypted, "plain sqlite3": _plain, "the same library, no key": _unkeyed}
        writing: dict[str, list[float]] = {label: [] for label in makers}
        searching: dict[str, list[float]] = {label: [] for label in makers}
        for turn in range(options.rounds):
            for label, make in makers.items():
                connection = make(Path(name) / f"{turn}-{label.replace(' ', '-')}.db")
                writing[label].append(_spent(connection, written))
                searching[label].append(_spent(connection, asked))
                connection.close()
    print(f"\n{'processor s, best of ' + str(options.rounds):30}{'writing':>10}{'ratio':>8}{'searching':>12}{'ratio':>8}")
    for label in makers:
        ratios = [min(times["SQLCipher"]) / min(times[label]) for times in (writing, searching)]
        print(f"{label:30}{min(writing[label]):10.2f}{ratios[0]:8.2f}{min(searching[label]):12.2f}{ratios[1]:8.2f}")


def _recorded(folder: Path, entries: int, questions: int) -> tuple[list[Statement], list[Statement]]:
    make_staffed_store(folder)
    dice = random.Random(SEED)
    with open_store(folder) as store:
        database: Any = store.database
        recorder = _Recorder(database._connection)
        database._connection = recorder
        fill(store, entries)
        written, recorder.statements = recorder.statements, []
        texts = names(store, questions, dice)
        recorder.statements = []
        for text in texts:
            store.search.find(Asked(fold(text) if dice.random() < 0.5 else text, limit=30))
        return written, recorder.statements


def _encrypted(path: Path) -> Any:
    connection = sqlcipher.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{'5a' * 32}'\"")
    return _prepared(connection)


def _unkeyed(path: Path) -> Any:
    return _prepared(sqlcipher.connect(str(path), isolation_level=None))


def _plain(path: Path) -> Any:
    return _prepared(sqlite3.connect(str(path), isolation_level=None))


def _prepared(connection: Any) -> Any:
    for setting in ("page_size = 4096", "temp_store = MEMORY", "secure_delete = ON", "journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {setting}").fetchall()
    connection.executescript(resources.files("station.store").joinpath("schema.sql").read_text(encoding="utf-8"))
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    return connection


def _spent(connection: Any, statements: Sequence[Statement]) -> float:
    run: Callable[..., Any] = connection.execute
    start = time.process_time()
    for statement, parameters in statements:
        if not statement.startswith("PRAGMA"):
            run(statement, parameters).fetchall()
    return time.process_time() - start


if __name__ == "__main__":
    main()
