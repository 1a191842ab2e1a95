"""Quét: pages set aside and taken back, windows of a long volume, and no page opened that did not change."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from station.domain.ids import PageId
from station.domain.record import AsideReason, PageState
from station.scanner.simulator import PRACTICE_DEVICE, SimulatedScanner
from station.workflow.checking import Keyed, key_fields
from tests.flow.conftest import Office, forms, office, province  # noqa: F401
from tests.seated import seated
from tests.unit.test_capture_presenter import FEED, KS_2018, lined, seat, sheets
from ui.bootstrap import Station
from ui.changes import JOBS, PAGES


@pytest.fixture
def clerk(office: Office) -> Iterator[Station]:  # noqa: F811
    with seated(office) as station:
        yield station


def test_a_page_set_aside_says_why_and_is_no_doubt_any_more(clerk: Station, tmp_path: Path) -> None:
    Image.new("L", (1240, 1754), 245).save(tmp_path / "blank.png")
    at = seat(clerk, SimulatedScanner(lambda: [tmp_path / "blank.png"]))
    at.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    at.presenter.set_aside(at.screen.added[0], AsideReason.BLANK)
    row = at.screen.updated[-1]
    assert (row.state, row.aside, at.presenter.faulty(row)) == (PageState.SET_ASIDE, AsideReason.BLANK, False)
    at.presenter.take_back(row)
    back = at.screen.updated[-1]
    assert (back.state, back.aside, at.presenter.faulty(back)) == (PageState.READ, None, True)


def test_a_page_under_somebodys_work_stays_and_the_way_out_is_told(clerk: Station, tmp_path: Path) -> None:
    at = seat(clerk, SimulatedScanner(lambda: sheets(tmp_path, 1)))
    at.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    (entry,) = clerk.desk.records.entries()
    key_fields(clerk.desk, entry.entry_id, {"nksQueQuan": Keyed("Nam Đàn")})
    at.presenter.set_aside(at.screen.added[0], AsideReason.FED_TWICE)
    assert at.screen.trouble is not None
    assert at.screen.trouble.code == "capture.page-in-use"
    assert [row for row in at.screen.updated if row.aside] == []


def test_a_page_that_may_not_be_replaced_is_refused_before_the_sheet_is_fed(clerk: Station, tmp_path: Path) -> None:
    at = seat(clerk, SimulatedScanner(lambda: sheets(tmp_path), feeder_holds=1))
    at.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    at.presenter.scan_again(PRACTICE_DEVICE, FEED, at.screen.added[0])
    assert not at.presenter.can_scan_again(next(row for row in at.screen.updated if row.replaced_by))
    at.presenter.scan_again(PRACTICE_DEVICE, FEED, at.screen.added[0])
    assert at.screen.trouble is not None
    assert len(clerk.desk.records.pages()) == 2


def test_taking_a_replaced_page_back_changes_both_rows(clerk: Station, tmp_path: Path) -> None:
    at = seat(clerk, SimulatedScanner(lambda: sheets(tmp_path), feeder_holds=1))
    at.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    at.presenter.scan_again(PRACTICE_DEVICE, FEED, at.screen.added[0])
    at.screen.updated.clear()
    at.presenter.take_back(at.screen.added[0])
    assert {(row.ordinal, row.aside, row.replaced_by) for row in at.screen.updated} >= {(1, None, None), (2, AsideReason.RESCANNED, 1)}


def test_a_long_volume_is_shown_by_windows(clerk: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.capture.shelf.ROWS_MAX", 3)
    monkeypatch.setattr("ui.capture.presenter.ROWS_MAX", 3)
    first = seat(clerk, SimulatedScanner(list))
    first.presenter.take_files(KS_2018, sheets(tmp_path, 8))
    at = seat(clerk, SimulatedScanner(list))

    def ordinals() -> list[int]:
        return [row.ordinal for row in at.screen.shown.rows]

    at.presenter.choose_volume(at.screen.choices.volumes[0])
    assert (ordinals(), at.screen.shown.pages) == ([6, 7, 8], 8)
    at.presenter.show_later()
    assert ordinals() == [6, 7, 8]
    at.presenter.show_earlier()
    assert ordinals() == [3, 4, 5]
    at.presenter.show_earlier()
    at.presenter.show_earlier()
    assert ordinals() == [1, 2, 3]
    at.presenter.show_later()
    assert ordinals() == [4, 5, 6]
    lined(99).save(tmp_path / "new.png")
    at.presenter.take_files(KS_2018, [tmp_path / "new.png"])
    assert ordinals() == [6, 7, 8], "what comes in is shown behind the last page"
    assert [row.ordinal for row in at.screen.added] == [9]


def test_only_pages_that_changed_are_opened_again(clerk: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = seat(clerk, SimulatedScanner(list))
    at.presenter.take_files(KS_2018, sheets(tmp_path, 4))
    opened: list[PageId] = []
    page = clerk.desk.records.page
    monkeypatch.setattr(clerk.desk.records, "page", lambda page_id: (opened.append(page_id), page(page_id))[1])
    monkeypatch.setattr(clerk.desk.records, "pages", None)
    at.tasks.changes.announce(PAGES | JOBS)
    assert opened == []
