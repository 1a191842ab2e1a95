"""Checking one entry: required fields, the form of each value, and the form's rules. Findings come in the order of the paper."""

import datetime
from collections.abc import Iterator, Mapping

from station.domain.findings import Finding, Severity, Text
from station.domain.record import FieldValue, ValueState
from station.forms.definition import FormDefinition, RuleDefinition
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
    day = today or datetime.date.today()
    found = [
        *_missing(form, fields),
        *_improper(form, library, fields),
        *_broken_rules(form, fields, Case(day, library.lexicons, library.gazetteer)),
    ]
    return tuple(sorted(found, key=lambda finding: position(form, finding.path)))


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


def _missing(form: FormDefinition, fields: Mapping[str, FieldValue]) -> Iterator[Finding]:
    for field in form.fields:
        if field.required and not _operand(form, fields, field.id).is_read:
            yield Finding(
                f"required.{field.id}",
                Severity.ERROR,
                Text(f"Chưa có «{field.label.vi}».", f"«{field.label.en}» is missing."),
                field.id,
            )


def _improper(form: FormDefinition, library: FormLibrary, fields: Mapping[str, FieldValue]) -> Iterator[Finding]:
    """Values that do not have the form of their type, or are not in their list: mostly keyed ones."""
    for path, value in fields.items():
        field = find_field(form, path)
        if field is None or value.state is not ValueState.READ:
            continue
        if not FIELD_TYPES[field.type].proper(value.value, field, library.lexicons):
            yield Finding(
                f"form.{path}",
                Severity.WARNING,
                Text(
                    f"Giá trị của «{field.label.vi}» không đúng dạng hoặc không có trong danh mục.",
                    f"The value of «{field.label.en}» is not of its form, or not in its list.",
                ),
                path,
            )


def _broken_rules(form: FormDefinition, fields: Mapping[str, FieldValue], case: Case) -> Iterator[Finding]:
    for rule in form.rules:
        if _judge(form, fields, rule, case) is False:
            yield Finding(rule_name(form, rule), rule.severity, rule.message.text, rule.fields[0])


def _judge(form: FormDefinition, fields: Mapping[str, FieldValue], rule: RuleDefinition, case: Case) -> bool | None:
    predicate = PREDICATES[rule.predicate]
    if rule.when is not None and _operand(form, fields, rule.when.field).code not in rule.when.codes:
        return None
    operands = [_operand(form, fields, path) for path in rule.fields]
    if not predicate.takes_gaps and not all(operand.is_read for operand in operands):
        return None
    return predicate.judge(operands, rule.parameters, case)
