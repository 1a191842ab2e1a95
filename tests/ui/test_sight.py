"""The arithmetic between page and window, and the zooms that can be drawn."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.geometry import Box
from ui.widgets.pyramid import Pyramid, snapped
from ui.widgets.sight import Sight

sights = st.builds(
    Sight,
    width=st.integers(50, 8000),
    height=st.integers(50, 10000),
    window=st.tuples(st.integers(100, 4000), st.integers(100, 3000)),
    scale=st.floats(0.04, 8).map(snapped),
    turn=st.sampled_from((0, 90, 180, 270)),
    x=st.integers(-5000, 5000),
    y=st.integers(-5000, 5000),
)


@given(sights, st.floats(0, 1), st.floats(0, 1))
def test_a_point_comes_back_from_the_window(sight, across, down):
    point = (across * sight.width, down * sight.height)
    assert sight.to_page(sight.to_window(point)) == pytest.approx(point, abs=1e-3)


@given(sights)
def test_a_page_within_bounds_leaves_no_gap_that_it_could_fill(sight):
    kept = sight.within_bounds()
    for position, shown, window in zip((kept.x, kept.y), kept.shown_size, kept.window, strict=True):
        if shown > window:
            assert window - shown <= position <= 0
        else:
            assert abs(2 * position + shown - window) <= 1


@given(sights, st.integers(0, 7000), st.integers(0, 9000))
def test_a_shown_box_that_fits_lies_in_the_window(sight, x, y):
    box = Box(x, y, 30, 10).clipped(sight.width, sight.height)
    seen = sight.within_bounds().showing(box, 20).box_in_window(box)
    if seen.w + 40 < sight.window[0] and seen.h + 40 < sight.window[1]:
        assert seen.x >= -1 and seen.right <= sight.window[0] + 1
        assert seen.y >= -1 and seen.bottom <= sight.window[1] + 1


@given(sights)
def test_showing_a_box_twice_moves_once(sight):
    box = Box(sight.width // 3, sight.height // 2, 20, 10)
    once = sight.within_bounds().showing(box, 20)
    assert once.showing(box, 20) == once


@given(st.floats(0.02, 8))
def test_a_drawable_zoom_is_never_larger_and_at_most_a_sixteenth_smaller(scale):
    drawn = snapped(scale)
    assert drawn <= scale
    assert float(drawn) > scale * (31 / 33 if scale < 1 else 15 / 16) - 1e-9
    assert snapped(float(drawn)) == drawn


@pytest.mark.parametrize("scale", [0.0, -1.0, float("nan")])
def test_no_zoom_is_nothing_or_less(scale):
    with pytest.raises(ValueError, match="larger than nothing"):
        snapped(scale)


def test_a_level_is_chosen_that_has_all_detail_but_not_much_more():
    pyramid = Pyramid(np.zeros((3508, 2480, 3), np.uint8))
    for scale in (Fraction(1, 10), Fraction(18, 100), Fraction(1, 4), Fraction(1, 2), Fraction(51, 100), Fraction(1)):
        level = pyramid.levels[pyramid.level_for(scale)]
        assert scale <= level.scale < 2 * scale or level.scale == 1


def test_a_pyramid_takes_a_third_more_memory():
    pixels = np.zeros((3508, 2480, 3), np.uint8)
    assert 1.32 < Pyramid(pixels).size_bytes / pixels.nbytes < 1.34


@given(st.integers(1, 400), st.integers(1, 400))
def test_pages_of_any_size_have_a_pyramid(width, height):
    pyramid = Pyramid(np.full((height, width), 9, np.uint8))
    assert all(level.pixels.min() == level.pixels.max() == 9 for level in pyramid.levels)
