"""Names of offices and words for kinds of units: what an engine lost there is told; names and everything else are never touched."""

import pytest

from ocr.fixed_words import with_fixed_words, with_village_read


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("Úy ban nhân dân xã Suối Mây, huyến Đá Trắng, tính Cao Bằng", "Ủy ban nhân dân xã Suối Mây, huyện Đá Trắng, tỉnh Cao Bằng"),
        ("PHÚ CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("Thồn Khe Tre, xã Suối Mây", "Thôn Khe Tre, xã Suối Mây"),
        ("Buộn Êa Mlô, thị trấn Đá Trắng", "Buôn Êa Mlô, thị trấn Đá Trắng"),
        ("KT. CHU TỊCH - PHỐ CHỦ TỊCH", "KT. CHỦ TỊCH - PHÓ CHỦ TỊCH"),
        ("Bệnh viện đạ khoả, tinh Cao Bằng", "Bệnh viện đa khoa, tỉnh Cao Bằng"),
        ("VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI TÍNH CAO BẰNG", "VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI TỈNH CAO BẰNG"),
        ("(Trạm y tê)", "(Trạm y tế)"),
        ("Sử đụng chung của vợ và chồng", "Sử dụng chung của vợ và chồng"),
        ("Ủy ban nhiân dân xã Suối Mây", "Ủy ban nhân dân xã Suối Mây"),
        ("BỆNH VIỆN ĐA KHO", "BỆNH VIỆN ĐA KHOA"),
        ("06. giồ. 21. phút.", "06 giờ 21 phút"),
        ("VĂN PHÙNG ĐĂNG KÝ ĐẤT ĐAI", "VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI"),
        ("Nhận chuyên nhượng đất", "Nhận chuyển nhượng đất"),
        ("Đến hgày 04/12/2066", "Đến ngày 04/12/2066"),
        ("Đến: ngày 28/06/2046", "Đến ngày 28/06/2046"),
        ("được dùng đến ngàu 28/06/2046", "được dùng đến ngày 28/06/2046"),
        ("2o giờ z4 phút", "20 giờ 24 phút"),
        ("22 giờ s8 phút", "22 giờ 58 phút"),
        ("z5 giờ 24 phút", "z5 giờ 24 phút"),
        ("Sử dụng chung của oợ và chồng", "Sử dụng chung của vợ và chồng"),
        ("GHỦ TỊCH", "CHỦ TỊCH"),
        ("P4Ó CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("Tai nhà, xã Suối Mây", "Tại nhà, xã Suối Mây"),
        ("Tại nhà, Thộn Hòa Thuận, xã Suối Mây", "Tại nhà, Thôn Hòa Thuận, xã Suối Mây"),
        ("ỦY BAN NHÂN DÂN HUYỆN Đá TRẮNG", "ỦY BAN NHÂN DÂN HUYỆN Đá TRẮNG"),
        ("bảo vệ đường Liên xã, đường Liên thôn", "bảo vệ đường liên xã, đường liên thôn"),
        ("Ứng thự phổi", "Ung thư phổi"),
        ("Tai nạn giáo thông", "Tai nạn giao thông"),
        ("Viêm phổi năng", "Viêm phổi nặng"),
        ("Xo gần giai đoan cuối, suy thân man", "Xơ gan giai đoạn cuối, suy thận mạn"),
        ("UNG THU DA DÀY DI CĂN", "UNG THƯ DẠ DÀY DI CĂN"),
        ("Tai biến mạch máu nao", "Tai biến mạch máu não"),
        ("Ly hồn theo Bản án số 5/2024", "Ly hôn theo Bản án số 5/2024"),
        ("XÃ Thụy Dương, HUYỆN Thái Hưng", "Xã Thụy Dương, huyện Thái Hưng"),
    ],
)
def test_fixed_words_are_written_as_one_writes_them(read, written):
    assert with_fixed_words(read) == written


@pytest.mark.parametrize(
    "text",
    [
        "Tịnh Biên, An Giang",
        "Buồn Trấp, huyện Krông A Na",
        "Thốn thức xã Suối Mây",
        "HUYỆN TỊNH BIÊN",
        "Phương Sơn, huyện Bắc Sơn",
        "Bản Phường, xã Chu Tích",
        "thửa số 12 của ông Giám Đốc",
        "đa, khoa",
        "Bản Già Yếu, xã Suối Mây",
        "bản Sỏi Thẩn",
        "bị năng",
        "tính",
        "",
    ],
)
def test_what_may_be_a_name_or_another_word_stays(text):
    assert with_fixed_words(text) == text


def test_a_short_phrase_of_other_letters_is_another_one():
    assert with_fixed_words("chủ tích") == "chủ tịch"
    assert with_fixed_words("chú rịch") == "chú rịch"
    assert with_fixed_words("đến này") == "đến này"


@pytest.mark.parametrize(
    ("text", "look", "stands"),
    [
        ("Thân Nà Lầu, xã Suối Mây", "Thôn Nà Lầu, xã Suối Mây", "Thôn Nà Lầu, xã Suối Mây"),
        ("Buên Êa Mlô, xã Suối Mây", "Buôn Êa Mlô, xã Suối Mây", "Buôn Êa Mlô, xã Suối Mây"),
        ("Thân Nà Lầu, xã Suối Mây", "Thân Nà Lầu, xã Suối Mây", "Thân Nà Lầu, xã Suối Mây"),
        ("Bản Nà Lầu, xã Suối Mây", "Thôn Nà Lầu, xã Suối Mây", "Bản Nà Lầu, xã Suối Mây"),
        ("Thân Nà Lầu, tỉnh Cao Sơn", "Thôn Nà Lầu, tỉnh Cao Sơn", "Thân Nà Lầu, tỉnh Cao Sơn"),
        ("Thân nhân ở xã, xã Suối Mây", "Thôn nhân ở xã, xã Suối Mây", "Thân nhân ở xã, xã Suối Mây"),
        ("Hàn Nà Lầu, xã Suối Mây", "Thôn Nà Lầu, xã Suối Mây", "Hàn Nà Lầu, xã Suối Mây"),
    ],
)
def test_the_word_for_a_village_that_one_look_read_stands_before_a_place_in_a_commune(text, look, stands):
    assert with_village_read(text, ["Thần Nà Lầu, xã Suối Mây", look]) == stands
