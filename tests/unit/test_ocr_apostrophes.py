import pytest

from ocr.apostrophes import may_lack_apostrophe, with_apostrophes


@pytest.mark.parametrize(
    ("text", "lacks"),
    [("HNGĂM KSƠR", True), ("Hmơ", True), ("HHEN NIÊ", True), ("HOÀNG THỊ", False), ("H'MƠ", False), ("BHÔ", False), ("", False)],
)
def test_words_that_begin_as_no_vietnamese_word_does(text, lacks):
    assert may_lack_apostrophe(text) is lacks


@pytest.mark.parametrize(
    ("text", "other", "wanted"),
    [
        ("HNGUYỆT MLÔ", "H'NGUYÊT MLÔ", "H'NGUYỆT MLÔ"),
        ("HNGĂM KSƠR", "H’NGAM KSOR", "H'NGĂM KSƠR"),
        ("HNGĂM KSƠR", "HNGAM KSOR", "HNGĂM KSƠR"),
        ("HNGĂM KSƠR", "H'NGAN KSOR", "HNGĂM KSƠR"),
        ("HHEN NIÊ", "H'HEN NIÊ", "H'HEN NIÊ"),
        ("HOA LÊ", "H'OA LE", "HOA LÊ"),
    ],
)
def test_an_apostrophe_is_taken_over_from_the_same_letters_alone(text, other, wanted):
    assert with_apostrophes(text, other) == wanted
