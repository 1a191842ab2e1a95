"""One feed as a chain of small steps: wait for a page (free lane) → keep it (store lane) → only then wait for the next. Without Qt."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from station.domain.errors import StationError
from station.scanner.source import Captured, CapturedImage, CaptureFault
from ui.bootstrap import Station
from ui.capture.arrivals import Arrival, Thumbnail, next_arrival
from ui.capture.sheets import marked
from ui.capture.shelf import Shelved
from ui.changes import JOBS, PAGES
from ui.tasks import Tasks

Keep = Callable[[Station, CapturedImage], Shelved | None]
"""None: passed over, there is a page of it already."""


@dataclass(frozen=True)
class FeedState:
    """How far a feed is."""

    running: bool = False
    stopping: bool = False
    came: int = 0
    """Pages that came and are safe."""
    passed_over: int = 0
    """Pages of files that the volume had already."""
    faults: tuple[CaptureFault, ...] = ()
    """Files and pages that could not be had."""
    trouble: StationError | None = None
    """What ended the feed, if it did not end well."""


class Feed:
    """From the start key to the last page. All methods belong on the thread of the window."""

    def __init__(
        self,
        tasks: Tasks,
        source: Callable[[], Iterator[Captured]],
        keep: Keep,
        *,
        stop_source: Callable[[], None],
        kept: Callable[[Shelved, Thumbnail | None], None],
        changed: Callable[[FeedState], None],
    ) -> None:
        """`source` is called on the free lane; `stop_source` makes a source that waits give up; `kept` and `changed` tell the asker."""
        self._tasks, self._source, self._keep = tasks, source, keep
        self._stop_source, self._kept, self._changed = stop_source, kept, changed
        self._pages: Iterator[Captured] | None = None
        self._state = FeedState(running=True)
        self._due = self._stepping = False

    @property
    def state(self) -> FeedState:
        """As last told."""
        return self._state

    def start(self) -> None:
        """Ask for the first page."""
        self._tell()
        self._advance()

    def stop(self) -> None:
        """End soon; a page that is being kept is kept."""
        if self._state.running and not self._state.stopping:
            self._tell(stopping=True)
            self._stop_source()

    def _advance(self) -> None:
        """Take the next step; in a loop, so that tasks which are done at once do not pile up calls."""
        self._due = True
        if self._stepping:
            return
        self._stepping = True
        while self._due:
            self._due = False
            self._tasks.free(lambda _progress: self._next(), self._arrived, self._failed)
        self._stepping = False

    def _next(self) -> Arrival | None:
        """On the free lane."""
        if self._pages is None:
            if self._state.stopping:
                return None
            self._pages = self._source()
        return next_arrival(self._pages)

    def _arrived(self, arrival: Arrival | None) -> None:
        match arrival:
            case None:
                self._tell(running=False, stopping=False)
            case Arrival(CaptureFault() as fault):
                self._note(fault)
                self._advance()
            case Arrival(CapturedImage() as image, thumbnail, look):
                self._tasks.change(
                    lambda station: self._keep(station, marked(station, image, look)),
                    lambda kept: self._is_kept(kept, thumbnail),
                    self._failed,
                    changed=PAGES | JOBS,
                )

    def _is_kept(self, kept: Shelved | None, thumbnail: Thumbnail | None) -> None:
        if kept is not None and kept.is_new:
            self._tell(came=self._state.came + 1)
        else:
            self._tell(passed_over=self._state.passed_over + 1)
        if kept is not None:
            self._kept(kept, thumbnail)
        self._advance()

    def _note(self, fault: CaptureFault) -> None:
        """A scanner's own trouble ends the feed, a bad page does not; being stopped as asked is neither."""
        if fault.error.code == "scanner.cancelled":
            return
        if fault.error.code.startswith("scanner."):
            self._tell(trouble=fault.error)
        else:
            self._tell(faults=(*self._state.faults, fault))

    def _failed(self, error: StationError) -> None:
        """The store could not keep a page: nothing more is fed."""
        self._tell(running=False, stopping=False, trouble=error)
        self._stop_source()
        pages, self._pages = self._pages, None
        close = getattr(pages, "close", None)
        if close is not None:
            self._tasks.free(lambda _progress: close(), lambda _nothing: None)

    def _tell(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        self._changed(self._state)
