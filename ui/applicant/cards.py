"""What the desk needs of readers and practice cards, as Protocols: the real parts are wired in ui.bootstrap, tests wire their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from station.domain.findings import Text
from station.domain.identification import CardReading, CivilData
from station.idcard.access_data import Password
from station.idcard.reader import ReaderView


@dataclass(frozen=True)
class Step:
    """How far a reading is."""

    step: str
    """`connect`, `access`, a file of the chip (`EF.SOD`, `DG2`…), `chip`, `verdicts`."""
    done: int = 0
    total: int = 0
    """Bytes of the file; 0 for a step that is no file."""


class Cards(Protocol):
    """The readers of this PC, or the practice reader."""

    def start(self) -> None:
        """Begin to look at the readers; once is enough."""

    def stop(self) -> None:
        """End; may take a moment."""

    def look(self) -> Sequence[ReaderView] | None:
        """The readers as last seen; None before the first look. At once. Raises StationError `card.service-stopped`."""

    def read(self, reader: str, password: Password, on_step: Callable[[Step], None], cancelled: Callable[[], bool]) -> CardReading:
        """Read the card on this reader, on the caller's thread; it ends soon after `cancelled` says yes, and by a deadline of its own.

        Raises StationError `card.*`; nothing of what was read outlives it.
        """


@dataclass(frozen=True)
class PracticeCard:
    """A card of an invented person that can be laid on the practice reader."""

    id: str
    title: Text
    """Who, and what is wrong with it where something is."""
    qr: str
    """What opens it: the code printed on it, or its three lines."""


class PracticeDeck(Protocol):
    """The cards beside the practice reader."""

    def cards(self) -> Sequence[PracticeCard]:
        """All of them."""

    def card_of(self, civil: CivilData) -> PracticeCard:
        """A good card for this invented person, in place of the one made before."""

    def lay_down(self, card_id: str) -> None:
        """Put this one on the reader, in place of any other. May take a second: for the free lane."""

    def take_away(self) -> None:
        """Pull the card, in the middle of a reading too."""


STEPS: Final[dict[str, Text]] = {
    "connect": Text("Nối với thẻ", "Connecting to the card"),
    "access": Text("Mở khoá chip", "Opening the chip"),
    "EF.COM": Text("Đọc mục lục", "Reading the index"),
    "EF.SOD": Text("Đọc chữ ký của nơi cấp", "Reading the issuer's signature"),
    "DG1": Text("Đọc dòng MRZ", "Reading the machine-readable zone"),
    "DG2": Text("Đọc ảnh", "Reading the photo"),
    "DG13": Text("Đọc thông tin nhân thân", "Reading the civil data"),
    "DG14": Text("Đọc khoá của chip", "Reading the chip's keys"),
    "DG15": Text("Đọc khoá của chip", "Reading the chip's keys"),
    "chip": Text("Thử chip có phải bản sao", "Testing whether the chip is a copy"),
    "verdicts": Text("Kiểm tra chữ ký và thời hạn", "Checking signature and validity"),
}
"""What a step does, in words; a file that nobody named is called by its own name."""

ORDER: Final = tuple(STEPS)
"""The steps as they follow on most cards: how far a reading is."""


def step_words(step: Step) -> Text:
    """What is being done."""
    return STEPS.get(step.step, Text(f"Đọc {step.step}", f"Reading {step.step}"))
