"""What each field type makes of what paper, engines and typists offer."""

import datetime
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.dates import PartialDate
from station.domain.record import ValueState
from station.forms.definition import Bilingual, FieldDefinition, ItemDefinition
from station.forms.types import FIELD_TYPES, normalise, normalise_items, normalise_keyed, plausible

NAME = Bilingual(vi="Ô", en="Cell")


def field(type, **more):
    return FieldDefinition(id="cell", type=type, label=NAME, block="all", **more)


def result(type, text, lexicons=(), **more):
    return normalise(text, field(type, **more), dict(lexicons))


def rules(normalised):
    return [finding.rule for finding in normalised.findings]


@pytest.mark.parametrize("type", sorted(FIELD_TYPES))
@pytest.mark.parametrize("text", ["", "   ", "................", "…………", "_ _ _", ". , :"])
def test_leaders_and_noise_are_blank_for_every_type(type, text):
    assert (result(type, text).state, result(type, text).value) == (ValueState.BLANK, "")


@pytest.mark.parametrize(
    ("type", "text"),
    [
        ("date", "mờ quá"),
        ("date", "3012/201"),
        ("date", "31/02/2018"),
        ("date", "12/13/2018"),
        ("year", "nhòe"),
        ("number", "mười hai"),
        ("number", "12 và 13"),
        ("area", "rộng"),
        ("area", "1.2.3,4,5"),
        ("id_number", "Hộ chiếu"),
        ("register_number", "mất góc"),
        ("book_number", "rách"),
        ("serial", "123456"),
        ("serial", "BM 12345"),
    ],
)
def test_text_that_is_no_value_is_unreadable_with_a_finding(type, text):
    unreadable = result(type, text)
    assert (unreadable.state, unreadable.value, rules(unreadable)) == (ValueState.UNREADABLE, "", ["value.unreadable"])


@pytest.mark.parametrize(
    ("type", "text", "value"),
    [
        ("date", "02/03/2018", "02.03.2018"),
        ("date", "2-3-2018", "02.03.2018"),
        ("date", "2009/2017", "20.09.2017"),
        ("date", "22/061993", "22.06.1993"),
        ("date", "Ngày 2 tháng 3 năm 2018", "02.03.2018"),
        ("date", "Xã Lá Xanh, ngày 12 tháng 5 năm 2016", "12.05.2016"),
        ("date", "03/2018", "03.2018"),
        ("date", "tháng 3 năm 2018", "03.2018"),
        ("date", "Cao Sơn, nsàu 18 tháng 04 năm 2025", "18.04.2025"),
        ("date", "1 8 tháng 04 năm 2025", "04.2025"),
        ("date", "1987 ........", "1987"),
        ("date", "Năm 1987", "1987"),
        ("date", "02 / 03 / 2018", "02.03.2018"),
        ("date", "35 tuổi", "35 tuổi"),
        ("date", "Ngày hai tháng ba năm hai nghìn linh tám", "02.03.2008"),
        ("year", "Sinh năm 1985", "1985"),
        ("number", "12", "12"),
        ("number", "Trang 12", "12"),
        ("number", "007", "007"),
        ("area", "1.250,5 m²", "1250.5"),
        ("area", "1250", "1250"),
        ("area", "29.16", "29.16"),
        ("area", "1.250.500", "1250500"),
        ("area", "1,250.5", "1250.5"),
        ("area", "100,0", "100.0"),
        ("area", "1 250,5 m2", "1250.5"),
        ("area", "Không", "0"),
        ("area", "-/-", "0"),
        ("id_number", "CMND số 012345678 do CA tỉnh cấp ngày 12/3/2010", "012345678"),
        ("id_number", "079 185 001 234", "079185001234"),
        ("id_number", "079 185001234", "079185001234"),
        ("id_number", "079'185.001234|", "079185001234"),
        ("id_number", "012 345678", "012345678"),
        ("id_number", "Hộ chiếu số B1234567", "B1234567"),
        ("id_number", "12345", "12345"),
        ("register_number", "12/2018", "12/2018"),
        ("register_number", "Số: 012 / 2018", "12/2018"),
        ("register_number", "12", "12"),
        ("register_number", "12a/2018", "12a/2018"),
        ("register_number", "Số: 012 A / 1989", "12a/1989"),
        ("register_number", "7bis/1957", "7bis/1957"),
        ("register_number", "12a", "12a"),
        ("book_number", "1/2018", "01/2018"),
        ("book_number", "Quyển 02", "02"),
        ("serial", "BM123456", "BM 123456"),
        ("serial", "CĐ 123456", "CĐ 123456"),
        ("serial", "AA 06654954", "AA 06654954"),
        ("text", "-/-", "-/-"),
        ("text", "Không", "Không"),
        ("person_name", "LÊ THỊ BƯỞI .....", "LÊ THỊ BƯỞI"),
        ("person_name", "lê  thi bưoi", "lê thi bưoi"),
        ("place", "Xã Lá Xanh, huyện Suối Mơ", "Xã Lá Xanh, huyện Suối Mơ"),
        ("date_words", "Ngày hai tháng ba năm hai nghìn linh tám", "Ngày hai tháng ba năm hai nghìn linh tám"),
    ],
)
def test_text_gets_the_form_of_its_type(type, text, value):
    normalised = result(type, text)
    assert (normalised.value, normalised.state, rules(normalised)) == (value, ValueState.READ, [])


@pytest.mark.parametrize(
    ("type", "text", "value"),
    [
        ("date", "O2/O3/2018", "02.03.2018"),
        ("register_number", "l2/2018", "12/2018"),
        ("area", "l25,5", "125.5"),
        ("number", "1O", "10"),
        ("id_number", "CCCD: O79185001234", "079185001234"),
        ("serial", "BM 12345O", "BM 123450"),
    ],
)
def test_letters_taken_for_digits_are_said(type, text, value):
    assert (result(type, text).value, rules(result(type, text))) == (value, ["value.lookalikes"])


@pytest.mark.parametrize(
    ("typed", "value"), [("12B/2018", "12b/2018"), ("12 B", "12b"), ("7BIS/1957", "7bis/1957"), ("12/2018", "12/2018")]
)
def test_a_letter_that_a_person_typed_behind_a_number_is_a_letter(typed, value):
    keyed = normalise_keyed(typed, field("register_number"), {})
    assert (keyed.value, rules(keyed)) == (value, [])
    assert result("register_number", "12B/2018").value == "128/2018"  # what an engine read


def test_misread_digit_never_falls_off_silently():
    for type, text in (("date", "l2/03/2018"), ("register_number", "l2/2018"), ("area", "l25,5"), ("id_number", "O79185001234")):
        assert not plausible(text, field(type), {})


@pytest.mark.parametrize("text", ["-/-", "Không", "không có", "--", "Không ghi"])
@pytest.mark.parametrize("type", ["person_name", "date", "id_number", "choice", "list"])
def test_stroke_or_no_is_blank_where_it_cannot_be_a_value(type, text):
    assert result(type, text).state is ValueState.BLANK


def test_area_with_one_separator_and_three_digits_tells_the_other_meaning():
    assert (result("area", "1.250").value, result("area", "1.250").alternatives) == ("1250", ("1.250",))
    assert (result("area", "1,250").value, result("area", "1,250").alternatives) == ("1.250", ("1250",))
    assert result("area", "1.250,5").alternatives == ()


@pytest.mark.parametrize(
    ("text", "name", "code", "found"),
    [
        ("Kinh", "Kinh", "01", []),
        ("KINH", "Kinh", "01", []),
        ("H'Mông", "HMông", "08", []),
        ("Ê Đê", "Ê-đê", "12", []),
        ("Ra-đê", "Ê-đê", "12", []),
        ("Kính", "Kinh", "01", ["value.near-list"]),
        ("Klnh", "Kinh", "01", ["value.near-list"]),
        ("Tay", "Tày", "02", ["value.near-list"]),
        ("Dao (Tiền)", "Dao", "09", ["value.near-list"]),
        ("Lu", "Lự", "42", ["value.near-list"]),
        ("Xyzt", "Xyzt", "", ["value.not-in-list"]),
        ("Mo", "Mo", "", ["value.not-in-list"]),
    ],
)
def test_choice_becomes_the_lists_name_and_says_how_sure_it_is(lexicons, text, name, code, found):
    normalised = result("choice", text, lexicons, lexicon="ethnic_groups")
    assert (normalised.value, normalised.code, rules(normalised)) == (name, code, found)


def test_choice_in_other_encodings_of_the_same_letters_is_exact(lexicons):
    for text in (unicodedata.normalize("NFD", "Mường"), "M\u01b0\u1eddng", "Ba\u00a0Na"):
        assert rules(result("choice", text, lexicons, lexicon="ethnic_groups")) == []
    assert result("choice", "Ca-na-\u00d0a", lexicons, lexicon="nationalities").code == "CAN"


def test_tick_is_a_code_or_its_label_and_never_two():
    options = {"1": ["Đúng giờ"], "4": ["Trễ giờ", "Muộn"]}
    assert result("tick", "muộn", options=options).code == "4"
    assert result("tick", "1", options=options).value == "1"
    assert result("tick", "1;4", options=options).state is ValueState.UNREADABLE
    assert result("tick", "7", options=options).state is ValueState.UNREADABLE


def listing(splitter, **items):
    return FieldDefinition(
        id="cell",
        type="list",
        label=NAME,
        block="all",
        splitter=splitter,
        items={key: ItemDefinition(type=type, label=NAME) for key, type in items.items()},
    )


def parts(text, definition):
    return {path: part.normalised.value for path, part in normalise_items(text, definition, {}).items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đất ở 200 m²; đất vườn 1.150,5 m²", ["Đất ở", "200", "đất vườn", "1150.5"]),
        ("Đất ở: 200m2, đất vườn: 100m2", ["Đất ở", "200", "đất vườn", "100"]),
        ("Đất ở tại đô thị", ["Đất ở tại đô thị", ""]),
        ("Đất ở (ODT): 120,5 m?;", ["Đất ở", "120.5"]),
        ("Đất ở (0NT): 81,7 m²", ["Đất ở", "81.7"]),
        ("Đất ở (ONT 81,7 m²", ["Đất ở", "81.7"]),
        ("Đất ở ......... 90 m²", ["Đất ở", "90"]),
        ("-/-", []),
        ("....", []),
    ],
)
def test_names_with_areas_come_apart(text, expected):
    assert list(parts(text, listing("name_area", ten="text", rong="area")).values()) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đất ở: Lâu dài; đất vườn: Đến ngày 12/05/2066", ["Đất ở", "Lâu dài", "đất vườn", "Đến ngày 12/05/2066"]),
        ("Lâu dài", ["", "Lâu dài"]),
        ("Đất ở", ["Đất ở", ""]),
    ],
)
def test_names_with_terms_come_apart(text, expected):
    assert list(parts(text, listing("name_term", ten="text", han="text")).values()) == expected


def test_plain_list_comes_apart_at_semicolons():
    assert parts("một; hai ;; ba.", listing("semicolon", ten="text")) == {"cell[0].ten": "một", "cell[1].ten": "hai", "cell[2].ten": "ba"}


@given(
    st.dates(datetime.date(1850, 1, 1), datetime.date(2100, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "ngày %d tháng %m năm %Y"]),
)
def test_every_date_survives_its_printed_forms(day, form):
    assert result("date", day.strftime(form)).value == str(PartialDate(day.year, day.month, day.day))


@given(st.integers(0, 10**7), st.integers(0, 9))
def test_every_area_survives_the_vietnamese_way_of_writing(whole, tenth):
    assert result("area", f"{whole:,}".replace(",", ".") + f",{tenth} m²").value == f"{whole}.{tenth}"


@given(st.text(max_size=40), st.sampled_from(sorted(FIELD_TYPES)))
def test_no_text_makes_a_type_raise(text, type):
    normalised = result(type, text)
    assert normalised.state is ValueState.READ or normalised.value == ""


@given(st.text(max_size=40), st.sampled_from(sorted(set(FIELD_TYPES) - {"tick", "list", "choice"})))
def test_value_made_by_a_type_is_proper_and_stays_as_it_is(text, type):
    normalised = result(type, text)
    if normalised.state is ValueState.READ:
        assert FIELD_TYPES[type].proper(normalised.value, field(type), {})
        assert result(type, normalised.value).value == normalised.value
