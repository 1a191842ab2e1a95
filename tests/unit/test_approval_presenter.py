"""The approval desk's mind, without Qt: numbers first, points to look at, four eyes, reasons, lists that change under the hand."""

import dataclasses
from collections.abc import Iterator, Sequence

import pytest

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import EntryId
from station.domain.record import ValueState
from station.domain.sampling import Decision
from station.domain.states import ActionKind, EntryState
from station.forms.library import FormLibrary
from station.workflow import approval as approval_use_case
from station.workflow.checking import Keyed, key_fields
from station.workflow.points import FORM_GONE, Kind
from station.workflow.sampling import samples_of
from station.workflow.worklists import RETURN_REASONS, Figures, WorkList
from tests.flow.conftest import PASSWORD, Office, birth, forms, office, province, read, replaced  # noqa: F401
from tests.seated import check, fill, reviews_of, seated
from tests.ui.immediate import ImmediateTasks
from ui.approval import presenter as desk
from ui.approval import sealing
from ui.approval.presenter import Approval, Line, Review
from ui.approval.sealing import Sentence, Step
from ui.bootstrap import Station
from ui.changes import BATCHES, ENTRIES


class Shown:
    """What the page would show."""

    def __init__(self) -> None:
        self.lists: list[WorkList] = []
        self.chosen = -1
        self.review = Review()
        self.said: list[Sentence] = []
        self.trouble = False
        self.failures: list[StationError] = []
        self.looking: list[Step] = []
        self.sealing: list[Step | None] = []
        self.approval: Approval | None = None
        self.password: str | None = PASSWORD
        """What the person types when asked; None: they look at the question."""
        self.asked_password = self.confirmed = 0
        self.refused: list[str] = []

    def show_lists(self, lists: Sequence[WorkList], chosen: int) -> None:
        self.lists, self.chosen = list(lists), chosen

    def show_looking(self, step: Step) -> None:
        self.looking.append(step)

    def show_sealing(self, step: Step | None) -> None:
        self.sealing.append(step)

    def show_review(self, review: Review) -> None:
        self.review = review

    def show_sentence(self, said: Sequence[Sentence], *, trouble: bool) -> None:
        self.said, self.trouble = list(said), trouble

    def ask_to_sign(self, with_token: bool) -> None:
        self.asked_password += 1
        if self.password is not None:
            self.approval.confirm(self.password)

    def show_refused(self, error: StationError) -> None:
        self.refused.append(error.code)

    def show_confirmed(self) -> None:
        self.confirmed += 1

    def show_failure(self, error: StationError, said: Sequence[Sentence] = ()) -> None:
        self.failures.append(error)
        self.said = list(said)

    @property
    def numbers(self) -> Figures:
        return self.review.numbers

    @property
    def lines(self) -> list[Line]:
        return list(self.review.lines)

    @property
    def words(self) -> str:
        return " ".join(
            text.filled(**{name: value for name, value in values.items() if not isinstance(value, Text)}).vi for text, values in self.said
        )


def sit_down(station: Station) -> tuple[Approval, Shown, ImmediateTasks]:
    tasks, shown = ImmediateTasks(station), Shown()
    approval = Approval(tasks)
    approval.view, shown.approval = shown, approval
    tasks.changes.listen(approval.changed)
    approval.refresh()
    return approval, shown, tasks


def held_back(approval: Approval, entry_ids: Sequence[EntryId]) -> None:
    """As if the supervisor had keyed these."""
    for entry_id in entry_ids:
        approval._reviewed[entry_id] = dataclasses.replace(approval._reviewed[entry_id], held_back=True)


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
        assert (shown.looking[-1].done, shown.looking[-1].total) == (2, 2)


def test_overridden_rules_are_points_with_their_reason_on_the_paper(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        _, shown, _ = sit_down(station)
        points = [line.point for line in shown.lines if line.point is not None and line.point.kind is Kind.OVERRIDDEN]
        assert points and all(point.reason == "đúng như trên giấy" and point.why.vi and point.label.vi for point in points)
        assert all(line.page_id == line.item.pages[0] for line in shown.lines)


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
        assert shown.words == "Đã phê duyệt 2 mục thành lô số 1." and not shown.trouble and shown.sealing[-1] is None
        assert (shown.lists, shown.lines, approval.ready) == ([], [], False) and ENTRIES | BATCHES in tasks.announced
        assert len(list((station.folder / "outbox").glob("*/manifest.json"))) == 1


def test_entries_checked_after_the_look_wait_for_the_next_time(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        seen = list(approval._reviewed)
        approval._reviewed.popitem()
        approval._asked.popitem()
        approval.approve()
        states = [station.desk.records.entry(entry_id).state for entry_id in seen]
        assert states == [EntryState.APPROVED, EntryState.CHECKED]
        assert len(shown.lists[0].entry_ids) == 1 and approval.ready


def test_nobody_approves_what_they_keyed_and_the_desk_says_so(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        held_back(approval, list(approval._reviewed))
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
        item = next(iter(approval._reviewed.values()))
        approval.give_back(item, RETURN_REASONS[0])
        entry = station.desk.records.entry(item.entry_id)
        assert (entry.state, entry.return_reason) == (EntryState.RETURNED, RETURN_REASONS[0].vi)
        assert shown.said[0][0] is desk.RETURNED and shown.numbers.entries == 1 and approval.ready
        assert item not in [line.item for line in shown.lines]


def test_an_entry_is_returned_with_a_reason_of_ones_own_in_nfc(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        approval, _, _ = sit_down(station)
        item = next(iter(approval._reviewed.values()))
        approval.give_back(item, "  Sai  họ ")
        assert station.desk.records.entry(item.entry_id).return_reason == "Sai họ"


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_no_entry_is_returned_without_a_reason(two_checked: Office, reason: str) -> None:
    with seated(two_checked, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        approval.give_back(next(iter(approval._reviewed.values())), reason)
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
        approval._reviewed = {ids[0]: dataclasses.replace(approval._reviewed[ids[0]], points=())}
        approval.show_all(False)
        assert shown.lines == []
        approval.show_all(True)
        assert [line.point for line in shown.lines] == [None] and shown.lines[0].page_id is not None


def made_sound(approval: Approval, entry_ids: Sequence[EntryId]) -> None:
    """As if nothing in these were to be looked at; then the sample is seen anew."""
    for entry_id in entry_ids:
        approval._reviewed[entry_id] = dataclasses.replace(approval._reviewed[entry_id], points=())
    approval._draw(approval._round)


def drawn_lines(shown: Shown) -> list[Line]:
    return [line for line in shown.lines if line.point is not None and line.point.kind is Kind.SAMPLED]


def test_entries_without_a_point_are_drawn_one_by_one_and_shown_field_by_field(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        made_sound(approval, list(approval._reviewed))
        first = shown.review.sample.next
        drawn = drawn_lines(shown)
        assert {line.item.entry_id for line in drawn} == {first} and shown.review.next_name
        assert {"nksHoTen", "nksNgaySinh"} <= {line.point.path for line in drawn if line.point is not None}
        approval.is_right()
        second = shown.review.sample.next
        assert second not in (None, first) and {line.item.entry_id for line in drawn_lines(shown)} == {second}
        approval.is_right()
        assert shown.review.sample.decision is Decision.ACCEPT and drawn_lines(shown) == []


def test_nothing_is_approved_before_the_sample_is_done(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        made_sound(approval, list(approval._reviewed))
        approval.approve()
        assert shown.trouble and "F7" in shown.words and not station.desk.records.batches()
        approval.is_right()
        approval.is_right()
        approval.approve()
        assert len(station.desk.records.batches()[0].entries) == 2


def test_a_drawn_entry_that_is_returned_counts_as_wrong(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        made_sound(approval, list(approval._reviewed))
        drawn = shown.review.sample.next
        approval.give_back(approval._reviewed[drawn], RETURN_REASONS[0])
        assert station.desk.records.entry(drawn).state is EntryState.RETURNED
        volume_id = station.desk.records.entry(drawn).volume_id
        assert samples_of(station.desk, volume_id)[0].looked == {drawn: False}


def test_a_list_that_the_sample_refuses_goes_back_whole(office: Office) -> None:  # noqa: F811
    with seated(office) as station:
        check(station, fill(station, [f"Số {number}" for number in range(14)]))
    with seated(office, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        made_sound(approval, list(approval._reviewed))
        for _ in range(2):
            approval.give_back(approval._reviewed[shown.review.sample.next], RETURN_REASONS[0])
            made_sound(approval, list(approval._reviewed))
        assert shown.review.sample.decision is Decision.REJECT
        approval.approve()
        assert "cả danh sách" in shown.words and not station.desk.records.batches()
        approval.return_all(RETURN_REASONS[0])
        assert {entry.state for entry in station.desk.records.entries()} == {EntryState.RETURNED}


def test_the_rules_let_stand_are_counted_with_their_reasons(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        _, shown, _ = sit_down(station)
        rules = shown.numbers.let_stand
        assert sum(rule.count for rule in rules) == shown.numbers.overridden
        assert all(rule.reasons == (("đúng như trên giấy", rule.count),) for rule in rules)
        assert [rule.count for rule in rules] == sorted((rule.count for rule in rules), reverse=True)


def test_an_entry_that_came_back_is_looked_at_again_with_its_past(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        approval, _, _ = sit_down(station)
        entry_id = next(iter(approval._reviewed))
        approval.give_back(approval._reviewed[entry_id], RETURN_REASONS[1])
    with seated(two_checked, "clerk") as station:
        check(station, [entry_id])
    with seated(two_checked, "supervisor") as station:
        _, shown, _ = sit_down(station)
        [line] = [line for line in shown.lines if line.point is not None and line.point.kind is Kind.CAME_BACK]
        [time] = line.item.came_back
        assert line.item.entry_id == entry_id and shown.numbers.came_back == 1
        assert (time.reason, shown.review.name(time).vi) == (RETURN_REASONS[1].vi, "Kiều Thị Mỹ Nhung")


def test_an_entry_that_was_touched_again_is_looked_over_again(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        approval, _, _ = sit_down(station)
        before = dict(approval._reviewed)
        first, second = before
        station.desk.act(ActionKind.ENTRY_RETURNED, first, {"reason": "xem lại"})
    with seated(two_checked, "clerk") as clerk:
        check(clerk, [first])
    with seated(two_checked, "supervisor") as station:
        approval._tasks.station = station  # type: ignore[attr-defined]
        approval.refresh()
        assert approval._reviewed[first].came_back and approval._reviewed[second] is before[second]


def test_a_long_list_becomes_several_batches_and_says_how_far_it_is(two_checked: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    one_entry_a_batch(monkeypatch)
    with seated(two_checked, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        approval.approve()
        assert [batch.seq for batch in station.desk.records.batches()] == [1, 2]
        steps = [(step.done, step.total, step.batch, step.batches) for step in shown.sealing if step is not None]
        assert steps == [(0, 2, 1, 2), (1, 2, 2, 2)] and shown.sealing[-1] is None
        assert shown.words == "Đã phê duyệt 2 mục thành 2 lô, số 1 đến 2." and not approval.acting


def test_stopping_keeps_what_is_sealed_and_the_rest_waits(two_checked: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    one_entry_a_batch(monkeypatch)
    with seated(two_checked, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        shown.show_sealing = lambda step: approval.stop() if step is not None else None  # type: ignore[method-assign,assignment]
        approval.approve()
        assert len(station.desk.records.batches()) == 1 and len(shown.lists[0].entry_ids) == 1 and approval.ready
        assert shown.words == "Đã phê duyệt 1 mục thành lô số 1. Đã dừng: 1 mục còn lại vẫn chờ phê duyệt."


def test_a_disk_that_fills_up_loses_no_batch_and_leaves_the_rest_on_the_list(two_checked: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    one_entry_a_batch(monkeypatch)
    with seated(two_checked, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        prepare, full = station.outbox.prepare, StationError("store.disk-full", path="/store")
        calls: list[int] = []

        def filling(*given: object, **named: object) -> object:
            calls.append(1)
            if len(calls) > 1:
                raise full
            return prepare(*given, **named)  # type: ignore[arg-type]

        station.outbox.prepare = filling  # type: ignore[method-assign,assignment]
        approval.approve()
        assert shown.failures == [full] and shown.words.startswith("Đã phê duyệt 1 mục thành lô số 1.")
        assert len(shown.lists[0].entry_ids) == 1 and approval.ready and not approval.acting
        station.outbox.prepare = prepare  # type: ignore[method-assign]
        approval.approve()
        assert len(station.desk.records.batches()) == 2 and shown.lists == []


def test_one_batch_holds_no_more_than_the_most(two_checked: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    one_entry_a_batch(monkeypatch)
    with seated(two_checked, "supervisor") as station:
        done = approval_use_case.approve_all(
            station.desk, reviews_of(station), station.desk.records.volumes()[0].volume_id, station.outbox, station.station_id
        )
        assert [len(one.batch.entries) for one in done] == [1, 1]


def one_entry_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (approval_use_case, desk, sealing):
        monkeypatch.setattr(module, "BATCH_ENTRIES_MAX", 1)


def test_an_entry_whose_form_version_is_gone_is_doubtful_and_can_be_returned(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        object.__setattr__(station.desk, "forms", FormLibrary([], {}))
        approval, shown, _ = sit_down(station)
        assert shown.numbers.doubtful == 2 and {line.point.why for line in shown.lines if line.point is not None} == {FORM_GONE}
        approval.give_back(shown.lines[0].item, RETURN_REASONS[0])
        assert shown.numbers.entries == 1 and shown.failures == []


def test_the_whole_page_is_opened_at_search(two_checked: Office) -> None:
    gone: list[tuple[str, object]] = []
    with seated(two_checked, "supervisor") as station:
        approval = Approval(ImmediateTasks(station), lambda key, target: gone.append((key, target)))
        approval.view = shown = Shown()
        approval.refresh()
        approval.open_page(shown.lines[0].item)
        assert gone == [("search", shown.lines[0].item.entry_id)]


def test_another_desk_chooses_the_list_of_a_volume(office: Office) -> None:  # noqa: F811
    with seated(office) as station:
        check(station, fill(station, ["Hoa"], "01"))
        check(station, fill(station, ["Mai"], "02"))
    with seated(office, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        approval.choose_volume(shown.lists[1].volume.volume_id)
        assert shown.chosen == 1 and approval._chosen == shown.lists[1].volume.volume_id
        early = Approval(ImmediateTasks(station))
        early.view = shown
        early.choose_volume(shown.lists[1].volume.volume_id)
        early.refresh()
        assert shown.chosen == 1 and early.ready


def test_an_approval_asks_for_the_password_and_a_wrong_one_signs_nothing_and_is_counted(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        shown.password = None
        approval.approve()
        assert (shown.asked_password, approval.acting) == (1, False)
        for _ in range(4):
            approval.confirm("không phải")
        approval.confirm(PASSWORD)
        assert shown.refused == ["store.wrong-password"] * 4 + ["store.wait"]
        assert station.desk.records.batches() == [] and shown.confirmed == 0


def test_nothing_of_the_password_stays_in_the_desk(two_checked: Office) -> None:
    with seated(two_checked, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        approval.approve()
        assert shown.confirmed == 1 and len(station.desk.records.batches()) == 1
        assert PASSWORD not in repr(vars(approval))


def test_without_anything_to_approve_nobody_is_asked_for_a_password(office: Office) -> None:  # noqa: F811
    with seated(office, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        approval.approve()
        assert shown.asked_password == 0
