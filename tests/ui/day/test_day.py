"""A day's work through the real window, with keys only: entries of three forms from a folder of scans to sealed batches.

Nobody here touches a widget: keys go in, words come out as a screen reader gives them. Only when the day is over the store is opened and
compared with the paper.
"""

import pytest

from station.domain.record import Entry
from station.domain.states import ActionKind, EntryState
from station.practice.clerk import is_right
from station.store.audit import audit
from tests.ui.day import eyes
from tests.ui.day.clerk import Clerk
from tests.ui.day.conftest import PASSWORD, DayOffice
from tests.ui.day.papers import Paper, Shelf, slip
from tests.ui.day.supervisor import Supervisor
from ui import bootstrap

SLIPS_AT = 4
"""Which paper of every volume the clerk takes for something else, the first time."""


def test_a_day_with_keys_only(start_window, painted: Shelf, day_office: DayOffice, qtbot) -> None:
    live_a_day(start_window, painted, day_office, qtbot)


@pytest.mark.full
@pytest.mark.may_freeze  # the reading processes leave nothing of two cores to the window: its own limit is measured by a bench
def test_a_day_with_keys_only_and_the_real_reading(start_window, drawn: Shelf, day_office: DayOffice, qtbot) -> None:
    live_a_day(start_window, drawn, day_office, qtbot)


def live_a_day(start_window, shelf: Shelf, office: DayOffice, qtbot) -> None:
    """The story; the shelf says who reads."""
    clerk, supervisor = Clerk(qtbot, shelf, PASSWORD), Supervisor(qtbot, shelf, PASSWORD)
    slipped = [shelf.of(volume)[SLIPS_AT] for volume in shelf.volumes]
    start_window()

    clerk.sign_in()
    for volume in shelf.volumes:
        clerk.scan(volume)
    before = clerk.hands.keys
    done = clerk.check_all({paper.key: slip(paper) for paper in slipped})
    assert done == list(shelf.papers)
    keys = clerk.hands.keys - before
    clerk.sign_out()

    supervisor.sign_in()
    supervisor.work_off_lists()
    assert supervisor.returned == slipped and supervisor.approved == len(shelf.papers) - len(slipped)
    supervisor.sign_out()

    clerk.sign_in()
    clerk.wait_for(f"{len(slipped)} mục bị trả lại, cần sửa trước")
    assert eyes.grid_names()[0].startswith("Cần xem lại"), "what came back stands on top"
    assert sorted(clerk.redo(1), key=shelf.papers.index) == slipped
    clerk.sign_out()

    supervisor.sign_in()
    supervisor.work_off_lists()
    assert supervisor.returned == slipped and supervisor.approved == len(shelf.papers)
    supervisor.go_to("Đồng bộ")
    supervisor.wait_for(f"{supervisor.batches} lô chờ gửi")
    supervisor.wait(lambda: len(eyes.rows("Các lô")) == supervisor.batches, "the batches at Đồng bộ")
    supervisor.sign_out()

    unasked, reasons = len(clerk.mended_unasked), len(clerk.reasons_given)
    print(f"\n{len(done)} entries: {keys / len(done):.0f} keys an entry at Kiểm tra (Telex; a chord is two)")
    print(f"{unasked} wrong fields where the cursor did not stop; {reasons} reasons given")
    print(f"{supervisor.hands.keys} keys of the supervisor for {supervisor.batches} batches")
    supervisor.close()
    compare_with_paper(office, shelf, supervisor.batches)


def compare_with_paper(office: DayOffice, shelf: Shelf, batches: int) -> None:
    """Every field of every entry; who keyed and who approved; sealed batches; the store's own check."""
    with bootstrap.open_station(office.store, "supervisor", PASSWORD, home=office.home) as station:
        entries = list(station.desk.records.entries())
        found = {volume.key: [entry for entry in entries if _is_of(station, entry, volume)] for volume in shelf.volumes}
        assert [len(found[volume.key]) for volume in shelf.volumes] == [volume.entries for volume in shelf.volumes]
        for volume in shelf.volumes:
            for paper, entry in zip(shelf.of(volume), found[volume.key], strict=True):
                assert wrong_fields(paper, entry) == [], f"{paper.key}"
                assert (entry.form.form_id, entry.state) == (paper.form.id, EntryState.APPROVED), f"{paper.key}"
                assert _hands_on(station, entry) == ({"clerk"}, {"supervisor"}), f"{paper.key}"
        sealed = station.desk.records.batches()
        assert len(sealed) == batches and sorted(name for batch in sealed for name in batch.entries) == sorted(e.entry_id for e in entries)
        assert audit(station.store, office.province.public.root_certificate).faults == []


def _is_of(station: bootstrap.Station, entry: Entry, volume) -> bool:
    one = station.desk.records.volume(entry.volume_id)
    return (one.kind, one.year, one.number) == (volume.kind, volume.year, volume.number)


def wrong_fields(paper: Paper, entry: Entry) -> list[str]:
    """Fields that say something else than the paper."""
    return [name for name, printed in paper.fields.items() if not is_right(entry.fields.get(name), printed)]


def _hands_on(station: bootstrap.Station, entry: Entry) -> tuple[set[str], set[str]]:
    """Who keyed or checked it; who approved it."""
    actions = list(station.desk.log.actions(entry.entry_id))
    keyed = {str(action.by.user_id) for action in actions if action.kind in (ActionKind.ENTRY_KEYED, ActionKind.ENTRY_CHECKED)}
    return keyed, {str(action.by.user_id) for action in actions if action.kind is ActionKind.ENTRY_APPROVED}
