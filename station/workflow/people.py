"""People: who may sign in, in which role, and whether a supervisor's signature counts. Every change is an action in the log.

Nobody is ever deleted: the log names them for ever. The last administrator keeps the office able to let people in.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.rights import Right, require
from station.domain.roles import Role
from station.domain.states import ActionKind
from station.domain.text import clean
from station.signing.certificates import certificate_facts, check_certificate
from station.workflow.desk import Desk
from station.workflow.ports import Accounts, KnownPerson, Staff

SOON: Final = datetime.timedelta(days=30)
"""A certificate that ends within a month is asked for anew."""


class CertificateState(StrEnum):
    """What the office needs to know of a person's certificate."""

    NOT_NEEDED = "not-needed"
    NONE = "none"
    HOLDS = "holds"
    ENDS_SOON = "ends-soon"
    ENDED = "ended"
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


def people(desk: Desk, staff: Staff, root: bytes, now: datetime.datetime) -> tuple[Person, ...]:
    """Everybody, in order of their ids. `root`: the province's root certificate, DER; `now` with a time zone."""
    return tuple(_person(desk, user, root, now) for user in staff.users())


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
    """Keep the province's certificate of a person, once it holds today, for their key and their role.

    Raises StationError `people.no-right`, `approval.certificate-invalid`, `store.unknown-user`.
    """
    require(desk.actor, Right.MANAGE_PEOPLE)
    user = _user(staff, user_id)
    check_certificate(certificate, root, at=now, role=user.role.value)
    staff.set_certificate(user_id, certificate, desk.actor)


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


def _person(desk: Desk, user: KnownPerson, root: bytes, now: datetime.datetime) -> Person:
    state, valid_until = _certificate(user, root, now)
    turns = [action.at for action in desk.log.actions(user.user_id) if action.kind in _ROLE_GIVEN]
    return Person(
        user.user_id, user.name, user.role, turns[-1] if turns else "", state, valid_until, user.user_id == desk.actor.user_id, user.revoked
    )


_ROLE_GIVEN: Final = frozenset({ActionKind.USER_ADDED, ActionKind.ROLE_CHANGED})


def _certificate(user: KnownPerson, root: bytes, now: datetime.datetime) -> tuple[CertificateState, datetime.datetime | None]:
    if user.certificate is None:
        return (CertificateState.NONE if user.role is Role.SUPERVISOR else CertificateState.NOT_NEEDED), None
    until = certificate_facts(user.certificate).not_after
    if until < now:
        return CertificateState.ENDED, until
    try:
        check_certificate(user.certificate, root, at=now, role=user.role.value)
    except StationError:
        return CertificateState.FAULTY, until
    return (CertificateState.ENDS_SOON if until - now < SOON else CertificateState.HOLDS), until
