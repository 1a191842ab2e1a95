"""Schema steps: the real ones lead to schema.sql, invented ones show that it is all of a step or nothing, after a copy."""

import pytest

from station.domain.errors import StationError
from station.store.audit import audit
from station.store.crypto import random_key
from station.store.database import SCHEMA_VERSION, Database
from station.store.migrations import MIGRATIONS, Migration, migrate
from tests.store_factories import Office, make_staffed_store, open_store

KEY = random_key()
NEXT = SCHEMA_VERSION + 1
GOOD = Migration(NEXT, ("CREATE TABLE ink (colour TEXT) STRICT", "INSERT INTO ink VALUES ('xanh')"))


@pytest.fixture
def database(tmp_path):
    database = Database(tmp_path, KEY)
    database.make_schema()
    yield database
    database.close()


def as_schema_2(database):
    """As the schema was at number 2: without search, order of the paper, ledger, erased images, links, accounts that change, marks."""
    for table in (
        "search",
        "numbered",
        "account",
        "dossier",
        "erased_image",
        "link",
        "known_form",
        "judged",
        "marks",
        "sheet",
        "same_sheet",
        "question",
    ):
        database.execute(f"DROP TABLE {table}")
    for table, column in (("station", "recovery_epoch"), ("user", "revoked"), ("user", "epoch")):
        database.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for index in ("page_by_place", "page_by_ordinal", "page_waiting", "page_loose", "page_stale"):
        database.execute(f"DROP INDEX {index}")
    for column in ("ordinal", "place", "entry_id"):
        database.execute(f"ALTER TABLE page DROP COLUMN {column}")
    database.execute("PRAGMA user_version = 2")


def test_the_steps_lead_to_the_newest_schema_without_gaps():
    assert [step.to for step in MIGRATIONS] == list(range(2, SCHEMA_VERSION + 1))


def test_the_steps_make_the_same_tables_as_the_schema(database, tmp_path):
    columns = 'SELECT m.name, c.name, c.type, c."notnull", c.pk FROM sqlite_master m, pragma_table_xinfo(m.name) c ORDER BY 1, 2'
    newest = database.rows(columns)
    database.execute("DROP TABLE draft")
    as_schema_2(database)
    database.execute("PRAGMA user_version = 1")
    assert database.rows(columns) != newest
    migrate(database)
    assert database.rows(columns) == newest


def test_the_newest_schema_needs_no_step(database):
    assert migrate(database) is None


def test_a_step_is_taken_after_a_copy_that_opens_with_the_same_key(database, tmp_path):
    copy = migrate(database, migrations=[GOOD], newest=NEXT)
    assert database.value("PRAGMA user_version") == NEXT and database.value("SELECT colour FROM ink") == "xanh"
    assert b"SQLite format 3" not in copy.read_bytes()[:100]
    before = Database(tmp_path, KEY, name=copy.name)
    assert before.value("PRAGMA user_version") == SCHEMA_VERSION
    before.close()
    assert migrate(database, migrations=[GOOD], newest=NEXT) is None


def test_a_step_that_fails_half_way_leaves_the_old_schema(database):
    bad = Migration(NEXT, (*GOOD.statements, "INSERT INTO nowhere VALUES (1)"))
    with pytest.raises(Exception, match="no such table"):
        migrate(database, migrations=[bad], newest=NEXT)
    assert database.value("PRAGMA user_version") == SCHEMA_VERSION
    assert database.one("SELECT 1 FROM sqlite_master WHERE name = 'ink'") is None
    migrate(database, migrations=[GOOD], newest=NEXT)
    assert database.value("SELECT colour FROM ink") == "xanh"


def test_a_step_that_breaks_references_is_rolled_back(database):
    orphan = Migration(NEXT, ("PRAGMA defer_foreign_keys = ON", "INSERT INTO erasure VALUES (7, 8)"))
    with pytest.raises(StationError, match=r"store\.migration"):
        migrate(database, migrations=[orphan], newest=NEXT)
    assert database.value("PRAGMA user_version") == SCHEMA_VERSION and database.value("SELECT count(*) FROM erasure") == 0


def test_a_step_that_leads_away_from_the_log_is_never_taken(tmp_path):
    """The rehearsal folds the log with today's rules: a step that shows something else than that is refused, nothing has happened."""
    make_staffed_store(tmp_path / "store")
    with open_store(tmp_path / "store") as store:
        office = Office(store)
        office.finished_entry(office.open_volume())
        wrong = Migration(NEXT, ("UPDATE entry SET body = replace(body, 'Nguyễn', 'Nguyen')",))
        before = {path.name for path in store.folder.iterdir()}
        with pytest.raises(StationError, match=r"store\.migration") as refused:
            migrate(store.database, migrations=[wrong], newest=NEXT)
        assert "entry" in str(refused.value.details["reason"])
        assert {path.name for path in store.folder.iterdir()} == before
        assert store.database.value("PRAGMA user_version") == SCHEMA_VERSION and audit(store, None).faults == []


def test_only_the_copy_of_the_last_upgrade_is_kept(database, tmp_path):
    migrate(database, migrations=[GOOD], newest=NEXT)
    later = Migration(NEXT + 1, ("CREATE TABLE quill (kind TEXT) STRICT",))
    copy = migrate(database, migrations=[GOOD, later], newest=NEXT + 1)
    assert [path.name for path in tmp_path.glob("station-*")] == [copy.name] == [f"station-schema-{NEXT}.db"]


def test_a_database_of_a_newer_program_is_refused(database):
    database.execute(f"PRAGMA user_version = {NEXT}")
    with pytest.raises(StationError, match=r"store\.version"):
        migrate(database)


def test_a_wrong_key_opens_nothing(database, tmp_path):
    with pytest.raises(StationError, match=r"store\.damaged"):
        Database(tmp_path, random_key())
