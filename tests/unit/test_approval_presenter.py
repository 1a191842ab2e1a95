"""The approval desk's mind, without Qt: numbers first, points to look at, four eyes, reasons, lists that change under the hand."""

import dataclasses
import datetime
from collections.abc import Iterator, Sequence

import pytest

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import UserId
from station.domain.record import ValueState
from station.domain.states import EntryState
from station.workflow.checking import Keyed, key_fields
from station.workflow.worklists import RETURN_REASONS, Figures, Kind, WorkList, time_taken
from tests.flow.conftest import Office, birth, forms, office, province, read, replaced  # noqa: F401
from tests.seated import check, fill, seated
from tests.ui.immediate import ImmediateTasks
from ui.approval import presenter as desk
from ui.approval.presenter import Approval, Line
from ui.bootstrap import Station
from ui.changes import BATCHES, ENTRIES


class Shown:
    """What the page would show."""

    def __init__(self) -> None:
        self.lists: list[WorkList] = []
        self.chosen = -1
        self.numbers = Figures()
        self.lines: list[Line] = []
        self.said: list[tuple[Text, dict[str, object]]] = []
        self.trouble = False
        self.failures: list[StationError] = []
        self.progress: list[tuple[int, int]] = []

    def show_lists(self, lists: Sequence[WorkList], chosen: int) -> None:
        self.lists, self.chosen = list(lists), chosen

    def show_progress(self, done: int, total: int) -> None:
        self.progress.append((done, total))

    def show_review(self, numbers: Figures, lines: Sequence[Line]) -> None:
        self.numbers, self.lines = numbers, list(lines)

    def show_sentence(self, said: Sequence[tuple[Text, dict[str, object]]], *, trouble: bool) -> None:
        self.said, self.trouble = list(said), trouble

    def show_failure(self, error: StationError) -> None:
        self.failures.append(error)


def sit_down(station: Station) -> tuple[Approval, Shown, ImmediateTasks]:
    tasks, shown = ImmediateTasks(station), Shown()
    approval = Approval(tasks)
    approval.view = shown
    tasks.changes.listen(approval.changed)
    approval.refresh()
    return approval, shown, tasks


@pytest.fixture
def two_checked(office: Office) -> Iterator[Office]:  # noqa: F811
    with seated(office) as station:
        ids = fill(station, ["Hoa", "Mai"])
        key_fields(station.desk, ids[0], {"nksHoTen": Keyed("Nguyễn Thị Hoà")})
        check(station, ids)
    yield office


def test_nothing_waits_and_nothing_can_be_approved(office: Office) -> None:  # noqa: F811
    with seated(office, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        approval.approve()
        assert (shown.lists, shown.chosen, shown.numbers, shown.said, approval.ready) == ([], -1, Figures(), [], False)


def test_the_numbers_come_first(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        assert shown.chosen == 0 and len(shown.lists[0].entry_ids) == 2 and approval.ready
        assert (shown.numbers.entries, shown.numbers.changed, shown.numbers.held_back) == (2, 1, 0)
        assert shown.numbers.overridden > 0 and shown.numbers.seconds >= 0
        assert shown.progress[-1] == (2, 2)


def test_overridden_rules_are_points_with_their_reason_on_the_paper(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        _, shown, _ = sit_down(station)
        points = [line.point for line in shown.lines if line.point is not None and line.point.kind is Kind.OVERRIDDEN]
        assert points and all(point.reason == "đúng như trên giấy" and point.why.vi and point.label.vi for point in points)
        assert all(line.page_id == line.item.entry.pages[0] for line in shown.lines)


def test_a_value_that_nobody_has_seen_is_doubtful(office: Office) -> None:  # noqa: F811
    with seated(office) as station:
        check(station, fill(station, ["Hoa"]))
    with seated(office, "supervisor") as station:
        _, shown, _ = sit_down(station)
        doubtful = {line.point.path for line in shown.lines if line.point is not None and line.point.kind is Kind.DOUBTFUL}
        assert "nksHoTen" in doubtful and shown.numbers.doubtful == 1


def test_what_a_clerk_could_not_read_stays_doubtful(office: Office) -> None:  # noqa: F811
    with seated(office) as station:
        ids = fill(station, ["Hoa"])
        key_fields(station.desk, ids[0], {"nksDanToc": Keyed("", ValueState.UNREADABLE)})
        check(station, ids)
    with seated(office, "supervisor") as station:
        _, shown, _ = sit_down(station)
        assert "nksDanToc" in {line.point.path for line in shown.lines if line.point is not None}


def test_approving_seals_a_batch_and_empties_the_list(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        approval, shown, tasks = sit_down(station)
        approval.approve()
        assert [entry.state for entry in station.desk.records.entries()] == [EntryState.APPROVED] * 2
        assert shown.said == [(desk.APPROVED, {"count": 2, "seq": 1})] and not shown.trouble
        assert (shown.lists, shown.lines, approval.ready) == ([], [], False) and ENTRIES | BATCHES in tasks.announced
        assert len(list((station.folder / "outbox").glob("*/manifest.json"))) == 1


def test_entries_checked_after_the_look_wait_for_the_next_time(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        seen = [item.entry.entry_id for item in approval._reviewed]
        approval._reviewed.pop()
        approval._asked = tuple(seen[:1])
        approval.approve()
        states = [station.desk.records.entry(entry_id).state for entry_id in seen]
        assert states == [EntryState.APPROVED, EntryState.CHECKED]
        assert len(shown.lists[0].entry_ids) == 1 and approval.ready


def test_nobody_approves_what_they_keyed_and_the_desk_says_so(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        approval._reviewed = [dataclasses.replace(item, held_back=True) for item in approval._reviewed]
        approval.approve()
        assert shown.said == [(desk.NOTHING_OF_YOURS, {})] and shown.trouble
        assert station.desk.records.batches() == []


def test_a_deputy_without_a_certificate_is_told_and_can_try_again(two_checked: Office) -> None:
    with seated(two_checked, "deputy") as station:
        approval, shown, _ = sit_down(station)
        approval.approve()
        assert [error.code for error in shown.failures] == ["approval.no-certificate"] and not approval.acting and approval.ready


def test_an_entry_is_returned_with_a_reason_from_the_list(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        item = approval._reviewed[0]
        approval.give_back(item, RETURN_REASONS[0])
        entry = station.desk.records.entry(item.entry.entry_id)
        assert (entry.state, entry.return_reason) == (EntryState.RETURNED, RETURN_REASONS[0].vi)
        assert shown.said[0][0] is desk.RETURNED and shown.numbers.entries == 1 and approval.ready
        assert item not in [line.item for line in shown.lines]


def test_an_entry_is_returned_with_a_reason_of_ones_own_in_nfc(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        approval, _, _ = sit_down(station)
        item = approval._reviewed[0]
        approval.give_back(item, "  Sai  họ ")
        assert station.desk.records.entry(item.entry.entry_id).return_reason == "Sai họ"


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_no_entry_is_returned_without_a_reason(two_checked: Office, reason: str) -> None:
    with seated(two_checked, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        approval.give_back(approval._reviewed[0], reason)
        assert shown.said == [(desk.REASON_MISSING, {})] and len(approval._reviewed) == 2


def test_a_clerk_may_look_and_is_refused_by_the_house_when_approving(two_checked: Office) -> None:
    with seated(two_checked, "clerk") as station:
        approval, shown, _ = sit_down(station)
        approval.approve()
        assert shown.said == [(desk.NOTHING_OF_YOURS, {})] and station.desk.records.batches() == []


def test_two_volumes_are_two_lists_and_one_is_approved_at_a_time(office: Office) -> None:  # noqa: F811
    with seated(office) as station:
        check(station, fill(station, ["Hoa"], "01"))
        check(station, fill(station, ["Mai"], "02"))
    with seated(office, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        approval.choose(1)
        approval.approve()
        assert [work.volume.number for work in shown.lists] == ["01"] and len(station.desk.records.batches()) == 1
        approval.choose(7)
        assert approval.ready


def test_entries_without_a_point_are_listed_on_demand(office: Office) -> None:  # noqa: F811
    with seated(office) as station:
        ids = fill(station, ["Hoa"], readings={"Hoa": replaced(birth("Hoa"), so=read("9/2018"))})
        entry = station.desk.records.entry(ids[0])
        typed = {path: Keyed(value.text) for path, value in entry.fields.items()}
        key_fields(station.desk, ids[0], typed)
        check(station, ids)
    with seated(office, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        kinds = {line.point.kind for line in shown.lines if line.point is not None}
        assert shown.numbers.doubtful == 0 and kinds == {Kind.OVERRIDDEN}
        approval._reviewed = [dataclasses.replace(approval._reviewed[0], points=())]
        approval.show_all(False)
        assert shown.lines == []
        approval.show_all(True)
        assert [line.point for line in shown.lines] == [None] and shown.lines[0].page_id is not None


def test_pauses_are_not_work() -> None:
    def at(minute: float) -> datetime.datetime:
        return datetime.datetime(2026, 11, 22, 8, tzinfo=datetime.UTC) + datetime.timedelta(minutes=minute)

    lan, hoa = UserId("lan"), UserId("hoa")
    assert time_taken([]) == time_taken([(lan, at(0))]) == 0
    assert time_taken([(lan, at(2)), (lan, at(0)), (lan, at(50)), (lan, at(51))]) == 180
    assert time_taken([(lan, at(0)), (hoa, at(1)), (lan, at(2))]) == 120


def test_every_reason_is_said_in_both_languages_once() -> None:
    assert len({reason.vi for reason in RETURN_REASONS}) == len({reason.en for reason in RETURN_REASONS}) == len(RETURN_REASONS)
    assert all(reason.vi and reason.en for reason in RETURN_REASONS)
