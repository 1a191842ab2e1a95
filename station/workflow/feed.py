"""The feed of the central, the store's half: what it says becomes acts in the log at unlock, in order and once.

A correction never changes an entry here: it sends it back to the clerk with what the central proposes. A finding leaves the entry where it
is, and waits for a person's answer (answering.py).
"""

from collections.abc import Iterable
from typing import Any, Final

from station.domain.actions import NewAction
from station.domain.codec import to_json
from station.domain.errors import StationError
from station.domain.feed import FeedItem
from station.domain.findings import Finding, Severity, Text
from station.domain.ids import BatchName, EntryId, StationId
from station.domain.record import Entry
from station.domain.roles import CENTRAL
from station.domain.states import ActionKind, EntryState, next_state
from station.domain.text import clean
from station.workflow.desk import Desk
from station.workflow.sending import still_in

_LONGEST_REASON: Final = 4000
_LONGEST_FINDING: Final = 1000
_LONGEST_NAME: Final = 200
_MOST_FINDINGS: Final = 100
_ABOUT_AN_ENTRY: Final = ("return", "finding")


def absorbed_number(desk: Desk, station_id: StationId) -> int:
    """Of the newest item in the log; 0 for none."""
    newest = desk.log.newest(ActionKind.FEED_ABSORBED, station_id)
    return int(newest.payload["number"]) if newest is not None and newest.payload is not None else 0


def absorb_feed(desk: Desk, station_id: StationId, items: Iterable[FeedItem]) -> list[int]:
    """Log every item that is next, with what follows from it, each in one transaction; return their numbers.

    Ends before an item that is not next, and before the return of an entry whose receipt is not absorbed yet: the next unlock goes on.
    An item that fits nothing here (an entry that is gone, or was approved anew since) is logged and does nothing.
    """
    number, done = absorbed_number(desk, station_id), []
    for item in items:
        if item.number <= number:
            done.append(item.number)
            continue
        acts = _acts(desk, station_id, item) if item.number == number + 1 else None
        if acts is None:
            break
        content = _which_entry(item.content) if item.kind in _ABOUT_AN_ENTRY else item.content
        payload = {"number": item.number, "kind": item.kind, "content": content}
        desk.log.append([NewAction(ActionKind.FEED_ABSORBED, station_id, CENTRAL, payload), *acts])
        number = item.number
        done.append(number)
    return done


def _which_entry(content: dict[str, Any]) -> dict[str, Any]:
    """Without the words: these lie in the entry's own act, so that an erasure of the entry takes them along."""
    entry_id, revision = content.get("entry_id"), content.get("revision")
    return {"entry_id": str(entry_id)[:100], "revision": revision if isinstance(revision, int) else 0}


def _acts(desk: Desk, station_id: StationId, item: FeedItem) -> list[NewAction] | None:
    """What follows from an item; None when it has to wait."""
    match item.kind:
        case "return" | "finding":
            return _about_an_entry(desk, item)
        case "numbering":
            return _numbering(station_id, item.content)
        case "refused":
            return _refused(desk, item.content)
        case _:
            return []


def _about_an_entry(desk: Desk, item: FeedItem) -> list[NewAction] | None:
    """What was found is asked at the entry; a return sends it back besides.

    Nothing for an entry that is gone, was corrected since, or is on its way back already: its next revision is looked at anew.
    """
    entry = _entry(desk, str(item.content.get("entry_id", "")))
    if entry is None or entry.revision != item.content.get("revision"):
        return []
    if entry.state is EntryState.APPROVED:
        return None
    if next_state(entry.state, ActionKind.ENTRY_QUESTIONED, CENTRAL.role) is None:
        return []
    found = [to_json(finding) for finding in _findings(item.content.get("findings"))]
    acts = [NewAction(ActionKind.ENTRY_QUESTIONED, entry.entry_id, CENTRAL, {"findings": found})] if found else []
    if item.kind == "return":
        acts.append(NewAction(ActionKind.ENTRY_RETURNED, entry.entry_id, CENTRAL, {"reason": _reason(item.content)}))
    return acts


def _findings(said: Any) -> list[Finding]:
    """What came over the wire may be anything; what says nothing is passed over. Each has a rule, and so an answer, of its own."""
    found: dict[str, Finding] = {}
    for one in said[:_MOST_FINDINGS] if isinstance(said, list) else ():
        words = _words(one)
        if words is None:
            continue
        path = clean(one["field"])[:_LONGEST_NAME] if isinstance(one.get("field"), str) else ""
        rule = clean(one["rule"])[:_LONGEST_NAME] if isinstance(one.get("rule"), str) else ""
        name = f"{rule or 'central'} {path}".strip()
        same = sum(other == name or other.startswith(f"{name} #") for other in found)
        name = f"{name} #{same + 1}" if same else name
        found[name] = Finding(name, Severity.WARNING, words, path)
    return list(found.values())


def _words(one: Any) -> Text | None:
    """Its sentence, with what it proposes; None where it says nothing."""
    if not isinstance(one, dict):
        return None
    vi, en = (clean(one[part])[:_LONGEST_FINDING] if isinstance(one.get(part), str) else "" for part in ("vi", "en"))
    proposed = clean(one["proposed"])[:_LONGEST_FINDING] if isinstance(one.get("proposed"), str) else ""
    tail = f" → {proposed}" if proposed else ""
    return Text(f"{vi or en}{tail}", f"{en or vi}{tail}") if vi or en else None


def _entry(desk: Desk, entry_id: str) -> Entry | None:
    try:
        return desk.records.entry(EntryId(entry_id))
    except StationError as error:
        if error.code != "store.unknown-item":
            raise
        return None


def _reason(content: dict[str, Any]) -> str:
    """The central's sentence, then what it found field by field, with what it proposes."""
    lines = [_text(content.get("reason"))]
    findings = content.get("findings")
    for finding in findings if isinstance(findings, list) else ():
        if isinstance(finding, dict):
            proposed = finding.get("proposed")
            tail = f" → {proposed}" if isinstance(proposed, str) and proposed else ""
            lines.append(f"{finding.get('field', '')}: {_text(finding)}{tail}")
    return clean(" · ".join(line for line in lines if line))[:_LONGEST_REASON]


def _text(value: Any) -> str:
    return str(value.get("vi") or value.get("en") or "") if isinstance(value, dict) else ""


def _refused(desk: Desk, content: dict[str, Any]) -> list[NewAction]:
    """A batch that stays out for good: its entries are with the clerk again."""
    batch = next((batch for batch in desk.records.batches() if batch.name == content.get("batch")), None)
    if batch is None:
        return []
    entries = [entry_id for entry_id in still_in(desk, batch) if desk.records.entry(entry_id).state is EntryState.APPROVED]
    return [NewAction(ActionKind.BATCH_REFUSED, batch.name, CENTRAL, {"entries": entries, "reason": _reason(content)})]


def is_refused(desk: Desk, name: BatchName) -> bool:
    """Whether the log says that the central will never take this batch."""
    return desk.log.newest(ActionKind.BATCH_REFUSED, name) is not None


def _numbering(station_id: StationId, content: dict[str, Any]) -> list[NewAction]:
    seq, previous = content.get("seq"), content.get("previous")
    if not isinstance(seq, int) or not isinstance(previous, str):
        return []
    return [NewAction(ActionKind.NUMBERING_MOVED, station_id, CENTRAL, {"seq": seq, "previous": previous})]
