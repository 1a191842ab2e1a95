"""Durable pages and entries a second: the store, its parts alone, and plain SQLite with plain files in the same run.

    python -m tests.bench.store [--seconds 3] [--folder DIR]

A page is one image of 300 kB sealed, flushed and logged with its signature. An entry is one keyed action of 20 fields, signed, hashed,
folded and committed. The peer does what a careful program without keys or log would: a flushed file and one committed row (WAL, FULL).
Figures are medians of five slices, because the machine is shared.
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


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0, help="for each figure")
    parser.add_argument("--folder", type=Path, default=None, help="on the disk to be measured")
    options = parser.parse_args()
    print(describe_machine(_SEED))
    image = random.Random(_SEED).randbytes(_IMAGE_BYTES)
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        stored = _store_figures(folder, image, options.seconds)
        plain = _peer_figures(folder, image, options.seconds)
        rows = _row_figures(folder, options.seconds)
    print(f"\n{'':34}{'store':>12}{'plain':>12}{'ratio':>8}")
    for label, ours, peer in (
        ("pages durable, 300 kB, per s", stored["pages"], plain["pages"]),
        ("entries keyed durable, per s", stored["entries"], plain["entries"]),
        ("images opened and checked, per s", stored["opened"], plain["opened"]),
        ("rows, one commit each, per s *", rows["sqlcipher"], rows["sqlite3"]),
    ):
        print(f"{label:34}{ours:12.0f}{peer:12.0f}{ours / peer:8.2f}")
    print("* the same statement on SQLCipher and on plain sqlite3, nothing else")
    print(f"a password, Argon2id {STANDARD_KDF.memory_kib // 1024} MiB x {STANDARD_KDF.iterations}: {_argon_ms():.0f} ms")


def _rate(act: Callable[[], object], seconds: float) -> float:
    """Times a second, median of the slices; one warm-up is not counted."""
    act()
    rates = []
    for _ in range(_SLICES):
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds / _SLICES:
            act()
            count += 1
        rates.append(count / (time.perf_counter() - start))
    return statistics.median(rates)


def _store_figures(folder: Path, image: bytes, seconds: float) -> dict[str, float]:
    make_staffed_store(folder / "store")
    with open_store(folder / "store") as store:
        office = Office(store)
        volume = office.open_volume()
        page = office.read(office.capture(volume, image))
        entry = office.make_entry(page, {f"field_{n}": a_field() for n in range(_FIELDS)})
        keyed = {"fields": {f"field_{n}": to_json(a_field("Nguyễn Văn Ân")) for n in range(_FIELDS)}, "findings": []}
        entries = _rate(lambda: office.act(ActionKind.ENTRY_KEYED, entry.entry_id, keyed), seconds)
        opened = _rate(lambda: store.images.open(page.page_id), seconds)
        # a new volume for each page: counting the pages of a volume is the caller's work, not the store's
        pages = _rate(lambda: office.capture(office.open_volume(), image), seconds)
    return {"pages": pages, "entries": entries, "opened": opened}


def _peer_figures(folder: Path, image: bytes, seconds: float) -> dict[str, float]:
    database = sqlite3.connect(folder / "plain.db", isolation_level=None)
    _set_up(database)
    body = json.dumps({f"field_{n}": to_json(a_field()) for n in range(_FIELDS)})

    def insert(text: str) -> None:
        database.execute("INSERT INTO item (id, body) VALUES (?, ?)", (new_id(), text))

    def capture() -> None:
        path = folder / new_id()
        write_durably(path, image)
        insert(path.name)

    write_durably(folder / "image", image)
    figures = {
        "pages": _rate(capture, seconds),
        "entries": _rate(lambda: insert(body), seconds),
        "opened": _rate(lambda: (folder / "image").read_bytes(), seconds),
    }
    database.close()
    return figures


def _row_figures(folder: Path, seconds: float) -> dict[str, float]:
    figures = {}
    for name, connect in (("sqlcipher", sqlcipher.connect), ("sqlite3", sqlite3.connect)):
        database = connect(str(folder / f"rows-{name}.db"), isolation_level=None)
        if name == "sqlcipher":
            database.execute(f"PRAGMA key = \"x'{os.urandom(32).hex()}'\"")
        _set_up(database)
        figures[name] = _rate(lambda database=database: database.execute("INSERT INTO item VALUES (?, ?)", (new_id(), "x" * 1500)), seconds)
        database.close()
    return figures


def _set_up(database: sqlite3.Connection) -> None:
    for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE item (id TEXT PRIMARY KEY, body TEXT)"):
        database.execute(statement)


def _argon_ms() -> float:
    start = time.perf_counter()
    stretch("mật khẩu", bytes(32), bytes(16), STANDARD_KDF)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
