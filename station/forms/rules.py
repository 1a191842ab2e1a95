"""The closed registry of rule predicates. A predicate is code; which fields it binds, how gravely and in which words is data.

Every predicate answers three ways: True (holds), False (a finding), None (cannot tell: a value is not in a form that it can judge).
Fields that are blank, absent or unreadable never reach a predicate, unless it says that it takes gaps.
"""

import datetime
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from station.domain.dates import PartialDate
from station.domain.numerals import area_from_words, date_from_words
from station.domain.text import spelling
from station.forms.operands import Case, Operand, Parameters, Predicate
from station.forms.rules_of_lists import LIST_PREDICATES
from station.forms.rules_of_people_and_places import PEOPLE_AND_PLACES

TODAY: Final = "today"
"""As the value of a date parameter: the day of the check."""


def _date(operand: Operand) -> PartialDate | None:
    try:
        return PartialDate.parse(operand.text)
    except ValueError:
        return None


def _day(value: str | int | float, today: datetime.date) -> datetime.date:
    return today if value == TODAY else datetime.date.fromisoformat(str(value))


def _words_equal_figures(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(figures, words): the same date or the same area."""
    figures, words = operands
    try:
        if words.type == "date_words":
            return PartialDate.parse(figures.text) == date_from_words(words.text)
        return Decimal(figures.text) == area_from_words(words.text)
    except (ValueError, InvalidOperation):
        return None


def _not_before(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(later, earlier): False only when it is certain that the first lies before the second."""
    later, earlier = _date(operands[0]), _date(operands[1])
    return None if later is None or earlier is None else later.latest() >= earlier.earliest()


def _between_dates(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(date; from, to): within both days, as far as the date says."""
    date = _date(operands[0])
    if date is None:
        return None
    return date.latest() >= _day(parameters["from"], case.today) and date.earliest() <= _day(parameters["to"], case.today)


def _within_years(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(later, earlier; least, most): whole years between them."""
    later, earlier = _date(operands[0]), _date(operands[1])
    if later is None or earlier is None:
        return None
    fewest, greatest = _years(earlier.latest(), later.earliest()), _years(earlier.earliest(), later.latest())
    return greatest >= int(parameters["least"]) and fewest <= int(parameters["most"])


def _years(since: datetime.date, until: datetime.date) -> int:
    return until.year - since.year - ((until.month, until.day) < (since.month, since.day))


def _days_after(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(later, earlier, choice; when, least, most): days between two whole dates, where the third field has the code `when`."""
    later, earlier, choice = _date(operands[0]), _date(operands[1]), operands[2]
    if later is None or earlier is None or later.day is None or earlier.day is None or choice.text != str(parameters["when"]):
        return None
    days = (later.earliest() - earlier.earliest()).days
    return int(parameters.get("least", days)) <= days <= int(parameters.get("most", days))


def _year_of_number(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(number, date): the year behind the stroke of `12/2018` is the date's."""
    _, stroke, year = operands[0].text.rpartition("/")
    date = _date(operands[1])
    return None if not stroke or not year.isdecimal() or date is None else int(year) == date.year


def _pattern(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(field; pattern): the whole value matches."""
    return re.fullmatch(str(parameters["pattern"]), operands[0].text) is not None


def _digits_length(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(number; lengths): digits only, as many as one of the lengths; a number with letters is another kind of paper."""
    if not operands[0].text.isdecimal():
        return None
    return len(operands[0].text) in [int(length) for length in str(parameters["lengths"]).split()]


def _same(a: Operand, b: Operand) -> bool:
    if a.value and b.value and a.value.code and b.value.code:
        return a.value.code == b.value.code
    return spelling(a.text) == spelling(b.text)


def _equal(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(field, field…): all the same, spelling of tones and capitals aside."""
    return all(_same(operands[0], other) for other in operands[1:])


def _differ(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(field, field): not the same."""
    return not _same(operands[0], operands[1])


def _equals_one_of(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(field, field…): the first is the same as one of the others."""
    return any(_same(operands[0], other) for other in operands[1:])


def _required(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(field): something was read or keyed."""
    return operands[0].is_read


def _empty(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(field): nothing is written."""
    return False


def _all_blank(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(field…): nothing is written in any of them."""
    return not any(operand.is_read for operand in operands)


def _code_follows(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(choice, choice; unless, pattern): where the first has another code than `unless`, the code of the second matches."""
    first, second = operands[0].code, operands[1].code
    if not first or not second or first == str(parameters["unless"]):
        return None if not first or not second else True
    return re.fullmatch(str(parameters["pattern"]), second) is not None


def _most_items(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(list; most): not more items than that."""
    return len(operands[0].items) <= int(parameters["most"])


def _personal_id_agrees(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(12 digits, birth, sex; male, female): digit 4 is century and sex (even: male), 5 and 6 the year (NĐ 137/2015 Điều 13).

    Without a field for the sex, a parameter `sex` may say which code it is: a husband's, a wife's.
    """
    number, birth = operands[0].text, _date(operands[1])
    known_sex = operands[2].code if len(operands) > _WITHOUT_SEX else str(parameters.get("sex", ""))
    if len(number) != _PERSONAL_ID_DIGITS or not number.isdecimal():
        return None
    century, male = 1900 + int(number[3]) // 2 * 100, int(number[3]) % 2 == 0
    if birth is not None and birth.year != century + int(number[4:6]):
        return False
    expected = str(parameters["male" if male else "female"])
    known = {str(parameters["male"]), str(parameters["female"])}
    return known_sex not in known or known_sex == expected


_PERSONAL_ID_DIGITS = 12
_WITHOUT_SEX = 2

PREDICATES: Final[dict[str, Predicate]] = {
    "words_equal_figures": Predicate(_words_equal_figures, 2, 2),
    "not_before": Predicate(_not_before, 2, 2),
    "between_dates": Predicate(_between_dates, 1, 1, required=frozenset({"from", "to"})),
    "within_years": Predicate(_within_years, 2, 2, required=frozenset({"least", "most"})),
    "days_after": Predicate(_days_after, 3, 3, required=frozenset({"when"}), optional=frozenset({"least", "most"})),
    "year_of_number": Predicate(_year_of_number, 2, 2),
    "pattern": Predicate(_pattern, 1, 1, required=frozenset({"pattern"})),
    "digits_length": Predicate(_digits_length, 1, 1, required=frozenset({"lengths"})),
    "equal": Predicate(_equal, 2, None),
    "differ": Predicate(_differ, 2, 2),
    "equals_one_of": Predicate(_equals_one_of, 2, None),
    "required": Predicate(_required, 1, 1, takes_gaps=True),
    "empty": Predicate(_empty, 1, 1),
    "most_items": Predicate(_most_items, 1, 1, required=frozenset({"most"})),
    "personal_id_agrees": Predicate(_personal_id_agrees, 2, 3, required=frozenset({"male", "female"}), optional=frozenset({"sex"})),
    "all_blank": Predicate(_all_blank, 1, None, takes_gaps=True),
    "code_follows": Predicate(_code_follows, 2, 2, required=frozenset({"unless", "pattern"})),
    **LIST_PREDICATES,
    **PEOPLE_AND_PLACES,
}
