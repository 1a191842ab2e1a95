"""What makes a batch acceptable (PROTOCOL.md §4.1). Pure: an opened batch in, a refusal or nothing out."""

import datetime
from dataclasses import dataclass
from typing import Final

from station.domain.approval import keyed_by
from station.domain.errors import StationError
from station.domain.findings import Severity
from station.domain.ids import UserId
from station.domain.record import Entry
from station.domain.roles import Role
from station.domain.states import ActionKind, EntryState, next_state
from station.signing.reasons import FUTURE
from station.signing.revocations import NOBODY, Revocations
from sync.envelope import OpenedBatch, open_batch, verify_manifest
from sync.protocol.manifest import Manifest
from sync.protocol.receipts import moment

CLOCK_AHEAD_MAX: Final = datetime.timedelta(hours=24)


@dataclass
class Refused(Exception):
    """The batch will never be taken. Ids and codes only in the sentences: they travel and are logged."""

    code: str
    vi: str
    en: str


_CODES: Final = {
    "envelope.signature": "signature",
    "approval.no-certificate": "certificate",
    "approval.certificate-invalid": "certificate",
    "approval.certificate-revoked": "certificate",
    "envelope.wrong-key": "sealed-part",
    "envelope.damaged": "sealed-part",
}


def open_and_judge(
    manifest: Manifest, sealed_entries: bytes, private_key: bytes, root: bytes, now: datetime.datetime, revocations: Revocations = NOBODY
) -> OpenedBatch:
    """The batch in clear, once everything holds; raise Refused."""
    try:
        verify_manifest(manifest, root, _approved_at(manifest, now), revocations)
        opened = open_batch(manifest, sealed_entries, private_key)
    except StationError as error:
        raise Refused(_CODES[error.code], error.sentence("vi"), error.sentence("en")) from error
    for entry in opened.entries:
        _judge_entry(entry, opened.manifest.body.approver.user_id)
    return opened


def _approved_at(manifest: Manifest, now: datetime.datetime) -> datetime.datetime:
    """When the certificates must have held: at approval, for a stick may travel for weeks; a time to come is nobody's."""
    at = moment(manifest.body.approved_at)
    if at is None or at > now + CLOCK_AHEAD_MAX:
        raise StationError("approval.certificate-invalid", user=manifest.body.approver.user_id, reason=FUTURE)
    return min(at, now)


def _judge_entry(entry: Entry, approver: str) -> None:
    if next_state(entry.state, ActionKind.ENTRY_APPROVED, Role.SUPERVISOR) is not EntryState.APPROVED:
        raise Refused(
            "transition",
            f"Mục {entry.entry_id} đang ở trạng thái {entry.state.value} nên không duyệt được.",
            f"The entry {entry.entry_id} was {entry.state.value} and cannot be approved.",
        )
    if keyed_by(entry, UserId(approver)):
        raise Refused(
            "four-eyes",
            f"{approver} đã nhập hoặc kiểm tra mục {entry.entry_id} nên không được duyệt mục đó.",
            f"{approver} keyed or checked the entry {entry.entry_id} and may not approve it.",
        )
    open_rules = {finding.rule for finding in entry.findings if finding.severity is Severity.ERROR} - set(entry.overrides)
    if open_rules:
        rules = ", ".join(sorted(open_rules))
        raise Refused(
            "open-findings",
            f"Mục {entry.entry_id} còn lỗi chưa sửa và chưa có lý do: {rules}.",
            f"The entry {entry.entry_id} has errors neither mended nor overridden: {rules}.",
        )
