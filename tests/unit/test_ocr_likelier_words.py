"""Words that give way to others because the network for lines finds these far likelier on the very line."""

import pytest

from ocr.likelier_words import with_likelier_words, with_seen_words
from tests.unit.test_ocr_told_marks import line_of, steps_of


@pytest.mark.parametrize(
    ("written", "read", "others", "own", "told"),
    [
        # another reading has the word
        ("Nghiêm Thị Thanh Hằng", "Nghiêm Thị Thanh Plằng", ["Nghiêm Thị Thanh Hằng"], "", "Nghiêm Thị Thanh Hằng"),
        ("Nghiêm Thị Thanh Hằng", "Nghiêm Thị Thanh Plằng", [], "Nghiêm Thị Thanh Hăng", "Nghiêm Thị Thanh Hăng"),
        # two of one reading
        ("xã Khe Nước Trong", "xã Khc Nước Treng", ["xã Khe Nước Trong"], "", "xã Khe Nước Trong"),
        # signs around the word stay
        ("xã Suối Mây, huyện Đá Trắng", "xã Suối Máv, huyện Đá Trắng", ["xã Suối Mây huyện Đá Trắng"], "", "xã Suối Mây, huyện Đá Trắng"),
        # the right word stays
        ("Nghiêm Thị Thanh Hằng", "Nghiêm Thị Thanh Hằng", ["Nghiêm Thị Thanh Hồng"], "Nghiêm Thị Thanh Hàng", "Nghiêm Thị Thanh Hằng"),
        # figures among letters
        ("HOÀNG THỊ QUỲNH", "H0ÀNG THỊ QUỲNH", [], "HOÀNG THỊ QUỲNH", "HOÀNG THỊ QUỲNH"),
        ("đất có 40,0 m² dài", "đất có 40,0 m² dài", ["đất có 40,0 mì dài"], "đất có mì dài", "đất có 40,0 m² dài"),
        # nor do capitals to small letters
        ("THó GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", [], "THó GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
        # two words that were read as one
        ("TRẦN THỊ NGUYỆT", "TRẦN THỊNGUYỆT", ["TRẦN THỊ NGUYỆT"], "", "TRẦN THỊ NGUYỆT"),
        ("TRẦN THỊ NGUYỆT", "TRẦN THỊNGUYỆT", [], "TRẦN THI NGUYỆT", "TRẦN THỊ NGUYỆT"),
        # no syllable gives way to what is none, nor words to figures
        ("Lò Văn Tin", "Lò Văn Tìm", ["Lò Văn Tjn"], "", "Lò Văn Tìm"),
        ("Số 12", "Số lẻ", ["Số 12"], "", "Số lẻ"),
        # marks are no difference in words
        ("HẰNG", "HÃNG", ["HẰNG"], "HẰNG", "HÃNG"),
    ],
)
def test_a_word_gives_way_to_one_that_is_far_likelier(written, read, others, own, told):
    assert with_likelier_words(read, others, own, steps_of(line_of(written))) == told


@pytest.mark.parametrize(
    ("written", "read", "own", "told"),
    [
        ("13 giờ 11 phút", "13 11 phút", "13 giờ 11 phút", "13 giờ 11 phút"),
        ("TM. ỦY BAN NHÂN DÂN", "TM. ỦY NHÂN DÂN", "TM ỦY BAN NHÂN DÂN", "TM. ỦY BAN NHÂN DÂN"),
        # not what no line has, nor behind the last word, nor capitals among small letters
        ("13 giờ 11 phút", "13 giờ 11 phút", "13 giờ rưỡi 11 phút", "13 giờ 11 phút"),
        ("Lò Văn Tin xã", "Lò Văn Tin", "Lò Văn Tin xã", "Lò Văn Tin"),
        ("xã SUỐI mây", "xã mây", "xã SUỐI mây", "xã mây"),
    ],
)
def test_a_word_that_the_text_lacks_is_added_where_it_must_stand(written, read, own, told):
    assert with_likelier_words(read, [], own, steps_of(line_of(written))) == told


def test_other_readings_add_no_words():
    assert with_likelier_words("13 11 phút", ["13 giờ 11 phút"], "", steps_of(line_of("13 giờ 11 phút"))) == "13 11 phút"


def test_an_empty_text_stays_empty():
    assert with_likelier_words("", ["Lò"], "Lò", steps_of(line_of("Lò"))) == ""


@pytest.mark.parametrize(
    ("written", "voted", "before", "told"),
    [
        # a word that no Vietnamese syllable is, outvoted
        ("Buôn Êa Mlô", "Buôn Êa Mô", "Buôn Êa Mlô", "Buôn Êa Mlô"),
        # words that others lost
        ("15 giờ 23 phút", "giờ 23 phút", "15 giờ 23 phút", "15 giờ 23 phút"),
        # the vote was right
        ("Thôn Khe Tre", "Thôn Khe Tre", "Thôn Khe Ere", "Thôn Khe Tre"),
        ("Nghiêm Thị", "Nghiêm Thị", "C a Nghiêm Thị", "Nghiêm Thị"),
    ],
)
def test_a_word_that_was_outvoted_stands_again_where_it_is_far_likelier(written, voted, before, told):
    assert with_seen_words(voted, before, steps_of(line_of(written))) == told
