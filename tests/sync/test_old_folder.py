"""A whole old folder put back: database and head.json agree, so this PC cannot notice. The central does, at hello."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from station.domain.record import Volume
from station.domain.states import EntryState
from station.workflow.approval import approve
from station.workflow.checking import finish_checking
from station.workflow.reading import read_waiting
from sync.central.conflicts import lift_quarantine
from sync.central.database import connect
from sync.central.rows import approved_rows
from sync.client.sending import SendReport, send_waiting
from tests.flow.conftest import Office, TableReader, forms, province, reader  # noqa: F401
from tests.flow.conftest import office as commune  # noqa: F401
from tests.flow.test_capture_to_batch import override_all
from tests.sync.live import LiveCentral
from tests.sync.test_delivery import QUICK


@pytest.fixture
def central(database_url: str, commune: Office, tmp_path: Path) -> Iterator[LiveCentral]:  # noqa: F811
    with LiveCentral(database_url, tmp_path / "central", commune) as running:  # type: ignore[arg-type]
        yield running


def batch_of(commune: Office, reader: TableReader, name: str, volume: Volume | None = None) -> str:  # noqa: F811
    """Capture, check and approve one certificate; the batch's name."""
    with commune.desk() as desk:
        volumes = desk.records.volumes()
        into = commune.captured(desk, reader, name, volume=volumes[0] if volumes else None)
        read_waiting(desk, reader)
        for entry in desk.records.entries(into.volume_id):
            if entry.state.value == "read":
                finish_checking(desk, entry.entry_id, override_all(desk, entry.entry_id))
    with commune.desk("supervisor") as desk:
        return approve(desk, commune.reviews, into.volume_id, commune.outbox, commune.station_id).batch.name


def test_a_whole_old_folder_put_back_is_shut_out_at_hello_until_a_person_lifts_it(
    commune: Office,  # noqa: F811
    reader: TableReader,  # noqa: F811
    central: LiveCentral,
    tmp_path: Path,
) -> None:
    def send() -> SendReport:
        return send_waiting(commune.folder / "outbox", central.url, commune.province.public, pace=QUICK)

    batch_of(commune, reader, "Hoa")
    send()
    shutil.copytree(commune.folder, tmp_path / "old")
    lost = batch_of(commune, reader, "Mai")
    assert send().having("complete") == [lost]
    shutil.rmtree(commune.folder)
    shutil.copytree(tmp_path / "old", commune.folder)
    with commune.desk() as desk:
        assert len(desk.records.batches()) == 1, "nothing here tells that it is old"
    stopped = send().stopped
    assert stopped is not None and stopped.code == "sending.quarantined" and stopped.sentence("vi")
    forked = batch_of(commune, reader, "Lan")
    assert send().having("complete") == []
    with connect(central.database_url) as connection:
        lift_quarantine(connection, commune.station_id, "province")
    [held] = send().batches
    assert (held.name, "fork" in str(held.trouble)) == (forked, True), "its number is taken: it stays out"
    central.open_once()
    send()
    with commune.desk() as desk:
        [lan] = [entry for entry in desk.records.entries() if entry.state is EntryState.RETURNED]
        assert (lan.revision, lan.batch) == (2, None)
        finish_checking(desk, lan.entry_id, override_all(desk, lan.entry_id))
    goes_on = batch_of(commune, reader, "Cúc")
    report = send()
    assert report.having("complete") == [goes_on], report
    assert central.ask("SELECT seq, name, previous FROM batch ORDER BY seq")[-1] == (3, goes_on, lost)
    assert central.ask("SELECT state FROM station") == [("active",)]
    approved = {row.entry_id: row.batch for row in approved_rows(central.database_url)}
    assert len(approved) == 4 and approved[lan.entry_id] == goes_on
    assert send().batches == ()
