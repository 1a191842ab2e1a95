"""Practice cards in a real reader's place: plays the card at the socket of the virtual reader `vpcd`, so that pcscd and PC/SC take part.

Protocol: every message is two bytes of length, then that many bytes. One byte from the reader is a control: 0 off, 1 on, 2 reset, 4 ATR.
"""

import contextlib
import socket
import struct
import threading
from typing import Final

from station.idcard.simulator.chip import ChipSession, SimulatedChip
from station.idcard.simulator.interference import Pulled

DEFAULT_PORT: Final = 0x8C7B
_OFF, _ON, _RESET, _ATR = b"\x00", b"\x01", b"\x02", b"\x04"
_QUICKACK: Final = getattr(socket, "TCP_QUICKACK", None)


class VirtualCard:
    """A card in the slot at `port`, from `lay` until `pull`; answers on a thread of its own."""

    def __init__(self, chip: SimulatedChip, port: int = DEFAULT_PORT, host: str = "127.0.0.1") -> None:
        """Lay it down. Raises OSError when nobody listens there."""
        self._chip = chip
        self._session: ChipSession = chip.power_on()
        self._socket = socket.create_connection((host, port), timeout=5.0)
        self._socket.settimeout(None)
        self._thread = threading.Thread(target=self._serve, name="practice-card", daemon=True)
        self._thread.start()

    def pull(self) -> None:
        """Take it away."""
        self._session.gone.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def __enter__(self) -> "VirtualCard":
        """For a `with` block."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Pulled at its end."""
        self.pull()

    def _serve(self) -> None:
        with contextlib.suppress(OSError, Pulled):
            while (message := self._receive()) is not None:
                if message in (_OFF, _ON, _RESET):
                    self._session.gone.set()
                    self._session = self._chip.power_on()
                elif message == _ATR:
                    # Asked at every look for a card, also while a session is open.
                    self._send(self._chip.profile.atr)
                else:
                    self._send(self._session.process(message))
        # A card that pulls itself away closes its socket: that is how the reader sees it.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _receive(self) -> bytes | None:
        length = self._exactly(2)
        return None if length is None else self._exactly(struct.unpack(">H", length)[0])

    def _exactly(self, count: int) -> bytes | None:
        received = b""
        while len(received) < count:
            if _QUICKACK is not None:
                # The reader writes length and body apart and waits for our acknowledgement between them: 40 ms each without this.
                self._socket.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
            piece = self._socket.recv(count - len(received))
            if not piece:
                return None
            received += piece
        return received

    def _send(self, message: bytes) -> None:
        self._socket.sendall(struct.pack(">H", len(message)) + message)
