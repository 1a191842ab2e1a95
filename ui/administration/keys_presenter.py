"""What the section Khoá và khôi phục does, without a widget. A code or password lives here no longer than the act with it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.rights import Right, may
from station.domain.roles import Role
from ui.administration import keys_texts as texts
from ui.changes import PEOPLE
from ui.passwords import password_fault
from ui.tasks import Tasks


class Step(StrEnum):
    """How far a new recovery code is."""

    NONE = "none"
    SHOWN = "shown"
    """It stands on the screen, to be written down."""
    TYPED = "typed"
    """It is gone from the screen and asked for from the paper."""


@dataclass(frozen=True)
class Shown:
    """Everything the page shows."""

    step: Step = Step.NONE
    code: str = ""
    """While it is shown only."""
    message: Text | None = None
    trouble: StationError | None = None

    def __repr__(self) -> str:
        """Without the code: it may end up in a traceback."""
        return f"Shown({self.step.value})"


class View(Protocol):
    """What the page can show."""

    def show_state(self, shown: Shown) -> None:
        """All of it."""

    def clear_passwords(self) -> None:
        """They were taken."""


class KeysPresenter:
    """One person's passwords and the store's code."""

    def __init__(self, tasks: Tasks, role: Role) -> None:
        self._tasks = tasks
        self.may_renew_code = may(role, Right.MANAGE_KEYS)
        self.shown = Shown()
        self.view: View | None = None

    def change_password(self, old: str, new: str, repeated: str) -> None:
        """One's own."""
        fault = password_fault(new, repeated)
        if fault is not None:
            self._show(Shown(self.shown.step, self.shown.code, fault))
            return
        self._tasks.change(
            lambda station: station.store.accounts.change_password(old, new),
            lambda _: self._password_changed(), self._fail, changed=PEOPLE,
        )  # fmt: skip

    def make_code(self) -> None:
        """A new code appears; the old one stays in force."""
        if self.may_renew_code:
            self._tasks.change(
                lambda station: station.store.accounts.new_recovery_code(),
                lambda code: self._show(Shown(Step.SHOWN, code)), self._fail, changed=PEOPLE,
            )  # fmt: skip

    def go_on(self) -> None:
        """It was written down: off the screen with it."""
        if self.shown.step is Step.SHOWN:
            self._show(Shown(Step.TYPED))

    def confirm_code(self, typed: str) -> None:
        """In force, once the paper says the same."""
        if self.shown.step is Step.TYPED:
            self._tasks.change(
                lambda station: station.store.accounts.confirm_recovery_code(typed),
                lambda _: self._show(Shown(message=texts.CODE_RENEWED)), self._fail, changed=PEOPLE,
            )  # fmt: skip

    def leave(self) -> None:
        """Nothing of it stays on a screen that nobody looks at; the new code waits in the store until another one is made."""
        self._show(Shown())
        if self.view is not None:
            self.view.clear_passwords()

    def _password_changed(self) -> None:
        if self.view is not None:
            self.view.clear_passwords()
        self._show(Shown(self.shown.step, self.shown.code, texts.PASSWORD_CHANGED))

    def _fail(self, error: StationError) -> None:
        self._show(Shown(self.shown.step, self.shown.code, trouble=error))

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        if self.view is not None:
            self.view.show_state(shown)
