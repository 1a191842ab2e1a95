"""Drafts: what a clerk types is in the store within about a second, and back after a kill. No value until it is keyed."""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from station.domain.codec import from_json, to_json
from station.domain.errors import StationError
from station.domain.findings import Finding
from station.domain.fold import WORDLESS_ACTIONS, fold_entry
from station.domain.ids import EntryId
from station.domain.record import Entry
from station.domain.states import EntryState
from station.domain.text import clean
from station.workflow.checking import Keyed, finish_checking, finishing, key_fields, keying
from station.workflow.desk import Desk
from station.workflow.keying_plans import planning
from station.workflow.ports import Drafts
from station.workflow.relatives import Relative, findings_of

TYPED_MAX = 20_000
"""Characters of one open input that a draft keeps; no field of any paper is a tenth as long."""
JOURNAL_MS = 500
"""How often what is typed is kept: with the letter that comes just after, and with the writing, less than a second is ever lost."""


@dataclass(frozen=True)
class Draft:
    """What stands on the desk and not in the entry."""

    typed: Mapping[str, Keyed] = field(default_factory=dict)
    """Field → what was taken, not keyed yet."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """Field → remark."""
    open_field: str = ""
    open_text: str = ""
    """The input that the cursor stood in, as it was; never taken by itself."""
    seen: tuple[str, ...] = ()
    """Fields that the person passed without a change."""
    actions: int = 0
    """How many actions the entry had when this was typed: another number means that somebody changed the entry since."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to lose."""
        return not self.typed and not self.notes and not self.open_text


def keep_draft(desk: Desk, drafts: Drafts, entry_id: EntryId, draft: Draft) -> None:
    """Journal what is on the desk, in place of what was; an empty draft removes it. Durable on return."""
    if draft.is_empty:
        drafts.drop(entry_id, desk.actor.user_id)
        return
    cut = dataclasses.replace(draft, typed=dict(draft.typed), notes=dict(draft.notes), open_text=draft.open_text[:TYPED_MAX])
    at = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
    drafts.keep(entry_id, desk.actor.user_id, to_json(cut), at)


def restore_draft(desk: Desk, drafts: Drafts, entry_id: EntryId) -> Draft | None:
    """What this person left in the entry; fields that the form no longer has are dropped, a draft that cannot be understood too."""
    body = drafts.draft(entry_id, desk.actor.user_id)
    if body is None:
        return None
    try:
        draft = from_json(Draft, body)
    except ValidationError:
        return None
    form = desk.forms.of_ref(desk.records.entry(entry_id).form)
    known = {path: keyed for path, keyed in draft.typed.items() if desk.forms.field(form, path) is not None}
    return dataclasses.replace(draft, typed=known)


def actions_of(desk: Desk, entry_id: EntryId) -> int:
    """How many actions the entry has that can change what it says."""
    return sum(action.kind not in WORDLESS_ACTIONS for action in desk.log.actions(entry_id))


def key_draft(desk: Desk, drafts: Drafts, entry_id: EntryId) -> None:
    """Key what this person took and left as a draft; lists, whose items the desk makes, and the open input stay a draft.

    Raises StationError `workflow.not-allowed`, `store.disk-full`.
    """
    draft = restore_draft(desk, drafts, entry_id)
    if draft is None:
        return
    form = desk.forms.of_ref(desk.records.entry(entry_id).form)
    typed = {path: keyed for path, keyed in draft.typed.items() if (field := desk.forms.field(form, path)) and field.type != "list"}
    if not typed:
        return
    key_fields(desk, entry_id, typed)
    left = {path: keyed for path, keyed in draft.typed.items() if path not in typed}
    seen = tuple(dict.fromkeys((*draft.seen, *typed)))
    keep_draft(desk, drafts, entry_id, dataclasses.replace(draft, typed=left, seen=seen, actions=actions_of(desk, entry_id)))


def finish_entry(
    desk: Desk,
    drafts: Drafts,
    entry_id: EntryId,
    typed: Mapping[str, Keyed],
    overrides: Mapping[str, str],
    actions: int,
    related: Sequence[Relative] = (),
) -> Entry:
    """Key what was typed and declare the entry checked, which lets every draft of it go.

    `related`: what is related to it as it was typed; a duplicate that nobody has answered goes along as a finding.

    `actions` is what `actions_of` said when the entry was opened. Raises StationError `workflow.not-allowed` when somebody changed the
    entry since, `checking.open-findings`, `checking.unknown-field`. What was keyed before a refusal stays keyed; the draft stays as well.
    """
    entry = desk.records.entry(entry_id)
    if actions_of(desk, entry_id) != actions:
        raise StationError("workflow.not-allowed", action="entry.checked", state=entry.state.value, role=desk.actor.role.value)
    reasons = {rule: reason for rule, reason in overrides.items() if clean(reason)}
    if not typed and entry.state in (EntryState.CHECKED, EntryState.SECOND):
        # looked at again, and right as it was
        drafts.drop(entry_id)
        return entry
    if not typed:
        return finish_checking(desk, entry_id, reasons, findings_of(related))
    keyed = keying(desk, entry_id, typed)
    findings = [from_json(Finding, finding) for finding in keyed.payload["findings"]]
    try:
        finished = finishing(desk, entry_id, [*findings, *findings_of(related)], reasons)
    except StationError:
        desk.act_all([keyed])
        raise
    # one transaction: the clerk waits for the disk once
    desk.act_all([keyed, finished, *planning(desk, fold_entry(entry, entry_id, keyed))])
    return desk.records.entry(entry_id)
