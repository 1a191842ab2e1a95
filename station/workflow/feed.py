"""The feed of the central, the store's half: what it says becomes acts in the log at unlock, in order and once.

A correction never changes an entry here: it sends it back to the clerk with what the central proposes.
"""

from collections.abc import Iterable
from typing import Any

from station.domain.actions import NewAction
from station.domain.errors import StationError
from station.domain.feed import FeedItem
from station.domain.ids import BatchName, EntryId, StationId
from station.domain.record import Entry
from station.domain.roles import CENTRAL
from station.domain.states import ActionKind, EntryState, next_state
from station.domain.text import clean
from station.workflow.desk import Desk
from station.workflow.sending import still_in

_LONGEST_REASON = 4000


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
        payload = {"number": item.number, "kind": item.kind, "content": item.content}
        desk.log.append([NewAction(ActionKind.FEED_ABSORBED, station_id, CENTRAL, payload), *acts])
        number = item.number
        done.append(number)
    return done


def _acts(desk: Desk, station_id: StationId, item: FeedItem) -> list[NewAction] | None:
    """What follows from an item; None when it has to wait."""
    match item.kind:
        case "return":
            return _return(desk, item.content)
        case "numbering":
            return _numbering(station_id, item.content)
        case "refused":
            return _refused(desk, item.content)
        case _:
            return []


def _return(desk: Desk, content: dict[str, Any]) -> list[NewAction] | None:
    entry = _entry(desk, str(content.get("entry_id", "")))
    if entry is None or entry.revision != content.get("revision"):
        return []
    if entry.state is EntryState.APPROVED:
        return None
    if next_state(entry.state, ActionKind.ENTRY_RETURNED, CENTRAL.role) is None:
        return []
    return [NewAction(ActionKind.ENTRY_RETURNED, entry.entry_id, CENTRAL, {"reason": _reason(content)})]


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
