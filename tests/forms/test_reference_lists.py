"""The lists that ship: complete, unambiguous, and true to the day."""

import datetime

import pytest

from station.domain.text import fold
from station.forms.lists import Lexicon, ListItem

OLD, NEW = datetime.date(2025, 6, 30), datetime.date(2025, 7, 1)


def test_there_are_54_ethnic_groups_and_foreigners(lexicons):
    items = lexicons["ethnic_groups"].items
    assert [item.code for item in items] == [f"{number:02d}" for number in range(1, 56)]


def test_there_were_63_provinces_and_are_34(lexicons):
    with_code = [item for item in lexicons["provinces"].items if item.code]
    assert len([item for item in with_code if item.valid_on(OLD)]) == 63
    assert len([item for item in with_code if item.valid_on(NEW)]) == 34


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("15", "Yên Bái", "Lào Cai"),
        ("24", "Bắc Giang", "Bắc Ninh"),
        ("44", "Quảng Bình", "Quảng Trị"),
        ("52", "Bình Định", "Gia Lai"),
        ("80", "Long An", "Tây Ninh"),
        ("82", "Tiền Giang", "Đồng Tháp"),
        ("91", "Kiên Giang", "An Giang"),
    ],
)
def test_codes_given_anew_in_2025_mean_what_they_meant_on_the_day(lexicons, code, before, after):
    provinces = lexicons["provinces"]
    assert (provinces.by_code(code, OLD).name, provinces.by_code(code, NEW).name) == (before, after)


def test_earlier_province_is_known_by_name_without_a_code(lexicons):
    assert lexicons["provinces"].find("Hà Nam Ninh").item.code == ""


@pytest.mark.parametrize(
    "name",
    ["ethnic_groups", "nationalities", "sexes", "identity_papers", "land_purposes", "residence_types", "birth_registration_types"],
)
def test_every_name_and_alias_finds_its_own_item(lexicons, name):
    lexicon = lexicons[name]
    wrong = [
        written
        for item in lexicon.items
        for written in (item.name, *item.aliases)
        if (found := lexicon.find(written)) is None or found.item != item
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["ethnic_groups", "nationalities", "sexes"])
def test_every_name_without_marks_still_finds_its_own_item(lexicons, name):
    lexicon = lexicons[name]
    assert [item.name for item in lexicon.items if lexicon.find(fold(item.name)) is None] == []


def test_text_as_near_to_two_items_as_to_one_finds_neither():
    lexicon = Lexicon("l", (ListItem("1", "Mường"), ListItem("2", "Mương Tè"), ListItem("3", "Nường")))
    assert lexicon.find("Tường") is None
    assert lexicon.find("Mưòng").item.code == "1"


def test_short_names_are_never_found_by_likeness():
    assert Lexicon("l", (ListItem("1", "Mạ"), ListItem("2", "Lự"))).find("Mi") is None
