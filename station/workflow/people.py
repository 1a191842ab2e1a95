"""People: who may sign in, in which role, and whether a supervisor's signature counts. Every change is an action in the log.

Nobody is ever deleted: the log names them for ever. The last administrator keeps the office able to let people in.
"""

import base64
import contextlib
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from station.domain.actions import Signer
from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import StationId, UserId
from station.domain.rights import Right, require
from station.domain.roles import Role
from station.domain.states import ActionKind
from station.domain.text import clean
from station.signing.certificates import certificate_facts, check_certificate
from station.signing.revocations import NOBODY, Revocations, check_revocation_list
from station.workflow.desk import Desk
from station.workflow.ports import Accounts, KnownPerson, Staff

SOON: Final = datetime.timedelta(days=30)
"""A certificate that ends within a month is asked for anew."""
_OLD_LIST: Final = Text(
    "Danh sách thu hồi số {number} đáng lẽ được thay từ ngày {day}: xin tỉnh bản mới. Bản đang có vẫn được tính.",
    "Revocation list number {number} was due to be replaced on {day}: ask the province for the new one. This one still counts.",
)


class CertificateState(StrEnum):
    """What the office needs to know of a person's certificate."""

    NOT_NEEDED = "not-needed"
    NONE = "none"
    HOLDS = "holds"
    ENDS_SOON = "ends-soon"
    ENDED = "ended"
    REVOKED = "revoked"
    """By the province."""
    FAULTY = "faulty"


@dataclass(frozen=True)
class Person:
    """One line of the list of people."""

    user_id: UserId
    name: str
    role: Role
    since: str
    """When they got this role: UTC, ISO 8601; empty where the log does not tell (the store's first person)."""
    certificate: CertificateState
    valid_until: datetime.datetime | None
    oneself: bool
    revoked: bool
    has_token: bool = False
    """They approve with a key on a token."""


@dataclass(frozen=True)
class NewPerson:
    """Who is to be let in."""

    user_id: str
    name: str
    role: Role
    password: str

    def __repr__(self) -> str:
        """Without name and password: it may end up in a traceback."""
        return f"NewPerson({self.user_id}, {self.role.value})"


def people(desk: Desk, staff: Staff, root: bytes, now: datetime.datetime, revocations: Revocations = NOBODY) -> tuple[Person, ...]:
    """Everybody, in order of their ids. `root`: the province's root certificate, DER; `now` with a time zone."""
    return tuple(_person(desk, user, root, now, revocations) for user in staff.users())


def add_person(desk: Desk, staff: Staff, new: NewPerson) -> None:
    """Let somebody in, with a password that they change themselves.

    Raises StationError `people.no-right`, `people.no-name`, `store.user-exists`, `store.user-id`, `store.no-password`.
    """
    require(desk.actor, Right.MANAGE_PEOPLE)
    name = clean(new.name)
    if not name:
        raise StationError("people.no-name")
    staff.add_login(UserId(new.user_id.strip().lower()), name, new.role, new.password, desk.actor)


def change_role(desk: Desk, staff: Staff, user_id: UserId, role: Role) -> None:
    """Give somebody another role, from their next sign-in on. Four eyes hold by whose hand is in an entry, whatever the role is now.

    Raises StationError `people.no-right`, `people.oneself`, `people.last-administrator`, `store.unknown-user`.
    """
    require(desk.actor, Right.MANAGE_PEOPLE)
    if user_id == desk.actor.user_id:
        raise StationError("people.oneself")
    keep_an_administrator(staff.users(), user_id, role)
    staff.change_role(user_id, role, desk.actor)


def revoke_person(desk: Desk, staff: Staff, accounts: Accounts, user_id: UserId) -> None:
    """Nobody signs in or signs as this person any more; what they did stays, and their drafts stay theirs.

    Raises StationError `people.no-right`, `people.oneself`, `people.last-administrator`, `store.unknown-user`.
    """
    require(desk.actor, Right.MANAGE_PEOPLE)
    if user_id == desk.actor.user_id:
        raise StationError("people.oneself")
    keep_an_administrator(staff.users(), user_id, None)
    accounts.revoke(user_id)


def issue_password(desk: Desk, accounts: Accounts, user_id: UserId, password: str) -> None:
    """A new first password for somebody who forgot theirs, or who comes back. A supervisor needs a new certificate then.

    Raises StationError `people.no-right`, `people.oneself`, `store.unknown-user`, `store.no-password`.
    """
    require(desk.actor, Right.MANAGE_PEOPLE)
    if user_id == desk.actor.user_id:
        raise StationError("people.oneself")
    accounts.reissue(user_id, password)


def open_account(desk: Desk, accounts: Accounts, user_id: UserId) -> None:
    """Open an account that wrong passwords have shut. Raises StationError `people.no-right`, `store.unknown-user`."""
    require(desk.actor, Right.MANAGE_PEOPLE)
    accounts.unlock(user_id)


def import_certificate(desk: Desk, staff: Staff, root: bytes, user_id: UserId, certificate: bytes, now: datetime.datetime) -> None:
    """Keep the province's certificate of a person, or one's own, once it holds today, for the key they approve with and their role.

    Raises StationError `people.no-right`, `approval.certificate-invalid`, `store.unknown-user`.
    """
    if user_id != desk.actor.user_id:
        require(desk.actor, Right.MANAGE_PEOPLE)
    user = _user(staff, user_id)
    check_certificate(certificate, root, at=now, role=user.role.value)
    staff.set_certificate(user_id, certificate, desk.actor)


def enrol_token(desk: Desk, accounts: Accounts, root: bytes, certificate: bytes, signer: Signer, now: datetime.datetime) -> None:
    """Approve with the key on one's token from now on: the certificate is the province's, and the token shows that it holds the key.

    Raises StationError `people.no-right` for whoever approves nothing, `approval.certificate-invalid`, `token.*`.
    """
    require(desk.actor, Right.APPROVE)
    check_certificate(certificate, root, at=now, role=Role.SUPERVISOR.value)
    accounts.approve_with(certificate, signer)


def certificate_for(user_id: UserId, keys: Mapping[bytes, bytes | None], given: bytes | None) -> bytes:
    """The certificate with which a token is enrolled: the one that was given as a file, else the one that lies on it for this person.

    `keys`: of the token, SPKI DER → certificate DER. Raises StationError `token.no-certificate`, `token.other-key`,
    `approval.certificate-invalid`.
    """
    if given is not None:
        if certificate_facts(given).public_key not in keys:
            raise StationError("token.other-key", user=user_id)
        return given
    for certificate in keys.values():
        with contextlib.suppress(StationError):
            if certificate is not None and certificate_facts(certificate).user_id == user_id:
                return certificate
    raise StationError("token.no-certificate", user=user_id)


def give_token_up(desk: Desk, accounts: Accounts, user_id: UserId) -> None:
    """A token is lost or given back: its owner, or whoever manages people, says so. Approving then needs a certificate for the slot's key.

    Raises StationError `people.no-right`, `store.unknown-user`.
    """
    if user_id != desk.actor.user_id:
        require(desk.actor, Right.MANAGE_PEOPLE)
    accounts.approve_with_slot(user_id)


def take_revocations(desk: Desk, root: bytes, station_id: StationId, listed: bytes) -> Revocations:
    """Take in the province's list of revoked certificates (DER); the log keeps every one there was.

    Raises StationError `people.no-right`, `revocations.faulty`, `revocations.older` (one that is in force already is taken for the newest).
    """
    require(desk.actor, Right.MANAGE_PEOPLE)
    new, known = check_revocation_list(listed, root), desk.log.newest(ActionKind.REVOCATIONS_TAKEN, station_id)
    in_force = int(known.payload["number"]) if known is not None and known.payload is not None else 0
    if new.number < in_force:
        raise StationError("revocations.older", number=new.number, known=in_force)
    if new.number > in_force:
        payload = {"list": base64.b64encode(listed).decode(), "number": new.number}
        desk.act(ActionKind.REVOCATIONS_TAKEN, station_id, payload)
    return new


def old_list(listed: Revocations, at: datetime.datetime) -> Text | None:
    """What to say of a revocation list whose next issue was due; None while there is nothing to say."""
    if listed.next_issue is None or listed.next_issue >= at:
        return None
    return _OLD_LIST.filled(number=listed.number, day=f"{listed.next_issue:%d/%m/%Y}")


def keep_an_administrator(users: Sequence[KnownPerson], user_id: UserId, becomes: Role | None) -> None:
    """Raise StationError `people.last-administrator` when nobody would be left who lets people in."""
    administrators = {user.user_id for user in users if user.role is Role.ADMINISTRATOR and not user.revoked}
    if administrators == {user_id} and becomes is not Role.ADMINISTRATOR:
        raise StationError("people.last-administrator")


def _user(staff: Staff, user_id: UserId) -> KnownPerson:
    for user in staff.users():
        if user.user_id == user_id:
            return user
    raise StationError("store.unknown-user", user=user_id)


def _person(desk: Desk, user: KnownPerson, root: bytes, now: datetime.datetime, revocations: Revocations) -> Person:
    state, valid_until = _certificate(user, root, now, revocations)
    turns = [action.at for action in desk.log.actions(user.user_id) if action.kind in _ROLE_GIVEN]
    return Person(
        user.user_id, user.name, user.role, turns[-1] if turns else "", state, valid_until, user.user_id == desk.actor.user_id,
        user.revoked, user.has_token,
    )  # fmt: skip


_ROLE_GIVEN: Final = frozenset({ActionKind.USER_ADDED, ActionKind.ROLE_CHANGED})


def _certificate(
    user: KnownPerson, root: bytes, now: datetime.datetime, revocations: Revocations
) -> tuple[CertificateState, datetime.datetime | None]:
    """(how it stands, until when it holds: of a revoked one the day of that)."""
    if user.certificate is None:
        return (CertificateState.NONE if user.role is Role.SUPERVISOR else CertificateState.NOT_NEEDED), None
    until = certificate_facts(user.certificate).not_after
    if until < now:
        return CertificateState.ENDED, until
    try:
        check_certificate(user.certificate, root, at=now, role=user.role.value, revocations=revocations)
    except StationError as error:
        if error.code == "approval.certificate-revoked":
            return CertificateState.REVOKED, revocations.since(certificate_facts(user.certificate).serial)
        return CertificateState.FAULTY, until
    return (CertificateState.ENDS_SOON if until - now < SOON else CertificateState.HOLDS), until
