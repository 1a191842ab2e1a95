"""Marks of letters by what they cost over several looks: only variants that a look named, only where the letters are the same."""

import pytest

from ocr.engines.contract import CropText, Word
from ocr.marks import look_at_page, with_voted_marks
from station.domain.geometry import Box


def look(text, **named):
    """A look that is sure of every sign but those whose choices are given by the sign read."""
    choices = tuple(tuple(sorted(named.get(sign, {sign: 1.0}).items(), key=lambda choice: choice[1])) for sign in text if sign != " ")
    return CropText(text, 0.9, "tesseract", choices)


def test_what_costs_least_over_all_looks_stands_though_the_first_look_says_otherwise():
    looks = [
        look("TRĂNG", Ă={"Ă": 1.5, "Ắ": 13.1, "Ẳ": 19.7}),
        look("TRẲNG", Ẳ={"Ẳ": 2.8, "Ắ": 5.9}),
        look("TRẮNG", Ắ={"Ắ": 2.7, "Ẳ": 8.5}),
    ]
    assert with_voted_marks("ĐÁ TRĂNG", looks) == "ĐÁ TRẮNG"


def test_of_what_the_looks_propose_a_syllable_is_likelier_than_none():
    looks = [look("HƯỲNH", Ư={"Ư": 4.0, "U": 7.0}), look("HUỲNH", U={"U": 5.0, "Ư": 6.0})]
    assert with_voted_marks("HƯỲNH", looks) == "HUỲNH"


@pytest.mark.parametrize(
    ("read", "mark", "other", "stands"), [("KHẢNH", "Ả", "Á", "KHÁNH"), ("Khảnh,", "ả", "á", "Khánh,"), ("PẢO", "Ả", "Á", "PẢO")]
)
def test_of_what_the_looks_propose_a_common_word_is_likelier(read, mark, other, stands):
    assert with_voted_marks(read, [look(read, **{mark: {mark: 2.0, other: 12.0}})]) == stands


def test_a_rare_word_that_the_looks_do_not_doubt_stays():
    looks = [look("KHẢNH LUẪN", Ả={"Ả": 1.0, "Á": 20.0}, Ẫ={"Ẫ": 1.0, "Â": 20.0})]
    assert with_voted_marks("KHẢNH LUẪN", looks * 3) == "KHẢNH LUẪN"


@pytest.mark.parametrize("name", ["MLÔ", "KSƠR", "KPĂ"])
def test_a_name_that_is_no_syllable_either_way_is_read_as_it_looks(name):
    last = name[-2] if name == "KSƠR" else name[-1]
    plain = {"Ô": "O", "Ơ": "O", "Ă": "A"}[last]
    assert with_voted_marks(name, [look(name, **{last: {last: 3.0, plain: 9.0}})]) == name


def test_a_word_with_a_comma_behind_it_is_a_syllable_too():
    assert with_voted_marks("ñhà,", [look("ñhà,", ñ={"ñ": 1.0, "n": 9.0})]) == "nhà,"


def test_of_marks_in_equal_doubt_the_dot_below_is_the_speck():
    assert with_voted_marks("BẠN", [look("BẠN", Ạ={"Ạ": 3.0, "A": 4.0})]) == "BAN"


def test_a_syllable_that_hardly_any_look_proposes_is_not_taken():
    assert with_voted_marks("HƯỲNH", [look("HƯỲNH", Ư={"Ư": 1.0, "U": 25.0})]) == "HƯỲNH"


@pytest.mark.parametrize(
    ("name", "stands"),
    [
        ("LÊ THI MƠ", "LÊ THỊ MƠ"),
        ("LÊ THI", "LÊ THI"),
        ("THI MƠ", "THI MƠ"),
        ("NGUYÊN VĂN AN", "NGUYỄN VĂN AN"),
        ("LÊ NGUYÊN", "LÊ NGUYÊN"),
    ],
)
def test_a_word_that_most_names_have_in_its_place_needs_less_to_be_seen(name, stands):
    looks = [look(name, I={"I": 1.0, "Ị": 20.0}, Ê={"Ê": 1.0, "Ễ": 20.0})] * 2
    assert with_voted_marks(name, looks, named=True) == stands
    assert with_voted_marks(name, looks) == name


def test_a_rare_name_that_every_look_is_sure_of_stays():
    assert with_voted_marks("LÊ THI MƠ", [look("LÊ THI MƠ", I={"I": 0.1, "Ị": 40.0})] * 2, named=True) == "LÊ THI MƠ"
    assert with_voted_marks("LÊ THI MƠ", [look("LÊ THI MƠ")] * 2, named=True) == "LÊ THI MƠ"


def test_a_letter_that_no_look_doubts_stays():
    assert with_voted_marks("VĂN", [look("VĂN", Ă={"Ă": 1.0, "Ắ": 44.0}), look("VẮN", Ắ={"Ắ": 5.0, "Ă": 9.0})]) == "VĂN"


def test_other_letters_and_other_cases_have_no_say():
    assert with_voted_marks("Hoa", [look("Hoa", o={"a": 0.1, "O": 0.2, "o": 9.0})]) == "Hoa"


def test_a_look_that_read_other_words_has_no_say_in_them():
    looks = [look("LÊ HẰNG", Ằ={"Ằ": 4.0, "Ã": 4.5}), look("LÊ HÀN", À={"À": 0.1}), look("HẰNG HẰNG", Ằ={"Ã": 0.1, "Ằ": 9.0})]
    assert with_voted_marks("LÊ HẰNG", looks) == "LÊ HẰNG"


def test_words_that_a_look_read_as_one_have_their_say_each():
    glued = look("VŨ THỊLỌC DIỆU")
    doubtful = look("VŨ THỊ LỘC DIỆU", Ộ={"Ộ": 2.0, "Ọ": 6.0})
    assert with_voted_marks("VŨ THỊ LỘC DIỆU", [doubtful, glued]) == "VŨ THỊ LỌC DIỆU"
    assert with_voted_marks("VŨ THỊ LỘC", [doubtful, look("VŨ THỊLA")]) == "VŨ THỊ LỘC"


def test_a_word_that_stands_twice_is_told_apart_by_its_turn():
    first, second = {"ư": 1.0, "ừ": 2.0}, {"ừ": 1.0, "ư": 30.0}
    one = CropText("tư từ", 0.9, "tesseract", ((("t", 1.0),), tuple(first.items()), (("t", 1.0),), tuple(second.items())))
    assert with_voted_marks("tư tư", [one]) == "tư từ"


def test_signs_between_the_letters_stay_where_they_are():
    assert with_voted_marks("H'NGÂM,", [look("HNGÂM", Â={"Ă": 1.0, "Â": 8.0})]) == "H'NGĂM,"


def test_what_names_only_its_best_votes_for_that_alone():
    sure, other = CropText("VĂN", 0.9), CropText("VAN", 0.9)
    assert with_voted_marks("VĂN", [sure, other]) == "VĂN"
    assert with_voted_marks("VĂN", [sure, other, other]) == "VAN"


def of_page(text, **named):
    """Words of the pass over the page, of which some signs are in doubt; without any it names its best alone."""
    told = look(text, **named).choices if named else ()
    box, at = Box(0, 0, 9, 9), 0
    words = []
    for word in text.split():
        words.append(Word(word, box, 0.9, 0, told[at : at + len(word)]))
        at += len(word)
    return look_at_page(words)


@pytest.mark.parametrize("page", [of_page("TIN"), of_page("TIN", I={"I": 1.0, "Í": 22.0})])
def test_what_the_whole_page_was_read_as_decides_where_a_look_at_the_crop_is_in_doubt(page):
    doubtful = look("TÍN", Í={"Í": 2.0, "I": 10.0})
    sure = look("TÍN", Í={"Í": 2.0, "I": 30.0})
    assert with_voted_marks("TÍN", [doubtful]) == "TÍN"
    assert with_voted_marks("TÍN", [doubtful, page]) == "TIN"
    assert with_voted_marks("TÍN", [sure, page]) == "TÍN"


def test_a_page_in_doubt_leaves_it_to_the_crop():
    assert with_voted_marks("TÍN", [look("TÍN", Í={"Í": 2.0, "I": 10.0}), of_page("TIN", I={"I": 3.0, "Í": 8.0})]) == "TÍN"


def test_the_page_has_no_say_in_words_that_it_read_otherwise():
    assert with_voted_marks("LÈNG PHÓNG", [look("LÈNG PHÓNG"), of_page("LENG PHONC")]) == "LÈNG PHÓNG"
