"""The index of people and cases in the store: it follows the log, forgets what is erased, and remembers what people said."""

import dataclasses

import pytest

from station.domain.actions import NewAction
from station.domain.codec import to_json
from station.domain.errors import StationError
from station.domain.linkage import FormFacts
from station.domain.record import FieldValue, ValueSource, ValueState
from station.domain.relations import Relation, Verdict
from station.domain.roles import STATION
from station.domain.search import Asked
from station.domain.states import ActionKind, EntryState
from station.store.audit import audit
from tests.store_factories import CLERK, SUPERVISOR, Office, a_volume, make_staffed_store, open_store

FACTS = FormFacts(
    "birth_register_2016", "1", "KS", persons={"child": {"name": "nksHoTen", "birth_date": "nksNgaySinh"}}, case_persons=("child",),
    number="so", numbering=("so",), places=("nksQueQuan",),
)  # fmt: skip


@pytest.fixture
def office(tmp_path):
    make_staffed_store(tmp_path / "store")
    with open_store(tmp_path / "store") as store:
        yield Office(store)


def tell(office, *facts: FormFacts) -> None:
    act = NewAction(ActionKind.FORMS_KNOWN, "station-1", STATION, {"forms": [to_json(one) for one in facts or (FACTS,)]})
    office.store.log.append([act])


def a_birth(office, volume, name="Lò Văn Ẩn", born="02.03.2016", **others: str):
    said = {"nksHoTen": name, "nksNgaySinh": born, **others}
    fields = {path: FieldValue(text, text, ValueState.READ, ValueSource.READING) for path, text in said.items()}
    return office.make_entry(office.read(office.capture(volume)), fields)


def near(office, entry):
    links = office.store.links
    paper = links.paper(entry)
    return [one.entry_id for one in links.near(paper)] if paper is not None else []


def test_entries_of_a_form_are_found_once_the_log_knows_it(office):
    volume = office.open_volume()
    first, second = a_birth(office, volume), a_birth(office, volume)
    assert near(office, first) == []
    tell(office)
    assert near(office, first) == [second.entry_id]
    third = a_birth(office, volume)
    assert near(office, first) == [third.entry_id, second.entry_id]


def test_a_form_told_of_otherwise_is_indexed_anew(office):
    tell(office, dataclasses.replace(FACTS, persons={}))
    volume = office.open_volume()
    first, second = a_birth(office, volume), a_birth(office, volume)
    assert near(office, first) == []
    tell(office)
    assert near(office, first) == [second.entry_id] and not audit(office.store, None).faults


def test_keying_a_name_moves_the_entry_to_its_new_keys(office):
    tell(office)
    volume = office.open_volume()
    first, second = a_birth(office, volume), a_birth(office, volume, born="07.08.2016")
    assert near(office, first) == [second.entry_id]
    changed = office.key(second, "Giàng A Khác")
    assert near(office, first) == [] and near(office, changed) == []


def test_rebuilding_gives_the_same_and_an_audit_compares_it(office):
    tell(office)
    volume = office.open_volume()
    first, second = a_birth(office, volume, nksQueQuan="xã Suối Mây"), a_birth(office, volume)
    judge(office, first, second, Verdict.DIFFERENT)
    office.check(second)
    assert not audit(office.store, None).faults
    office.store.rebuild_projections()
    assert near(office, first) == [second.entry_id]
    assert not audit(office.store, None).faults
    office.store.database.execute("UPDATE link SET keys = 'ysomebodyelse' WHERE rowid = (SELECT min(rowid) FROM link)")
    assert any(fault.startswith("link ") for fault in audit(office.store, None).faults)


def judge(office, one, other, verdict, by=CLERK):
    office.act(
        ActionKind.PAIR_JUDGED, one.entry_id,
        {"other": other.entry_id, "relation": Relation.DUPLICATE.value, "verdict": verdict.value}, by,
    )  # fmt: skip


def test_what_a_person_said_is_known_from_either_side_and_the_newest_word_counts(office):
    volume = office.open_volume()
    first, second = a_birth(office, volume), a_birth(office, volume)
    judge(office, first, second, Verdict.SAME)
    assert office.store.links.verdicts(second.entry_id) == {first.entry_id: Verdict.SAME}
    judge(office, second, first, Verdict.DIFFERENT, SUPERVISOR)
    assert office.store.links.verdicts(first.entry_id) == {second.entry_id: Verdict.DIFFERENT}


def test_nothing_is_said_of_an_entry_that_is_not_there(office):
    first = a_birth(office, office.open_volume())
    with pytest.raises(StationError, match=r"store\.unknown-item"):
        judge(office, first, dataclasses.replace(first, entry_id="nobody"), Verdict.SAME)


def test_nothing_of_an_erased_entry_is_left_in_the_index(office):
    tell(office)
    volume = office.open_volume()
    gone, kept = a_birth(office, volume, name="Khuất Thị Biến Mất"), a_birth(office, volume)
    judge(office, gone, kept, Verdict.SAME)
    acts = [action.action_id for action in office.store.log.actions(gone.entry_id)]
    office.store.erase_payloads(acts, "hết hạn", STATION)
    database = office.store.database
    blocks = b"".join(bytes(block) for (block,) in database.rows("SELECT block FROM link_data"))
    assert b"bienmat" not in blocks and b"lo" in blocks
    assert database.value("SELECT count(*) FROM judged") == 0
    assert not audit(office.store, None).faults


def test_a_withdrawn_entry_is_no_longer_found(office):
    tell(office)
    volume = office.open_volume()
    first, second = a_birth(office, volume), a_birth(office, volume)
    office.withdraw(second)
    assert near(office, first) == []


def test_filters_narrow_a_search_by_kind_year_volume_state_and_place(office):
    tell(office)
    here = office.open_volume(a_volume("01"))
    there = office.open_volume(dataclasses.replace(a_volume("02"), kind="KT", year=2019))
    one = a_birth(office, here, nksQueQuan="Thôn Nà Lầu, xã Suối Mây, tỉnh Cao Sơn")
    other = office.check(a_birth(office, there, nksQueQuan="xã Đồng Giếng, tỉnh Cao Sơn"))

    def found(**only):
        return {hit.entry_id for hit in office.store.search.find(Asked("lo van an", **only))}

    assert found() == {one.entry_id, other.entry_id}
    assert found(kind="KT") == found(year=2019) == found(volume_id=there.volume_id) == found(state=EntryState.CHECKED) == {other.entry_id}
    assert found(place="suoi may") == found(place="xã Suối Mây") == found(place="Nà L") == {one.entry_id}
    assert found(place="cao son") == {one.entry_id, other.entry_id}
    assert found(place="cao son", kind="KS", year=2019) == set()
    assert found(place="lo van") == set(), "a name is no place"


def test_a_state_filter_follows_the_entry_through_its_life(office):
    volume = office.open_volume()
    entry = a_birth(office, volume)

    def states():
        return [state for state in EntryState if office.store.search.find(Asked("lo van an", state=state))]

    assert states() == [EntryState.READ]
    office.check(entry)
    assert states() == [EntryState.CHECKED]
    office.send_back(entry)
    assert states() == [EntryState.RETURNED]
    office.check(entry)
    batch = office.approve([office.store.records.entry(entry.entry_id)])
    assert states() == [EntryState.APPROVED]
    office.answer(batch, "complete")
    assert states() == [EntryState.COMPLETE]
    assert not audit(office.store, None).faults
