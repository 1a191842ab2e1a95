"""Words on which looks differ go by majority; what no look has read never stands there."""

import pytest

from ocr.word_votes import with_voted_words


@pytest.mark.parametrize(
    ("text", "others", "wanted"),
    [
        ("huyện Yên bắc tỉnh", ["huyện Yên lạc tỉnh", "huyện Yên Lộc, tỉnh", "huyện Yên Lộc, tỉnh"], "huyện Yên Lộc, tỉnh"),
        ("Trưởng", ["Quách Đình Trưởng", "Đình Trưởng", "Quách Đình Trưởng", "Quách Đình Trưởng"], "Quách Đình Trưởng"),
        ("LÊ VĂN HÙNG Ì", ["LÊ VĂN HÙNG", "LÊ VĂN HÙNG", "LÊ VĂN HÙNG lj"], "LÊ VĂN HÙNG"),
        ("tỉnh Cao Sơn", ["tỉnh Cao Sơn", "tỉnh Cao Sơn Ị", "tỉnh Cao Sơn Ị"], "tỉnh Cao Sơn"),
        ("Đến ngày", ["Đến - ngày", "Đến - ngày", "Đến - ngày"], "Đến ngày"),
        ("Suấi Mây", ["Suối Mây"], "Suấi Mây"),
        ("Suấi Mây", ["Suối Mây", "Suối Mây"], "Suối Mây"),
        ("Kinh", [], "Kinh"),
        ("", ["A"], ""),
    ],
)
def test_most_looks_are_right(text, others, wanted):
    assert with_voted_words(text, [text, *others]) == wanted


def test_one_syllable_outweighs_what_is_none_and_never_the_other_way_round():
    assert with_voted_words("TRIỆH", ["TRIỆH", "TRIỆH", "TRIỆU", "TRIỆU"]) == "TRIỆU"
    assert with_voted_words("NGỌC", ["NGỌC", "NGQC", "NGQC"]) == "NGỌC"
    assert with_voted_words("KPĂ", ["KPĂ", "KPĂ", "KPA"]) == "KPĂ"


def test_a_word_begins_with_a_capital_where_most_looks_saw_one():
    assert with_voted_words("lường Thị", ["lường Thị", "Lường Thị", "Lường Thị"]) == "Lường Thị"
    assert with_voted_words("Khoa Lê", ["Khoa Lê", "khoa Lê", "khoa Lê"]) == "Khoa Lê"


def test_words_that_garbled_looks_lack_stay():
    sound = "khoa huyện Đá Trắng, thị trấn Đá Trắng, huyện"
    garbled = ["khoa huyện Đá thị trấn Đá huyện", "khoa huyện Đá thị trấn Đá huyện"]
    assert with_voted_words(sound, [sound, *garbled]) == sound


def test_in_a_name_a_word_with_a_capital_outweighs_small_letters():
    looks = ["tường Thị", "tường Thị", "tường Thị", "Lường Thị"]
    assert with_voted_words("tường Thị", looks, named=True) == "Lường Thị"
    assert with_voted_words("tường Thị", looks) == "tường Thị"
    assert with_voted_words("Tường Thị", ["Tường Thị", "lường Thị", "lường Thị"], named=True) == "Tường Thị"


def test_marks_are_none_of_its_business():
    assert with_voted_words("TRẰNG", ["TRẰNG", "TRẮNG", "TRẮNG"]) == "TRẰNG"
