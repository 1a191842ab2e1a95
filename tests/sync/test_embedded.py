"""The embedded PostgreSQL survives what a commune's PC does to it, and never outlives its parent."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from station.domain.errors import StationError
from sync.central import embedded
from sync.central.embedded import EmbeddedPostgres
from tests.sync.live import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the embedded PostgreSQL is for Linux")


def number_of_rows(url: str) -> int:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (at timestamptz DEFAULT now())")
        connection.execute("INSERT INTO kept DEFAULT VALUES")
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
        assert row is not None
        return int(row[0])


def postmaster_pid(folder: Path) -> int:
    return int((folder / "cluster/postmaster.pid").read_text().splitlines()[0])


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}/cmdline").exists() or Path(f"/proc/{pid}/cmdline").read_bytes() == b""


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 30
    while not gone(pid):
        assert time.monotonic() < deadline, "it did not end"
        time.sleep(0.05)


PARENT = """
import sys, time
from pathlib import Path
from sync.central.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
print(server.url, flush=True)
time.sleep(600)
"""


def test_server_lives_through_stops_kills_and_what_they_leave(tmp_path: Path) -> None:
    """One cluster, one story: made, stopped, killed, orphaned, with a stale and with a reused process number."""
    with EmbeddedPostgres(tmp_path) as server:
        assert number_of_rows(server.url) == 1
        pid = postmaster_pid(tmp_path)
        os.kill(pid, signal.SIGKILL)  # the server itself dies; its pid file stays
    assert (tmp_path / "cluster/postmaster.pid").exists()
    with EmbeddedPostgres(tmp_path) as server:
        assert number_of_rows(server.url) == 2
    assert not (tmp_path / "cluster/postmaster.pid").exists()

    # a number that belongs to another program by now
    (tmp_path / "cluster/postmaster.pid").write_text(f"{os.getpid()}\n{tmp_path}\n1\n5432\n\n\n 1 1\nready\n")
    with EmbeddedPostgres(tmp_path) as server:
        assert number_of_rows(server.url) == 3

    # rubbish for a pid file
    (tmp_path / "cluster/postmaster.pid").write_text("")
    with EmbeddedPostgres(tmp_path) as server:
        assert number_of_rows(server.url) == 4

    # the parent is killed: the server ends by itself, and a successor does not wait for luck
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
    parent.stdout.readline()
    orphan = postmaster_pid(tmp_path)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    with EmbeddedPostgres(tmp_path) as server:
        assert number_of_rows(server.url) == 5
        assert postmaster_pid(tmp_path) != orphan
    wait_until_gone(orphan)


def test_children_of_a_killed_server_are_waited_for(tmp_path: Path) -> None:
    """On a busy machine they live on for a moment after it, and PostgreSQL starts no other on their cluster."""
    with EmbeddedPostgres(tmp_path) as server:
        assert number_of_rows(server.url) == 1
        pid = postmaster_pid(tmp_path)
        child = int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
        os.kill(child, signal.SIGSTOP)
        os.kill(pid, signal.SIGKILL)
    log = tmp_path / "postgres.log"

    def let_it_end_once_refused() -> None:
        deadline = time.monotonic() + 30
        while b"pre-existing shared memory block" not in log.read_bytes() and time.monotonic() < deadline:
            time.sleep(0.05)
        os.kill(child, signal.SIGCONT)

    with ThreadPoolExecutor(1) as pool:
        ending = pool.submit(let_it_end_once_refused)
        with EmbeddedPostgres(tmp_path) as server:
            assert number_of_rows(server.url) == 2
        ending.result(timeout=30)


def test_half_made_cluster_is_made_anew_in_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    folder = tmp_path / ("a-long-name-of-a-folder-in-vietnam-" * 3)
    (folder / "making").mkdir(parents=True)
    (folder / "making" / "PG_VERSION").write_text("18")
    (folder / "cluster").mkdir()
    with EmbeddedPostgres(folder) as server:
        assert number_of_rows(server.url) == 1
        assert str(folder) not in server.url
        socket_folder = Path(psycopg.conninfo.conninfo_to_dict(server.url)["host"])
        assert socket_folder.stat().st_mode & 0o077 == 0
    assert not socket_folder.exists()
    assert not (folder / "making").exists()


def test_permissions_of_the_folders_above_stay_as_they_are(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with EmbeddedPostgres(closed / "pg") as server:
        number_of_rows(server.url)
    assert closed.stat().st_mode & 0o777 == 0o700


def test_missing_wheel_says_what_to_give_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_WHEEL", "no_such_wheel")
    with pytest.raises(StationError) as caught:
        EmbeddedPostgres(tmp_path).start()
    assert caught.value.code == "central.database"
    assert "--database" in str(caught.value)


def test_server_of_root_may_pass_through_folders_that_only_root_may_enter(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    program = private / "program"
    program.write_text("#!/bin/sh\nexit 0\n", encoding="ascii")
    program.chmod(0o755)
    assert subprocess.run([*embedded._demoted(), "/usr/bin/test", "-x", str(program)], check=False).returncode == 0
    assert subprocess.run([*embedded._demoted(), str(program)], check=False).returncode == 0
