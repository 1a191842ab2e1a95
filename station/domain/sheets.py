"""A sheet of paper behind the pictures of it: what a page is known by when the same sheet comes under a scanner again. Data only."""

from dataclasses import dataclass

from station.domain.ids import PageId


@dataclass(frozen=True)
class SheetMark:
    """What the look of a page says, at its capture (ocr.same_sheet)."""

    reference: PageId | None
    """An earlier page of the same print, beside which the key was made; None: others may have theirs made beside this one."""
    key: str
    """Hexadecimal; empty for a reference."""
    same: tuple[PageId, ...] = ()
    """Earlier pages that seem to be pictures of the same sheet."""
