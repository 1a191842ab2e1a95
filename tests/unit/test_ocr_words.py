from dataclasses import replace

import cv2
import numpy as np
import pytest

from ocr.cleanup import X_HEIGHT_PX, CleanPage
from ocr.engines.contract import CropText, Word
from ocr.ink import ink_of
from ocr.lines import segments_of
from ocr.tone import even_ground, to_grey
from ocr.transform import Transform
from ocr.undotted import undotted
from ocr.words import read_words
from station.domain.geometry import Box
from tests.unit.ocr_drawing import leaders, paper, write

SIZE = 36
"""Letters of this size have an x-height of about 16 px in Tinos."""


class Overlooking:
    """Sees given words on a page, and a given text on every crop."""

    name = "overlooking"

    def __init__(self, seen, text, confidence=0.9):
        self.seen, self.text, self.confidence, self.crops = seen, text, confidence, []

    def read_page(self, image, *, sparse=False):
        return [] if sparse else list(self.seen)

    def read_crops(self, images, alphabet):
        self.crops.extend(images)
        return [CropText(self.text, self.confidence) for _ in images]

    def orientation(self, image):
        return None


def clean(image):
    return CleanPage(image, ink_of(image), Transform.identity(image.shape[1], image.shape[0]), ())


def a_line(text="Giới tính:", missed="Nam", last="Dân"):
    """A page with three pieces of one line; the boxes of each."""
    page, boxes, x = paper(1200, 120), [], 60
    for piece in (text, missed, last):
        end = write(page, piece, x, 70, SIZE)
        boxes.append(Box(x, 40, end - x, 40))
        x = end + 80
    return page, boxes


def seen(boxes, *texts):
    return [Word(text, box, 0.95, 0) for text, box in zip(texts, boxes, strict=True)]


def test_a_word_that_the_engine_passed_over_is_read_from_its_own_crop():
    page, (label, value, last) = a_line()
    words = read_words(clean(page), Overlooking(seen([label, last], "Giới tính:", "Dân"), "Nam"))
    found = next(word for word in words if word.text == "Nam")
    assert abs(found.box.x - value.x) < X_HEIGHT_PX and abs(found.box.right - value.right) < X_HEIGHT_PX
    assert [segment.text for segment in segments_of(words, (), X_HEIGHT_PX)] == ["Giới tính: Nam Dân"]


def test_a_page_read_whole_costs_no_further_look():
    page, boxes = a_line()
    engine = Overlooking(seen(boxes, "Giới tính:", "Nam", "Dân"), "Nam")
    assert len(read_words(clean(page), engine)) == 3
    assert not engine.crops


def test_what_is_read_without_sureness_is_no_word():
    page, (label, _, last) = a_line()
    words = read_words(clean(page), Overlooking(seen([label, last], "Giới tính:", "Dân"), "VW>", confidence=0.5))
    assert [word.text for word in words] == ["Giới tính:", "Dân"]


class LookingAgain(Overlooking):
    """Sees other words when it is asked for loosely set lines."""

    def __init__(self, seen, again):
        super().__init__(seen, "")
        self.again = again

    def read_page(self, image, *, sparse=False):
        return list(self.again if sparse else self.seen)


def test_of_a_badly_read_line_the_surer_look_stands():
    page, boxes = a_line()
    bad = [Word(text, box, 0.4, 0) for text, box in zip(["Gới tnh:", "Nm", "Dn"], boxes, strict=True)]
    sound = [Word("Nơi sinh: Cao Sơn", Box(60, 5 + 90 * row, 500, 20), 0.95, 1 + row) for row in (0, 1)]
    better = [Word(text, box, 0.9, 7) for text, box in zip(["Giới tính:", "Nam", "Dân"], boxes, strict=True)]
    read = [word.text for word in read_words(clean(page), LookingAgain([*bad, *sound], better))]
    assert sorted(read) == sorted(["Giới tính:", "Nam", "Dân", "Nơi sinh: Cao Sơn", "Nơi sinh: Cao Sơn"])
    worse = [replace(word, confidence=0.45, text=word.text[:2]) for word in better]
    read = [word.text for word in read_words(clean(page), LookingAgain([*bad, *sound], worse))]
    assert {"Gới tnh:", "Nm", "Dn"} <= set(read)


def test_a_second_line_that_an_engine_sees_in_the_feet_of_another_is_none():
    page, boxes = a_line()
    low = [Box(box.x + 10, box.y + 12, box.w - 10, box.h - 14) for box in boxes]
    scraps = [Word(text, box, 0.6, 1) for text, box in zip(["gới", "n", "ân"], low, strict=True)]
    assert [word.text for word in read_words(clean(page), Overlooking([*seen(boxes, "Giới tính:", "Nam", "Dân"), *scraps], ""))] == [
        "Giới tính:",
        "Nam",
        "Dân",
    ]


@pytest.mark.parametrize(
    ("texts", "read"),
    [
        (("08", "08"), ["08"]),
        (("08/10/2025", "05/"), ["08/10/2025"]),
        (("đệm,", "tên"), ["đệm,", "tên"]),  # boxes are wide: what stands in them is another word
    ],
)
def test_a_word_that_an_engine_names_twice_in_one_line_stands_once(texts, read):
    page, _ = a_line()
    wide, within = Box(60, 40, 80, 40), Box(64, 38, 30, 44)
    words = [Word(texts[0], wide, 0.95, 0), Word(texts[1], within, 0.8, 0)]
    assert [word.text for word in read_words(clean(page), Overlooking(words, "", 0.0))] == read


def test_ornaments_beside_the_text_are_no_words():
    page, boxes = a_line()
    scraps = [Word("Cc", Box(1150, 10 * row, 26, 9), 0.6, row + 1) for row in range(10)]
    words = read_words(clean(page), Overlooking([*seen(boxes, "Giới tính:", "Nam", "Dân"), *scraps], ""))
    assert [word.text for word in words] == ["Giới tính:", "Nam", "Dân"]


def test_a_row_of_ornaments_read_as_one_word_does_not_widen_the_text():
    page, boxes = a_line()
    row = Word("CYYXYXYXYXYYYYYX", Box(5, 2, 1190, 20), 0.15, 20)
    scraps = [Word("®)", Box(1150, 10 * row, 26, 9), 0.6, row + 1) for row in range(10)]
    words = read_words(clean(page), Overlooking([*seen(boxes, "Giới tính:", "Nam", "Dân"), row, *scraps], ""))
    assert "®)" not in [word.text for word in words]


def test_short_words_before_a_longer_one_of_their_line_are_text_however_many_scraps_stand_above_them():
    title = [
        Word(text, Box(x, 40, 23, 24), 0.95, 0) for text, x in (("V-", 60), ("Sơ", 92), ("đồ", 124))
    ] + [Word("thửa", Box(156, 40, 60, 24), 0.95, 0)]  # fmt: skip
    scraps = [Word("|", Box(20, 20 + 10 * row, 3, 9), 0.8, row + 1) for row in range(8)]
    page, _ = a_line()
    assert [word.text for word in read_words(clean(page), Overlooking([*title, *scraps], "", 0.0))] == ["V-", "Sơ", "đồ", "thửa"]


def test_a_page_number_outside_the_text_stays():
    page, boxes = a_line()
    words = read_words(clean(page), Overlooking([*seen(boxes, "Giới tính:", "Nam", "Dân"), Word("12", Box(1150, 90, 26, 20), 0.9, 1)], ""))
    assert "12" in [word.text for word in words]


def test_dots_in_step_leave_a_crop_and_letters_stay():
    crop = paper(400, 70)
    dots = leaders(crop, 20, 380, 58, pitch=9, size=4)
    bare = paper(400, 70)
    for page in (crop, bare):
        write(page, "Nam", 120, 46, SIZE)
    without = undotted(crop)
    assert without is not None
    assert all(without[round(y), round(x)] > 200 for x, y in dots)
    assert np.count_nonzero((ink_of(bare) > 0) & (ink_of(without) > 0)) > 0.95 * np.count_nonzero(ink_of(bare))


def test_marks_below_vowels_are_no_dots_in_step():
    crop = paper(700, 70)
    write(crop, "Một Phạm Thị Mỹ Hạnh", 20, 46, SIZE)
    assert undotted(crop) is None


def test_ornaments_of_a_frame_part_no_columns():
    line = [Word(text, Box(200 + 120 * at, 100, 100, 24), 0.9, 0) for at, text in enumerate(("Được", "quyền", "dụng"))]
    ornaments = [Word("C2", Box(60, 60 + 40 * row, 26, 26), 0.9, row + 1) for row in range(6)]
    found = segments_of([*line, *ornaments], [Box(120, 0, 3, 400)], X_HEIGHT_PX)
    assert len({segment.column for segment in found}) == 1


def test_red_print_within_a_red_frame_stays_and_a_seal_in_it_goes():
    page = np.repeat(paper(1600, 1600)[:, :, None], 3, axis=2)
    cv2.rectangle(page, (40, 40), (1560, 1560), (34, 22, 196), 8)
    text = paper(1600, 1600)
    write(text, "CHỨNG NHẬN", 400, 400, size_px=90)
    page[text < 128] = (34, 22, 196)
    cv2.circle(page, (1000, 1100), 150, (60, 50, 215), 14)
    ink = ink_of(even_ground(to_grey(page)))
    assert np.count_nonzero(ink[text < 128]) > 0.8 * np.count_nonzero(text < 128)
    assert np.count_nonzero(ink[900:1300, 800:1200]) < 0.01 * 400 * 400
