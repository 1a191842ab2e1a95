"""What was typed, or sent by a hand scanner, into the one line that opens the chip: QR code, number, access number, the zone's lines."""

import re
from dataclasses import dataclass
from typing import Final

from station.domain.errors import StationError
from station.domain.identification import CivilData
from station.domain.text import clean
from station.idcard import mrz
from station.idcard.access_data import CAN_LENGTH, Can, MrzKey, Password
from station.idcard.qr import parse_qr

PERSON_DIGITS: Final = 12
LONGEST: Final = 2000
"""Signs that the line takes: a QR code of a card has some two hundred."""


@dataclass(frozen=True, repr=False)
class Opening:
    """How to get into the chip, and what the code already says. Personal: no repr."""

    password: Password
    civil: CivilData | None = None
    """From a QR code: unsigned, evidence of its own class when there is no reader."""


def opening_of(text: str) -> Opening:
    """Raises StationError `card.qr-form`, `card.mrz-form`, `card.mrz-check`, `card.can-form` or `card.key-form`."""
    bare = clean(text[:LONGEST])
    if "|" in bare:
        civil = parse_qr(bare).civil
        return Opening(Can.of_number(civil.number), civil)
    digits = re.sub(r"[ .-]", "", bare)
    if digits.isascii() and digits.isdigit():
        if len(digits) == PERSON_DIGITS:
            return Opening(Can.of_number(digits))
        if len(digits) == CAN_LENGTH:
            return Opening(Can(digits))
        raise StationError("card.can-form")
    if "<" in bare:
        return Opening(MrzKey.of(mrz.parse(bare)))
    raise StationError("card.key-form")
