"""A birth comes in twice, its extract beside it, the parents' wedding before it: what the station says, what a person answers."""

import dataclasses

import pytest

from station.domain.record import PageReading
from station.domain.relations import Relation, Verdict
from station.domain.rights import Right, may
from station.domain.roles import Role
from station.domain.sheets import SheetMark
from station.domain.states import EntryState
from station.store.audit import audit
from station.store.sheets import put_mark
from station.workflow.checking import Keyed
from station.workflow.drafts import actions_of, finish_entry
from station.workflow.points import points_of
from station.workflow.relatives import judge_pair, make_forms_known, relatives_of
from tests.flow.conftest import birth, read
from tests.seated import fill, seated

BORN = {
    "so": read("12/2018"), "nksHoTen": read("Vịt Thị Ngọc Lan"), "nksNgaySinh": read("02/03/2018", "02.03.2018"),
    "nksGioiTinh": read("Nữ"), "meHoTen": read("Ngan Thị Bơi"), "meNgaySinh": read("1990"), "chaHoTen": read("Vịt Văn Xiêm"),
    "chaNgaySinh": read("1988"), "noiDangKy": read("UBND xã Ao Sâu"),
}  # fmt: skip


def a_birth(form_id: str = "birth_certificate", **other: str) -> PageReading:
    return PageReading(form_id, 1, {**BORN, **{path: read(text) for path, text in other.items()}})


@pytest.fixture
def station(office):
    with seated(office) as station:
        make_forms_known(station.desk, station.store.links, station.station_id)
        yield station


def related(station, entry_id, values=None):
    entry = station.desk.records.entry(entry_id)
    return {one.related.entry_id: one for one in relatives_of(station.desk, station.store.links, entry, values)}


def volume_of(station, number: str, **readings: PageReading):
    return fill(station, list(readings), number, dict(readings))


def test_the_log_is_told_of_every_form_once(office):
    with seated(office) as station:
        assert make_forms_known(station.desk, station.store.links, station.station_id) == len(office.forms.forms)
        assert make_forms_known(station.desk, station.store.links, station.station_id) == 0
    with seated(office) as station:
        assert make_forms_known(station.desk, station.store.links, station.station_id) == 0


def test_a_birth_captured_twice_in_two_volumes_is_asked_about_with_its_reason(station):
    (first,) = volume_of(station, "01", mot=a_birth())
    (second,) = volume_of(station, "02", hai=a_birth(nksHoTen="Vịt Thị Ngọc Lam"))
    one = related(station, second)[first]
    assert one.related.relation is Relation.DUPLICATE and one.is_asked
    assert one.why.vi == ("Người được khai sinh: họ tên gần giống, cùng ngày sinh, cùng tên cha, cùng tên mẹ; cùng số đăng ký.")
    assert one.why.en.startswith("Child: nearly the same name, the same date of birth")
    assert one.volume is not None and one.volume.number == "01" and one.title.vi.startswith("Giấy khai sinh")


def test_an_extract_of_the_same_birth_is_told_and_not_asked_about(station):
    (first,) = volume_of(station, "01", mot=a_birth("birth_register_2016"))
    (second,) = volume_of(station, "02", hai=a_birth("birth_extract"))
    one = related(station, first)[second]
    assert one.related.relation is Relation.OTHER_PAPER and not one.is_asked


def test_what_was_called_different_is_never_shown_again_from_either_side(station):
    first, second = volume_of(station, "01", mot=a_birth(), hai=a_birth())
    judge_pair(station.desk, second, first, Relation.DUPLICATE, Verdict.DIFFERENT)
    assert related(station, first) == {} == related(station, second)
    assert audit(station.store, None).faults == []


def test_what_was_confirmed_stays_told_and_is_no_longer_asked(station):
    first, second = volume_of(station, "01", mot=a_birth(), hai=a_birth())
    judge_pair(station.desk, second, first, Relation.DUPLICATE, Verdict.SAME)
    one = related(station, first)[second]
    assert one.verdict is Verdict.SAME and not one.is_asked


def test_judging_changes_no_word_and_takes_nobody_s_right_to_finish(station):
    first, second = volume_of(station, "01", mot=a_birth(), hai=a_birth())
    before, count = station.desk.records.entry(second), actions_of(station.desk, second)
    judge_pair(station.desk, second, first, Relation.DUPLICATE, Verdict.SAME)
    assert station.desk.records.entry(second) == before and actions_of(station.desk, second) == count


def test_names_are_compared_as_they_stand_under_the_clerk_s_hands(station):
    (first,) = volume_of(station, "01", mot=a_birth())
    (second,) = volume_of(station, "02", hai=a_birth(nksHoTen="Gà Văn Tồ", meHoTen="Gà Thị Mái", chaHoTen="Gà Văn Trống"))
    assert related(station, second) == {}
    values = {path: dataclasses.replace(value) for path, value in station.desk.records.entry(first).fields.items()}
    assert set(related(station, second, values)) == {first}


def test_a_duplicate_that_nobody_answered_goes_with_the_entry_to_the_supervisor(station):
    (first,) = volume_of(station, "01", mot=a_birth())
    (second,) = volume_of(station, "02", hai=a_birth())
    done = finished(station, second)
    form = station.desk.forms.of_ref(done.form)
    assert [point.rule for point in points_of(form, station.desk.forms, done) if point.rule.startswith("link.")] == ["link.duplicate"]
    judge_pair(station.desk, first, second, Relation.DUPLICATE, Verdict.DIFFERENT)
    assert not [finding for finding in finished(station, first).findings if finding.rule.startswith("link.")]


def finished(station, entry_id):
    entry = station.desk.records.entry(entry_id)
    reasons = {finding.rule: "đúng như trên giấy" for finding in entry.findings}
    typed, relatives = {"nksDanToc": Keyed("Kinh")}, relatives_of(station.desk, station.store.links, entry)
    done = finish_entry(station.desk, station.store.drafts, entry_id, typed, reasons, actions_of(station.desk, entry_id), relatives)
    assert done.state is EntryState.CHECKED
    return done


def test_clerks_and_supervisors_judge_and_nobody_else_does(office):
    with seated(office) as station:
        first, second = volume_of(station, "01", mot=birth("Một"), hai=birth("Hai"))
    with seated(office, "supervisor") as station:
        judge_pair(station.desk, first, second, Relation.DUPLICATE, Verdict.DIFFERENT)
        assert station.store.links.verdicts(second) == {first: Verdict.DIFFERENT}
    assert {role for role in Role if may(role, Right.RELATE)} == {Role.CLERK, Role.SUPERVISOR}


def test_two_pictures_of_one_sheet_are_told_at_their_entries_until_somebody_says_they_are_two(station):
    (first,) = volume_of(station, "01", mot=a_birth())
    (second,) = volume_of(station, "02", hai=PageReading("birth_certificate", 1, {"so": read("7/2018"), "nksHoTen": read("Gà Văn Trống")}))
    pages = [station.desk.records.entry(entry_id).pages[0] for entry_id in (first, second)]
    assert related(station, second) == {}
    put_mark(station.store.database, 10**6, pages[0], SheetMark(None, ""))
    put_mark(station.store.database, 10**6 + 1, pages[1], SheetMark(pages[0], "00", (pages[0],)))
    for entry_id, other in ((first, second), (second, first)):
        one = related(station, entry_id)[other]
        assert one.related.relation is Relation.SAME_SHEET and one.is_asked and "Ảnh trang" in one.why.vi
    judge_pair(station.desk, first, second, Relation.SAME_SHEET, Verdict.DIFFERENT)
    assert related(station, first) == related(station, second) == {}
