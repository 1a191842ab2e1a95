"""Answering the central: what its cleaning found about an entry that is there already is compared with the paper by a clerk.

Either it stays as it is, with a reason for each finding, or it is corrected: then it is opened again, keyed and checked in one append, and
goes to the supervisor and into a new batch as everything that came back does. The central's word alone changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

from station.domain.actions import NewAction
from station.domain.approval import require_allowed
from station.domain.codec import from_json
from station.domain.errors import StationError
from station.domain.findings import Finding, Text
from station.domain.fold import fold_entry
from station.domain.ids import EntryId, VolumeId
from station.domain.questions import Question
from station.domain.record import Entry, FieldValue
from station.domain.second_keying import said
from station.domain.states import ActionKind, EntryState
from station.domain.text import clean
from station.forms.definition import FormDefinition
from station.forms.fields import find_field
from station.workflow.checking import Keyed, finishing, keying_into, typed_value
from station.workflow.desk import Desk
from station.workflow.drafts import actions_of
from station.workflow.keying_plans import planning

_AT_THE_CENTRAL: Final = (EntryState.RECEIVED, EntryState.COMPLETE)
_REASON: Final = "Trung tâm hỏi lại"


class Questions(Protocol):
    """What the central asked, and what of it waits."""

    def waiting(self, volume_id: VolumeId) -> Sequence[EntryId]:
        """Entries of the volume with a question that nobody has answered, those asked first in front."""

    def counts(self) -> Mapping[VolumeId, int]:
        """How many entries wait for an answer, of every volume that has any."""

    def upheld(self) -> Mapping[VolumeId, int]:
        """How many entries a person let stand as they are, of every volume that has any."""

    def about(self, entry_id: EntryId) -> Sequence[Question]:
        """Everything that was ever asked about the entry, in the order of asking."""


def open_findings(asked: Sequence[Question]) -> tuple[Finding, ...]:
    """What waits for an answer; the same finding told twice is asked once."""
    return _once(question for question in asked if not question.is_answered)


def findings_to_show(entry: Entry, asked: Sequence[Question]) -> tuple[Finding, ...]:
    """What stands at the entry's fields: what waits for an answer, or why it is with the clerk again."""
    if entry.state in _AT_THE_CENTRAL:
        return open_findings(asked)
    return _once(question for question in asked if question.revision == entry.revision - 1)


def labelled(form: FormDefinition | None, finding: Finding) -> Text:
    """The sentence behind the name of its field, where the form has that field."""
    field = find_field(form, finding.path) if form is not None and finding.path else None
    if field is None:
        return finding.message
    return Text(f"{field.label.vi}: {finding.message.vi}", f"{field.label.en}: {finding.message.en}")


def unanswered(findings: Sequence[Finding], entry: Entry, values: Mapping[str, FieldValue]) -> list[Finding]:
    """Those at whose field nothing was corrected: each needs a reason."""
    return [finding for finding in findings if not finding.path or not _is_corrected(entry, values, finding.path)]


def answer_central(
    desk: Desk, questions: Questions, entry_id: EntryId, typed: Mapping[str, Keyed], reasons: Mapping[str, str], actions: int
) -> Entry:
    """Uphold the entry where `typed` changes nothing, else correct it; `reasons`: rule → why what was found may stand.

    `actions` is what `actions_of` said when the entry was opened. Raises StationError `workflow.not-allowed` when the entry was changed or
    asked about anew since, or nothing is asked; `checking.open-findings`, `checking.unknown-field`.
    """
    entry = desk.records.entry(entry_id)
    found = open_findings(questions.about(entry_id))
    if actions_of(desk, entry_id) != actions or not found:
        raise StationError("workflow.not-allowed", action="entry.upheld", state=entry.state.value, role=desk.actor.role.value)
    form = desk.forms.of_ref(entry.form)
    if any(_changes(desk, form, entry, path, keyed) for path, keyed in typed.items()):
        desk.act_all(_correcting(desk, form, entry, found, typed, reasons))
    else:
        desk.act_all([_upholding(desk, entry, found, reasons)])
    return desk.records.entry(entry_id)


def _upholding(desk: Desk, entry: Entry, found: Sequence[Finding], reasons: Mapping[str, str]) -> NewAction:
    require_allowed(entry, ActionKind.ENTRY_UPHELD, desk.actor)
    given = {finding.rule: clean(reasons.get(finding.rule, "")) for finding in found}
    if lacking := sorted(rule for rule, reason in given.items() if not reason):
        raise StationError("checking.open-findings", count=len(lacking), rules=", ".join(lacking))
    return NewAction(ActionKind.ENTRY_UPHELD, entry.entry_id, desk.actor, {"reasons": given})


def _correcting(
    desk: Desk, form: FormDefinition, entry: Entry, found: Sequence[Finding], typed: Mapping[str, Keyed], reasons: Mapping[str, str]
) -> list[NewAction]:
    """One append: what was corrected goes on to the supervisor, and what was found and stands goes along with its reason."""
    require_allowed(entry, ActionKind.ENTRY_REOPENED, desk.actor)
    why = " · ".join(labelled(form, finding).vi for finding in found)
    opened = NewAction(ActionKind.ENTRY_REOPENED, entry.entry_id, desk.actor, {"reason": f"{_REASON}: {why}"})
    again = fold_entry(entry, entry.entry_id, opened)
    keyed = keying_into(desk, again, typed)
    after = fold_entry(again, entry.entry_id, keyed)
    findings = [from_json(Finding, finding) for finding in keyed.payload["findings"]]
    standing = unanswered(found, entry, after.fields)
    given = {**entry.overrides, **{rule: reason for rule, reason in reasons.items() if clean(reason)}}
    if lacking := sorted(finding.rule for finding in standing if finding.rule not in given):
        raise StationError("checking.open-findings", count=len(lacking), rules=", ".join(lacking))
    known = {finding.rule for finding in (*findings, *standing)}
    overrides = {rule: reason for rule, reason in given.items() if rule in known}
    return [opened, keyed, finishing(desk, entry.entry_id, [*findings, *standing], overrides), *planning(desk, after)]


def _changes(desk: Desk, form: FormDefinition, entry: Entry, path: str, keyed: Keyed) -> bool:
    """Whether a person says something else there, or says something about it: a note is a word too."""
    before = entry.fields.get(path)
    value = typed_value(form, desk.forms, path, keyed, before)
    if before is None:
        return bool(value.value or value.note)
    return said(value) != said(before) or value.note != before.note


def _is_corrected(entry: Entry, values: Mapping[str, FieldValue], path: str) -> bool:
    inside = [name for name in {*entry.fields, *values} if name == path or name.startswith((f"{path}[", f"{path}."))]
    return any(_said_at(entry.fields, name) != _said_at(values, name) for name in inside)


def _said_at(values: Mapping[str, FieldValue], path: str) -> tuple[str, str]:
    value = values.get(path)
    return said(value) if value is not None else ("", "")


def _once(asked: Iterable[Question]) -> tuple[Finding, ...]:
    found = {finding.rule: finding for question in asked for finding in question.findings}
    return tuple(found.values())
