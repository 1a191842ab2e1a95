"""What the section Ai đã làm gì does, without a widget: filters, the chain looked at before the viewer's eyes, two exports."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from station.domain.durable import write_durably
from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import UserId
from station.domain.work_log import EVERYTHING, NOT_BEGUN, AskedWork, ChainLook, WorkLine
from station.reports.who_did_what import work_csv, work_pdf
from station.store.work_log import StoredWorkLog
from station.workflow import duties
from station.workflow.who_did_what import lines, look_on, people_of
from ui.tasks import Tasks

if TYPE_CHECKING:
    from ui.bootstrap import Station

SAVED = Text("Đã lưu {name}.", "{name} was saved.")


@dataclass(frozen=True)
class Shown:
    """Everything the page shows."""

    lines: tuple[WorkLine, ...] = ()
    people: tuple[UserId, ...] = ()
    asked: AskedWork = EVERYTHING
    look: ChainLook = NOT_BEGUN
    looking: bool = False
    message: Text | None = None
    trouble: StationError | None = None


class View(Protocol):
    """What the page can show."""

    def show_state(self, shown: Shown) -> None:
        """All of it."""


class LogPresenter:
    """One report's mind."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._round = 0
        self.shown = Shown()
        self.view: View | None = None

    def ask(self, asked: AskedWork) -> None:
        """Look at the log with these filters."""
        self._round += 1
        turn = self._round

        def found(answer: tuple[list[WorkLine], list[UserId]]) -> None:
            if turn == self._round:
                self._show(lines=tuple(answer[0]), people=tuple(answer[1]), trouble=None)

        self._show(asked=asked, message=None)
        self._tasks.query(lambda station: _found(station, asked), found, lambda error: self._show(trouble=error))

    def check_chain(self) -> None:
        """From the first row on, a portion at a time."""
        if not self.shown.looking:
            self._show(look=NOT_BEGUN, looking=True, message=None, trouble=None)
            self._go_on(NOT_BEGUN)

    def stop(self) -> None:
        """Leave the chain where it is."""
        self._show(looking=False)

    def save(self, path: Path) -> None:
        """As CSV, or as PDF where the name says so."""
        shown = self.shown
        make: Callable[[Station], bytes] = (
            (lambda station: _pdf(station, shown.lines)) if path.suffix.lower() == ".pdf" else (lambda _: work_csv(shown.lines))
        )
        self._tasks.query(
            lambda station: _write(path, make(station)),
            lambda _: self._show(message=SAVED.filled(name=path.name)),
            lambda error: self._show(trouble=error),
        )

    def _go_on(self, before: ChainLook) -> None:
        def looked(look: ChainLook) -> None:
            if not self.shown.looking:
                return
            self._show(look=look, looking=not look.ended)
            if not look.ended:
                self._go_on(look)

        self._tasks.query(
            lambda station: look_on(station.desk, StoredWorkLog(station.store.database), before),
            looked,
            lambda error: self._show(looking=False, trouble=error),
        )

    def _show(self, **changes: object) -> None:
        self.shown = replace(self.shown, **changes)  # type: ignore[arg-type]
        if self.view is not None:
            self.view.show_state(self.shown)


def _found(station: "Station", asked: AskedWork) -> tuple[list[WorkLine], list[UserId]]:
    work = StoredWorkLog(station.store.database)
    return lines(station.desk, work, asked), people_of(station.desk, work)


def _pdf(station: "Station", found: tuple[WorkLine, ...]) -> bytes:
    return work_pdf(
        found, office=str(station.store.facts.office_id), practice=station.province.is_practice, head=station.desk.log.head(),
        acts=duties.ACTS, roles=duties.ROLES,
    )  # fmt: skip


def _write(path: Path, content: bytes) -> None:
    try:
        write_durably(path, content)
    except OSError as error:
        raise StationError("export.folder", path=path.name, reason=error.strerror or "") from error
