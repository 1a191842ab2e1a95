"""Tasks that are done at once, on the spot: presenters are tested without Qt and without waiting."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlcipher3 import dbapi2

from station.domain.errors import StationError
from station.domain.findings import Text
from ui.bootstrap import Station
from ui.changes import Changed, Changes
from ui.tasks import Failed, OnProgress

T = TypeVar("T")


class NowProgress:
    """Reports straight to the asker. `cancel_after` makes `cancelled` true once so many steps were reported."""

    def __init__(self, on_progress: OnProgress | None, cancel_after: int | None = None) -> None:
        self._on_progress = on_progress
        self._left = cancel_after

    @property
    def cancelled(self) -> bool:
        return self._left is not None and self._left <= 0

    def report(self, done: int, total: int, text: Text) -> None:
        if self._left is not None:
            self._left -= 1
        if self._on_progress is not None:
            self._on_progress(done, total, text)


class Finished:
    """Work that was over before its asker could look."""

    finished = True

    def cancel(self) -> None:
        """Too late."""


@dataclass
class ImmediateTasks:
    """Everything runs inside the call. Failures without a `failed` of their own are kept in `troubles`."""

    station: Station
    changes: Changes = field(default_factory=Changes)
    troubles: list[StationError] = field(default_factory=list)
    announced: list[Changed] = field(default_factory=list)
    cancel_after: int | None = None
    """Cancel every free work after so many reported steps."""

    def query(self, run: Callable[[Station], T], done: Callable[[T], None], failed: Failed | None = None) -> None:
        self._deliver(lambda: run(self.station), done, failed)

    def change(
        self, run: Callable[[Station], T], done: Callable[[T], None] | None = None, failed: Failed | None = None, *, changed: Changed
    ) -> None:
        def announce(result: T) -> None:
            if done is not None:
                done(result)
            self.announced.append(changed)
            self.changes.announce(changed)

        self._deliver(lambda: run(self.station), announce, failed)

    def free(
        self,
        run: Callable[[NowProgress], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        on_progress: OnProgress | None = None,
    ) -> Finished:
        self._deliver(lambda: run(NowProgress(on_progress, self.cancel_after)), done, failed)
        return Finished()

    def after_paint(self, act: Callable[[], None], pause_ms: int = 0) -> None:
        act()

    def _deliver(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed | None) -> None:
        try:
            result = work()
        except StationError as error:
            (failed or self.troubles.append)(error)
        except dbapi2.ProgrammingError as error:
            # as in the window: nothing is answered to a desk whose person has signed out
            if "closed database" not in str(error):
                raise
        else:
            done(result)
