"""While an entry waits to be keyed blind, or decided, whoever may do that finds nowhere what was keyed: each desk's way of showing it."""

import json

import pytest

from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.keying_plan import KeyingPlan, PlanKind
from station.domain.roles import Role
from station.domain.search import Asked
from station.store.people import NewUser
from station.store.store import Store
from station.workflow.checking import Keyed
from station.workflow.keying_plans import set_plan
from station.workflow.relatives import make_forms_known
from station.workflow.second_keying import decide, key_second
from tests.checking_desk import finish_whole, presenter_of
from tests.flow.conftest import DEVICE, PASSWORD
from tests.flow.test_relatives import a_birth
from tests.keyers import SECOND, THIRD, add_keyers, as_on_paper, planned_volume, volume_of
from tests.seated import check, fill, seated
from ui import bootstrap
from ui.applicant.subject import Target, load
from ui.checking.finder import find_in_volume
from ui.checking.work_list import open_entry
from ui.checking.works import Deciding, FirstKeying
from ui.cli.app import main
from ui.cli.output import Exit
from ui.related.presenter import related_to as shown_related
from ui.search.presenter import _hits, _one

NAME = "nksHoTen"
KNOWN = KeyingPlan(PlanKind.ALL, known_share=1.0)


@pytest.fixture(autouse=True)
def people(office):
    add_keyers(office, SECOND, THIRD)
    with Store.open(office.folder, UserId("clerk"), PASSWORD, DEVICE) as store:
        store.add_user(NewUser(UserId("soat"), "Vũ Thị Soát", Role.AUDITOR, PASSWORD))


def found_by(station, words, limit=30):
    """At Tra cứu."""
    return [hit.found.entry_id for hit in _hits(station, Asked(words, limit=limit), lambda: False)]


def shown_to(station, entry_id) -> set[str]:
    """Which ways lead this person to what stands in the entry."""
    ways = {
        "search": lambda: found_by(station, "nguyen thi lan"),
        "from another desk": lambda: _one(station, entry_id),
        "find": lambda: find_in_volume(station, volume_of(station, entry_id), "nguyen thi lan"),
        "first keying": lambda: FirstKeying().open(station, entry_id),
        "applicant": lambda: load(station, Target(entry_id)),
    }
    shown = set()
    for name, way in ways.items():
        try:
            shown |= {name} if way() else set()
        except StationError as error:
            assert error.code == "second.blind"
    return shown


EVERYWHERE = {"search", "from another desk", "find", "first keying", "applicant"}


def test_until_it_is_settled_only_the_first_keyer_and_the_auditor_see_an_entry(office):
    [entry_id] = planned_volume(office, ["Lan"])
    for user, shown in (("clerk", EVERYWHERE), (SECOND, set()), (THIRD, set()), ("supervisor", set()), ("soat", EVERYWHERE)):
        with seated(office, user) as station:
            assert (shown_to(station, entry_id), station.sight.leaves_out) == (shown, user in (SECOND, THIRD, "supervisor")), user
    with seated(office, SECOND) as station:
        key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id, **{NAME: "Nguyễn Thị Lân"}))
        # the one who has keyed second may be asked again after a return: the first keying stays hidden from them
        assert shown_to(station, entry_id) == set()
    with seated(office, "supervisor") as station:
        assert shown_to(station, entry_id) == set()
        decide(station.desk, entry_id, {NAME: Keyed("Nguyễn Thị Lan")})
        assert shown_to(station, entry_id) == EVERYWHERE and not station.sight.leaves_out
    with seated(office, SECOND) as station:
        assert shown_to(station, entry_id) == EVERYWHERE


def test_what_is_hidden_takes_no_place_among_what_is_found(office):
    hidden = planned_volume(office, ["Lan", "Mai"])
    with seated(office, THIRD) as station:
        [own] = fill(station, ["Cúc"], "02")
        assert found_by(station, "nguyen thi", limit=1) == [own]
    with seated(office) as station:
        assert set(found_by(station, "nguyen thi")) == {own, *hidden}


def test_what_is_given_with_a_known_answer_is_hidden_from_whoever_it_is_given_to(office):
    settled, waiting = planned_volume(office, ["Lan", "Mai"], KNOWN)
    with seated(office, SECOND) as station:
        key_second(station.desk, settled, as_on_paper(station.desk, settled))
        assert shown_to(station, settled) == EVERYWHERE
    with seated(office, THIRD) as station:
        # shown, it would be told from the one that really waits; and whoever copied it would be measured as perfect
        assert shown_to(station, settled) == set() and found_by(station, "nguyen thi mai") == []
    with seated(office, SECOND) as station:
        key_second(station.desk, waiting, as_on_paper(station.desk, waiting))
    with seated(office, THIRD) as station:
        assert shown_to(station, settled) == EVERYWHERE


def related_to(station, entry_id):
    return [one.related.entry_id for one in shown_related(station, entry_id, None)]


def test_related_entries_tell_neither_of_a_hidden_one_nor_about_it(office):
    readings = {"mot": a_birth(), "hai": a_birth(nksHoTen="Vịt Thị Ngọc Lam")}
    with seated(office) as station:
        make_forms_known(station.desk, station.store.links, station.station_id)
        [entry_id] = fill(station, ["mot"], "01", readings)
        [other] = fill(station, ["hai"], "02", readings)
    with seated(office, "supervisor") as station:
        set_plan(station.desk, volume_of(station, entry_id), KeyingPlan(PlanKind.KEY_FIELDS, known_share=0.0), keyers=3)
    with seated(office) as station:
        assert related_to(station, other) == [entry_id]
        check(station, [entry_id])
        assert related_to(station, other) == [entry_id] and related_to(station, entry_id) == [other]
    with seated(office, SECOND) as station:
        assert related_to(station, other) == [] and related_to(station, entry_id) == []
    with seated(office, THIRD) as station:
        presenter = presenter_of(station)
        presenter.open(other)
        finish_whole(presenter)
        # the log is not for show: a duplicate is found all the same, and the supervisor is told
        assert "link.duplicate" in {finding.rule for finding in station.desk.records.entry(other).findings}


def test_the_entry_before_is_no_ditto_while_it_waits(office):
    first, second = planned_volume(office, ["Lan", "Mai"])
    with seated(office, SECOND) as station:
        assert open_entry(station, second).before == {}
    with seated(office) as station:
        assert open_entry(station, second).before == station.desk.records.entry(first).fields


def test_two_values_are_shown_to_no_one_who_keyed_one_of_them(office):
    [entry_id] = planned_volume(office, ["Lan"])
    with seated(office, SECOND) as station:
        key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id, **{NAME: "Nguyễn Thị Lân"}))
    for user in ("clerk", SECOND):
        with seated(office, user) as station, pytest.raises(StationError, match=r"second\.blind"):
            Deciding().open(station, entry_id)


def test_the_command_lists_nothing_of_it(office, monkeypatch, capsys):
    [entry_id] = planned_volume(office, ["Lan"])
    monkeypatch.setattr(bootstrap, "open_station", lambda folder, user, *_: seated(office, user))
    monkeypatch.setenv("STATION_PASSWORD", PASSWORD)
    for user, shown in (("clerk", [entry_id]), (SECOND, []), ("supervisor", [])):
        assert main(["entries", "--store", str(office.folder), "--user", user, "--json"]) == Exit.DONE
        assert [entry["entry_id"] for entry in json.loads(capsys.readouterr().out)] == shown
    with seated(office, SECOND) as station:
        key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id, **{NAME: "Nguyễn Thị Lân"}))
    assert main(["decide", entry_id, "--store", str(office.folder), "--user", SECOND]) == Exit.FAILED
    told = capsys.readouterr()
    assert "[second.blind]" in told.err and "Nguyễn" not in told.out
