import pytest

from ocr.stops import (
    with_commas_before_units,
    with_seen_commas,
    with_stops_of_abbreviations,
    without_unseen_stops,
)


@pytest.mark.parametrize(
    ("read", "paper"),
    [
        ("Xã Suối Mây. huyện Đá Trắng..tỉnh Cao Sơn", "Xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn"),
        ("Thôn Thượng; xã Suối Mây,. huyện Đá Trắng", "Thôn Thượng, xã Suối Mây, huyện Đá Trắng"),
        ("Ủy ban nhân dân. xã Suối Mây", "Ủy ban nhân dân. xã Suối Mây"),
        ("Xã Suối Mây huyện Đá Trắng", "Xã Suối Mây huyện Đá Trắng"),
        ("TP. Hồ Xa. Cao Sơn", "TP. Hồ Xa. Cao Sơn"),
        ("Xã Suối Mây, huyện Đá Trắng", "Xã Suối Mây, huyện Đá Trắng"),
        ("Xã Suối Mây,huyện Đá Trắng", "Xã Suối Mây, huyện Đá Trắng"),
    ],
)
def test_a_sign_before_the_next_larger_unit_is_a_comma(read, paper):
    assert with_commas_before_units(read) == paper


@pytest.mark.parametrize(
    ("text", "others", "wanted"),
    [
        ("xã Suối Mây huyện Đá Trắng", ["xã Suối Mây, huyện Đá Trắng"] * 2, "xã Suối Mây, huyện Đá Trắng"),
        ("xã Suối Mây huyện Đá Trắng", ["xã Suối Mây huyện Đá Trắng", "xã Suối Mây, huyện Đá Trắng"], "xã Suối Mây huyện Đá Trắng"),
        ("xã Suối Mây huyện", ["xã Sui Mây, huyện", "xã Suối Mậy, huyện"], "xã Suối Mây, huyện"),
        ("Tại nhà Thôn Khe", ["Tại nhà, Thôn Khe", "Tại nhà, Thôn Khe"], "Tại nhà, Thôn Khe"),
        ("Tại nhà Thôn Khe", ["Tại nhà, Thôn Khe", "Tại nhà Thôn Khe"], "Tại nhà Thôn Khe"),
        ("xã Suối Mây", [], "xã Suối Mây"),
        ("xã Suối Mây", ["xã Suối Mây,", "xã Suối Mây,"], "xã Suối Mây"),
    ],
)
def test_a_comma_stands_where_most_looks_saw_one_and_before_a_unit_where_two_did(text, others, wanted):
    assert with_seen_commas(text, [text, *others]) == wanted


@pytest.mark.parametrize(
    ("text", "others", "wanted"),
    [
        ("CHỦ. TỊCH", ["CHỦ TỊCH"], "CHỦ TỊCH"),
        ("CHỦ. TỊCH", ["CHỦ. TỊCH", "CHÚ TỊCH"], "CHỦ. TỊCH"),
        ("TM. ỦY BAN", ["TM ỦY BAN"], "TM. ỦY BAN"),
        ("Đã cấp. Xem", [], "Đã cấp. Xem"),
    ],
)
def test_a_stop_behind_a_whole_word_that_another_look_does_not_see_is_a_speck(text, others, wanted):
    assert without_unseen_stops(text, others) == wanted


def test_a_comma_within_a_name_that_no_other_look_has_is_none():
    text, other = "thành phố Cao, Nguyên, tỉnh Cao Sơn", "thành phố Cao Nguyên, tỉnh Cao Sơn"
    assert with_seen_commas(text, [text, other]) == other
    assert with_seen_commas(text, [text, other, text]) == text
    assert with_seen_commas(text, [text]) == text
    assert (
        with_seen_commas("Cao Nguyên, tỉnh Cao Sơn", ["Cao Nguyên, tỉnh Cao Sơn", "Cao Nguyên tỉnh Cao Sơn"]) == "Cao Nguyên, tỉnh Cao Sơn"
    )


def test_the_abbreviations_before_an_office_end_with_a_stop():
    assert with_stops_of_abbreviations("TM, ỦY BAN NHÂN DÂN") == "TM. ỦY BAN NHÂN DÂN"
    assert with_stops_of_abbreviations("ATM, B") == "ATM, B"
