"""Approval makes the batch: a volume's checked entries are frozen, numbered, hashed and signed by a supervisor who keyed none of them.

A batch holds at most BATCH_ENTRIES_MAX entries: it is sealed in memory, sent as one and answered as one. More entries are more batches.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from station.domain.actions import NewAction, Signer
from station.domain.approval import require_allowed
from station.domain.batch import BatchContents
from station.domain.codec import to_json
from station.domain.errors import StationError
from station.domain.ids import BatchName, EntryId, StationId, VolumeId
from station.domain.record import Batch, Entry
from station.domain.states import ActionKind, EntryState
from station.domain.text import clean
from station.workflow.desk import Desk
from station.workflow.identification import require_identified
from station.workflow.ports import Outbox
from station.workflow.sampling import SampleState, require_accepted, standing
from station.workflow.worklists import Reviewed, Reviews, look_over

BATCH_ENTRIES_MAX: Final = 200
"""About one register book: a few seconds to seal, a night's sending on a slow line, and what a refusal gives back at the most."""
_PORTION: Final = 50
_HELD_BACK: Final = frozenset(
    {"approval.nothing", "approval.four-eyes", "approval.not-identified", "sample.not-accepted", "sample.refused"}
)
"""What keeps single entries out of a batch."""


@dataclass(frozen=True)
class Approved:
    """What an approval did."""

    batch: Batch
    held_back: dict[EntryId, StationError]
    """Entries that this supervisor may not approve, and why; they stay on the list."""


def return_entry(desk: Desk, entry_id: EntryId, reason: str) -> Entry:
    """Send a checked entry back to the clerk with a reason."""
    require_allowed(desk.records.entry(entry_id), ActionKind.ENTRY_RETURNED, desk.actor)
    desk.act(ActionKind.ENTRY_RETURNED, entry_id, {"reason": clean(reason)})
    return desk.records.entry(entry_id)


def approve(
    desk: Desk, reviews: Reviews, volume_id: VolumeId, outbox: Outbox, station_id: StationId, entry_ids: Sequence[EntryId] | None = None,
    approver: Signer | None = None,
) -> Approved:  # fmt: skip
    """Approve the first BATCH_ENTRIES_MAX of the volume's checked entries (or of those named) and seal them into one batch.

    Entries in which nothing is doubtful only where the supervisor's sample has accepted them (station.workflow.sampling). `approver` seals
    the batch where this person approves with another key than the one they act with: a token's, which signs twice a batch. Raises
    StationError `approval.no-certificate`, `approval.nothing`, `token.*`, or the reason why not one entry may be approved by this person.
    The batch exists exactly when the log says so: it is prepared on disk, the log is written, then it is released to the sender;
    `settle_outbox` finishes or undoes what a crash left between these.
    """
    approver = approver or desk.signer
    if approver.certificate is None:
        raise StationError("approval.no-certificate", user=desk.actor.user_id)
    waiting = desk.records.entry_ids(volume_id, EntryState.CHECKED) if entry_ids is None else entry_ids
    entries, held_back = _sorted_out(desk, reviews, volume_id, waiting)
    if not entries:
        raise next(iter(held_back.values()), StationError("approval.nothing"))
    contents = _contents(desk, volume_id, entries, station_id)
    name = outbox.prepare(contents, approver)
    batch = Batch(
        name=name, volume_id=volume_id, station_id=station_id, seq=contents.seq, previous=contents.previous,
        entries=tuple(entry.entry_id for entry in entries), approved_by=desk.actor.user_id,
    )  # fmt: skip
    acts = [NewAction(ActionKind.ENTRY_APPROVED, entry.entry_id, desk.actor, {"revision": entry.revision}) for entry in entries]
    acts.append(NewAction(ActionKind.BATCH_SEALED, name, desk.actor, {"batch": to_json(batch)}))
    try:
        desk.log.append(acts, desk.signer, approver)
    except StationError:
        outbox.discard(name)  # a full disk, a token pulled out: nothing of it counts
        raise
    outbox.release(name)
    return Approved(batch, held_back)


def approve_all(
    desk: Desk, reviews: Reviews, volume_id: VolumeId, outbox: Outbox, station_id: StationId, entry_ids: Sequence[EntryId] | None = None,
    approver: Signer | None = None,
) -> list[Approved]:  # fmt: skip
    """Approve everything of the volume that waits (or those named) and may be approved, batch by batch. Raises as `approve` does."""
    done = [approve(desk, reviews, volume_id, outbox, station_id, entry_ids, approver)]
    while len(done[-1].batch.entries) == BATCH_ENTRIES_MAX:
        try:
            done.append(approve(desk, reviews, volume_id, outbox, station_id, entry_ids, approver))
        except StationError as error:
            if error.code not in _HELD_BACK:
                raise
            break
    return done


def _sorted_out(
    desk: Desk, reviews: Reviews, volume_id: VolumeId, entry_ids: Sequence[EntryId]
) -> tuple[list[Entry], dict[EntryId, StationError]]:
    """(what goes into the batch, what this person may not approve); looks no further once the batch is full."""
    entries: list[Entry] = []
    held_back: dict[EntryId, StationError] = {}
    sample = standing(desk, reviews, volume_id)
    for begin in range(0, len(entry_ids), _PORTION):
        for item in look_over(desk, reviews, entry_ids[begin : begin + _PORTION]):
            entry = desk.records.entry(item.entry_id)
            if entry.volume_id != volume_id:
                continue
            try:
                _require_ready(desk, sample, item, entry)
            except StationError as error:
                held_back[entry.entry_id] = error
            else:
                entries.append(entry)
            if len(entries) == BATCH_ENTRIES_MAX:
                return entries, held_back
    return entries, held_back


def _require_ready(desk: Desk, sample: SampleState, item: Reviewed, entry: Entry) -> None:
    require_allowed(entry, ActionKind.ENTRY_APPROVED, desk.actor)
    if (form := desk.forms.find(entry.form)) is not None:
        require_identified(form, entry)
    require_accepted(sample, item)


def _last_batch(desk: Desk, station_id: StationId) -> tuple[int, BatchName | None]:
    """Number and name after which the next batch comes: this store's newest, or a later one that the central told of."""
    newest = max(desk.records.batches(), key=lambda batch: batch.seq, default=None)
    own = (newest.seq, newest.name) if newest is not None else (0, None)
    moved = desk.log.newest(ActionKind.NUMBERING_MOVED, station_id)
    if moved is None or moved.payload is None or int(moved.payload["seq"]) < own[0]:
        return own
    return int(moved.payload["seq"]), BatchName(moved.payload["previous"])


def _contents(desk: Desk, volume_id: VolumeId, entries: Sequence[Entry], station_id: StationId) -> BatchContents:
    seq, previous = _last_batch(desk, station_id)
    pages = tuple(desk.records.page(page_id) for entry in entries for page_id in entry.pages)
    return BatchContents(
        seq=seq + 1,
        previous=previous,
        volume=desk.records.volume(volume_id),
        entries=tuple(entries),
        pages=pages,
        page_keys={page.page_id: desk.images.key(page.page_id) for page in pages},
        images={page.page_id: desk.images.sealed(page.page_id) for page in pages},
        log_head=desk.log.head(),
        approved_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds"),
    )


def settle_outbox(desk: Desk, outbox: Outbox) -> list[BatchName]:
    """Release what the log knows, discard what it does not; return the released. Runs at every unlock."""
    known = {batch.name for batch in desk.records.batches()}
    released = []
    for name in outbox.prepared():
        if name in known:
            outbox.release(name)
            released.append(name)
        else:
            outbox.discard(name)
    return released
