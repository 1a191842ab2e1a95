"""What somebody does who cannot get in, without a widget: the recovery code, or the province by files.

Each gives one person a new password. Loaded when it is asked for. Code and password live here no longer than the act with them.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import UserId
from station.store.escrow_exchange import Answer, ask
from station.store.manifest import read_facts
from station.store.store import Store
from ui import bootstrap
from ui.administration.keys_texts import ASKED
from ui.passwords import password_fault
from ui.signin import rescue_texts as texts
from ui.signin.presenter import NAME_MISSING
from ui.tasks import Tasks


class View(Protocol):
    """What the question can show."""

    def show_busy(self, busy: bool) -> None:
        """While the store is opened."""

    def show_message(self, message: Text, *, slip: bool) -> None:
        """What happened; `slip`: something is to be put right."""

    def show_failure(self, error: StationError) -> None:
        """Why it did not go."""

    def show_answer(self, name: str) -> None:
        """The file that was chosen."""

    def show_done(self, user: str) -> None:
        """They sign in now."""


@dataclass
class Rescue:
    """One attempt to get in."""

    tasks: Tasks
    folder: Path
    home: Path | None
    view: View
    _answer: Path | None = None

    def by_code(self, user: str, code: str, new: str, repeated: str) -> None:
        """A new password by the code from the paper."""
        self._open(user, new, repeated, lambda secret: Store.open_with_recovery(self.folder, code, secret))

    def ask_province(self, out: Path) -> None:
        """A request of this PC, to a file; the store stays as it is."""

        def asked() -> str:
            request = ask(self.folder, read_facts(self.folder), bootstrap.device_secret_for(self.folder, self.home), at=_now())
            request.save(out)
            return request.fingerprint

        self.tasks.free(lambda _: asked(), lambda mark: self.view.show_message(ASKED.filled(mark=mark), slip=False), self.view.show_failure)

    def choose_answer(self, file: Path) -> None:
        """The province's answer."""
        self._answer = file
        self.view.show_answer(file.name)

    def by_province(self, user: str, new: str, repeated: str) -> None:
        """A new password by the answer that was chosen."""
        answer = self._answer
        if answer is None:
            self.view.show_message(texts.NO_ANSWER, slip=True)
            return
        self._open(user, new, repeated, lambda secret: Store.open_with_answer(self.folder, Answer.load(answer, at=_now()), secret))

    def _open(self, user: str, new: str, repeated: str, opened: Callable[[bytes], Store]) -> None:
        user_id = UserId(user.strip().lower())
        fault = password_fault(new, repeated) if user_id else NAME_MISSING
        if fault is not None:
            self.view.show_message(fault, slip=True)
            return
        self.view.show_busy(True)

        def reissue() -> None:
            with opened(bootstrap.device_secret_for(self.folder, self.home)) as store:
                store.accounts.reissue(user_id, new)

        def done(_: None) -> None:
            self.view.show_busy(False)
            self.view.show_done(user_id)

        def failed(error: StationError) -> None:
            self.view.show_busy(False)
            self.view.show_failure(error)

        self.tasks.free(lambda _: reissue(), done, failed)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
