"""What the central says to a station (sync/PROTOCOL.md §2.6), once it is opened: numbered, absorbed in order."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FeedItem:
    """One item."""

    number: int
    """1, 2, 3… per station, without gaps."""
    kind: str
    """`return`, `refused`, `finding`, `numbering`, `data`; another one is of a later program."""
    content: dict[str, Any]
