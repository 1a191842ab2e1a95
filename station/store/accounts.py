"""What happens to accounts once they are made: password, revocation, re-issue, a new recovery code. FORMAT.md §3 and §5.

A slot is a file and a person is a row: no transaction covers both. Each act here has an order that a kill cannot split into something that
keeps a person out, or lets one in who should not be; `settle` finishes at the next opening what a kill left.
"""

import base64
import contextlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from station.domain.actions import NewAction, Payload, Signer
from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.rights import require_to_act
from station.domain.roles import Actor
from station.domain.states import ActionKind
from station.signing.certificates import certificate_facts
from station.signing.keys import SigningKey, verify
from station.signing.reasons import OTHER_HOLDER
from station.store.actions import StoredLog
from station.store.attempts import Attempts
from station.store.crypto import SALT_BYTES
from station.store.database import Database
from station.store.manifest import StoreFacts
from station.store.people import People
from station.store.sign_in import unlocked_by_password
from station.store.slots import (
    Unlocked,
    adopt_recovery_slot,
    drop_stale_recovery_slot,
    has_pending_recovery_slot,
    has_user_slot,
    open_recovery_slot,
    recovery_slot_epoch,
    remove_user_slot,
    user_slot_epoch,
    write_recovery_slot,
    write_user_slot,
)

_POSSESSION = b"station token 1:"
"""Begins what a token signs to show that it holds a key: never a row of the log nor a manifest."""


class Way(StrEnum):
    """How the store was opened, and so by whose word somebody gets a new slot."""

    PASSWORD = "password"
    RECOVERY = "recovery"
    ESCROW = "escrow"


@dataclass
class Session:
    """What opening the store gave; emptied when it closes."""

    user_id: UserId | None
    unlocked: Unlocked
    device_secret: bytes
    way: Way

    def __repr__(self) -> str:
        """Without keys: it may end up in a traceback."""
        return f"Session({self.user_id}, {self.way.value}, hidden)"


class Accounts:
    """Acts on slots and people of an open store. Every one is an action in the log, by whoever has the store open."""

    def __init__(
        self, folder: Path, facts: StoreFacts, database: Database, people: People, log: StoredLog, session: Session,
        actor: Callable[[], Actor], signer: Callable[[], Signer], attempts: Attempts,
    ) -> None:  # fmt: skip
        """`actor`, `signer`: of whoever has the store open, at that moment."""
        self._folder, self._facts = folder, facts
        self._database, self._people, self._log = database, people, log
        self._session = session
        self._actor, self._signer = actor, signer
        self._attempts = attempts

    def change_password(self, old: str, new: str) -> None:
        """One's own. The database is not touched by it: a copy made before still opens with the old password.

        Raises StationError `store.wrong-password`, `store.wait`, `store.locked-out`, `store.no-password`, `people.same-password`;
        ValueError when nobody signed in.
        """
        user_id = self._signed_in()
        self._log.require_writable()
        if new == old:
            raise StationError("people.same-password")
        unlocked = unlocked_by_password(
            self._folder, self._facts.store_id, user_id, old, self._session.device_secret, self._attempts
        )  # fmt: skip
        renewed = replace(unlocked, epoch=self._next_epoch(user_id))
        self._write_slot(user_id, new, renewed)
        with self._acting(ActionKind.PASSWORD_CHANGED, user_id, {}):
            self._people.renew_slot(user_id, renewed.epoch)
        self._session.unlocked = renewed

    def revoke(self, user_id: UserId) -> None:
        """Sign in no more, sign no more; what was signed before still holds.

        Raises StationError `store.unknown-user`, `people.no-right`.
        """
        self._people.user(user_id)
        with self._acting(ActionKind.USER_REVOKED, user_id, {}):
            self._people.revoke(user_id)
        remove_user_slot(self._folder, user_id)
        self._attempts.forget(user_id)

    def reissue(self, user_id: UserId, password: str) -> None:
        """A new slot on this PC for somebody who forgot their password, comes back, or has to sign in on a new PC.

        The old signing key lies in the slot that nobody can open, so there is a new one: a supervisor without a token needs a new
        certificate.
        Raises StationError `store.unknown-user`, `store.no-password`, `people.no-right`; ValueError for oneself.
        """
        if user_id == self._session.user_id:
            raise ValueError("whoever is signed in changes their password")
        was = self._people.user(user_id).public_key
        self._require(ActionKind.USER_REISSUED, user_id)
        key = SigningKey.generate()
        renewed = replace(self._session.unlocked, signing_key=key.private_bytes(), epoch=self._next_epoch(user_id))
        self._write_slot(user_id, password, renewed)
        by = Way.PASSWORD if self._session.user_id else self._session.way
        payload = {"key_id": key.key_id, "was": base64.b64encode(was).decode(), "way": "administrator" if by is Way.PASSWORD else by.value}
        with self._acting(ActionKind.USER_REISSUED, user_id, payload):
            self._people.renew_key(user_id, key.public_key, renewed.epoch)
        self._attempts.forget(user_id)

    def approve_with(self, certificate: bytes, signer: Signer) -> None:
        """Whoever signed in seals their batches with the key of this certificate from now on: `signer` shows that they hold it.

        The certificate is the province's; that is checked by whoever calls. Raises StationError `approval.certificate-invalid`, `token.*`.
        """
        user_id, facts = self._signed_in(), certificate_facts(certificate)
        if (facts.user_id, facts.realm) != (user_id, self._facts.realm):
            raise StationError("approval.certificate-invalid", user=user_id, reason=OTHER_HOLDER)
        challenge = _POSSESSION + secrets.token_bytes(SALT_BYTES)
        if not verify(facts.public_key, signer.sign(challenge), challenge):
            raise StationError("token.other-key", user=user_id)
        payload = {"key_id": facts.key_id, "certificate": base64.b64encode(certificate).decode(), "place": "token"}
        with self._acting(ActionKind.KEY_RENEWED, user_id, payload):
            self._people.set_approval_key(user_id, certificate)

    def approve_with_slot(self, user_id: UserId) -> None:
        """The token is lost or given back: batches are sealed with the key in the slot again, once the province has certified that.

        Raises StationError `store.unknown-user`, `people.no-right`.
        """
        user = self._people.user(user_id)
        with self._acting(ActionKind.KEY_RENEWED, user_id, {"key_id": user.key_id, "certificate": None, "place": "slot"}):
            self._people.set_approval_key(user_id, None)

    @property
    def first_password(self) -> bool:
        """Whether whoever signed in still has a password that an administrator chose: they set their own before they do anything."""
        user_id = self._session.user_id
        if user_id is None:
            return False
        given = [self._log.newest(kind, user_id) for kind in (ActionKind.USER_ADDED, ActionKind.USER_REISSUED)]
        newest = max((action for action in given if action is not None), key=lambda action: action.seq, default=None)
        own = self._log.newest(ActionKind.PASSWORD_CHANGED, user_id)
        return newest is not None and newest.by.is_person and (own is None or own.seq < newest.seq)

    def unlock(self, user_id: UserId) -> None:
        """Open an account that wrong passwords have shut. Raises StationError `store.unknown-user`, `people.no-right`."""
        self._people.user(user_id)
        with self._acting(ActionKind.USER_UNLOCKED, user_id, {}):
            pass
        self._attempts.forget(user_id)

    def new_recovery_code(self) -> str:
        """Print a new code; the old one goes on until somebody shows by `confirm_recovery_code` that the new one is on paper.

        Raises StationError `people.no-right`.
        """
        self._require(ActionKind.RECOVERY_RENEWED, self._facts.station_id)
        data_key, epoch = self._session.unlocked.data_key, self.next_recovery_epoch()
        return write_recovery_slot(self._folder, self._facts.store_id, data_key, epoch=epoch, pending=True)

    def confirm_recovery_code(self, code: str) -> None:
        """The new code is in force, the old one void. Raises StationError `store.wrong-code`, `store.no-new-code`, `people.no-right`."""
        self._require(ActionKind.RECOVERY_RENEWED, self._facts.station_id)
        if not has_pending_recovery_slot(self._folder):
            raise StationError("store.no-new-code")
        epoch = open_recovery_slot(self._folder, self._facts.store_id, code, pending=True).epoch
        adopt_recovery_slot(self._folder)
        with self._acting(ActionKind.RECOVERY_RENEWED, self._facts.station_id, {}):
            self._people.renew_recovery(epoch)

    def next_recovery_epoch(self) -> int:
        """Of the next code that is printed."""
        return max(self._people.recovery_epoch(), recovery_slot_epoch(self._folder)) + 1

    def require_to_renew_data_key(self) -> None:
        """Raises StationError `people.no-right`."""
        self._require(ActionKind.DATA_KEY_RENEWED, self._facts.station_id)

    def note_new_data_key(self) -> None:
        """In the new store: its first row of its own, and the code that was printed with it is the one in force."""
        with self._acting(ActionKind.DATA_KEY_RENEWED, self._facts.station_id, {}):
            self._people.renew_recovery(recovery_slot_epoch(self._folder))

    def require_newest(self) -> None:
        """That the store was opened by a slot that is still in force.

        Raises StationError `store.wrong-password` (a slot without a row), `store.revoked`, `store.old-slot`, `store.slot-unfinished`.
        """
        session = self._session
        if session.way is Way.RECOVERY and session.unlocked.epoch < self._people.recovery_epoch():
            raise StationError("store.old-slot")
        if session.user_id is None:
            return
        if not self._people.knows(session.user_id):
            raise StationError("store.wrong-password")
        user = self._people.user(session.user_id)
        if user.revoked:
            raise StationError("store.revoked", user=session.user_id)
        if session.unlocked.epoch < user.epoch:
            raise StationError("store.old-slot")
        if SigningKey.from_private_bytes(session.unlocked.signing_key).public_key != user.public_key:
            if session.unlocked.epoch > user.epoch:
                raise StationError("store.slot-unfinished", user=session.user_id)
            raise StationError("store.damaged", reason=f"the slot of {session.user_id} is not the one that was registered")

    def settle(self) -> None:
        """Finish what a kill left between slot and row; forget a new code that nobody confirmed."""
        for user in self._people.users():
            if user.revoked and has_user_slot(self._folder, user.user_id):
                remove_user_slot(self._folder, user.user_id)
        session = self._session
        if session.user_id is not None and session.unlocked.epoch > self._people.user(session.user_id).epoch:
            with self._acting(ActionKind.PASSWORD_CHANGED, session.user_id, {}):
                self._people.renew_slot(session.user_id, session.unlocked.epoch)
        if session.way is Way.RECOVERY and session.unlocked.epoch > self._people.recovery_epoch():
            with self._acting(ActionKind.RECOVERY_RENEWED, self._facts.station_id, {}):
                self._people.renew_recovery(session.unlocked.epoch)
        drop_stale_recovery_slot(self._folder, self._people.recovery_epoch())

    def _signed_in(self) -> UserId:
        if self._session.user_id is None:
            raise ValueError("the store was opened without a person")
        return self._session.user_id

    def _write_slot(self, user_id: UserId, password: str, unlocked: Unlocked) -> None:
        write_user_slot(self._folder, self._facts.store_id, user_id, password, self._session.device_secret, unlocked)

    def _next_epoch(self, user_id: UserId) -> int:
        return max(self._people.user(user_id).epoch, user_slot_epoch(self._folder, user_id)) + 1

    def _require(self, kind: ActionKind, subject: str) -> None:
        """Before a slot is touched: the log's own guard comes too late for that."""
        self._log.require_writable()
        require_to_act(self._actor(), kind, subject)

    @contextlib.contextmanager
    def _acting(self, kind: ActionKind, subject: str, payload: Payload) -> Iterator[None]:
        """The action and what it changes, in one transaction; the action is signed with the key that holds before it."""
        self._require(kind, subject)
        actor = self._actor()
        with self._database.transaction():
            written = self._log.write([NewAction(kind, subject, actor, payload)], self._signer() if actor.is_person else None)
            yield
        self._log.settle(written)
