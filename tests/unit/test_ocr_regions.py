from dataclasses import replace

import numpy as np
import pytest

from ocr.cleanup import X_HEIGHT_PX, CleanPage
from ocr.labels import Letters, locate
from ocr.lines import segments_of
from ocr.recognise import labels_of
from ocr.regions import Page, regions_of
from ocr.transform import Transform
from station.domain.geometry import Box
from station.forms.definition import Bilingual, FieldDefinition
from tests.unit.test_ocr_gutters import words

TEXT = Bilingual(vi="x", en="x")
OFFICE = FieldDefinition(id="noi", type="place", label=TEXT, printed=["Nơi đăng ký"], block="b")
DAY = FieldDefinition(id="ngay", type="date", label=TEXT, block="b")
SIGNER = FieldDefinition(id="nguoi_ky", type="person_name", label=TEXT, block="b", below=True)


def found(fields, *lines, ink=None, more=()):
    """Field → its text line by line, and its box."""
    blank = np.zeros((900, 1400), np.uint8)
    clean = CleanPage(255 - blank, blank if ink is None else ink(blank), Transform.identity(1400, 900), ())
    segments = segments_of([*words(lines, 100), *more], [], X_HEIGHT_PX)
    page = Page(clean, segments, locate(labels_of(fields), Letters(segments)))
    return {name: ([piece.text for piece in pieces], pieces[0].box) for name, pieces in regions_of(fields, page).items()}


def test_the_last_word_of_a_full_line_is_found_on_the_next():
    read = found([OFFICE], "Nơi đăng ký: xã Suối Mây, huyện Đá Trắng, tỉnh Cao", "Sơn", "Số: 12")
    assert read["noi"][0] == ["xã Suối Mây, huyện Đá Trắng, tỉnh Cao", "Sơn"]


def test_a_value_that_ends_early_does_not_take_the_next_line():
    read = found([OFFICE], "Nơi đăng ký: xã Suối Mây", "Người", "đây là một dòng khác và dài hơn hẳn dòng ở trên")
    assert read["noi"][0] == ["xã Suối Mây"]


@pytest.mark.parametrize(
    "date",
    [
        "Đá Trắng, ngàu O5 tháng 12 năm 2O08",
        "Đú Tpắng, ngày 11 tháng O2 hăm 2O01",
        "Đá Trắng, ngày %6 †háng 04 năm 2008",
        "Đá Tnắng, O4. háng 12 năm 2OOO",
    ],
)
def test_a_date_whose_figures_cannot_be_read_still_shows_where_the_signer_stands(date):
    read = found([DAY, SIGNER], date, "", "Nghiêm Thị Hằng")
    assert read["ngay"][0] == [date]
    assert read["nguoi_ky"][0] == ["Nghiêm Thị Hằng"]


def test_what_a_seal_leaves_between_the_date_and_the_office_is_passed_over():
    office = FieldDefinition(id="co_quan", type="text", label=TEXT, block="b", below=True)
    scrap = words(["—”"], 130, 125)
    read = found(
        [DAY, office, SIGNER], "Đú Tpẵng, ngồg H thúng Đ2 nãn 2DD1", "TM. ỦY BAN NHÂN DÂN HUYỆN", "", "Nghiêm Thị Hằng", more=scrap
    )
    assert read["ngay"][0] == ["Đú Tpẵng, ngồg H thúng Đ2 nãn 2DD1"]


def test_a_date_of_which_no_word_was_read_is_the_line_above_the_office():
    office = FieldDefinition(id="co_quan", type="text", label=TEXT, block="b", below=True)
    read = found(
        [OFFICE, DAY, office, SIGNER], "Nơi đăng ký: xã Suối Mây", "Đn Tpny, ngcig 11 thnq O2 hom 2OO1", "TM. ỦY BAN NHÂN DÂN XÃ", "Lê An"
    )
    assert read["ngay"][0] == ["Đn Tpny, ngcig 11 thnq O2 hom 2OO1"]
    assert (read["co_quan"][0], read["nguoi_ky"][0]) == (["TM. ỦY BAN NHÂN DÂN XÃ"], ["Lê An"])


def test_running_text_heads_no_signature_block():
    office = FieldDefinition(id="co_quan", type="text", label=TEXT, block="b", below=True)
    read = found([OFFICE, DAY, office], "Nơi đăng ký: xã Suối Mây", "một dòng chữ khác", "Ủy ban nhân dân xã Suối Mây", "Lê An")
    assert "ngay" not in read and "co_quan" not in read


def test_letters_between_label_and_value_that_no_word_covers_belong_to_the_value():
    def lost_word(ink):
        ink[100:122, 300:312] = 255
        return ink

    line = "Nơi đăng ký:           xã Suối Mây"
    spaced = [Box(100 + 12 * at, 100, 12, 24) for at in (0, len("Nơi đăng ký:           "))]
    segments = [*words([line[:12]], 100), *words(["xã Suối Mây"], spaced[1].x)]
    page = segments_of(segments, [], X_HEIGHT_PX)
    blank = np.zeros((900, 1400), np.uint8)
    clean = CleanPage(255 - blank, lost_word(blank), Transform.identity(1400, 900), ())
    (piece,) = regions_of([OFFICE], Page(clean, page, locate(labels_of([OFFICE]), Letters(page))))["noi"]
    assert piece.box.x < 300
    assert piece.text == "xã Suối Mây"


PAGE_NUMBER = FieldDefinition(id="trang", type="number", label=TEXT, printed=["Trang số"], block="b")


@pytest.mark.parametrize(("gap", "reaches"), [(8, True), (60, False)])
def test_figures_that_the_engine_passed_over_are_not_cut_through(gap, reaches):
    line = words(["Trang số:"], 100)
    end = line[-1].box.right
    first, second = end + 20, end + 20 + 14 + gap

    def figures(ink):
        for left in (first, second):
            ink[100:122, left : left + 14] = 255
        return ink

    box = found([PAGE_NUMBER], "Trang số:", ink=figures)["trang"][1]
    assert box.right >= first + 14
    assert (box.right >= second + 14) is reaches


def test_scraps_below_a_line_are_not_its_next_line():
    wrapped = FieldDefinition(id="noi", type="place", label=TEXT, printed=["Nơi đăng ký"], block="b", lines=3)
    lines = words(["Nơi đăng ký: xã Suối Mây, huyện Đá Trắng, tỉnh Cao"], 100)
    scraps = [replace(word, box=word.box._replace(y=word.box.y + 18)) for word in words(["Ng ..... uy ... a"], 240)]
    rest = [replace(word, box=word.box._replace(y=word.box.y + 60)) for word in words(["Sơn"], 100)]
    segments = segments_of([*lines, *scraps, *rest], [], X_HEIGHT_PX)
    blank = np.zeros((900, 1400), np.uint8)
    clean = CleanPage(255 - blank, blank, Transform.identity(1400, 900), ())
    pieces = regions_of([wrapped], Page(clean, segments, locate(labels_of([wrapped]), Letters(segments))))["noi"]
    assert [piece.text for piece in pieces] == ["xã Suối Mây, huyện Đá Trắng, tỉnh Cao", "Sơn"]


def test_signs_alone_between_two_lines_of_a_value_are_not_its_next_line_however_sure():
    wrapped = FieldDefinition(id="noi", type="place", label=TEXT, printed=["Nơi đăng ký"], block="b", lines=2)
    lines = words(["Nơi đăng ký: xã Suối Mây, huyện Đá Trắng, tỉnh Cao"], 100)
    rest = [replace(word, box=word.box._replace(y=word.box.y + 64)) for word in words(["Sơn"], 100)]
    speck = [replace(word, box=word.box._replace(y=word.box.y + 34), confidence=0.95) for word in words([":"], 500)]
    assert [piece.text for piece in pieces_of(wrapped, [*lines, *rest, *speck])] == ["xã Suối Mây, huyện Đá Trắng, tỉnh Cao", "Sơn"]


def pieces_of(field, read):
    segments = segments_of(read, [], X_HEIGHT_PX)
    blank = np.zeros((900, 1400), np.uint8)
    clean = CleanPage(255 - blank, blank, Transform.identity(1400, 900), ())
    return regions_of([field], Page(clean, segments, locate(labels_of([field]), Letters(segments))))[field.id]


NAME = FieldDefinition(id="ten", type="person_name", label=TEXT, printed=["Họ, chữ đệm, tên vợ"], block="b")


@pytest.mark.parametrize("below", ["HỒNG", "THỊ THUỲ PHƯƠNG UYÊN"])
def test_a_name_in_capitals_goes_on_in_capitals_however_many_words(below):
    read = found([NAME], "Họ, chữ đệm, tên vợ: HOÀNG PHỦ NGUYỄN NGỌC", below, "Dân tộc: Kinh")
    assert read["ten"][0] == ["HOÀNG PHỦ NGUYỄN NGỌC", below]


def test_a_long_line_in_small_letters_is_no_rest_of_a_name():
    read = found([NAME], "Họ, chữ đệm, tên vợ: HOÀNG PHỦ NGUYỄN NGỌC", "Người Ký Giấy Chứng Nhận", "Dân tộc: Kinh")
    assert read["ten"][0] == ["HOÀNG PHỦ NGUYỄN NGỌC"]


def test_a_value_does_not_reach_into_what_stands_beside_it():
    beside = words(["Họ, chữ đệm, tên chồng: LÊ AN"], 820)
    widest = [
        replace(word, box=word.box._replace(y=word.box.y + 50))
        for word in words(["một dòng dài hơn của cùng một cột ở trên trang giấy này xa"], 100)
    ]
    segments = [*segments_of(words(["Họ, chữ đệm, tên vợ: VŨ LAN"], 100), [], X_HEIGHT_PX), *segments_of(beside, [], X_HEIGHT_PX)]
    segments = [*segments, *segments_of(widest, [], X_HEIGHT_PX)]
    blank = np.zeros((900, 1400), np.uint8)
    clean = CleanPage(255 - blank, blank, Transform.identity(1400, 900), ())
    (piece, *_) = regions_of([NAME], Page(clean, segments, locate(labels_of([NAME]), Letters(segments))))["ten"]
    assert piece.box.right <= 820 - X_HEIGHT_PX / 2 + 1


def test_a_speck_between_two_lines_of_a_value_is_not_its_next_line():
    wrapped = FieldDefinition(id="noi", type="place", label=TEXT, printed=["Nơi đăng ký"], block="b", lines=2)
    lines = words(["Nơi đăng ký: xã Suối Mây, huyện Đá Trắng, tỉnh Cao"], 100)
    rest = [replace(word, box=word.box._replace(y=word.box.y + 64)) for word in words(["Sơn"], 100)]
    speck = [replace(word, box=word.box._replace(y=word.box.y + 34), confidence=0.3) for word in words(["l"], 500)]
    segments = segments_of([*lines, *rest, *speck], [], X_HEIGHT_PX)
    blank = np.zeros((900, 1400), np.uint8)
    clean = CleanPage(255 - blank, blank, Transform.identity(1400, 900), ())
    pieces = regions_of([wrapped], Page(clean, segments, locate(labels_of([wrapped]), Letters(segments))))["noi"]
    assert [piece.text for piece in pieces] == ["xã Suối Mây, huyện Đá Trắng, tỉnh Cao", "Sơn"]


@pytest.mark.parametrize("speck", ["L", "gỉ : -_"])
def test_pieces_of_a_frame_and_of_seals_between_two_lines_of_a_value_are_not_its_next_line(speck):
    wrapped = FieldDefinition(id="noi", type="place", label=TEXT, printed=["Nơi đăng ký"], block="b", lines=2)
    lines = words(["Nơi đăng ký: xã Suối Mây, huyện Đá Trắng, tỉnh Cao"], 100)
    rest = [replace(word, box=word.box._replace(y=word.box.y + 64)) for word in words(["Sơn"], 100)]
    between = [replace(word, box=word.box._replace(y=word.box.y + 38), confidence=0.95) for word in words([speck], 80)]
    assert [piece.text for piece in pieces_of(wrapped, [*lines, *rest, *between])] == ["xã Suối Mây, huyện Đá Trắng, tỉnh Cao", "Sơn"]


@pytest.mark.parametrize("below", ["NỮ ˆ BẢO H TRẤN ˆ CHẤU", "H0ANG 6IA BẢO"])
def test_the_rest_of_a_name_in_capitals_may_hold_signs_and_letters_read_as_figures(below):
    read = found([NAME], "Họ, chữ đệm, tên vợ: HOÀNG PHỦ NGUYỄN NGỌC", below, "Dân tộc: Kinh")
    assert read["ten"][0] == ["HOÀNG PHỦ NGUYỄN NGỌC", below]


def test_a_number_below_a_name_is_not_its_rest():
    read = found([NAME], "Họ, chữ đệm, tên vợ: HOÀNG PHỦ NGUYỄN NGỌC", "H 099185205546", "Dân tộc: Kinh")
    assert read["ten"][0] == ["HOÀNG PHỦ NGUYỄN NGỌC"]


IN_WORDS = FieldDefinition(id="ngay_chu", type="date_words", label=TEXT, printed=["Ghi bằng chữ"], block="b", lines=2)
LETTERS_BELOW = [(100, 164), (118, 164), (136, 158)]
"""Left and top of letters 14 × 22 px, a line below."""


def drawn(letters):
    def ink(blank):
        for left, top in letters:
            blank[top : top + 22, left : left + 14] = 255
        return blank

    return ink


@pytest.mark.parametrize(
    ("line", "letters", "goes_on"),
    [
        ("Ghi bằng chữ: Ngày chín tháng hai năm hai nghìn không trăm mười", LETTERS_BELOW, True),
        ("Ghi bằng chữ: Ngày chín tháng hai năm hai nghìn không trăm mười", [], False),
        ("Ghi bằng chữ: Ngày chín tháng hai năm hai nghìn không trăm mười", LETTERS_BELOW[:1], False),  # a speck
        ("Ghi bằng chữ: Ngày chín tháng hai năm hai nghìn không trăm mười", [(x + 400, y) for x, y in LETTERS_BELOW], False),  # a seal
        ("Ghi bằng chữ: Ngày chín tháng hai năm hai nghìn", LETTERS_BELOW, False),  # the line is not full
    ],
)
def test_a_word_alone_on_the_next_line_that_the_engine_passed_over_belongs_to_the_value(line, letters, goes_on):
    nextly = words(["Nơi chết: Tại nhà, Thôn Lũng Vài, xã Suối Mây, huyện Đá Trắng"], 100, 220)
    read = found([IN_WORDS, OFFICE], line, ink=drawn(letters), more=nextly)
    assert len(read["ngay_chu"][0]) == 1 + goes_on


def test_figures_whose_short_label_was_passed_over_open_the_line_of_the_next_label():
    number = FieldDefinition(id="so", type="register_number", label=TEXT, printed=["Số"], block="b")
    book = FieldDefinition(id="quyen", type="book_number", label=TEXT, printed=["Quyển số"], block="b")
    assert found([number, book], "85/2018 Quyển số: 01/2018")["so"][0] == ["85/2018"]
    assert "so" not in found([number, book], "Xem trang sau Quyển số: 01/2018")
    assert "so" not in found([number, book], "Quyển số: 01/2018")


def test_the_first_letter_of_a_value_that_was_taken_for_the_label_s_is_the_value_s():
    """ "tên vợ: KHUẤT" was passed over, and the T of THỊ taken for that of "tên"."""
    read = [*words(["Họ, chữ đệm,"], 100), *words(["THỊ BÍCH THUÝ"], 500)]
    field = FieldDefinition(id="ten", type="person_name", label=TEXT, printed=["Họ, chữ đệm, t"], block="b")
    (piece,) = pieces_of(field, read)
    assert piece.text == "THỊ BÍCH THUÝ"


SERIAL = FieldDefinition(id="so", type="serial", label=TEXT, block="b")


@pytest.mark.parametrize(
    ("read", "is_found"), [("BV 301253", True), ("BV 5012552", True), ("ŒG 301253", True), ("BVl O1253O", False), ("Tờ số 1234567", False)]
)
def test_a_serial_number_with_a_figure_too_many_is_found_to_be_read_again(read, is_found):
    assert ("so" in found([SERIAL], "GIẤY CHỨNG NHẬN", "", read)) is is_found


NOTICE = FieldDefinition(id="ngay_cap", type="date", label=TEXT, printed=["cấp ngày"], block="b")


def test_a_value_printed_a_little_higher_than_its_label_goes_on_no_line_above():
    office = OFFICE.model_copy(update={"lines": 2})
    higher = words(["19/03/2025"], 400, 180)
    read = found([office, NOTICE], "Nơi đăng ký: xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn", "", "cấp ngày:", more=higher)
    assert read["noi"][0] == ["xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn"]


def test_a_sign_far_behind_a_label_is_what_was_seen_of_its_value():
    speck = words([";"], 300)
    read = found([NOTICE], "cấp ngày:", more=speck)
    assert read["ngay_cap"][0] == [";"]


def test_a_syllable_that_was_read_in_a_seal_is_no_office():
    office, position = (FieldDefinition(id=name, type="text", label=TEXT, block="b", below=True) for name in ("co_quan", "chuc_vu"))
    lines = ("ếy", "TM. ỦY BAN NHÂN DÂN HUYỆN", "PHÓ CHỦ TỊCH", "", "NGHIÊM THỊ HẰNG")
    read = found([DAY, office, position, SIGNER], "Đá Trắng, ngày 05 tháng 12 năm 2008", *lines)
    assert [read[name][0] for name in ("co_quan", "chuc_vu", "nguoi_ky")] == [[lines[1]], [lines[2]], [lines[4]]]


@pytest.mark.parametrize("hint", ["ký, ghi rõ họ, chữ đệm, tên, chức vụ và đóng dấu", "đóng", "(ký, ghi rõ họ tên"])
def test_what_says_what_is_to_be_written_is_no_office(hint):
    position = FieldDefinition(id="chuc_vu", type="text", label=TEXT, block="b", below=True)
    read = found([DAY, position, SIGNER], "Đá Trắng, ngày 05 tháng 12 năm 2008", hint, "PHÓ CHỦ TỊCH", "", "Nghiêm Thị Hằng")
    assert [read[name][0] for name in ("chuc_vu", "nguoi_ky")] == [["PHÓ CHỦ TỊCH"], ["Nghiêm Thị Hằng"]]
