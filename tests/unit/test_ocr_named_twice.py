"""What two lines of a page call one district, all looks at both lines spell; people and other units are left alone."""

import pytest

from ocr.named_twice import Line, with_marks_of_all
from tests.unit.test_ocr_marks import look

DOUBTFUL = {"ẳ": {"ẳ": 3.0, "ắ": 6.0}}
SURE = {"ắ": {"ắ": 0.5, "ẳ": 28.0}}


def test_a_district_named_twice_bears_the_marks_that_cost_least_over_both_lines():
    lines = {
        "born": Line("xã Suối Mây, huyện Đá Trẳng, tỉnh", [look("xã Suối Mây, huyện Đá Trẳng, tỉnh", **DOUBTFUL)]),
        "lives": Line("huyện Đá Trắng", [look("huyện Đá Trắng", **SURE)]),
    }
    assert with_marks_of_all(lines) == {"born": "xã Suối Mây, huyện Đá Trắng, tỉnh"}


CAPITALS = "ỦY BAN NHÂN DÂN HUYỆN ĐÁ TRẲNG"


def test_a_hamlet_named_twice_bears_them_too():
    lines = {
        "born": Line("Thôn Hỏa Thuận, xã Suối Mây", [look("Thôn Hỏa Thuận, xã Suối Mây", ỏ={"ỏ": 2.0, "ò": 4.0})]),
        "lives": Line("thôn Hòa Thuận", [look("thôn Hòa Thuận", ò={"ò": 1.0, "ỏ": 20.0})]),
    }
    assert with_marks_of_all(lines) == {"born": "Thôn Hòa Thuận, xã Suối Mây"}


def test_a_district_in_capitals_bears_the_marks_of_its_small_letters():
    lines = {
        "office": Line(CAPITALS, [look(CAPITALS, Ẳ={"Ẳ": 1.8, "Ắ": 14.0})]),
        "lives": Line("xã Suối Mây, huyện Đá Trắng", [look("xã Suối Mây, huyện Đá Trắng", **SURE)]),
    }
    assert with_marks_of_all(lines) == {"office": "ỦY BAN NHÂN DÂN HUYỆN ĐÁ TRẮNG"}


@pytest.mark.parametrize(
    ("named", "others"),
    [
        ({"Ẳ": 1.8, "Ằ": 14.0}, ["huyện Đá Trắng"]),  # no look saw that mark
        ({"Ẳ": 1.8, "Ắ": 14.0}, ["huyện Đá Trắng", "huyện Đá Trăng"]),  # the others do not agree
        ({"Ẳ": 1.8, "Ắ": 14.0}, ["thị trấn Đá Trắng"]),  # another kind of unit
    ],
)
def test_capitals_keep_their_marks_where_small_letters_say_nothing_sure(named, others):
    lines = {str(at): Line(text, []) for at, text in enumerate(others)}
    assert with_marks_of_all({"office": Line(CAPITALS, [look(CAPITALS, Ẳ=named)])} | lines) == {}


def test_another_kind_of_unit_is_another_place():
    lines = {
        "born": Line("thị trấn Đá Trẳng", [look("thị trấn Đá Trẳng", **DOUBTFUL)]),
        "lives": Line("huyện Đá Trắng", [look("huyện Đá Trắng", **SURE)]),
    }
    assert with_marks_of_all(lines) == {}


def test_what_a_line_is_sure_of_stays():
    lines = {
        "born": Line("xã Tân Hà", [look("xã Tân Hà", à={"à": 0.1, "ạ": 30.0})] * 2),
        "lives": Line("xã Tân Hạ", [look("xã Tân Hạ", ạ={"ạ": 0.1, "à": 30.0})]),
    }
    assert "born" not in with_marks_of_all(lines)


def test_names_without_the_word_for_a_unit_are_no_places():
    lines = {
        "child": Line("Nguyễn Văn Ẩn", [look("Nguyễn Văn Ẩn", Ẩ={"Ẩ": 3.0, "Â": 6.0})]),
        "father": Line("Nguyễn Văn Ân", [look("Nguyễn Văn Ân")]),
    }
    assert with_marks_of_all(lines) == {}


def test_engines_that_name_only_their_best_are_asked_nothing():
    lines = {key: Line(text, []) for key, text in (("born", "xã Suối Mây"), ("lives", "xã Suôi Mây"))}
    assert with_marks_of_all(lines) == {}


def test_a_unit_glued_to_the_word_before_it_is_left_alone():
    lines = {key: Line(text, [look(text)]) for key, text in (("born", "Thôn Nà Lầu,xã Suối Mây"), ("lives", "xã Suối Mây"))}
    assert with_marks_of_all(lines) == {}


def test_a_name_glued_to_the_next_unit_is_left_alone():
    glued, apart = "huyện Trực Khể,Tỉnh Nam Định", "huyện Trực Khê, tỉnh Nam Định"
    assert with_marks_of_all({key: Line(text, [look(text)]) for key, text in (("one", glued), ("other", apart))}) == {}


def at(unit, *lines):
    """Lines that all begin with one unit."""
    return {str(number): Line(f"{unit}, {line}", []) for number, line in enumerate(lines)}


@pytest.mark.parametrize("misread", ["tỉnh Cao Sơa", "tỉnh Cao Sơ", "tỉnh Cao Sơn Si", "tỉnh Cao Sdn"])
def test_a_district_lies_in_one_province_which_most_lines_name(misread):
    lines = at("huyện Đá Trắng", "tỉnh Cao Sơn", "tỉnh Cao Sơn", misread)
    assert with_marks_of_all(lines) == {"2": "huyện Đá Trắng, tỉnh Cao Sơn"}


def test_a_name_in_capitals_stays_in_capitals():
    lines = at("huyện Đá Trắng", "tỉnh Cao Sơn", "tỉnh Cao Sơn") | {"office": Line("HUYỆN ĐÁ TRẮNG, TỈNH CAO SDN", [])}
    assert with_marks_of_all(lines) == {"office": "HUYỆN ĐÁ TRẮNG, TỈNH CAO SƠN"}


@pytest.mark.parametrize(
    "lines",
    [
        at("huyện Đá Trắng", "tỉnh Cao Sơn", "tỉnh Cao Sơa"),  # one line against another
        at("huyện Đá Trắng", "tỉnh Cao Sơn", "tỉnh Cao Sơn", "tỉnh Cao Bằng"),  # it may have lain there in another year
        at("tỉnh Cao Sơn", "huyện Đá Trắng", "huyện Đá Trắng", "huyện Đá Trăn"),  # a province has many districts
        {**at("huyện Đá Trắng", "tỉnh Cao Sơn", "tỉnh Cao Sơn"), "x": Line("huyện Đá Trơn, tỉnh Cao Sơa", [])},
    ],
)
def test_what_may_be_another_unit_stays(lines):
    assert with_marks_of_all(lines) == {}
