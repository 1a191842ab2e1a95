"""Wear by parameters: what it does is there to be seen, boxes follow it, and equal seeds give equal bytes."""

import io
from dataclasses import replace
from random import Random

import cv2
import numpy as np
import pytest
from PIL import Image, ImageOps

from station.forms.definition import FaceDefinition, FaceLayout, PrintedCode, PrintedLine, PrintedPart
from station.practice.degrade import CONDITIONS
from station.practice.render import Pen, render_face
from station.practice.split import PARTS, split_parts
from station.practice.wear import Wear
from station.practice.worn import wear_page
from station.practice.writing import Written


@pytest.fixture(scope="module")
def drawn():
    line = PrintedLine(at=(20, 30), width=70, leaders=False, parts=[PrintedPart(field="ten")])
    low = PrintedLine(at=(8, 70), width=40, leaders=False, parts=[PrintedPart(field="bien")])
    face = FaceDefinition(width_mm=100, height_mm=80, anchors=["TÀU"])
    fields = {"ten": Written("SAO BIỂN XANH", ""), "bien": Written("TÀU HAI BUỒNG", "")}
    return render_face(face, FaceLayout(lines=[line, low]), fields, pen=Pen("Tinos-Bold"), random=Random(1))


def opened(content):
    return np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("L")).astype(int)


def ink_share(grey, box):
    inside = grey[box.y : box.bottom, box.x : box.right]
    return float((inside < (inside.max() + inside.min()) / 2).mean())


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("seed", range(3))
def test_boxes_follow_the_page_through_any_wear(drawn, part, condition, seed):
    wear = replace(split_parts()[part].conditions[condition].draw(Random(seed)), seals=0, folds=0, specks=0)
    taken = wear_page(drawn.image, wear, Random(seed))
    grey = opened(taken.content)
    assert grey.shape == (taken.height, taken.width)
    for box in drawn.boxes.values():
        there = taken.place(box)
        inside = grey[there.y : there.bottom, there.x : there.right]
        assert inside.min() < np.median(inside) - 40, wear
        assert 0.05 < ink_share(grey, there) < 0.6, wear


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("told", [True, False])
def test_boxes_follow_a_turned_picture_whether_the_file_says_so_or_not(drawn, turn, told):
    taken = wear_page(drawn.image, Wear(turn_deg=turn, told_by_exif=told), Random(1))
    grey = opened(taken.content)
    assert grey.shape == (taken.height, taken.width)
    for box in drawn.boxes.values():
        assert ink_share(grey, taken.place(box)) > 0.1
    assert (taken.width > taken.height) is (told or turn == 180)


def test_boxes_follow_the_curve_of_an_opened_book(drawn):
    flat = wear_page(drawn.image, Wear(surroundings="table"), Random(1))
    bent = wear_page(drawn.image, Wear(surroundings="table", curve_mm=4), Random(1))
    rise = [bent.place(box).y - flat.place(box).y for box in (drawn.boxes["bien"], drawn.boxes["ten"])]
    # both pictures leave room above the page for the bulge, so the part beside the gutter lies higher against the rest
    assert rise[0] < rise[1] - 5


def test_equal_seeds_take_equal_pictures(drawn):
    wear = split_parts()["tuning"].conditions["phone"].draw(Random(5))
    assert wear_page(drawn.image, wear, Random(5)).content == wear_page(drawn.image, wear, Random(5)).content
    assert wear_page(drawn.image, wear, Random(5)).content != wear_page(drawn.image, wear, Random(6)).content


@pytest.mark.parametrize(
    ("worn", "darker"),
    [
        ({"bleed_through": 0.2}, True), ({"folds": 2}, True), ({"specks": 400}, True), ({"unevenness": 0.4}, True),
        ({"fading": 0.5}, False),
    ],
)  # fmt: skip
def test_each_kind_of_wear_is_to_be_seen(drawn, worn, darker):
    plain, changed = (opened(wear_page(drawn.image, Wear(**kind), Random(3)).content) for kind in ({}, worn))
    assert bool(changed.mean() < plain.mean()) is darker
    assert abs(changed.mean() - plain.mean()) > 0.05


def test_resolution_is_that_of_the_paper(drawn):
    half = wear_page(drawn.image, Wear(dpi=150), Random(1))
    whole = wear_page(drawn.image, Wear(dpi=300), Random(1))
    assert half.width == pytest.approx(whole.width / 2, abs=4)


def test_a_code_on_the_page_says_what_stands_in_the_fields():
    layout = FaceLayout(codes=[PrintedCode(at=(10, 10), size_mm=30, template="2025|99001||{so}|")])
    face = FaceDefinition(width_mm=60, height_mm=50, anchors=["QR"])
    page = render_face(face, layout, {"so": Written("AA 00123456", "")}, pen=Pen(), random=Random(1))
    taken = wear_page(page.image, Wear(dpi=200, blur_mm=0.05), Random(1))
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(opened(taken.content).astype(np.uint8))
    assert text == "2025|99001||AA 00123456|"
