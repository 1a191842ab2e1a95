import numpy as np
import pytest

from ocr.transform import Transform, quarter_turns, rotation, scaling
from station.domain.geometry import Box


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_quarter_turn_moves_boxes_as_it_moves_pixels(turn):
    page = np.zeros((40, 100), np.uint8)
    page[10:15, 60:80] = 1
    turned = np.rot90(page, -turn // 90)
    rows, columns = np.nonzero(turned)
    box = Box(int(columns.min()), int(rows.min()), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)
    assert Transform.identity(100, 40).then(quarter_turns(100, 40, turn)).to_original(box) == Box(60, 10, 20, 5)


def test_steps_are_undone_in_reverse_order():
    way = Transform.identity(1000, 800).then(rotation(1000, 800, 3.0)).then(scaling(0.5))
    there = way.forward(np.array([(300.0, 400.0)]))[0]
    back = way.to_original(Box(round(there[0]), round(there[1]), 1, 1))
    assert abs(back.x - 300) <= 4 and abs(back.y - 400) <= 4


def test_boxes_stay_on_the_original():
    way = Transform.identity(100, 100).then(scaling(2.0))
    assert way.to_original(Box(-50, 150, 500, 500)) == Box(0, 75, 100, 25)
