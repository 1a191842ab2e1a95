"""Where a clerk was before looking elsewhere: held in memory, so that coming back finds everything as it stood, undo too."""

from dataclasses import dataclass

from station.domain.ids import EntryId
from ui.checking.hands import Hands


@dataclass(frozen=True)
class Place:
    """One entry under the hands, with the text that stood open in it."""

    entry_id: EntryId
    hands: Hands
    actions: int
    """How many actions the entry had: another number on coming back means that somebody changed it."""
    kept: bytes
    """The draft that the store has of it, in canonical form."""
    at: tuple[str, str | None]
    """The field, and what stood open in its input."""
