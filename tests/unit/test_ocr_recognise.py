import pytest

from ocr.labels import Letters
from ocr.lines import segments_of
from ocr.recognise import best_of, fits
from station.forms.definition import BlockDefinition, FaceDefinition, FieldDefinition, FormDefinition
from tests.unit.test_ocr_labels import words

TEXT = {"vi": "x", "en": "x"}


def form(form_id, labels, anchors, refuse=(), kind="TB"):
    return FormDefinition(
        id=form_id, version="1", kind=kind, title=TEXT, basis="", blocks=[BlockDefinition(id="b", title=TEXT)],
        faces=[FaceDefinition(width_mm=210, height_mm=148, anchors=list(anchors), refuse=list(refuse))],
        fields=[
            FieldDefinition(id=f"f{number}", type="text", label=TEXT, printed=[label], block="b") for number, label in enumerate(labels)
        ],
    )  # fmt: skip


BOATS = form("boats", ["Tên thuyền", "Chủ thuyền", "Bến đậu"], ["SỔ ĐĂNG KÝ THUYỀN", "Chủ thuyền"], ["BẢN SAO SỔ THUYỀN"])
CARTS = form("carts", ["Tên xe", "Chủ xe"], ["SỔ ĐĂNG KÝ XE BÒ"], kind="XB")
PAGE = ("SỔ ĐĂNG KÝ THUYỀN", "Tên thuyền: Sao Biển", "Chủ thuyền: Lê An", "Bến đậu: Bến Gỗ")


def best(forms, *lines, kind=None):
    return best_of(fits(forms, Letters(segments_of(words(*lines), [], 16))), kind)


def test_a_page_is_taken_for_the_form_whose_words_it_bears():
    found = best([CARTS, BOATS], *PAGE)
    assert (found.form.id, found.accepted, found.label_share) == ("boats", True, 1.0)


def test_a_page_of_nothing_known_is_not_accepted():
    assert not best([CARTS, BOATS], "GIẤY MỜI HỌP", "Kính gửi: bà con thôn Đồng Giếng").accepted


def test_a_printed_text_that_refuses_stands_before_every_fit():
    found = best([CARTS, BOATS], "BẢN SAO SỔ THUYỀN", *PAGE)
    assert (found.form.id, found.accepted, found.refused_by) == ("boats", False, "BẢN SAO SỔ THUYỀN")


@pytest.mark.parametrize("alike", ["BẢN SAU SỐ THUYỀN ĐI", "Bến sao số thuyền"])
def test_a_text_that_is_only_like_a_refusing_one_does_not_refuse(alike):
    assert best([BOATS], *PAGE, alike).accepted


COPIES = form("copies", ["Tên thuyền", "Chủ thuyền"], ["BẢN SAO SỔ THUYỀN MỚI", "Chủ thuyền"], ["BẢN SAO SỔ THUYỀN CŨ"])


@pytest.mark.parametrize(
    ("title", "accepted"), [("BẢN SAO SỔ THUYỀNC MỚI", True), ("BẢN SAO SỔ THUYỀN CŨ", False), ("BẢN SAO SỔ THUYỀN CU", False)]
)
def test_a_misread_title_of_the_form_itself_does_not_refuse(title, accepted):
    found = best([COPIES], title, "Tên thuyền: Sao Biển", "Chủ thuyền: Lê An")
    assert (found.accepted, bool(found.refused_by)) == (accepted, not accepted)


def test_of_two_forms_that_fit_the_one_that_explains_more_is_taken():
    larger = form("boats_2020", ["Tên thuyền", "Chủ thuyền", "Bến đậu", "Trọng tải"], ["SỔ ĐĂNG KÝ THUYỀN", "Chủ thuyền"])
    assert best([BOATS, larger], *PAGE, "Trọng tải: 3 tấn").form.id == "boats_2020"


@pytest.mark.parametrize(("told", "accepted"), [((), False), (("SỞ THUYỀN SÔNG",), True)])
def test_where_two_forms_fit_alike_neither_is_taken(told, accepted):
    river, sea = (
        form(form_id, ["Tên thuyền"], ["SỔ ĐĂNG KÝ THUYỀN", issuer])
        for form_id, issuer in (("river", "SỞ THUYỀN SÔNG"), ("sea", "CỤC HÀNG HẢI"))
    )
    found = best([river, sea], "SỔ ĐĂNG KÝ THUYỀN", *told, "Tên thuyền: Sao Biển")
    assert (found.accepted, found.undecided) == (accepted, not accepted)
    assert best([river], "SỔ ĐĂNG KÝ THUYỀN", "Tên thuyền: Sao Biển").accepted


def test_a_form_of_another_kind_is_no_rival_where_the_kind_is_known():
    here, there = (form(name, ["Tên thuyền"], ["SỔ ĐĂNG KÝ THUYỀN"], kind=kind) for name, kind in (("here", "TB"), ("there", "XB")))
    assert best([here, there], "SỔ ĐĂNG KÝ THUYỀN", "Tên thuyền: Sao Biển", kind="TB").accepted


def test_a_kind_narrows_the_choice_but_does_not_force_it():
    twin = form("twin", ["Tên thuyền", "Chủ thuyền"], ["SỔ ĐĂNG KÝ THUYỀN", "Chủ thuyền"], kind="XB")
    assert best([BOATS, twin], *PAGE, kind="XB").form.id == "twin"
    assert best([BOATS, CARTS], *PAGE, kind="XB").form.id == "boats"


COVER = form("cover", ["Số"], ["GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT", "TỔNG CỤC ĐỊA CHÍNH"])


def test_a_cover_of_which_a_seal_hides_half_the_title_is_known():
    assert best([COVER], "CHỨNG NHẬN", "SỬ DỤNG ĐẤT", "Số: C 052482", "TỔNG CỤC ĐỊA CHÍNH").accepted


def test_half_a_title_within_running_text_is_none():
    found = best([COVER], "Đơn xin cấp lại giấy chứng nhận đã mất vì lũ", "Số: 12", "Kính gửi: TỔNG CỤC ĐỊA CHÍNH tại Hà Nội")
    assert not found.accepted


def test_a_face_whose_anchors_are_all_there_may_lack_labels():
    deed = form("deed", ["Tên thuyền", "Chủ thuyền", "Bến đậu", "Trọng tải"], ["SỔ ĐĂNG KÝ THUYỀN", "Làm tại Bến Gỗ"])
    assert best([deed], "SỔ ĐĂNG KÝ THUYỀN", "Chủ thuyền: Lê An", "Làm tại Bến Gỗ").accepted
    assert not best([deed], "SỔ ĐĂNG KÝ THUYỀN", "Chủ thuyền: Lê An").accepted


def test_a_cover_whose_only_label_was_not_read_is_known_by_most_of_its_anchors():
    assert best([COVER], "GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT", "C 052482").accepted
    assert not best([COVER], "GIẤY CHỨNG NHẬN", "C 052482").accepted
