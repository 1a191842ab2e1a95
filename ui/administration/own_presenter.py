"""What the section Của tôi does, without a widget: one's own password, certificate and token.

A password or PIN lives here no longer than the act with it.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.rights import Right, may
from station.domain.roles import Role
from station.workflow.people import Person, give_token_up, people
from ui import own_keys
from ui.administration import own_texts as texts
from ui.changes import PEOPLE, Changed, Changes
from ui.passwords import password_fault
from ui.tasks import Tasks

if TYPE_CHECKING:
    from ui.bootstrap import Station


@dataclass(frozen=True)
class Shown:
    """Everything the page shows."""

    person: Person | None = None
    """Oneself; None until the store has answered."""
    message: Text | None = None
    trouble: StationError | None = None
    slip: bool = False
    """The message asks for something to be put right."""


class View(Protocol):
    """What the page can show."""

    def show_state(self, shown: Shown) -> None:
        """All of it."""

    def clear_passwords(self) -> None:
        """They were taken."""

    def ask_pin_for(self, file: Path) -> None:
        """The certificate is for a key on a token: that has to be opened."""

    def pin_taken(self) -> None:
        """The token opened and did what it was asked."""

    def pin_refused(self, error: StationError) -> None:
        """It did not."""


class OwnPresenter:
    """One person's own keys."""

    view: View

    def __init__(self, tasks: Tasks, changes: Changes, role: Role) -> None:
        self._tasks = tasks
        self.may_approve = may(role, Right.APPROVE)
        self.shown = Shown()
        changes.listen(self._changed)

    def refresh(self) -> None:
        """Look again; what was said stays said."""
        if self.may_approve:
            self._tasks.query(_oneself, lambda person: self._show(replace(self.shown, person=person)))

    def change_password(self, old: str, new: str, repeated: str) -> None:
        """In force at once."""
        fault = password_fault(new, repeated)
        if fault is not None:
            self._show(replace(self.shown, message=fault, trouble=None, slip=True))
            return
        self._tasks.change(
            lambda station: station.store.accounts.change_password(old, new), lambda _: self._password_changed(), self._fail, changed=PEOPLE
        )

    def request(self, out: Path) -> None:
        """A request for the key in the store."""
        self._tasks.query(lambda station: _requested(station, out, None), self._requested, self._fail)

    def request_for_token(self, out: Path, pin: str) -> None:
        """A request for the key on the token."""
        self._tasks.query(lambda station: _requested(station, out, pin), self._at_token(self._requested), self._pin_failed)

    def take(self, file: Path) -> None:
        """The province's answer; for a key on a token that is asked for first."""

        def look(for_token: bool) -> None:
            if for_token:
                self.view.ask_pin_for(file)
                return
            self._tasks.change(
                lambda station: own_keys.take_own_certificate(station, file), lambda _: self._say(texts.TAKEN), self._fail, changed=PEOPLE
            )

        self._tasks.query(lambda station: own_keys.is_for_a_token(station, file), look, self._fail)

    def enrol(self, pin: str, file: Path | None = None) -> None:
        """Approve with the token from now on."""
        self._tasks.change(
            lambda station: own_keys.enrol_own_token(station, pin, file),
            self._at_token(lambda _: self._say(texts.ENROLLED)), self._pin_failed, changed=PEOPLE,
        )  # fmt: skip

    def give_up(self) -> None:
        """Approve with the key in the store again."""
        self._tasks.change(
            lambda station: give_token_up(station.desk, station.store.accounts, station.desk.actor.user_id),
            lambda _: self._say(texts.GIVEN_UP), self._fail, changed=PEOPLE,
        )  # fmt: skip

    def leave(self) -> None:
        """Nothing typed stays on a page that nobody looks at."""
        self.view.clear_passwords()
        self._show(replace(self.shown, message=None, trouble=None, slip=False))

    def _at_token(self, done: Callable[[object], None]) -> Callable[[object], None]:
        def opened(result: object) -> None:
            self.view.pin_taken()
            done(result)

        return opened

    def _pin_failed(self, error: StationError) -> None:
        self.view.pin_refused(error)

    def _requested(self, mark: object) -> None:
        self._say(texts.REQUESTED.filled(mark=mark))

    def _password_changed(self) -> None:
        self.view.clear_passwords()
        self._say(texts.PASSWORD_CHANGED)

    def _changed(self, changed: Changed) -> None:
        if changed & PEOPLE:
            self.refresh()

    def _say(self, message: Text) -> None:
        self._show(replace(self.shown, message=message, trouble=None, slip=False))

    def _fail(self, error: StationError) -> None:
        self._show(replace(self.shown, message=None, trouble=error))

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        self.view.show_state(shown)


def _oneself(station: "Station") -> Person:
    root = station.province.root_certificate
    known = people(station.desk, station.store, root, datetime.datetime.now(datetime.UTC), station.store.revocations(root))
    return next(person for person in known if person.oneself)


def _requested(station: "Station", out: Path, pin: str | None) -> str:
    request = own_keys.own_request(station, pin)
    request.save(out)
    return request.fingerprint
