"""Every predicate: where it holds, where it does not, and where it cannot tell."""

import datetime

import pytest

from station.domain.record import FieldValue, ValueSource, ValueState
from station.forms.operands import Case, Operand
from station.forms.rules import PREDICATES

TODAY = datetime.date(2026, 1, 1)


def read(value, type="text", code=""):
    return Operand(type, FieldValue(value, value, ValueState.READ, ValueSource.READING, code))


def listed(*values, key="rong"):
    return Operand("list", items=tuple({key: FieldValue(value, value, ValueState.READ, ValueSource.READING)} for value in values))


def judge(predicate, *operands, **parameters):
    return PREDICATES[predicate].judge(operands, parameters, Case(TODAY))


WORDS = "ngày hai tháng ba năm hai nghìn không trăm mười tám"


@pytest.mark.parametrize(
    ("predicate", "values", "parameters", "verdict"),
    [
        ("not_before", ["02.03.2018", "02.03.2018"], {}, True),
        ("not_before", ["01.03.2018", "02.03.2018"], {}, False),
        ("not_before", ["2018", "02.03.2018"], {}, True),
        ("not_before", ["2017", "2018"], {}, False),
        ("not_before", ["35 tuổi", "2018"], {}, None),
        ("between_dates", ["2017"], {"from": "2017-06-01", "to": "today"}, True),
        ("between_dates", ["5005"], {"from": "1900-01-01", "to": "today"}, False),
        ("between_dates", ["31.12.1899"], {"from": "1900-01-01", "to": "today"}, False),
        ("between_dates", ["?"], {"from": "1900-01-01", "to": "today"}, None),
        ("within_years", ["02.03.2018", "1987"], {"least": 12, "most": 60}, True),
        ("within_years", ["02.03.2018", "2010"], {"least": 12, "most": 60}, False),
        ("within_years", ["2018", "2006"], {"least": 12, "most": 60}, True),
        ("within_years", ["2018", "1950"], {"least": 12, "most": 60}, False),
        ("within_years", ["2018", "35 tuổi"], {"least": 12, "most": 60}, None),
        ("days_after", ["01.05.2018", "02.03.2018", "1"], {"when": "1", "most": 60}, True),
        ("days_after", ["02.05.2018", "02.03.2018", "1"], {"when": "1", "most": 60}, False),
        ("days_after", ["02.05.2018", "02.03.2018", "4"], {"when": "1", "most": 60}, None),
        ("days_after", ["2018", "02.03.2018", "1"], {"when": "1", "most": 60}, None),
        ("year_of_number", ["12/2018", "02.03.2018"], {}, True),
        ("year_of_number", ["12/2019", "02.03.2018"], {}, False),
        ("year_of_number", ["12", "02.03.2018"], {}, None),
        ("pattern", ["BM 123456"], {"pattern": r"[A-Z]{2} \d{6}"}, True),
        ("pattern", ["BM 1234567"], {"pattern": r"[A-Z]{2} \d{6}"}, False),
        ("digits_length", ["012345678"], {"lengths": "9 12"}, True),
        ("digits_length", ["0123456789"], {"lengths": "9 12"}, False),
        ("digits_length", ["B1234567"], {"lengths": "9 12"}, None),
        ("differ", ["Lê Hòa", "LÊ HOÀ"], {}, False),
        ("differ", ["Lê Hòa", "Lê Hoa"], {}, True),
        ("equal", ["Lê Hòa", "LÊ HOÀ"], {}, True),
        ("equal", ["a", "a", "b"], {}, False),
        ("equals_one_of", ["a", "b", "A"], {}, True),
        ("equals_one_of", ["a", "b", "c"], {}, False),
        ("required", ["a"], {}, True),
        ("empty", ["a"], {}, False),
        ("sum_equals", ["350.5", "200", "150.5"], {}, True),
        ("sum_equals", ["350.5", "200", "150"], {"tolerance": "0.5"}, True),
        ("sum_equals", ["350.6", "200", "150"], {"tolerance": "0.5"}, False),
        ("sum_equals", ["350.6", "?"], {}, None),
    ],
)
def test_predicate_judges(predicate, values, parameters, verdict):
    assert judge(predicate, *map(read, values), **parameters) is verdict


@pytest.mark.parametrize(("date", "verdict"), [("02.03.2018", True), ("03.02.2018", False), ("03.2018", False), ("35 tuổi", None)])
def test_date_is_compared_with_its_words(date, verdict):
    assert judge("words_equal_figures", read(date, "date"), read(WORDS, "date_words")) is verdict


@pytest.mark.parametrize(("area", "verdict"), [("1250.5", True), ("1250.50", True), ("1250", False), ("", None)])
def test_area_is_compared_with_its_words(area, verdict):
    words = read("Một nghìn hai trăm năm mươi phẩy năm mét vuông", "area_words")
    assert judge("words_equal_figures", read(area, "area"), words) is verdict


def test_words_that_cannot_be_understood_bear_no_witness():
    assert judge("words_equal_figures", read("02.03.2018", "date"), read("ngay hal thang", "date_words")) is None


def test_items_of_a_list_are_added():
    assert judge("sum_equals", read("20.5", "area"), listed("12.5", "8"), item="rong") is True
    assert judge("sum_equals", read("21.5", "area"), listed("12.5", "8"), item="rong") is False


def test_list_with_an_item_without_its_number_has_no_sum():
    assert judge("sum_equals", read("20.5", "area"), listed("12.5", ""), item="rong") is None
    assert judge("sum_equals", read("20.5", "area"), listed("12.5", key="other"), item="rong") is None


def test_items_are_counted():
    assert judge("most_items", listed("1", "2", "3"), most=3) is True
    assert judge("most_items", listed("1", "2", "3", "4"), most=3) is False


def test_codes_decide_over_spelling():
    assert judge("equal", read("Ê-đê", code="12"), read("Rhadé", code="12")) is True
    assert judge("equal", read("Thái", code="03"), read("Thái", code="99")) is False


@pytest.mark.parametrize(
    ("number", "birth", "sex", "verdict"),
    [
        ("001085000001", "1985", "1", True),
        ("001185000001", "1985", "2", True),
        ("001218000001", "02.03.2018", "1", True),
        ("001318000001", "02.03.2018", "2", True),
        ("001318000001", "02.03.2018", "1", False),
        ("001217000001", "02.03.2018", "1", False),
        ("001318000001", "02.03.2018", "3", True),
        ("012345678", "1985", "1", None),
    ],
)
def test_personal_number_tells_century_sex_and_year(number, birth, sex, verdict):
    operands = (read(number, "id_number"), read(birth, "date"), read("x", "choice", code=sex))
    assert judge("personal_id_agrees", *operands, male="1", female="2") is verdict
