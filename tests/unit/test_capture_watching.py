"""Quét: a watched folder, from the first file to the stop key; files half copied, broken, known already; a folder that vanishes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from station.domain.errors import StationError
from station.domain.ids import PageId
from station.scanner.simulator import SimulatedScanner
from tests.flow.conftest import Office, forms, office, province  # noqa: F401
from tests.seated import seated
from tests.unit.test_capture_presenter import KS_2018, Seat, lined, seat, sheets
from ui.bootstrap import Station
from ui.capture.shelf import Fields


@pytest.fixture
def clerk(office: Office) -> Iterator[Station]:  # noqa: F811
    with seated(office) as station:
        yield station


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    made = tmp_path / "inbox"
    made.mkdir()
    return made


def ticks(at: Seat, count: int = 4) -> None:
    for _ in range(count):
        at.presenter.tick()


def test_files_that_appear_are_taken_by_themselves_and_once(clerk: Station, tmp_path: Path, inbox: Path) -> None:
    at = seat(clerk, SimulatedScanner(list))
    at.presenter.watch(KS_2018, inbox)
    ticks(at)
    assert (at.screen.watch.on, at.screen.watch.came) == (True, 0)
    for path in sheets(tmp_path, 3):
        path.rename(inbox / path.name)
        ticks(at)
    ticks(at)
    assert [row.name for row in at.screen.added] == ["1.png", "2.png", "3.png"]
    assert (at.screen.watch.came, at.screen.watch.passed_over) == (3, 0)
    assert len(clerk.desk.records.entries()) == 3, "read meanwhile"


def test_a_file_still_being_copied_waits(clerk: Station, tmp_path: Path, inbox: Path) -> None:
    (sheet,) = sheets(tmp_path, 1)
    content = sheet.read_bytes()
    at = seat(clerk, SimulatedScanner(list))
    at.presenter.watch(KS_2018, inbox)
    for share in (3, 2, 1):
        (inbox / "1.png").write_bytes(content[: len(content) // share])
        os.utime(inbox / "1.png", ns=(share * 10**10, share * 10**10))
        ticks(at, 1)
        assert (at.screen.watch.growing, at.screen.added, at.screen.watch.faults) == (1, [], ())
    ticks(at)
    assert (at.screen.watch.growing, at.screen.watch.came) == (0, 1)


def test_a_broken_file_is_named_until_a_whole_one_takes_its_place(clerk: Station, tmp_path: Path, inbox: Path) -> None:
    (sheet,) = sheets(tmp_path, 1)
    (inbox / "1.png").write_bytes(sheet.read_bytes()[:3000])
    at = seat(clerk, SimulatedScanner(list))
    at.presenter.watch(KS_2018, inbox)
    ticks(at)
    assert [(fault.source_name, fault.error.code) for fault in at.screen.watch.faults] == [("1.png", "capture.truncated")]
    ticks(at)
    assert len(at.screen.watch.faults) == 1
    (inbox / "1.png").write_bytes(sheet.read_bytes())
    ticks(at)
    assert (at.screen.watch.faults, at.screen.watch.came) == ((), 1)


def test_a_folder_that_vanishes_is_told_and_the_watching_goes_on(clerk: Station, tmp_path: Path, inbox: Path) -> None:
    at = seat(clerk, SimulatedScanner(list))
    at.presenter.watch(KS_2018, inbox)
    inbox.rename(tmp_path / "pulled")
    ticks(at, 1)
    assert (at.screen.watch.on, at.screen.watch.gone) == (True, True)
    (tmp_path / "pulled").rename(inbox)
    for path in sheets(tmp_path, 1):
        path.rename(inbox / path.name)
    ticks(at)
    assert (at.screen.watch.gone, at.screen.watch.came) == (False, 1)


def test_after_the_stop_key_nothing_is_taken_and_the_volume_may_be_changed(clerk: Station, tmp_path: Path, inbox: Path) -> None:
    at = seat(clerk, SimulatedScanner(list))
    at.presenter.watch(KS_2018, inbox)
    assert at.presenter.occupied
    at.presenter.stop()
    for path in sheets(tmp_path, 1):
        path.rename(inbox / path.name)
    ticks(at)
    assert (at.screen.watch.on, at.presenter.occupied, at.screen.added) == (False, False, [])


def test_what_another_volume_has_is_passed_over(clerk: Station, tmp_path: Path, inbox: Path) -> None:
    paths = [path.rename(inbox / path.name) for path in sheets(tmp_path, 2)]
    at = seat(clerk, SimulatedScanner(list))
    at.presenter.take_files(Fields("KS", 2017, "01"), paths[:1])
    at.presenter.watch(KS_2018, inbox)
    ticks(at)
    assert (at.screen.watch.came, at.screen.watch.passed_over) == (1, 1)


def test_watching_again_after_a_restart_takes_what_came_meanwhile_and_nothing_twice(clerk: Station, tmp_path: Path, inbox: Path) -> None:
    first = seat(clerk, SimulatedScanner(list))
    first.presenter.watch(KS_2018, inbox)
    for path in sheets(tmp_path, 2):
        path.rename(inbox / path.name)
    ticks(first)
    lined(50).save(inbox / "50.png")
    again = seat(clerk, SimulatedScanner(list))
    again.presenter.watch(KS_2018, inbox)
    ticks(again)
    assert (again.screen.watch.came, again.screen.watch.passed_over) == (1, 2)
    assert len(clerk.desk.records.pages()) == 3


def test_a_full_disk_ends_the_watching_with_a_sentence(
    clerk: Station, tmp_path: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = seat(clerk, SimulatedScanner(list))
    at.presenter.watch(KS_2018, inbox)
    for path in sheets(tmp_path, 1):
        path.rename(inbox / path.name)

    def full(page_id: PageId, content: bytes):
        raise StationError("store.disk-full", path=tmp_path)

    monkeypatch.setattr(clerk.desk.images, "seal", full)
    ticks(at)
    assert at.screen.trouble is not None
    assert (at.screen.trouble.code, at.screen.watch.on) == ("store.disk-full", False)
