"""Which fields of an entry need a person, and why: the cursor of the desk stops at these and at no others.

A value needs nobody when a person has keyed it, when a second witness on the same paper says the same (words and figures, a sum and its
parts), or when it was read exactly as an item of a closed list. Names, papers' numbers, dates and areas without a witness always need one.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from station.domain.findings import Finding, Severity
from station.domain.record import FieldValue, ValueSource, ValueState
from station.domain.text import spelling
from station.forms.check import holding_rules, rule_name
from station.forms.definition import FieldDefinition, FormDefinition, RuleDefinition
from station.forms.fields import find_field, item_indices
from station.forms.library import FormLibrary
from station.forms.types import normalise
from station.workflow.suggestions import witnesses

LOW_CONFIDENCE: Final = 0.92
"""Below this a reading without a witness is looked at. Chosen by tests/bench/keystrokes.py, which prints what slips through."""

LOW_CONFIDENCE_OF_WORDS: Final = 0.985
"""The same for free words: engines are sure of "Suối Mậy" where the paper has "Suối Mây"; only what people keyed before says otherwise."""

Vouched = Callable[[FieldDefinition, str], bool]
"""Whether people have keyed this very text, in this volume, in a field of the same kind."""

UNWITNESSED_TYPES: Final = frozenset({"person_name", "id_number", "date", "area"})
"""Types of which a wrong value looks as good as a right one."""

LOOK_AGAIN: Final = "look-again"
"""Note on a field that a group check struck out: unreadable until a person keys it."""

_WITNESS_PREDICATES: Final = frozenset({"words_equal_figures", "sum_equals", "equal"})
_CLOSED_TYPES: Final = frozenset({"choice", "tick"})
_FREE_TYPES: Final = frozenset({"text", "place", "date_words", "area_words"})
_WORD_TYPES: Final = frozenset({"date_words", "area_words"})


class Need(StrEnum):
    """Why the cursor stops at a field."""

    NOTHING = "nothing"
    UNREADABLE = "unreadable"
    MISSING = "missing"
    """Required and empty."""
    FINDING = "finding"
    NOT_FOUND = "not-found"
    """The reading did not find the line on the paper; nobody knows yet whether it is there."""
    UNSURE = "unsure"
    """Read with little confidence."""
    UNWITNESSED = "unwitnessed"
    """Read well, but nothing else on the paper says the same: shown as a suggestion beside an empty input."""
    STRUCK_OUT = "struck-out"
    """A group check says that the value is wrong."""


def needs(
    form: FormDefinition,
    library: FormLibrary,
    fields: Mapping[str, FieldValue],
    findings: Sequence[Finding],
    today: datetime.date | None = None,
    vouched: Vouched = lambda field, text: False,
) -> dict[str, Need]:
    """Field id → why a person is needed, for every field of the form in the order of the paper; a list counts as one field."""
    witnessed = _witnessed(form, holding_rules(form, fields, today, _WITNESS_PREDICATES))
    doubted = _doubted(form, findings)
    found = {field.id: _need(field, form, library, fields, witnessed, doubted, vouched) for field in form.fields}
    return found | {path: Need.UNSURE for path in _misspelt(form, fields) if found[path] is Need.NOTHING}


def _misspelt(form: FormDefinition, fields: Mapping[str, FieldValue]) -> set[str]:
    """Words that mean what the figures say and are not written as one writes it: "hại mươi" for "hai mươi"."""
    found = set()
    for field in form.fields:
        value = fields.get(field.id)
        if field.type in _WORD_TYPES and value is not None and value.state is ValueState.READ:
            usual = value.source is ValueSource.READING and [spelling(_bare(text)) for text in witnesses(field, form, fields)]
            if usual and spelling(_bare(value.text or value.value)) not in usual:
                found.add(field.id)
    return found


def _bare(text: str) -> str:
    """Without brackets, points and the unit, which forms print or leave out."""
    return re.sub(r"[^\w\s]", " ", text).casefold().replace("mét vuông", "")


def _witnessed(form: FormDefinition, holding: Iterable[RuleDefinition]) -> set[str]:
    return {path for rule in holding for path in rule.fields}


def _doubted(form: FormDefinition, findings: Sequence[Finding]) -> set[str]:
    """Fields with a finding that asks for a person; witnesses that contradict each other are doubted all alike."""
    asking = [finding for finding in findings if finding.severity is not Severity.INFO]
    paths = {finding.path.split("[")[0] if find_field(form, finding.path) is None else finding.path for finding in asking}
    paths |= {path.split("[")[0] for path in paths if not _is_field(form, path)}
    rules = {finding.rule for finding in asking}
    for rule in form.rules:
        if rule.predicate in _WITNESS_PREDICATES and rule_name(form, rule) in rules:
            paths |= set(rule.fields)
    return paths


def _is_field(form: FormDefinition, path: str) -> bool:
    return any(field.id == path for field in form.fields)


def _need(
    field: FieldDefinition,
    form: FormDefinition,
    library: FormLibrary,
    fields: Mapping[str, FieldValue],
    witnessed: set[str],
    doubted: set[str],
    vouched: Vouched,
) -> Need:
    value = fields.get(field.id)
    parts = _parts(field, form, fields)
    if value is not None and value.note == LOOK_AGAIN:
        return Need.STRUCK_OUT
    if value is not None and value.state is ValueState.UNREADABLE and value.source is ValueSource.READING:
        return Need.UNREADABLE
    there = (value is not None and value.state is ValueState.READ) or any(part.state is ValueState.READ for _, part in parts)
    by_person = value is not None and value.source is not ValueSource.READING
    if field.required and not there and not (by_person and value is not None and value.state is ValueState.UNREADABLE):
        return Need.MISSING
    if field.id in doubted:
        return Need.FINDING
    if not by_person and value is not None and value.state is ValueState.ABSENT and (field.printed or field.options):
        return Need.NOT_FOUND
    if by_person or not there:
        return Need.NOTHING
    judged = [_need_of_reading(part, found, library, witnessed, field.id, vouched) for part, found in parts]
    if value is not None and field.type != "list":
        judged.append(_need_of_reading(field, value, library, witnessed, field.id, vouched))
    order = list(Need)
    return min((need for need in judged if need is not Need.NOTHING), key=order.index, default=Need.NOTHING)


def _parts(field: FieldDefinition, form: FormDefinition, fields: Mapping[str, FieldValue]) -> list[tuple[FieldDefinition, FieldValue]]:
    """The parts of a list's items; none for other types."""
    if field.type != "list":
        return []
    paths = [f"{field.id}[{index}].{key}" for index in item_indices(field.id, fields) for key in field.items]
    found = [(find_field(form, path), fields[path]) for path in paths if path in fields]
    return [(part, value) for part, value in found if part is not None]


def _need_of_reading(
    field: FieldDefinition, value: FieldValue, library: FormLibrary, witnessed: set[str], at: str, vouched: Vouched
) -> Need:
    if value.state is ValueState.UNREADABLE:
        return Need.UNREADABLE
    if value.state is not ValueState.READ or value.source is not ValueSource.READING or field.id in witnessed or at in witnessed:
        return Need.NOTHING
    if field.type in UNWITNESSED_TYPES:
        return Need.UNWITNESSED
    if field.type in _WORD_TYPES | _CLOSED_TYPES:
        result = normalise(value.text or value.value, field, library.lexicons)
        if field.type in _CLOSED_TYPES and result.code and not result.findings:
            return Need.NOTHING
        if result.findings:
            return Need.UNSURE
    if field.type in _FREE_TYPES and vouched(field, value.value):
        return Need.NOTHING
    least = LOW_CONFIDENCE_OF_WORDS if field.type in _FREE_TYPES else LOW_CONFIDENCE
    return Need.UNSURE if value.confidence is not None and value.confidence < least else Need.NOTHING
