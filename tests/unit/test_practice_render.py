import io
import unicodedata
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from PIL import Image

from station.domain.geometry import Box
from station.forms.definition import FaceDefinition, FaceLayout, PrintedLine, PrintedPart, PrintedSeal, PrintedText, PrintedTick
from station.practice.degrade import CONDITIONS, degrade
from station.practice.fonts import FACES, Face
from station.practice.render import DPI, Pen, Print, render_face
from station.practice.typesetting import Room, Run, fit
from station.practice.writing import Written

_BARE = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_MARKED = "aăâeêioôơuưy"
HAND = Pen("PatrickHand-Regular", 1.2, (24, 34, 140), (0.0, -0.4), "✓", 0.8)
LONG_NAME = "CÔNG TÔN NỮ NGUYỄN PHƯỚC THỊ BẢO TRÂN CHÂU KHÁNH QUỲNH"


def vietnamese_letters() -> set[str]:
    small = {unicodedata.normalize("NFC", letter + tone) for letter in _MARKED for tone in _TONES} | set(_BARE)
    return small | {letter.upper() for letter in small} | set("0123456789.,;:()/-²'…")


def face(width_mm=100.0, height_mm=60.0):
    return FaceDefinition(width_mm=width_mm, height_mm=height_mm, anchors=["SỔ TÀU"])


def draw(layout, fields, size=(100.0, 60.0), **options):
    return render_face(face(*size), layout, fields, pen=options.pop("pen", Pen()), random=Random(1), **options)


def ink(image, box):
    part = image[box.y : box.bottom, box.x : box.right]
    return int((part.min(axis=2) < 128).sum())


@pytest.mark.parametrize("name", FACES)
def test_every_bundled_face_has_every_vietnamese_letter(name):
    font = Face(name, 40).at(72)
    missing = font.getmask("\uffff").getbbox(), bytes(font.getmask("\uffff"))
    for letter in vietnamese_letters():
        assert (font.getmask(letter).getbbox(), bytes(font.getmask(letter))) != missing, letter


def test_a_blank_value_leaves_the_leaders_alone_and_has_no_box():
    layout = FaceLayout(lines=[PrintedLine(at=(10, 20), width=80, parts=[PrintedPart(label="Tên tàu:", field="ten")])])
    drawn = draw(layout, {})
    assert drawn.boxes == {}
    assert ink(drawn.image, Box(600, 220, 300, 20)) > 0


def test_a_software_printed_line_without_values_is_not_printed():
    part = PrintedPart(label="Tên tàu:", field="ten")
    line = PrintedLine(at=(10, 20), width=80, leaders=False, parts=[part])
    middle = Box(0, 0, 1181, 500)
    assert ink(draw(FaceLayout(lines=[line]), {}).image, middle) == 0
    assert ink(draw(FaceLayout(lines=[line]), {"ten": Written("Sao Biển", "Sao Biển")}).image, middle) > 0


@pytest.mark.parametrize("lines", [1, 3])
@pytest.mark.parametrize("leaders", [True, False])
def test_a_long_name_stays_within_its_line_and_is_wholly_there(lines, leaders):
    line = PrintedLine(at=(10, 20), width=80, lines=lines, leaders=leaders, parts=[PrintedPart(label="Họ, chữ đệm, tên:", field="ten")])
    box = draw(FaceLayout(lines=[line]), {"ten": Written(LONG_NAME, LONG_NAME)}).boxes["ten"]
    assert box.right <= (10 + 80 + 1) * DPI / 25.4
    assert box.bottom <= (20 + (lines - 1) * 7.5 + 3) * DPI / 25.4


def test_typesetting_never_loses_a_word():
    runs = [Run("Họ, chữ đệm, tên:", Face("Tinos-Regular", 12)), Run(LONG_NAME, Face("Arimo-Regular", 12), "ten")]
    placed = fit(runs, [Room(0, 700), Room(0, 900)], 300)
    assert " ".join(piece.text for piece in placed if piece.field) == LONG_NAME
    assert {piece.row for piece in placed} == {0, 1}


def test_a_suffix_follows_its_value_without_a_space():
    runs = [Run("12", Face("Tinos-Regular", 12), "so"), Run(", tờ", Face("Tinos-Regular", 12), glued=True)]
    number, suffix, _ = (*fit(runs, [Room(0, 900)], 300), None)
    assert suffix.x == pytest.approx(number.x + number.width)


def test_only_the_box_of_the_value_is_ticked():
    ticks = [
        PrintedTick(at=(10, 20 + 10 * row), label=label, field="loai", value=code)
        for row, (code, label) in enumerate((("1", "Gỗ"), ("2", "Thép")))
    ]
    drawn = draw(FaceLayout(ticks=ticks), {"loai": Written("Thép", "2")})
    assert abs(drawn.boxes["loai"].y - round(30 * DPI / 25.4)) < 60
    side = drawn.boxes["loai"].w
    first = Box(round(10 * DPI / 25.4), round(20 * DPI / 25.4) - side, side, side)
    assert ink(drawn.image, drawn.boxes["loai"]) > 1.5 * ink(drawn.image, first)


def test_the_seal_is_red_and_lets_the_text_through():
    layout = FaceLayout(
        texts=[PrintedText(at=(50, 31), text="CHỦ TỊCH", align="center", bold=True)], seals=[PrintedSeal(at=(50, 30), radius_mm=15)]
    )
    image = draw(layout, {}).image
    assert ink(image, Box(450, 300, 280, 80)) > 500
    red = (image[..., 0].astype(int) - image[..., 1] > 60).sum()
    assert red > 20_000


def test_equal_seeds_draw_equal_pages():
    layout = FaceLayout(seals=[PrintedSeal(at=(50, 30))], ground="guilloche")
    assert np.array_equal(draw(layout, {}, stray_seals=1).image, draw(layout, {}, stray_seals=1).image)


def page():
    layout = FaceLayout(lines=[PrintedLine(at=(10, 30), width=80, parts=[PrintedPart(label="Tên tàu:", field="ten")])])
    return draw(layout, {"ten": Written("SAO BIỂN", "SAO BIỂN")})


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("seed", range(2))
def test_a_degraded_page_is_never_empty_and_its_boxes_follow(condition, seed):
    drawn = page()
    result = degrade(drawn.image, condition, Random(seed))
    with Image.open(io.BytesIO(result.content)) as stored:
        upright = {6: Image.Transpose.ROTATE_270}.get(stored.getexif().get(0x0112, 1))
        image = stored.transpose(upright) if upright is not None else stored.copy()
    assert image.size == (result.width, result.height)
    grey = np.asarray(image.convert("L")).astype(int)
    box = result.place(drawn.boxes["ten"])
    inside = grey[box.y : box.bottom, box.x : box.right]
    # the value's letters are darker than the paper just above them
    above = grey[max(0, box.y - 3 * box.h) : box.y - box.h, box.x : box.right]
    assert inside.min() < above.mean() - 50
    assert grey.std() > 5


@pytest.mark.parametrize("condition", CONDITIONS)
def test_degrading_is_the_same_for_the_same_seed(condition):
    image = page().image
    assert degrade(image, condition, Random(8)).content == degrade(image, condition, Random(8)).content
    assert degrade(image, condition, Random(8)).content != degrade(image, condition, Random(9)).content


def test_some_photographs_carry_an_orientation():
    image = page().image
    results = [degrade(image, "phone", Random(seed)).content for seed in range(3)]
    tags = {Image.open(io.BytesIO(content)).getexif().get(0x0112) for content in results}
    assert tags == {None, 6}


def test_a_sign_stands_in_each_box_and_blanks_are_left_out():
    part = PrintedPart(label="Số:", field="so", boxes=6)
    boxed = FaceLayout(lines=[PrintedLine(at=(10, 20), width=80, parts=[part])])
    drawn, empty = draw(boxed, {"so": Written("12 34", "1234")}), draw(boxed, {})
    box = drawn.boxes["so"]
    assert 3.5 < box.w / box.h < 4.5
    assert ink(drawn.image, box) > ink(empty.image, box) > 0
    assert empty.boxes == {}


@pytest.mark.parametrize("guide", ["dots", "rule", "none"])
def test_leaders_are_dots_or_a_line_or_room_alone(guide):
    layout = FaceLayout(lines=[PrintedLine(at=(10, 20), width=80, guide=guide, parts=[PrintedPart(label="Tên:", field="ten")])])
    image = draw(layout, {}).image
    assert ink(image, Box(130, 200, 80, 40)) > 0
    assert (ink(image, Box(500, 215, 400, 40)) > 0) is (guide != "none")


def test_a_hand_leaves_its_line_and_writes_what_machines_leave_open():
    part = PrintedPart(label="Tên:", field="ten", written="hand")
    layout = FaceLayout(lines=[PrintedLine(at=(10, 20), width=80, parts=[part])])
    steady = draw(layout, {"ten": Written("SAO BIỂN XANH SÂU", "")}, form_print=Print(hand=replace(HAND, unsteady_mm=0.0)))
    unsteady = draw(layout, {"ten": Written("SAO BIỂN XANH SÂU", "")}, form_print=Print(hand=HAND))
    assert unsteady.boxes["ten"].h > steady.boxes["ten"].h
    box = unsteady.boxes["ten"]
    blue = unsteady.image[box.y : box.bottom, box.x : box.right].astype(int)
    assert ((blue[..., 2] - blue[..., 0]) > 60).sum() > 300


@pytest.mark.parametrize("ground", ["white", "guilloche", "waves", "rosettes", "lattice"])
@pytest.mark.parametrize("tint", ["pink", "blue", "green", "yellow", "grey"])
def test_grounds_are_pale(ground, tint):
    image = draw(FaceLayout(ground=ground, tint=tint), {}, size=(30.0, 40.0)).image[:300]
    assert image.min() > 150
    assert bool(image.std(axis=(0, 1)).max() > 1) is (ground != "white")


def test_an_edition_may_have_paper_of_its_own_and_a_frame():
    plain = draw(FaceLayout(paper_mm=(80, 50)), {}).image
    framed = draw(FaceLayout(paper_mm=(80, 50), frame="ornate", frame_colour="red"), {}).image
    assert plain.shape[:2] == (round(50 * DPI / 25.4), round(80 * DPI / 25.4))
    assert (framed[..., 0].astype(int) - framed[..., 1] > 60).sum() > 5_000
