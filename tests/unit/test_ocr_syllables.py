"""Which words are syllables of written Vietnamese: an onset, a rhyme, one tone in its place."""

from ocr.syllables import is_syllable

SYLLABLES = (
    "Nguyễn Quỳnh HUỲNH Hoà Hòa Thuý Thúy gì giếng giá quốc khuỷu nghiêng huyện Trắng ngoẹo Ỷ yên Ủy xã Thuở Ích ngước ghế nghỉ kẻ Kạn"
)
OTHERS = "HƯỲNH Thưỹ Caơ Suõi NGUYÊÑ Mlô Ksơr Đắk toán1 bàc Dụyện MAÑ wa GHỦ ngi cẻ ghà"


def test_syllables():
    assert [word for word in SYLLABLES.split() if not is_syllable(word)] == []


def test_what_is_none():
    assert [word for word in OTHERS.split() if is_syllable(word)] == []
