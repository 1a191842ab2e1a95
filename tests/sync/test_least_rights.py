"""Least rights: each process signs in under a role of its own, and what it need not do it cannot, whatever was broken into."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, RaiseException

from sync.central.database import connect
from sync.client.sending import send_waiting
from tests.sync.factories import Office
from tests.sync.live import QUICK, LiveCentral

FORBIDDEN = {
    "station_web": (
        "SELECT * FROM page_key", "SELECT * FROM entry", "SELECT * FROM page", "INSERT INTO page_key VALUES ('s', 'p', '')",
        "INSERT INTO receipt (station_id, batch, stage, number, document) VALUES ('s', 'b', 'complete', 1, '')",
        "UPDATE station SET state = 'active'", "UPDATE station SET answers = 0", "UPDATE batch SET state = 'complete'",
        "INSERT INTO batch (station_id, name, seq, office_id, manifest, state) VALUES ('s', 'b', 1, 'o', '', 'complete')",
        "INSERT INTO station (station_id, office_id, state) VALUES ('s', 'o', 'active')",
        "INSERT INTO enrolment (station_id, id, kind, role, office_id, label, request, state) VALUES"
        " ('s', '1', 'renewal', 'station', 'o', '', '', 'approved')",
        "INSERT INTO transport_certificate VALUES ('s', 'f', 'station', '1', now())", "UPDATE transport_certificate SET revoked_at = NULL",
        "UPDATE enrolment SET state = 'approved'", "INSERT INTO enrolment_code VALUES ('h', 'o', '', 'station', now())",
        "INSERT INTO ledger (station_id, event, at) VALUES ('s', 'received', now())", "INSERT INTO clock VALUES ('')",
        "DELETE FROM stored_file", "DELETE FROM head_evidence", "DELETE FROM fork", "CREATE TEMP TABLE t (a int)", "CREATE TABLE t (a int)",
        "SET ROLE station_opener", "SELECT content FROM feed",
    ),
    "station_opener": (
        "UPDATE station SET state = 'active'",
        "INSERT INTO batch (station_id, name, seq, office_id, manifest) VALUES ('s', 'b', 1, 'o', '')",
        "UPDATE entry SET fields = '{}'", "DELETE FROM entry", "UPDATE page_key SET key = ''", "DELETE FROM batch", "DELETE FROM feed",
        "INSERT INTO feed (station_id, number, kind, content) VALUES ('s', 1, 'data', '{}')", "SELECT * FROM enrolment_code",
        "INSERT INTO transport_certificate VALUES ('s', 'f', 'station', '1', now())", "INSERT INTO stored_file VALUES ('s', 'f', 1)",
        "SELECT quarantine_station('s')", "UPDATE batch SET manifest = ''", "CREATE TABLE t (a int)", "SET ROLE station_web",
    ),
    "station_page": (
        "SELECT fields FROM entry", "SELECT findings FROM entry", "SELECT * FROM page_key", "SELECT public_key FROM image_wanted",
        "UPDATE official_act SET reason = ''", "DELETE FROM official_act",
        "INSERT INTO official_act (user_id, act, at) VALUES ('a', 'b', now())",
        "INSERT INTO official (user_id, name, role, password) VALUES ('x', 'x', 'officer', 'x')", "UPDATE official SET role = 'officer'",
        "UPDATE official SET removed_at = NULL", "UPDATE batch SET state = 'complete'", "UPDATE volume_tally SET accepted = 1",
        "INSERT INTO receipt (station_id, batch, stage, number, document) VALUES ('s', 'b', 'complete', 1, '')", "SELECT content FROM feed",
        "UPDATE transport_certificate SET revoked_at = NULL", "UPDATE enrolment SET state = 'approved'", "SELECT * FROM enrolment_code",
        "DELETE FROM office_plan", "CREATE TEMP TABLE t (a int)", "CREATE TABLE t (a int)", "SET ROLE station_opener",
    ),
}  # fmt: skip
KEPT_FOR_EVER = ("receipt", "ledger", "entry", "page", "page_key", "batch", "official_act")


def signed_in(url: str, role: str) -> psycopg.Connection:
    """By a login of its own: what `-c role` would leave open to whoever resets it is closed here."""
    return psycopg.connect(psycopg.conninfo.make_conninfo(url, user=role), autocommit=True)


@pytest.mark.parametrize("role", FORBIDDEN)
def test_role_cannot_do_what_it_need_not(database_url: str, role: str) -> None:
    with signed_in(database_url, role) as connection:
        assert connection.execute("SELECT current_user, session_user").fetchone() == (role, role)
        for statement in FORBIDDEN[role]:
            with pytest.raises(InsufficientPrivilege):
                connection.execute(statement)
                raise AssertionError(f"{role} may: {statement}")


def test_nobody_changes_what_is_kept_for_ever(database_url: str) -> None:
    with connect(database_url) as owner:
        able = owner.execute(
            "SELECT r.rolname, t.name, p.kind FROM pg_roles r, unnest(%s::text[]) t (name), unnest(ARRAY['DELETE', 'TRUNCATE']) p (kind)"
            " WHERE NOT r.rolsuper AND r.rolname LIKE 'station_%%' AND has_table_privilege(r.oid, t.name, p.kind)",
            (list(KEPT_FOR_EVER),),
        ).fetchall()
        assert able == []
        able = owner.execute(
            "SELECT r.rolname, t.name FROM pg_roles r, unnest(%s::text[]) t (name)"
            " WHERE NOT r.rolsuper AND r.rolname LIKE 'station_%%' AND has_any_column_privilege(r.oid, t.name, 'UPDATE')",
            ([name for name in KEPT_FOR_EVER if name != "batch"],),
        ).fetchall()
        assert able == []


def test_receipts_and_ledger_are_append_only_for_their_owner_too(central: LiveCentral, office: Office) -> None:
    """The parent, and on partitions each of them named by hand."""
    office.seal()
    send_waiting(office.outbox_folder, central.url, office.province.public, pace=QUICK)
    receipts = central.ask("SELECT document FROM receipt ORDER BY number")
    assert len(receipts) == 2
    with psycopg.connect(central.database_url, autocommit=True) as owner:
        for table in ("receipt", "ledger"):
            parts = owner.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", (table,)).fetchall()
            for name in (table, *(part for (part,) in parts)):
                for statement in (f"UPDATE {name} SET batch = 'x'", f"DELETE FROM {name}", f"TRUNCATE {name}"):
                    with pytest.raises(RaiseException, match="append-only"):
                        owner.execute(statement)
    assert central.ask("SELECT document FROM receipt ORDER BY number") == receipts


def test_quarantine_shuts_out_an_active_station_and_revives_no_revoked_one(database_url: str) -> None:
    with connect(database_url, autocommit=True) as owner, signed_in(database_url, "station_web") as web:
        for station, state in (("a", "active"), ("b", "revoked")):
            owner.execute("INSERT INTO station (station_id, office_id, state) VALUES (%s, 'o', %s)", (station, state))
            web.execute("SELECT quarantine_station(%s)", (station,))
        assert owner.execute("SELECT state FROM station ORDER BY station_id").fetchall() == [("quarantined",), ("revoked",)]
