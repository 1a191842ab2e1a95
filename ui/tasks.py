"""Work that must not stand in the way of the window: what presenters may ask for. The contract only, without Qt; ui.desktop.lanes does it.

Store lane: ONE thread that opened the store and owns it. Free lane: a few threads for what needs no store: network, files, PDF,
the reading pool. Whatever the lane, `done`, `failed` and `on_progress` are called on the thread of the window.

A StationError goes to `failed`; without one, to the window, which shows its sentence. Any other exception is a bug: it is raised on
the thread of the window and ends in the bug handler. Nothing of a person who has signed out is delivered any more.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from station.domain.errors import StationError
from station.domain.findings import Text
from ui.changes import Changed

if TYPE_CHECKING:
    # for the names only: the sign-in page must be up before the engines, forms and codecs behind the station are loaded
    from ui.bootstrap import Station

T = TypeVar("T")
Failed = Callable[[StationError], None]
OnProgress = Callable[[int, int, Text], None]


class Progress(Protocol):
    """What long work holds in its hand. Safe from any thread."""

    @property
    def cancelled(self) -> bool:
        """True when the person wants it to stop: return at the next point where nothing is lost."""

    def report(self, done: int, total: int, text: Text) -> None:
        """Say how far it is; `total` 0 when nobody knows. Cheap: steps that come faster than they can be shown are passed over."""


class Running(Protocol):
    """Long work as its asker sees it."""

    def cancel(self) -> None:
        """Ask it to stop. It still ends in `done` or `failed`, with what it did until then."""

    @property
    def finished(self) -> bool:
        """True when `done` or `failed` was called."""


class Tasks(Protocol):
    """The lanes."""

    def query(self, run: Callable[["Station"], T], done: Callable[[T], None], failed: Failed | None = None) -> None:
        """Read from the store, in the order of asking."""

    def change(
        self, run: Callable[["Station"], T], done: Callable[[T], None] | None = None, failed: Failed | None = None, *, changed: Changed
    ) -> None:
        """Write to the store; on success call `done`, then announce `changed` so that every open desk may refresh."""

    def free(
        self, run: Callable[[Progress], T], done: Callable[[T], None], failed: Failed | None = None, on_progress: OnProgress | None = None
    ) -> Running:
        """Work without the store, beside everything else."""

    def after_paint(self, act: Callable[[], None], pause_ms: int = 0) -> None:
        """Call `act` on the thread of the window when the window has shown what it was told so far, and `pause_ms` later.

        What must not be lost when the person signs out meanwhile is done by its asker on leaving.
        """
