"""The append-only log: rows with their hashes and signatures. What they mean is projected in the same transaction by projections.py."""

import base64
import datetime
import json
import secrets
from collections.abc import Iterator, Sequence
from typing import Any, Final

from station.domain.actions import (
    EMPTY_HEAD,
    SALT_BYTES,
    Action,
    Head,
    NewAction,
    Signature,
    Signer,
    canonical,
    row_hash,
    salted_hash,
)
from station.domain.codec import from_json
from station.domain.errors import StationError
from station.domain.ids import ActionId, PageId, UserId, new_id
from station.domain.record import Page
from station.domain.rights import require_to_act
from station.domain.roles import Actor, Role
from station.domain.states import ActionKind
from station.signing.keys import verify
from station.signing.revocations import NOBODY, Revocations, check_revocation_list
from station.store.database import Database
from station.store.head import HeadFile
from station.store.images import SealedImages
from station.store.key_history import SEALING
from station.store.people import People
from station.store.projections import Projections

_COLUMNS: Final = (
    "action.seq, action_id, kind, subject, role, user_id, at, payload_hash, previous, hash, body, key_id, algorithm, signature"
)
_READ_AT_ONCE: Final = 500
_FOLD_EVERY: Final = 50
"""Actions between two folds of the write-ahead log: a damaged log costs at most so many, and one append."""


def signed_message(action_hash: str) -> bytes:
    """What a person's signature of an action covers; the prefix keeps it from passing for a signature of anything else."""
    return b"station action 1:" + action_hash.encode()


def stored_actions(database: Database, subject: str | None = None, after: int = 0) -> Iterator[Action]:
    """In order, those behind row `after`; of one subject or all.

    Rows are fetched some hundred at a time, so appending meanwhile is harmless.
    """
    about, subjects = ("", ()) if subject is None else (" AND subject = ?", (subject,))
    while True:
        rows = database.rows(
            f"SELECT {_COLUMNS} FROM action LEFT JOIN payload USING (seq) WHERE action.seq > ?{about} ORDER BY action.seq LIMIT ?",
            (after, *subjects, _READ_AT_ONCE),
        )
        yield from (_action(row) for row in rows)
        if len(rows) < _READ_AT_ONCE:
            return
        after = rows[-1][0]


def newest_action(database: Database, kind: ActionKind, subject: str) -> Action | None:
    """The last action of this kind about this subject."""
    rows = database.rows(
        f"SELECT {_COLUMNS} FROM action LEFT JOIN payload USING (seq) WHERE subject = ? AND kind = ? ORDER BY action.seq DESC LIMIT 1",
        (subject, kind.value),
    )
    return _action(rows[0]) if rows else None


def newest_revocations(database: Database, station_id: str, root: bytes) -> Revocations:
    """The province's list of revoked certificates that was taken in last. `root`: its root certificate, DER.

    Raises StationError `revocations.faulty` when that is not the root's.
    """
    taken = newest_action(database, ActionKind.REVOCATIONS_TAKEN, station_id)
    if taken is None or taken.payload is None:
        return NOBODY
    return check_revocation_list(base64.b64decode(taken.payload["list"]), root)


class StoredLog:
    """Implements the workflow's port `ActionLog`."""

    def __init__(
        self, database: Database, people: People, projections: Projections, images: SealedImages, head_file: HeadFile, *, refusal: str = ""
    ) -> None:
        """`refusal`: why nothing may be written (FORMAT.md §5, rule 4); empty when all is well."""
        self._database = database
        self._people = people
        self._projections = projections
        self._images = images
        self._head_file = head_file
        self._refusal = refusal
        self._unfolded = 0

    def append(self, actions: Sequence[NewAction], signer: Signer | None = None, approver: Signer | None = None) -> list[Action]:
        """Write all or none, durable on return. Persons' actions need their `signer`; `approver` seals a batch where that is another key.

        Raises StationError `workflow.not-allowed`, `people.no-right`, `approval.four-eyes`, `store.unknown-item`, `store.unknown-user`
        (also for a person in a role that is not theirs), `store.disk-full`, `store.damaged`, `token.*`; ValueError for a missing or
        foreign signer.
        """
        with self._database.transaction():
            written = self.write(actions, signer, approver)
        self.settle(written)
        return written

    def write(self, actions: Sequence[NewAction], signer: Signer | None, approver: Signer | None = None) -> list[Action]:
        """Within a transaction of the caller, who calls `settle` after its commit."""
        self.require_writable()
        head = self.head()
        written = []
        for new in actions:
            action = self._insert(new, head, approver or signer if new.kind in SEALING else signer)
            if action.kind is ActionKind.PAGE_CAPTURED and action.payload is not None:
                self._images.keep_key(from_json(Page, action.payload["page"]))
            self._projections.apply(action)
            if action.kind is ActionKind.ENTRY_CHECKED:
                # in the same transaction, but no projection: folding an old log again must not take away what is typed today
                self._database.execute("DELETE FROM draft WHERE entry_id = ?", (action.subject,))
            require_to_act(new.by, new.kind, new.subject)
            head = Head(action.seq, action.hash)
            written.append(action)
        return written

    def require_writable(self) -> None:
        """Raise StationError `store.damaged` when nothing may be written."""
        if self._refusal:
            raise StationError("store.damaged", reason=self._refusal)

    def settle(self, written: Sequence[Action]) -> None:
        """After the commit: what was kept in memory for these actions is not needed any more."""
        for action in written:
            if action.kind is ActionKind.PAGE_CAPTURED:
                self._images.forget_pending(PageId(action.subject))
        self._unfolded += len(written)
        if self._unfolded >= _FOLD_EVERY:
            self._database.fold_on()
            self._unfolded = 0
        if written:
            self._head_file.note(Head(written[-1].seq, written[-1].hash))

    def head(self) -> Head:
        """Where the log ends."""
        row = self._database.one("SELECT seq, hash FROM action ORDER BY seq DESC LIMIT 1")
        return Head(*row) if row else EMPTY_HEAD

    def hash_at(self, seq: int) -> str | None:
        """The hash of a row; None where there is none."""
        row = self._database.one("SELECT hash FROM action WHERE seq = ?", (seq,))
        return str(row[0]) if row else None

    def actions(self, subject: str | None = None) -> Iterator[Action]:
        """In order; of one subject or all. Rows are fetched some hundred at a time, so appending meanwhile is harmless."""
        return stored_actions(self._database, subject)

    def newest(self, kind: ActionKind, subject: str) -> Action | None:
        """The last action of this kind about this subject."""
        return newest_action(self._database, kind, subject)

    def _insert(self, new: NewAction, head: Head, signer: Signer | None) -> Action:
        salt, body = secrets.token_bytes(SALT_BYTES), canonical(dict(new.payload))
        hashed: dict[str, Any] = {
            "seq": head.seq + 1, "action_id": new_id(), "kind": new.kind.value, "subject": new.subject, "role": new.by.role.value,
            "user_id": new.by.user_id, "at": _now(), "payload_hash": salted_hash(salt, body), "previous": head.hash,
        }  # fmt: skip
        own = row_hash(**hashed)
        signature = self._signature(new, own, signer)
        self._database.execute(
            "INSERT INTO action (seq, action_id, kind, subject, role, user_id, at, payload_hash, previous, hash,"
            " key_id, algorithm, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*hashed.values(), own, *((signature.key_id, signature.algorithm, signature.value) if signature else (None, None, None))),
        )
        self._database.execute("INSERT INTO payload (seq, salt, body) VALUES (?, ?, ?)", (hashed["seq"], salt, body.decode()))
        # the payload is what the canonical text says, not what was handed in: folding again later must give the same
        return Action(
            seq=hashed["seq"], action_id=ActionId(hashed["action_id"]), kind=new.kind, subject=new.subject, by=new.by, at=hashed["at"],
            payload_hash=hashed["payload_hash"], previous=head.hash, hash=own, payload=json.loads(body), signature=signature,
        )  # fmt: skip

    def _signature(self, new: NewAction, action_hash: str, signer: Signer | None) -> Signature | None:
        by = new.by
        if not by.is_person:
            return None
        if signer is None or signer.user_id != by.user_id:
            raise ValueError(f"an action of {by.user_id} needs their own signer")
        user = self._people.user(by.user_id)
        if user.revoked:
            raise StationError("store.revoked", user=by.user_id)
        if user.role is not by.role:
            raise StationError("store.unknown-user", user=f"{by.user_id} ({by.role.value})")
        signature = signer.sign(signed_message(action_hash))
        if not verify(user.approval_key if new.kind in SEALING else user.public_key, signature, signed_message(action_hash)):
            if new.kind in SEALING and user.has_token:
                raise StationError("token.needed", user=by.user_id)
            raise ValueError(f"the signer of {by.user_id} does not hold their registered key")
        return signature


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _action(row: tuple[Any, ...]) -> Action:
    seq, action_id, kind, subject, role, user_id, at, hash_of_payload, previous, own, body, key_id, algorithm, value = row
    return Action(
        seq=seq, action_id=ActionId(action_id), kind=ActionKind(kind), subject=subject, by=Actor(Role(role), UserId(user_id)), at=at,
        payload_hash=hash_of_payload, previous=previous, hash=own, payload=None if body is None else json.loads(body),
        signature=Signature(key_id, algorithm, value) if value is not None else None,
    )  # fmt: skip
