"""The three forms of the first release: sound sample entries pass, each slip is found where it lies."""

import datetime

import pytest

from station.forms.check import check_entry
from station.forms.entry_values import keyed_value
from station.forms.fields import find_field

TODAY = datetime.date(2026, 1, 1)
BIRTH = {
    "so": "12/2018",
    "nksHoTen": "LÊ THỊ BƯỞI",
    "nksNgaySinh": "02/03/2018",
    "nksNgaySinhBangChu": "Ngày hai tháng ba năm hai nghìn không trăm mười tám",
    "nksGioiTinh": "Nữ",
    "nksDanToc": "Kinh",
    "nksQuocTich": "Việt Nam",
    "nksNoiSinh": "Trạm y tế xã Lá Xanh",
    "nksQueQuan": "Xã Lá Xanh",
    "nksSoDinhDanh": "001318000123",
    "meHoTen": "PHAN THỊ CAM",
    "meNgaySinh": "1990",
    "meDanToc": "Kinh",
    "meQuocTich": "Việt Nam",
    "meNoiCuTru": "Xã Lá Xanh",
    "chaHoTen": "LÊ VĂN BÒNG",
    "chaNgaySinh": "05/06/1988",
    "chaDanToc": "Tày",
    "chaQuocTich": "Việt Nam",
    "chaNoiCuTru": "Xã Lá Xanh",
    "nycHoTen": "LÊ VĂN BÒNG",
    "nycSoGiayToTuyThan": "CMND 012345678",
    "noiDangKy": "UBND xã Lá Xanh",
    "ngayDangKy": "20/03/2018",
    "chucVuNguoiKy": "Chủ tịch",
    "nguoiKy": "Đỗ Văn Chanh",
}
REGISTER = {name: text for name, text in BIRTH.items() if name != "noiDangKy"} | {
    "quyenSo": "01/2018",
    "trangSo": "12",
    "loaiDangKy": "Đúng hạn",
}
LAND = {
    "party[0].ho_ten": "Lê Văn Bòng",
    "party[0].nam_sinh": "1960",
    "party[0].so_giay_to": "012345678",
    "party[0].dia_chi": "Xã Lá Xanh",
    "so_phat_hanh": "BM 123456",
    "so_thua": "25",
    "so_to": "7",
    "dia_chi_thua": "Xã Lá Xanh",
    "dien_tich": "350,5 m²",
    "dien_tich_chu": "Ba trăm năm mươi phẩy năm mét vuông",
    "dt_rieng": "350,5",
    "dt_chung": "Không",
    "purpose[0].ten_in": "Đất ở tại nông thôn",
    "purpose[0].dien_tich": "200",
    "purpose[1].ten_in": "Đất trồng cây lâu năm",
    "purpose[1].dien_tich": "150,5",
    "nguon_goc": "Nhận thừa kế",
    "ngay_cap": "12/05/2016",
    "so_vao_so": "CH03730",
}
SAMPLES = {"birth_certificate": BIRTH, "birth_register_2016": REGISTER, "land_certificate_2014": LAND}


def found(library, form_id, **changes):
    form = library.form(form_id)
    typed = {**SAMPLES[form_id], **changes}
    fields = {path: keyed_value(form, library, path, text) for path, text in typed.items() if text is not None}
    return [finding.rule for finding in check_entry(form, library, fields, TODAY)]


@pytest.mark.parametrize("form_id", sorted(SAMPLES))
def test_sound_entry_passes(library, form_id):
    assert found(library, form_id) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"nksNgaySinhBangChu": "Ngày ba tháng ba năm hai nghìn không trăm mười tám"}, "ks.date_words"),
        ({"so": "12/2019"}, "ks.number_year"),
        ({"so": "12"}, "ks.number_form"),
        ({"so": None}, "required.so"),
        ({"nksDanToc": "Nùng"}, "ks.child_ethnic_group"),
        ({"nksSoDinhDanh": "001317000123"}, "ks.child_id_structure"),
        ({"nksSoDinhDanh": "00131800012"}, "ks.child_id_length"),
        ({"meNgaySinh": "2010"}, "ks.mother_age"),
        ({"chaHoTen": "PHAN THỊ CAM", "nycHoTen": None}, "ks.parents_differ"),
        ({"nycHoTen": "LÊ THỊ BƯỞI"}, "ks.requester_is_not_the_child"),
    ],
)
@pytest.mark.parametrize("form_id", ["birth_certificate", "birth_register_2016"])
def test_slip_in_a_birth_is_found(library, form_id, changes, rule):
    assert found(library, form_id, **changes) == [rule]


def test_birth_registered_before_it_happened_is_an_error(library):
    words = "Ngày hai tháng tư năm hai nghìn không trăm mười tám"
    assert found(library, "birth_certificate", nksNgaySinh="02/04/2018", nksNgaySinhBangChu=words) == ["ks.registered_after_birth"]


def test_box_in_time_is_compared_with_the_sixty_days(library):
    assert found(library, "birth_register_2016", ngayDangKy="02/05/2018") == ["ks.in_time"]
    assert found(library, "birth_register_2016", loaiDangKy="Quá hạn") == ["ks.late"]


def test_notes_in_the_register_are_laid_before_the_supervisor(library):
    assert found(library, "birth_register_2016", ghiChu="Cải chính năm 2020") == ["ks.notes_to_see"]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"dien_tich_chu": "Ba trăm năm mươi mét vuông"}, "gcn.area_words"),
        ({"so_phat_hanh": "BM 12345678"}, "gcn.serial_form"),
        ({"dt_rieng": "300"}, "gcn.uses_sum"),
        ({"ngay_cap": "12/05/2010"}, "gcn.issue_window"),
        ({"so_thua": "2O"}, "gcn.parcel_ends_in_digit"),
        ({"nguon_goc": None}, "gcn.origin_needed"),
        ({"so_vao_so": "0.313859"}, "gcn.book_number_form"),
    ],
)
def test_slip_in_a_land_certificate_is_found(library, changes, rule):
    assert found(library, "land_certificate_2014", **changes) == [rule]


def test_purposes_that_do_not_fill_the_parcel_are_found(library):
    assert found(library, "land_certificate_2014", **{"purpose[1].dien_tich": "100"}) == ["gcn.purposes_sum", "gcn.purposes_sum_share"]


@pytest.mark.parametrize("form_id", sorted(SAMPLES))
def test_every_field_of_the_ministrys_list_has_a_label_in_both_languages(library, form_id):
    form = library.form(form_id)
    assert [field.id for field in form.fields if not (field.label.vi and field.label.en)] == []
    assert all(find_field(form, path) for path in SAMPLES[form_id])
