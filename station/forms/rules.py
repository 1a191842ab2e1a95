"""The closed registry of rule predicates. A predicate is code; which fields it binds, how gravely and in which words is data.

Every predicate answers three ways: True (holds), False (a finding), None (cannot tell: a value is not in a form that it can judge).
Fields that are blank, absent or unreadable never reach a predicate, unless it says that it takes gaps.
"""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from station.domain.dates import PartialDate
from station.domain.numerals import area_from_words, date_from_words
from station.domain.record import FieldValue, ValueState
from station.domain.text import spelling
from station.forms.definition import FieldTypeName

Parameters = Mapping[str, str | int | float]

TODAY: Final = "today"
"""As the value of a date parameter: the day of the check."""


@dataclass(frozen=True)
class Operand:
    """What one field of a rule brings: its value, or for a list the values of its items."""

    type: FieldTypeName
    value: FieldValue | None = None
    """None when the entry has no such field."""
    items: tuple[Mapping[str, FieldValue], ...] = ()
    """For a list: item key → value."""

    @property
    def is_read(self) -> bool:
        """Whether there is something to judge."""
        return bool(self.items) or (self.value is not None and self.value.state is ValueState.READ and self.value.value != "")

    @property
    def text(self) -> str:
        """The normalised value; empty for a gap."""
        return self.value.value if self.value is not None and self.value.state is ValueState.READ else ""


Judge = Callable[[Sequence[Operand], Parameters, datetime.date], bool | None]


@dataclass(frozen=True)
class Predicate:
    """One entry of the registry."""

    judge: Judge
    least: int
    """Fewest fields."""
    most: int | None
    """Most fields; None: any number."""
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    takes_gaps: bool = False


def _date(operand: Operand) -> PartialDate | None:
    try:
        return PartialDate.parse(operand.text)
    except ValueError:
        return None


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _day(value: str | int | float, today: datetime.date) -> datetime.date:
    return today if value == TODAY else datetime.date.fromisoformat(str(value))


def _words_equal_figures(operands: Sequence[Operand], parameters: Parameters, today: datetime.date) -> bool | None:
    """(figures, words): the same date or the same area."""
    figures, words = operands
    try:
        if words.type == "date_words":
            return PartialDate.parse(figures.text) == date_from_words(words.text)
        return Decimal(figures.text) == area_from_words(words.text)
    except (ValueError, InvalidOperation):
        return None


def _not_before(operands: Sequence[Operand], parameters: Parameters, today: datetime.date) -> bool | None:
    """(later, earlier): False only when it is certain that the first lies before the second."""
    later, earlier = _date(operands[0]), _date(operands[1])
    return None if later is None or earlier is None else later.latest() >= earlier.earliest()


def _between_dates(operands: Sequence[Operand], parameters: Parameters, today: datetime.date) -> bool | None:
    """(date; from, to): within both days, as far as the date says."""
    date = _date(operands[0])
    if date is None:
        return None
    return date.latest() >= _day(parameters["from"], today) and date.earliest() <= _day(parameters["to"], today)


def _within_years(operands: Sequence[Operand], parameters: Parameters, today: datetime.date) -> bool | None:
    """(later, earlier; least, most): whole years between them."""
    later, earlier = _date(operands[0]), _date(operands[1])
    if later is None or earlier is None:
        return None
    fewest, greatest = _years(earlier.latest(), later.earliest()), _years(earlier.earliest(), later.latest())
    return greatest >= int(parameters["least"]) and fewest <= int(parameters["most"])


def _years(since: datetime.date, until: datetime.date) -> int:
    return until.year - since.year - ((until.month, until.day) < (since.month, since.day))


def _days_after(operands: Sequence[Operand], parameters: Parameters, today: datetime.date) -> bool | None:
    """(later, earlier, choice; when, least, most): days between two whole dates, where the third field has the code `when`."""
    later, earlier, choice = _date(operands[0]), _date(operands[1]), operands[2]
    if later is None or earlier is None or later.day is None or earlier.day is None or choice.text != str(parameters["when"]):
        return None
    days = (later.earliest() - earlier.earliest()).days
    return int(parameters.get("least", days)) <= days <= int(parameters.get("most", days))


def _year_of_number(operands: Sequence[Operand], parameters: Parameters, today: datetime.date) -> bool | None:
    """(number, date): the year behind the stroke of `12/2018` is the date's."""
    _, stroke, year = operands[0].text.rpartition("/")
    date = _date(operands[1])
    return None if not stroke or not year.isdecimal() or date is None else int(year) == date.year


def _pattern(operands: Sequence[Operand], parameters: Parameters, today: datetime.date) -> bool | None:
    """(field; pattern): the whole value matches."""
    return re.fullmatch(str(parameters["pattern"]), operands[0].text) is not None


def _digits_length(operands: Sequence[Operand], parameters: Parameters, today: datetime.date) -> bool | None:
    """(number; lengths): digits only, as many as one of the lengths; a number with letters is another kind of paper."""
    if not operands[0].text.isdecimal():
        return None
    return len(operands[0].text) in [int(length) for length in str(parameters["lengths"]).split()]


def _sum_equals(operands: Sequence[Operand], parameters: Parameters, today: datetime.date) -> bool | None:
    """(total, addend…; tolerance, item): an addend that is a list gives its items' `item`."""
    total, parts = _decimal(operands[0].text), [part for operand in operands[1:] for part in _addends(operand, parameters)]
    if total is None or None in parts or not parts:
        return None
    return abs(total - sum((part for part in parts if part is not None), Decimal(0))) <= Decimal(str(parameters.get("tolerance", 0)))


def _addends(operand: Operand, parameters: Parameters) -> list[Decimal | None]:
    if operand.type != "list":
        return [_decimal(operand.text)]
    values = [item.get(str(parameters.get("item", ""))) for item in operand.items]
    return [_decimal(value.value) if value is not None and value.state is ValueState.READ else None for value in values] or [None]


def _same(a: Operand, b: Operand) -> bool:
    if a.value and b.value and a.value.code and b.value.code:
        return a.value.code == b.value.code
    return spelling(a.text) == spelling(b.text)


def _equal(operands: Sequence[Operand], parameters: Parameters, today: datetime.date) -> bool | None:
    """(field, field…): all the same, spelling of tones and capitals aside."""
    return all(_same(operands[0], other) for other in operands[1:])


def _differ(operands: Sequence[Operand], parameters: Parameters, today: datetime.date) -> bool | None:
    """(field, field): not the same."""
    return not _same(operands[0], operands[1])


def _equals_one_of(operands: Sequence[Operand], parameters: Parameters, today: datetime.date) -> bool | None:
    """(field, field…): the first is the same as one of the others."""
    return any(_same(operands[0], other) for other in operands[1:])


def _required(operands: Sequence[Operand], parameters: Parameters, today: datetime.date) -> bool | None:
    """(field): something was read or keyed."""
    return operands[0].is_read


def _empty(operands: Sequence[Operand], parameters: Parameters, today: datetime.date) -> bool | None:
    """(field): nothing is written."""
    return False


def _most_items(operands: Sequence[Operand], parameters: Parameters, today: datetime.date) -> bool | None:
    """(list; most): not more items than that."""
    return len(operands[0].items) <= int(parameters["most"])


def _personal_id_agrees(operands: Sequence[Operand], parameters: Parameters, today: datetime.date) -> bool | None:
    """(12 digits, birth, sex; male, female): digit 4 is century and sex (even: male), 5 and 6 the year (NĐ 137/2015 Điều 13)."""
    number, birth, sex = operands[0].text, _date(operands[1]), operands[2].value
    if len(number) != _PERSONAL_ID_DIGITS or not number.isdecimal():
        return None
    century, male = 1900 + int(number[3]) // 2 * 100, int(number[3]) % 2 == 0
    if birth is not None and birth.year != century + int(number[4:6]):
        return False
    expected = str(parameters["male" if male else "female"])
    known = {str(parameters["male"]), str(parameters["female"])}
    return sex is None or sex.code not in known or sex.code == expected


_PERSONAL_ID_DIGITS = 12

PREDICATES: Final[dict[str, Predicate]] = {
    "words_equal_figures": Predicate(_words_equal_figures, 2, 2),
    "not_before": Predicate(_not_before, 2, 2),
    "between_dates": Predicate(_between_dates, 1, 1, required=frozenset({"from", "to"})),
    "within_years": Predicate(_within_years, 2, 2, required=frozenset({"least", "most"})),
    "days_after": Predicate(_days_after, 3, 3, required=frozenset({"when"}), optional=frozenset({"least", "most"})),
    "year_of_number": Predicate(_year_of_number, 2, 2),
    "pattern": Predicate(_pattern, 1, 1, required=frozenset({"pattern"})),
    "digits_length": Predicate(_digits_length, 1, 1, required=frozenset({"lengths"})),
    "sum_equals": Predicate(_sum_equals, 2, None, optional=frozenset({"tolerance", "item"})),
    "equal": Predicate(_equal, 2, None),
    "differ": Predicate(_differ, 2, 2),
    "equals_one_of": Predicate(_equals_one_of, 2, None),
    "required": Predicate(_required, 1, 1, takes_gaps=True),
    "empty": Predicate(_empty, 1, 1),
    "most_items": Predicate(_most_items, 1, 1, required=frozenset({"most"})),
    "personal_id_agrees": Predicate(_personal_id_agrees, 3, 3, required=frozenset({"male", "female"})),
}
