"""Round seals are found by their widest ring, wherever the middle that the transform names lies."""

import cv2
import numpy as np
import pytest

from ocr.seals import _centred

MIDDLE, OUTER, INNER = (120, 110), 50, 44


def rings():
    """Two rings around one middle; a tenth of the outer one is worn away."""
    red = np.zeros((240, 240), np.uint8)
    cv2.circle(red, MIDDLE, INNER, 1, 2)
    cv2.ellipse(red, MIDDLE, (OUTER, OUTER), 0, 0, 324, 1, 3)
    return red


@pytest.mark.parametrize("off", [(0, 0), (-5, 3), (4, -6)])
def test_the_widest_ring_is_found_around_its_own_middle(off):
    x, y, radius = _centred(rings(), MIDDLE[0] + off[0], MIDDLE[1] + off[1], np.arange(22, 67))
    assert abs(radius - OUTER) <= 2
    assert np.hypot(x - MIDDLE[0], y - MIDDLE[1]) <= 3
