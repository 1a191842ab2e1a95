"""Puts the full-text indexes (station/store/indexes.py) together while somebody works.

A step is a blink on the store's lane, and a pause lies behind each: a key goes before. What is done is kept; the rest goes on after the
next sign-in.
"""

import logging
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from station.domain.errors import StationError
from ui.tasks import Tasks

if TYPE_CHECKING:
    # for the name only, as in ui.tasks
    from ui.bootstrap import Station

log = logging.getLogger(__name__)

LOOK_EVERY_MS: Final = 300_000
PAUSE_MS: Final = 150


class Gathering(QObject):
    """`start` when a desk stands, `stop` before the person leaves."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._looking, self._pausing = QTimer(self), QTimer(self)
        self._looking.setInterval(LOOK_EVERY_MS)
        self._looking.timeout.connect(self.look)
        self._pausing.setInterval(PAUSE_MS)
        self._pausing.setSingleShot(True)
        self._pausing.timeout.connect(self._step)

    def start(self) -> None:
        """Look from time to time, the first time when the morning's rush is over."""
        self._looking.start()

    def stop(self) -> None:
        """The store closes."""
        self._looking.stop()
        self._pausing.stop()

    def look(self) -> None:
        """Begin if it is worth it and not begun already."""
        if not self._pausing.isActive():
            self._tasks.query(_is_worth_it, lambda worth: self._go_on(more=worth))

    def _go_on(self, *, more: bool) -> None:
        if more and self._looking.isActive():
            self._pausing.start()

    def _step(self) -> None:
        self._tasks.query(lambda station: station.store.indexes.gather(), lambda more: self._go_on(more=more), self._failed)

    def _failed(self, error: StationError) -> None:
        """A full disk, say: whoever writes something says so; this can wait."""
        log.info("the indexes stay as they are: %s", error.code)


def _is_worth_it(station: "Station") -> bool:
    """A store that takes no more writing is left alone."""
    return not station.store.refusal and station.store.indexes.are_scattered
