"""The contract of every reader of chip cards: PC/SC and the practice cards. A driver carries bytes; it knows nothing of what they mean."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Connection(Protocol):
    """One powered chip. Used from one thread; every method may block as long as the chip is silent."""

    @property
    def atr(self) -> bytes:
        """Answer to reset; a contactless reader builds it from what the chip announces."""

    def transmit(self, command: bytes) -> bytes:
        """The answer to one APDU, status bytes included.

        Raises StationError `card.removed`, `card.reader-gone` or `card.service-stopped`.
        """

    def close(self) -> None:
        """Switch the chip off, so that neither keys nor a selected application stay. Never raises; a second call is harmless."""


class Reader(Protocol):
    """One reader."""

    @property
    def name(self) -> str:
        """As the driver calls it."""

    def connect(self) -> Connection:
        """Power the chip that lies on it.

        Raises StationError `card.none`, `card.reader-gone`, `card.reader-busy`, `card.silent` or `card.service-stopped`.
        """


@dataclass(frozen=True)
class ReaderView:
    """One reader as it is now."""

    name: str
    has_card: bool
    changes: int
    """Counts cards laid down and taken away: two views that both have a card and differ in this saw two cards."""


@dataclass(frozen=True)
class Situation:
    """Everything that is plugged in."""

    service: bool
    """Whether the smart card service runs; without it there are no readers."""
    readers: tuple[ReaderView, ...] = ()


class ReaderWatch(Protocol):
    """Looks at the readers all the time. It outlives a restart of the service, and readers that come and go."""

    def start(self, on_change: Callable[[Situation], None]) -> None:
        """Begin; `on_change` is called on the watch's own thread, at once with what there is, then at every change. Once only."""

    def stop(self) -> None:
        """End; on return nothing is called any more. Not from within `on_change`."""

    def reader(self, name: str) -> Reader:
        """The reader of that name, for a session; whether it is still there shows when it is connected."""
