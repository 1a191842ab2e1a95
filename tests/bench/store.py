"""Durable pages and entries a second: the store, its parts alone, and plain SQLite with plain files in the same run.

    python -m tests.bench.store [--seconds 4] [--folder DIR]

A page is one image of 300 kB sealed, flushed and logged with its signature. An entry is one keyed action of 20 fields, signed, hashed,
folded and committed. The peer does what a careful program without keys or log would: a flushed file and one committed row (WAL, FULL).
Figures are medians of slices taken in turn.
"""

import argparse
import json
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from station.domain.codec import to_json
from station.domain.durable import write_durably
from station.domain.ids import new_id
from station.domain.states import ActionKind
from station.store.crypto import STANDARD_KDF, stretch
from tests.bench.machine import describe_machine
from tests.store_factories import Office, a_field, make_staffed_store, open_store

_SEED = 20261122
_IMAGE_BYTES = 300_000
_FIELDS = 20
_SLICES = 5
_BULK_ROWS = 20_000


Figure = tuple[float, float]
"""Times a second: ours, the peer's."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=4.0, help="for each figure")
    parser.add_argument("--folder", type=Path, default=None, help="on the disk to be measured")
    options = parser.parse_args()
    print(describe_machine(_SEED))
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        figures = _figures(Path(name), random.Random(_SEED).randbytes(_IMAGE_BYTES), options.seconds)
    print(f"\n{'':34}{'store':>12}{'plain':>12}{'ratio':>8}")
    for label, (ours, peer) in figures.items():
        print(f"{label:34}{ours:12.0f}{peer:12.0f}{ours / peer:8.2f}")
    print("* the same statement on SQLCipher and on plain sqlite3, nothing else")
    print("bulk writes, processor time: " + _bulk(options.folder))
    print(f"a password, Argon2id {STANDARD_KDF.memory_kib // 1024} MiB x {STANDARD_KDF.iterations}: {_argon_ms():.0f} ms")


def _compared(ours: Callable[[], object], peer: Callable[[], object], seconds: float) -> Figure:
    """Medians of slices taken in turn, so that a busy moment of the machine falls on both."""
    rates: dict[Callable[[], object], list[float]] = {ours: [], peer: []}
    for act in rates:
        act()
    for _ in range(_SLICES):
        for act, measured in rates.items():
            measured.append(_rate(act, seconds / _SLICES / 2))
    return statistics.median(rates[ours]), statistics.median(rates[peer])


def _rate(act: Callable[[], object], seconds: float) -> float:
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        act()
        count += 1
    return count / (time.perf_counter() - start)


def _figures(folder: Path, image: bytes, seconds: float) -> dict[str, Figure]:
    make_staffed_store(folder / "store")
    plain, rows, sealed_rows = (
        _database(sqlite3, folder / "plain.db"),
        _database(sqlite3, folder / "rows"),
        _database(sqlcipher, folder / "sealed"),
    )
    keyed = {"fields": {f"field_{n}": to_json(a_field("Nguyễn Văn Ân")) for n in range(_FIELDS)}, "findings": []}
    text = json.dumps(keyed)
    write_durably(folder / "image", image)

    def capture_plainly() -> None:
        path = folder / new_id()
        write_durably(path, image)
        _insert(plain, path.name)

    with open_store(folder / "store") as store:
        office = Office(store)
        volume = office.open_volume()
        page = office.read(office.capture(volume, image))
        entry = office.make_entry(page)
        return {
            "pages durable, 300 kB, per s": _compared(lambda: office.capture(volume, image, ordinal=2), capture_plainly, seconds),
            "entries keyed durable, per s": _compared(
                lambda: office.act(ActionKind.ENTRY_KEYED, entry.entry_id, keyed), lambda: _insert(plain, text), seconds
            ),
            "images opened and checked, per s": _compared(
                lambda: store.images.open(page.page_id), lambda: (folder / "image").read_bytes(), seconds
            ),
            "rows, one commit each, per s *": _compared(lambda: _insert(sealed_rows, text), lambda: _insert(rows, text), seconds),
        }


def _bulk(folder: Path | None) -> str:
    """Rows of twelve columns with two indexes and a search index of four, a thousand a commit: SQLCipher beside SQLite, in turn."""
    spent: dict[Any, list[float]] = {sqlcipher: [], sqlite3: []}
    with tempfile.TemporaryDirectory(dir=folder) as name:
        for number in range(_SLICES):
            for library, seconds in spent.items():
                seconds.append(_bulk_seconds(library, Path(name) / f"{library.__name__}-{number}.db"))
    ours, peer = (statistics.median(seconds) for seconds in spent.values())
    return f"{_BULK_ROWS} rows {ours:.2f} s, plain SQLite {peer:.2f} s, ratio {ours / peer:.2f}"


def _bulk_seconds(library: Any, path: Path) -> float:
    database = _database(library, path)
    columns = ", ".join(f"c{number} TEXT" for number in range(12))
    database.execute(f"CREATE TABLE entry (id INTEGER PRIMARY KEY, {columns})")
    database.execute("CREATE INDEX by_volume ON entry (c0, c1)")
    database.execute("CREATE INDEX by_state ON entry (c2)")
    database.execute("CREATE VIRTUAL TABLE found USING fts5(a, b, c, d)")
    chance = random.Random(_SEED)
    words = ["Nguyễn", "Thị", "Mây", "Đàm", "Ngọc", "Hậu", "Lò", "Văn", "Páo", "Quý"]
    rows = [[" ".join(chance.choices(words, k=3)) for _ in range(12)] for _ in range(_BULK_ROWS)]
    started = time.process_time()
    for start in range(0, _BULK_ROWS, 1000):
        database.execute("BEGIN")
        for row in rows[start : start + 1000]:
            database.execute(f"INSERT INTO entry ({', '.join(f'c{number}' for number in range(12))}) VALUES ({', '.join('?' * 12)})", row)
            database.execute("INSERT INTO found (a, b, c, d) VALUES (?, ?, ?, ?)", row[:4])
        database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    seconds = time.process_time() - started
    database.close()
    return seconds


def _database(library: Any, path: Path) -> Any:
    database = library.connect(str(path), isolation_level=None)
    if library is sqlcipher:
        database.execute(f"PRAGMA key = \"x'{os.urandom(32).hex()}'\"")
    for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE item (id TEXT PRIMARY KEY, body TEXT)"):
        database.execute(statement)
    return database


def _insert(database: Any, text: str) -> None:
    database.execute("INSERT INTO item (id, body) VALUES (?, ?)", (new_id(), text))


def _argon_ms() -> float:
    start = time.perf_counter()
    stretch("mật khẩu", bytes(32), bytes(16), STANDARD_KDF)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
