"""What the central stands on goes away for a while: database restarted, object store down, disk full. Nothing is lost."""

import os
import subprocess
import threading
import time
from pathlib import Path

import pytest

from sync.central.configuration import Quotas
from sync.central.database import migrate
from sync.central.embedded import EmbeddedPostgres
from sync.central.rows import approved_rows
from sync.central.s3 import S3Objects
from sync.client.patience import Pace
from sync.client.sending import send_waiting
from tests.faults.full_disk import small_disk
from tests.sync.factories import Office
from tests.sync.live import QUICK, LiveCentral
from tests.sync.swift import Swift

pytestmark = pytest.mark.full
PATIENT = Pace(tries=6, base_s=0.05, cap_s=0.5, waits=10)


def send_until_done(office: Office, url: str, limit_s: float = 60) -> None:
    deadline = time.monotonic() + limit_s
    while True:
        report = send_waiting(office.outbox_folder, url, office.province.public, pace=PATIENT)
        if not report.batches and report.stopped is None:
            return
        assert time.monotonic() < deadline, report


def judge(central: LiveCentral, office: Office, batches: int) -> None:
    assert len(approved_rows(central.database_url)) == 2 * batches
    assert central.ask("SELECT DISTINCT state, attempts FROM batch") == [("complete", 0)]
    assert central.ask("SELECT batch, event FROM ledger WHERE event <> 'damaged' GROUP BY 1, 2 HAVING count(*) > 1") == []
    assert sorted(stage for _, stage, _ in office.outbox.answers()) == ["complete"] * batches + ["entries"] * batches


def test_database_restarted_three_times_while_batches_come(office: Office, tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "pg")
    with server:
        migrate(server.url, 16)
        for _ in range(12):
            office.seal(image_bytes=60_000)
        with LiveCentral(server.url, tmp_path / "central", office) as central:
            sender = threading.Thread(target=send_until_done, args=(office, central.url, 120))
            sender.start()
            restarts = 0
            while sender.is_alive() and restarts < 3:
                time.sleep(0.4)
                server.stop()
                server.start()
                restarts += 1
            sender.join(120)
            assert restarts == 3
            send_until_done(office, central.url)
            judge(central, office, 12)


def test_object_store_that_is_down_is_waited_for(office: Office, database_url: str, tmp_path: Path) -> None:
    with Swift() as swift:
        central = LiveCentral(database_url, tmp_path / "central", office)
        central.objects = S3Objects(swift.place, central.objects_folder)
        office.seal(image_bytes=60_000)
        with central:
            send_until_done(office, central.url)
            office.seal(image_bytes=60_000)
            swift.stop()
            report = send_waiting(office.outbox_folder, central.url, office.province.public, pace=QUICK)
            assert report.having("complete") == []
            assert report.stopped is not None and report.stopped.code == "sending.unreachable"
            swift.start()
            send_until_done(office, central.url)
            judge(central, office, 2)


def test_full_disk_at_the_central_is_waited_for(office: Office, database_url: str, tmp_path: Path) -> None:
    with small_disk(tmp_path / "small") as folder:
        central = LiveCentral(database_url, folder, office)
        central.quotas = Quotas(requests_a_second=1e5, requests_at_once=1e5, free_bytes=0)
        for _ in range(3):
            office.seal(image_bytes=1_500_000)
        with central:
            send_waiting(office.outbox_folder, central.url, office.province.public, pace=QUICK)
            if os.path.ismount(folder):
                assert central.ask("SELECT count(*) FROM batch WHERE state = 'complete'")[0][0] < 3
                subprocess.run(["mount", "-o", "remount,size=64m", str(folder)], check=True)
            send_until_done(office, central.url)
            judge(central, office, 3)
