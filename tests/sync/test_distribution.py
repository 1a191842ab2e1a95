"""What lets the same schema run on one server, on hash partitions, or distributed: keys and statements that name the station.

The catalogue is read for the keys; for the statements, every one that a day's work makes is caught on its way and its plan is asked for.
"""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from sync.central import conflicts, needs
from sync.central.database import connect
from sync.central.feed import say
from sync.client.sending import send_waiting
from tests.sync.conftest import PARTITIONS
from tests.sync.factories import Office
from tests.sync.live import QUICK, ROOT, LiveCentral, empty

OF_NO_STATION = {"migration", "clock", "enrolment_code", "official", "official_session", "official_act", "office_plan"}
"""Small tables without a station: on every server where distributed."""
OVER_ALL_STATIONS = {
    "SELECT station_id, name, attempts FROM batch WHERE queued IS NOT NULL",  # the opener's look at the queue
    "SELECT 1 FROM batch WHERE queued IS NOT NULL OFFSET",  # whether the opener is far behind
    "SELECT DISTINCT f.station_id FROM feed",  # whose feed is to be sealed
    "SELECT station_id, id FROM image_wanted",  # what somebody waits to see
}
"""Reads, without a lock, that by their nature ask every partition; each has an index of its own or is asked by one process."""


@pytest.fixture
def database_url(partitioned_database: str) -> str:
    empty(partitioned_database)
    return partitioned_database


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, Any]]]:
    """(statement, parameters) of whatever is asked of the database meanwhile."""
    asked: list[tuple[str, Any]] = []
    plain = psycopg.Cursor.execute

    def execute(cursor: psycopg.Cursor, query: Any, parameters: Any = None, **options: Any) -> psycopg.Cursor:
        text = query if isinstance(query, str) else query.as_string(cursor)
        asked.append((text, parameters))
        return plain(cursor, query, parameters, **options)

    monkeypatch.setattr(psycopg.Cursor, "execute", execute)
    yield asked


def test_every_unique_key_starts_with_the_station(central: LiveCentral) -> None:
    keys = central.ask(
        "SELECT c.relname, i.relname, a.attname FROM pg_index x"
        " JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0] JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND x.indisunique"
    )
    assert len(keys) > 10
    assert {table for table, _, column in keys if column != "station_id"} <= OF_NO_STATION
    tables = central.ask("SELECT relname FROM pg_class WHERE relkind = 'p' AND relnamespace = 'public'::regnamespace")
    assert {name for (name,) in tables} >= {"batch", "batch_file", "receipt", "entry", "page", "page_key", "ledger"}
    parts = central.ask("SELECT inhparent::regclass::text, count(*) FROM pg_inherits JOIN pg_class c ON c.oid = inhparent"
                        " WHERE c.relkind = 'p' GROUP BY 1")  # fmt: skip
    assert {count for _, count in parts} == {PARTITIONS}


def test_statements_for_citus_name_every_table_once(central: LiveCentral) -> None:
    """They were never run; at least none is forgotten, and none is of a table without a station that should have one."""
    text = (ROOT / "resources" / "central" / "citus.sql").read_text()
    referenced, distributed = (re.findall(rf"{how}\('(\w+)'", text) for how in ("create_reference_table", "create_distributed_table"))
    tables = central.ask(
        "SELECT relname, EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND attname = 'station_id' AND attnotnull)"
        " FROM pg_class c WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace"
    )
    assert sorted(distributed) == sorted(name for name, has_station in tables if has_station)
    assert sorted([*referenced, "migration"]) == sorted(name for name, has_station in tables if not has_station)


def test_every_statement_of_a_days_work_asks_one_partition(central: LiveCentral, office: Office, statements: list[tuple[str, Any]]) -> None:
    """Two batches, one refused, a feed item, an image asked for, a fork and its lifting: each plan keeps to its station."""
    office.grow()
    office.show()
    office.seal()
    office.seal(touched_by=frozenset({"lanh.dao"}))
    send_waiting(office.outbox_folder, central.url, office.province.public, pace=QUICK)
    with connect(central.database_url) as owner:
        say(owner, office.station_id, "data", {"name": "x"})
        image = owner.execute("SELECT sha256 FROM batch_file WHERE station_id = %s AND role = 'image'", (office.station_id,)).fetchone()
        needs.ask_for_image(owner, office.station_id, image[0])
    office.seq, office.last = 0, None
    office.seal()
    send_waiting(office.outbox_folder, central.url, office.province.public, pace=QUICK)
    with connect(central.database_url) as owner:
        conflicts.lift_quarantine(owner, office.station_id, "somebody")
    send_waiting(office.outbox_folder, central.url, office.province.public, pace=QUICK)
    first = {}
    for text, parameters in statements:
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE)\b", text) and " pg_" not in text:
            first.setdefault(text, parameters)
    states = {state for (state,) in central.ask("SELECT state FROM batch")} | {
        state for (state,) in central.ask("SELECT state FROM station")
    }
    assert states == {"complete", "refused", "active"}
    assert len(first) > 30
    with psycopg.connect(central.database_url) as owner:
        for table in ("entry", "page", "page_key"):
            owner.execute(f"CREATE TEMP TABLE {table}_arriving AS SELECT * FROM {table}")
        astray = {text: names for text, parameters in first.items() if (names := _astray(owner, text, parameters))}
    over_all = {known for known in OVER_ALL_STATIONS for text in astray if text.startswith(known) and "FOR UPDATE" not in text}
    assert over_all == OVER_ALL_STATIONS
    assert [text for text in astray if not text.startswith(tuple(OVER_ALL_STATIONS))] == []


def _astray(owner: psycopg.Connection, text: str, parameters: Any) -> list[str]:
    """What the statement scans without naming the station, or in more than one partition."""
    plan = owner.execute(f"EXPLAIN (FORMAT JSON) {text}", parameters).fetchone()[0][0]["Plan"]
    scans = [node for node in _nodes(plan) if "Relation Name" in node and "Scan" in node["Node Type"]]
    kept = [node for node in scans if _table(node) not in OF_NO_STATION and not node["Relation Name"].endswith("_arriving")]
    blind = [node["Relation Name"] for node in kept
             if not any("station_id" in node.get(place, "") for place in ("Index Cond", "Recheck Cond", "Filter"))]  # fmt: skip
    parts: dict[str, set[str]] = {}
    for node in kept:
        parts.setdefault(_table(node), set()).add(node["Relation Name"])
    return blind + [name for names in parts.values() if len(names) > 1 for name in names]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _table(node: dict[str, Any]) -> str:
    return re.sub(r"_\d+$", "", node["Relation Name"])
