"""A unit that was misread in a letter is the gazetteer's where the network for lines sees that one there as well, and only there."""

import numpy as np
import pytest

from ocr import fields
from ocr.told_marks import Seen
from station.forms.gazetteer import Gazetteer
from station.practice.people import practice_places

SEEN = Seen(np.zeros((1, 1), np.float32))
READ, KNOWN = "xã Suốt Mây, huyện Đá Trắng", "xã Suối Mây, huyện Đá Trắng"


@pytest.fixture(scope="module")
def units():
    return Gazetteer(None, practice_places()).unit_names


@pytest.mark.parametrize(("likelihoods", "stands"), [({READ: -3.0, KNOWN: -8.0}, KNOWN), ({READ: -3.0, KNOWN: -12.0}, READ)])
def test_the_gazetteers_unit_stands_where_it_may_as_well_be_seen(units, monkeypatch, likelihoods, stands):
    monkeypatch.setattr("ocr.fields.likelihood", lambda text, steps: likelihoods[text])
    assert fields._with_units(READ, SEEN, units) == stands


def test_without_a_look_of_the_network_letters_stay_and_marks_are_the_gazetteers(units):
    assert fields._with_units("xã Suốt Mây, huyện Đá Trẳng", None, units) == READ
