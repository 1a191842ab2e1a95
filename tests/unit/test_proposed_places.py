"""A place that the reading writes as the gazetteer does: the desk says so, and the gazetteer bears no witness for its own proposal."""

import datetime

import pytest

from station.domain.record import FieldValue, ValueSource, ValueState, Voice
from station.forms.testimony import Verdict, Witness
from station.forms.witnesses import Paper, statements
from station.workflow.attention import Need, grounds_of
from station.workflow.reasons import why
from ui import bootstrap

PLACE, OFFICE = "Xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn", "Ủy ban nhân dân xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn"
FORM, PATH, OFFICE_PATH = "birth_certificate", "nksQueQuan", "noiDangKy"


@pytest.fixture(scope="module")
def library():
    return bootstrap.practice_forms()


def read(text: str, value: str) -> FieldValue:
    looks = (Voice("tesseract", text, text, 0.9), Voice("lines", text, text, 0.9))
    return FieldValue(text, value, ValueState.READ, ValueSource.READING, confidence=0.9, voices=looks)


def speaks(library, value: FieldValue) -> bool:
    said = statements(Paper(library.form(FORM), library, {PATH: value}, {}, lambda field, text: False, datetime.date(2018, 5, 4)))
    return any(each.witness in (Witness.GAZETTEER, Witness.GAZETTEER_ENDING) and each.verdict is Verdict.FOR for each in said[PATH])


@pytest.mark.parametrize(
    ("text", "vouched"),
    [
        (PLACE, True),
        ("Xã Suối Mây, huyện Đá Trẳng, tỉnh Cao Sơn", False),
        ("Xã Suối Mây, huyện Đá Trắng, tỉnh Cao", False),
        ("Xã Suối Mây nuyện Đá Trắng; tỉnh Cao Sơn", True),  # every name was read
    ],
)
def test_the_gazetteer_vouches_for_what_was_read_and_not_for_what_it_proposed(library, text, vouched):
    assert speaks(library, read(text, PLACE)) is vouched


@pytest.mark.parametrize(("path", "value"), [(PATH, PLACE), (OFFICE_PATH, OFFICE)])
def test_the_desk_shows_what_was_read_where_the_value_is_written_otherwise(library, path, value):
    form = library.form(FORM)
    proposed = read(value.replace("Trắng", "Trẳng"), value)
    ground = grounds_of(form, library, {path: proposed}, [])[path]
    said = why(ground, library.field(form, path), proposed)
    assert ground.need in (Need.UNSURE, Need.UNWITNESSED) and said is not None
    assert said.vi.startswith("Máy đọc «huyện Đá Trẳng»; viết lại") and said.en.startswith("Read as “huyện Đá Trẳng”; written")
    broken = read(value.replace(", tỉnh Cao Sơn", " tỉnh Cao"), value)
    said = why(ground, library.field(form, path), broken)
    assert said is not None and f"«{broken.text}»" in said.vi
