"""Predicates about names, numbers of organisations, and places of a day. The registry is in rules.py."""

import datetime
from collections.abc import Sequence
from typing import Final

from station.domain.dates import PartialDate
from station.domain.text import spelling
from station.forms.operands import Case, Operand, Parameters, Predicate


def _name_fits_sex(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(name, sex; male, female): a middle name Văn goes with a man, Thị with a woman; other names say nothing."""
    middle = {spelling(part) for part in operands[0].text.split()[1:-1]}
    said = {code for word, code in ((_MALE, parameters["male"]), (_FEMALE, parameters["female"])) if spelling(word) in middle}
    known = {str(parameters["male"]), str(parameters["female"])}
    return None if len(said) != 1 or operands[1].code not in known else operands[1].code in {str(code) for code in said}


_MALE, _FEMALE = "Văn", "Thị"


def _tax_code(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(code): 10 digits, of which the last checks the others, or 13 with a branch behind (TT 105/2020/TT-BTC Điều 5)."""
    digits = operands[0].text.replace("-", "")
    if not digits.isdecimal() or len(digits) not in (_TAX_DIGITS, _TAX_DIGITS + 3):
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, _TAX_WEIGHTS, strict=False))
    return int(digits[_TAX_DIGITS - 1]) == 10 - weighed % 11


_TAX_DIGITS: Final = 10
_TAX_WEIGHTS: Final = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def _place_on_day(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(place, date): there was such a path on that day, as far as the list can judge."""
    day = _day(operands[1].text)
    return None if day is None else case.places.was_real(operands[0].text, day)


def _day(text: str) -> datetime.date | None:
    try:
        return PartialDate.parse(text).latest()
    except ValueError:
        return None


PEOPLE_AND_PLACES: Final[dict[str, Predicate]] = {
    "name_fits_sex": Predicate(_name_fits_sex, 2, 2, required=frozenset({"male", "female"})),
    "tax_code": Predicate(_tax_code, 1, 1),
    "place_on_day": Predicate(_place_on_day, 2, 2),
}
