"""Rules of `rules/*.toml`: every form of their kinds takes those whose fields it has. One of a known predicate is added by a file alone.

A form's hash is that of its form.toml: what a rule says of an entry stands in the entry's findings, not in its form.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from station.forms.definition import FormDefinition, RuleCondition, RuleDefinition, RuleSet, SharedRule
from station.forms.faults import Fault
from station.forms.fields import find_field
from station.forms.library import LoadedForm
from station.forms.parsing import parse
from station.forms.rules import PREDICATES
from station.forms.soundness import rule_faults

RULES: Final = "rules"
"""Name of the folder, beside the forms'."""


def with_shared_rules(loaded: list[LoadedForm], folder: Path) -> tuple[list[LoadedForm], list[Fault]]:
    """The forms with the rules that they take, and the faults of all files."""
    faults: list[Fault] = []
    shared: list[tuple[Path, int, SharedRule]] = []
    for path in sorted(folder.glob("*.toml")):
        found, wrong = parse(path, RuleSet)
        faults += wrong
        shared += [(path, number, rule) for number, rule in enumerate(found.rules)] if found is not None else []
    faults += _twice(shared)
    taken: set[str] = set()
    forms = []
    for one in loaded:
        added: list[RuleDefinition] = []
        own = {rule.id for rule in one.definition.rules}
        for path, number, rule in shared:
            for made in rules_for(one.definition, rule):
                taken.add(rule.id)
                if made.id not in own:
                    faults += [Fault(path, f"rules[{number}]{key}", text) for key, text in rule_faults(made, one.definition)]
                    added.append(made)
        forms.append(replace(one, definition=one.definition.model_copy(update={"rules": [*one.definition.rules, *added]})))
    for path, number, rule in shared:
        faults += [Fault(path, f"rules[{number}]{key}", text) for key, text in _alone(rule, is_taken=rule.id in taken)]
    return forms, faults


def rules_for(form: FormDefinition, shared: SharedRule) -> Iterator[RuleDefinition]:
    """What the form takes of a shared rule: nothing, the rule, or one for each of the fields it has."""
    if form.kind not in shared.kinds or (shared.forms and form.id not in shared.forms):
        return
    if shared.when is not None and not _can_be(form, shared.when):
        return
    if any(find_field(form, path) is None for path in shared.fields):
        return
    body = {name: getattr(shared, name) for name in ("predicate", "parameters", "severity", "message", "source", "when")}
    if shared.fields and not shared.each:
        yield RuleDefinition(id=shared.id, fields=shared.fields, **body)
    for path in shared.each:
        if find_field(form, path) is not None:
            yield RuleDefinition(id=rule_id(shared, path), fields=[path, *shared.fields], **body)


def _can_be(form: FormDefinition, when: RuleCondition) -> bool:
    """Whether the form has the field, and a box for one of the codes where it is ticked."""
    field = find_field(form, when.field)
    return field is not None and (field.type != "tick" or any(code in field.options for code in when.codes))


def rule_id(shared: SharedRule, path: str = "") -> str:
    """What the rule is called in a form: its id, and the field's where it is one of each."""
    return f"{shared.id}_{re.sub('[^a-z0-9]+', '_', path.lower())}" if shared.each and path else shared.id


def _alone(rule: SharedRule, *, is_taken: bool) -> Iterator[tuple[str, str]]:
    if not rule.fields and not rule.each:
        yield ".fields", f"{rule.id}: it is about no field."
    if rule.predicate not in PREDICATES and not is_taken:
        yield ".predicate", f"{rule.id}: there is no predicate {rule.predicate}; there are {', '.join(sorted(PREDICATES))}."
    elif not is_taken and not rule.awaits and (rule.fields or rule.each):
        yield ".fields", f"{rule.id}: no form of {', '.join(rule.kinds)} has its fields; say which form it awaits."


def _twice(shared: list[tuple[Path, int, SharedRule]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for path, number, rule in shared:
        if rule.id in seen:
            yield Fault(path, f"rules[{number}].id", f"{rule.id} is the id of another rule too.")
        seen.add(rule.id)
