"""Sending, the store's half: answers that the sender left in the outbox are absorbed into the log at unlock."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass

from station.domain.actions import NewAction
from station.domain.errors import StationError
from station.domain.ids import BatchName, EntryId
from station.domain.record import Batch, Entry
from station.domain.roles import CENTRAL
from station.domain.states import ActionKind, EntryState
from station.workflow.desk import Desk
from station.workflow.ports import Outbox

_KINDS = {"entries": ActionKind.BATCH_RECEIVED, "complete": ActionKind.BATCH_COMPLETED, "refused": ActionKind.BATCH_REFUSED}


@dataclass(frozen=True)
class Absorbed:
    """One answer that entered the log."""

    batch: BatchName
    stage: str


def absorb_answers(desk: Desk, outbox: Outbox) -> list[Absorbed]:
    """Log every new receipt or refusal; after a `complete` receipt the outbox gives up its copy of the images. Idempotent."""
    batches = {batch.name: batch for batch in desk.records.batches()}
    absorbed = []
    for name, stage, answer in outbox.answers():
        batch = batches.get(name)
        if batch is None or stage in batch.receipts or _settled(desk, batch, stage):
            continue
        payload: dict[str, object] = {"entries": still_in(desk, batch)}
        if stage == "refused":
            payload["reason"] = answer.decode()
        else:
            payload["receipt"] = base64.b64encode(answer).decode()
        desk.log.append([NewAction(_KINDS[stage], name, CENTRAL, payload)])
        absorbed.append(Absorbed(name, stage))
    for batch in desk.records.batches():
        if "complete" in batch.receipts:
            outbox.clear_sent(batch.name)
    return absorbed


def still_in(desk: Desk, batch: Batch) -> list[EntryId]:
    """The batch's entries but those that the central has sent back since: these are under way to another batch."""
    gone = {entry.entry_id for entry in _entries_of(desk, batch) if entry.batch != batch.name}
    return [entry_id for entry_id in batch.entries if entry_id not in gone]


def _settled(desk: Desk, batch: Batch, stage: str) -> bool:
    """A refusal was absorbed already when none of the batch's entries still waits as approved; `entries` after `complete` is old news."""
    if stage == "complete":
        return False
    entries = [entry for entry in _entries_of(desk, batch) if entry.batch == batch.name]
    if stage == "refused":
        return all(entry.state is not EntryState.APPROVED for entry in entries)
    return all(entry.state is EntryState.COMPLETE for entry in entries)


def _entries_of(desk: Desk, batch: Batch) -> Iterator[Entry]:
    """The batch's entries; erased ones are passed over."""
    for entry_id in batch.entries:
        try:
            yield desk.records.entry(entry_id)
        except StationError as error:
            if error.code != "store.unknown-item":
                raise
