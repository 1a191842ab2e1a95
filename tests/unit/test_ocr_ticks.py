"""Boxes beside the labels of a tick field: the one whose label nobody could read is found in the row of the others."""

import cv2
import numpy as np
import pytest

from ocr.cleanup import CleanPage
from ocr.engines.contract import Word
from ocr.ink import ink_of
from ocr.labels import Place
from ocr.lines import Segment, segments_of
from ocr.ticks import read_ticks
from ocr.transform import Transform
from station.domain.geometry import Box
from station.forms.definition import Bilingual, FieldDefinition
from tests.unit.ocr_drawing import paper

SIDE, LEFT, TOP, STEP = 30, 100, 60, 60
FIELD = FieldDefinition(
    id="kind", type="tick", label=Bilingual(vi="x", en="x"), block="b", options={"1": ["Lần đầu"], "2": ["Đăng ký lại"], "3": ["Ghi chú"]}
)
LONGER = FIELD.model_copy(update={"options": FIELD.options | {"4": ["Đúng hạn"]}})


def page(ticked, *, rows=(0, 1, 2)):
    """Boxes one under another, one of them with a cross."""
    image = paper(900, 400)
    for row in rows:
        top = TOP + STEP * row
        cv2.rectangle(image, (LEFT, top), (LEFT + SIDE, top + SIDE), 30, 2)
        if row == ticked:
            cv2.line(image, (LEFT + 5, top + 5), (LEFT + SIDE - 5, top + SIDE - 5), 30, 3)
            cv2.line(image, (LEFT + SIDE - 5, top + 5), (LEFT + 5, top + SIDE - 5), 30, 3)
    return CleanPage(image, ink_of(image), Transform.identity(image.shape[1], image.shape[0]), ())


def labels(*, read):
    """Segments and places of the labels that were read, by row."""
    words = [Word(LONGER.options[str(row + 1)][0], Box(LEFT + SIDE + 12, TOP + STEP * row + 4, 160, 22), 0.95, row) for row in read]
    segments: list[Segment] = segments_of(words, (), 16)
    places = {f"kind={row + 1}": Place(at, 0, at, len(segments[at].text), 100.0, 9) for at, row in enumerate(read)}
    return segments, places


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_a_ticked_box_without_a_label_is_found_in_the_row_of_the_others(lost):
    ticked = read_ticks(FIELD, page(lost), *labels(read=[row for row in range(3) if row != lost]))
    assert ticked is not None
    assert ticked.options == (str(lost + 1),)
    assert str(lost + 1) not in ticked.shares, "what nobody has read is no witness"


@pytest.mark.parametrize("read", [(1, 2), (0, 3), (0, 2)])
@pytest.mark.parametrize("crossed", [0, 1, 2, 3])
def test_two_boxes_without_labels_are_found_where_two_have_theirs(read, crossed):
    ticked = read_ticks(LONGER, page(crossed, rows=range(4)), *labels(read=read))
    assert ticked is not None
    assert ticked.options == (str(crossed + 1),)
    assert sorted(ticked.shares) == [str(row + 1) for row in read]


def test_one_label_of_four_tells_of_no_other_box():
    ticked = read_ticks(LONGER, page(2, rows=range(4)), *labels(read=[0]))
    assert ticked is not None
    assert ticked.options == ()


def test_where_no_box_is_drawn_there_is_none():
    ticked = read_ticks(FIELD, page(None, rows=(1, 2)), *labels(read=[1, 2]))
    assert ticked is not None
    assert ticked.options == ()


def test_all_labels_read_are_all_witnesses():
    ticked = read_ticks(FIELD, page(1), *labels(read=[0, 1, 2]))
    assert ticked is not None
    assert ticked.options == ("2",)
    assert sorted(ticked.shares) == ["1", "2", "3"]
    assert np.isclose(ticked.confidence, 0.9)


@pytest.mark.parametrize("ticked", [None, 1])
def test_a_letter_is_not_the_box_of_its_label(ticked):
    """An engine that begins a label late looks for its box among letters: there is an O. The box stands where the others do."""
    sheet, reaches = page(ticked), LEFT + 72
    cv2.rectangle(sheet.image, (reaches + 6, TOP + STEP + 8), (reaches + 23, TOP + STEP + 25), 30, 3)
    cv2.line(sheet.image, (reaches + 6, TOP + STEP + 8), (reaches + 23, TOP + STEP + 25), 30, 3)
    segments, places = labels(read=[0, 1, 2])
    late = Word("Đăng ký lại", Box(reaches, TOP + STEP + 4, 160, 22), 0.95, 1)
    segments[1] = segments_of([late], (), 16)[0]
    found = read_ticks(FIELD, CleanPage(sheet.image, ink_of(sheet.image), sheet.transform, ()), segments, places)
    assert found is not None
    assert found.options == (() if ticked is None else ("2",))
    assert found.box.right <= LEFT + SIDE + 4
