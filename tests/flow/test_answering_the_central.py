"""What the central's cleaning found comes to the clerk: upheld with a reason, or corrected in the ordinary way; nothing by itself."""

import pytest

from station.domain.errors import StationError
from station.domain.ids import EntryId
from station.domain.states import ActionKind, EntryState
from station.store.audit import audit
from station.store.retention import StoredRetention
from station.store.tallies import Tallies
from station.workflow.answering import answer_central, findings_to_show, open_findings
from station.workflow.approval import return_entry
from station.workflow.checking import Keyed
from station.workflow.drafts import actions_of
from station.workflow.overview import volume_progress
from tests.asked import BORN, NAME, REGISTER_BORN, REGISTER_NAME, approve_and_complete, ask, at_the_central, questions_of
from tests.flow.conftest import Office
from tests.seated import check, seated
from ui.bootstrap import Station
from ui.today.presenter import today
from ui.volume_lines import volume_lines

REASON = "Đúng như trên giấy"


def answer(station: Station, entry_id: EntryId, typed: dict[str, Keyed] | None = None, reasons: dict[str, str] | None = None) -> None:
    answer_central(station.desk, questions_of(station), entry_id, typed or {}, reasons or {}, actions_of(station.desk, entry_id))


def rules(station: Station, entry_id: EntryId) -> list[str]:
    return [finding.rule for finding in open_findings(questions_of(station).about(entry_id))]


def test_a_finding_waits_at_its_entry_and_changes_nothing(office: Office) -> None:
    first, _ = at_the_central(office, "Hoa", "Mai")
    with seated(office) as station:
        before = station.desk.records.entry(first)
        ask(station, first, [REGISTER_NAME, REGISTER_BORN])
        assert station.desk.records.entry(first) == before
        assert questions_of(station).waiting(before.volume_id) == [first] and questions_of(station).counts() == {before.volume_id: 1}
        shown = findings_to_show(before, questions_of(station).about(first))
        assert [(one.path, one.message.vi) for one in shown] == [(NAME, REGISTER_NAME["vi"]), (BORN, REGISTER_BORN["vi"])]
        assert len(set(rules(station, first))) == 2, "each has an answer of its own"
        assert today(station, station.desk.actor.role).overview.to_answer == 1
        ask(station, first, [REGISTER_NAME])
        assert len(rules(station, first)) == 2, "what is told twice is asked once"
        assert audit(station.store, None).faults == []


def test_the_clerk_lets_it_stand_with_a_reason_for_each(office: Office) -> None:
    [entry_id] = at_the_central(office, "Hoa")
    with seated(office) as station:
        ask(station, entry_id, [REGISTER_NAME, REGISTER_BORN])
        name, born = rules(station, entry_id)
        with pytest.raises(StationError) as refused:
            answer(station, entry_id, reasons={name: REASON, born: "  "})
        assert refused.value.code == "checking.open-findings" and len(rules(station, entry_id)) == 2
        answer(station, entry_id, {NAME: Keyed("Nguyễn Thị Hoa")}, {name: REASON, born: REASON})
        entry = station.desk.records.entry(entry_id)
        assert (entry.state, entry.revision) == (EntryState.COMPLETE, 1) and rules(station, entry_id) == []
        upheld = station.desk.log.newest(ActionKind.ENTRY_UPHELD, entry_id)
        assert upheld is not None and upheld.payload == {"reasons": {name: REASON, born: REASON}} and upheld.signature is not None
        assert questions_of(station).counts() == {} and questions_of(station).upheld() == {entry.volume_id: 1}
        [line] = volume_lines(volume_progress(station.desk, Tallies(station.store.database)), questions_of(station))
        assert (line.asked, line.upheld) == (0, 1), "the province hears it at the next hello"
        assert findings_to_show(entry, questions_of(station).about(entry_id)) == ()
        with pytest.raises(StationError) as again:
            answer(station, entry_id, reasons={name: REASON})
        assert again.value.code == "workflow.not-allowed"
        assert audit(station.store, None).faults == []


def test_a_correction_goes_to_the_supervisor_and_comes_under_the_next_revision(office: Office) -> None:
    [entry_id] = at_the_central(office, "Hoa")
    with seated(office) as station:
        ask(station, entry_id, [REGISTER_NAME, REGISTER_BORN])
        _, born = rules(station, entry_id)
        with pytest.raises(StationError) as refused:
            answer(station, entry_id, {NAME: Keyed("Nguyễn Thị Hoà")})
        assert refused.value.code == "checking.open-findings", "the other finding has no reason yet"
        assert station.desk.records.entry(entry_id).state is EntryState.COMPLETE, "and nothing was written"
        answer(station, entry_id, {NAME: Keyed("Nguyễn Thị Hoà")}, {born: REASON})
        entry = station.desk.records.entry(entry_id)
        assert (entry.state, entry.revision, entry.batch) == (EntryState.CHECKED, 2, None)
        assert entry.fields[NAME].text == "Nguyễn Thị Hoà" and entry.overrides[born] == REASON
        assert [one.message.vi for one in entry.findings if one.rule == born] == [REGISTER_BORN["vi"]], "the supervisor sees both"
        assert rules(station, entry_id) == [] and audit(station.store, None).faults == []
        volume_id = entry.volume_id
    with seated(office, "supervisor") as station:
        return_entry(station.desk, entry_id, "Chưa đúng")
    with seated(office) as station:
        entry = station.desk.records.entry(entry_id)
        assert len(findings_to_show(entry, questions_of(station).about(entry_id))) == 2, "why it is here is seen beside its fields"
        [came_back] = today(station, station.desk.actor.role).overview.came_back
        assert (came_back.refused, came_back.reason) == (False, "Chưa đúng")
        check(station, [entry_id])
    approve_and_complete(office, volume_id)
    with seated(office) as station:
        assert station.desk.records.entry(entry_id).state is EntryState.COMPLETE
        ask(station, entry_id, [REGISTER_NAME], revision=1)
        assert rules(station, entry_id) == [], "of a revision that was corrected since nothing is asked"


def test_who_may_not_key_answers_nothing_and_nobody_reopens_what_was_not_asked(office: Office) -> None:
    [entry_id] = at_the_central(office, "Hoa")
    with seated(office) as station:
        for kind, payload in ((ActionKind.ENTRY_UPHELD, {"reasons": {}}), (ActionKind.ENTRY_REOPENED, {"reason": "muốn sửa"})):
            with pytest.raises(StationError) as refused:
                station.desk.act(kind, entry_id, payload)
            assert refused.value.code == "workflow.not-allowed"
        ask(station, entry_id, [REGISTER_NAME])
        [rule] = rules(station, entry_id)
    with seated(office, "supervisor") as station:
        with pytest.raises(StationError):
            answer(station, entry_id, reasons={rule: REASON})
        assert today(station, station.desk.actor.role).overview.to_answer == 0
        assert rules(station, entry_id) == [rule]


def test_what_is_asked_while_somebody_answers_is_not_answered_with_it(office: Office) -> None:
    [entry_id] = at_the_central(office, "Hoa")
    with seated(office) as station:
        ask(station, entry_id, [REGISTER_NAME])
        [rule] = rules(station, entry_id)
        opened = actions_of(station.desk, entry_id)
        ask(station, entry_id, [REGISTER_BORN])
        with pytest.raises(StationError):
            answer_central(station.desk, questions_of(station), entry_id, {}, {rule: REASON}, opened)
        assert len(rules(station, entry_id)) == 2


def test_a_return_of_the_central_shows_what_it_found_beside_the_fields(office: Office) -> None:
    [entry_id] = at_the_central(office, "Hoa")
    with seated(office) as station:
        ask(station, entry_id, [{**REGISTER_NAME, "proposed": "Nguyễn Thị Hoà"}], kind="return")
        entry = station.desk.records.entry(entry_id)
        assert (entry.state, entry.revision) == (EntryState.RETURNED, 2)
        [shown] = findings_to_show(entry, questions_of(station).about(entry_id))
        assert (shown.path, shown.message.vi) == (NAME, "Sổ dân cư ghi: Nguyễn Thị Hoà → Nguyễn Thị Hoà")
        assert rules(station, entry_id) == [], "it is with the clerk already"
        [came_back] = today(station, station.desk.actor.role).overview.came_back
        assert came_back.refused, "by the central, not by the supervisor"


@pytest.mark.parametrize(
    "findings",
    [
        [], "x", [None, 7, [], {}], [{"field": NAME}], [{"vi": 3, "en": None}], [{"field": ["a"], "rule": {}, "vi": " "}],
    ],
)  # fmt: skip
def test_findings_that_say_nothing_ask_nothing(office: Office, findings: list[object]) -> None:
    [entry_id] = at_the_central(office, "Hoa")
    with seated(office) as station:
        ask(station, entry_id, findings)
        assert rules(station, entry_id) == []


def test_findings_of_any_shape_are_cut_to_size_and_asked_each_for_itself(office: Office) -> None:
    [entry_id] = at_the_central(office, "Hoa")
    said = [{"field": "x" * 9000, "rule": "r" * 9000, "vi": "dài " * 9000, "proposed": "y" * 9000}, *[REGISTER_NAME] * 3, {"en": "only"}]
    with seated(office) as station:
        ask(station, entry_id, said * 100)
        found = open_findings(questions_of(station).about(entry_id))
        assert len(found) == len({one.rule for one in found}) == 100
        assert all(len(one.rule) < 500 and len(one.path) <= 200 and len(one.message.vi) < 2100 for one in found)
        assert audit(station.store, None).faults == []
        for item in ({"entry_id": [1], "revision": "1"}, {"entry_id": "nobody", "revision": 1}, {"entry_id": entry_id, "revision": True}):
            ask(station, item["entry_id"], [REGISTER_NAME], revision=item["revision"])  # type: ignore[arg-type]


def test_erasing_an_entry_takes_the_central_s_words_along(office: Office) -> None:
    first, second = at_the_central(office, "Hoa", "Mai")
    mark = "Lò Thị Bí Mật"
    with seated(office) as station:
        for entry_id in (first, second):
            ask(station, entry_id, [{**REGISTER_NAME, "vi": f"Sổ dân cư ghi: {mark}"}])
    with seated(office, "supervisor") as station:
        said = StoredRetention(station.store.database).said_about([first])
        station.store.erase_payloads(said, "retention", station.desk.actor)
        bodies = "\n".join(body for (body,) in station.store.database.rows("SELECT body FROM payload UNION ALL SELECT body FROM question"))
        assert bodies.count(mark) == 2, "of the other entry alone: its act, and what is shown of it"
        assert questions_of(station).about(first) == [] and len(questions_of(station).about(second)) == 1
        assert audit(station.store, None).faults == []
