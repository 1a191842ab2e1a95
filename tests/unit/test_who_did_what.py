"""Who did what: counted by day, person and act; filters; exports without a word of a citizen; the chain looked at in portions."""

import datetime
from pathlib import Path

import pytest

from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.states import ActionKind
from station.domain.work_log import EVERYTHING, NOT_BEGUN, AskedWork
from station.store.work_log import StoredWorkLog
from station.workflow.who_did_what import lines, look_on
from tests.flow.conftest import Office, forms, office, province  # noqa: F401
from tests.seated import check, fill, seated
from tests.ui.immediate import ImmediateTasks
from ui.administration.log_presenter import LogPresenter


@pytest.fixture
def worked(office: Office) -> Office:  # noqa: F811
    with seated(office) as station:
        check(station, fill(station, ["Hoa", "Mai"]))
    return office


def test_lines_count_acts_by_day_person_and_kind(worked: Office) -> None:
    with seated(worked, "auditor") as station:
        work = StoredWorkLog(station.store.database)
        found = {(line.user_id, line.kind): (line.count, line.subjects) for line in lines(station.desk, work, EVERYTHING)}
        assert found["clerk", ActionKind.PAGE_CAPTURED] == (2, 2) and found["clerk", ActionKind.ENTRY_CHECKED] == (2, 2)
        assert sum(count for count, _ in found.values()) == station.desk.log.head().seq
        today = datetime.datetime.now().astimezone().date()
        yesterday = today - datetime.timedelta(days=1)
        assert lines(station.desk, work, AskedWork(until=yesterday)) == []
        only = lines(station.desk, work, AskedWork(UserId("clerk"), ActionKind.ENTRY_CHECKED, today, today))
        assert [(line.day, line.count) for line in only] == [(today, 2)]


@pytest.mark.parametrize("user", ["clerk"])
def test_who_may_not_see_the_log_does_not(worked: Office, user) -> None:
    with seated(worked, user) as station, pytest.raises(StationError, match="no-right"):
        lines(station.desk, StoredWorkLog(station.store.database), EVERYTHING)


def test_exports_have_ids_and_counts_and_no_word_of_a_paper(worked: Office, tmp_path: Path) -> None:
    with seated(worked, "auditor") as station:
        log = LogPresenter(ImmediateTasks(station))
        log.ask(EVERYTHING)
        for name in ("bảng.csv", "bảng.pdf"):
            log.save(tmp_path / name)
        written = (tmp_path / "bảng.csv").read_text("utf-8-sig")
        assert "clerk,clerk,entry.checked,2,2" in written and "Hoa" not in written and "Nguyễn" not in written
        assert (tmp_path / "bảng.pdf").read_bytes().startswith(b"%PDF") and log.shown.trouble is None


def test_an_export_that_cannot_be_written_is_said(worked: Office, tmp_path: Path) -> None:
    with seated(worked, "auditor") as station:
        log = LogPresenter(ImmediateTasks(station))
        log.save(tmp_path / "không có" / "x.csv")
        assert log.shown.trouble is not None


def test_the_chain_is_looked_at_in_portions_and_a_changed_row_is_named(worked: Office) -> None:
    with seated(worked, "auditor") as station:
        work, look, steps = StoredWorkLog(station.store.database), NOT_BEGUN, 0
        while not look.ended:
            look, steps = work.look_on(look, 4), steps + 1
        assert steps > 3 and look.seq == look.total == station.desk.log.head().seq and look.faults == ()
        station.store.database.execute("DROP TRIGGER action_is_never_changed")
        station.store.database.execute("UPDATE action SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 6")
        look = NOT_BEGUN
        while not look.ended:
            look = work.look_on(look, 4)
        assert look.faults == ("action 6 was changed",)
        assert look_on(station.desk, work, NOT_BEGUN).total == look.total


def test_the_look_at_the_chain_can_be_stopped(worked: Office) -> None:
    with seated(worked, "auditor") as station:
        log = LogPresenter(ImmediateTasks(station))
        log.check_chain()
        assert log.shown.look.ended and not log.shown.looking
        log.stop()
        assert not log.shown.looking
