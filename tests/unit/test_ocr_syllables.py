"""Which words are syllables of written Vietnamese: an onset, a rhyme, one tone in its place."""

import pytest

from ocr import syllables
from ocr.syllables import is_common, is_misread, is_syllable
from station.domain.errors import StationError

SYLLABLES = (
    "Nguyễn Quỳnh HUỲNH Hoà Hòa Thuý Thúy gì giếng giá quốc khuỷu nghiêng huyện Trắng ngoẹo Ỷ yên Ủy xã Thuở Ích ngước ghế nghỉ kẻ Kạn"
)
OTHERS = "HƯỲNH Thưỹ Caơ Suõi NGUYÊÑ Mlô Ksơr Đắk toán1 bàc Dụyện MAÑ wa GHỦ ngi cẻ ghà"


def test_syllables():
    assert [word for word in SYLLABLES.split() if not is_syllable(word)] == []


def test_what_is_none():
    assert [word for word in OTHERS.split() if is_syllable(word)] == []


def test_common_words_are_known_in_any_case_and_wherever_the_tone_stands():
    assert all(map(is_common, ["NGUYỄN", "Thuỳ", "thùy", "HÒA", "Hoà", "lăm"]))
    assert not any(map(is_common, ["KỊM", "Khảnh", "XUẪN", "Mlô", "KÍẸT", "Êa", "Ea"]))


def test_what_nobody_writes_was_misread_and_what_is_no_syllable_is_a_name():
    assert all(map(is_misread, ["KỊM", "Khảnh", "XUẪN", "KÍẸT"]))
    assert not any(map(is_misread, ["KIM", "Khánh", "Xuân", "Mlô", "ÊÑUÔL", "THIH"]))


def test_without_its_list_of_words_reading_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(syllables, "COMMON_WORDS", tmp_path / "none.txt")
    syllables._common.cache_clear()
    try:
        with pytest.raises(StationError, match=r"reading\.engine-missing"):
            is_common("Kim")
    finally:
        syllables._common.cache_clear()
