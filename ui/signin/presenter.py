"""What sign-in does, without a widget: looks at the store, opens it for a person, says in one sentence why it did not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from station.domain.errors import StationError
from station.domain.findings import Text
from station.store.manifest import StoreFacts, read_facts, slot_users
from ui.passwords import password_fault
from ui.practice_office import PASSWORD, is_practice_office
from ui.tasks import Tasks

PRACTICE_PREFIX = "practice:"
"""Realms that begin so are for practice (station.signing.province); known before anything is unlocked."""

NAME_MISSING = Text("Gõ tên đăng nhập của anh/chị.", "Type your user name.")
PASSWORD_MISSING = Text("Gõ mật khẩu.", "Type the password.")
PRACTICE_HINT = Text(
    f"Để thực hành: tên clerk (công chức), supervisor (lãnh đạo), keyer, admin hoặc auditor, mật khẩu {PASSWORD}.",
    f"For practice: user clerk, supervisor, keyer, admin or auditor, password {PASSWORD}.",
)


class Door(Protocol):
    """Who opens the store."""

    def sign_in(
        self,
        folder: Path,
        user_id: str,
        password: str,
        home: Path | None,
        done: Callable[..., None],
        failed: Callable[[StationError], None],
        ended: Callable[[], None],
        new_password: str = "",
    ) -> None:
        """Calls `ended` however it ends, a bug included; then `done` with the session, or `failed`.

        `new_password`: in place of one that an administrator chose.
        """


class View(Protocol):
    """What the page can show."""

    def show_store(self, practice: bool, hint: Text | None) -> None:
        """The store is there; `hint`: how anybody gets in, where that is no secret."""

    def show_users(self, users: Sequence[str]) -> None:
        """Whose logins the store has: arrows walk through them."""

    def show_busy(self, busy: bool) -> None:
        """The store is being opened, or no longer."""

    def show_sentence(self, text: Text) -> None:
        """Something to put right in a field."""

    def show_failure(self, error: StationError) -> None:
        """Why it did not go."""

    def ask_for_own_password(self) -> None:
        """The password was right, and it is one that an administrator chose: a new one is typed twice."""


@dataclass
class SignIn:
    """One sign-in page's mind."""

    door: Door
    tasks: Tasks
    folder: Path
    home: Path | None
    signed_in: Callable[..., None]
    view: View

    def look(self) -> None:
        """See whether the store is there and of which realm, before anybody types."""
        self.tasks.free(
            lambda _: (read_facts(self.folder), is_practice_office(self.folder), slot_users(self.folder)),
            self._seen,
            self.view.show_failure,
        )

    def submit(self, name: str, password: str) -> None:
        """Try to open the store. User ids are small letters; who types them large means the same."""
        user_id = name.strip().lower()
        if not user_id:
            self.view.show_sentence(NAME_MISSING)
            return
        if not password:
            self.view.show_sentence(PASSWORD_MISSING)
            return
        self._enter(user_id, password)

    def submit_own(self, name: str, password: str, new: str, repeated: str) -> None:
        """The same with a password of one's own in place of the first one."""
        fault = password_fault(new, repeated)
        if fault is not None:
            self.view.show_sentence(fault)
            return
        self._enter(name.strip().lower(), password, new)

    def _enter(self, user_id: str, password: str, new: str = "") -> None:
        self.view.show_busy(True)
        self.door.sign_in(self.folder, user_id, password, self.home, self.signed_in, self._failed, lambda: self.view.show_busy(False), new)

    def _failed(self, error: StationError) -> None:
        if error.code == "people.first-password":
            self.view.ask_for_own_password()
        else:
            self.view.show_failure(error)

    def _seen(self, found: tuple[StoreFacts, bool, list[str]]) -> None:
        facts, everybodys, users = found
        self.view.show_users(users)
        practice = facts.realm.startswith(PRACTICE_PREFIX)
        self.view.show_store(practice, PRACTICE_HINT if practice and everybodys else None)
