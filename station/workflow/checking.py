"""Checking: a clerk keys what the reading missed and finishes the entry. The paper prevails: the printed text is kept beside the value."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from station.domain.actions import NewAction
from station.domain.approval import require_allowed
from station.domain.codec import to_json
from station.domain.errors import StationError
from station.domain.findings import Finding, Severity
from station.domain.ids import EntryId
from station.domain.record import Entry, FieldValue, ValueSource, ValueState
from station.domain.states import ActionKind
from station.domain.text import clean
from station.forms.check import check_entry
from station.forms.definition import FormDefinition
from station.forms.entry_values import keyed_value
from station.forms.library import FormLibrary
from station.workflow.desk import Desk
from station.workflow.keying_plans import planning


@dataclass(frozen=True)
class Keyed:
    """What a person typed for one field."""

    text: str
    state: ValueState = ValueState.READ
    """BLANK, UNREADABLE or ABSENT when the person says so; `text` is then ignored."""
    note: str = ""
    """Why it cannot be read, or a remark for the supervisor."""
    source: ValueSource = ValueSource.KEYED
    """CARD when the person took it from a card instead of typing it."""


def key_fields(desk: Desk, entry_id: EntryId, typed: Mapping[str, Keyed]) -> Entry:
    """Put typed values into the entry and check it anew; raise StationError `checking.unknown-field` for a field the form has not."""
    desk.act_all([keying(desk, entry_id, typed)])
    return desk.records.entry(entry_id)


def keying(desk: Desk, entry_id: EntryId, typed: Mapping[str, Keyed]) -> NewAction:
    """The action of `key_fields`, not written yet. Raises what it raises."""
    return keying_into(desk, desk.records.entry(entry_id), typed)


def keying_into(desk: Desk, entry: Entry, typed: Mapping[str, Keyed]) -> NewAction:
    """The same for an entry as it will be once what goes before in the append is written."""
    require_allowed(entry, ActionKind.ENTRY_KEYED, desk.actor)
    form = desk.forms.of_ref(entry.form)
    changed = {name: typed_value(form, desk.forms, name, keyed, entry.fields.get(name)) for name, keyed in typed.items()}
    findings = check_entry(form, desk.forms, {**entry.fields, **changed})
    payload = {"fields": {name: to_json(value) for name, value in changed.items()}, "findings": [to_json(finding) for finding in findings]}
    return NewAction(ActionKind.ENTRY_KEYED, entry.entry_id, desk.actor, payload)


def typed_value(form: FormDefinition, library: FormLibrary, name: str, keyed: Keyed, before: FieldValue | None) -> FieldValue:
    """What a typed field becomes: its place on the paper stays. Raises StationError `checking.unknown-field`."""
    if library.field(form, name) is None:
        raise StationError("checking.unknown-field", form=form.id, field=name)
    text = clean(keyed.text)
    if keyed.state is not ValueState.READ or not text:
        state = ValueState.BLANK if keyed.state is ValueState.READ else keyed.state
        value = FieldValue("", "", state, ValueSource.KEYED)
    else:
        value = keyed_value(form, library, name, text)
    value = dataclasses.replace(value, note=clean(keyed.note), source=keyed.source)
    return dataclasses.replace(value, box=before.box, page=before.page) if before else value


def finish_checking(desk: Desk, entry_id: EntryId, overrides: Mapping[str, str] | None = None, unanswered: Sequence[Finding] = ()) -> Entry:
    """Declare the entry checked; what the volume's plan wants keyed a second time waits for that then.

    Errors must be mended or overridden with a reason, or StationError `checking.open-findings` names them.
    `unanswered`: what was asked about this entry beside others and nobody has answered; it goes with the entry to the supervisor.
    """
    entry = desk.records.entry(entry_id)
    require_allowed(entry, ActionKind.ENTRY_CHECKED, desk.actor)
    desk.act_all([finishing(desk, entry_id, (*entry.findings, *unanswered), overrides or {}), *planning(desk, entry)])
    return desk.records.entry(entry_id)


def finishing(desk: Desk, entry_id: EntryId, findings: Sequence[Finding], overrides: Mapping[str, str]) -> NewAction:
    """The action of `finish_checking` over these findings, not written yet. Raises StationError `checking.open-findings`."""
    reasons = {rule: clean(reason) for rule, reason in overrides.items() if clean(reason)}
    open_rules = sorted({finding.rule for finding in errors(findings) if finding.rule not in reasons})
    if open_rules:
        raise StationError("checking.open-findings", count=len(open_rules), rules=", ".join(open_rules))
    payload = {"overrides": reasons, "findings": [to_json(finding) for finding in findings]}
    return NewAction(ActionKind.ENTRY_CHECKED, entry_id, desk.actor, payload)


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Those that must not stand without a reason."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]
