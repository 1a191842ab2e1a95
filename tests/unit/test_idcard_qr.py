"""The QR code of a card: seven fields, six, an unknown order, other papers' codes, garbage."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.errors import StationError
from station.idcard.qr import parse_qr

SEVEN = "099190123456|991234567|Lò Thị Mây|02031990|Nữ|Nà Lầu, Suối Mây, Đá Trắng, Cao Sơn|05062021"


def test_seven_fields_of_the_front():
    card = parse_qr(SEVEN)
    civil = card.civil
    assert (civil.number, civil.old_number, civil.full_name, civil.birth_date) == ("099190123456", "991234567", "Lò Thị Mây", "02/03/1990")
    assert (civil.sex, civil.residence, civil.issue_date) == ("Nữ", "Nà Lầu, Suối Mây, Đá Trắng, Cao Sơn", "05/06/2021")
    assert card.rest == ()


def test_a_former_number_is_often_missing_between_two_bars():
    assert parse_qr(SEVEN.replace("991234567", "")).civil.old_number == ""


@pytest.mark.parametrize(("left_out", "lost"), [("991234567|", "old_number"), ("|05062021", "issue_date")])
def test_six_fields_are_told_apart_by_where_the_birth_date_stands(left_out, lost):
    civil = parse_qr(SEVEN.replace(left_out, "")).civil
    assert getattr(civil, lost) == "" and (civil.full_name, civil.birth_date) == ("Lò Thị Mây", "02/03/1990")


def test_letters_in_two_parts_are_put_together():
    assert parse_qr(unicodedata.normalize("NFD", SEVEN)).civil.full_name == "Lò Thị Mây"


@pytest.mark.parametrize(
    "text",
    [
        "099190123456",
        "099190123456|LÒ THỊ MÂY|Nữ|khác|thứ|tự|ở|thẻ|2024",
        f"{SEVEN}|thêm|nữa",
        "099190123456||Lò Thị Mây|02/03/1990|Nữ|Cao Sơn|05062021",
        "099190123456|12|Lò Thị Mây|02031990|Nữ|Cao Sơn|05062021",
    ],
)
def test_of_an_unknown_order_only_the_number_is_taken(text):
    card = parse_qr(text)
    assert card.civil.number == "099190123456" and card.civil.full_name == ""
    assert card.rest == tuple(text.split("|")[1:])


@pytest.mark.parametrize("text", ["", "|", "AA 00123456|CN-1", "https://vi.du", "09919012345|x", "٠٩٩١٩٠١٢٣٤٥٦|x", "0991901234567"])
def test_the_code_of_another_paper_is_refused(text):
    with pytest.raises(StationError) as refused:
        parse_qr(text)
    assert refused.value.code == "card.qr-form"


@given(st.text() | st.lists(st.text(max_size=12), max_size=12).map(lambda parts: "|".join(["099190123456", *parts])))
def test_anything_is_a_card_or_a_sentence(text):
    try:
        assert len(parse_qr(text).civil.number) == 12
    except StationError as error:
        assert error.code == "card.qr-form"


def test_nothing_personal_is_shown_by_a_slip_of_the_pen():
    assert "Mây" not in repr(parse_qr(SEVEN)) and "099190123456" not in str(parse_qr(SEVEN))
