"""The machine-readable zone of an identity card: three lines of 30 signs (TD1, ICAO Doc 9303-5), check digits. No picture reading here."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from station.domain.errors import StationError

LINE_LENGTH: Final = 30
_SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WEIGHTS: Final = (7, 3, 1)
_LINE: Final = re.compile(rf"[A-Z0-9<]{{{LINE_LENGTH}}}")
_NO_EXPIRY_YEAR: Final = 99


def check_digit(field: str) -> str:
    """The check digit over `field` (Doc 9303-3, 4.9): weights 7, 3, 1; `<` is 0, A is 10. Raises ValueError for another sign."""
    return str(sum((0 if sign == "<" else _SIGNS.index(sign)) * _WEIGHTS[place % 3] for place, sign in enumerate(field)) % 10)


@dataclass(frozen=True, repr=False)
class Mrz:
    """What the three lines say. Values stand as printed, without filler; personal, so it has no repr."""

    document: str
    """`ID`, `I`…"""
    issuer: str
    """`VNM`."""
    number: str
    """The document number; on a Vietnamese card nine digits."""
    optional: str
    """On a Vietnamese card the 12 digits of the person."""
    birth_date: str
    """YYMMDD."""
    sex: str
    """M, F, or empty."""
    expiry_date: str
    """YYMMDD; 991231 on a card that never expires."""
    nationality: str
    name: str
    """Latin capitals without marks, may be cut at the end; never to be compared letter by letter."""
    wrong: tuple[str, ...] = ()
    """Fields whose check digit does not fit: `number`, `birth_date`, `expiry_date`, `composite`."""
    optional_fits: bool = True
    """Whether the 30th sign of line 1 is the check digit of `optional`, as on Vietnamese cards; the standard does not ask for it."""

    @property
    def person_number(self) -> str:
        """The 12 digits of the person, or empty."""
        digits = self.optional[:12]
        return digits if len(digits) == 12 and digits.isascii() and digits.isdigit() else ""

    def birth(self, today: datetime.date) -> datetime.date | None:
        """Birth date with its century: from the 4th digit of the person's number where that fits, else the latest not after `today`."""
        number = self.person_number
        if number and number[4:6] == self.birth_date[:2]:
            return _date(1900 + 100 * (int(number[3]) // 2), self.birth_date)
        this_century = _date(2000, self.birth_date)
        if this_century is not None and this_century <= today:
            return this_century
        return _date(1900, self.birth_date)

    @property
    def never_expires(self) -> bool:
        """Printed as "Không thời hạn"."""
        return self.expiry_date[:2] == str(_NO_EXPIRY_YEAR)

    @property
    def expiry(self) -> datetime.date | None:
        """Last day of validity; None where the signs are no date."""
        return _date(2000, self.expiry_date)


def parse(text: str | Sequence[str]) -> Mrz:
    """Three lines, or 90 signs in one, into fields; blanks and line ends are passed over, small letters taken as capitals.

    Wrong check digits are told in `Mrz.wrong`, not raised. Raises StationError `card.mrz-form` when it is not three lines of 30 signs.
    """
    joined = re.sub(r"\s+", "", text if isinstance(text, str) else "".join(text)).upper()
    lines = [joined[start : start + LINE_LENGTH] for start in range(0, len(joined), LINE_LENGTH)]
    if len(lines) != 3 or not all(_LINE.fullmatch(line) for line in lines):
        raise StationError("card.mrz-form")
    first, second, third = lines
    number, number_digit, optional = _number(first)
    checks = {
        "number": check_digit(number) == number_digit,
        "birth_date": check_digit(second[:6]) == second[6],
        "expiry_date": check_digit(second[8:14]) == second[14],
        "composite": check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29]) == second[29],
    }
    return Mrz(
        document=first[:2].rstrip("<"),
        issuer=first[2:5].rstrip("<"),
        number=number.rstrip("<"),
        optional=optional[:14].rstrip("<"),
        birth_date=second[:6],
        sex=second[7].replace("<", ""),
        expiry_date=second[8:14],
        nationality=second[15:18].rstrip("<"),
        name=" ".join(third.replace("<", " ").split()),
        wrong=tuple(name for name, fits in checks.items() if not fits),
        optional_fits=check_digit(first[15:29]) == first[29],
    )


def _number(line: str) -> tuple[str, str, str]:
    """Number with filler, its check digit, and what is left for optional data; a long number runs on behind a filler (9303-5, note j)."""
    if line[14] != "<" or "<" not in line[15:] or line[15] == "<":
        return line[5:14], line[14], line[15:30]
    rest, _, optional = line[15:30].partition("<")
    return line[5:14] + rest[:-1], rest[-1], optional


def _date(century: int, digits: str) -> datetime.date | None:
    try:
        return datetime.date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return None
