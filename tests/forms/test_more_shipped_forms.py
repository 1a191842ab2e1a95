"""The forms beside the first three: sound sample entries pass, each slip is found where it lies."""

import datetime

import pytest

from station.forms.check import check_entry
from station.forms.entry_values import keyed_value

TODAY = datetime.date(2026, 1, 1)
MARRIAGE = {
    "so": "12/2018",
    "ngayDangKy": "20/03/2018",
    "voHoTen": "LÊ THỊ BƯỞI",
    "voNgaySinh": "02/03/1996",
    "voDanToc": "Kinh",
    "voQuocTich": "Việt Nam",
    "voNoiCuTru": "Xã Lá Xanh",
    "voSoGiayToTuyThan": "CMND số 012345678",
    "chongHoTen": "PHAN VĂN CAM",
    "chongNgaySinh": "05/06/1994",
    "chongDanToc": "Tày",
    "chongQuocTich": "Việt Nam",
    "chongNoiCuTru": "Xã Lá Xanh",
    "chongSoGiayToTuyThan": "CMND số 012345679",
    "nguoiKy": "Đỗ Văn Chanh",
    "chucVuNguoiKy": "Chủ tịch",
}
DEATH = {
    "nktHoTen": "LÊ THỊ BƯỞI",
    "nktNgaySinh": "02/03/1938",
    "nktGioiTinh": "Nữ",
    "nktDanToc": "Kinh",
    "nktQuocTich": "Việt Nam",
    "nktSoGiayToTuyThan": "CMND số 012345678",
    "nktGioPhutChet": "10 giờ 30 phút",
    "nktNgayChet": "12/03/2018",
    "nktNgayChetGhiBangChu": "Ngày mười hai tháng ba năm hai nghìn không trăm mười tám",
    "nktNoiChet": "Xã Lá Xanh",
    "nktNguyenNhanChet": "Già yếu",
    "gbtSo": "12/GBT",
    "gbtCoQuanCap": "UBND xã Lá Xanh",
    "gbtNgay": "13/03/2018",
    "nycHoTen": "PHAN VĂN CAM",
    "nycSoGiayToTuyThan": "CMND số 012345679",
    "nguoiKy": "Đỗ Văn Chanh",
}
BIRTH = {
    "so": "12/2009",
    "ngayDangKy": "20/03/2009",
    "nksHoTen": "LÊ THỊ BƯỞI",
    "nksNgaySinh": "02/03/2009",
    "nksNgaySinhBangChu": "Ngày hai tháng ba năm hai nghìn không trăm linh chín",
    "nksGioiTinh": "Nữ",
    "nksDanToc": "Kinh",
    "nksQuocTich": "Việt Nam",
    "meHoTen": "PHAN THỊ CAM",
    "meNgaySinh": "1985",
    "meDanToc": "Kinh",
    "chaHoTen": "LÊ VĂN BÒNG",
    "chaNgaySinh": "1980",
    "chaDanToc": "Tày",
}
PARCEL = {
    "party[0].ho_ten": "Lê Văn Bòng",
    "so_thua": "25",
    "so_to": "7",
    "dia_chi_thua": "Xã Lá Xanh",
    "dien_tich": "350,5 m²",
    "purpose[0].ten_in": "Đất ở tại nông thôn",
    "purpose[0].dien_tich": "350,5",
}
SAMPLES = {
    "birth_extract": BIRTH | {"noiDangKy": "UBND xã Lá Xanh", "soTrichLuc": "15/TLKS-BS", "ngayTrichLuc": "05/06/2019"},
    "birth_register_2006": BIRTH | {"quyenSo": "01/2009", "loaiDangKy": "Đăng ký đúng hạn"},
    "marriage_certificate": MARRIAGE | {"noiDangKy": "UBND xã Lá Xanh"},
    "marriage_register_2016": MARRIAGE | {"quyenSo": "01/2018", "ngayXacLapQuanHeHonNhan": "20/03/2018", "loaiDangKy": "Kết hôn lần đầu"},
    "death_extract": DEATH | {"soTrichLuc": "15/TLKT", "ngayTrichLuc": "14/03/2018"},
    "death_register_2016": DEATH | {"so": "12/2018", "quyenSo": "01/2018", "ngayDangKy": "14/03/2018", "loaiDangKy": "Đúng hạn"},
    "land_certificate_1993": {
        "so_phat_hanh": "P 038741",
        "party[0].ho_ten": "Lê Văn Bòng",
        "dien_tich": "2121",
        "dia_chi_thua": "Xã Lá Xanh",
        "parcel[0].so_to": "38",
        "parcel[0].so_thua": "55",
        "parcel[0].dien_tich": "2000",
        "parcel[0].muc_dich": "2L",
        "parcel[1].dien_tich": "121",
        "ngay_cap": "17/03/1998",
        "so_vao_so": "00004 QSDĐ",
    },
    "land_certificate_2003": PARCEL
    | {
        "so_phat_hanh": "AK 630685",
        "party[0].nam_sinh": "1957",
        "party[0].so_giay_to": "012345678",
        "party[0].ngay_cap_giay_to": "15/05/2006",
        "dien_tich_chu": "Ba trăm năm mươi phẩy năm mét vuông",
        "dt_rieng": "350,5",
        "dt_chung": "Không",
        "ngay_cap": "17/03/2007",
        "so_vao_so": "H 00055",
    },
    "land_certificate_2024": PARCEL
    | {"so_phat_hanh": "AA 06654954", "party[0].so_giay_to": "001060000123", "ngay_cap": "17/03/2025", "so_vao_so": "VP 00876"},
}


def found(library, form_id, **changes):
    form = library.form(form_id)
    typed = {**SAMPLES[form_id], **changes}
    fields = {path: keyed_value(form, library, path, text) for path, text in typed.items() if text is not None}
    return [finding.rule for finding in check_entry(form, library, fields, TODAY)]


@pytest.mark.parametrize("form_id", sorted(SAMPLES))
def test_sound_entry_passes(library, form_id):
    assert found(library, form_id) == []


@pytest.mark.parametrize(
    ("form_id", "changes", "rules"),
    [
        ("birth_extract", {"soTrichLuc": "15/TLKH"}, ["ks.extract_number"]),
        ("birth_extract", {"ngayTrichLuc": "05/06/2008"}, ["ks.extract_after_entry"]),
        ("birth_extract", {"noiDangKy": None}, ["required.noiDangKy"]),
        ("birth_register_2006", {"ngayDangKy": "20/03/2005", "so": "12/2005", "nksNgaySinh": "02/03/2005", "nksNgaySinhBangChu": None},
         ["ks.registration_plausible"]),
        ("birth_register_2006", {"ngayDangKy": "20/06/2009"}, ["ks.in_time"]),
        ("birth_register_2006", {"ghiChu": "Cải chính năm 2012"}, ["ks.notes_to_see"]),
        ("marriage_certificate", {"voNgaySinh": "02/03/2001"}, ["kh.wife_of_age"]),
        ("marriage_certificate", {"chongNgaySinh": "05/06/1999"}, ["kh.husband_of_age"]),
        ("marriage_certificate", {"chongSoGiayToTuyThan": "CMND số 012345678"}, ["kh.papers_differ"]),
        ("marriage_certificate", {"so": "12/2017"}, ["kh.number_year"]),
        ("marriage_certificate", {"so": "12a/2017"}, ["kh.number_year"]),
        ("marriage_certificate", {"so": "12k/2018"}, ["kh.number_form"]),
        ("marriage_register_2016", {"ngayXacLapQuanHeHonNhan": "21/03/2018"}, ["kh.holds_from_registration"]),
        ("marriage_register_2016", {"quyenSo": "01"}, ["kh.book_form"]),
        ("death_extract", {"nktNgayChetGhiBangChu": "Ngày mười ba tháng ba năm hai nghìn không trăm mười tám"}, ["kt.death_words"]),
        ("death_extract", {"ngayTrichLuc": "11/03/2018"}, ["kt.registered_after_death"]),
        ("death_extract", {"gbtNgay": "11/03/2018"}, ["kt.notice_after_death"]),
        ("death_extract", {"nycHoTen": "LÊ THỊ BƯỞI"}, ["kt.requester_lives"]),
        ("death_register_2016", {"ngayDangKy": "14/05/2018"}, ["kt.in_time"]),
        ("death_register_2016", {"loaiDangKy": "Quá hạn"}, ["kt.late"]),
        ("land_certificate_1993", {"so_phat_hanh": "PA 038741"}, ["gcn.serial_form"]),
        ("land_certificate_1993", {"parcel[1].dien_tich": "221"}, ["gcn.parcels_sum"]),
        ("land_certificate_1993", {"ngay_cap": "17/03/2008"}, ["gcn.issue_window"]),
        ("land_certificate_2003", {"dien_tich_chu": "Ba trăm năm mươi mét vuông"}, ["gcn.area_words"]),
        ("land_certificate_2003", {"party[0].ngay_cap_giay_to": "15/05/2008"}, ["gcn.card_before_certificate"]),
        ("land_certificate_2024", {"so_phat_hanh": "AA 066549"}, ["gcn.serial_form"]),
        ("land_certificate_2024", {"ngay_cap": "17/03/2024"}, ["gcn.issue_window"]),
        ("land_certificate_2024", {"purpose[0].dien_tich": "100"}, ["gcn.purposes_sum", "gcn.purposes_sum_share"]),
    ],
)  # fmt: skip
def test_slip_is_found(library, form_id, changes, rules):
    assert found(library, form_id, **changes) == rules


@pytest.mark.parametrize("form_id", sorted(SAMPLES))
def test_every_rule_names_its_source(library, form_id):
    assert [rule.id for rule in library.form(form_id).rules if not rule.source] == []
