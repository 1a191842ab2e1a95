"""Figures among words are cut out whole for the network that reads figures; where places are not known nothing is guessed."""

import numpy as np
import pytest

from ocr.engines.contract import CropText
from ocr.figures_in_words import numbers_in
from station.domain.geometry import Box
from tests.unit.ocr_drawing import paper, write

GAP = 14


def line(*words, hide=""):
    """A crop with the words and what an engine says of it; signs of `hide` at the end of a word are on the paper only."""
    crop, boxes, x = paper(1600, 90), [], 20
    for word in words:
        end = write(crop, word, x, 60, size_px=40)
        seen = word.removesuffix(hide) if hide else word
        boxes.append(Box(x, 25, max(1, round((end - x) * len(seen) / len(word))), 45))
        x = end + GAP
    texts = [word.removesuffix(hide) if hide else word for word in words]
    return CropText(" ".join(texts), 0.9, "tesseract", words=tuple(boxes)), crop


def test_each_number_is_shown_by_itself_and_the_words_stay():
    read, crop = line("CMND", "số", "994644946,", "Công", "an", "cấp", "ngày", "13/09/2015")
    numbers = numbers_in([read], [crop])
    assert numbers.at == (2, 7)
    assert all(shown.shape[0] < crop.shape[0] and (shown < 128).any() for shown in numbers.crops)
    spelled = numbers.spelled_out([CropText("994644946", 0.99, "ppocr"), CropText("13/09/2015", 0.7, "ppocr")])
    assert (spelled.text, spelled.confidence, spelled.network) == ("CMND số 994644946 Công an cấp ngày 13/09/2015", 0.7, "ppocr")


def test_figures_that_the_first_network_passed_over_are_shown_to_the_second():
    read, crop = line("số", "9946449", "là", hide="9")
    whole, _ = line("số", "9946449", "là")
    numbers = numbers_in([read], [crop])
    assert numbers.crops[0].shape[1] >= whole.words[1].w


def test_what_reaches_in_from_the_words_beside_is_no_figure():
    read, crop = line("ngày", "12", "năm")
    late = read.words[2]
    moved = CropText(read.text, 0.9, "tesseract", words=(*read.words[:2], Box(late.x + 12, late.y, late.w, late.h)))
    numbers = numbers_in([moved], [crop])
    inked = np.flatnonzero((numbers.crops[0] < 128).any(axis=0))
    assert inked[-1] - inked[0] <= read.words[1].w


@pytest.mark.parametrize(
    "read",
    [
        CropText("số 12", 0.9, "tesseract"),
        CropText("số B12", 0.9, "tesseract", words=(Box(0, 0, 20, 20), Box(30, 0, 20, 20))),
        CropText("không có", 0.9, "tesseract", words=(Box(0, 0, 20, 20), Box(30, 0, 20, 20))),
        CropText("số 12", 0.9, "tesseract", words=(Box(0, 0, 60, 20), Box(30, 0, 20, 20))),
        CropText("", 0.0, "tesseract"),
    ],
)
def test_without_certain_places_of_bare_figures_nothing_is_cut_out(read):
    assert numbers_in([read], [paper(200, 40)]) is None
