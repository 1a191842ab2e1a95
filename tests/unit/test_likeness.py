"""Whether two writings mean the same: Vietnamese names, partial dates, old and new numbers. Each with its reason."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.identification import Agreement
from station.domain.likeness import compare_dates, compare_names, compare_numbers, compare_sexes
from station.practice.names import CUSTOMS, compose_name

SAME, DIFFERS, CANNOT_SAY = Agreement.SAME, Agreement.DIFFERS, Agreement.CANNOT_SAY


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    ("paper", "card"),
    [
        ("Nguyễn Thị Hoà", "NGUYỄN THỊ HÒA"),
        ("Lý Mỹ Kỳ", "Lí Mĩ Kì"),
        ("Trần Thị Quý", "Trần Thị Quí"),
        (decomposed("Đặng Văn Thuỷ"), "Đặng Văn Thủy"),
        ("\u00d0ặng Văn Bình", "Đặng Văn Bình"),
        ("H'Hen Niê-Kdăm", "H’ Hen Niê Kdăm"),
        ("Y Bhiông Ê Ban", "Y Bhiông Êban"),
        ("  Lò   Văn\u00a0Phó ", "Lò Văn Phó"),
    ],
)
def test_one_name_in_two_spellings_is_the_same(paper, card):
    assert compare_names(paper, card).agreement is SAME
    assert compare_names(card, paper).agreement is SAME


@pytest.mark.parametrize(
    ("paper", "card"),
    [
        ("Nguyễn Văn An", "Nguyễn Văn Ân"),
        ("Nguyễn Thị Thuý", "Nguyễn Thị Thúi"),
        ("Nguyễn Thị Thuý", "Nguyễn Thị Thuỷ"),
        ("Vũ Quang Huy", "Vũ Quang Hui"),
        ("Trần Văn Nam", "Trần Văn Năm"),
        ("Lê Văn Đạt", "Lê Văn Dạt"),
        ("Trần Lê Bình", "Lê Trần Bình"),
        ("Hoàng Thị Lan", "Nguyễn Thị Lan"),
        ("Phạm Thị Lan Anh", "Phạm Thị Lan"),
    ],
)
def test_another_name_differs_and_says_where(paper, card):
    found = compare_names(paper, card)
    assert found.agreement is DIFFERS and found.why.vi and found.why.en


@pytest.mark.parametrize(
    ("paper", "card"),
    [("NGUYEN VAN AN", "Nguyễn Văn An"), ("Nguyễn Văn Ân", "NGUYEN VAN AN"), ("DANG THI THUY", "Đặng Thị Thuý")],
)
def test_a_name_without_any_marks_agrees_with_many_so_nobody_can_say(paper, card):
    assert compare_names(paper, card).agreement is CANNOT_SAY


def test_a_name_without_marks_with_other_letters_differs_all_the_same():
    assert compare_names("NGUYEN VAN BA", "Nguyễn Văn An").agreement is DIFFERS


def test_a_name_cut_by_the_machine_readable_zone_cannot_be_judged():
    assert compare_names("CONG TON NGUYEN THI BAO TRAN C", "Công Tôn Nguyễn Thị Bảo Trân Châu").agreement is CANNOT_SAY


def test_silence_on_either_side_is_not_agreement():
    assert compare_names("", "Nguyễn Văn An").agreement is CANNOT_SAY
    assert compare_names("Nguyễn Văn An", " ").agreement is CANNOT_SAY


@given(st.randoms(), st.sampled_from(CUSTOMS), st.sampled_from(["male", "female"]))
def test_every_invented_name_is_itself_in_every_composition_and_case(random, custom, sex):
    name = compose_name(custom, random.choice(custom.families), sex, random)
    for written in (name.upper(), decomposed(name), f" {name.lower()} ", name.replace("-", " ")):
        assert compare_names(name, written).agreement is SAME


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_get_an_answer_that_does_not_depend_on_the_side(one, other):
    for compare in (compare_names, compare_dates, compare_sexes):
        assert compare(one, other).agreement is compare(other, one).agreement


def test_no_reason_repeats_what_was_compared():
    found = compare_names("Nguyễn Văn Kín", "Nguyễn Văn Hở")
    assert not any(word in found.why.vi + found.why.en for word in ("Kín", "Hở"))


@pytest.mark.parametrize(
    ("paper", "card", "expected", "word"),
    [
        ("02.03.1990", "02/03/1990", SAME, "Trùng"),
        ("1990", "1990", SAME, "phần có ghi"),
        ("1990", "02/03/1990", CANNOT_SAY, "Cùng năm"),
        ("03.1990", "02/03/1990", CANNOT_SAY, "Cùng tháng"),
        ("35 tuổi", "02/03/1990", CANNOT_SAY, "tuổi"),
        ("khoảng 1990", "02/03/1990", CANNOT_SAY, "không phải"),
        ("1991", "02/03/1990", DIFFERS, "Khác năm"),
        ("04.1990", "02/03/1990", DIFFERS, "khác tháng"),
        ("05.03.1990", "02/03/1990", DIFFERS, "khác ngày"),
        ("03.02.1990", "02/03/1990", DIFFERS, "đổi chỗ"),
        ("31.02.1990", "02/03/1990", CANNOT_SAY, "không phải"),
    ],
)
def test_dates_are_compared_as_far_as_both_go(paper, card, expected, word):
    found = compare_dates(paper, card)
    assert found.agreement is expected and word in found.why.vi


@pytest.mark.parametrize(
    ("paper", "card", "expected"), [("Nữ", "F", SAME), ("nam", "Nam", SAME), ("Nam", "Nữ", DIFFERS), ("Nam", "<", CANNOT_SAY)]
)
def test_sexes(paper, card, expected):
    assert compare_sexes(paper, card).agreement is expected


@pytest.mark.parametrize(
    ("paper", "card", "former", "expected"),
    [
        ("099190000001", "099190000001", "", SAME),
        ("099 190 000 001", "099190000001", "", SAME),
        ("099190000001", "099190000002", "", DIFFERS),
        ("991234567", "099190000001", "991234567", SAME),
        ("991234567", "099190000001", "997654321", DIFFERS),
        ("991234567", "099190000001", "", CANNOT_SAY),
        ("991234567", "991234567", "", SAME),
        ("099190000001", "991234567", "", CANNOT_SAY),
        ("", "099190000001", "", CANNOT_SAY),
        ("099190000001", "", "991234567", CANNOT_SAY),
    ],
)
def test_a_number_of_nine_digits_is_held_against_the_former_number(paper, card, former, expected):
    assert compare_numbers(paper, card, former).agreement is expected
