import datetime
import unicodedata
from random import Random

import pytest

from station.domain.roles import PERSONS
from station.practice.names import CUSTOMS, EDE, LONG_KINH, compose_name, pick_family
from station.practice.people import PRACTICE_OFFICE, UNUSED_PROVINCE_CODE, make_family, old_card_number, personal_id


def families(count: int) -> list[tuple[datetime.date, object]]:
    random = Random(20)
    days = [datetime.date(2016, 1, 1) + datetime.timedelta(days=step) for step in range(count)]
    return [(day, make_family(PRACTICE_OFFICE, day, random)) for day in days]


@pytest.mark.parametrize("custom", CUSTOMS, ids=lambda custom: custom.families[0])
def test_every_custom_composes_whole_names_in_nfc(custom):
    random = Random(3)
    for sex in ("male", "female"):
        name = compose_name(custom, pick_family(custom, random), sex, random)
        assert name == unicodedata.normalize("NFC", name)
        assert name == " ".join(name.split())
        assert len(name.split()) >= 2


def test_ede_names_put_the_family_last():
    assert compose_name(EDE, "Niê", "female", Random(1)).startswith("H'")
    assert compose_name(EDE, "Niê", "female", Random(1)).endswith(" Niê")
    assert compose_name(EDE, "Êban", "male", Random(1)).startswith("Y ")


def test_long_names_reach_six_words():
    random = Random(5)
    names = [compose_name(LONG_KINH, pick_family(LONG_KINH, random), "female", random) for _ in range(60)]
    assert max(len(name.split()) for name in names) >= 6


def test_a_child_has_a_family_name_of_its_parents():
    for _, family in families(200):
        words = set(family.child.name.split())
        parents = set(family.mother.name.split()) | (set(family.father.name.split()) if family.father else set())
        heirless_daughter = "Tôn" in words
        assert words & parents or heirless_daughter, family


def test_parents_are_grown_up_at_the_birth():
    for day, family in families(200):
        for parent in filter(None, (family.mother, family.father)):
            age = day.year - parent.born.year
            assert 18 <= age <= 42


def test_some_children_have_no_father_on_paper():
    without = [family for _, family in families(200) if family.father is None]
    assert 5 <= len(without) <= 40


def test_a_personal_number_tells_sex_and_year_and_belongs_to_no_province():
    assert personal_id("male", 1999, Random(1)).startswith(f"{UNUSED_PROVINCE_CODE}099")
    assert personal_id("female", 2018, Random(1)).startswith(f"{UNUSED_PROVINCE_CODE}318")
    assert len(personal_id("female", 2018, Random(1))) == 12
    assert len(old_card_number(Random(1))) == 9


def test_the_office_has_somebody_in_every_role_and_all_are_different_people():
    names = [user.name for user in PRACTICE_OFFICE.users]
    assert [str(user.user_id) for user in PRACTICE_OFFICE.users][:2] == ["clerk", "supervisor"]
    assert len(set(names)) == len(names) and {user.role for user in PRACTICE_OFFICE.users} == PERSONS
    assert PRACTICE_OFFICE.chairman not in names
