from ocr.cleanup import X_HEIGHT_PX
from ocr.engines.contract import Word
from ocr.gutters import gutters_in
from ocr.lines import segments_of
from station.domain.geometry import Box

LETTER, HEIGHT, LINE = 12, 24, 50
LEFT, RIGHT = 100, 640


def words(texts, x, top=100):
    found = []
    for number, text in enumerate(texts):
        at = x
        for word in text.split():
            found.append(Word(word, Box(at, top + number * LINE, LETTER * len(word), HEIGHT), 0.9, number))
            at += LETTER * (len(word) + 1)
    return found


def lines_of(page):
    """The page's lines, columns parted by the gutters that were found."""
    return [segment.text for segment in segments_of(page, gutters_in(segments_of(page, [], X_HEIGHT_PX)), X_HEIGHT_PX)]


WIFE = ("Họ tên vợ: LƯU THỊ VÂN", "Dân tộc: Kinh", "Nơi cư trú: Thôn Nà Lầu, huyện", "Đá Trắng", "Giấy tờ: 996479202")
HUSBAND = ("Họ tên chồng: KHUẤT HIẾU", "Dân tộc: Tày", "Nơi cứ trú: Thôn Lũng Vài, xã", "Suối Mây", "Giấy tờ: 991421319")


def test_two_persons_side_by_side_are_read_one_after_the_other():
    assert lines_of(words(WIFE, LEFT) + words(HUSBAND, RIGHT)) == [*WIFE, *HUSBAND]


def test_a_long_value_between_the_lines_of_two_persons_does_not_make_them_one():
    apart = words(WIFE[:4], LEFT) + words(HUSBAND[:4], RIGHT) + words(WIFE[4:], LEFT, 440) + words(HUSBAND[4:], RIGHT, 440)
    assert lines_of(apart) == [*WIFE, *HUSBAND]


def test_a_speck_before_the_second_column_does_not_join_them():
    specks = [Word("_.", Box(RIGHT - 14, 100, 8, HEIGHT), 0.3, 9)]
    assert lines_of(words(WIFE, LEFT) + words(HUSBAND, RIGHT) + specks)[-len(HUSBAND) :] == [*HUSBAND]


def test_the_ornaments_of_a_frame_do_not_end_the_columns_before_their_last_lines():
    last = len(WIFE)
    rest = words([*[""] * last, "Công an tỉnh cấp ngày 19/08/2009"], LEFT) + words([*[""] * last, "099201802226"], RIGHT)
    ornament = [Word("l®)", Box(LEFT - 60, 100 + last * LINE - 16, 20, HEIGHT), 0.3, 9)]
    found = lines_of(words(WIFE, LEFT) + words(HUSBAND, RIGHT) + rest + ornament)
    assert [line for line in found if line != "l®)"] == [*WIFE, "Công an tỉnh cấp ngày 19/08/2009", *HUSBAND, "099201802226"]


def test_what_stands_above_and_below_the_columns_is_read_across():
    title, office = (
        words(["Số: 141/2020 quyển số 03 của năm ấy là thế này đây"], LEFT, 20),
        words(["Nơi đăng ký: Ủy ban nhân dân xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn"], LEFT, 480),
    )
    found = lines_of(title + words(WIFE, LEFT) + words(HUSBAND, RIGHT) + office)
    assert (found[0], found[-1]) == (" ".join(word.text for word in title), " ".join(word.text for word in office))


def test_rows_that_happen_to_begin_alike_are_no_columns():
    page = words(["Ngày sinh: 1987 ngày đăng ký: 1988", "Dân tộc: Tày Quốc tịch: Việt Nam", "Nơi cư trú: Thôn Nà Lầu"], LEFT)
    assert gutters_in(segments_of(page, [], X_HEIGHT_PX)) == []


def test_a_table_within_a_frame_has_its_columns_for_itself():
    line = words(["Ông bà thường trú tại thôn Nà Lầu xã Suối Mây huyện Đá Trắng"], LEFT, 60)
    table = words(["Thửa số 12", "Diện tích"], LEFT, 200) + words(["Mục đích dùng", "Thời hạn"], RIGHT, 200)
    frame = [Box(x, 0, 3, 900) for x in (60, 1200)]
    # ornaments that were read as real words make a frame look like a rule between columns
    beside = words(["Nam", "Bắc", "Đông"], 1220, 60)
    found = segments_of([*line, *table, *beside], [*frame, Box(500, 190, 3, 120)], X_HEIGHT_PX)
    texts = [segment.text for segment in found]
    assert " ".join(word.text for word in line) in texts
    assert {"Thửa số 12", "Mục đích dùng"} <= set(texts)
