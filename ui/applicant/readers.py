"""The readers behind the desk: a watch that looks all the time, on its own thread, and a session for each reading. No Qt."""

import threading
from collections.abc import Callable

from station.domain.errors import StationError
from station.domain.identification import CardReading
from station.idcard import session
from station.idcard.access_data import Password
from station.idcard.reader import ReaderView, ReaderWatch, Situation
from station.idcard.trust import TrustStore
from ui.applicant.cards import Step


class WatchedReaders:
    """Implements ui.applicant.cards.Cards over a watch: PC/SC, or the practice reader."""

    def __init__(self, watch: ReaderWatch, trust: Callable[[], TrustStore]) -> None:
        """`trust`: the country certificates, looked at for every reading, so that a fresh import counts at once."""
        self._watch, self._trust = watch, trust
        self._lock = threading.Lock()
        self._situation: Situation | None = None
        self._watching = False

    def start(self) -> None:
        """Begin to look; once is enough."""
        if not self._watching:
            self._watching = True
            self._watch.start(self._note)

    def stop(self) -> None:
        """End; may take half a second."""
        if self._watching:
            self._watch.stop()

    def look(self) -> tuple[ReaderView, ...] | None:
        """As last seen; None before the first look. Raises StationError `card.service-stopped`."""
        with self._lock:
            situation = self._situation
        if situation is None:
            return None
        if not situation.service:
            raise StationError("card.service-stopped")
        return situation.readers

    def read(self, reader: str, password: Password, on_step: Callable[[Step], None], cancelled: Callable[[], bool]) -> CardReading:
        """See ui.applicant.cards."""
        return session.read_card(
            self._watch.reader(reader),
            password,
            self._trust(),
            progress=lambda made: on_step(Step(made.step, made.done, made.total)),
            cancelled=cancelled,
        )

    def _note(self, situation: Situation) -> None:
        with self._lock:
            self._situation = situation
