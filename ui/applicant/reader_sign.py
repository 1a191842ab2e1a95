"""What the status strip says of the card reader, from what happens on the desk Người nộp."""

from collections.abc import Callable, Sequence

from station.domain.findings import Text
from station.idcard.reader import ReaderView
from station.idcard.simulator import PRACTICE_READER

_NONE = Text("Không thấy đầu đọc thẻ", "No card reader found")
_READY = Text("Đầu đọc thẻ sẵn sàng: {name}", "Card reader ready: {name}")
_SEVERAL = Text("{count} đầu đọc thẻ sẵn sàng", "{count} card readers ready")
_CARD = Text("Có thẻ trên đầu đọc", "A card lies on the reader")
_READING = Text("Đang đọc thẻ: {name}", "Reading a card: {name}")
_READ = Text("Đã đọc xong thẻ", "The card was read")
_NOT_READ = Text("Thẻ chưa đọc được", "The card was not read")
_TROUBLE = Text("Đầu đọc thẻ cần xem lại", "Card reader needs a look")
_PRACTICE = Text(PRACTICE_READER, "Practice reader")

Tell = Callable[[Text, bool], None]
"""Words, and whether a person should look."""


class ReaderSign:
    """Turns events into words."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def found(self, readers: Sequence[ReaderView]) -> None:
        """These are there."""
        if any(seen.has_card for seen in readers):
            self._tell(_CARD, False)
        elif not readers:
            self._tell(_NONE, False)
        elif len(readers) == 1:
            self._tell(_named(_READY, readers[0].name), False)
        else:
            self._tell(_SEVERAL.filled(count=len(readers)), False)

    def failed(self) -> None:
        """Nobody can say what is there."""
        self._tell(_TROUBLE, True)

    def reads(self, reader: str) -> None:
        """A reading begins."""
        self._tell(_named(_READING, reader), False)

    def read(self, *, good: bool) -> None:
        """It has ended."""
        self._tell(_READ if good else _NOT_READ, not good)


def _named(words: Text, name: str) -> Text:
    """A real reader has one name; the practice one speaks the language in force."""
    said = _PRACTICE if name == PRACTICE_READER else Text(name, name)
    return Text(words.vi.format(name=said.vi), words.en.format(name=said.en))
