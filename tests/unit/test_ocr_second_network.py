"""Which values the second network is asked about: not those that both looks found exactly in a list in which nothing else comes near."""

import numpy as np
import pytest

from ocr import fields
from ocr.engines.contract import Alphabet, CropText
from ocr.engines.null import NullEngine
from ocr.values import Witness
from station.forms.definition import Bilingual, FieldDefinition
from ui import bootstrap

CROP = np.full((40, 200), 255, np.uint8)


class Counting(NullEngine):
    """Reads every crop as one text, and counts what it is asked of the other kind."""

    def __init__(self, text):
        self.text, self.asked = text, 0

    def read_crops(self, images, alphabet):
        self.asked += len(images) * (alphabet is Alphabet.BASE)
        return [CropText(self.text, 0.95, "tesseract") for _ in images]


@pytest.fixture(scope="module")
def lexicons():
    return bootstrap.forms().lexicons


@pytest.mark.parametrize(
    ("crop", "page", "asked"),
    [
        ("Đất ở tại nông thôn", "Đất ở tại nông thôn", 0),
        ("Đất ở tại nông thôn", "Đất ở tại nông thon", 1),
        ("Đất trồng lúa", "Đất ở tại nông thôn", 1),
        ("Đất gì đó", "Đất gì đó", 1),
    ],
)
def test_only_what_a_list_settles_is_not_asked_about(lexicons, crop, page, asked):
    choice = FieldDefinition(id="x", type="choice", label=Bilingual(vi="x", en="x"), block="b", lexicon="land_purposes")
    engine = Counting(crop)
    value = fields._Value(choice, [], [CROP], Witness.of(page, 0.95, choice))
    fields._read_again([value], engine, lexicons)
    assert engine.asked == asked


def test_without_a_list_it_is_asked(lexicons):
    choice = FieldDefinition(id="x", type="choice", label=Bilingual(vi="x", en="x"), block="b")
    engine = Counting("Đất ở")
    fields._read_again([fields._Value(choice, [], [CROP], Witness.of("Đất ở", 0.95, choice))], engine, lexicons)
    assert engine.asked == 1
