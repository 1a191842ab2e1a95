"""State as a fold: an entry is what its actions made of it. Screens read projections of this; `verify-store` folds again and compares.

Payloads, by action kind:
    volume.opened     {"volume": Volume}
    volume.described  {"volume": Volume}                                             in place of what was said of it; its state stays
    volume.closed     {"counts": {account: n}, "accounts": {account: [ranges]}, "reasons": {finding: reason}}     station.domain.ledger
    volume.reopened   {"reason": text}
    numbers.accounted    {"numbers": [Number], "account": Account, "reason": text}   subject = volume, as of all of these
    numbers.unaccounted  {"numbers": [Number]}
    dossier.listed    {"dossier": Dossier}
    dossier.unlisted  {"number": n}
    volume.planned    {"plan": KeyingPlan}
    page.captured     {"page": Page, "source_hash": SHA-256 of the file it came from, "sheet": SheetMark, where it was looked at}
    page.read         {"reading": PageReading}
    page.set-aside    {"reason": AsideReason, "by": page id or null}
    page.taken-back   {}
    entry.read        {"volume_id", "form": FormRef, "pages": [...], "fields": {id: FieldValue}, "findings": [...]}
    entry.reread      {"pages": [...], "fields": {id: FieldValue}, "findings": [...]}      in place of what the entry held
    entry.withdrawn   {"reason": AsideReason}
    entry.keyed       {"fields": {id: FieldValue}, "findings": [...]}
    entry.checked     {"overrides": {rule: reason}, "findings": [...]}
    entry.planned     {"fields": [ids], "plan": PlanKind}
    entry.second-keyed {"fields": {id: FieldValue}, "differing": [ids]}
    entry.agreed      {"marks": [Marks]}
    entry.decided     {"fields": {id: FieldValue}, "findings": [...], "overrides": {rule: reason}, "marks": [Marks]}
    entry.waived      {"reason": text}
    entry.identified  {"identification": Identification}
    entry.returned    {"reason": text}
    entry.approved    {"revision": n}
    entry.questioned  {"findings": [Finding]}                              what the central found; shown, never folded into the entry
    entry.upheld      {"reasons": {rule: reason}}
    entry.reopened    {"reason": text}
    pair.judged       {"other": entry id, "relation": Relation, "verdict": Verdict}      subject = the entry it was said at
    forms.known       {"forms": [FormFacts]}                              subject = the station
    known.answered    {"fields": {id: FieldValue}, "marks": [Marks]}       subject = entry
    sample.drawn      {"plan": SamplingPlan, "seed": hex, "lot": {entry id: number of its newest action}}      subject = volume
    sample.looked     {"entry": id, "right": bool}                          subject = volume
    notice.shown      {"purpose": code, "notice": number of its wording, "evidence": Evidence, "role": role or ""}   subject = entry or user
    batch.sealed      {"batch": Batch without receipts}
    batch.received    {"entries": [entry ids], "receipt": base64}         subject = batch name
    batch.completed   {"entries": [entry ids], "receipt": base64}
    batch.refused     {"entries": [entry ids], "reason": text}
    feed.absorbed     {"number", "kind", "content"}: the item as the central said it; of what it says about an entry only which entry, for
                      the words are in that entry's own act, and go with it               subject = station id
    numbering.moved   {"seq", "previous"}: the batch after which the next one comes       subject = station id
    payload.erased    {"actions": [action ids], "reason": text}
    images.erased     {"pages": [page ids], "reason": text}                               subject = station id, as of payload.erased
    store.backed-up   {"generation": name, "head": Head}                                  subject = station id
    store.restored    {"generation": name, "head": Head}                                  what came after that head is not in this log
    user.added        {"role": Role, "key_id": of their signing key}                      subject = user id, here and below; never a name
    user.revoked      {}
    user.reissued     {"key_id", "was": their key before, SPKI DER in base64, "way": "administrator", "recovery" or "escrow"}
    user.unlocked     {}
    role.changed      {"role": Role, "was": Role}
    password.changed  {}
    user.certified    {"certificate": X.509 DER in base64}                                for the key that they approve with already
    key.renewed       {"key_id", "certificate": X.509 DER in base64 or null, "place": "slot" or "token"}  the key to approve with
    revocations.taken {"list": CRL DER in base64, "number"}                               subject = station id
    recovery.renewed  {}                                                                  subject = station id
    data-key.renewed  {}                                                                  subject = station id
"""

import dataclasses
from collections.abc import Mapping, Set
from typing import Any

from station.domain.actions import Action, NewAction
from station.domain.codec import from_json
from station.domain.errors import StationError
from station.domain.findings import Finding
from station.domain.identification import Agreement, Identification
from station.domain.ids import BatchName, EntryId, PageId, UserId, VolumeId
from station.domain.keying_plan import PlanKind
from station.domain.record import Aside, AsideReason, Entry, FieldValue, FormRef, Page, PageReading, PageState
from station.domain.roles import Role
from station.domain.second_keying import agreed, decided, keyed_second, planned, said, still_settled, typed_anew, waived
from station.domain.states import ActionKind, next_state

SECOND_ACTIONS = frozenset({
    ActionKind.ENTRY_PLANNED, ActionKind.ENTRY_SECOND_KEYED, ActionKind.ENTRY_AGREED, ActionKind.ENTRY_DECIDED, ActionKind.ENTRY_WAIVED,
})  # fmt: skip
ENTRY_ACTIONS = frozenset({
    ActionKind.ENTRY_READ, ActionKind.ENTRY_REREAD, ActionKind.ENTRY_WITHDRAWN,
    ActionKind.ENTRY_KEYED, ActionKind.ENTRY_CHECKED, ActionKind.ENTRY_IDENTIFIED, ActionKind.ENTRY_RETURNED, ActionKind.ENTRY_APPROVED,
    ActionKind.ENTRY_QUESTIONED, ActionKind.ENTRY_UPHELD, ActionKind.ENTRY_REOPENED,
}) | SECOND_ACTIONS  # fmt: skip
WORDLESS_ACTIONS = frozenset({ActionKind.ENTRY_IDENTIFIED, ActionKind.NOTICE_SHOWN, ActionKind.KNOWN_ANSWERED, ActionKind.PAIR_JUDGED})
"""Acts about an entry that change no word of it: whoever has it open goes on."""
BATCH_ANSWERS = frozenset({ActionKind.BATCH_RECEIVED, ActionKind.BATCH_COMPLETED, ActionKind.BATCH_REFUSED})


def _fields(payload: Any) -> dict[str, FieldValue]:
    return {name: from_json(FieldValue, value) for name, value in payload["fields"].items()}


def _findings(payload: Any) -> tuple[Finding, ...]:
    return tuple(from_json(Finding, value) for value in payload["findings"])


def fold_entry(entry: Entry | None, entry_id: EntryId, action: Action | NewAction) -> Entry:
    """The entry after `action`; raise StationError when the table of transitions does not allow it.

    `action` is about this entry, or the central's answer to the batch it lies in.
    """
    state = next_state(entry.state if entry else None, action.kind, action.by.role)
    if state is None:
        at = entry.state.value if entry else "new"
        raise StationError("workflow.not-allowed", action=action.kind.value, state=at, role=action.by.role.value)
    payload = action.payload
    if payload is None:
        raise StationError("store.damaged", reason=f"the payload of {action.kind.value} was erased")
    if entry is None:
        return Entry(
            entry_id=entry_id,
            volume_id=VolumeId(payload["volume_id"]),
            form=from_json(FormRef, payload["form"]),
            pages=tuple(PageId(page) for page in payload["pages"]),
            state=state,
            revision=1,
            fields=_fields(payload),
            findings=_findings(payload),
        )
    touched = entry.touched_by | {action.by.user_id} if action.by.is_person else entry.touched_by
    match action.kind:
        case ActionKind.ENTRY_REREAD:
            pages, fields = tuple(PageId(page) for page in payload["pages"]), _fields(payload)
            return dataclasses.replace(
                entry, state=state, pages=pages, fields=fields, findings=_findings(payload), identifications=_still(entry, fields),
                second=still_settled(entry, fields),
            )  # fmt: skip
        case ActionKind.ENTRY_KEYED:
            fields = _fields(payload)
            return dataclasses.replace(
                entry, state=state, fields={**entry.fields, **fields}, findings=_findings(payload), touched_by=touched,
                identifications=_still(entry, fields), second=still_settled(entry, fields, action.by.user_id),
            )  # fmt: skip
        case ActionKind.ENTRY_IDENTIFIED:
            found = dataclasses.replace(from_json(Identification, payload["identification"]), by=action.by.user_id, at=_when(action))
            return dataclasses.replace(entry, state=state, touched_by=touched, identifications={**entry.identifications, found.role: found})
        case ActionKind.ENTRY_CHECKED:
            return dataclasses.replace(
                entry, state=state, overrides=dict(payload["overrides"]), findings=_findings(payload), touched_by=touched, return_reason="",
                second=still_settled(entry, {}, action.by.user_id),
            )  # fmt: skip
        case kind if kind in SECOND_ACTIONS:
            return dataclasses.replace(_fold_second(entry, action, payload, touched), state=state)
        case ActionKind.ENTRY_RETURNED if action.by.role is not Role.CENTRAL:
            return dataclasses.replace(entry, state=state, return_reason=str(payload["reason"]))
        case ActionKind.ENTRY_RETURNED | ActionKind.BATCH_REFUSED | ActionKind.ENTRY_REOPENED:
            # it was in a batch: it comes again in another, under another revision
            return dataclasses.replace(entry, state=state, return_reason=str(payload["reason"]), batch=None, revision=entry.revision + 1)
        case _:
            return dataclasses.replace(entry, state=state)


def _fold_second(entry: Entry, action: Action | NewAction, payload: Any, touched: frozenset[UserId]) -> Entry:
    """The entry after an act of its second keying; its state is the table's matter."""
    match action.kind:
        case ActionKind.ENTRY_PLANNED:
            return dataclasses.replace(entry, second=planned(entry, payload["fields"], PlanKind(payload["plan"])))
        case ActionKind.ENTRY_SECOND_KEYED:
            second = keyed_second(entry, action.by.user_id, _fields(payload), payload["differing"])
            return dataclasses.replace(entry, touched_by=touched, second=second)
        case ActionKind.ENTRY_AGREED:
            return dataclasses.replace(entry, second=agreed(entry))
        case ActionKind.ENTRY_DECIDED:
            fields = _fields(payload)
            second = decided(entry, action.by.user_id, fields)
            return dataclasses.replace(
                entry, fields={**entry.fields, **fields}, findings=_findings(payload), overrides=dict(payload["overrides"]), second=second,
                touched_by=touched if typed_anew(entry, fields) else entry.touched_by, identifications=_still(entry, fields),
            )  # fmt: skip
        case _:
            return dataclasses.replace(entry, second=waived(entry))


def _still(entry: Entry, fields: Mapping[str, FieldValue]) -> dict[str, Identification]:
    """What the identifications still say once these fields are others: of one that says something else now, nothing."""
    changed = {path for path, value in fields.items() if path not in entry.fields or said(entry.fields[path]) != said(value)}
    return {role: _without(known, changed) for role, known in entry.identifications.items()}


def _without(known: Identification, changed: Set[str]) -> Identification:
    outdated = {part: Agreement.CANNOT_SAY for part in known.agreements if known.fields.get(part) in changed}
    return dataclasses.replace(known, agreements={**known.agreements, **outdated}) if outdated else known


def _when(action: Action | NewAction) -> str:
    return action.at if isinstance(action, Action) else ""


def placed_in_batch(entry: Entry, name: BatchName) -> Entry:
    """The entry once `batch.sealed` names it."""
    return dataclasses.replace(entry, batch=name)


def fold_page(page: Page, action: Action | NewAction) -> Page:
    """The page after it was read, set aside or taken back; raise StationError `workflow.not-allowed` where that cannot be."""
    payload = action.payload
    if payload is None:
        raise StationError("store.damaged", reason=f"the payload of {action.kind.value} was erased")
    match action.kind:
        case ActionKind.PAGE_READ if page.state in (PageState.CAPTURED, PageState.UNKNOWN):
            return _read_page(page, payload)
        case ActionKind.PAGE_SET_ASIDE if action.by.role is Role.CLERK:
            by = PageId(payload["by"]) if payload["by"] else None
            if page.aside is None:
                aside = Aside(AsideReason(payload["reason"]), page.state, by)
                return dataclasses.replace(page, state=PageState.SET_ASIDE, aside=aside)
            if page.aside.by is None and by is not None:
                return dataclasses.replace(page, aside=Aside(AsideReason(payload["reason"]), page.aside.was, by))
        case ActionKind.PAGE_TAKEN_BACK if action.by.role is Role.CLERK and page.aside is not None:
            return dataclasses.replace(page, state=page.aside.was, aside=None)
        case _:
            pass
    raise StationError("workflow.not-allowed", action=action.kind.value, state=page.state.value, role=action.by.role.value)


def _read_page(page: Page, payload: Any) -> Page:
    reading = from_json(PageReading, payload["reading"])
    state = PageState.READ if reading.form_id else PageState.UNKNOWN
    return dataclasses.replace(page, state=state, findings=page.findings + reading.findings)
