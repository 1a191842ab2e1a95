"""Where a clerk was before looking elsewhere: held in memory, so that coming back finds everything as it stood, undo too."""

from dataclasses import dataclass

from station.domain.actions import canonical
from station.domain.codec import to_json
from station.domain.ids import EntryId
from station.workflow.drafts import Draft
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


def form_of(draft: Draft) -> bytes:
    """Equal drafts have equal forms; those with nothing to lose are all alike."""
    return b"" if draft.is_empty else canonical(to_json(draft))
