"""Which values the second network is asked about: not those that both looks found exactly in a list in which nothing else comes near."""

import threading

import numpy as np
import pytest

from ocr import fields
from ocr.engines.contract import Alphabet, CropText
from ocr.engines.null import NullEngine
from ocr.witnesses import Witness
from station.domain.errors import StationError
from station.forms.definition import Bilingual, FieldDefinition
from station.forms.unit_names import UnitNames
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


class Beside(Counting):
    """Notes which thread asked it last."""

    name = "beside"

    def read_crops(self, images, alphabet):
        self.thread = threading.current_thread()
        return super().read_crops(images, alphabet)


class WithAside(Beside):
    """Reads words itself and leaves base letters to another."""

    def __init__(self, text, aside):
        super().__init__(text)
        self.aside = aside


def test_a_second_network_that_may_be_asked_meanwhile_is_asked_in_a_thread_of_its_own(lexicons):
    choice = FieldDefinition(id="x", type="choice", label=Bilingual(vi="x", en="x"), block="b", lexicon="land_purposes")
    beside = Beside("dat o")
    engine = WithAside("Đất gì đó", beside)
    value = fields._Value(choice, [], [CROP], Witness.of("Đất gì đó", 0.95, choice))
    fields._read_again([value], engine, lexicons)
    assert (beside.asked, engine.asked) == (1, 0)
    assert value.other.text == "dat o"
    assert beside.thread is not engine.thread


def test_what_fails_beside_fails_the_page(lexicons):
    class Failing(Beside):
        def read_crops(self, images, alphabet):
            raise StationError("reading.engine-failed", engine="beside", reason="gone")

    choice = FieldDefinition(id="x", type="choice", label=Bilingual(vi="x", en="x"), block="b", lexicon="land_purposes")
    value = fields._Value(choice, [], [CROP], Witness.of("Đất gì đó", 0.95, choice))
    with pytest.raises(StationError, match="engine-failed"):
        fields._read_again([value], WithAside("Đất gì đó", Failing("")), lexicons)


@pytest.mark.parametrize(("heard", "value"), [("Đất ở tại nông thôn", "Đất ở tại nông thôn"), ("Đất gì đó", "")])
def test_an_item_of_a_list_that_only_the_other_network_read_stands(lexicons, heard, value):
    field = FieldDefinition(id="x", type="choice", label=Bilingual(vi="x", en="x"), block="b", lexicon="land_purposes")
    nothing = Witness("", 0.0)
    hidden = fields._Value(field, [], [CROP], nothing, again=nothing, other=Witness(heard, 0.6, "ppocr"))
    judged = fields._judged({"x": hidden}, lexicons, UnitNames())
    assert (judged["x"].normalised.value if judged else "") == value
