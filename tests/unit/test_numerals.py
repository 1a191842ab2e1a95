"""Number words: what paper says in words must meet what it says in figures."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.dates import PartialDate
from station.domain.numerals import (
    area_from_words,
    area_in_words,
    date_from_words,
    date_in_words,
    decimal_from_words,
    decimal_in_words,
    from_words,
    in_words,
)
from station.domain.text import fold


@pytest.mark.parametrize("text", ["", "   ", "linh", "hai con bò", "trăm", "nghìn chín trăm", "2018", "hai-ba mươi x"])
def test_words_that_are_no_number_are_refused(text):
    with pytest.raises(ValueError):
        from_words(text)


@pytest.mark.parametrize("number", [-1, 10**12])
def test_number_out_of_range_is_refused(number):
    with pytest.raises(ValueError):
        in_words(number)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("không", 0),
        ("mười", 10),
        ("mười lăm", 15),
        ("hai mươi", 20),
        ("hai mươi mốt", 21),
        ("hai mươi tư", 24),
        ("hai mươi bốn", 24),
        ("ba mươi nhăm", 35),
        ("ba lăm", 35),
        ("bẩy mươi bẩy", 77),
        ("một trăm linh năm", 105),
        ("một trăm lẻ năm", 105),
        ("một nghìn", 1000),
        ("hai ngàn linh tám", 2008),
        ("hai nghìn không trăm linh tám", 2008),
        ("Một nghìn chín trăm chín mươi chín", 1999),
        ("một nghìn chín trăm chín chín", 1999),
        ("một chín chín chín", 1999),
        ("HAI NGHÌN KHÔNG TRĂM MƯỜI TÁM", 2018),
        ("hai nghìn, mười tám.", 2018),
        ("hai nghin khong tram muoi tam", 2018),
        ("ba triệu hai trăm nghìn", 3_200_000),
        ("một tỉ", 10**9),
    ],
)
def test_spellings_found_on_paper_are_understood(words, number):
    assert from_words(words) == number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (5, "năm"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (105, "một trăm linh năm"),
        (2008, "hai nghìn không trăm linh tám"),
        (1_000_000, "một triệu"),
        (1_000_005, "một triệu không trăm linh năm"),
    ],
)
def test_numbers_are_said_in_the_registers_way(number, words):
    assert in_words(number) == words


@given(st.integers(0, 10**12 - 1))
def test_every_number_comes_back_from_its_words(number):
    assert from_words(in_words(number)) == number


@given(st.integers(0, 10**6))
def test_lost_marks_do_not_change_a_number(number):
    assert from_words(fold(in_words(number)).upper()) == number


@given(st.decimals(0, 10**6, places=3).map(abs))
def test_every_decimal_comes_back_from_its_words(number):
    assert decimal_from_words(decimal_in_words(number)) == number


@pytest.mark.parametrize(
    ("words", "area"),
    [
        ("Một trăm hai mươi phẩy năm mét vuông", "120.5"),
        ("một trăm hai mươi phẩy không năm mét vuông", "120.05"),
        ("chín mươi m2", "90"),
        ("Ba trăm phẩy hai lăm", "300.25"),
    ],
)
def test_areas_in_words_are_understood(words, area):
    assert area_from_words(words) == Decimal(area)


@pytest.mark.parametrize("words", ["mét vuông", "phẩy năm mét vuông", "rộng lắm"])
def test_words_that_are_no_area_are_refused(words):
    with pytest.raises(ValueError):
        area_from_words(words)


@given(st.decimals("0.1", 10**5, places=1))
def test_every_area_comes_back_from_its_words(area):
    assert area_from_words(area_in_words(area)) == area


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("Ngày Hai Tháng Ba Năm Hai Nghìn Linh Tám", "02.03.2008"),
        ("Ngày Hai Mươi Bảy Tháng Tám Năm Hai Nghìn Không Trăm Linh Tám", "27.08.2008"),
        ("mồng năm tháng năm năm hai nghìn không trăm linh năm", "05.05.2005"),
        ("Ngày mùng một tháng giêng năm một nghìn chín trăm chín mươi chín", "01.01.1999"),
        ("ngày ba mươi tháng chạp năm hai nghìn mười", "30.12.2010"),
        ("Ngày mười lăm, tháng tư, năm một chín tám lăm.", "15.04.1985"),
        ("ngày hai tháng mười năm chín chín", "02.10.1999"),
        ("tháng năm năm hai nghìn", "05.2000"),
        ("Năm một nghìn chín trăm năm mươi lăm", "1955"),
        ("hai mươi tháng mười hai năm hai nghìn", "20.12.2000"),
    ],
)
def test_dates_in_words_are_understood(words, date):
    assert str(date_from_words(words)) == date


@pytest.mark.parametrize(
    "words",
    [
        "", "ngày hai", "ngày hai tháng ba", "ngày ba mươi tháng hai năm hai nghìn", "ngày hai tháng ba năm linh tám", "hôm qua",
        "ngày hai tháng ba năm hai mươi tỷ không trăm mười bảy",
    ],
)  # fmt: skip
def test_words_that_are_no_whole_date_are_refused(words):
    with pytest.raises(ValueError):
        date_from_words(words)


@given(st.dates(datetime.date(1000, 1, 1), datetime.date(2999, 12, 31)), st.integers(1, 3))
def test_every_date_comes_back_from_its_words(day, known):
    date = PartialDate(*(day.year, day.month, day.day)[:known])
    assert date_from_words(date_in_words(date)) == date
