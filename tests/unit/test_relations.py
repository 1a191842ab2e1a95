"""Which entries are taken for the same case, for twins, for a family, and for strangers."""

import dataclasses
from itertools import count

import pytest

from station.domain.dates import PartialDate
from station.domain.ids import EntryId, VolumeId
from station.domain.linkage import FormFacts, Paper, PersonOnPaper, keys_of, paper_of
from station.domain.record import FormRef
from station.domain.relations import Relation, enough_bits, relation_of
from station.domain.states import EntryState
from station.domain.weights import Grade, name_grade, signs

MILLION = enough_bits(1_000_000)
_ids = count(1)

BIRTHS = FormFacts(
    "duck_births", "1", "VB",
    persons={
        "duckling": {"name": "ten", "birth_date": "ngay", "sex": "gioi", "id_number": "so_dinh_danh", "father": "bo", "mother": "me"},
        "mother": {"name": "me", "birth_date": "me_sinh"},
        "father": {"name": "bo", "birth_date": "bo_sinh"},
        "requester": {"name": "nguoi_di", "id_number": "giay_to"},
    },
    case_persons=("duckling",), number="so", numbering=("quyen", "so"), places=("noi",),
)  # fmt: skip
EXTRACTS = dataclasses.replace(BIRTHS, form_id="duck_extract", numbering=("noi_dang_ky", "so"))
WEDDINGS = FormFacts(
    "duck_weddings", "1", "VK",
    persons={
        "wife": {"name": "vo", "birth_date": "vo_sinh", "id_number": "vo_so", "spouse": "chong"},
        "husband": {"name": "chong", "birth_date": "chong_sinh", "id_number": "chong_so", "spouse": "vo"},
    },
    case_persons=("wife", "husband"), number="so", numbering=("quyen", "so"), places=(),
)  # fmt: skip
PONDS = FormFacts(
    "pond_papers", "1", "GCN",
    persons={"party": {"name": "chu", "birth_date": "nam_sinh", "id_number": "so_giay_to"}},
    case_persons=(), number="", numbering=("seri",), places=(),
)  # fmt: skip

BIRTH = {
    "ten": "Vịt Thị Ngọc Lan", "ngay": "02.03.2016", "gioi": "Nữ", "bo": "Vịt Văn Xiêm", "me": "Ngan Thị Bơi", "so": "12/2016",
    "quyen": "01/2016", "me_sinh": "1990", "bo_sinh": "1988",
}  # fmt: skip


def paper(facts: FormFacts = BIRTHS, values: dict[str, str] | None = None, volume: str = "v", **other: str) -> Paper:
    said = {**(BIRTH if values is None else values), **other}
    return paper_of(facts, EntryId(f"e{next(_ids)}"), FormRef(facts.form_id, "1", ""), VolumeId(volume), EntryState.READ, said)


def relation(ours: Paper, theirs: Paper, enough: float = MILLION) -> Relation | None:
    found = relation_of(ours, theirs, enough)
    back = relation_of(theirs, ours, enough)
    assert (found.relation if found else None) == (back.relation if back else None), "as it is seen from the other side"
    return found.relation if found else None


def meets(ours: Paper, theirs: Paper) -> bool:
    return bool(keys_of(ours) & keys_of(theirs))


@pytest.mark.parametrize(
    "misread",
    [
        {},
        {"ten": "Vit Thi Ngoc Lan"},
        {"ten": "Vịt Thị Ngọc Lam"},
        {"ten": "Vịt Thị Lan"},
        {"ngay": "03.02.2016"},
        {"ngay": "02.03.2010"},
        {"me": "Ngan Thi Boi", "bo": "Vit Van Xiem"},
        {"ten": "VỊT THỊ NGỌC LAN", "me_sinh": "", "bo_sinh": ""},
    ],
)
def test_one_birth_captured_twice_is_found_though_misread(misread):
    ours, theirs = paper(), paper(volume="other", **misread)
    assert meets(ours, theirs)
    assert relation(ours, theirs) is Relation.DUPLICATE


def test_the_register_and_its_extract_are_one_case_on_two_papers():
    assert relation(paper(), paper(EXTRACTS, noi_dang_ky="UBND xã Ao Sâu")) is Relation.OTHER_PAPER


@pytest.mark.parametrize("twin", ["Vịt Thị Ngọc Loan", "Vịt Thị Ngọc Lân", "Vịt Văn Hùng", "Vịt Thị Ngọc Mai"])
def test_twins_are_twins_however_alike_their_names(twin):
    other = paper(ten=twin, so="13/2016")
    assert meets(paper(), other)
    assert relation(paper(), other) is Relation.TWINS


def test_an_almost_equal_name_under_the_same_number_is_a_misreading_and_no_twin():
    assert relation(paper(), paper(ten="Vịt Thị Ngọc Loan")) is Relation.DUPLICATE


def test_children_of_one_couple_are_siblings():
    assert relation(paper(), paper(ten="Vịt Văn Bầu", ngay="09.10.2018", so="70/2018", quyen="01/2018", gioi="Nam")) is Relation.SIBLINGS


def test_the_same_name_and_day_with_other_parents_is_another_child():
    assert relation(paper(), paper(me="Gà Thị Mái", bo="Gà Văn Trống", so="90/2016", quyen="02/2016")) is None


def test_the_same_name_in_the_same_year_alone_is_a_stranger_among_a_million():
    alone = {"ten": "Vịt Văn Hùng", "ngay": "2016"}
    assert relation(paper(values=alone), paper(values=alone)) is None


def test_the_same_number_in_one_volume_for_other_people_is_a_clash_and_in_another_volume_nothing():
    others = {**BIRTH, "ten": "Gà Văn Tồ", "ngay": "05.06.2016", "me": "Gà Thị Mái", "bo": "Gà Văn Trống"}
    assert relation(paper(), paper(values=others)) is Relation.NUMBER_CLASH
    assert relation(paper(), paper(values=others, volume="w")) is None


def test_a_serial_names_one_paper_wherever_it_lies():
    holder = {"chu": "Vịt Văn Xiêm", "seri": "BA 123456", "nam_sinh": "1988"}
    assert relation(paper(PONDS, holder), paper(PONDS, holder, volume="w")) is Relation.DUPLICATE
    assert relation(paper(PONDS, holder), paper(PONDS, {**holder, "chu": "Gà Văn Trống"}, volume="w")) is Relation.NUMBER_CLASH


def test_one_holder_may_have_many_papers():
    first = {"chu": "Vịt Văn Xiêm", "seri": "BA 123456", "so_giay_to": "991234567"}
    assert relation(paper(PONDS, first), paper(PONDS, {**first, "seri": "BA 777777"})) is Relation.SAME_PERSON


def test_the_parents_of_a_child_are_found_in_their_marriage_by_two_names_that_stand_together():
    wedding = paper(WEDDINGS, {"vo": "Ngan Thị Bơi", "vo_sinh": "04.05.1990", "chong": "Vịt Văn Xiêm", "chong_sinh": "01.01.1988"})
    assert meets(paper(), wedding)
    assert relation(paper(), wedding) is Relation.SAME_PERSON
    found = relation_of(paper(), wedding, MILLION)
    assert found is not None
    assert {(match.ours, match.theirs) for match in found.matches} == {("mother", "wife"), ("father", "husband")}


def test_a_parent_who_hands_the_papers_in_does_not_speak_for_himself_twice():
    hands_in = {"ten": "Vịt Thị Bé", "ngay": "01.02.2016", "bo": "Vịt Văn Xiêm", "bo_sinh": "1988", "nguoi_di": "Vịt Văn Xiêm"}
    wedding = paper(WEDDINGS, {"vo": "Gà Thị Lạ", "chong": "Vịt Văn Xiêm", "chong_sinh": "1988"})
    assert relation(paper(values=hands_in), wedding) is None


def test_one_identity_number_finds_a_person_whose_name_was_misread():
    first = {"chu": "Vịt Văn Xiêm", "seri": "BA 1", "so_giay_to": "CMND số 991234567, cấp ngày 1/1/2005"}
    wedding = paper(WEDDINGS, {"vo": "Ngan Thị Bơi", "chong": "Vịt Văn Xiên", "chong_so": "991234567"})
    assert meets(paper(PONDS, first), wedding) and relation(paper(PONDS, first), wedding) is Relation.SAME_PERSON


def test_the_fewer_entries_the_less_is_enough():
    child = {"ten": "Vịt Thị Ngọc Lan", "ngay": "04.05.1990"}
    bride = {"vo": "Vịt Thị Ngọc Lan", "vo_sinh": "1990", "chong": "Gà Văn Trống", "chong_sinh": "1988"}
    assert relation(paper(values=child), paper(WEDDINGS, bride)) is None
    assert relation(paper(values=child), paper(WEDDINGS, bride), enough_bits(10_000)) is Relation.SAME_PERSON


@pytest.mark.parametrize(
    ("ours", "theirs", "grade"),
    [
        ("Vịt Văn Hoà", "VỊT VĂN HÒA", Grade.SAME),
        ("Vịt Thị Thuý", "Vịt Thị Thúy", Grade.SAME),
        ("Đặng Văn Đỗ", "Dang Van Do", Grade.MARKS),
        ("Vịt Văn Hùng", "Vịt Văn Hưng", Grade.MARKS),
        ("Vịt Văn Hùng", "Vịt Văn Kùng", Grade.NEAR),
        ("Vịt Thị Ngọc Lan", "Vịt Thị Lan", Grade.NEAR),
        ("Y Thih Niê", "Niê Y Thih", Grade.NEAR),
        ("Vịt Thị Lan", "Vịt Thị Mai", Grade.DIFFERS),
        ("Vịt Văn Hùng", "Vịt Thị Hùng", Grade.DIFFERS),
    ],
)
def test_names_are_as_alike_as_vietnamese_readers_find_them(ours, theirs, grade):
    assert name_grade(ours, theirs) is grade is name_grade(theirs, ours)


def test_nine_and_twelve_digits_of_one_person_say_nothing_about_each_other():
    old, new = (PersonOnPaper("a", "Vịt", numbers=(number,)) for number in ("991234567", "099090123456"))
    assert [sign.part for sign in signs(old, new)] == ["name"]


def test_an_age_is_no_date():
    assert paper(values={**BIRTH, "me_sinh": "35 tuổi"}).persons[1].born is None
    assert paper().persons[1].born == PartialDate(1990)
