"""A reader without hardware: an ordinary driver on which practice cards are laid and from which they are pulled."""

import threading

from station.domain.errors import StationError
from station.idcard.simulator.chip import ChipSession, SimulatedChip
from station.idcard.simulator.interference import Pulled

PRACTICE_READER = "Đầu đọc thực hành"


class SimulatedReader:
    """Implements `station.idcard.reader.Reader`. Cards come and go from any thread."""

    def __init__(self, chip: SimulatedChip | None = None, name: str = PRACTICE_READER) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._chip = chip
        self._sessions: list[ChipSession] = []

    @property
    def name(self) -> str:
        """As given."""
        return self._name

    @property
    def has_card(self) -> bool:
        """Whether a card lies on it."""
        return self._chip is not None

    def lay(self, chip: SimulatedChip) -> None:
        """Put a card on it, instead of the one that is there."""
        self.pull()
        with self._lock:
            self._chip = chip

    def pull(self) -> None:
        """Take the card away; a session with it ends at its next command."""
        with self._lock:
            self._chip = None
            sessions, self._sessions = self._sessions, []
        for session in sessions:
            session.gone.set()

    def connect(self) -> "SimulatedConnection":
        """As the contract says."""
        with self._lock:
            if self._chip is None:
                raise StationError("card.none", reader=self._name)
            session = self._chip.power_on()
            self._sessions.append(session)
            return SimulatedConnection(session, self._chip.profile.atr)


class SimulatedConnection:
    """Implements `station.idcard.reader.Connection`."""

    def __init__(self, session: ChipSession, atr: bytes) -> None:
        self._session = session
        self._atr = atr

    @property
    def atr(self) -> bytes:
        """The chip's."""
        return self._atr

    def transmit(self, command: bytes) -> bytes:
        """As the contract says."""
        if self._session.gone.is_set():
            raise StationError("card.removed")
        try:
            answer = self._session.process(command)
        except Pulled as pulled:
            raise StationError("card.removed") from pulled
        if self._session.gone.is_set():
            raise StationError("card.removed")
        return answer

    def close(self) -> None:
        """As the contract says."""
        self._session.gone.set()
