"""Dust goes and what is the letters' own stays: dots of i, dots below, those that a typewriter struck harder."""

from itertools import product
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.dust import specks_in, without_specks
from ocr.ink import ink_of

FACE = Path(__file__).resolve().parents[2] / "resources" / "fonts" / "Tinos-Regular.ttf"
X_HEIGHT_PX = 18
BLANK = [(x, y) for x, y in product(range(60, 1100, 130), (70, 450, 520))]


def page(darkness, blur_px=1.0):
    """Two lines of small letters, some with dots, of that darkness at most."""
    image = Image.new("L", (1200, 600), 255)
    font = ImageFont.truetype(str(FACE), 40, layout_engine=ImageFont.Layout.BASIC)
    for y in (240, 360):
        ImageDraw.Draw(image).text(
            (60, y), "Thị trấn Hội Sĩ, tỉnh Cao Sơn, ngày mười hai tháng chín", font=font, fill=255 - darkness, anchor="ls"
        )
    return cv2.GaussianBlur(np.array(image), (0, 0), blur_px)


BESIDE = [(int(column), 248) for column in np.flatnonzero(page(130)[236] < 160)[::40]]
"""Right below letters of the first line."""


def dusted(clean, spots, tone=30):
    dirty = clean.copy()
    for spot in spots:
        cv2.circle(dirty, spot, 2, tone, -1, cv2.LINE_AA)
    return dirty


def specks_of(image):
    return specks_in(image, ink_of(image), X_HEIGHT_PX)


def test_dust_on_a_faded_page_goes_and_the_letters_stay():
    clean = page(darkness=130)
    dirty = dusted(clean, [*BLANK, *BESIDE])
    specks = specks_of(dirty)
    assert all(specks[y, x] for x, y in [*BLANK, *BESIDE])
    near = dusted(np.full_like(clean, 255), [*BLANK, *BESIDE], tone=0)
    assert not specks[cv2.erode(near, np.ones((7, 7), np.uint8)) > 0].any()
    assert cv2.absdiff(without_specks(dirty, specks), clean).max() < 100 < cv2.absdiff(dirty, clean).max()


@pytest.mark.parametrize(("darkness", "blur_px"), [(130, 1.0), (240, 0.4), (60, 1.4)])
def test_a_page_without_dust_stays_as_it_is(darkness, blur_px):
    clean = page(darkness, blur_px)
    assert not specks_of(clean).any()
    assert without_specks(clean, specks_of(clean)) is clean


def test_black_print_is_as_dark_as_dust_and_nothing_goes():
    assert not specks_of(dusted(page(darkness=240, blur_px=0.4), [*BLANK, *BESIDE])).any()


def test_dots_that_stand_beside_letters_alone_are_the_letters_own():
    assert not specks_of(dusted(page(darkness=130), BESIDE)).any()
    assert not specks_of(dusted(page(darkness=130), [*BESIDE, *BLANK[: len(BESIDE) - 1]])).any()


@pytest.mark.parametrize("shape", [(1, 1), (3, 40), (12, 12)])
def test_a_scrap_of_paper_is_no_trouble(shape):
    assert specks_of(np.full(shape, 255, np.uint8)).shape == shape


def test_a_halftone_is_no_dust():
    dots = list(product(range(10, 1190, 12), range(10, 590, 12)))
    assert not specks_of(dusted(np.full((600, 1200), 255, np.uint8), dots)).any()
    assert specks_of(dusted(np.full((600, 1200), 255, np.uint8), dots[::10])).any()
