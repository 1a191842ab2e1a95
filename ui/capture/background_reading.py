"""The reading that goes on beside other work: shares of pages travel from the store lane to the pool on the free lane and back.

Without Qt. Results are kept as they come; stopping costs nothing, what was not read still waits. The reading processes stay until the
session ends: starting them takes longer than reading a page, and papers come one by one.
"""

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import PageId
from station.forms.library import FormLibrary
from station.workflow.ports import PageReader
from station.workflow.reading import ReadReport
from station.workflow.reading_shares import Outcome, Share, keep_outcomes, take_share
from ui.changes import ENTRIES, JOBS, PAGES
from ui.tasks import Progress, Running, Tasks

SHARE_PAGES: Final = 8
"""A few per core: enough that workers seldom wait for the last page of a share, few enough to lie in memory."""
_NO_TEXT: Final = Text("", "")

MakeReader = Callable[[FormLibrary], AbstractContextManager[PageReader]]


@dataclass(frozen=True)
class ReadingState:
    """How far it is."""

    running: bool = False
    done: int = 0
    total: int = 0
    failed: int = 0
    seconds: float = 0.0
    """Since this reading began."""
    trouble: StationError | None = None
    """The last page that could not be read, or what stopped the reading."""

    @property
    def pages_per_minute(self) -> float:
        """0 until something was read."""
        return 60 * self.done / self.seconds if self.done and self.seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """None while nobody can know."""
        return (self.total - self.done) * self.seconds / self.done if self.done else None


class BackgroundReading:
    """One for a session. All methods belong on the thread of the window."""

    def __init__(self, tasks: Tasks, make_reader: MakeReader, show: Callable[[ReadingState], None]) -> None:
        self._tasks, self._make_reader, self._show = tasks, make_reader, show
        self._state = ReadingState()
        self._resources = contextlib.ExitStack()
        self._reader: PageReader | None = None
        self._outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._tried: set[PageId] = set()
        self._running: Running | None = None
        self._began = 0.0
        self._stopping = False
        self._over = False
        self._at_work = threading.Lock()

    @property
    def state(self) -> ReadingState:
        """As last shown."""
        return self._state

    def prepare(self) -> None:
        """Pages may soon come: start the reading processes, so that the first page does not wait for them. Harmless when they run."""
        self._tasks.query(lambda station: station.desk.forms, self._prepare_for)

    def _prepare_for(self, forms: FormLibrary) -> None:
        self._tasks.free(lambda _progress: self._have_reader(forms), lambda _nothing: None, self._ended)

    def _have_reader(self, forms: FormLibrary) -> None:
        """On the free lane."""
        with self._at_work:
            if self._reader is None and not self._over:
                self._reader = self._resources.enter_context(self._make_reader(forms))

    def start(self) -> None:
        """Read what waits, until nothing does. Harmless while it runs: new pages are noticed at the next share."""
        if self._state.running:
            return
        self._stopping = False
        self._tried.clear()
        self._began = time.monotonic()
        self._state = ReadingState(running=True)
        self._take()

    def stop(self) -> None:
        """Stop after the pages in progress."""
        if self._state.running:
            self._stopping = True
            if self._running is not None:
                self._running.cancel()

    def end(self) -> None:
        """The session ends: stop, and let the reader go as soon as the pages in progress have stopped. Nothing is shown any more."""
        self._over = True
        self.stop()
        self._tasks.free(lambda _progress: self._let_go(), lambda _nothing: None)

    def _let_go(self) -> None:
        """On the free lane: nobody takes the last share's answer, so nobody else would end the reading processes."""
        with self._at_work:
            self._reader, resources = None, self._resources.pop_all()
            resources.close()

    def _take(self) -> None:
        self._tasks.query(lambda station: take_share(station.desk, SHARE_PAGES, self._tried), self._taken, self._ended)

    def _taken(self, share: Share) -> None:
        if not share.pages or self._stopping:
            self._ended(None)
            return
        self._tried.update(page_id for page_id, _ in share.pages)
        self._tell(total=self._state.done + share.waiting)
        self._running = self._tasks.free(lambda progress: self._read(share, progress), self._share_done, self._ended, self._drain)

    def _read(self, share: Share, progress: Progress) -> None:
        """On the free lane."""
        with self._at_work:
            if progress.cancelled:
                return
            if self._reader is None:
                self._reader = self._resources.enter_context(self._make_reader(share.forms))
            readings = self._reader.read(share.pages, share.kind)
            for number, (key, outcome) in enumerate(readings, start=1):
                self._outcomes.put((PageId(key), outcome))
                progress.report(number, len(share.pages), _NO_TEXT)
                if progress.cancelled:
                    break

    def _drain(self, *_progress: object) -> None:
        outcomes: list[Outcome] = []
        with contextlib.suppress(queue.Empty):
            while True:
                outcomes.append(self._outcomes.get_nowait())
        if outcomes:
            self._tasks.change(
                lambda station: keep_outcomes(station.desk, outcomes), self._kept, self._ended, changed=PAGES | ENTRIES | JOBS
            )

    def _kept(self, report: ReadReport) -> None:
        trouble = next(iter(report.failed.values()), self._state.trouble)
        done = self._state.done + report.read + len(report.failed)
        self._tell(done=done, failed=self._state.failed + len(report.failed), trouble=trouble)

    def _share_done(self, _nothing: None) -> None:
        self._running = None
        self._drain()
        self._take()

    def _ended(self, trouble: StationError | None) -> None:
        self._running = None
        if not self._state.running:
            return
        self._tell(running=False, trouble=trouble or self._state.trouble)

    def _tell(self, **changes: object) -> None:
        values = {**self._state.__dict__, "seconds": time.monotonic() - self._began, **changes}
        self._state = ReadingState(**values)
        self._show(self._state)
