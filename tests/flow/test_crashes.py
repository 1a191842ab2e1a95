"""Stories of a plug pulled between any two lines: what the next unlock finds and settles."""

from collections.abc import Callable
from typing import Any

import pytest

from station.domain.ids import BatchName
from station.domain.states import EntryState
from station.workflow.approval import approve
from station.workflow.reading import read_waiting
from tests.flow.conftest import Office, TableReader
from tests.flow.test_capture_to_batch import checked


class PlugPulled(Exception):
    """Stands for the end of the process at this line."""


def pull_plug(*_: Any, **__: Any) -> Any:
    raise PlugPulled


def approve_until(office: Office, monkeypatch: pytest.MonkeyPatch, break_at: Callable[[Any, pytest.MonkeyPatch], None]) -> None:
    with office.desk("supervisor") as desk:
        break_at(desk, monkeypatch)
        with pytest.raises(PlugPulled):
            approve(desk, office.reviews, desk.records.volumes()[0].volume_id, office.outbox, office.station_id)
    monkeypatch.undo()


def test_a_batch_prepared_but_not_logged_is_discarded_and_its_entries_wait_again(
    office: Office, reader: TableReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.desk() as desk:
        (entry_id,) = checked(desk, office, reader, "Hoa")
    approve_until(office, monkeypatch, lambda desk, patch: patch.setattr(type(desk.log), "append", pull_plug))
    with office.desk() as desk:
        assert (office.outbox.prepared(), list(office.outbox.answers())) == ([], [])
        assert desk.records.entry(entry_id).state is EntryState.CHECKED
        assert desk.records.batches() == []


def test_a_batch_logged_but_not_released_is_released_at_the_next_unlock(
    office: Office, reader: TableReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.desk() as desk:
        checked(desk, office, reader, "Hoa")
    approve_until(office, monkeypatch, lambda _, patch: patch.setattr(type(office.outbox), "release", pull_plug))
    with office.desk() as desk:
        (batch,) = desk.records.batches()
        assert (office.folder / "outbox" / BatchName(batch.name)).is_dir()
        assert office.outbox.prepared() == []


def test_pages_being_read_when_the_plug_was_pulled_are_read_again(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        office.captured(desk, reader, "Hoa", "Mai")
        desk.jobs.start([desk.records.pages()[0].page_id])
    with office.desk() as desk:
        report = read_waiting(desk, reader)
        assert (report.read, len(desk.records.entries())) == (2, 2)


def test_pages_read_but_not_yet_made_into_entries_become_entries_once(
    office: Office, reader: TableReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.desk() as desk:
        office.captured(desk, reader, "Hoa", "Mai")
        monkeypatch.setattr("station.workflow.reading.make_entries", pull_plug)
        with pytest.raises(PlugPulled):
            read_waiting(desk, reader)
        monkeypatch.undo()
    for _ in range(2):
        with office.desk() as desk:
            read_waiting(desk, reader)
            assert len(desk.records.entries()) == 2
    assert len(reader.asked) == 2
