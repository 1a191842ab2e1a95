import cv2
import numpy as np
import pytest

from ocr.cleanup import X_HEIGHT_PX, clean_page
from ocr.folds import shade_of_folds
from ocr.ink import ink_of
from ocr.leaders import leaders_in
from ocr.page import flattening, sheets_in
from ocr.rules import painted, rules_in
from ocr.skew import lean
from ocr.tone import even_ground, to_grey
from ocr.transform import rotation
from ocr.type_size import x_height
from ocr.zeros import zero_dots_in
from tests.unit.ocr_drawing import leaders, paper, text_page, write

X_HEIGHT = 25.0
BASELINE = 150


def dotted_line(text, shift=0, face="Tinos-Regular"):
    """A value printed over dotted leaders, `shift` pixels above their line; the page and the dots' centres."""
    page = paper()
    dots = leaders(page, 40, 1150, BASELINE)
    end = write(page, text, 120, BASELINE - shift, face=face)
    return page, dots, end


def without_leaders(page):
    return painted(page, leaders_in(page, ink_of(page), X_HEIGHT))


@pytest.mark.parametrize(("shift", "left"), [(0, 0.17), (3, 0.12), (6, 0.1), (9, 0.05)])
def test_leader_dots_are_erased_and_letters_stay(shift, left):
    page, dots, end = dotted_line("Quách Minh Nghĩa", shift)
    cleaned = without_leaders(page)
    free = [(x, y) for x, y in dots if not 110 < x < end + 10]
    assert len(free) > 20
    assert all(cleaned[round(y), round(x)] > 200 for x, y in free)
    bare = paper()
    write(bare, "Quách Minh Nghĩa", 120, BASELINE - shift)
    before, after = ink_of(bare) > 0, ink_of(cleaned) > 0
    assert np.count_nonzero(before & ~after) < 0.03 * np.count_nonzero(before)
    assert np.count_nonzero(after & ~before) < left * np.count_nonzero(before)


@pytest.mark.parametrize("face", ["Tinos-Regular", "Cousine-Regular"])
@pytest.mark.parametrize("shift", [2, 5, 8, 11])
def test_the_dot_below_a_vowel_survives_the_removal_of_leaders(face, shift):
    page, _, _ = dotted_line("Mạc Thị Mộng Thuỵ", shift, face)
    alone = paper()
    write(alone, "Mạc Thị Mộng Thuỵ", 120, BASELINE - shift, face=face)
    _, _, stats, centres = cv2.connectedComponentsWithStats(ink_of(alone))
    below = [
        centre for row, centre in zip(stats[1:], centres[1:], strict=True) if row[cv2.CC_STAT_HEIGHT] < 10 and centre[1] > BASELINE - shift
    ]
    cleaned = without_leaders(page)
    kept = [cleaned[round(y) - 1 : round(y) + 2, round(x) - 1 : round(x) + 2].min() < 128 for x, y in below]
    assert len(below) == 4
    assert all(kept)


def test_leader_dots_go_where_a_value_fills_the_whole_line_and_leaves_hardly_one_of_them_free():
    page, value = paper(), "TRẦN ĐẶNG THỊ BẢO HOÀI THƯƠNG"
    end = write(page, value, 42, BASELINE - 5, face="Tinos-Bold")
    dots = leaders(page, 40, end, BASELINE + 4)
    alone = paper()
    write(alone, value, 42, BASELINE - 5, face="Tinos-Bold")
    cleaned = without_leaders(page)
    apart = [(x, y) for x, y in dots if alone[round(y) - 5 : round(y) + 6, round(x) - 5 : round(x) + 6].min() > 200]
    assert len(apart) > 30
    assert all(cleaned[round(y), round(x)] > 200 for x, y in apart)
    before = ink_of(alone) > 0
    assert np.count_nonzero(before & (ink_of(cleaned) == 0)) < 0.03 * np.count_nonzero(before)


def test_leader_dots_of_a_covered_row_go_by_the_beat_of_the_rows_near_it():
    page, value = paper(height=400), "Ly hôn theo Bản án số 45/2025"
    leaders(page, 40, 1150, BASELINE + 180)
    end = write(page, value, 42, BASELINE - 3, face="Tinos-Bold")
    dots = leaders(page, 40, end, BASELINE + 2)
    alone = paper(height=400)
    write(alone, value, 42, BASELINE - 3, face="Tinos-Bold")
    cleaned = without_leaders(page)
    apart = [(x, y) for x, y in dots if alone[round(y) - 2 : round(y) + 3, round(x) - 3 : round(x) + 4].min() > 200]
    left = [(x, y) for x, y in apart if cleaned[round(y), round(x)] <= 200]
    assert len(apart) > 30
    assert len(left) < len(apart) // 6
    before = ink_of(alone) > 0
    assert np.count_nonzero(before & (ink_of(cleaned) == 0)) < 0.03 * np.count_nonzero(before)


def test_scraps_at_the_height_of_capitals_are_no_leaders():
    page = paper()
    end = write(page, "hồn Khe re xã Suối Mây huyện Đá rắng tỉnh ao", 60, BASELINE)
    height = BASELINE - round(1.5 * X_HEIGHT)
    for x in np.linspace(62, end - 10, 7).round().astype(int):
        page[height - 20 : BASELINE + 12, x - 12 : x + 12] = 255
        page[height - 4 : height + 2, x - 3 : x + 3] = 20
    assert not leaders_in(page, ink_of(page), X_HEIGHT)[height - 6 : height + 4].any()


def test_marks_above_letters_are_no_leaders():
    page = paper()
    write(page, "á à á à á à á à á à á à á à á à", 60, BASELINE)
    assert not leaders_in(page, ink_of(page), X_HEIGHT).any()


def test_full_stops_of_a_sentence_are_no_leaders():
    page = paper()
    write(page, "TP. Cao Nguyên. Xong.", 60, BASELINE)
    assert not leaders_in(page, ink_of(page), X_HEIGHT).any()


def test_ruled_lines_go_and_the_strokes_across_them_stay():
    page = paper()
    write(page, "Quyển 01 gặp", 100, BASELINE)
    plain = page.copy()
    page[BASELINE + 4 : BASELINE + 7, 20:1180] = 40
    page[10:290, 600:604] = 40
    rules = rules_in(ink_of(page), X_HEIGHT)
    cleaned = painted(page, rules.mask)
    assert ink_of(cleaned)[BASELINE + 5, 700:1100].max() == 0
    lost = (ink_of(plain) > 0) & (ink_of(cleaned) == 0)
    assert lost.sum() < 0.06 * (ink_of(plain) > 0).sum()
    assert [box for box in rules.separators if abs(box.x - 600) < 6]


@pytest.mark.parametrize("face", ["Tinos-Regular", "Tinos-Bold", "Cousine-Regular"])
def test_a_rule_so_worn_that_it_is_in_pieces_goes_and_the_feet_of_letters_stay(face):
    written = paper(1700, 700)
    for baseline in (150, 300, 450):
        write(written, "HIỆN HIỀN mười hai tháng mười năm hai nghìn", 60, baseline, face=face)
    ruled, random = written.copy(), np.random.default_rng(3)
    for y in (172, 322, 472, 620):
        ruled[y : y + 3, 60:1640][:, random.random(1580) > 0.03] = 90
    assert not cv2.subtract(written, painted(written, rules_in(ink_of(written), X_HEIGHT).mask)).any()
    cleaned = painted(ruled, rules_in(ink_of(ruled), X_HEIGHT).mask)
    assert np.count_nonzero(ink_of(cleaned)[600:640]) < 0.02 * np.count_nonzero(ink_of(ruled)[600:640])
    left = cv2.absdiff(ink_of(cleaned), ink_of(written))
    assert np.count_nonzero(left) < 0.02 * np.count_nonzero(ink_of(written))


@pytest.mark.parametrize("height", [2, 3])
def test_a_dau_nang_on_a_ruled_line_stays_when_the_line_goes(height):
    page, dots = paper(1400, 300), paper(1400, 300)
    write(page, "Tại Bệnh viện", 200, 150)
    write(page, "Tai Bênh viên", 200, 150, ink=255)
    dots[:] = page
    below = np.flatnonzero((ink_of(dots)[150:] > 0).any(axis=1)) + 150
    middle = int((below[0] + below[-1]) // 2)
    page[:] = 255
    write(page, "Tại Bệnh viện", 200, 150)
    page[middle : middle + height, 40:1300] = 60
    kept = ink_of(painted(page, rules_in(ink_of(page), X_HEIGHT).mask))
    lost = (ink_of(dots)[150:] > 0) & (kept[150:] == 0)
    assert np.count_nonzero(lost) < 0.25 * np.count_nonzero(ink_of(dots)[150:])
    assert kept[middle : middle + height, 800:1300].max() == 0


def test_a_red_seal_vanishes_and_the_text_under_it_stays():
    page = np.repeat(paper(800, 800)[:, :, None], 3, axis=2)
    cv2.circle(page, (400, 400), 180, (60, 50, 215), 14)
    cv2.circle(page, (400, 400), 120, (60, 50, 215), 6)
    text = paper(800, 800)
    write(text, "Nguyễn Thị Hoà", 180, 420)
    page = np.minimum(page, text[:, :, None])
    ink = ink_of(even_ground(to_grey(page)))
    wanted = ink_of(text)
    assert np.count_nonzero((wanted > 0) & (ink > 0)) > 0.9 * np.count_nonzero(wanted)
    assert np.count_nonzero((wanted == 0) & (ink > 0)) < 0.1 * np.count_nonzero(wanted)


def test_a_dark_seal_on_pink_paper_vanishes_and_the_text_under_it_stays():
    page = np.full((1600, 1200, 3), (205, 205, 228), np.uint8)
    cv2.circle(page, (600, 400), 100, (70, 60, 150), 9)
    cv2.circle(page, (600, 400), 40, (70, 60, 150), -1)
    text = paper(1200, 1600)
    write(text, "Nguyễn Thị Hoà", 400, 420)
    ink = ink_of(even_ground(to_grey(np.minimum(page, text[:, :, None]))))
    wanted = ink_of(text)
    assert np.count_nonzero((wanted > 0) & (ink > 0)) > 0.9 * np.count_nonzero(wanted)
    assert np.count_nonzero((wanted == 0) & (ink > 0)) < 0.1 * np.count_nonzero(wanted)


def test_a_worn_seal_vanishes_though_its_ring_is_broken():
    page = np.repeat(paper(1600, 900)[:, :, None], 3, axis=2)
    for radius, width in ((140, 8), (85, 4)):
        for start in range(0, 360, 40):
            cv2.ellipse(page, (700, 450), (radius, radius), 0, start, start + 22, (120, 120, 190), width)
            cv2.ellipse(page, (700, 450), (radius, radius), 0, start + 22, start + 40, (165, 165, 200), width)
    text = paper(1600, 900)
    write(text, "Thôn Phiêng Khoài, xã Suối Mây", 320, 460)
    page = np.minimum(page, text[:, :, None])
    ink = ink_of(even_ground(to_grey(page)))
    wanted = ink_of(text)
    assert np.count_nonzero((wanted > 0) & (ink > 0)) > 0.9 * np.count_nonzero(wanted)
    assert np.count_nonzero((cv2.dilate(wanted, np.ones((5, 5), np.uint8)) == 0) & (ink > 0)) == 0


def test_red_print_is_no_seal_and_stays():
    page = np.repeat(paper(1600, 300)[:, :, None], 3, axis=2)
    text = paper(1600, 300)
    write(text, "GIẤY CHỨNG NHẬN", 200, 180, size_px=90)
    page[text < 128] = (34, 22, 196)
    ink = ink_of(even_ground(to_grey(page)))
    assert np.count_nonzero(ink) > 0.8 * np.count_nonzero(text < 128)


def test_red_print_that_seals_touch_goes_only_where_they_lie_on_it():
    page = np.repeat(paper(1600, 1600)[:, :, None], 3, axis=2)
    text = paper(1600, 1600)
    for row, words in enumerate(("GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT")):
        write(text, words, 300, 400 + 110 * row, size_px=100)
    page[text < 128] = (34, 22, 196)
    cv2.circle(page, (1150, 520), 150, (60, 50, 215), 14)
    ink = ink_of(even_ground(to_grey(page)))
    outside = np.ones_like(text)
    cv2.circle(outside, (1150, 520), 190, 0, thickness=-1)
    wanted = (text < 128) & (outside > 0)
    assert np.count_nonzero(ink[wanted]) > 0.8 * np.count_nonzero(wanted)


def test_a_red_title_under_a_paler_seal_stays_and_the_seal_goes():
    page = np.repeat(paper(1600, 1600)[:, :, None], 3, axis=2)
    text = paper(1600, 1600)
    write(text, "GIẤY CHỨNG NHẬN", 300, 400, size_px=100)
    seal = paper(1600, 1600)
    for radius, width in ((150, 12), (95, 6), (30, 40)):
        cv2.circle(seal, (900, 400), radius, 0, width)
    page[seal < 128] = (150, 145, 225)
    page[text < 128] = (34, 22, 196)
    ink = ink_of(even_ground(to_grey(page)))
    assert np.count_nonzero(ink[text < 128]) > 0.9 * np.count_nonzero(text < 128)
    beside = cv2.dilate(255 - text, np.ones((7, 7), np.uint8)) == 0
    assert np.count_nonzero(ink[(seal < 128) & beside]) < 0.02 * np.count_nonzero(seal < 128)


def test_a_worn_seal_with_darker_parts_beside_a_red_frame_vanishes_whole():
    page = np.repeat(paper(1600, 1600)[:, :, None], 3, axis=2)
    cv2.rectangle(page, (60, 60), (1540, 1540), (34, 22, 196), 14)
    for start in range(0, 360, 40):
        cv2.ellipse(page, (900, 900), (150, 150), 0, start, start + 20, (95, 85, 205), 12)
        cv2.ellipse(page, (900, 900), (150, 150), 0, start + 20, start + 40, (160, 155, 225), 12)
    ink = ink_of(even_ground(to_grey(page)))
    assert np.count_nonzero(ink[700:1100, 700:1100]) == 0


def test_a_shadow_across_the_page_becomes_white():
    page = text_page(6)
    shadow = np.linspace(1.0, 0.45, page.shape[1])
    cleaned = even_ground((page * shadow[None, :]).astype(np.uint8))
    assert np.percentile(cleaned, 60) >= 250
    assert abs(np.count_nonzero(ink_of(cleaned)) / np.count_nonzero(ink_of(page)) - 1) < 0.15


@pytest.mark.parametrize("down", [True, False])
def test_the_dark_band_of_a_fold_becomes_white_and_the_writing_in_it_stays(down):
    page = text_page(24)
    middle, along = (page.shape[1] // 3, np.arange(page.shape[1])) if down else (page.shape[0] // 2, np.arange(page.shape[0]))
    shade = 1 - 0.5 * np.exp(-(((along - middle) / 9) ** 2))
    cleaned = even_ground((page * (shade[None, :] if down else shade[:, None])).astype(np.uint8))
    band = (slice(None), slice(middle - 25, middle + 26)) if down else (slice(middle - 25, middle + 26), slice(None))
    assert (cleaned[band][page[band] == 255] > 215).mean() > 0.97
    assert abs(np.count_nonzero(ink_of(cleaned)[band]) / np.count_nonzero(ink_of(page)[band]) - 1) < 0.15


def test_ruled_lines_are_no_folds():
    page = text_page(24)
    page[:, 600:606] = 30
    page[700:706] = 30
    assert shade_of_folds(page, np.full_like(page, 255)) is None


@pytest.mark.parametrize("degrees", [-9.0, -2.3, 0.0, 0.6, 7.1])
def test_the_lean_of_a_page_is_found(degrees):
    page = np.pad(text_page(10), 200, constant_values=255)
    height, width = page.shape
    turned = cv2.warpAffine(page, rotation(width, height, degrees)[:2], (width, height), borderValue=255)
    assert lean(ink_of(turned)) == pytest.approx(-degrees, abs=0.15)


@pytest.mark.parametrize(("size_px", "face"), [(36, "Tinos-Regular"), (54, "Tinos-Regular"), (54, "Cousine-Regular"), (90, "Tinos-Bold")])
def test_x_height_is_measured(size_px, face):
    alone = paper()
    write(alone, "xxx", 100, BASELINE, size_px, face=face)
    rows = np.flatnonzero(ink_of(alone).any(axis=1))
    assert x_height(ink_of(text_page(10, width=2600, size_px=size_px, face=face))) == pytest.approx(rows[-1] - rows[0] + 1, abs=2)


def test_a_form_full_of_leader_dots_does_not_pass_for_small_print():
    page = text_page(6)
    for line in range(12):
        leaders(page, 40, 1650, 145 + line * 45)
    assert x_height(ink_of(page)) == pytest.approx(X_HEIGHT, abs=2)


def test_the_grain_of_a_patterned_ground_does_not_pass_for_print_where_a_smaller_copy_told_its_size():
    page = text_page(10)
    letters = x_height(ink_of(page))
    for y in range(4, page.shape[0] - 8, 23):
        for x in range(4, page.shape[1] - 8, 9):
            page[y : y + 6, x : x + 3] = 60
    assert x_height(ink_of(page)) < letters / 2
    assert x_height(ink_of(page), letters) == pytest.approx(letters, abs=3)


def cover_with_specks():
    """Three lines of print among ten times as many specks and torn ornaments, which stand alone or one above the other."""
    page = text_page(3)
    page = np.pad(page, ((0, 1400), (0, 0)), constant_values=255)
    grain = np.random.default_rng(5)
    for x, y in zip(grain.integers(0, page.shape[1] - 8, 900), grain.integers(0, page.shape[0] - 8, 900), strict=True):
        page[y : y + 7, x : x + 3] = 60
    for y in range(20, page.shape[0] - 20, 12):
        page[y : y + 9, 10:13] = page[y : y + 9, -13:-10] = 60
    return page


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_specks_and_torn_ornaments_of_a_cover_do_not_pass_for_small_print(turn):
    page = np.rot90(cover_with_specks(), turn)
    assert x_height(ink_of(np.ascontiguousarray(page))) == pytest.approx(X_HEIGHT, abs=3)


def test_a_title_alone_has_no_body_text():
    page = paper(1700, 2400)
    write(page, "GIẤY CHỨNG NHẬN", 100, 800, 110)
    write(page, "QUYỀN SỬ DỤNG ĐẤT", 100, 1000, 110)
    assert x_height(ink_of(page)) is None


def test_a_paper_taken_near_by_has_the_size_of_its_writing_however_large():
    page = text_page(8, width=1700, size_px=90)
    assert x_height(ink_of(page)) > 0.02 * max(page.shape)


def test_an_empty_page_has_no_x_height_and_no_lean():
    empty = ink_of(paper())
    assert x_height(empty) is None
    assert lean(empty) == 0.0


@pytest.mark.parametrize("size_px", [30, 54, 110])
def test_a_cleaned_page_has_the_one_size_that_engines_read_best(size_px):
    page = text_page(12, width=int(36 * size_px), size_px=size_px)
    clean = clean_page(np.repeat(page[:, :, None], 3, axis=2))
    assert x_height(clean.ink) == pytest.approx(X_HEIGHT_PX, abs=1.5)


def test_dots_inside_noughts_are_found_and_nothing_else():
    page = paper()
    write(page, "0901/2018 Ạọộ", 100, BASELINE, face="Cousine-Regular")
    mask = zero_dots_in(ink_of(page), X_HEIGHT)
    assert cv2.connectedComponents(mask)[0] - 1 == 3
    plain = paper()
    write(plain, "0901/2018 Ạọộ gặp", 100, BASELINE)
    assert not zero_dots_in(ink_of(plain), X_HEIGHT).any()


def on_table(page, corners, size=(1800, 1500)):
    """A page lying on a dark table, its corners where told."""
    height, width = page.shape
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, np.array(corners, np.float32))
    picture = np.full((size[1], size[0], 3), (40, 60, 85), np.uint8)
    warped = cv2.warpPerspective(np.repeat(page[:, :, None], 3, axis=2), matrix, size)
    mask = cv2.warpPerspective(np.full_like(page, 255), matrix, size)
    picture[mask > 127] = warped[mask > 127]
    return picture


def test_a_photographed_sheet_is_found_and_laid_flat():
    corners = [(150, 120), (1600, 60), (1700, 1400), (90, 1330)]
    (found,) = sheets_in(on_table(text_page(12), corners))
    assert np.abs(found.corners - corners).max() < 4
    _, width, height = flattening(found.corners)
    assert 1400 < width < 1680 and 1200 < height < 1400


def _half_in_shadow(rows, columns):
    return 1 - 0.55 / (1 + np.exp((columns - 700 + 0.4 * rows - 300) / 90))


def _from_one_side(_, columns):
    return 1 - 0.7 * columns / 1800


def _one_side_in_the_dark(_, columns):
    return 1 - 0.5 / (1 + np.exp((1200 - columns) / 150))


@pytest.mark.parametrize("light", [_half_in_shadow, _from_one_side, _one_side_in_the_dark])
def test_a_sheet_in_uneven_light_on_a_wooden_table_is_found_whole(light):
    corners = [(150, 120), (1600, 60), (1700, 1400), (90, 1330)]
    picture = on_table(text_page(12), corners)
    rows, columns = np.mgrid[: picture.shape[0], : picture.shape[1]]
    (found,) = sheets_in((picture * light(rows, columns)[:, :, None]).astype(np.uint8))
    assert found.outline is None
    assert np.abs(found.corners - corners).max() < 8


def test_a_sheet_that_fills_the_picture_is_left_alone():
    assert sheets_in(np.repeat(text_page(12)[:, :, None], 3, axis=2)) == []


def test_a_night_sky_is_no_sheet():
    picture = np.random.default_rng(1).integers(0, 40, (600, 600, 3), dtype=np.uint8)
    assert sheets_in(picture) == []
