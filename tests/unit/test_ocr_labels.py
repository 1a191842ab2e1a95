import pytest

from ocr.engines.contract import Word
from ocr.labels import LabelText, Letters, locate
from ocr.lines import segments_of
from station.domain.geometry import Box

LETTER, HEIGHT, LINE = 12, 24, 60


def words(*lines, left=100, top=100):
    """Words of text lines as an engine gives them; two blanks make a wide gap."""
    found = []
    for number, line in enumerate(lines):
        x = left
        for word in line.split(" "):
            if word:
                found.append(Word(word, Box(x, top + number * LINE, LETTER * len(word), HEIGHT), 0.9, number))
            x += LETTER * (len(word) + 1)
    return found


def located(page, *labels):
    """Label key → the text behind its place on the same line."""
    segments = segments_of(page, [], 16)
    found = locate([LabelText(key, wordings) for key, *wordings in labels], Letters(segments))
    return {key: segments[place.last].text[place.end :] for key, place in found.items()}


def test_labels_are_found_in_spite_of_lost_marks_and_letters():
    page = words("Ho, chu dệm, tên: LÊ AN", "Ngay, thang nam slnh: 06/12/2017")
    found = located(page, ("name", "Họ, chữ đệm, tên"), ("born", "Ngày, tháng, năm sinh"))
    assert found == {"name": "LÊ AN", "born": "06/12/2017"}


@pytest.mark.parametrize("read", ["s6: 121/2024", "S0: 121/2024", "sø: 121/2024"])
def test_a_label_of_which_a_letter_was_read_as_a_figure_is_found(read):
    assert located(words(read, "Ngày, tháng, năm sinh: 06/12/2017"), ("number", "Số")) == {"number": "121/2024"}


def test_a_short_label_is_found_in_a_face_whose_y_is_read_as_u():
    found = located(words("Đã chết vào lúc: 04 giờ 41 phút ngàu: 30/12/2018"), ("hour", "Đã chết vào lúc"), ("day", "ngày"))
    assert found["day"] == "30/12/2018"


def test_a_colon_read_as_another_sign_hides_no_label_that_its_value_tells():
    found = located(words("Đã chết vào lúc: 14 giờ 56 phút ngày! 08/01/2024"), ("hour", "Đã chết vào lúc"), ("day", "ngày"))
    assert found["day"] == "! 08/01/2024"


@pytest.mark.parametrize(
    ("line", "behind"),
    [
        ("Sá: 307/TLKT", "307/TLKT"),
        ("Sá: 141/2020", "141/2020"),
        ("Sá: 14/5", None),
        ("S: 18/2021", "18/2021"),
        ("S“: 83/2024", "83/2024"),
        ("ố: 25/2022", "25/2022"),
        ("S: 14/5", None),
        ("S“: AL 098912", "AL 098912"),
        ("S“: AL 0989", None),
        ("T: 25/2022", None),
        ("S", None),
        ("Tờ: 307/TLKT", None),
        ("Năm sinh: 1974, Số CAIND: 993771643", "993771643"),
        ("Năm sinh: 1974, Số CAIND: Cao Sơn", None),
    ],
)
def test_a_misread_short_label_is_known_by_what_stands_behind_it(line, behind):
    assert located(words(line), ("number", "Số"), ("card", "Số CMND")) == (
        {} if behind is None else {"card" if "CAIND" in line else "number": behind}
    )


def test_the_end_of_a_value_is_no_beginning_of_a_misread_label_on_the_next_line():
    page = words("Họ, chữ đệm, tên: LÊ TƯỜNG VY", "Ngày, tháng, năm sinlr -22/08/1856")
    assert located(page, ("name", "Họ, chữ đệm, tên"), ("born", "Ngày, tháng, năm sinh"))["name"] == "LÊ TƯỜNG VY"
    segments = segments_of(page, [], 16)
    places = locate([LabelText("name", ("Họ, chữ đệm, tên",)), LabelText("born", ("Ngày, tháng, năm sinh",))], Letters(segments))
    assert (places["born"].first, places["born"].start) == (1, 0)


LABELS = ("sex", "Giới tính"), ("people", "Dân tộc"), ("country", "Quốc tịch")


def test_a_label_of_which_only_the_end_was_read_is_found_between_its_neighbours():
    assert located(words("Giới tính: Nam - tộc: HMông Quốc tịch: Việt Nam"), *LABELS)["people"] == "HMông Quốc tịch: Việt Nam"


@pytest.mark.parametrize("line", ["Giới tính: Nam tộc HMông Quốc tịch: Việt Nam", "Giới tính: Nam tộc: HMông"])
def test_the_end_of_a_label_without_colon_or_neighbours_is_none(line):
    assert "people" not in located(words(line), *LABELS)


def test_a_repeated_label_goes_to_the_right_person_by_order():
    page = words(
        "Dân tộc: Kinh Quốc tịch: Việt Nam",
        "Họ, chữ đệm, tên người mẹ: BÀ ẤY",
        "Dân tộc: Tày",
        "Họ, chữ đệm, tên người cha: ÔNG ẤY",
        "Dân tộc: Nùng",
    )
    found = located(
        page,
        ("child", "Dân tộc"), ("nationality", "Quốc tịch"), ("mother", "Họ, chữ đệm, tên người mẹ"), ("mothers", "Dân tộc"),
        ("father", "Họ, chữ đệm, tên người cha"), ("fathers", "Dân tộc"),
    )  # fmt: skip
    assert (found["child"].startswith("Kinh"), found["mothers"], found["fathers"]) == (True, "Tày", "Nùng")


def test_of_two_persons_side_by_side_each_keeps_its_own_lines_where_the_columns_are_told_in_pieces():
    wife = ("Họ, chữ đệm, tên vợ: BÀ ẤY", "Dân tộc: Kinh", "", "Nơi cư trú: Bản Phường", "Giấy tờ tùy thân: 991272999")
    husband = ("Họ, chữ đệm, tên chồng: ÔNG ẤY", "Dân tộc: Tày", "", "Nơi cư trú: Khe Tre", "Giấy tờ tùy thân: 991273000")
    page = [*words(*wife), *words(*husband, left=800, top=104)]
    segments = segments_of(page, [Box(700, 90, 2, 100), Box(700, 270, 2, 110)], 16)
    labels = [LabelText(f"{who} {rest}", (printed,)) for who, name in (("wife", "vợ"), ("husband", "chồng")) for rest, printed in (
        ("name", f"Họ, chữ đệm, tên {name}"), ("people", "Dân tộc"), ("home", "Nơi cư trú"), ("paper", "Giấy tờ tùy thân")
    )]  # fmt: skip
    found = {key: segments[place.last].text[place.end :] for key, place in locate(labels, Letters(segments)).items()}
    assert found == {
        "wife name": "BÀ ẤY", "wife people": "Kinh", "wife home": "Bản Phường", "wife paper": "991272999",
        "husband name": "ÔNG ẤY", "husband people": "Tày", "husband home": "Khe Tre", "husband paper": "991273000",
    }  # fmt: skip


def test_a_missing_repeated_label_does_not_push_the_others_on():
    page = words("Dân tộc: Kinh", "Họ, chữ đệm, tên người mẹ: BÀ ẤY", "Họ, chữ đệm, tên người cha: ÔNG ẤY", "Dân tộc: Nùng")
    found = located(
        page,
        ("child", "Dân tộc"), ("mother", "Họ, chữ đệm, tên người mẹ"), ("mothers", "Dân tộc"),
        ("father", "Họ, chữ đệm, tên người cha"), ("fathers", "Dân tộc"),
    )  # fmt: skip
    assert "mothers" not in found
    assert found["fathers"] == "Nùng"


def test_the_start_of_a_longer_label_is_not_the_shorter_one():
    page = words("Họ, chữ đệm, tên người mẹ: BÀ ẤY", "Năm sinh: 1980")
    found = located(page, ("child", "Họ, chữ đệm, tên"), ("mother", "Họ, chữ đệm, tên người mẹ"), ("born", "Năm sinh"))
    assert found == {"mother": "BÀ ẤY", "born": "1980"}


@pytest.mark.parametrize("line", ["Một số việc khác", "Sống ở đây: lâu"])
def test_a_short_label_is_not_seen_in_running_text(line):
    assert located(words(line), ("number", "Số")) == {}


@pytest.mark.parametrize(
    ("line", "is_part"),
    [("GIẦY NG NHẬN", True), ("GIẤY - NHẬN", True), ("GIẤY XÁC NHẬN", False), ("GIẤY CHỨNG NHẬN KẾT HÔN", False), ("GIẤY", False)],
)
def test_a_title_of_which_a_seal_hides_the_middle_is_known_by_both_its_ends(line, is_part):
    assert Letters(segments_of(words(line), [], 16)).has_part("GIẤY CHỨNG NHẬN", 0.6, 88.0) is is_part


def test_a_label_printed_over_two_lines_is_one_label():
    page = words("Họ, chữ đệm, tên, chức vụ người ký Giấy khai sinh/Trích lục ghi vào", "sổ hộ tịch việc khai sinh: QUÁCH MINH")
    long = "Họ, chữ đệm, tên, chức vụ người ký Giấy khai sinh/Trích lục ghi vào sổ hộ tịch việc khai sinh"
    assert located(page, ("signer", long)) == {"signer": "QUÁCH MINH"}


def test_the_last_word_of_a_value_is_no_part_of_the_badly_read_label_below_it():
    page = words("Họ, chữ đệm, tên: CHU VẤN LƯƠNG", "lgày th năm sin 1973 iới Nam")
    segments = segments_of(page, [], 16)
    found = locate([LabelText("name", ("Họ, chữ đệm, tên",)), LabelText("born", ("Ngày, tháng, năm sinh",))], Letters(segments))
    assert (found["name"].first, found["born"].first) == (0, 1)


def test_a_label_without_its_last_letter_does_not_take_the_first_one_of_the_value():
    """The n of tên was lost; NGUYỄN begins with one."""
    page = words("Họ, chữ đệm, tê: NGUYỄN NGỌC HẬU", "Hộông ĐẶNG TÒN")
    segments = segments_of(page, [], 16)
    found = locate([LabelText("name", ("Họ, chữ đệm, tên",)), LabelText("holder", ("Hộ ông",))], Letters(segments))
    assert [segments[found[key].last].text[found[key].end :] for key in ("name", "holder")] == ["NGUYỄN NGỌC HẬU", "ĐẶNG TÒN"]


@pytest.mark.parametrize("heading", ["II. Thửa đất, nhà ở và tài sản khác", "2. Thông tin thửa đất:"])
def test_a_label_without_its_colon_is_likelier_than_a_heading_like_it_with_a_sign_behind(heading):
    page = words(heading, "a) Thửa đất số 294, tờ bản đồ số 94")
    segments = segments_of(page, [], 16)
    found = locate([LabelText("parcel", ("Thửa đất số",)), LabelText("sheet", ("tờ bản đồ số",))], Letters(segments))
    assert found["parcel"].first == 1


@pytest.mark.parametrize(("line", "found"), [("Ông Nguyễn Gia Sỹ, CC 099062761553", True), ("Ông Nguyễn Gia Sỹ, CC 0990627", False)])
def test_a_short_label_tells_the_number_of_a_card_without_a_colon(line, found):
    assert ("card" in located(words(line), ("name", "Ông"), ("card", "CC"))) is found


def test_an_empty_page_has_no_labels():
    assert located([], ("name", "Họ, chữ đệm, tên")) == {}


def test_values_printed_a_little_higher_stay_on_their_label_s_line():
    label = words("Dân tộc:")
    value = [Word("Kinh", Box(260, 92, 48, 24), 0.9, 7)]
    assert [segment.text for segment in segments_of(label + value, [], 16)] == ["Dân tộc: Kinh"]


def test_ruled_columns_are_read_one_after_the_other():
    left, right = words("Số: 12", "Dân tộc: Kinh"), words("Ghi chú: không", "gì cả", left=700)
    texts = [segment.text for segment in segments_of(left + right, [Box(600, 80, 3, 200)], 16)]
    assert texts == ["Số: 12", "Dân tộc: Kinh", "Ghi chú: không", "gì cả"]


def test_the_frame_of_a_page_is_no_column():
    page = words("Số: 12  Quyển: 01")
    assert len(segments_of(page, [Box(10, 0, 3, 900), Box(1400, 0, 3, 900)], 16)) == 1


OPTIONS = ("late", "Đăng ký quá hạn"), ("again", "Đăng ký lại từ đầu"), ("abroad", "Ghi vào sổ hộ tịch")


def options_found(*lines):
    """Which of three options were found, whose order on the paper is not the form's."""
    segments = segments_of(words(*lines), [], 16)
    return set(locate([LabelText(key, (text,), beside_box=True) for key, text in OPTIONS], Letters(segments)))


def test_what_stands_behind_a_box_is_found_out_of_order_where_it_is_all_of_its_line():
    others = "L] Đăng ký quá hạn", "L] Đăng ký lại từ đầu"
    assert options_found("L] Ghi vào sổ hộ tịch", *others) == {"late", "again", "abroad"}
    assert options_found("trích lục Ghi vào sổ hộ tịch việc khai tử", *others) == {"late", "again"}


def test_a_label_does_not_reach_into_the_line_below_for_the_comma_there():
    page = words("NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN 3", "(ký, ghi rõ họ tên)")
    segments = segments_of(page, [], 16)
    found = locate([LabelText("office", ("NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN",))], Letters(segments))
    assert (found["office"].first, found["office"].start, found["office"].last) == (0, 0, 0)


@pytest.mark.parametrize(
    ("line", "found"), [("Đã chết vào lúc 06 giờ ngày 02/07/2025", True), ("Đã chết vào lúc 06 giờ ngày hôm sau", False)]
)
def test_a_short_label_without_its_colon_stands_before_a_date(line, found):
    assert (
        "day" in located(words(line, "ghi bằng chữ: x"), ("hour", "Đã chết vào lúc"), ("day", "ngày"), ("words", "ghi bằng chữ"))
    ) is found


def test_the_label_of_a_serial_number_is_told_by_it_without_its_colon():
    assert located(words("-_ Số AD 562566"), ("serial", "Số"))["serial"] == "AD 562566"
    assert "serial" not in located(words("Căn nhà Số AD ở đây"), ("serial", "Số"))
