"""Codes on paper (QR, ISO/IEC 18004): read once from the whole picture, second witness of a serial number that is printed as well.

A code corrects its own errors and is read right or not at all, so where print and code differ the code's value stands, with a finding.
What else a code says is not used: it says it of the day of issue.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import zxingcpp

from ocr.decode import ColourImage
from station.domain.findings import Finding, Severity, Text
from station.domain.geometry import Box
from station.domain.record import Reading, ValueState, Voice
from station.domain.text import clean
from station.forms.definition import FieldDefinition
from station.forms.types import Lexicons, normalise

_PART: Final = "|"
"""Between the parts of a land certificate's code (TT 10/2024/TT-BTNMT)."""
_BOTH: Final = 0.99
_ALONE: Final = 0.8
_DIFFERENT: Final = 0.5


@dataclass(frozen=True)
class Code:
    """One code on a picture."""

    text: str
    """NFC, one line."""
    box: Box
    """Pixels of the picture that was read."""


def codes_in(picture: ColourImage) -> list[Code]:
    """Every QR code that can be read, turned and mirrored ones too."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    found = []
    # made here: kept in the module, the library reports it as leaked when the program ends
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    for barcode in zxingcpp.read_barcodes(grey, formats=formats):
        corners = (barcode.position.top_left, barcode.position.top_right, barcode.position.bottom_right, barcode.position.bottom_left)
        x, y = min(corner.x for corner in corners), min(corner.y for corner in corners)
        w, h = max(corner.x for corner in corners) - x, max(corner.y for corner in corners) - y
        if w > 0 and h > 0:
            found.append(Code(clean(barcode.text), Box(x, y, w, h).clipped(grey.shape[1], grey.shape[0])))
    return found


def with_codes(
    readings: Mapping[str, Reading], fields: Sequence[FieldDefinition], codes: Sequence[Code], lexicons: Lexicons
) -> tuple[dict[str, Reading], tuple[Finding, ...]]:
    """The readings with what codes say of serial numbers, and where the two differ. Boxes of `codes` are in pixels of the original."""
    witnessed, findings = dict(readings), []
    for field in fields:
        if field.type != "serial" or field.id not in readings:
            continue
        said = {value: (part, code) for code in codes for part in code.text.split(_PART) if (value := _serial(part, field, lexicons))}
        reading = readings[field.id]
        read = reading.value if reading.state is ValueState.READ else ""
        if read in said:
            voices = (*reading.voices, _voice(said[read][0], read))
            witnessed[field.id] = replace(reading, confidence=max(reading.confidence, _BOTH), voices=voices)
        elif len(said) == 1:
            ((value, (part, code)),) = said.items()
            box = reading.box or code.box
            others = (read, *reading.alternatives) if read else reading.alternatives
            sureness = _DIFFERENT if read else _ALONE
            voices = (*reading.voices, _voice(part, value))
            witnessed[field.id] = Reading(part.strip(), value, ValueState.READ, sureness, box, reading.page, others, voices)
            findings += [_differs(field)] if read else []
    return witnessed, tuple(findings)


def _voice(part: str, value: str) -> Voice:
    return Voice("code", part.strip(), value, 1.0)


def _serial(part: str, field: FieldDefinition, lexicons: Lexicons) -> str:
    """The part's value when the whole of it is a serial number without any doubt, else empty."""
    meant = normalise(part, field, lexicons)
    whole = meant.value.replace(" ", "") == part.replace(" ", "")
    return meant.value if meant.state is ValueState.READ and whole and not meant.findings else ""


def _differs(field: FieldDefinition) -> Finding:
    return Finding(
        "reading.code-differs",
        Severity.WARNING,
        Text("Số in trên giấy khác số trong mã QR: so lại với giấy.", "The printed number differs from the one in the QR code: compare."),
        field.id,
    )
