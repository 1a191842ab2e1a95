"""Text at the door: one spelling of each letter, and keys for comparing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.text import bare_letters, clean, fold, forget, spelling


@pytest.mark.parametrize(
    ("text", "expected"),
    [("\u00d0ặng", "Đặng"), (unicodedata.normalize("NFD", "Nguyễn"), "Nguyễn"), ("  Lê\u00a0 Thị\n\tBưởi ", "Lê Thị Bưởi"), ("", "")],
)
def test_text_gets_one_spelling(text, expected):
    assert clean(text) == expected


@pytest.mark.parametrize("text", ["Thuý", "THÚY", "lê thị bưởi", "O'Brien", "Hoà", "m²", "½ sào", "ﬁ"])
def test_names_and_signs_are_left_as_they_are(text):
    assert clean(text) == text


@given(st.text())
def test_clean_text_stays_as_it_is(text):
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(("text", "key"), [("Đặng Thị Thuý", "dang thi thuy"), ("\u00d0ÀO", "dao"), ("Ê-đê", "e-de"), ("ƯƠNG", "uong")])
def test_search_key_is_what_is_typed_without_marks(text, key):
    assert fold(text) == key


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ÁÀẢÃẠĐ"))
def test_search_key_is_the_same_for_composed_and_decomposed_letters(text):
    assert fold(text) == fold(unicodedata.normalize("NFD", text)) == fold(text.upper())


@pytest.mark.parametrize(("a", "b"), [("Hoà Bình", "Hòa Bình"), ("Thuý", "Thúy"), ("khoẻ", "khỏe"), ("\u00d0à", "đà"), ("KINH", "Kinh")])
def test_place_of_the_tone_does_not_make_another_spelling(a, b):
    assert spelling(a) == spelling(b)


@pytest.mark.parametrize(("a", "b"), [("Hòa", "Hóa"), ("Hoa", "Hòa"), ("Mạ", "Ma"), ("Sơn", "Son"), ("Đà", "Dà"), ("Tân An", "Tâ Nan")])
def test_another_mark_makes_another_spelling(a, b):
    assert spelling(a) != spelling(b)


def test_bare_letters_leave_out_what_stands_between_them():
    assert bare_letters("Số: 12/2018, Đà_Nẵng") == "so122018danang"


def test_no_text_is_kept_after_a_person_has_left():
    kept = (clean, fold, spelling, bare_letters)
    for make in kept:
        make("Nguyễn Thị Ẩn Danh")
    forget()
    assert all(make.cache_info().currsize == 0 for make in kept)
