"""The checker behind `verify-store`: everything that FORMAT.md promises, looked at once more. It changes nothing."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from station.domain.actions import Action, chain_faults, payload_hash
from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.record import PageState
from station.domain.states import ActionKind
from station.signing.certificates import check_certificate
from station.signing.keys import verify
from station.store.actions import signed_message
from station.store.migrations import integrity_faults
from station.store.people import User
from station.store.refolding import projection_faults
from station.store.store import Store


@dataclass
class AuditReport:
    """What an audit found; clean when `faults` is empty."""

    faults: list[str] = field(default_factory=list)
    """One sentence each, with ids, without personal data."""
    counts: dict[str, int] = field(default_factory=dict)
    """What was looked at: actions, signatures, erased, pages, images, entries, batches, orphans."""


def audit(store: Store, province_root: bytes | None) -> AuditReport:
    """Check file, chain, payloads, signatures, images, projections, erasures and head. With the province's root (DER) certificates too.

    Orphan images are counted, not faults: a crash may leave one, and opening sweeps it after a day.
    """
    report = AuditReport()
    report.faults += integrity_faults(store.database)
    if report.faults:
        # a page of the database that fails poisons every later read on this connection; say so and stop
        return report
    if fault := store.head_fault():
        report.faults.append(f"head: {fault}")
    report.faults += chain_faults(store.log.actions())
    _check_payloads(store, report)
    _check_signatures(store, report, province_root)
    _check_images(store, report)
    _check_projections(store, report)
    report.counts["batches"] = len(store.records.batches())
    return report


def _check_payloads(store: Store, report: AuditReport) -> None:
    salts = "SELECT salt FROM payload WHERE seq = ?"
    claimed: set[str] = set()
    for action in store.log.actions():
        if action.kind is ActionKind.PAYLOAD_ERASED and action.payload is not None:
            claimed.update(action.payload["actions"])
    actions = erased = 0
    for action in store.log.actions():
        actions += 1
        if action.payload is None:
            erased += 1
            if action.action_id not in claimed:
                report.faults.append(f"the payload of action {action.seq} is gone without a record of its erasure")
        elif payload_hash(store.database.value(salts, (action.seq,)), action.payload) != action.payload_hash:
            report.faults.append(f"the payload of action {action.seq} was changed")
        elif action.action_id in claimed:
            report.faults.append(f"the payload of action {action.seq} is still there though the log says it was erased")
    report.counts.update(actions=actions, erased=erased)


def _check_signatures(store: Store, report: AuditReport, root: bytes | None) -> None:
    users = {user.user_id: user for user in store.users()}
    signatures = 0
    for action in store.log.actions():
        if not action.by.is_person:
            continue
        signatures += 1
        report.faults += _signature_faults(action, users)
        if root is not None and action.kind in (ActionKind.ENTRY_APPROVED, ActionKind.BATCH_SEALED):
            report.faults += _certificate_faults(action, users, root)
    report.counts["signatures"] = signatures


def _signature_faults(action: Action, users: dict[UserId, User]) -> Iterator[str]:
    user = users.get(action.by.user_id)
    if user is None:
        yield f"action {action.seq} is by {action.by.user_id}, whom the store does not know"
    elif action.signature is None or not verify(user.public_key, action.signature, signed_message(action.hash)):
        yield f"the signature of action {action.seq} does not hold"


def _certificate_faults(action: Action, users: dict[UserId, User], root: bytes) -> Iterator[str]:
    user = users.get(action.by.user_id)
    if user is None or user.certificate is None:
        yield f"action {action.seq} approves without a certificate"
        return
    try:
        facts = check_certificate(user.certificate, root, at=datetime.datetime.fromisoformat(action.at), role="supervisor")
    except StationError as error:
        yield f"action {action.seq}: {error.sentence('en')}"
        return
    if facts.public_key != user.public_key or facts.user_id != user.user_id:
        yield f"action {action.seq}: the certificate of {user.user_id} is for another key or person"


def _check_images(store: Store, report: AuditReport) -> None:
    images = 0
    for page in store.records.pages():
        try:
            store.images.open(page.page_id)
            images += 1
        except StationError as error:
            report.faults.append(str(error.details.get("reason", error.code)) if error.code == "store.damaged" else str(error))
    report.counts.update(images=images, orphans=len(store.images.orphans()))


def _check_projections(store: Store, report: AuditReport) -> None:
    """Fold everything again in a transaction that is rolled back, and compare row by row."""
    report.faults += projection_faults(store.database)
    waiting = {page.page_id for page in store.records.pages(state=PageState.CAPTURED)}
    for page_id in sorted(waiting ^ {job.page_id for job in store.jobs.all()}):
        report.faults.append(f"page {page_id} and its job do not agree")
    for table in ("volume", "page", "entry"):
        report.counts[f"{table}s" if table != "entry" else "entries"] = store.database.value(f"SELECT count(*) FROM {table}")
