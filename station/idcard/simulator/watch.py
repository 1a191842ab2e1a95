"""Readers without hardware and the watch over them: plugged, unplugged, cards laid down and pulled, the service stopped."""

import threading
from collections.abc import Callable

from station.idcard.reader import ReaderView, Situation
from station.idcard.simulator.chip import SimulatedChip
from station.idcard.simulator.reader import PRACTICE_READER, SimulatedReader


class SimulatedReaderWatch:
    """Implements `station.idcard.reader.ReaderWatch`; every change is told at once, on the thread that made it."""

    def __init__(self, *names: str) -> None:
        """One practice reader unless names are given."""
        self._lock = threading.RLock()
        self._readers = {name: SimulatedReader(name=name) for name in names or (PRACTICE_READER,)}
        self._changes = dict.fromkeys(self._readers, 0)
        self._plugged = set(self._readers)
        self._service = True
        self._on_change: Callable[[Situation], None] | None = None

    def start(self, on_change: Callable[[Situation], None]) -> None:
        """As the contract says."""
        self._on_change = on_change
        self._tell()

    def stop(self) -> None:
        """As the contract says."""
        self._on_change = None

    def reader(self, name: str) -> SimulatedReader:
        """As the contract says."""
        return self._readers[name]

    def lay(self, chip: SimulatedChip, name: str = PRACTICE_READER) -> None:
        """Lay a card down, instead of the one that is there."""
        with self._lock:
            self._changes[name] += 2 if self._readers[name].has_card else 1
            self._readers[name].lay(chip)
        self._tell()

    def pull(self, name: str = PRACTICE_READER) -> None:
        """Take the card away."""
        with self._lock:
            self._changes[name] += 1
            self._readers[name].pull()
        self._tell()

    def unplug(self, name: str = PRACTICE_READER) -> None:
        """Take the reader away, with what lies on it."""
        self._readers[name].pull()
        self._plugged.discard(name)
        self._tell()

    def plug(self, name: str = PRACTICE_READER) -> None:
        """Put it back."""
        self._plugged.add(name)
        self._tell()

    def stop_service(self) -> None:
        """The PC's smart card service ends."""
        self._service = False
        self._tell()

    def start_service(self) -> None:
        """It is back."""
        self._service = True
        self._tell()

    @property
    def situation(self) -> Situation:
        """As it is now."""
        if not self._service:
            return Situation(service=False)
        views = [ReaderView(name, reader.has_card, self._changes[name]) for name, reader in self._readers.items() if name in self._plugged]
        return Situation(service=True, readers=tuple(views))

    def _tell(self) -> None:
        if self._on_change is not None:
            self._on_change(self.situation)
