"""A whole old folder put back: database and head.json agree, so this PC cannot notice. The central does, at the next batch."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from station.domain.record import Volume
from station.workflow.approval import approve
from station.workflow.checking import finish_checking
from station.workflow.reading import read_waiting
from sync.client.sending import send_waiting
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


def test_a_whole_old_folder_put_back_is_shut_out_at_its_next_batch(
    commune: Office,  # noqa: F811
    reader: TableReader,  # noqa: F811
    central: LiveCentral,
    tmp_path: Path,
) -> None:
    def send() -> object:
        return send_waiting(commune.folder / "outbox", central.url, commune.province.public, pace=QUICK)

    batch_of(commune, reader, "Hoa")
    send()
    shutil.copytree(commune.folder, tmp_path / "old")
    batch_of(commune, reader, "Mai")
    send()
    shutil.rmtree(commune.folder)
    shutil.copytree(tmp_path / "old", commune.folder)
    with commune.desk() as desk:
        assert len(desk.records.batches()) == 1, "nothing here tells that it is old"
    forked = batch_of(commune, reader, "Lan")
    report = send()
    [held] = [sent for sent in report.batches if sent.trouble]  # type: ignore[attr-defined]
    assert held.name == forked and "fork" in str(held.trouble)
    batch_of(commune, reader, "Cúc")
    stopped = send().stopped  # type: ignore[attr-defined]
    assert "quarantined" in str(stopped) and stopped.sentence("vi")
