"""Where looks of one network differ in letters, the other network settles which of them is right."""

import pytest

from ocr.settled import (
    with_agreed_figures,
    with_lost_figure,
    with_lost_letters,
    with_other_letters,
    with_settled_figures,
    with_settled_words,
)


@pytest.mark.parametrize(
    ("text", "other", "aside", "settled"),
    [
        ("Ủy han nhân dân xã", "Ủy ban nhân dân xã", "y ban nhn dan x", "Ủy ban nhân dân xã"),
        ("73/6BT", "73/GBT", "73/GBT", "73/GBT"),
        ("42IGBT", "42/GBT", "42/GBT", "42/GBT"),
        ("Y BHTIÔNG KSƠR", "Y BHIÔNG KSƠR", "Y BHIÔNG KSOR", "Y BHIÔNG KSƠR"),
        ("PHÓ CHỦ TTỊCH", "PHÓ CHỦ TỊCH", "PHOCHUTICH", "PHÓ CHỦ TỊCH"),
    ],
)
def test_the_look_that_the_other_network_agrees_with_is_right(text, other, aside, settled):
    assert with_settled_words(text, [other], aside) == settled


@pytest.mark.parametrize(
    ("text", "other", "aside"),
    [
        ("Thị Thu", "Thị Thụ", "Thi Thu"),  # marks are not its business
        ("Thị Hằng", "Thị Hăng", "Thi Hng"),
        ("THÁI NGỌC VY", "THÁI NGQC VY", "THAI NGQC VY"),  # syllables do not give way to what is none
        ("Lê Văn Tám", "Lê Văn Tam An", ""),  # it was not asked
        ("Lê Văn Tám", "Lê Văn Tấm", "Le Van Nam"),  # nobody else read what it says
        ("xã A, huyện B", "xã 1, huyện B", "xa 1 huyen B"),  # one sign tells too little
        ("tỉnh Cao Sơn", "tỉnh Cao Sơ", "tinh Cao So"),  # both have lost a letter
        ("Nà Lầu, xã Suối Mây", "Mã Lầu, xã Suối Mây", "N Lu, x Sui Mây"),  # two letters stand in any long text
    ],
)
def test_it_says_nothing_of_its_own(text, other, aside):
    assert with_settled_words(text, [other], aside) == text


@pytest.mark.parametrize(
    ("text", "aside", "whole"),
    [
        ("HÀNG TUẤN HÙNG", "HOÀNG TUÁN HÜNG", "HOÀNG TUẤN HÙNG"),
        ("Lê Thị Hàng", "Lê Thi Hoàng", "Lê Thị Hoàng"),
    ],
)
def test_a_letter_that_one_network_lost_comes_from_the_other(text, aside, whole):
    assert with_lost_letters(text, aside) == whole


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("HÀNG TUẤN", "HOÀNGTUÁN"),  # nobody knows which word it belongs to
        ("HÀNG TUẤN", "HXÀNG TUÁN"),  # no syllable
        ("HÀNG TUẤN", "HOÀN TUÁN"),  # another letter differs too
        ("HOÀNG TUẤN", "HÀNG TUÁN"),  # it has one less
        ("AN BÌNH", "OAN BÌNH"),  # too short to tell
    ],
)
def test_no_letter_is_taken_over_where_more_than_one_thing_differs(text, aside):
    assert with_lost_letters(text, aside) == text


@pytest.mark.parametrize(
    ("text", "aside", "wanted"),
    [
        ("KIÊN MINH THƯƠI", "KIEN MINH THUOL", "KIÊN MINH THƯƠL"),
        ("TRIỆH VĂN AN", "TRIEU VAN AN", "TRIỆU VĂN AN"),  # a vowel makes a syllable of what is none
        ("GG 603313", "CG 603313", "CG 603313"),
        ("LÊ NGỌC AN", "LE NGQC AN", "LÊ NGỌC AN"),  # no Vietnamese name has such a letter
        ("MA THỊ HỒNG", "MA THJ HONG", "MA THỊ HỒNG"),
        ("Lường Thị", "Luðng Thi", "Lường Thị"),
        ("HÀ THỊ HÒNG", "HA THI HANG", "HÀ THỊ HÒNG"),  # vowels have no marks there
        ("LÊ AN", "LE VAN", "LÊ AN"),  # a letter more is no other letter
        ("CD 1", "CĐ 1", "CD 1"),  # the stroke of a Đ is a mark
    ],
)
def test_a_sure_letter_of_the_other_network_stands_where_the_rest_of_the_word_agrees(text, aside, wanted):
    assert with_other_letters(text, aside) == wanted


@pytest.mark.parametrize(
    ("text", "aside", "wanted"),
    [
        ("88", "86", "86"),
        ("01/2925.", "01/2025.", "01/2025."),
        ("Đá Trắng, ngày 68 tháng 09 năm 2024", "á Trng, ngày 08 háng 09 nam 2024", "Đá Trắng, ngày 08 tháng 09 năm 2024"),
        ("Thẻ số 899091393890", "Thé s 099091303800", "Thẻ số 099091303800"),
        ("099221259338", "09921259338", "099221259338"),  # it loses figures
        ("11/11/2016", "11//2016", "11/11/2016"),
        ("12", "34", "12"),  # nothing of it is the same
        ("123456789", "987654321", "123456789"),
        ("CMND số 993629549, cấp ngày 17/oo/2o1s", "CMND s 993620549, cp ngày 17/09/2015", "CMND số 993620549, cấp ngày 17/oo/2o1s"),
        ("tờ 12 thửa 5", "tờ 13", "tờ 12 thửa 5"),
        ("không", "86", "không"),
    ],
)
def test_sure_figures_of_the_other_network_stand_where_there_are_as_many(text, aside, wanted):
    assert with_settled_figures(text, aside) == wanted


@pytest.mark.parametrize(
    ("text", "aside", "wanted"),
    [
        ("số 09919163449", "s 099191634949", "số 099191634949"),
        ("58", "581", "58"),  # behind a short number it may be a speck
        ("099191634949", "09919163449", "099191634949"),  # it has one less
        ("09919163449 ngày 3", "099191634949", "09919163449 ngày 3"),  # not the same numbers
        ("09919163449", "099291634949", "09919163449"),  # another one differs too
    ],
)
def test_a_figure_of_a_long_number_that_only_the_other_network_has_was_lost(text, aside, wanted):
    assert with_lost_figure(text, aside) == wanted


@pytest.mark.parametrize(
    ("text", "one", "other", "wanted"),
    [
        ("Đất ở: 255,8 m²", "Đất ở: 233,8 m²", "Đt : 233,8 m²", "Đất ở: 233,8 m²"),
        ("Đến ngày 28/91/2069", "Đến ngày 28/01/2069", "Đen ngày 28/01/2069", "Đến ngày 28/01/2069"),
        ("Đất ở: 255,8 m²", "Đất ở: 233,8 m²", "Đt : 253,8 m²", "Đất ở: 255,8 m²"),
        ("Đất ở: 60,7 m²", "Đất ở 1: 3569,7 m²", "Đt  1: 3569,7 m²", "Đất ở: 60,7 m²"),
        ("Lâu dài", "Lâu dài", "", "Lâu dài"),
    ],
)
def test_figures_that_two_networks_of_other_kinds_read_alike_stand_where_there_are_as_many_numbers(text, one, other, wanted):
    assert with_agreed_figures(text, one, other) == wanted
