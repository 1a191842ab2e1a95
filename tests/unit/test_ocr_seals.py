"""Round seals are found by their widest ring, wherever the middle that the transform names lies."""

from random import Random

import cv2
import numpy as np
import pytest

from ocr.seals import _Rings, seal_mask
from station.practice.ink import sign, stamp_seal

MIDDLE, OUTER, INNER = (120, 110), 50, 44


def rings():
    """Two rings around one middle; a tenth of the outer one is worn away."""
    red = np.zeros((240, 240), np.uint8)
    cv2.circle(red, MIDDLE, INNER, 1, 2)
    cv2.ellipse(red, MIDDLE, (OUTER, OUTER), 0, 0, 324, 1, 3)
    return red


@pytest.mark.parametrize("off", [(0, 0), (-5, 3), (4, -6)])
def test_the_widest_ring_is_found_around_its_own_middle(off):
    x, y, radius = _Rings.on(rings(), np.arange(22, 67)).widest_near(MIDDLE[0] + off[0], MIDDLE[1] + off[1])
    assert abs(radius - OUTER) <= 2
    assert np.hypot(x - MIDDLE[0], y - MIDDLE[1]) <= 3


def test_a_ring_of_which_a_quarter_lies_beyond_the_page_is_no_seal():
    assert _Rings.on(rings()[:, : MIDDLE[0] + 30], np.arange(22, 67)).widest_near(*MIDDLE) is None


@pytest.mark.parametrize("seed", [1, 19, 65, 89])
def test_a_signature_across_a_seal_does_not_hide_it(seed):
    random = Random(seed)
    page = np.full((900, 620, 3), 235, np.uint8)
    stamp_seal(page, (310, 450), 50, ("ỦY BAN NHÂN DÂN", "XÃ SUỐI MÂY"), random, strength=0.7)
    sign(page, (350, 450), 120, random)
    red, green, blue = cv2.split(page)
    mask = seal_mask(cv2.subtract(red, cv2.max(green, blue)), np.zeros((900, 620), np.uint8))
    assert mask[450, 310] and mask[402, 310] and mask[498, 310] and mask[450, 262]
    assert np.count_nonzero(mask) < np.pi * 70**2
