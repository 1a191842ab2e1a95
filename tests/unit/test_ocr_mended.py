"""What engines add to the paper and make of its signs, taken away and mended."""

import pytest

from ocr.mended import mended
from ocr.witnesses import Witness
from tests.unit.test_ocr_values import field


@pytest.mark.parametrize(
    ("kind", "read", "paper"),
    [
        ("place", "Thôn.Đồng Giếng, xã Suối Mây.. huyện Đá Trắng", "Thôn Đồng Giếng, xã Suối Mây, huyện Đá Trắng"),
        ("place", "TP. Hồ Xa", "TP. Hồ Xa"),
        ("place", "$ơn Trà ` —", "Sơn Trà"),
        ("text", "TM. ỦY BAN NHÂN DÂN", "TM. ỦY BAN NHÂN DÂN"),
        ("text", "Thửa đất có 125,0 m? đất lối đi", "Thửa đất có 125,0 m² đất lối đi"),
        ("text", "rộng 3 m? dài", "rộng 3 m² dài"),
        ("person_name", "LÊ ĐỨC HÙNG / 5", "LÊ ĐỨC HÙNG"),
        ("choice", "ôc: Kinh", "Kinh"),
        ("person_name", "Lường, Thị Thu Duyên", "Lường Thị Thu Duyên"),
        ("person_name", "Lê Văn A, Trần Thị B", "Lê Văn A, Trần Thị B"),
        ("place", "Buôn Êa MIô", "Buôn Êa Mlô"),
        ("place", "Buôn Êa M1ô", "Buôn Êa Mlô"),
        ("person_name", "NGHIÊM.NGỌC ÁNH 'Dương", "NGHIÊM NGỌC ÁNH Dương"),
        ("person_name", "Quách- Đình Trưởng", "Quách Đình Trưởng"),
        ("person_name", "QuáchĐình Trưởng", "Quách Đình Trưởng"),
        ("list", "Đất ở 216,3 mỉ", "Đất ở 216,3 m²"),
        ("text", "Ủy ban nhân dân. xã Suối Mây", "Ủy ban nhân dân xã Suối Mây"),
        ("text", "Đã cấp. Xem số 5, tr. 3 và 2. sau", "Đã cấp. Xem số 5, tr. 3 và 2. sau"),
        ("place", "huyện Đá -Trắng, tỉnh Bà Rịa - Vũng Tàu", "huyện Đá Trắng, tỉnh Bà Rịa - Vũng Tàu"),
        ("area", "2319, 6", "2319,6"),
        ("area", "4316, 9 m²", "4316,9 m²"),
        ("place", "xã Suối Mây, tỉnh Cao: Sơn:", "xã Suối Mây, tỉnh Cao Sơn"),
        ("text", "J-", "-/-"),
        ("text", "-/- '", "-/-"),
        ("text", "-/-", "-/-"),
        ("text", "Ngõ 12-14", "Ngõ 12-14"),
        ("text", "——PHÓ CHỦ TỊCH -", "PHÓ CHỦ TỊCH"),
        ("text", "'CHỦ TỊCH", "CHỦ TỊCH"),
        ("text", "KT: CHỦ TỊCH", "KT. CHỦ TỊCH"),
        ("text", "Viêm phổi nặng,", "Viêm phổi nặng"),
        ("text", "CHỦ. TỊCH", "CHỦ TỊCH"),
        ("text", "Q. CHỦ TỊCH", "Q. CHỦ TỊCH"),
        ("text", "CHỦ TỊCH. Ỉ", "CHỦ TỊCH"),
        ("text", "Đã đồng ý", "Đã đồng ý"),
        ("text", "rộng 5 l", "rộng 5 l"),
        ("place", "Bệnh viện đa khoa tỉnh Cao Sơn ị", "Bệnh viện đa khoa tỉnh Cao Sơn"),
        ("place", "xã Suối Mây, huyện Đá, Trắng, tỉnh Cao Sơn", "xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn"),
        ("place", "phường Hồ Xa, thành phố Huế, Việt Nam", "phường Hồ Xa, thành phố Huế, Việt Nam"),
        ("person_name", "Võ CÔNG THUẬN", "VÕ CÔNG THUẬN"),
        ("person_name", "Y Thắng Niê", "Y Thắng Niê"),
        ("person_name", "Nguyễn Văn A", "Nguyễn Văn A"),
        ("text", "148/ TLKS-BS", "148/TLKS-BS"),
        ("text", "Quyết định số 15 /QĐ-UBND", "Quyết định số 15/QĐ-UBND"),
        ("text", "Thửa số 12 / Tờ bản đồ số 3", "Thửa số 12 / Tờ bản đồ số 3"),
        ("text", "xã Suối Mây, huyện Đá. Trắng, tỉnh Cao Sơn", "xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn"),
        ("text", "xã Suối Mây. Cấp lại", "xã Suối Mây. Cấp lại"),
        ("text", "14.giờ 39 phút", "14 giờ 39 phút"),
        ("place", "Tại nhà, xã,Suối Mây, huyện Đá Trắng-", "Tại nhà, xã Suối Mây, huyện Đá Trắng"),
        ("place", "Ủy,ban nhân dân xã suối Mây", "Ủy ban nhân dân xã Suối Mây"),
        ("place", "Xã suối Mây, huyện Đá Trắng", "Xã Suối Mây, huyện Đá Trắng"),
        ("place", "Thôn suối Cạn, xã Suối Mây", "Thôn Suối Cạn, xã Suối Mây"),
        ("place", "tại thôn nà Lầu", "tại thôn nà Lầu"),
        ("place", "Tổ 3,thị trấn Đá Trắng", "Tổ 3, thị trấn Đá Trắng"),
        ("place", "xã Suối Mây, huyện Trực khê, tỉnh Nam Định", "xã Suối Mây, huyện Trực Khê, tỉnh Nam Định"),
        ("place", "thị trấn Nông trường Trần phú", "thị trấn Nông trường Trần Phú"),
        ("place", "xã Suối Mây cũ, huyện Đá Trắng và xã Sơn", "xã Suối Mây cũ, huyện Đá Trắng và xã Sơn"),
        ("date_words", "Ngày hai tháng ba-năm hai nghìn", "Ngày hai tháng ba năm hai nghìn"),
    ],
)
def test_what_engines_add_to_the_paper_is_taken_away(kind, read, paper):
    assert mended(read, field(kind)) == paper


@pytest.mark.parametrize(
    "name", ["H'Mơ Niê", "Kpă Y-Thắng", "Lò Văn Pâng Ing", "NGUYỄN PHƯỚC NỮ NGỌC NGỌC KHÁNH QUỲNH", "Ksor Đrao", "KSOR HIÊNG", "Ính Ích"]
)
def test_rare_names_pass_unchanged(name):
    assert mended(name, field("person_name")) == name


def test_control_signs_of_an_engine_never_reach_a_value():
    witness = Witness.of("Lê\x00 An\x1b\ue000", float("nan"), field())
    assert (witness.text, witness.confidence) == ("Lê An", 0.0)


def test_a_value_ends_where_the_form_says():
    assert Witness.of("1.250,5 m? (bằng chữ", 0.9, field("area", ends_at=["m²"])).text == "1.250,5"
