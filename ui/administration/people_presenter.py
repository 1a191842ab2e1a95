"""What the section Người dùng does, without a widget."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import UserId
from station.domain.rights import Right, may
from station.domain.roles import Role
from station.signing.certificates import read_certificate
from station.signing.revocations import Revocations, read_revocation_list
from station.workflow.people import (
    NewPerson,
    Person,
    add_person,
    change_role,
    import_certificate,
    issue_password,
    old_list,
    open_account,
    people,
    revoke_person,
    take_revocations,
)
from ui.administration import people_texts as texts
from ui.changes import PEOPLE, Changed, Changes
from ui.tasks import Tasks

if TYPE_CHECKING:
    from ui.bootstrap import Station


@dataclass(frozen=True)
class Shown:
    """Everything the page shows."""

    people: tuple[Person, ...] = ()
    message: Text | None = None
    trouble: StationError | None = None


class View(Protocol):
    """What the page can show."""

    def show_state(self, shown: Shown) -> None:
        """All of it."""


class PeoplePresenter:
    """One list's mind."""

    def __init__(self, tasks: Tasks, changes: Changes, role: Role) -> None:
        self._tasks = tasks
        self.may_change = may(role, Right.MANAGE_PEOPLE)
        self.shown = Shown()
        self.view: View | None = None
        changes.listen(self._changed)

    def refresh(self) -> None:
        """Look again."""

        def found(known: tuple[tuple[Person, ...], Text | None]) -> None:
            everybody, warning = known
            self._show(Shown(everybody, self.shown.message or warning, self.shown.trouble))

        self._tasks.query(_people, found)

    def add(self, new: NewPerson) -> None:
        """Let somebody in."""
        done = texts.ADDED.filled(name=new.name.strip())
        self._tasks.change(
            lambda station: add_person(station.desk, station.store, new), lambda _: self._say(done), self._fail, changed=PEOPLE
        )

    def change_role(self, person: Person, role: Role) -> None:
        """Another role."""
        if role is person.role:
            return
        done = texts.CHANGED.filled(name=person.name)
        self._tasks.change(
            lambda station: change_role(station.desk, station.store, person.user_id, role),
            lambda _: self._say(done), self._fail, changed=PEOPLE,
        )  # fmt: skip

    def revoke(self, person: Person) -> None:
        """Out, for good or until a new password is issued."""
        done = texts.REVOKED.filled(name=person.name)
        self._tasks.change(
            lambda station: revoke_person(station.desk, station.store, station.store.accounts, person.user_id),
            lambda _: self._say(done), self._fail, changed=PEOPLE,
        )  # fmt: skip

    def issue_password(self, person: Person, password: str) -> None:
        """A new first password."""
        done = texts.ISSUED.filled(name=person.name)
        self._tasks.change(
            lambda station: issue_password(station.desk, station.store.accounts, person.user_id, password),
            lambda _: self._say(done), self._fail, changed=PEOPLE,
        )  # fmt: skip

    def open_account(self, person: Person) -> None:
        """Wrong passwords are forgotten."""
        done = texts.OPENED.filled(name=person.name)
        self._tasks.change(
            lambda station: open_account(station.desk, station.store.accounts, person.user_id),
            lambda _: self._say(done), self._fail, changed=PEOPLE,
        )  # fmt: skip

    def import_certificate(self, person: Person, file: Path) -> None:
        """The province's certificate from a file, DER or PEM."""
        done = texts.CERTIFIED.filled(name=person.name)
        self._tasks.change(lambda station: _import(station, person.user_id, file), lambda _: self._say(done), self._fail, changed=PEOPLE)

    def take_revocations(self, file: Path) -> None:
        """The province's list of revoked certificates."""

        def taken(listed: Revocations) -> None:
            self._say(texts.LISTED.filled(number=listed.number, count=len(listed.revoked)))

        self._tasks.change(lambda station: _take(station, file), taken, self._fail, changed=PEOPLE)

    def _changed(self, changed: Changed) -> None:
        if changed & PEOPLE and self.view is not None:
            self.refresh()

    def _say(self, message: Text) -> None:
        self._show(Shown(self.shown.people, message))

    def _fail(self, error: StationError) -> None:
        self._show(Shown(self.shown.people, trouble=error))

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        if self.view is not None:
            self.view.show_state(shown)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _people(station: "Station") -> tuple[tuple[Person, ...], Text | None]:
    """Everybody; and what to say of a revocation list whose next issue was due."""
    root, now = station.province.root_certificate, _now()
    listed = station.store.revocations(root)
    return people(station.desk, station.store, root, now, listed), old_list(listed, now)


def _take(station: "Station", file: Path) -> Revocations:
    return take_revocations(station.desk, station.province.root_certificate, station.station_id, read_revocation_list(file))


def _import(station: "Station", user_id: UserId, file: Path) -> None:
    certificate = read_certificate(file)
    import_certificate(station.desk, station.store, station.province.root_certificate, user_id, certificate, _now())
