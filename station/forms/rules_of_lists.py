"""Predicates about the items of printed lists: sums, terms, kinds of land and the day they were valid on. The registry is in rules.py."""

import datetime
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from station.domain.dates import PartialDate
from station.domain.record import FieldValue, ValueState
from station.domain.text import fold
from station.forms.dated import date_in
from station.forms.operands import Case, Operand, Parameters, Predicate


def addends(operand: Operand, parameters: Parameters) -> list[Decimal | None]:
    """What an operand brings to a sum: its value, or its items' part `item`; None for one that is no number."""
    if operand.type != "list":
        return [decimal_of(operand.text)]
    values = [item.get(str(parameters.get("item", ""))) for item in operand.items]
    return [decimal_of(value.value) if value is not None and value.state is ValueState.READ else None for value in values] or [None]


def decimal_of(text: str) -> Decimal | None:
    """The number; None for anything else."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _sum(operands: Sequence[Operand], parameters: Parameters) -> Decimal | None:
    parts = [part for operand in operands for part in addends(operand, parameters)]
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if parts and len(known) == len(parts) else None


def _sum_equals(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(total, addend…; tolerance, item): an addend that is a list gives its items' `item`."""
    total, found = decimal_of(operands[0].text), _sum(operands[1:], parameters)
    return None if total is None or found is None else abs(total - found) <= Decimal(str(parameters.get("tolerance", 0)))


def _sum_within_share(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(total, addend…; share, item, least): the sum differs by at most this share of the total, or by `least`."""
    total, found = decimal_of(operands[0].text), _sum(operands[1:], parameters)
    if total is None or found is None:
        return None
    return abs(total - found) <= max(total * Decimal(str(parameters["share"])), Decimal(str(parameters.get("least", 0))))


def _sum_at_most(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(total, addend…; item, tolerance): the parts are not more than the whole."""
    total, found = decimal_of(operands[0].text), _sum(operands[1:], parameters)
    return None if total is None or found is None else found <= total + Decimal(str(parameters.get("tolerance", 0)))


def _items_counted(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(list, number): as many items as the paper says."""
    said = decimal_of(operands[1].text)
    return None if said is None else len(operands[0].items) == said


def _items_after(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(list, date; item): dates written in the items' part lie behind the date."""
    day = _latest(operands[1].text)
    ends = [end for value in operands[0].parts(str(parameters["item"])) if (end := _written_date(value.value))]
    return None if day is None or not ends else all(end > day for end in ends)


def _items_match(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(list, list of terms; codes, name, item, pattern): the terms of items with one of these codes match.

    A term without a name is every item's. The code of a term is its own, or that of the item of the same name.
    """
    name, codes = str(parameters["name"]), str(parameters["codes"]).split()
    known = {fold(value.value): value.code for value in operands[0].parts(name)}
    verdicts = []
    for item in operands[1].items:
        term, named = _read(item.get(str(parameters["item"]))), item.get(name)
        said = _read(named)
        of = {named.code or known.get(fold(said), "")} if named is not None and said else set(known.values())
        # one term for kinds of land that are judged otherwise says nothing
        if term and of and of <= set(codes):
            verdicts.append(re.fullmatch(str(parameters["pattern"]), term) is not None)
    return all(verdicts) if verdicts else None


def _items_named_alike(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(list, list; name): both name the same; a list that names nothing is of everything that the other one names."""
    named = [{value.code or fold(value.value) for value in operand.parts(str(parameters["name"]))} for operand in operands]
    return named[0] == named[1] if all(named) else None


def _codes_valid_on(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(list or choice, date; list, item): every code of the reference list was in force on the day. Unknown codes are not judged."""
    lexicon, day = case.lexicons.get(str(parameters["list"])), _latest(operands[1].text)
    if lexicon is None or day is None:
        return None
    values = operands[0].parts(str(parameters.get("item", ""))) if operands[0].type == "list" else [operands[0].value]
    found = [[item for item in lexicon.items if item.code == value.code] for value in values if value is not None and value.code]
    return all(any(item.valid_on(day) for item in items) for items in found if items) if any(found) else None


def _rural_or_urban(operands: Sequence[Operand], parameters: Parameters, case: Case) -> bool | None:
    """(list, place; item, rural, urban): the code goes with the kind of commune that the place names."""
    codes = {value.code for value in operands[0].parts(str(parameters["item"]))}
    kinds = {kind for part in operands[1].text.split(",") for kind in (_RURAL, _URBAN) if fold(part).strip().startswith(kind)}
    if len(kinds) != 1:
        return None
    wrong = str(parameters["urban"] if kinds == {_RURAL} else parameters["rural"])
    return wrong not in codes if codes & {str(parameters["urban"]), str(parameters["rural"])} else None


_RURAL: Final = ("xa ",)
_URBAN: Final = ("phuong ", "thi tran ", "p. ", "tt. ")


def _read(value: FieldValue | None) -> str:
    return value.value if value is not None and value.state is ValueState.READ else ""


def _written_date(text: str) -> datetime.date | None:
    try:
        found = date_in(text)
    except ValueError:
        return None
    return found.latest() if found is not None else None


def _latest(text: str) -> datetime.date | None:
    try:
        return PartialDate.parse(text).latest()
    except ValueError:
        return None


LIST_PREDICATES: Final[dict[str, Predicate]] = {
    "sum_equals": Predicate(_sum_equals, 2, None, optional=frozenset({"tolerance", "item"})),
    "sum_within_share": Predicate(_sum_within_share, 2, None, required=frozenset({"share"}), optional=frozenset({"item", "least"})),
    "sum_at_most": Predicate(_sum_at_most, 2, None, optional=frozenset({"item", "tolerance"})),
    "items_counted": Predicate(_items_counted, 2, 2),
    "items_after": Predicate(_items_after, 2, 2, required=frozenset({"item"})),
    "items_match": Predicate(_items_match, 2, 2, required=frozenset({"codes", "name", "item", "pattern"})),
    "items_named_alike": Predicate(_items_named_alike, 2, 2, required=frozenset({"name"})),
    "codes_valid_on": Predicate(_codes_valid_on, 2, 2, required=frozenset({"list"}), optional=frozenset({"item"})),
    "rural_or_urban": Predicate(_rural_or_urban, 2, 2, required=frozenset({"item", "rural", "urban"})),
}
