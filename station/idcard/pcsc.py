"""The readers of this PC, over PC/SC. The only file that talks to the smart card service (pcscd; on Windows the Smart Card service)."""

import contextlib
import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from smartcard import scard

from station.domain.errors import StationError
from station.idcard.reader import Connection, Reader, ReaderView, Situation

_NOTIFICATION: Final = "\\\\?PnP?\\Notification"
"""The name under which the service tells that readers come and go."""
_WAIT_MS: Final = 500
_AGAIN_S: Final = 0.3
"""Between two tries to reach a service that does not run."""
_NOT_FOR_CARDS: Final = re.compile(r"\bSAM\b|Windows Hello|Virtual Smart ?Card|TPM|UICC|Virtual Reader", re.IGNORECASE)
"""Slots for the reader's own key module, and readers that other programs pretend to have."""
_ONLY_WITH_CARD: Final = re.compile(r"^Virtual PCD", re.IGNORECASE)
"""The virtual reader that comes with the test tools: shown only while somebody has put a card into it."""

_NO_CARD: Final = (scard.SCARD_E_NO_SMARTCARD, scard.SCARD_W_REMOVED_CARD, scard.SCARD_W_UNPOWERED_CARD)
_NO_READER: Final = (scard.SCARD_E_READER_UNAVAILABLE, scard.SCARD_E_UNKNOWN_READER, scard.SCARD_E_NO_READERS_AVAILABLE)
_NO_SERVICE: Final = (
    scard.SCARD_E_NO_SERVICE,
    scard.SCARD_E_SERVICE_STOPPED,
    scard.SCARD_F_COMM_ERROR,
    scard.SCARD_E_INVALID_HANDLE,
    scard.SCARD_F_INTERNAL_ERROR,
)


class PcscReader:
    """Implements `station.idcard.reader.Reader`. Each connection has a context of its own: a stuck one holds up no other."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def name(self) -> str:
        """As the service calls it."""
        return self._name

    def connect(self) -> Connection:
        """As the contract says."""
        with contextlib.ExitStack() as stack:
            context = _context()
            stack.callback(scard.SCardReleaseContext, context)
            protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
            result, card, protocol = scard.SCardConnect(context, self._name, scard.SCARD_SHARE_EXCLUSIVE, protocols)
            if result != scard.SCARD_S_SUCCESS:
                raise self._refusal(result)
            stack.callback(scard.SCardDisconnect, card, scard.SCARD_UNPOWER_CARD)
            result, _, _, _, atr = scard.SCardStatus(card)
            if result != scard.SCARD_S_SUCCESS:
                raise self._refusal(result)
            return _PcscConnection(self._name, context, card, protocol, bytes(atr), stack.pop_all())

    def _refusal(self, result: int) -> StationError:
        if _is(result, _NO_SERVICE):
            return StationError("card.service-stopped")
        if _is(result, _NO_READER):
            return StationError("card.reader-gone", reader=self._name)
        if _is(result, (scard.SCARD_E_SHARING_VIOLATION,)):
            return StationError("card.reader-busy", reader=self._name)
        if _is(result, _NO_CARD):
            return StationError("card.none", reader=self._name)
        return StationError("card.mute", reader=self._name)


class _PcscConnection:
    """Implements `station.idcard.reader.Connection`."""

    def __init__(self, reader: str, context: Any, card: Any, protocol: int, atr: bytes, resources: contextlib.ExitStack) -> None:
        self._reader, self._context, self._card = reader, context, card
        self._header = scard.SCARD_PCI_T1 if protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0
        self._atr = atr
        self._resources = resources

    @property
    def atr(self) -> bytes:
        """The reader's."""
        return self._atr

    def transmit(self, command: bytes) -> bytes:
        """As the contract says."""
        result, answer = scard.SCardTransmit(self._card, self._header, list(command))
        if result == scard.SCARD_S_SUCCESS and answer:
            return bytes(byte & 0xFF for byte in answer)
        # A driver says many things when a card is pulled, even "successful"; the list of readers tells what is true.
        result, names = scard.SCardListReaders(self._context, [])
        if _is(result, _NO_SERVICE):
            raise StationError("card.service-stopped")
        if self._reader not in (names or ()):
            raise StationError("card.reader-gone", reader=self._reader)
        raise StationError("card.removed")

    def close(self) -> None:
        """As the contract says."""
        self._resources.close()


class PcscReaderWatch:
    """Implements `station.idcard.reader.ReaderWatch` by a loop of its own: the library's monitors die with the service."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._told: Situation | None = None

    def start(self, on_change: Callable[[Situation], None]) -> None:
        """As the contract says."""
        self._thread = threading.Thread(target=self._run, args=(on_change,), name="card-readers", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """As the contract says; takes half a second at most."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def reader(self, name: str) -> Reader:
        """As the contract says."""
        return PcscReader(name)

    def _run(self, on_change: Callable[[Situation], None]) -> None:
        while not self._stopping.is_set():
            try:
                context = _context()
            except StationError:
                self._tell(Situation(service=False), on_change)
                self._stopping.wait(_AGAIN_S)
                continue
            try:
                for situation in _situations(context):
                    self._tell(situation, on_change)
                    if self._stopping.is_set():
                        break
            finally:
                scard.SCardReleaseContext(context)

    def _tell(self, situation: Situation, on_change: Callable[[Situation], None]) -> None:
        if situation != self._told:
            self._told = situation
            on_change(situation)


def present_readers() -> tuple[ReaderView, ...]:
    """The readers for cards that are plugged in now. Raises StationError `card.service-stopped`."""
    context = _context()
    try:
        situation = next(_situations(context), None)
    finally:
        scard.SCardReleaseContext(context)
    if situation is None:
        raise StationError("card.service-stopped")
    return situation.readers


def choose_reader(wanted: str | None = None) -> PcscReader:
    """The reader of that name (or the only one whose name holds it); without a name one with a card on it, else the first.

    Raises StationError `card.no-reader`, `card.unknown-reader`, `card.service-stopped`.
    """
    if wanted is None:
        views = sorted(present_readers(), key=lambda view: not view.has_card)
        if not views:
            raise StationError("card.no-reader")
        return PcscReader(views[0].name)
    context = _context()
    try:
        names = _names(context) or []
    finally:
        scard.SCardReleaseContext(context)
    # Whoever names a reader may have any, also one that is passed over otherwise.
    matching = [name for name in names if name == wanted] or [name for name in names if wanted.lower() in name.lower()]
    if len(matching) != 1:
        raise StationError("card.unknown-reader", name=wanted, known=", ".join(names) or "–")
    return PcscReader(matching[0])


def _context() -> Any:
    result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if result != scard.SCARD_S_SUCCESS:
        raise StationError("card.service-stopped")
    return context


def _names(context: Any) -> list[str] | None:
    """Names of all readers; None when the service is gone."""
    result, names = scard.SCardListReaders(context, [])
    if _is(result, (scard.SCARD_E_NO_READERS_AVAILABLE,)):
        return []
    return list(names) if result == scard.SCARD_S_SUCCESS else None


def _situations(context: Any) -> Iterator[Situation]:
    """What is plugged in, now and after every change or half second; ends when the service does."""
    known: dict[str, int] = {}
    while True:
        names = _names(context)
        if names is None:
            return
        # Unaware of a new reader, the service tells its state at once.
        known = {name: known.get(name, scard.SCARD_STATE_UNAWARE) for name in names}
        asked = [*known.items(), (_NOTIFICATION, scard.SCARD_STATE_UNAWARE)]
        fresh = scard.SCARD_STATE_UNAWARE in known.values()
        result, states = scard.SCardGetStatusChange(context, 0 if fresh else _WAIT_MS, asked)
        if result == scard.SCARD_S_SUCCESS:
            for name, state, _ in states:
                if name in known:
                    known[name] = state & ~scard.SCARD_STATE_CHANGED
        elif not _is(result, (scard.SCARD_E_TIMEOUT, scard.SCARD_E_UNKNOWN_READER, scard.SCARD_E_READER_UNAVAILABLE)):
            return
        yield Situation(service=True, readers=tuple(view for name, state in known.items() if (view := _view(name, state)) is not None))
        if not known:
            # Some services do not tell the arrival of the first reader.
            time.sleep(0.05)


def _view(name: str, state: int) -> ReaderView | None:
    has_card = bool(state & scard.SCARD_STATE_PRESENT)
    unavailable = state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE)
    if _NOT_FOR_CARDS.search(name) or (_ONLY_WITH_CARD.search(name) and not has_card) or unavailable:
        return None
    # The upper half counts cards put down and taken away.
    return ReaderView(name, has_card, state >> 16 & 0xFFFF)


def _is(result: int, codes: tuple[int, ...]) -> bool:
    return result & 0xFFFFFFFF in {code & 0xFFFFFFFF for code in codes}
