"""Checking one entry: required fields, the form of each value, and the form's rules. Findings come in the order of the paper."""

import datetime
from collections.abc import Mapping

from station.domain.findings import Finding, Severity, Text
from station.domain.record import FieldValue, ValueState
from station.forms.definition import FieldDefinition, FormDefinition, RuleDefinition
from station.forms.fields import find_field, item_indices, position
from station.forms.library import FormLibrary
from station.forms.operands import Case, Operand
from station.forms.rules import PREDICATES
from station.forms.types import FIELD_TYPES


def check_entry(
    form: FormDefinition, library: FormLibrary, fields: Mapping[str, FieldValue], today: datetime.date | None = None
) -> tuple[Finding, ...]:
    """Everything doubtful in the values of one entry.

    `fields` is field id → value, list items as `purpose[0].dien_tich`. `today` bounds dates that cannot lie in the future.
    A rule says nothing while one of its fields is blank, absent or unreadable (`required` excepted).
    """
    return Checks(form, library).of(fields, today)


class Checks:
    """`check_entry` of one entry again and again while a person keys: only what a change touches is judged anew."""

    def __init__(self, form: FormDefinition, library: FormLibrary) -> None:
        self._form, self._library = form, library
        self._fields: Mapping[str, FieldValue] = {}
        self._day: datetime.date | None = None
        self._missing: dict[str, Finding | None] = {}
        self._improper: dict[str, Finding | None] = {}
        self._broken: dict[int, Finding | None] = {}

    def of(self, fields: Mapping[str, FieldValue], today: datetime.date | None = None) -> tuple[Finding, ...]:
        """The same as `check_entry`. A value counts as changed when it is another object than at the last call."""
        form, day = self._form, today or datetime.date.today()
        changed = {path for path in {*fields, *self._fields} if fields.get(path) is not self._fields.get(path)}
        touched = changed | {path.split("[")[0] for path in changed}
        fresh = day != self._day
        case = Case(day, self._library.lexicons, self._library.gazetteer)
        for field in form.fields:
            if fresh or field.id in touched:
                self._missing[field.id] = _missing(form, fields, field)
        for path in fields if fresh else changed & fields.keys():
            self._improper[path] = _improper(form, self._library, fields[path], path)
        for at, rule in enumerate(form.rules):
            if fresh or not touched.isdisjoint(rule.fields) or (rule.when is not None and rule.when.field in touched):
                self._broken[at] = _broken(form, fields, rule, case)
        self._fields, self._day = dict(fields), day
        found = (*self._missing.values(), *(self._improper[path] for path in fields), *self._broken.values())
        return tuple(sorted((each for each in found if each is not None), key=lambda finding: position(form, finding.path)))


def holds_exactly(form: FormDefinition, fields: Mapping[str, FieldValue], rule: RuleDefinition, today: datetime.date) -> bool:
    """Whether it is certain that the rule holds, without any tolerance: then its fields bear witness for each other."""
    exact = rule.model_copy(update={"parameters": {**rule.parameters, "tolerance": 0}}) if "tolerance" in rule.parameters else rule
    return _judge(form, fields, exact, Case(today)) is True


def rule_name(form: FormDefinition, rule: RuleDefinition) -> str:
    """What a finding of this rule is called: `ks.date_words`."""
    return f"{form.kind.lower()}.{rule.id}"


def _operand(form: FormDefinition, fields: Mapping[str, FieldValue], path: str) -> Operand:
    field = find_field(form, path)
    if field is None:
        raise KeyError(path)
    if field.type != "list":
        return Operand(field.type, fields.get(path))
    indices = item_indices(path, fields)
    items = [{key: fields[part] for key in field.items if (part := f"{path}[{index}].{key}") in fields} for index in indices]
    # an item that a person took away stays in the entry, with nothing in it
    there = [item for item in items if any(value.state is not ValueState.BLANK for value in item.values())]
    return Operand("list", fields.get(path), tuple(there))


def _missing(form: FormDefinition, fields: Mapping[str, FieldValue], field: FieldDefinition) -> Finding | None:
    if not field.required or _operand(form, fields, field.id).is_read:
        return None
    words = Text(f"Chưa có «{field.label.vi}».", f"«{field.label.en}» is missing.")
    return Finding(f"required.{field.id}", Severity.ERROR, words, field.id)


def _improper(form: FormDefinition, library: FormLibrary, value: FieldValue, path: str) -> Finding | None:
    """A value that does not have the form of its type, or is not in its list: mostly a keyed one."""
    field = find_field(form, path)
    if field is None or value.state is not ValueState.READ or FIELD_TYPES[field.type].proper(value.value, field, library.lexicons):
        return None
    words = Text(
        f"Giá trị của «{field.label.vi}» không đúng dạng hoặc không có trong danh mục.",
        f"The value of «{field.label.en}» is not of its form, or not in its list.",
    )
    return Finding(f"form.{path}", Severity.WARNING, words, path)


def _broken(form: FormDefinition, fields: Mapping[str, FieldValue], rule: RuleDefinition, case: Case) -> Finding | None:
    if _judge(form, fields, rule, case) is not False:
        return None
    return Finding(rule_name(form, rule), rule.severity, rule.message.text, rule.fields[0])


def _judge(form: FormDefinition, fields: Mapping[str, FieldValue], rule: RuleDefinition, case: Case) -> bool | None:
    predicate = PREDICATES[rule.predicate]
    if rule.when is not None and _operand(form, fields, rule.when.field).code not in rule.when.codes:
        return None
    operands = [_operand(form, fields, path) for path in rule.fields]
    if not predicate.takes_gaps and not all(operand.is_read for operand in operands):
        return None
    return predicate.judge(operands, rule.parameters, case)
