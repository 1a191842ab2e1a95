"""The checker behind `verify-store`: everything that FORMAT.md promises, looked at once more. It changes nothing."""

import contextlib
import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from station.domain.actions import Action, Head, chain_faults, payload_hash
from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.record import PageState
from station.domain.states import ActionKind
from station.signing.certificates import check_certificate
from station.signing.keys import verify
from station.signing.province import Province
from station.signing.revocations import NOBODY, Revocations
from station.store.actions import newest_revocations, signed_message, stored_actions
from station.store.crypto import subkeys
from station.store.database import Database
from station.store.head import HeadFile
from station.store.images import SealedImages
from station.store.jobs import StoredJobs
from station.store.key_history import SEALING, KeyHistory
from station.store.manifest import StoreFacts, read_facts
from station.store.migrations import integrity_faults, old_copies
from station.store.people import People
from station.store.records import StoredRecords
from station.store.refolding import projection_faults
from station.store.rescue import unreadable_rows
from station.store.slots import Unlocked, slot_faults
from station.store.store import Store

Tell = Callable[[int, int, Text], None]
Stop = Callable[[], bool]

PROVINCE_FILE: Final = "province.json"
_SALTS: Final = "SELECT salt FROM payload WHERE seq = ?"
_LOG = Text("Đang đối chiếu nhật ký", "Checking the log")
_IMAGES = Text("Đang đối chiếu ảnh", "Checking the images")
_ROWS = Text("Đang dựng lại các bảng", "Folding the log again")
_TELL_EVERY: Final = 500


@dataclass
class AuditReport:
    """What an audit found; clean when `faults` is empty."""

    faults: list[str] = field(default_factory=list)
    """One sentence each, with ids, without personal data."""
    counts: dict[str, int] = field(default_factory=dict)
    """What was looked at: actions, signatures, erased, pages, images, entries, batches, orphans."""
    stopped: bool = False
    """Somebody stopped it before its end: what was not looked at is not vouched for."""


@dataclass(frozen=True)
class SeenHead:
    """A head of the log that was seen outside the store."""

    where: str
    """In words: the manifest of a batch, a printed sheet."""
    head: Head


@dataclass(frozen=True)
class Examined:
    """The parts that an audit looks at; of an open store, or of a copy of one."""

    folder: Path
    facts: StoreFacts
    database: Database
    images: SealedImages
    people: People
    head_fault: str
    last_head_fault: str = ""
    head_seq: int = 0
    """The last action that head.json has seen."""

    @classmethod
    def of_store(cls, store: Store) -> "Examined":
        """An open store."""
        return cls(
            store.folder,
            store.facts,
            store.database,
            store.images,
            store.people,
            store.head_fault(),
            store.last_head_fault(),
            store.head_seq,
        )

    @classmethod
    @contextlib.contextmanager
    def of_copy(cls, folder: Path, unlocked: Unlocked, *, images: Path | None = None) -> Iterator["Examined"]:
        """A copy that nobody works in; nothing is migrated, settled or swept. `images`: where its sealed images lie.

        Raises StationError `store.damaged`, `store.version`, `store.not-found`.
        """
        facts = read_facts(folder)
        keys = subkeys(unlocked.data_key, facts.store_id)
        database = Database(folder, keys.database)
        try:
            people = People(database, facts)
            fault = HeadFile(folder, facts.store_id, people.station_signer(keys.log)).fault(database)
            yield cls(
                folder, facts, database, SealedImages(folder, database, facts.station_id, keys.page_wrap, files=images), people, fault
            )
        finally:
            database.close()


def audit(store: Store, province_root: bytes | None, *, seen: Sequence[SeenHead] = ()) -> AuditReport:
    """Check everything of an open store. With the province's root (DER) certificates too; with `seen` heads from elsewhere."""
    return examine(Examined.of_store(store), province_root, seen=seen)


def examine(
    examined: Examined,
    province_root: bytes | None,
    *,
    seen: Sequence[SeenHead] = (),
    images: bool = True,
    tell: Tell = lambda done, total, text: None,
    stop: Stop = lambda: False,
) -> AuditReport:
    """Check file, chain, payloads, signatures, slots, images, projections, jobs, drafts, erasures and heads.

    Orphan images are counted, not faults: a crash may leave one, and opening sweeps it after a day.
    """
    report = AuditReport()
    report.faults += integrity_faults(examined.database)
    if report.faults:
        # a page of the database that fails poisons every later read on this connection: name what it costs, and stop
        report.faults += (lost.sentence for lost in unreadable_rows(examined.database, examined.head_seq))
        return report
    if examined.head_fault:
        report.faults.append(f"head: {examined.head_fault}")
    if examined.last_head_fault:
        report.faults.append(f"head: {examined.last_head_fault}")
    tell(0, 0, _LOG)
    report.faults += chain_faults(stored_actions(examined.database))
    report.faults += (f"{one.where}: {fault}" for one in seen if (fault := seen_fault(examined.database, one.head)))
    report.faults += slot_faults(examined.folder, examined.facts.store_id)
    report.faults += _province_faults(examined)
    report.faults += _copy_faults(examined)
    steps: tuple[Callable[[], None], ...] = (
        lambda: _check_payloads(examined.database, report),
        lambda: _check_signatures(examined, report, province_root, tell),
        lambda: _check_images(examined, report, tell, stop) if images else None,
        lambda: _check_projections(examined.database, report, tell),
        lambda: _check_work(examined, report),
    )
    for step in steps:
        if report.stopped or stop():
            report.stopped = True
            return report
        step()
    return report


def seen_fault(database: Database, head: Head) -> str:
    """Why a head seen elsewhere cannot have been this store's; empty when the log holds it. Its hash may be a beginning only."""
    if head.seq == 0:
        return ""
    row = database.one("SELECT hash FROM action WHERE seq = ?", (head.seq,))
    if row is None:
        newest = database.value("SELECT max(seq) FROM action") or 0
        return f"the store ends at action {newest}, before action {head.seq} which was seen: it is older than that"
    return "" if str(row[0]).startswith(head.hash) else f"action {head.seq} is not the one that was seen: another history"


def _province_faults(examined: Examined) -> Iterator[str]:
    """province.json is not the store's own, but what it says of realm and escrow key is what the store was made with."""
    path = examined.folder / PROVINCE_FILE
    if not path.exists():
        return
    try:
        province = Province.load(path)
    except StationError as error:
        yield f"{PROVINCE_FILE}: {error.details.get('reason', error.code)}"
        return
    if province.realm != examined.facts.realm:
        yield f"{PROVINCE_FILE}: of another realm than the store"


def _copy_faults(examined: Examined) -> Iterator[str]:
    """Databases of before an upgrade that were changed: they would be what one falls back on."""
    for path in old_copies(examined.folder):
        try:
            copy = examined.database.beside(path.name)
        except StationError:
            yield f"{path.name}: cannot be opened"
            continue
        try:
            yield from (f"{path.name}: {fault}" for fault in integrity_faults(copy))
        finally:
            copy.close()


def _check_payloads(database: Database, report: AuditReport) -> None:
    claimed: set[str] = set()
    for action in stored_actions(database):
        if action.kind is ActionKind.PAYLOAD_ERASED and action.payload is not None:
            claimed.update(action.payload["actions"])
    actions = erased = 0
    for action in stored_actions(database):
        actions += 1
        if action.payload is None:
            erased += 1
            if action.action_id not in claimed:
                report.faults.append(f"the payload of action {action.seq} is gone without a record of its erasure")
        elif payload_hash(database.value(_SALTS, (action.seq,)), action.payload) != action.payload_hash:
            report.faults.append(f"the payload of action {action.seq} was changed")
        elif action.action_id in claimed:
            report.faults.append(f"the payload of action {action.seq} is still there though the log says it was erased")
    report.counts.update(actions=actions, erased=erased)


def _check_signatures(examined: Examined, report: AuditReport, root: bytes | None, tell: Tell) -> None:
    try:
        keys = KeyHistory(examined.people.users(), stored_actions(examined.database))
        revocations = newest_revocations(examined.database, examined.facts.station_id, root) if root is not None else NOBODY
    except (ValueError, KeyError, TypeError):
        report.faults.append("the log does not say which key was before a renewal")
        return
    except StationError as error:
        report.faults.append(error.sentence("en"))
        return
    signatures = 0
    total = report.counts["actions"]
    for action in stored_actions(examined.database):
        if action.seq % _TELL_EVERY == 0:
            tell(action.seq, total, _LOG)
        if not action.by.is_person:
            continue
        signatures += 1
        report.faults += _signature_faults(action, keys)
        if root is not None and action.kind in (ActionKind.ENTRY_APPROVED, ActionKind.BATCH_SEALED):
            report.faults += _certificate_faults(action, keys, root, revocations)
    report.counts["signatures"] = signatures


def _signature_faults(action: Action, keys: KeyHistory) -> Iterator[str]:
    key = (keys.approval_key_at if action.kind in SEALING else keys.key_at)(action.by.user_id, action.seq)
    if key is None:
        yield f"action {action.seq} is by {action.by.user_id}, whom the store does not know"
    elif action.signature is None or not verify(key, action.signature, signed_message(action.hash)):
        yield f"the signature of action {action.seq} does not hold"


def _certificate_faults(action: Action, keys: KeyHistory, root: bytes, revocations: Revocations) -> Iterator[str]:
    """One of the certificates the person ever had must hold for the moment of the approval; what the newest says when none does."""
    had, key = keys.certificates(action.by.user_id), keys.approval_key_at(action.by.user_id, action.seq)
    if key is None or not had:
        yield f"action {action.seq} approves without a certificate"
        return
    faults = [_certificate_fault(action, key, certificate, root, revocations) for certificate in had]
    if all(faults):
        yield f"action {action.seq}: {faults[-1]}"


def _certificate_fault(action: Action, key: bytes, certificate: bytes, root: bytes, revocations: Revocations) -> str:
    """Why this certificate does not speak for the action; empty when it does."""
    at = datetime.datetime.fromisoformat(action.at)
    try:
        facts = check_certificate(certificate, root, at=at, role="supervisor", revocations=revocations)
    except StationError as error:
        return error.sentence("en")
    same = facts.public_key == key and facts.user_id == action.by.user_id
    return "" if same else f"the certificate of {action.by.user_id} is for another key or person"


def _check_images(examined: Examined, report: AuditReport, tell: Tell, stop: Stop) -> None:
    images = erased = 0
    pages = StoredRecords(examined.database).pages()
    for number, page in enumerate(pages):
        if stop():
            report.stopped = True
            return
        tell(number, len(pages), _IMAGES)
        if examined.images.is_erased(page.page_id):
            erased += 1
            if examined.images.sealed(page.page_id).path.exists():
                report.faults.append(f"the image of page {page.page_id} is still there though the log says it was erased")
            continue
        try:
            examined.images.open(page.page_id)
            images += 1
        except StationError as error:
            report.faults.append(str(error.details.get("reason", error.code)) if error.code == "store.damaged" else str(error))
    report.counts.update(images=images, images_erased=erased, orphans=len(examined.images.orphans()))


def _check_projections(database: Database, report: AuditReport, tell: Tell) -> None:
    tell(0, 0, _ROWS)
    report.faults += projection_faults(database)
    for name, table in (("volumes", "volume"), ("pages", "page"), ("entries", "entry"), ("batches", "batch")):
        report.counts[name] = database.value(f"SELECT count(*) FROM {table}")


def _check_work(examined: Examined, report: AuditReport) -> None:
    """Jobs and drafts: rows that no fold brings back, so they are compared with what they are about."""
    waiting = {page.page_id for page in StoredRecords(examined.database).pages(state=PageState.CAPTURED)}
    for page_id in sorted(waiting ^ {job.page_id for job in StoredJobs(examined.database).all()}):
        report.faults.append(f"page {page_id} and its job do not agree")
    lost = "SELECT entry_id FROM draft WHERE entry_id NOT IN (SELECT entry_id FROM entry)"
    report.faults += [f"a draft is about entry {entry_id}, which is not there" for (entry_id,) in examined.database.rows(lost)]
    strange = "SELECT DISTINCT user_id FROM draft WHERE user_id NOT IN (SELECT user_id FROM user)"
    report.faults += [f"a draft is of {user_id}, whom the store does not know" for (user_id,) in examined.database.rows(strange)]
    report.counts["drafts"] = examined.database.value("SELECT count(*) FROM draft")
