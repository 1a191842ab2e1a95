"""A central on a server: its configuration, and several workers and openers at once, each under its own role."""

import datetime
import itertools
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

import httpx
import psycopg
import pytest

from station.domain.errors import StationError
from station.signing.transport import STATION, TransportAuthority, check_transport, make_key, make_request, pem_of_der, read_request
from sync.central.configuration import load_configuration
from sync.central.embedded import EmbeddedPostgres
from sync.central.opener import run_opener
from sync.central.rows import approved_rows
from sync.client.patience import Pace
from sync.client.sending import send_waiting
from tests.sync.factories import Office, make_office
from tests.sync.live import QUICK, ROOT, LiveCentral, secrets_of

PATIENT = Pace(tries=8, base_s=0.05, cap_s=2.0, waits=30)
"""The openers may still be starting."""
SHIPPED = ROOT / "resources" / "central"


def test_shipped_configuration_is_understood() -> None:
    found = load_configuration(SHIPPED / "central.toml")
    assert (found.metrics_port, found.objects.s3, found.quotas.uploads) == (9480, None, 400)
    text = (SHIPPED / "central.toml").read_text()
    assert "[objects.s3]" in text


@pytest.mark.parametrize(("old", "new", "named"), [
    ("[quotas]", "[quotaz]", "quotaz"), ("uploads = 400", "uploads = 0", "quotas.uploads"),
    ("dbname=central", "dbname=c user=postgres", "user"),
    ("# [objects.s3]", "[objects.s3]", "objects.s3.endpoint"), ("metrics_port = 9480", "metrics_port = = 9480", "line"),
])  # fmt: skip
def test_fault_of_the_configuration_is_named_with_its_key(tmp_path: Path, old: str, new: str, named: str) -> None:
    text = (SHIPPED / "central.toml").read_text()
    assert old in text
    path = tmp_path / "central.toml"
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(StationError) as caught:
        load_configuration(path)
    assert (caught.value.code, named in str(caught.value), str(path) in str(caught.value)) == ("central.configuration", True, True)


def judge_shared(url: str, offices: list[Office], batches: int) -> None:
    """Every batch once, each answer numbered without a gap, nobody called."""
    rows = approved_rows(url)
    assert len(rows) == len({(row.entry_id, row.revision) for row in rows}) == 2 * batches * len(offices)
    with psycopg.connect(url) as owner:
        events = owner.execute("SELECT batch, event, count(*) FROM ledger GROUP BY 1, 2 HAVING count(*) > 1").fetchall()
        assert [event for event in events if event[1] != "damaged"] == []
        assert owner.execute("SELECT DISTINCT state, attempts, queued FROM batch").fetchall() == [("complete", 0, None)]
        for office in offices:
            numbers = owner.execute("SELECT number FROM receipt WHERE station_id = %s ORDER BY number", (office.station_id,)).fetchall()
            assert [number for (number,) in numbers] == list(range(1, 2 * batches + 1))


def send_at_once(offices: list[Office], urls: list[str]) -> None:
    def send(office: Office, url: str) -> None:
        for _ in range(20):
            report = send_waiting(office.outbox_folder, url, office.province.public, pace=QUICK)
            if not report.batches and report.stopped is None:
                return

    senders = [threading.Thread(target=send, args=(office, urls[number % len(urls)])) for number, office in enumerate(offices)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(120)


def test_several_workers_and_openers_share_one_queue(database_url: str, office: Office, tmp_path: Path) -> None:
    offices = [office, *(make_office(tmp_path / f"office-{number}", province=office.province) for number in range(2))]
    for each in offices:
        for _ in range(3):
            each.seal()
    ended = threading.Event()
    first, second = (LiveCentral(database_url, tmp_path / "central", office) for _ in range(2))
    with first, second:
        more = [threading.Thread(target=run_opener, args=(database_url, first.objects, secrets_of(office), ended)) for _ in range(2)]
        for opener in more:
            opener.start()
        send_at_once(offices, [first.url, second.url])
        ended.set()
    for opener in more:
        opener.join(20)
    judge_shared(database_url, offices, 3)


def certified(authority: TransportAuthority, office: Office, owner_url: str) -> bytes:
    """A TLS certificate of the station, known to the central; PEM."""
    request = read_request(make_request(make_key(), office.station_id, office.office_id))
    certificate = authority.issue(request, holder=office.station_id, role=STATION, office_id=office.office_id)
    facts = check_transport(certificate, authority.root_der, datetime.datetime.now(datetime.UTC))
    with psycopg.connect(owner_url) as owner:
        owner.execute(
            "INSERT INTO transport_certificate (station_id, fingerprint, role, serial, not_after) VALUES (%s, %s, %s, %s, %s)",
            (office.station_id, facts.fingerprint, STATION, str(facts.serial), facts.not_after),
        )
    return pem_of_der(certificate)


class BehindProxy(httpx.BaseTransport):
    """To the workers in turn, with what the proxy says of the client."""

    def __init__(self, sockets: list[Path], certificate: bytes) -> None:
        self._certificate = certificate
        self._workers = [httpx.HTTPTransport(uds=str(path)) for path in sockets]
        self._turn = itertools.cycle(self._workers)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.headers["X-Client-Verified"] = "SUCCESS"
        request.headers["X-Client-Certificate"] = quote(self._certificate)
        return next(self._turn).handle_request(request)

    def close(self) -> None:
        for worker in self._workers:
            worker.close()


def wait_for(path: Path) -> None:
    """Until somebody listens there."""
    deadline = time.monotonic() + 60
    while True:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            try:
                client.connect(str(path))
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
            else:
                return


@pytest.mark.full
def test_processes_of_a_server_as_systemd_starts_them(office: Office, tmp_path: Path) -> None:
    """migrate, two workers, two openers, each under its own role, as the units do; then SIGTERM."""
    authority = TransportAuthority.create(tmp_path / "authority", office.province.public.realm, "Tỉnh")
    (tmp_path / "root.pem").write_bytes(authority.root_pem)
    sockets = [tmp_path / f"web-{number}.sock" for number in (1, 2)]
    with EmbeddedPostgres(tmp_path / "pg") as server:
        with psycopg.connect(server.url, autocommit=True) as admin:
            admin.execute("CREATE ROLE station_owner LOGIN CREATEROLE")
            admin.execute("CREATE DATABASE central OWNER station_owner")
        configuration = tmp_path / "central.toml"
        configuration.write_text(
            f'database = "host={psycopg.conninfo.conninfo_to_dict(server.url)["host"]} dbname=central"\n'
            f'province = "{tmp_path}/province/province.json"\ntransport_root = "{tmp_path}/root.pem"\n'
            f'[objects]\nfolder = "{tmp_path}/objects"\n[quotas]\nfree_bytes = 0\n'
        )
        base = [sys.executable, "-m", "sync.central.server"]
        done = subprocess.run([*base, "migrate", "--configuration", str(configuration), "--partitions", "16"], cwd=ROOT, check=False)
        assert done.returncode == 0
        opener = [*base, "opener", "--configuration", str(configuration), "--keys", str(tmp_path / "province" / "secrets")]
        commands = [[*opener, "--number", "1"], [*opener, "--number", "2"]]
        for number, path in enumerate(sockets, 1):
            commands.append([*base, "web", "--configuration", str(configuration), "--socket", str(path), "--number", str(number)])
        processes = [subprocess.Popen(command, cwd=ROOT) for command in commands]
        try:
            url = psycopg.conninfo.make_conninfo(server.url, dbname="central")
            office.seal()
            for path in sockets:
                wait_for(path)
            transport = BehindProxy(sockets, certified(authority, office, url))
            report = send_waiting(office.outbox_folder, "http://central", office.province.public, transport=transport, pace=PATIENT)
            assert len(report.having("complete")) == 1
            judge_shared(url, [office], 1)
            with psycopg.connect(url) as owner:
                users = owner.execute("SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name LIKE 'station_%'").fetchall()
            assert sorted(users) == [("station_opener",), ("station_web",)]
        finally:
            for process in processes:
                process.terminate()
            # uvicorn ends as it was told and then by the signal itself, which is success to systemd
            assert [process.wait(20) for process in processes] == [0, 0, -signal.SIGTERM, -signal.SIGTERM]
