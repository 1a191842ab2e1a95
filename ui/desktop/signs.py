"""What desks tell the status strip about scanner, card reader and link. Told when something happens, never asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from station.domain.findings import Text


class Part(StrEnum):
    """What there are signs of; also the name of its icon."""

    SCANNER = "capture"
    CARD = "applicant"
    LINK = "link"


@dataclass(frozen=True)
class Sign:
    """What is said of a part now."""

    words: Text
    doubtful: bool = False
    """Something that a person should look at."""


UNKNOWN = {
    Part.SCANNER: Sign(Text("Máy quét: bàn Quét chưa tìm", "Scanner: not looked for yet")),
    Part.CARD: Sign(Text("Đầu đọc thẻ: chưa tìm", "Card reader: not looked for yet")),
    Part.LINK: Sign(Text("Trung tâm: chưa liên lạc", "Central: not called yet")),
}
"""At the beginning of a session."""


class Signs:
    """The board of one session. For the thread of the window only."""

    def __init__(self) -> None:
        self._shown = dict(UNKNOWN)
        self._listener: Callable[[], None] = _nobody

    def put(self, part: Part, words: Text, *, doubtful: bool = False) -> None:
        """Say this of a part from now on."""
        self._shown[part] = Sign(words, doubtful)
        self._listener()

    def of(self, part: Part) -> Sign:
        """What is said now."""
        return self._shown[part]

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever something is said; there is one strip."""
        self._listener = listener


def _nobody() -> None:
    """Who hears what is said before the strip stands."""
