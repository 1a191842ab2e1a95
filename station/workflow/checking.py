"""Checking: a clerk keys what the reading missed and finishes the entry. The paper prevails: the printed text is kept beside the value."""

from collections.abc import Mapping
from dataclasses import dataclass

from station.domain.approval import require_allowed
from station.domain.codec import to_json
from station.domain.errors import StationError
from station.domain.findings import Finding, Severity
from station.domain.ids import EntryId
from station.domain.record import Entry, FieldValue, ValueSource, ValueState
from station.domain.states import ActionKind
from station.domain.text import clean
from station.forms.check import check_entry
from station.forms.fields import find_field
from station.forms.types import normalise
from station.workflow.desk import Desk


@dataclass(frozen=True)
class Keyed:
    """What a person typed for one field."""

    text: str
    state: ValueState = ValueState.READ
    """BLANK, UNREADABLE or ABSENT when the person says so; `text` is then ignored."""


def key_fields(desk: Desk, entry_id: EntryId, typed: Mapping[str, Keyed]) -> Entry:
    """Put typed values into the entry and check it anew; raise StationError `checking.unknown-field` for a field the form has not."""
    entry = desk.records.entry(entry_id)
    require_allowed(entry, ActionKind.ENTRY_KEYED, desk.actor)
    changed = {name: _value(desk, entry, name, keyed) for name, keyed in typed.items()}
    findings = check_entry(desk.forms.form(entry.form.form_id, entry.form.version), desk.forms, {**entry.fields, **changed})
    payload = {"fields": {name: to_json(value) for name, value in changed.items()}, "findings": [to_json(finding) for finding in findings]}
    desk.act(ActionKind.ENTRY_KEYED, entry_id, payload)
    return desk.records.entry(entry_id)


def _value(desk: Desk, entry: Entry, name: str, keyed: Keyed) -> FieldValue:
    form = desk.forms.form(entry.form.form_id, entry.form.version)
    field = find_field(form, name)
    if field is None:
        raise StationError("checking.unknown-field", form=entry.form.form_id, field=name)
    before = entry.fields.get(name)
    box, page = (before.box, before.page) if before else (None, 1)
    if keyed.state is ValueState.READ and not clean(keyed.text):
        keyed = Keyed("", ValueState.BLANK)
    if keyed.state is not ValueState.READ:
        return FieldValue("", "", keyed.state, ValueSource.KEYED, box=box, page=page)
    text = clean(keyed.text)
    result = normalise(text, field, desk.forms.lexicons)
    # A person's word stands even where the type makes nothing of it; the check then says so beside the field.
    value = result.value if result.state is ValueState.READ else text
    return FieldValue(text, value, ValueState.READ, ValueSource.KEYED, code=result.code, box=box, page=page)


def finish_checking(desk: Desk, entry_id: EntryId, overrides: Mapping[str, str] | None = None) -> Entry:
    """Declare the entry checked. Errors must be mended or overridden with a reason, or StationError `checking.open-findings` names them."""
    entry = desk.records.entry(entry_id)
    require_allowed(entry, ActionKind.ENTRY_CHECKED, desk.actor)
    reasons = {rule: clean(reason) for rule, reason in (overrides or {}).items() if clean(reason)}
    open_rules = sorted({finding.rule for finding in errors(entry) if finding.rule not in reasons})
    if open_rules:
        raise StationError("checking.open-findings", count=len(open_rules), rules=", ".join(open_rules))
    payload = {"overrides": reasons, "findings": [to_json(finding) for finding in entry.findings]}
    desk.act(ActionKind.ENTRY_CHECKED, entry_id, payload)
    return desk.records.entry(entry_id)


def errors(entry: Entry) -> list[Finding]:
    """The findings that must not stand without a reason."""
    return [finding for finding in entry.findings if finding.severity is Severity.ERROR]
