"""What is said of a mentioned person: match, differs, not found, twice; and who is mentioned where, by the form alone."""

import pytest

from station.domain.dates import PartialDate
from station.domain.errors import StationError
from station.domain.record import FormRef
from sync.central.cleaning.mentions import Mention, mentions_of
from sync.central.cleaning.register import Described, FileRegister, write_register
from sync.central.cleaning.verdicts import Outcome, judged
from tests.bench.large_store import forms

FIELDS = {"name": "ten", "birth_date": "ngay", "sex": "gioi", "id_number": "so", "father": "cha", "mother": "me"}
HOA = Described("r1", "Nguyễn Thị Hoà", PartialDate(2016, 3, 2), "Nữ", ("099316000123",), "Nguyễn Văn An", "Lê Thị Bình")


def mention(**changes: object) -> Mention:
    person = {"name": "Nguyễn Thị Hòa", "born": PartialDate(2016, 3, 2), "sex": "Nữ", "mother": "Lê Thị Bình"} | changes
    return Mention("s", "e", 1, "KS", "child", Described("m", **person), FIELDS)  # type: ignore[arg-type]


def outcome(found: Mention, *candidates: tuple[str, float], **others: Described):
    return judged(found, candidates, {"r1": HOA, **others})


def test_who_agrees_in_all_that_both_say_matches() -> None:
    assert outcome(mention(), ("r1", 0.99)).outcome is Outcome.MATCH, "the place of a tone is no difference"
    assert outcome(mention(born=PartialDate(2016), mother=""), ("r1", 0.99)).outcome is Outcome.MATCH, "what is not said is none either"


@pytest.mark.parametrize(("changes", "field", "words"), [
    ({"name": "Nguyễn Thị Hoa"}, "ten", "Nguyễn Thị Hoà"), ({"born": PartialDate(2015, 3, 2)}, "ngay", "02/03/2016"),
    ({"sex": "Nam"}, "gioi", "Nữ"), ({"numbers": ("099316000124",)}, "so", "099316000123"),
    ({"father": "Nguyễn Văn Ân"}, "cha", "Nguyễn Văn An"),
])  # fmt: skip
def test_a_difference_names_the_field_and_what_the_register_says(changes: dict[str, object], field: str, words: str) -> None:
    found = outcome(mention(**changes), ("r1", 0.95))
    assert found.outcome is Outcome.DIFFERS
    (difference,) = found.differences
    assert (difference.field, difference.text.vi) == (field, f"Sổ dân cư ghi «{words}».")


def test_nobody_probable_is_nobody() -> None:
    assert outcome(mention()).outcome is Outcome.NOT_FOUND
    assert outcome(mention(), ("r1", 0.7)).registered == ()


def test_two_lines_of_one_person_are_twice_and_a_sister_is_not() -> None:
    again = Described("r2", "Nguyễn Thị Hòa", PartialDate(2016), "Nữ")
    sister = Described("r3", "Nguyễn Thị Hoa Mai", PartialDate(2016, 3, 2), "Nữ")
    assert outcome(mention(), ("r1", 0.99), ("r2", 0.95), r2=again).registered == ("r1", "r2")
    assert outcome(mention(), ("r1", 0.99), ("r2", 0.95), r2=again).outcome is Outcome.TWICE
    assert outcome(mention(), ("r1", 0.99), ("r3", 0.95), r3=sister).outcome is Outcome.MATCH


def test_people_whose_case_it_is_are_found_by_the_form_alone() -> None:
    form = next(form for form in forms().forms if form.id == "birth_register_2016")
    values = {"nksHoTen": "Nguyễn Thị Hoà", "nksNgaySinh": "02.03.2016", "meHoTen": "Lê Thị Bình", "nycHoTen": "Lê Thị Bình"}
    (found,) = mentions_of(form, FormRef(form.id, form.version, ""), "s", "e", 1, values)
    assert (found.role, found.person.name, found.person.born, found.person.mother) == (
        "child", "Nguyễn Thị Hoà", PartialDate(2016, 3, 2), "Lê Thị Bình"
    )  # fmt: skip
    assert mentions_of(form, FormRef(form.id, form.version, ""), "s", "e", 1, {}) == []


def test_a_register_file_comes_back_as_it_was_and_its_faults_are_named(tmp_path) -> None:
    path = tmp_path / "register.csv"
    assert write_register(path, [HOA]) == 1
    assert list(FileRegister(path).people()) == [HOA]
    head = "id,name,born,sex,numbers,father,mother\n"
    for text, says in (
        ("id,name\n", "columns"), (head + "r1,Hoà,32.01.2016,Nữ,,,\n", "line 2: born"), (head + "r1,,,,,,\n", "line 2: not a person"),
        (head + "r1,Hoà\n", "line 2: not a person"), (head + "r1,Hoà,,,,,,thừa\n", "line 2: not a person"),
    ):  # fmt: skip
        path.write_text(text, encoding="utf-8")
        with pytest.raises(StationError, match=says):
            list(FileRegister(path).people())
    path.write_bytes(head.encode() + b"r1,\xff,,,,,\n")
    with pytest.raises(StationError, match=r"cleaning\.register"):
        list(FileRegister(path).people())
