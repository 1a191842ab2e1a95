"""A central for tests: in this process (quick), or as the real service in processes of its own (to be killed)."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import uvicorn

from sync.central.admission import Admission
from sync.central.app import make_app
from sync.central.bell import Bell
from sync.central.configuration import Quotas
from sync.central.database import connect, migrate, web_pool
from sync.central.objects import DirectoryObjects, Objects
from sync.central.opener import Opener, OpenerSecrets, run_opener
from sync.central.requests import Central
from sync.client.patience import Pace
from tests.sync.factories import Office

ROOT = Path(__file__).resolve().parents[2]
QUICK = Pace(tries=4, base_s=0.001, cap_s=0.01, waits=10)
"""No test waits for a back-off."""


def secrets_of(office: Office) -> OpenerSecrets:
    province = office.province
    return OpenerSecrets(province.public, province.central_private_key, province.receipt_key.private_bytes(), province.revocation_list)


class LiveCentral:
    """Web worker and opener as threads over a real database; `with` runs them."""

    def __init__(self, database_url: str, folder: Path, office: Office) -> None:
        self.database_url = database_url
        self.objects_folder = folder / "objects"
        self.objects: Objects = DirectoryObjects(self.objects_folder)
        self._office = office
        self.opens = True
        """False: nobody works on the queue, as when the opener is down."""
        self.quotas = Quotas(requests_a_second=10_000, requests_at_once=10_000, free_bytes=0)
        """Of a station that sends as fast as this machine can."""
        self.transport_root: bytes | None = None
        """With it a proxy stands in front: see tests/sync/proxied.py."""
        self.socket_path = folder / "central.sock"

    def __enter__(self) -> "LiveCentral":
        self._stopping = threading.Event()
        if self.transport_root is None:
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            self._socket.bind(("127.0.0.1", 0))
            self._socket.listen(256)
            self.port = self._socket.getsockname()[1]
            self.url = f"http://127.0.0.1:{self.port}"
        else:
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._socket.bind(str(self.socket_path))
            self._socket.listen(64)
        self.admission = Admission(self.quotas, self.objects_folder)
        pool = web_pool(self.database_url, 4)
        central = Central(self._office.province.public, self.objects, pool, self.admission, Bell(self.database_url), self.transport_root)
        self._server = uvicorn.Server(
            uvicorn.Config(make_app(central), log_config=None, access_log=False, timeout_graceful_shutdown=1, ws="none")
        )
        self._threads = [threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})]
        if self.opens:
            arguments = (self.database_url, self.objects, secrets_of(self._office), self._stopping)
            self._threads.append(threading.Thread(target=run_opener, args=arguments))
        for thread in self._threads:
            thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._server.should_exit = True
        with connect(self.database_url, autocommit=True) as connection:
            connection.execute("NOTIFY batch_queued")
        for thread in self._threads:
            thread.join(20)
        self._socket.close()

    def open_once(self) -> int:
        """One round of the opener, in this thread."""
        with connect(self.database_url, "station_opener", autocommit=True) as connection:
            return Opener(connection, self.objects, secrets_of(self._office)).work()

    def ask(self, statement: str, *parameters: object) -> list[tuple]:
        with connect(self.database_url) as connection:
            return connection.execute(statement, parameters).fetchall()


class CentralProcess:
    """`python -m sync.central`, to be killed."""

    def __init__(
        self,
        folder: Path,
        province: Path,
        database_url: str | None = None,
        port: int = 0,
        socket_path: Path | None = None,
        root: Path | None = None,
    ) -> None:
        self.folder, self.province, self.database_url, self.port = folder, province, database_url, port
        self.behind = ["--socket", str(socket_path), "--transport-root", str(root)] if socket_path is not None else []
        self.errors = b""

    def start(self) -> "CentralProcess":
        command = [sys.executable, "-m", "sync.central", "--data", str(self.folder), "--province", str(self.province)]
        command += ["--port", str(self.port), "--stop-with-stdin", *self.behind]
        command += ["--database", self.database_url] if self.database_url else []
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log = self.folder / "central.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        line = self.process.stdout.readline()
        if not line:
            self._reap()
            raise AssertionError(self.log.read_text()[-2000:])
        self.ready = json.loads(line)
        self.url = self.ready["url"]
        self.port = int(self.url.rsplit(":", 1)[1]) if not self.behind else 0
        return self

    def kill(self) -> None:
        """As a power cut for this process; its children end by themselves."""
        os.kill(self.process.pid, signal.SIGKILL)
        self._reap()

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.stdin.close()
        return self._reap()

    def _reap(self) -> int:
        code = self.process.wait(30)
        self.process.stdin.close()
        self.process.stdout.close()
        return code

    def __enter__(self) -> "CentralProcess":
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()


def make_server_quick(server_url: str) -> None:
    """No waiting for a disk that no test unplugs."""
    with psycopg.connect(server_url, autocommit=True) as owner:
        owner.execute("ALTER SYSTEM SET fsync = off")
        owner.execute("ALTER SYSTEM SET full_page_writes = off")
        owner.execute("SELECT pg_reload_conf()")


@contextmanager
def fresh_database(server_url: str, partitions: int = 1):
    """An own database with the schema, dropped afterwards."""
    name = f"test_{os.getpid()}_{time.monotonic_ns()}"
    with psycopg.connect(server_url, autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name}")
        try:
            url = psycopg.conninfo.make_conninfo(server_url, dbname=name)
            migrate(url, partitions)
            yield url
        finally:
            owner.execute(f"DROP DATABASE {name} WITH (FORCE)")


def empty(database_url: str) -> None:
    """As after `migrate`: a tenth of what making a database costs. Whoever is still connected is thrown out."""
    with connect(database_url, autocommit=True) as owner:
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        owner.execute("SET session_replication_role = replica")  # what is append-only is emptied too, and no foreign key looked at
        tables = owner.execute(
            "SELECT c.oid::regclass::text FROM pg_class c WHERE relkind IN ('r', 'p') AND NOT relispartition"
            " AND relnamespace = 'public'::regnamespace AND relname <> 'migration'"
        ).fetchall()
        owner.execute("; ".join(f"DELETE FROM {table}" for (table,) in tables))
