"""What the section Khoá và khôi phục does, without a widget: the store's recovery code and its way to the province.

A code lives here no longer than the act with it.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.rights import Right, may
from station.domain.roles import Role
from station.store.escrow_exchange import ask
from ui.administration import keys_texts as texts
from ui.changes import PEOPLE
from ui.recovery_sheet import sheet_of
from ui.tasks import Tasks

if TYPE_CHECKING:
    from ui.bootstrap import Station


class Step(StrEnum):
    """How far a new recovery code is."""

    NONE = "none"
    SHOWN = "shown"
    """It stands on the screen, to be printed or written down."""
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
    slip: bool = False
    """The message tells of something that did not go."""

    def __repr__(self) -> str:
        """Without the code: it may end up in a traceback."""
        return f"Shown({self.step.value})"


class View(Protocol):
    """What the page can show."""

    def show_state(self, shown: Shown) -> None:
        """All of it."""


class KeysPresenter:
    """The store's code."""

    view: View

    def __init__(self, tasks: Tasks, role: Role) -> None:
        self._tasks = tasks
        self.may_renew_code = may(role, Right.MANAGE_KEYS)
        self.shown = Shown()

    def make_code(self) -> None:
        """A new code appears; the old one stays in force."""
        if self.may_renew_code:
            self._tasks.change(
                lambda station: station.store.accounts.new_recovery_code(),
                lambda code: self._show(Shown(Step.SHOWN, code)), self._fail, changed=PEOPLE,
            )  # fmt: skip

    def sheet(self, done: Callable[[bytes], None]) -> None:
        """The page for the envelope, while the code is shown."""
        code = self.shown.code
        if self.shown.step is Step.SHOWN:
            self._tasks.query(lambda station: sheet_of(station.store.facts, code), done, self._fail)

    def printed(self, taken: bool) -> None:
        """What became of it at the printer."""
        self._show(Shown(self.shown.step, self.shown.code, texts.PRINTED if taken else texts.NOT_PRINTED, slip=not taken))

    def go_on(self) -> None:
        """It is on paper: off the screen with it."""
        if self.shown.step is Step.SHOWN:
            self._show(Shown(Step.TYPED))

    def confirm_code(self, typed: str) -> None:
        """In force, once the paper says the same."""
        if self.shown.step is Step.TYPED:
            self._tasks.change(
                lambda station: station.store.accounts.confirm_recovery_code(typed),
                lambda _: self._show(Shown(message=texts.CODE_RENEWED)), self._fail, changed=PEOPLE,
            )  # fmt: skip

    def ask_province(self, out: Path) -> None:
        """A request of this PC, to a file."""

        def asked(mark: str) -> None:
            self._show(Shown(self.shown.step, self.shown.code, texts.ASKED.filled(mark=mark)))

        if self.may_renew_code:
            self._tasks.query(lambda station: _asked(station, out), asked, self._fail)

    def leave(self) -> None:
        """Nothing of it stays on a screen that nobody looks at."""
        self._show(Shown())

    def _fail(self, error: StationError) -> None:
        self._show(Shown(self.shown.step, self.shown.code, trouble=error))

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        self.view.show_state(shown)


def _asked(station: "Station", out: Path) -> str:
    store = station.store
    request = ask(store.folder, store.facts, store.device_secret, at=datetime.datetime.now(datetime.UTC))
    request.save(out)
    return request.fingerprint
