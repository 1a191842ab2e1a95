"""Partial dates: what the registers write, nothing more."""

import datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from station.domain.dates import PartialDate

DAYS = st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31))


@st.composite
def partial_dates(draw):
    day = draw(DAYS)
    return draw(st.sampled_from([PartialDate(day.year), PartialDate(day.year, day.month), PartialDate(day.year, day.month, day.day)]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hôm qua",
        "31.02.2018",
        "00.03.2018",
        "13.2018",
        "0.2018",
        "12.03.18",
        "2018.03.12",
        "1.2.3.2018",
        "0000",
        "١٢.٠٣.٢٠١٨",
        "12.03.2018 và sau",
    ],
)
def test_text_that_is_no_date_is_refused(text):
    with pytest.raises(ValueError):
        PartialDate.parse(text)


@pytest.mark.parametrize("parts", [(2018, None, 3), (2018, 2, 30), (2018, 0), (2018, 3, 0), (0,), (10000,), (10**12,)])
def test_date_that_the_calendar_does_not_have_cannot_be_made(parts):
    with pytest.raises(ValueError):
        PartialDate(*parts)


@pytest.mark.parametrize(
    ("text", "printed", "iso"),
    [
        ("2.3.2018", "02.03.2018", "2018-03-02"),
        ("2/3/2018", "02.03.2018", "2018-03-02"),
        (" 02 - 03 - 2018 ", "02.03.2018", "2018-03-02"),
        ("02032018", "02.03.2018", "2018-03-02"),
        ("3/2018", "03.2018", "2018-03"),
        ("2018", "2018", "2018"),
    ],
)
def test_ways_of_writing_become_one(text, printed, iso):
    date = PartialDate.parse(text)
    assert (str(date), date.iso) == (printed, iso)


@given(partial_dates())
def test_printed_form_reads_back_as_itself(date):
    assert PartialDate.parse(str(date)) == date


@given(partial_dates())
def test_earliest_and_latest_lie_within_what_is_known(date):
    first, last = date.earliest(), date.latest()
    assert first <= last
    assert {first.year, last.year} == {date.year}
    if date.month:
        assert {first.month, last.month} == {date.month}
    if last < datetime.date.max:
        following = last + datetime.timedelta(days=1)
        assert (following.year, following.month, following.day)[: len(date.iso.split("-"))] != (date.year, date.month, date.day)[
            : len(date.iso.split("-"))
        ]


@given(st.lists(partial_dates(), max_size=8))
def test_partial_dates_sort_as_their_sorting_form_does(dates):
    assert [date.iso for date in sorted(dates)] == sorted(date.iso for date in dates)


@given(partial_dates(), partial_dates())
def test_of_two_different_dates_one_is_earlier(a, b):
    assume(a != b)
    assert (a < b) != (b < a)
