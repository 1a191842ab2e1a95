"""Whether a page that arrives shows a sheet that the store has already. For the store lane."""

from dataclasses import replace

from ocr.same_sheet import PageLook
from station.scanner.source import CapturedImage
from ui.bootstrap import Station


def marked(station: Station, captured: CapturedImage, look: PageLook | None) -> CapturedImage:
    """The page with what its paper is known by; as it is when nothing could be seen on it."""
    return captured if look is None else replace(captured, sheet=station.sheet_index.mark(look))
