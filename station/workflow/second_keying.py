"""Blind second keying: who is given what, keying it, and deciding where the two differ. Neither keyer is ever shown the other's values."""

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from station.domain.actions import NewAction
from station.domain.approval import require_allowed
from station.domain.codec import to_json
from station.domain.errors import StationError
from station.domain.findings import Finding, Severity
from station.domain.ids import EntryId, UserId, VolumeId
from station.domain.record import Entry, FieldValue, ValueSource, ValueState
from station.domain.roles import STATION
from station.domain.second_keying import may_decide, said
from station.domain.states import ActionKind, EntryState
from station.domain.text import clean
from station.forms.check import check_entry
from station.forms.definition import FormDefinition
from station.forms.library import FormLibrary
from station.forms.sameness import differing
from station.forms.types import normalise_items
from station.workflow.checking import Keyed, typed_value
from station.workflow.counting import marks_of
from station.workflow.desk import Desk

NOT_KEYED = FieldValue("", "", ValueState.UNREADABLE, ValueSource.READING)
"""What stands at a field that is keyed blind, until it is keyed."""


class SecondWork(Protocol):
    """What waits for a second keying or a decision, without opening the entries."""

    def waiting(self, volume_id: VolumeId, state: EntryState, user_id: UserId) -> Sequence[EntryId]:
        """Entries in this state in which this person may lend a hand, in the order of making."""


@dataclass(frozen=True)
class Choice:
    """Two values of one field, in an order that says nothing about whose they are."""

    path: str
    values: tuple[FieldValue, FieldValue]


def blind(entry: Entry, form: FormDefinition, fields: Sequence[str]) -> tuple[Entry, FormDefinition]:
    """The entry and its form as a second person sees them: these fields alone, and of them only where they stand on the paper."""
    wanted = [field.model_copy(update={"required": False}) for field in form.fields if field.id in fields]
    places = {
        path: dataclasses.replace(NOT_KEYED, box=value.box, page=value.page)
        for path in fields
        if (value := entry.fields.get(path, NOT_KEYED))
    }
    bare = dataclasses.replace(
        entry, fields=places, findings=(), overrides={}, return_reason="", identifications={}, second=None, touched_by=frozenset()
    )
    return bare, form.model_copy(update={"fields": wanted, "rules": [], "persons": []})


def key_second(desk: Desk, entry_id: EntryId, typed: Mapping[str, Keyed]) -> Entry:
    """Key the planned fields blind. Where both say the same it is settled; else a third person decides.

    Raises StationError `second.incomplete` unless exactly the planned fields are keyed, `second.own-work`, `workflow.not-allowed`.
    """
    entry = desk.records.entry(entry_id)
    require_allowed(entry, ActionKind.ENTRY_SECOND_KEYED, desk.actor)
    assert entry.second is not None
    values = blind_values(desk, entry, entry.second.fields, typed)
    form = desk.forms.of_ref(entry.form)
    different = differing(form, desk.forms, entry.fields, values, entry.second.fields)
    payload = {"fields": {path: to_json(value) for path, value in values.items()}, "differing": list(different)}
    acts = [NewAction(ActionKind.ENTRY_SECOND_KEYED, entry_id, desk.actor, payload)]
    if not different:
        counted = marks_of(desk, entry, form, {**entry.fields}, values, desk.actor.user_id)
        acts.append(NewAction(ActionKind.ENTRY_AGREED, entry_id, STATION, {"marks": [to_json(marks) for marks in counted]}))
    desk.act_all(acts)
    return desk.records.entry(entry_id)


def blind_values(desk: Desk, entry: Entry, fields: Sequence[str], typed: Mapping[str, Keyed]) -> dict[str, FieldValue]:
    """What was typed blind, as values; raise StationError `second.incomplete` when a field is missing or one too many."""
    if set(typed) != set(fields):
        raise StationError("second.incomplete", entry=entry.entry_id)
    form = desk.forms.of_ref(entry.form)
    return {path: typed_value(form, desk.forms, path, typed[path], entry.fields.get(path)) for path in fields}


def to_decide(desk: Desk, entry_id: EntryId) -> Entry:
    """An entry as it comes before somebody who decides. Raises StationError `second.blind` where nothing differs or they keyed it."""
    entry = desk.records.entry(entry_id)
    if entry.second is None or entry.state is not EntryState.DIFFERING or not may_decide(entry, desk.actor.user_id):
        raise StationError("second.blind", entry=entry_id)
    return entry


def choices(entry: Entry) -> list[Choice]:
    """What a third person chooses between. The order follows from entry and field, so that it is the same whenever it is looked at."""
    second = entry.second
    if second is None or entry.state is not EntryState.DIFFERING:
        return []
    found = []
    for path in second.differing:
        pair = (entry.fields.get(path, _blank(entry, path)), second.values[path])
        turned = hashlib.sha256(f"{entry.entry_id} {path}".encode()).digest()[0] % 2
        found.append(Choice(path, (pair[1], pair[0]) if turned else pair))
    return found


def decided_values(
    form: FormDefinition, library: FormLibrary, entry: Entry, typed: Mapping[str, Keyed]
) -> dict[str, FieldValue]:  # fmt: skip
    """What a decision makes of the fields, lists with their items: one of the two values as it was keyed, or what was typed anew."""
    found: dict[str, FieldValue] = {}
    for choice in choices(entry):
        if choice.path not in typed:
            continue
        made = typed_value(form, library, choice.path, typed[choice.path], choice.values[0])
        same = next((value for value in choice.values if said(value) == said(made)), None)
        found[choice.path] = made if same is None else dataclasses.replace(same, note=made.note or same.note)
        found |= _items(form, library, entry, choice.path, found[choice.path])
    return found


def decide(desk: Desk, entry_id: EntryId, typed: Mapping[str, Keyed], overrides: Mapping[str, str] | None = None) -> Entry:
    """Say what stands in every field that differs. Errors that follow need a reason, as at the check.

    Raises StationError `second.incomplete`, `second.own-work`, `checking.open-findings`, `workflow.not-allowed`.
    """
    entry = desk.records.entry(entry_id)
    require_allowed(entry, ActionKind.ENTRY_DECIDED, desk.actor)
    assert entry.second is not None
    form = desk.forms.of_ref(entry.form)
    if set(typed) != set(entry.second.differing):
        raise StationError("second.incomplete", entry=entry_id)
    changed = decided_values(form, desk.forms, entry, typed)
    fields = {**entry.fields, **changed}
    # what was found beside the fields, when the paper was put together or among other entries, stands as it did
    known = check_entry(form, desk.forms, entry.fields)
    findings = (*(finding for finding in entry.findings if finding not in known), *check_entry(form, desk.forms, fields))
    reasons = entry.overrides | {rule: clean(reason) for rule, reason in (overrides or {}).items() if clean(reason)}
    left = open_errors(findings, reasons)
    if left:
        raise StationError("checking.open-findings", count=len(left), rules=", ".join(left))
    counted = marks_of(desk, entry, form, fields, entry.second.values, next(iter(entry.second.hands), UserId("")))
    payload: dict[str, Any] = {
        "fields": {path: to_json(value) for path, value in changed.items()},
        "findings": [to_json(finding) for finding in findings],
        "overrides": reasons,
        "marks": [to_json(marks) for marks in counted],
    }
    desk.act(ActionKind.ENTRY_DECIDED, entry_id, payload)
    return desk.records.entry(entry_id)


def open_errors(findings: Sequence[Finding], reasons: Mapping[str, str]) -> list[str]:
    """Rules whose errors stand without a reason."""
    return sorted({finding.rule for finding in findings if finding.severity is Severity.ERROR and finding.rule not in reasons})


def _items(form: FormDefinition, library: FormLibrary, entry: Entry, path: str, value: FieldValue) -> dict[str, FieldValue]:
    """The items of a decided list; those that the list no longer has become blank."""
    field = library.field(form, path)
    if field is None or field.type != "list":
        return {}
    parts = normalise_items(value.text, field, library.lexicons) if value.state is ValueState.READ else {}
    items = {name: Keyed(part.text) if part.text else Keyed("", ValueState.BLANK) for name, part in parts.items()}
    gone = {name: Keyed("", ValueState.BLANK) for name in entry.fields if name.startswith(f"{path}[") and name not in items}
    return {name: typed_value(form, library, name, keyed, entry.fields.get(name)) for name, keyed in {**items, **gone}.items()}


def _blank(entry: Entry, path: str) -> FieldValue:
    return FieldValue("", "", ValueState.BLANK, ValueSource.KEYED)
