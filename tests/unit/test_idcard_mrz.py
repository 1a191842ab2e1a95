"""The zone of three lines: the standard's specimens, Vietnamese cards of invented people, and zones with wrong signs."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.errors import StationError
from station.idcard.access_data import Can, MrzKey
from station.idcard.mrz import check_digit, parse

# ICAO Doc 9303-5, figure with the specimen of Utopia (TD1), and 9303-11 appendix D with a long document number.
UTOPIA = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
LONG_NUMBER = ("I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<")
TODAY = datetime.date(2026, 11, 1)


def vietnamese(number: str, birth: str, sex: str, expiry: str, name: str) -> tuple[str, str, str]:
    """A zone as the ministry prints it, every check digit made anew."""
    first = f"IDVNM{number[3:]}{check_digit(number[3:])}{number}<<"
    first += check_digit(first[15:29])
    second = f"{birth}{check_digit(birth)}{sex}{expiry}{check_digit(expiry)}VNM".ljust(29, "<")
    second += check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    return first, second, name.ljust(30, "<")[:30]


def test_the_standards_specimen() -> None:
    mrz = parse(UTOPIA)
    assert (mrz.document, mrz.issuer, mrz.number, mrz.optional) == ("I", "UTO", "D23145890", "")
    assert (mrz.birth_date, mrz.sex, mrz.expiry_date, mrz.nationality, mrz.name) == ("740812", "F", "120415", "UTO", "ERIKSSON ANNA MARIA")
    assert mrz.wrong == ()


def test_a_number_longer_than_its_field_runs_on_into_the_optional_data() -> None:
    mrz = parse(LONG_NUMBER)
    assert (mrz.number, mrz.optional, mrz.wrong) == ("D23145890734", "", ())
    assert MrzKey.of(mrz).key_info == "D23145890734934071279507122"


def test_a_vietnamese_card_holds_both_numbers() -> None:
    mrz = parse(vietnamese("001085012345", "850115", "M", "350115", "NGUYEN<<VAN<AN"))
    assert (mrz.number, mrz.person_number, mrz.name) == ("085012345", "001085012345", "NGUYEN VAN AN")
    assert (mrz.wrong, mrz.optional_fits) == ((), True)
    assert mrz.expiry == datetime.date(2035, 1, 15)


def test_the_lines_may_come_as_one_text_with_blanks_and_small_letters() -> None:
    lines = vietnamese("001085012345", "850115", "M", "350115", "NGUYEN<<VAN<AN")
    assert parse("\n".join(lines).lower()) == parse("".join(lines)) == parse(lines)


@pytest.mark.parametrize(
    ("number", "birth", "expected"),
    [
        ("001020000001", "200501", datetime.date(1920, 5, 1)),
        ("001220000001", "200501", datetime.date(2020, 5, 1)),
        ("001385000001", "850501", datetime.date(2085, 5, 1)),
        ("999999000001", "200501", datetime.date(2020, 5, 1)),
        ("999999000001", "270501", datetime.date(1927, 5, 1)),
        ("001085000001", "850231", None),
    ],
)
def test_the_century_of_birth_comes_from_the_number_where_it_fits(number: str, birth: str, expected: datetime.date | None) -> None:
    assert parse(vietnamese(number, birth, "M", "350115", "A<<B")).birth(TODAY) == expected


def test_a_card_without_expiry() -> None:
    mrz = parse(vietnamese("001050000001", "500501", "F", "991231", "TRAN<<THI<BE"))
    assert mrz.never_expires
    assert mrz.expiry == datetime.date(2099, 12, 31)


@pytest.mark.parametrize(
    ("line", "place", "wrong"),
    [(0, 6, {"number", "composite"}), (1, 2, {"birth_date", "composite"}), (1, 10, {"expiry_date", "composite"}), (1, 29, {"composite"})],
)
def test_one_wrong_sign_is_named(line: int, place: int, wrong: set[str]) -> None:
    lines = list(vietnamese("001085012345", "850115", "M", "350115", "NGUYEN<<VAN<AN"))
    sign = str((int(lines[line][place]) + 1) % 10)
    lines[line] = lines[line][:place] + sign + lines[line][place + 1 :]
    mrz = parse(lines)
    assert set(mrz.wrong) == wrong
    if wrong != {"composite"}:
        with pytest.raises(StationError) as caught:
            MrzKey.of(mrz)
        assert caught.value.code == "card.mrz-check"


@pytest.mark.parametrize("text", ["", "IDVNM", "A" * 89, "A" * 91, "Ă" * 90, "-" * 90, ("A" * 31, "A" * 30, "A" * 29)[:2]])
def test_what_is_no_zone_gets_one_sentence(text: str) -> None:
    with pytest.raises(StationError) as caught:
        parse(text)
    assert caught.value.code == "card.mrz-form"


@given(st.text(alphabet="0123456789ABCXYZ<", min_size=90, max_size=90))
def test_ninety_signs_never_surprise(text: str) -> None:
    mrz = parse(text)
    assert isinstance(mrz.birth(TODAY), datetime.date | None)
    assert isinstance(mrz.expiry, datetime.date | None)


def test_the_access_number_follows_from_the_persons_number() -> None:
    assert Can.of_number("001085012345").digits == "012345"


@pytest.mark.parametrize("digits", ["", "12345", "1234567", "12345a", "１２３４５６"])
def test_an_access_number_is_six_digits(digits: str) -> None:
    with pytest.raises(StationError) as caught:
        Can(digits)
    assert caught.value.code == "card.can-form"


@pytest.mark.parametrize("number", ["085012345", "00108501234x", ""])
def test_no_access_number_without_twelve_digits(number: str) -> None:
    with pytest.raises(StationError):
        Can.of_number(number)


@pytest.mark.parametrize(
    ("number", "birth", "expiry"), [("", "850115", "350115"), ("085012345", "8501", "350115"), ("a", "850115", "35011x")]
)
def test_a_key_of_impossible_parts_is_refused(number: str, birth: str, expiry: str) -> None:
    with pytest.raises(StationError) as caught:
        MrzKey(number, birth, expiry)
    assert caught.value.code == "card.mrz-form"


def test_the_keys_never_show_themselves() -> None:
    assert "012345" not in repr(Can("012345")) + repr(MrzKey("085012345", "850115", "350115")) + repr(parse(UTOPIA))
