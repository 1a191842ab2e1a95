"""What the central asks about an entry that is there already: findings of its cleaning (sync/PROTOCOL.md §2.6). They change nothing."""

from dataclasses import dataclass

from station.domain.findings import Finding


@dataclass(frozen=True)
class Question:
    """One time that the central found something about an entry."""

    revision: int
    """Of the entry, that it was found in."""
    findings: tuple[Finding, ...]
    """Each with a rule of its own, so that each can be given its reason."""
    is_answered: bool
    """The entry was upheld, opened again or sent back since."""
