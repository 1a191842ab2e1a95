"""Errors measured and shown: known answers of the practice office, rates of the reading and of people, what two keyings of a list say."""

import dataclasses
import json

import pytest

from station.domain.keying_plan import Compared, Hand, KeyingPlan, PlanKind
from station.domain.record import ValueState
from station.domain.roles import Role
from station.practice.generator import TRUTH_FILE
from station.workflow.checking import Keyed
from station.workflow.counting import total
from station.workflow.known_answers import answer, asked_of, mixed_in
from station.workflow.second_keying import decide, key_second
from tests.flow.conftest import page
from tests.keyers import SECOND, THIRD, add_keyers, as_on_paper, planned_volume, volume_of, work_of
from tests.seated import seated
from ui.practice_truth import PracticeTruth
from ui.rates import list_rates, rates_of, seen_by, short_words, summed

NAME = "nksHoTen"


@pytest.fixture(autouse=True)
def keyers(office):
    add_keyers(office, SECOND, THIRD)


@pytest.fixture
def measured(office):
    """Three entries keyed twice, one of them differently: the first keyer let a wrong reading stand."""
    entries = planned_volume(office, ["Lan", "Mai", "Cúc"], KeyingPlan(PlanKind.ALL, known_share=0.0))
    with seated(office, SECOND) as station:
        key_second(station.desk, entries[0], as_on_paper(station.desk, entries[0], **{NAME: "Nguyễn Thị Lân"}))
        key_second(station.desk, entries[1], as_on_paper(station.desk, entries[1]))
    with seated(office, THIRD) as station:
        decide(station.desk, entries[0], {NAME: Keyed("Nguyễn Thị Lân")})
    return entries


def test_rates_are_summed_by_hand_and_person_with_their_intervals(office, measured):
    with seated(office, "supervisor") as station:
        rates = {(rate.hand, rate.name): rate for rate in summed(rates_of(station))}
    checker, second = rates[Hand.CHECKER, "Đàm Ngọc Hậu"], rates[Hand.SECOND, "Nguyễn Thị Hoa"]
    assert (checker.wrong, second.wrong) == (1, 0) and checker.counted == second.counted > 40
    low, high = checker.interval
    assert 0 < low < 1 / checker.counted < high and f"1/{checker.counted} (" in short_words(checker)
    assert [rate.hand for rate in rates.values()] == sorted((rate.hand for rate in rates.values()), key=list(Hand).index)


def test_people_s_rates_are_for_whoever_plans_or_sees_all(office, measured):
    with seated(office, "supervisor") as station:
        rates = summed(rates_of(station))
    for role in Role:
        seen = {rate.hand for rate in seen_by(role, rates)}
        assert (seen == {Hand.READING}) == (role not in (Role.SUPERVISOR, Role.AUDITOR))


def test_a_list_tells_of_its_volume_and_of_those_who_keyed_it(office, measured):
    planned_volume(office, ["Trúc"], KeyingPlan(PlanKind.ALL, known_share=0.0), number="02")
    with seated(office, "supervisor") as station:
        told = list_rates(station, volume_of(station, measured[0]), {"clerk"})
        fields = len(station.desk.records.entry(measured[1]).second.fields)
        assert told.compared == Compared(2, 2 * fields, 1)
        assert {rate.hand: rate.wrong for rate in told.of_volume} == {Hand.READING: 1, Hand.CHECKER: 1, Hand.SECOND: 0}
        assert {rate.name for rate in told.of_people} == {"", "Đàm Ngọc Hậu"}
        other = next(one.volume_id for one in station.desk.records.volumes() if one.number == "02")
        assert list_rates(station, other, {"clerk"}).compared == Compared()


def truth_file(folder, names, **fields):
    """What the practice generator would have left beside the pages of these names: the paper says `fields` and nothing else."""
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes(page(name).content)
    pages = [
        {"file": name, "volume": "v", "form": "birth_certificate", "face": 1, "entry": at, "condition": "clean",
         "fields": {path: {"text": text, "value": text, "box": None} for path, text in fields.items()}}
        for at, name in enumerate(names, 1)
    ]  # fmt: skip
    (folder / TRUTH_FILE).write_text(json.dumps({"pages": pages}), "utf-8")


def practised(station, folder):
    return dataclasses.replace(station, truth=PracticeTruth(station.desk.records, station.desk.forms, (folder / "none", folder)))


def test_in_the_practice_office_the_printed_page_is_the_answer(office, tmp_path):
    plan = KeyingPlan(PlanKind.KEY_FIELDS, known_share=1.0)
    first, waiting = planned_volume(office, ["Lan", "Mai"], plan)
    truth_file(tmp_path / "pages", ["Lan"], **{NAME: "Nguyễn Thị Lân"})
    with seated(office, SECOND) as station:
        key_second(station.desk, first, as_on_paper(station.desk, first))
    with seated(office, THIRD) as seat:
        station = practised(seat, tmp_path / "pages")
        entry, volume_id = station.desk.records.entry(first), volume_of(station, first)
        assert station.truth.of(entry)[NAME].value == "Nguyễn Thị Lân" and station.truth.of(entry)["so"].state is ValueState.BLANK
        assert set(mixed_in(station.desk, work_of(station), volume_id, [waiting], station.truth)) == {first, waiting}
        # asked is what the plan has keyed anyway: a known one looks like the others
        assert asked_of(station.desk, entry, station.truth).fields == station.desk.records.entry(waiting).second.fields
        assert station.sight.hides(entry)
        # two people agreed on what the paper does not say: the paper is the answer
        answer(station.desk, first, as_on_paper(station.desk, first, entry.second.fields, **{NAME: "Nguyễn Thị Lân"}), station.truth)
        counted = total(work_of(station).marks())
        assert counted[Hand.KNOWN, THIRD, "names"][1] == 0


def test_an_entry_that_nobody_keyed_twice_is_known_there_too_and_a_strange_page_is_not(office, tmp_path):
    plan = KeyingPlan(PlanKind.SAMPLE, share=0.0, known_share=1.0)
    first, second = planned_volume(office, ["Lan", "Mai"], plan)
    truth_file(tmp_path / "pages", ["Lan", "Mai"], **{NAME: "Nguyễn Thị Lan"})
    (tmp_path / "pages" / "Mai").write_bytes(b"another picture under the same name")
    with seated(office, SECOND) as seat:
        station = practised(seat, tmp_path / "pages")
        assert station.truth.of(station.desk.records.entry(second)) is None
        volume_id = volume_of(station, first)
        assert mixed_in(station.desk, work_of(station), volume_id, ["waits"], station.truth).count(first) == 1
        assert NAME in asked_of(station.desk, station.desk.records.entry(first), station.truth).fields
        assert asked_of(station.desk, station.desk.records.entry(first)) is None
