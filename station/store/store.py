"""An open store: the keys in memory, the one connection, and the parts that the workflow works with. For the one thread that opened it."""

import base64
import contextlib
import logging
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from station.domain.actions import NewAction, Payload
from station.domain.errors import StationError
from station.domain.ids import ActionId, UserId
from station.domain.rights import require_to_act
from station.domain.roles import STATION, Actor, Role
from station.domain.states import ActionKind
from station.signing.keys import SigningKey
from station.signing.revocations import Revocations
from station.signing.signer import KeySigner
from station.signing.token import Token, TokenSigner
from station.store.accounts import Accounts, Session, Way
from station.store.actions import StoredLog, newest_revocations
from station.store.attempts import Attempts
from station.store.crypto import STANDARD_KDF, derive, subkeys
from station.store.database import NAME, Database
from station.store.disk import drop_ballast, keep_ballast, require_local
from station.store.drafts import StoredDrafts
from station.store.erasure import Eraser
from station.store.escrow_exchange import Answer
from station.store.head import HeadFile
from station.store.images import SealedImages
from station.store.indexes import StoredIndexes
from station.store.jobs import StoredJobs
from station.store.ledger import StoredLedger
from station.store.links import StoredLinks
from station.store.manifest import StoreFacts, is_summed, read_facts, write_facts
from station.store.migrations import migrate
from station.store.people import NewUser, People, User
from station.store.projections import Projections
from station.store.records import StoredRecords
from station.store.retention import StoredRetention
from station.store.search import StoredSearch
from station.store.sharing import LOCK_MODE, join
from station.store.sheets import StoredSheets
from station.store.sign_in import unlocked_by_password
from station.store.slots import Unlocked, open_escrow_slot, open_recovery_slot, write_user_slot
from station.store.snapshot import WORK_FOLDER, BackupSource

log = logging.getLogger(__name__)


class Store:
    """A store that one person has unlocked (or the recovery code, or the province). Use as a context manager; `close` drops the keys."""

    facts: StoreFacts
    """Station, office, realm."""
    log: StoredLog
    records: StoredRecords
    images: SealedImages
    jobs: StoredJobs
    drafts: StoredDrafts
    search: StoredSearch
    indexes: StoredIndexes
    ledger: StoredLedger
    retention: StoredRetention
    people: People
    links: StoredLinks
    sheets: StoredSheets
    accounts: Accounts
    refusal: str
    """Why nothing can be written: the database does not continue what head.json has seen. Empty when all is well."""

    def __init__(
        self, folder: Path, facts: StoreFacts, lock: FileLock, session: Session, *, clock: Callable[[], float] = time.time
    ) -> None:
        """Use `open`, `open_with_recovery` or `open_with_escrow`."""
        self.folder = folder
        self.facts = facts
        self._lock = lock
        self._session = session
        self._attempts = Attempts(folder, clock=clock)
        keys = subkeys(session.unlocked.data_key, facts.store_id)
        if not (folder / NAME).exists():
            raise StationError("store.damaged", reason=f"{NAME} is missing")
        self.database = Database(folder, keys.database)
        try:
            migrate(self.database)
            self._log_key = keys.log
            self.people = People(self.database, facts)
            self._head_file = HeadFile(folder, facts.store_id, self.station_signer)
            self.refusal = self._head_file.fault(self.database)
            self._projections = Projections(self.database)
            self.images = SealedImages(folder, self.database, facts.station_id, keys.page_wrap)
            self.log = StoredLog(self.database, self.people, self._projections, self.images, self._head_file, refusal=self.refusal)
            self.accounts = Accounts(
                folder, facts, self.database, self.people, self.log, session, lambda: self.actor, lambda: self.signer, self._attempts
            )
            self.accounts.require_newest()
            self.records = StoredRecords(self.database)
            self.jobs = StoredJobs(self.database)
            self.drafts = StoredDrafts(self.database)
            self.search = StoredSearch(self.database)
            self.indexes = StoredIndexes(self.database)
            self.ledger = StoredLedger(self.database)
            self.retention = StoredRetention(self.database)
            self.links = StoredLinks(self.database)
            self.sheets = StoredSheets(self.database, self.images)
            self._settle()
        except BaseException:
            self.database.close()
            raise

    @classmethod
    def open(cls, folder: Path, user_id: UserId, password: str, device_secret: bytes, *, clock: Callable[[], float] = time.time) -> "Store":
        """Unlock as a person. Wrong passwords are counted by `clock` (attempts.py).

        Raises StationError `store.not-found`, `store.in-use`, `store.wrong-password`, `store.wait`, `store.locked-out`,
        `store.other-device`, `store.version`, `store.damaged`, `store.not-encrypting`.
        """

        def unlock(facts: StoreFacts) -> Session:
            attempts = Attempts(folder, clock=clock)
            unlocked = unlocked_by_password(folder, facts.store_id, user_id, password, device_secret, attempts)
            return Session(user_id, unlocked, device_secret, Way.PASSWORD)

        return _opened(folder, unlock, clock)

    @classmethod
    def open_with_recovery(cls, folder: Path, code: str, device_secret: bytes = b"") -> "Store":
        """Unlock with the printed code, on any PC; `device_secret` is this PC's, for adding people.

        Raises also `store.wrong-code`, `store.old-slot`.
        """
        return _opened(
            folder, lambda facts: Session(None, open_recovery_slot(folder, facts.store_id, code), device_secret, Way.RECOVERY), time.time
        )

    @classmethod
    def open_with_escrow(cls, folder: Path, private_key: bytes, device_secret: bytes = b"") -> "Store":
        """Unlock with the province's escrow key (X25519, 32 bytes)."""

        def unlock(facts: StoreFacts) -> Session:
            unlocked = Unlocked(open_escrow_slot(folder, facts.store_id, private_key), b"", STANDARD_KDF)
            return Session(None, unlocked, device_secret, Way.ESCROW)

        return _opened(folder, unlock, time.time)

    @classmethod
    def open_with_answer(cls, folder: Path, answer: Answer, device_secret: bytes) -> "Store":
        """Unlock with the province's answer to this PC's request (escrow_exchange.py). Raises also `escrow.*`."""
        return _opened(
            folder,
            lambda facts: Session(None, Unlocked(answer.data_key(facts, device_secret), b"", STANDARD_KDF), device_secret, Way.ESCROW),
            time.time,
        )

    @property
    def actor(self) -> Actor:
        """Who acts: the person, or the station when the store was opened without one."""
        user_id = self._session.user_id
        return STATION if user_id is None else Actor(self.people.user(user_id).role, user_id)

    @property
    def device_secret(self) -> bytes:
        """Of this PC, as it was given at opening: for slots that are made now."""
        return self._session.device_secret

    @property
    def data_key(self) -> bytes:
        """For exporting the store under another one; never for a file or a log."""
        return self._session.unlocked.data_key

    @property
    def feed_key(self) -> bytes:
        """X25519, 32 bytes: what the central's feed is opened with."""
        return derive(self._session.unlocked.data_key, salt=self.facts.store_id.encode(), purpose="feed")

    @property
    def signer(self) -> KeySigner:
        """The person's signer, its certificate if there is one for the key in the slot; the station's when nobody signed in."""
        user_id = self._session.user_id
        if user_id is None:
            return self.station_signer
        user, key = self.people.user(user_id), SigningKey.from_private_bytes(self._session.unlocked.signing_key)
        return KeySigner(user_id, key, None if user.has_token else user.certificate)

    def token_signer(self, token: Token) -> TokenSigner:
        """The approval key of whoever signed in, on their open token. Raises StationError `token.other-key`."""
        user = self.people.user(self.actor.user_id)
        return TokenSigner(user.user_id, token, user.approval_key, user.certificate)

    def revocations(self, root: bytes) -> Revocations:
        """The province's list of revoked certificates, as it was last taken in. Raises StationError `revocations.faulty`."""
        return newest_revocations(self.database, self.facts.station_id, root)

    @property
    def station_signer(self) -> KeySigner:
        """The station's signer with its newest certificate; its `user_id` is the station id."""
        return self.people.station_signer(self._log_key)

    def users(self) -> list[User]:
        """Everybody the store knows."""
        return self.people.users()

    def add_user(self, new: NewUser, by: Actor = STATION) -> None:
        """Give a person a slot and a signing key. `by` is the store's actor, or the station when it is being set up.

        Raises StationError `store.user-exists`, `store.user-id`, `store.no-password`, `people.no-right`.
        """
        if self.people.knows(new.user_id):
            raise StationError("store.user-exists", user=new.user_id)
        require_to_act(by, ActionKind.USER_ADDED, new.user_id)  # before the slot: one that was refused must not lie there
        key = SigningKey.generate()
        slot = Unlocked(self._session.unlocked.data_key, key.private_bytes(), self._session.unlocked.kdf)
        write_user_slot(self.folder, self.facts.store_id, new.user_id, new.password, self._session.device_secret, slot)
        with self._acting(ActionKind.USER_ADDED, new.user_id, by, {"role": new.role.value, "key_id": key.key_id}):
            self.people.add(new, key.public_key)

    def add_login(self, user_id: UserId, name: str, role: Role, password: str, by: Actor) -> None:
        """`add_user` as the workflow's port has it."""
        self.add_user(NewUser(user_id, name, role, password), by)

    def change_role(self, user_id: UserId, role: Role, by: Actor = STATION) -> None:
        """From the next sign-in on; a certificate for another role goes. Raises StationError `store.unknown-user`, `people.no-right`.

        Raises ValueError for a role that no person holds.
        """
        was = self.people.user(user_id).role
        with self._acting(ActionKind.ROLE_CHANGED, user_id, by, {"role": role.value, "was": was.value}):
            self.people.change_role(user_id, role)

    def set_certificate(self, holder: str, certificate: bytes, by: Actor = STATION) -> None:
        """Keep the province's certificate (DER) of a person, or of the station by its id; the log keeps every one there was.

        Raises StationError `approval.certificate-invalid`, `store.unknown-user`, `people.no-right`.
        """
        payload = {"certificate": base64.b64encode(certificate).decode()}
        with self._acting(ActionKind.USER_CERTIFIED, holder, by, payload):
            self.people.set_certificate(holder, certificate, self.station_signer.public_key)

    def confirm_password(self, password: str) -> None:
        """That the person who signed in is still the one who sits there; counted like a sign-in.

        Raises StationError `store.wrong-password`, `store.wait`, `store.locked-out`; ValueError when nobody signed in.
        """
        session = self._session
        if session.user_id is None:
            raise ValueError("the store was opened without a person")
        unlocked_by_password(self.folder, self.facts.store_id, session.user_id, password, session.device_secret, self._attempts)

    def erase_payloads(self, action_ids: Sequence[ActionId], reason: str, by: Actor) -> int:
        """Erase what these actions said, for good; return how many were still there. `by` is the store's actor or the station."""
        return self.eraser(by).payloads(action_ids, reason)

    def eraser(self, by: Actor) -> Eraser:
        """What erases in the name of `by`, the store's actor or the station."""
        signer = self.signer if by.is_person else None
        return Eraser(self.database, self.log, self._projections, self.images, self.facts.station_id, by, signer)

    def rebuild_projections(self) -> None:
        """Fold the whole log again into the rows that screens read."""
        with self.database.transaction():
            self._projections.rebuild(self.log.actions())

    @property
    def head_seq(self) -> int:
        """The last action that head.json has seen."""
        return self._head_file.seen

    def last_head_fault(self) -> str:
        """What is wrong with head.last; never a reason to refuse anything."""
        return self._head_file.last_fault()

    def head_fault(self) -> str:
        """Why head.json and the database do not belong together; empty when they do."""
        return self.refusal or self._head_file.fault(self.database)

    def signed_head(self) -> str:
        """The head of the log for a printed sheet, signed by the station (head.py)."""
        return self._head_file.text(self.log.head())

    def backup_source(self) -> BackupSource:
        """What a backup on another thread needs; it holds the keys, so drop it at closing."""
        return BackupSource(self.folder, self.facts, self._session.unlocked)

    def close(self) -> None:
        """Write the head, fold the write-ahead log, drop the lock. A full disk costs the ballast, never data."""
        try:
            if not self.refusal:
                self._flush_head()
        finally:
            self._session.unlocked, self._log_key = Unlocked(b"", b"", STANDARD_KDF), b""
            self.images.lock()
            try:
                self.database.close()
            finally:
                self._lock.release()

    def __enter__(self) -> "Store":
        """The store itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close."""
        self.close()

    @contextlib.contextmanager
    def _acting(self, kind: ActionKind, subject: str, by: Actor, payload: Payload) -> Iterator[None]:
        """A change of people and its action in one transaction."""
        with self.database.transaction():
            yield
            written = self.log.write([NewAction(kind, subject, by, payload)], self.signer if by.is_person else None)
        self.log.settle(written)

    def _flush_head(self) -> None:
        try:
            self._head_file.flush()
        except StationError as error:
            if error.code != "store.disk-full" or not drop_ballast(self.folder):
                log.warning("head not written at closing: %s", error.code)
                return
            with contextlib.suppress(StationError):
                self._head_file.flush()

    def _settle(self) -> None:
        """What a crash left, put right; nothing is touched while the head and the database disagree: it would be evidence."""
        if self.refusal:
            log.error("writing refused: %s", self.refusal)
            return
        self.accounts.settle()
        self.jobs.recover()
        shutil.rmtree(self.folder / WORK_FOLDER, ignore_errors=True)
        self.images.sweep()
        # a kill between an erasure and its last step leaves erased words in the write-ahead log
        self.database.fold_wal()
        for place in (self.folder, self.folder / "slots"):
            for path in place.glob(".*.tmp"):
                path.unlink()
        if not is_summed(self.folder):
            write_facts(self.folder, self.facts)
        keep_ballast(self.folder, self.facts.ballast_bytes)


def _locked(folder: Path) -> FileLock:
    # no fallback to a soft lock: a plain file would stay after a kill and shut everybody out
    lock = FileLock(folder / "lock", timeout=0, thread_local=False, fallback_to_soft=False, mode=LOCK_MODE)
    try:
        lock.acquire()
    except Timeout as error:
        raise StationError("store.in-use", path=str(folder)) from error
    return lock


def _opened(folder: Path, unlock: Callable[[StoreFacts], Session], clock: Callable[[], float]) -> Store:
    """The open store; on a full disk the ballast is given up first, so that work can be looked at and sent."""
    facts = read_facts(folder)
    require_local(folder)
    join(folder)
    lock = _locked(folder)
    try:
        session = unlock(facts)
        try:
            return Store(folder, facts, lock, session, clock=clock)
        except StationError as error:
            if error.code != "store.disk-full" or not drop_ballast(folder):
                raise
        return Store(folder, facts, lock, session, clock=clock)
    except BaseException:
        lock.release()
        raise
