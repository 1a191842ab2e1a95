"""Earlier pages that are pictures of the same sheet: an index of keys, then a look at the few that are near. It is given its store.

A page is laid over a reference, an earlier page of the same print, and gets its key beside it; keys near its own are candidates, and only
those are looked at. A page that lies over no reference becomes one. For one thread; what it loaded stays until it is dropped.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final, Protocol

import cv2
import numpy as np

from ocr.same_sheet import (
    KEY_BYTES,
    LONG_SIDE_PX,
    ONE_SHEET,
    Overlaid,
    PageLook,
    agreement,
    itself,
    key_of,
    look_at_page,
    nearest,
    overlaid,
)
from station.domain.errors import StationError
from station.domain.ids import PageId
from station.domain.sheets import SheetMark

_REFERENCES_MAX: Final = 8
"""So many kinds of page, those last met, are tried."""
_CANDIDATES_MAX: Final = 2
_KEPT_PAGES: Final = 64
"""Pages of which what was looked at is kept, about 1 MB each: a stack that is scanned twice is scanned twice soon."""


class MarkedPages(Protocol):
    """What is known of earlier pages."""

    def references(self, limit: int) -> Sequence[PageId]:
        """Those that others were held beside, the last ones first."""

    def keys(self, reference: PageId, after: int) -> Sequence[tuple[int, PageId, bytes]]:
        """(number, page, key) of pages beside this reference with higher numbers than `after`, in order."""

    def open(self, page_id: PageId) -> bytes:
        """The picture. Raises StationError when it is gone."""


class _Beside:
    """What is known of the pages beside one reference."""

    def __init__(self, look: PageLook) -> None:
        self.look, self.own = look, itself(look)
        self.newest, self.pages, self.keys = 0, list[PageId](), bytearray()

    def take(self, rows: Sequence[tuple[int, PageId, bytes]]) -> None:
        for number, page_id, key in rows:
            self.newest = number
            if len(key) == KEY_BYTES:
                self.pages.append(page_id)
                self.keys += key


class SheetIndex:
    """Says of a new page what it is known by, and which pages show the same sheet."""

    def __init__(self, marked: MarkedPages) -> None:
        self._marked = marked
        self._beside: dict[PageId, _Beside | None] = {}
        self._seen: OrderedDict[tuple[PageId, PageId], Overlaid] = OrderedDict()

    def mark(self, look: PageLook) -> SheetMark:
        """Of a page that is about to be kept."""
        for reference in self._marked.references(_REFERENCES_MAX):
            beside = self._reference(reference)
            lying = overlaid(look, beside.look) if beside is not None else None
            if beside is None or lying is None:
                continue
            key, like_reference = key_of(lying, beside.own)
            beside.take(self._marked.keys(reference, beside.newest))
            near = [beside.pages[at] for at in nearest(key, bytes(beside.keys), _CANDIDATES_MAX)]
            candidates = [reference, *near] if like_reference else near
            same = tuple(page_id for page_id in candidates if self._is_same(lying, page_id, reference, beside))
            return SheetMark(reference, key.hex(), same)
        return SheetMark(None, "")

    def _reference(self, page_id: PageId) -> _Beside | None:
        if page_id not in self._beside:
            look = self._look(page_id)
            self._beside[page_id] = None if look is None else _Beside(look)
        return self._beside[page_id]

    def _is_same(self, lying: Overlaid, page_id: PageId, reference: PageId, beside: _Beside) -> bool:
        other = beside.own if page_id == reference else self._overlaid(page_id, reference, beside)
        return other is not None and agreement(lying, other) >= ONE_SHEET

    def _overlaid(self, page_id: PageId, reference: PageId, beside: _Beside) -> Overlaid | None:
        found = self._seen.pop((page_id, reference), None)
        if found is None:
            look = self._look(page_id)
            found = None if look is None else overlaid(look, beside.look)
        if found is not None:
            self._seen[page_id, reference] = found
            if len(self._seen) > _KEPT_PAGES:
                self._seen.popitem(last=False)
        return found

    def _look(self, page_id: PageId) -> PageLook | None:
        try:
            content = self._marked.open(page_id)
        except StationError:
            return None  # erased, or damaged: then nothing can be said of it
        return look_at_file(content)


def look_at_file(content: bytes) -> PageLook | None:
    """Of a picture as it was captured; None for one that does not decode here, or has too little on it."""
    data = np.frombuffer(content, np.uint8)
    for flags in (cv2.IMREAD_REDUCED_GRAYSCALE_4, cv2.IMREAD_GRAYSCALE):
        try:
            grey = cv2.imdecode(data, flags)
        except cv2.error:
            return None
        if grey is not None and max(grey.shape) >= LONG_SIDE_PX:
            break
    return None if grey is None else look_at_page(grey.astype(np.uint8, copy=False))
