"""Erasing payloads under the retention rule: the words go, the chain stays. The only way a payload leaves the store."""

from collections.abc import Sequence

from station.domain.actions import NewAction, Signer
from station.domain.errors import StationError
from station.domain.ids import ActionId
from station.domain.roles import Actor
from station.domain.states import ActionKind
from station.store.actions import StoredLog
from station.store.database import Database
from station.store.images import SealedImages
from station.store.projections import Projections


def erase_payloads(
    database: Database, log: StoredLog, projections: Projections, images: SealedImages,
    action_ids: Sequence[ActionId], *, reason: str, by: Actor, signer: Signer | None, subject: str,
) -> int:  # fmt: skip
    """Append `payload.erased` about `subject` (the station) and delete the payloads; return how many were still there.

    Whatever the erased actions were about is no longer shown; the key and the file of an erased page go too. On return nothing of it is
    in the database's free pages or its write-ahead log. Raises StationError `store.unknown-item`; ValueError for an erasure itself.
    """
    with database.transaction():
        rows = [_row(database, action_id) for action_id in action_ids]
        rows = [row for row in rows if database.one("SELECT 1 FROM erasure WHERE seq = ?", (row[0],)) is None]
        if not rows:
            return 0
        erased = {"actions": [action_id for _, action_id, _ in rows], "reason": reason}
        written = log.write([NewAction(ActionKind.PAYLOAD_ERASED, subject, by, erased)], signer)
        files: list[str] = []
        for seq, _, about in rows:
            database.execute("INSERT INTO erasure (seq, by_seq) VALUES (?, ?)", (seq, written[0].seq))
            database.execute("DELETE FROM payload WHERE seq = ?", (seq,))
            files += [name for (name,) in database.rows("SELECT image_name FROM page WHERE page_id = ?", (about,))]
            projections.remove(about)
        projections.purge()
    log.settle(written)
    for name in files:
        images.remove_file(name)
    database.fold_wal()
    return len(rows)


def _row(database: Database, action_id: ActionId) -> tuple[int, str, str]:
    row = database.one("SELECT seq, kind, subject FROM action WHERE action_id = ?", (action_id,))
    if row is None:
        raise StationError("store.unknown-item", kind="action", id=action_id)
    if row[1] == ActionKind.PAYLOAD_ERASED.value:
        raise ValueError("the record of an erasure is kept")
    return row[0], action_id, row[2]
