"""Watching a folder: whole files that appear in it are fed by themselves, a handful at a time, until somebody stops it. Without Qt.

Whoever owns the clock calls `tick` about once a second.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from station.domain.errors import StationError
from station.scanner.source import CaptureFault
from station.scanner.watched_folder import Look, WatchedFolder
from ui.capture.feed import Feed, FeedState
from ui.tasks import Tasks

BeginFeed = Callable[[Sequence[Path], Callable[[FeedState], None]], Feed]


@dataclass(frozen=True)
class WatchState:
    """How far the watching is."""

    on: bool = False
    folder: str = ""
    gone: bool = False
    """The folder is not there now; the watching goes on."""
    came: int = 0
    """Pages that came and are safe, since the watching began."""
    passed_over: int = 0
    """Pages that some volume had already."""
    growing: int = 0
    """Files that are still being written."""
    faults: tuple[CaptureFault, ...] = ()
    """Files that could not be taken and have not been replaced by better ones since."""
    trouble: StationError | None = None
    """What ended the watching, if it did not end well."""


class Watching:
    """From the start key to the stop key. All methods belong on the thread of the window."""

    def __init__(self, tasks: Tasks, folder: Path, begin_feed: BeginFeed, changed: Callable[[WatchState], None]) -> None:
        """`begin_feed` starts a feed of these files and tells each step of it."""
        self._tasks, self._begin_feed, self._changed = tasks, begin_feed, changed
        self._folder = WatchedFolder(folder)
        self._state = WatchState(on=True, folder=str(folder))
        self._before = self._state
        self._feed: Feed | None = None
        self._looking = False

    @property
    def state(self) -> WatchState:
        """As last told."""
        return self._state

    @property
    def feeding(self) -> bool:
        """Whether files are being taken at this moment."""
        return self._feed is not None and self._feed.state.running

    def tick(self) -> None:
        """Look at the folder, unless the look or the feed before is still under way."""
        if self._state.on and not self._looking and not self.feeding:
            self._looking = True
            self._tasks.free(lambda _progress: self._folder.look(), self._looked)

    def stop(self) -> None:
        """No more files; a page that is being kept is kept."""
        if self._state.on:
            self._tell(on=False, growing=0)
            if self._feed is not None:
                self._feed.stop()

    def came(self, name: str) -> None:
        """A file of this name was taken: what was wrong with it before is mended."""
        left = tuple(fault for fault in self._state.faults if _file(fault.source_name) != _file(name))
        if left != self._state.faults:
            self._before = replace(self._before, faults=left)
            self._tell(faults=left)

    def _looked(self, look: Look) -> None:
        self._looking = False
        if not self._state.on:
            return
        if (look.gone, look.growing) != (self._state.gone, self._state.growing):
            self._tell(gone=look.gone, growing=look.growing)
        if look.ready:
            self._before = self._state
            self._feed = self._begin_feed(look.ready, self._fed)
            self._feed.start()

    def _fed(self, feed: FeedState) -> None:
        before = self._before
        again = {_file(fault.source_name) for fault in feed.faults}
        faults = (*(fault for fault in before.faults if _file(fault.source_name) not in again), *feed.faults)
        for fault in feed.faults:
            if fault.error.code == "capture.unreadable-file":
                self._folder.hand_out_again(_file(fault.source_name))
        self._tell(came=before.came + feed.came, passed_over=before.passed_over + feed.passed_over, faults=faults)
        if feed.trouble is not None:
            self._tell(on=False, trouble=feed.trouble)

    def _tell(self, **changes: object) -> None:
        state = replace(self._state, **changes)  # type: ignore[arg-type]
        if state != self._state:
            self._state = state
            self._changed(state)


def _file(source_name: str) -> str:
    """The file of `name.pdf#3`."""
    return source_name.partition("#")[0]
