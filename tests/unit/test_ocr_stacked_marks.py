"""Marks above capitals: taken over only from readings that were given, only above, only in capitals."""

import pytest

from ocr.stacked_marks import may_lack_marks, with_upper_marks


@pytest.mark.parametrize(
    ("text", "others", "wanted"),
    [
        ("NGUYÊN THỊ MỸ", ["NGUYỄN THỊ MỸ"], "NGUYỄN THỊ MỸ"),
        ("TM. ỦY BAN NHÂN DÂN HUYỆN ĐÁ TRĂNG", ["TM. ỦY BẠN NHÂN DÂN HUYỆN ĐÁ TRẮNG"], "TM. ỦY BAN NHÂN DÂN HUYỆN ĐÁ TRẮNG"),
        ("LE THUY", ["LÊ THUỲ", "LẸ THUY"], "LÊ THUỲ"),
        ("NGUYỄN VĂN NGUYÊN", ["NGUYÊN VĂN NGUYÊN"], "NGUYỄN VĂN NGUYÊN"),
        ("TRẦN THANH", ["TRẬN THẠNH"], "TRẦN THANH"),
        ("HÃNG", ["HẰNG"], "HÃNG"),
        ("Nghiêm Thị Hằng", ["Nghiễm Thị Hằng"], "Nghiêm Thị Hằng"),
        ("NGUYÊN THỊ", ["NGUYỄN"], "NGUYÊN THỊ"),
        ("Ê", ["Ế"], "Ê"),
    ],
)
def test_only_marks_above_capitals_that_another_reading_has_are_taken_over(text, others, wanted):
    assert with_upper_marks(text, others) == wanted


def test_of_two_readings_with_more_marks_the_commoner_stands():
    assert with_upper_marks("TRƯƠNG", ["TRƯỞNG", "TRƯỜNG", "TRƯỜNG"]) == "TRƯỜNG"


@pytest.mark.parametrize(("text", "lacks"), [("NGUYÊN", True), ("NGUYỄN", False), ("PHẠM THÀNH", False), ("Nguyên", False), ("", False)])
def test_words_that_may_have_lost_a_mark(text, lacks):
    assert may_lack_marks(text) is lacks
