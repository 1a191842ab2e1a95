"""How the gazetteer writes units: only where it leaves no choice; hamlets, names that it does not know and other words stay."""

from pathlib import Path

import pytest

from station.forms.gazetteer import Gazetteer
from station.forms.unit_names import UnitNames
from station.forms.units import units_in
from station.practice.people import practice_places

PLACES = Path(__file__).resolve().parents[2] / "resources" / "places" / "communes.csv"


@pytest.fixture(scope="module")
def names():
    return Gazetteer(PLACES, practice_places()).unit_names


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("Tại nhà, Thôn Suối Cạn, xã Suối Mậy, huyện Đa Trắng, tỉnh Cao Sờn",
         "Tại nhà, Thôn Suối Cạn, xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn"),
        ("TM. ỦY BAN NHÂN DÂN HUYỆN ĐÁ TRẲNG", "TM. ỦY BAN NHÂN DÂN HUYỆN ĐÁ TRẮNG"),
        ("Xã Hòa Thượng, huyện Bến GỖ, tỉnh Cao Sơn", "Xã Hòa Thượng, huyện Bến Gỗ, tỉnh Cao Sơn"),
        ("xã Tân Thanh, huyện Yên Thanh, tỉnh Nghệ An", "xã Tân Thành, huyện Yên Thành, tỉnh Nghệ An"),
        ("phường Hông Hà, thành phố Hà Nội", "phường Hồng Hà, thành phố Hà Nội"),
    ],
)  # fmt: skip
def test_a_unit_that_is_one_by_its_letters_bears_the_marks_of_the_list(names, read, written):
    assert names.spelled(read) == written


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("xã Suối Mây, nuyện Đá Trắng, tỉnh Cao Sơn", "xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn"),
        ("Ủy ban nhân dân sã Suối Mây, huyện Đá Trắng", "Ủy ban nhân dân xã Suối Mây, huyện Đá Trắng"),
        ("ỦY BAN NHÂN DÂN HUYỆN Đá TRẮNG", "ỦY BAN NHÂN DÂN HUYỆN ĐÁ TRẮNG"),
        ("Thôn Thượng, xã Suỗi Mãy, tỉnh Cao Sơn", "Thôn Thượng, xã Suối Mây, tỉnh Cao Sơn"),
        ("Xã Suối Mây, Huyện Đá Trắng, tỉnh Cao Sơn", "Xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn"),
        ("xã Suối Mây huyện Đá Trắng tỉnh Cao Sơn", "xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn"),
        ("xã Vĩnh Thạnh Nam, huyện Gò Quéo, tỉnh Kiên", "xã Vĩnh Thạnh Nam, huyện Gò Quéo, tỉnh Kiên Giang"),
        ("HUYỆN ĐÁ TRẮNG, TỈNH CAO", "HUYỆN ĐÁ TRẮNG, TỈNH CAO SƠN"),
    ],
)
def test_what_a_line_lost_around_a_known_unit_is_put_back(names, read, written):
    assert names.spelled(read) == written


@pytest.mark.parametrize(
    "read",
    [
        "xã Hoà Thượng, huyện Bến Gỗ, tỉnh Cao Sơn",  # where the tone stands is no difference
        "Thôn Thượng, Xã Suối Mây, Huyện Đá Trắng, Tỉnh Cao Sơn",
        "Tại nhà, Xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn",
        "Tại nhà, Xã Suối Mây",
        "huyện Tam Đương",  # Tam Đường and Tam Dương: the list leaves a choice
        "phường Hương Vạn, thị xã Hương Trà",  # Hương Vân and Hương Văn
        "Thôn Suối Can, xã Suối Mơ, huyện Lá Xanh",
        "Đa Trắng, Cao Sờn",
        "ông xã Suối Mây và huyện Đá Trắng",
        "bà Nuyện Đá Trắng",
        "tình hình huyện khác, chữa bệnh",
        "huyện Đá Trắng, tỉnh Ca",
        "xã", "huyện ,", "", "xã Suối Mây,",
    ],
)  # fmt: skip
def test_all_else_stays_as_it_was_read(names, read):
    assert names.spelled(read) == read


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("Xã Suốt Mây, huyện Đá Trắng, tỉnh Cao Sơn", "Xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn"),
        ("xã Suối Mây, huyện Pá Trẳng, tỉnh Cao Sơn", "xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn"),
        ("Xã Hòa Thượng, huyện Bến Gỗ, tỉnh Cao San", "Xã Hòa Thượng, huyện Bến Gỗ, tỉnh Cao Sơn"),
        ("Xã Vĩnh Thạnh Na, huyện Gò Quéo, tỉnh Kiên Giang", "Xã Vĩnh Thạnh Nam, huyện Gò Quéo, tỉnh Kiên Giang"),
        ("ỦY BAN NHÂN DÂN HUYỆN DÁ TRẲNC, TỈNH CAO SƠN", "ỦY BAN NHÂN DÂN HUYỆN ĐÁ TRẮNG, TỈNH CAO SƠN"),
    ],
)
def test_a_unit_misread_in_a_letter_is_the_one_that_lies_there(names, read, written):
    assert names.with_misread_letters(read) == written


@pytest.mark.parametrize(
    "read",
    [
        "xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn",
        "xã Suót Mâi, huyện Đá Trắng",  # two letters
        "Thôn Suốt Mây, huyện Đá Trắng",  # a hamlet
        "xã Suốt Mây, huyện Bến Gỗ, tỉnh Cao Sơn",  # lies elsewhere
        "huyện Đá Trăm",  # alone
        "xã Suốt Mây",
        "",
    ],
)
def test_a_unit_that_may_be_another_one_stays(names, read):
    assert names.with_misread_letters(read) == read


def test_every_path_of_the_list_has_no_misread_letters(names):
    gazetteer = Gazetteer(PLACES, practice_places())
    assert [place.path for place in gazetteer.places if names.with_misread_letters(place.path) != place.path] == []


def test_every_path_of_the_list_is_written_as_the_list_writes_it(names):
    gazetteer = Gazetteer(PLACES, practice_places())
    assert [place.path for place in gazetteer.places if names.spelled(place.path) != place.path] == []


def test_a_gazetteer_of_nothing_proposes_nothing():
    assert UnitNames().spelled("huyện Đá Trẳng") == "huyện Đá Trẳng"


def test_units_are_named_by_the_word_for_their_kind_and_reach_to_the_next_comma():
    units = units_in(["Tại", "nhà,", "thị", "trấn", "Đá", "Trắng,", "huyện", "Đá", "Trắng,", "tỉnh", "Cao", "Sơn"])
    assert [(unit.kind, unit.name, unit.first, unit.last) for unit in units] == [
        ("thi tran", "da trang", 4, 6), ("huyen", "da trang", 7, 9), ("tinh", "cao son", 10, 12),
    ]  # fmt: skip
