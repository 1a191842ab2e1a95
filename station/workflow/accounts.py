"""Accounts: revoking, issuing a forgotten password anew, opening what wrong passwords have shut. Who may is station.domain.rights."""

from typing import Protocol

from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.rights import Right, require
from station.workflow.desk import Desk
from station.workflow.people import keep_an_administrator
from station.workflow.ports import Staff


class Accounts(Protocol):
    """Slots and people of the open store; each act is an action in the log."""

    def revoke(self, user_id: UserId) -> None:
        """Raises StationError `store.unknown-user`, `people.no-right`."""

    def reissue(self, user_id: UserId, password: str) -> None:
        """Raises StationError `store.unknown-user`, `store.no-password`, `people.no-right`; ValueError for oneself."""

    def unlock(self, user_id: UserId) -> None:
        """Raises StationError `store.unknown-user`, `people.no-right`."""


def revoke(desk: Desk, staff: Staff, accounts: Accounts, user_id: UserId) -> None:
    """Let somebody in no more; what they signed still holds.

    Raises StationError `people.no-right`, `people.oneself`, `people.last-administrator`, `store.unknown-user`.
    """
    require(desk.actor, Right.MANAGE_PEOPLE)
    _not_oneself(desk, user_id)
    keep_an_administrator(staff.users(), user_id, None)
    accounts.revoke(user_id)


def reissue(desk: Desk, accounts: Accounts, user_id: UserId, password: str) -> None:
    """A new password for somebody who forgot theirs or comes back; with it a new signing key, so a supervisor needs a new certificate.

    Raises StationError `people.no-right`, `people.oneself`, `store.unknown-user`, `store.no-password`.
    """
    require(desk.actor, Right.MANAGE_PEOPLE)
    _not_oneself(desk, user_id)
    accounts.reissue(user_id, password)


def unlock(desk: Desk, accounts: Accounts, user_id: UserId) -> None:
    """Open an account that wrong passwords have shut. Raises StationError `people.no-right`, `store.unknown-user`."""
    require(desk.actor, Right.MANAGE_PEOPLE)
    accounts.unlock(user_id)


def _not_oneself(desk: Desk, user_id: UserId) -> None:
    if user_id == desk.actor.user_id:
        raise StationError("people.oneself")
