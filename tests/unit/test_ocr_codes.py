from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.codes import Code, codes_in, with_codes
from station.domain.geometry import Box
from station.domain.record import Reading, ValueState
from station.forms.definition import FieldDefinition
from station.practice.codes import draw_qr

SERIAL = FieldDefinition.model_validate(
    {"id": "so_phat_hanh", "type": "serial", "label": {"vi": "Số phát hành", "en": "Serial number"}, "block": "certificate"}
)
CODE = Code("2025-03-14 09:26:11|99001|LIS|GVP 02601|AE 92640657||2025-03-14 09:26:11|practice", Box(10, 10, 90, 90))
PRINTED = Reading("AE 92640657", "AE 92640657", ValueState.READ, 0.88, Box(500, 900, 200, 30))


def judged(reading=PRINTED, codes=(CODE,)):
    readings, findings = with_codes({SERIAL.id: reading}, [SERIAL], codes, {})
    return readings[SERIAL.id], findings


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_code_is_read_whichever_way_up_it_lies(turn):
    page = Image.new("RGB", (900, 700), "white")
    draw_qr(ImageDraw.Draw(page), (520, 60), 300, CODE.text)
    (code,) = codes_in(np.ascontiguousarray(np.asarray(page.rotate(turn, expand=True))[:, :, ::-1]))
    assert code.text == CODE.text
    assert code.box.w == pytest.approx(code.box.h, abs=4)


def test_a_page_without_a_code_has_none():
    assert codes_in(np.full((400, 300, 3), 255, np.uint8)) == []


def test_a_serial_that_print_and_code_say_alike_is_witnessed():
    reading, findings = judged()
    assert (reading.value, reading.box, findings) == (PRINTED.value, PRINTED.box, ())
    assert reading.confidence > PRINTED.confidence


def test_where_they_differ_the_code_s_value_stands_with_a_finding_and_the_printed_one_beside():
    reading, (finding,) = judged(replace(PRINTED, text="AE 92640651", value="AE 92640651"))
    assert (reading.value, reading.alternatives) == ("AE 92640657", ("AE 92640651",))
    assert (finding.rule, finding.path) == ("reading.code-differs", SERIAL.id)
    assert reading.confidence < PRINTED.confidence


def test_a_serial_that_could_not_be_read_is_the_code_s():
    reading, findings = judged(Reading("", "", ValueState.UNREADABLE, 0.0))
    assert (reading.value, reading.state, reading.box, findings) == ("AE 92640657", ValueState.READ, CODE.box, ())


@pytest.mark.parametrize("text", ["", "https://example.invalid/AE92640657x", "a|b|c", "Số AE 92640657 ghi ở đây"])
def test_a_code_that_names_no_serial_says_nothing(text):
    assert judged(codes=(Code(text, CODE.box),)) == (PRINTED, ())


def test_codes_of_two_papers_settle_nothing_that_the_print_does_not_say():
    other = Code(CODE.text.replace("92640657", "11111111"), CODE.box)
    unread = Reading("", "", ValueState.UNREADABLE, 0.0)
    assert judged(unread, (CODE, other)) == (unread, ())
    assert judged(PRINTED, (CODE, other))[0].confidence > PRINTED.confidence
