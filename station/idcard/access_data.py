"""The passwords that open the chip: the key of the machine-readable zone, or the card access number. Values only, no protocol."""

import re
from dataclasses import dataclass
from typing import Final

from station.domain.errors import StationError
from station.idcard.mrz import Mrz, check_digit

CAN_LENGTH: Final = 6
_NUMBER: Final = re.compile(r"[A-Z0-9]{1,24}")
_DATE: Final = re.compile(r"[0-9]{6}")
_PERSON_NUMBER: Final = re.compile(r"[0-9]{12}")
_CAN: Final = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, repr=False)
class MrzKey:
    """What BAC and PACE take from the zone; personal: no repr. Raises StationError `card.mrz-form` for impossible parts."""

    number: str
    """Document number as printed in the zone (not the 12 digits), without filler."""
    birth_date: str
    """YYMMDD."""
    expiry_date: str
    """YYMMDD."""

    def __post_init__(self) -> None:
        """Refuse what no zone can hold."""
        dates = _DATE.fullmatch(self.birth_date) and _DATE.fullmatch(self.expiry_date)
        if not (_NUMBER.fullmatch(self.number) and dates):
            raise StationError("card.mrz-form")

    @classmethod
    def of(cls, mrz: Mrz) -> "MrzKey":
        """The key of a zone that was read or typed. Raises StationError `card.mrz-check` when a check digit it needs is wrong."""
        if {"number", "birth_date", "expiry_date"} & set(mrz.wrong):
            raise StationError("card.mrz-check")
        return cls(mrz.number, mrz.birth_date, mrz.expiry_date)

    @property
    def key_info(self) -> str:
        """Number, birth and expiry, each with its check digit (Doc 9303-11, 4.3.2 and 9.7.3)."""
        number = self.number.ljust(9, "<")
        return "".join(part + check_digit(part) for part in (number, self.birth_date, self.expiry_date))


@dataclass(frozen=True, repr=False)
class Can:
    """The card access number: the last six of the 12 digits on a Vietnamese card. Raises StationError `card.can-form` unless six digits."""

    digits: str

    def __post_init__(self) -> None:
        """Refuse what is no access number."""
        if not _CAN.fullmatch(self.digits):
            raise StationError("card.can-form")

    @classmethod
    def of_number(cls, person_number: str) -> "Can":
        """The access number that follows from the 12 digits of the person, as in the QR code. Raises StationError `card.can-form`."""
        if not _PERSON_NUMBER.fullmatch(person_number):
            raise StationError("card.can-form")
        return cls(person_number[-CAN_LENGTH:])


Password = MrzKey | Can
