"""Pages for the eye: sealed images decoded beside the window, a few kept ready within a bound of memory. No Qt; drawing is in ui.widgets.

What is asked for last comes first: asking for another page lets go of the one before. Pages near it and pages for a list wait until
somebody sees at least a preview of what is asked for. Bytes come from the store lane, pixels from the free lane (OpenCV lets the window go
on while it decodes; QImage does not).

Turning pages fast, nobody waits for a whole page: the next one's preview lies ready, and a page that was passed is never decoded whole.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from station.domain.errors import StationError
from station.domain.ids import PageId
from ui.bootstrap import Station
from ui.page_decoding import PageImage, cleaned, decoded, preview
from ui.tasks import Failed, Progress, Running, Tasks

Done = Callable[[PageImage], None]

CACHE_BYTES: Final = 112 * 2**20
"""Three A4 pages at 300 dpi: the one shown, the next, the one before. One that is larger (A3 at 600 dpi: 278 MB) is kept alone."""
NEAR_MAX: Final = 3
"""Previews kept besides: 9 MB each for A4, 14 MB at most."""
_REST_MS: Final = 120
"""A page whose preview lay ready is fetched whole only when somebody stays on it so long: half a second is four pages of a held key."""


@dataclass
class _Want:
    """One page that somebody waits for."""

    page_id: PageId
    done: list[Done] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    preview: list[Done] = field(default_factory=list)
    running: Running | None = None
    let_go: bool = False
    seen: bool = False
    """Its preview stands before the person: what comes next may wait a little."""
    begun: bool = False
    rests: bool = False

    def let_go_of(self) -> None:
        """Nobody waits any more: stop at the next step, tell nobody."""
        self.let_go = True
        if self.running is not None:
            self.running.cancel()

    def show(self, quick: PageImage) -> None:
        """Give the preview to everybody who waits."""
        self.seen = True
        for shown in self.preview:
            shown(quick)


class PageImages:
    """Decoded pages by id. For the thread of the window only; every callback comes there."""

    def __init__(self, tasks: Tasks, limit_bytes: int = CACHE_BYTES) -> None:
        self._tasks = tasks
        self._limit_bytes = limit_bytes
        self._kept: OrderedDict[PageId, PageImage] = OrderedDict()
        self._asked: _Want | None = None
        self._near: tuple[PageId, ...] = ()
        self._ahead: PageId | None = None
        """The page near that is still to be fetched whole."""
        self._near_here: Done = lambda page: None
        self._previews: dict[PageId, PageImage | None] = {}
        """Of pages near; None for a kind of picture that has none."""
        self._peeking: _Want | None = None
        """The page near whose preview is being made."""
        self._waiting: deque[_Want] = deque()
        self._behind: _Want | None = None
        self._cleaning: _Want | None = None

    @property
    def size_bytes(self) -> int:
        """Memory of the pages kept."""
        return sum(page.size_bytes for page in self._kept.values())

    def request(self, page_id: PageId, done: Done, failed: Failed, preview: Done | None = None) -> None:
        """The page, now: `done` once, at once if it is kept. A page asked for before and not yet there is let go of, unless it is the same.

        `preview` may be called before `done` with the page at a part of its sharpness, where that is much quicker (JPEG).
        StationErrors (`store.damaged`, `store.unknown-item`) go to `failed`.
        """
        if self._asked is not None and self._asked.page_id != page_id:
            self._asked.let_go_of()
            self._asked = None
        page = self._found(page_id)
        if page is not None:
            done(page)
            self._go_on()
            return
        want = self._asked or self._taken_over(page_id) or _Want(page_id)
        want.done.append(done)
        want.failed.append(failed)
        if preview is not None:
            want.preview.append(preview)
        self._asked = want
        self._hold_back()
        self._begin(want)

    def have_ready(self, page_ids: Sequence[PageId]) -> None:
        """Pages that may be asked for next, the likeliest first: the first whole, and previews of at most NEAR_MAX.

        Replaces the wish before; what is wrong with a page is told to who asks for it.
        """
        near = tuple(page_ids[:NEAR_MAX])
        if near != self._near:
            self._near, self._ahead = near, next(iter(near), None)
            self._previews = {page_id: quick for page_id, quick in self._previews.items() if page_id in near}
        self._go_on()

    def let_know_of_near(self, here: Done) -> None:
        """Call `here` with the likeliest page near once all of it is there."""
        self._near_here = here

    def queue(self, page_id: PageId, done: Done, failed: Failed) -> Callable[[], None]:
        """The page, some time: for strips of many pages. Never let go of by `request`; one at a time, in the order of asking.

        Returns what forgets the wish.
        """
        page = self._found(page_id)
        if page is not None:
            done(page)
            return lambda: None
        want = _Want(page_id, [done], [failed])
        self._waiting.append(want)
        self._go_on()

        def forget() -> None:
            want.let_go_of()
            if want in self._waiting:
                self._waiting.remove(want)

        return forget

    def request_cleaned(self, page_id: PageId, done: Done, failed: Failed) -> None:
        """The page as the reading sees it, laid over the original so that boxes fit; grey, not kept. The last one asked for counts."""
        self.let_cleaned_go()
        want = self._cleaning = _Want(page_id, [done], [failed])

        def clean(page: PageImage) -> None:
            if not want.let_go:
                want.running = self._tasks.free(lambda progress: cleaned(page, lambda: progress.cancelled), arrived, trouble)

        def arrived(page: PageImage | None) -> None:
            if page is not None and not want.let_go:
                self._cleaning = None
                done(page)

        def trouble(error: StationError) -> None:
            if not want.let_go:
                self._cleaning = None
                failed(error)

        self.queue(page_id, clean, trouble)

    def let_cleaned_go(self) -> None:
        """Nobody waits for a cleaned page any more."""
        if self._cleaning is not None:
            self._cleaning.let_go_of()
            self._cleaning = None

    def clear(self) -> None:
        """Forget every page and every wish: the person signs out."""
        for want in (self._asked, self._behind, self._peeking, self._cleaning, *self._waiting):
            if want is not None:
                want.let_go_of()
        self._asked = self._behind = self._cleaning = None
        self._near, self._ahead = (), None
        self._previews.clear()
        self._waiting.clear()
        self._kept.clear()

    # one page on its way: bytes from the store, then perhaps a preview, then all pixels

    def _begin(self, want: _Want) -> None:
        """Somebody asks for a page that is not there: by its preview if that lies ready or is being made, else from its bytes."""
        quick = self._previews.get(want.page_id) if want.preview else None
        if quick is not None and not want.seen:
            want.rests = True
            want.show(quick)
        if want.seen:
            self._go_on()
        elif not want.begun and (self._peeking is None or self._peeking.page_id != want.page_id):
            self._start(want)

    def _start(self, want: _Want) -> None:
        want.begun = True
        if want.rests:
            self._tasks.after_paint(lambda: self._read(want), _REST_MS)
        else:
            self._read(want)

    def _read(self, want: _Want) -> None:
        if want.let_go:
            return  # only one that rested; whoever else wants something goes on without it

        def read(station: Station) -> bytes:
            return b"" if want.let_go else station.desk.images.open(want.page_id)

        self._tasks.query(read, lambda content: self._decode(want, content), lambda error: self._finish_badly(want, error))

    def _decode(self, want: _Want, content: bytes) -> None:
        if want.preview and not (want.let_go or want.seen):
            want.running = self._tasks.free(
                lambda _: preview(content, want.page_id),
                lambda quick: self._show_preview(want, quick, content),
                lambda error: self._finish_badly(want, error),
            )
        else:
            self._decode_whole(want, content)

    def _show_preview(self, want: _Want, quick: PageImage | None, content: bytes) -> None:
        if quick is not None and not want.let_go:
            want.show(quick)
        self._decode_whole(want, content)

    def _decode_whole(self, want: _Want, content: bytes) -> None:
        if want.let_go:
            self._finished(want)
            self._go_on()
            return
        self._make_room()

        def work(progress: Progress) -> PageImage | None:
            return decoded(content, want.page_id, lambda: progress.cancelled or want.let_go)

        want.running = self._tasks.free(work, lambda page: self._finish(want, page), lambda error: self._finish_badly(want, error))

    def _peek(self, page_id: PageId) -> None:
        """Make the preview of a page near."""
        peeking = self._peeking = _Want(page_id)

        def read(station: Station) -> bytes:
            return b"" if peeking.let_go else station.desk.images.open(page_id)

        def look(content: bytes) -> None:
            self._tasks.free(lambda _: None if peeking.let_go else preview(content, page_id), made, lambda error: made(None))

        def made(quick: PageImage | None) -> None:
            self._peeking = None
            if page_id in self._near:
                self._previews[page_id] = quick
            asked = self._asked
            if asked is not None and asked.page_id == page_id and not asked.begun:
                if quick is not None:
                    asked.rests = True
                    asked.show(quick)
                else:
                    self._start(asked)
            self._go_on()

        # whoever asks for the page itself is told what is wrong with it
        self._tasks.query(read, look, lambda error: made(None))

    def _finish(self, want: _Want, page: PageImage | None) -> None:
        self._finished(want)
        if page is not None and not want.let_go:
            self._keep(page)
            if want.page_id in self._near[:1]:
                self._near_here(page)
            for done in want.done:
                done(page)
        self._go_on()

    def _finish_badly(self, want: _Want, error: StationError) -> None:
        self._finished(want)
        if not want.let_go:
            for failed in want.failed:
                failed(error)
        self._go_on()

    def _finished(self, want: _Want) -> None:
        if self._asked is want:
            self._asked = None
        if self._behind is want:
            self._behind = None

    def _go_on(self) -> None:
        """Begin with what comes next, unless somebody sits before an empty view."""
        if self._asked is not None and not self._asked.seen:
            return
        if self._asked is not None and not self._asked.begun:
            self._start(self._asked)
        while self._behind is None and self._peeking is None:
            unseen = next((page_id for page_id in self._near if page_id not in self._previews and self._found(page_id) is None), None)
            if unseen is not None:
                self._peek(unseen)
            elif self._asked is not None or not self._fetch(self._next_behind()):
                return

    def _next_behind(self) -> _Want | None:
        """The first page near, whole; then pages for a list."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            page = self._found(ahead)
            if page is None:
                return _Want(ahead)
            self._near_here(page)
        return self._waiting.popleft() if self._waiting else None

    def _fetch(self, want: _Want | None) -> bool:
        """Fetch a page behind everything else, or give it if it is kept; False when there is none to fetch."""
        if want is None:
            return False
        page = self._found(want.page_id)
        if page is None:
            self._behind = want
            self._start(want)
        else:
            for done in want.done:
                done(page)
        return True

    # what is kept

    def _found(self, page_id: PageId) -> PageImage | None:
        page = self._kept.get(page_id)
        if page is not None:
            self._kept.move_to_end(page_id)
        return page

    def _keep(self, page: PageImage) -> None:
        self._kept[PageId(page.page_id)] = page
        self._kept.move_to_end(PageId(page.page_id))
        while self.size_bytes > self._limit_bytes and len(self._kept) > 1:
            self._kept.popitem(last=False)

    def _make_room(self) -> None:
        """Before a large page is decoded: what alone fills the memory makes place first, not after."""
        while self._kept and self.size_bytes > self._limit_bytes:
            self._kept.popitem(last=False)

    def _taken_over(self, page_id: PageId) -> _Want | None:
        """The same page being fetched ahead, now wanted in earnest."""
        if self._behind is not None and self._behind.page_id == page_id and not self._behind.let_go:
            want, self._behind = self._behind, None
            return want
        return None

    def _hold_back(self) -> None:
        """What is only fetched ahead makes way for what somebody waits for."""
        if self._behind is not None and not self._behind.done:
            self._behind.let_go_of()
            self._behind = None
