"""A thin volume keyed twice through the real window, keys only: the supervisor plans, the clerk keys, the second keyer keys blind, one
difference is decided by the supervisor from the paper, who approves; errors are told for each hand apart. Nothing of it lies readable."""

import tempfile

from station.domain.states import ActionKind, EntryState
from station.store.audit import audit
from tests.traces import traces
from tests.ui.day import eyes
from tests.ui.day.clerk import Clerk
from tests.ui.day.conftest import PASSWORD, DayOffice
from tests.ui.day.keyer import Keyer
from tests.ui.day.papers import FEW, Shelf, name_slip
from tests.ui.day.supervisor import Supervisor
from tests.ui.day.test_day import wrong_fields
from ui import bootstrap


def test_a_volume_is_keyed_twice_and_a_third_person_decides(
    start_window, painted_few: Shelf, day_office: DayOffice, qtbot, tmp_path, monkeypatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    clerk, keyer, supervisor = (person(qtbot, painted_few, PASSWORD) for person in (Clerk, Keyer, Supervisor))
    papers = painted_few.of(FEW[0])
    start_window()
    clerk.sign_in()
    clerk.scan(FEW[0])
    clerk.sign_out()

    supervisor.sign_in()
    supervisor.plan("các ô chính")
    supervisor.sign_out()

    clerk.sign_in()
    assert sorted(clerk.check_all({}), key=papers.index) == papers
    clerk.sign_out()

    keyer.sign_in()
    keyer.key_again(papers, {papers[1].key: name_slip(papers[1])})
    keyer.sign_out()

    supervisor.sign_in()
    supervisor.decide(papers[1], 1)
    supervisor.work_off_lists()
    supervisor.go_to("Hôm nay")
    supervisor.wait_for("Lỗi đã đo")
    supervisor.hands.press("Ctrl+G", 2)
    supervisor.wait(lambda: eyes.rows("Sai so với giá trị đã chốt"), "the errors measured")
    told = {cells[0] for cells in eyes.rows("Sai so với giá trị đã chốt")}
    assert any("Người nhập lần hai" in cell for cell in told) and any("Máy đọc" in cell for cell in told), told
    supervisor.close()

    with bootstrap.open_station(day_office.store, "supervisor", PASSWORD, home=day_office.home) as station:
        entries = list(station.desk.records.entries())
        assert [entry.state for entry in entries] == [EntryState.APPROVED] * len(papers)
        assert [wrong_fields(paper, entry) for paper, entry in zip(papers, entries, strict=True)] == [[]] * len(papers)
        hands = [
            {str(action.by.user_id) for action in station.desk.log.actions(entry.entry_id) if action.by.is_person} for entry in entries
        ]
        assert hands == [{"clerk", "keyer", "supervisor"}] * len(papers)
        decided = [entry for entry in entries if entry.second is not None and entry.second.decided_by == "supervisor"]
        assert decided == [entries[1]]
        seconds = [action for action in station.desk.log.actions() if action.kind is ActionKind.ENTRY_SECOND_KEYED]
        assert len(seconds) == len(papers) and audit(station.store, day_office.province.public.root_certificate).faults == []
    names = [next(one.text for path, one in paper.fields.items() if path == "nksHoTen") for paper in papers]
    assert traces([*names, PASSWORD, FEW[0].key], day_office.store, day_office.home, temporary, but=[day_office.store / "ballast"]) == []
