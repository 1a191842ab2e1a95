"""What the entries finished in some span of time say about the work, in counts. No shares, no words: those are for whoever shows them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Quality:
    """Counts over the entries that were declared checked in the span, as those entries stand now; `returned` counts acts of the span."""

    entries: int = 0
    fields: int = 0
    """Fields of these entries that hold something."""
    keyed: int = 0
    """Of these fields, those whose value a person typed."""
    overridden: int = 0
    """Of these entries, those in which a broken rule was let stand with a reason."""
    returned: int = 0
    """Entries that a supervisor returned in the span, whenever they had been finished."""

    @property
    def as_read(self) -> int:
        """Fields whose value is the one that the reading gave (or that follows from others)."""
        return self.fields - self.keyed
