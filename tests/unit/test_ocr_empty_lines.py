"""An empty line is a fact only where nothing stands that may be its value."""

import numpy as np
import pytest

from ocr import fields
from ocr.cleanup import X_HEIGHT_PX, CleanPage
from ocr.labels import Letters, locate
from ocr.lines import segments_of
from ocr.recognise import labels_of
from ocr.regions import Page, regions_of
from ocr.transform import Transform
from ocr.witnesses import Witness
from station.domain.record import ValueState
from station.forms.definition import Bilingual, FieldDefinition
from tests.unit.test_ocr_gutters import words

TEXT = Bilingual(vi="x", en="x")
SIGNER = FieldDefinition(id="nguoi_ky", type="person_name", label=TEXT, printed=["Họ, chữ đệm, tên người ký Giấy chứng nhận"], block="b")
OFFICE = FieldDefinition(id="chuc_vu", type="text", label=TEXT, printed=["Chức vụ"], block="b")


@pytest.mark.parametrize(
    ("below", "state"),
    [
        ("kết hôn: Quách Đình Trưởng", ValueState.UNREADABLE),  # the rest of the label, which no wording has, and the value
        ("Chức vụ: CHỦ TỊCH", ValueState.BLANK),
        ("ơ -", ValueState.BLANK),
    ],
)
def test_words_right_below_an_empty_line_that_are_no_field_s_may_be_its_value(below, state):
    blank = np.zeros((900, 1400), np.uint8)
    clean = CleanPage(255 - blank, blank, Transform.identity(1400, 900), ())
    segments = segments_of(words(["Họ, chữ đệm, tên người ký Giấy chứng nhận", below], 100), [], X_HEIGHT_PX)
    page = Page(clean, segments, locate(labels_of([SIGNER, OFFICE]), Letters(segments)))
    pieces = regions_of([SIGNER, OFFICE], page)["nguoi_ky"]
    value = fields._Value(SIGNER, pieces, [], Witness("", 0.0))
    assert fields._nothing(value, page, {piece.segment for piece in pieces}).state is state
