"""What Quét does, without a widget: which volume, from where, the feed, the pages that came, and the reading afterwards."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import PageId
from station.domain.record import AsideReason, PageState, Volume
from station.scanner.scanner import Device, Scanner, ScanSettings
from station.scanner.source import Captured, CapturedImage
from station.workflow.feeding import KeptPage, keep_file, keep_sheet, keep_watched
from station.workflow.setting_aside import require_replaceable, set_aside, take_back
from ui.bootstrap import Station
from ui.capture.arrivals import Thumbnail, thumbnail_of
from ui.capture.background_reading import BackgroundReading, MakeReader, ReadingState
from ui.capture.feed import Feed, FeedState, Keep
from ui.capture.scanner_sign import ScannerSign, Tell
from ui.capture.shelf import (
    ROWS_MAX,
    Choices,
    Fields,
    PageRow,
    Shelved,
    Shown,
    changed_rows,
    fault_in,
    kinds_of,
    opened_volume,
    rows_of,
    shelved,
)
from ui.capture.watching import Watching, WatchState
from ui.changes import ENTRIES, JOBS, PAGES, VOLUMES, Changed, Changes
from ui.tasks import Tasks


class View(Protocol):
    """What the page can show."""

    def show_choices(self, choices: Choices) -> None:
        """Kinds, volumes, scanners."""

    def show_pages(self, shown: Shown) -> None:
        """A volume's pages anew."""

    def add_page(self, row: PageRow, thumbnail: Thumbnail | None) -> None:
        """One more page, at its place in the order of the paper."""

    def update_page(self, row: PageRow) -> None:
        """The same page, with other words."""

    def show_thumbnail(self, page_id: PageId, thumbnail: Thumbnail) -> None:
        """The picture of a page."""

    def show_feed(self, state: FeedState) -> None:
        """How far the feed is."""

    def show_watch(self, state: WatchState) -> None:
        """How far the watching of a folder is."""

    def show_reading(self, state: ReadingState) -> None:
        """How far the reading is."""

    def show_trouble(self, trouble: StationError | None, sentence: Text | None = None) -> None:
        """What stands in the way, and what to do; neither: nothing does."""


@dataclass
class _Scanners:
    """Every way to reach a scanner, and which device came from which."""

    all: Sequence[Scanner]
    of_device: dict[str, Scanner] = field(default_factory=dict)

    def look(self) -> tuple[list[Device], StationError | None]:
        """On the free lane: seconds. A way that fails does not hide the others."""
        found: list[Device] = []
        trouble: StationError | None = None
        for scanner in self.all:
            try:
                devices = scanner.devices()
            except StationError as error:
                trouble = error
                continue
            self.of_device.update({device.id: scanner for device in devices})
            found += devices
        return found, None if found else trouble or StationError("scanner.none")


class CapturePresenter:
    """One Quét's mind."""

    def __init__(
        self,
        tasks: Tasks,
        changes: Changes,
        *,
        scanners: Sequence[Scanner],
        pages_of: Callable[[Sequence[Path]], Iterator[Captured]],
        make_reader: MakeReader,
        tell_of_scanner: Tell = lambda _words, _doubtful: None,
    ) -> None:
        self._tasks, self._pages_of = tasks, pages_of
        self._scanners, self._sign = _Scanners(scanners), ScannerSign(tell_of_scanner)
        self._reading = BackgroundReading(tasks, make_reader, self._show_reading)
        self._view: View | None = None
        self._choices = Choices()
        self._volume: Volume | None = None
        self._rows: dict[PageId, PageRow] = {}
        self._feed: Feed | None = None
        self._watching: Watching | None = None
        self._pages = 0
        self._at_end = True
        self._wanted: list[PageId] = []
        self._loading = False
        self._begun = False
        changes.listen(self._on_change)

    # ---- the page asks ------------------------------------------------------------------------------------------------------------

    def attach(self, view: View) -> None:
        """Show through this view."""
        self._view = view

    def activated(self) -> None:
        """The desk is in front: refresh what may be chosen; at first look for scanners and read what was left waiting."""
        self._refresh_choices()
        if not self._begun:
            self._begun = True
            self.look_for_scanners()
            self._reading.prepare()
            self._reading.start()

    def look_for_scanners(self) -> None:
        """Ask every driver which devices answer."""
        if self._choices.looking:
            return
        self._choose(looking=True)
        self._sign.looking()
        self._tasks.free(lambda _progress: self._scanners.look(), self._found_scanners)

    def choose_volume(self, volume: Volume) -> None:
        """Lay out its pages."""
        if not self.occupied and (self._volume is None or volume.volume_id != self._volume.volume_id):
            self._volume = volume
            self._tasks.query(lambda station: rows_of(station, volume.volume_id), lambda found: self._lay_out(volume, *found))

    def show_earlier(self) -> None:
        """The pages before those laid out."""
        first = min((row.order[0] for row in self._rows.values()), default=1)
        if first > 1:
            self._show_until(max(first - 1, ROWS_MAX))

    def show_later(self) -> None:
        """The pages behind those laid out."""
        self._show_until(max((row.order[0] for row in self._rows.values()), default=0) + ROWS_MAX)

    def volume_named(self, fields: Fields) -> Volume | None:
        """The volume of these three fields, if it is open already."""
        tidy = fields.tidy
        return next((volume for volume in self._choices.volumes if tidy.name(volume)), None)

    def scan(self, fields: Fields, device: Device | None, settings: ScanSettings) -> None:
        """Feed sheets into the volume, opening it if need be."""
        self._scan(fields, device, settings, None)

    def scan_again(self, device: Device | None, settings: ScanSettings, row: PageRow) -> None:
        """One sheet in place of a page, which is set aside; refused before the sheet is fed where the page must stay."""
        volume = self._volume
        if volume is not None and not self.occupied:
            fields = Fields(volume.kind, volume.year, volume.number, volume.office)
            one = replace(settings, sheets_max=1)
            self._tasks.query(
                lambda station: require_replaceable(station.desk, row.page_id),
                lambda _page: self._scan(fields, device, one, row.page_id),
                self._trouble,
            )

    def can_scan_again(self, row: PageRow) -> bool:
        """Whether a sheet may be scanned in place of this page: not when another page has its place already."""
        return row.replaced_by is None

    def set_aside(self, row: PageRow, reason: AsideReason) -> None:
        """Take a page out of the order of the paper; it can be taken back."""
        self._change_page(lambda station: set_aside(station.desk, row.page_id, reason))

    def take_back(self, row: PageRow) -> None:
        """Put a page that was set aside where it was."""
        self._change_page(lambda station: take_back(station.desk, row.page_id))

    def _change_page(self, change: Callable[[Station], object]) -> None:
        if self.occupied:
            return
        self._trouble(None)

        def changed(_page: object) -> None:
            if self._volume is not None:
                self._refresh_states(self._volume)
            self._reading.start()

        self._tasks.change(change, changed, self._trouble, changed=PAGES | ENTRIES | JOBS)

    def _scan(self, fields: Fields, device: Device | None, settings: ScanSettings, in_place_of: PageId | None) -> None:
        scanner = self._scanners.of_device.get(device.id) if device is not None else None
        if device is None or scanner is None:
            self._trouble(StationError("scanner.none"))
            return

        def keep(station: Station, captured: CapturedImage, volume: Volume) -> KeptPage:
            return keep_sheet(station.desk, volume, captured, in_place_of=in_place_of)

        self._sign.scans(device)
        self._begin(fields, lambda: scanner.scan(device, settings), keep, scanner.cancel)

    def take_files(self, fields: Fields, paths: Sequence[Path]) -> None:
        """Take files and folders into the volume, opening it if need be."""
        stopped: list[bool] = []

        def pages() -> Iterator[Captured]:
            for captured in self._pages_of(paths):
                if stopped:
                    return
                yield captured

        def keep(station: Station, captured: CapturedImage, volume: Volume) -> KeptPage:
            return keep_file(station.desk, volume, captured)

        if paths:
            self._begin(fields, pages, keep, lambda: stopped.append(True))

    def watch(self, fields: Fields, folder: Path) -> None:
        """Take whole files that appear in a folder into the volume, until stopped."""

        def begin(volume: Volume) -> None:
            def begin_feed(paths: Sequence[Path], changed: Callable[[FeedState], None]) -> Feed:
                return self._new_feed(
                    volume, lambda: self._pages_of(paths), lambda station, captured: keep_watched(station.desk, volume, captured),
                    stop_source=lambda: None, changed=lambda state: self._batch_changed(state, changed),
                )  # fmt: skip

            self._watching = Watching(self._tasks, folder, begin_feed, self._watch_changed)
            self._watch_changed(self._watching.state)
            self._watching.tick()

        self._with_volume(fields, begin)

    def tick(self) -> None:
        """About once a second: look at the watched folder."""
        if self._watching is not None:
            self._watching.tick()

    def stop(self) -> None:
        """End the feed after the page in progress, and the watching."""
        if self._feed is not None:
            self._feed.stop()
        if self._watching is not None:
            self._watching.stop()

    def end(self) -> None:
        """The session ends: no further sheet is fed, nothing more is read; what came is safe, what was not read waits."""
        self.stop()
        self._reading.end()

    def start_reading(self) -> None:
        """Read what waits."""
        self._reading.start()

    def stop_reading(self) -> None:
        """Stop after the pages in progress; the rest waits."""
        self._reading.stop()

    def want_thumbnail(self, page_id: PageId) -> None:
        """Fetch the picture of a page, the newest wish first."""
        if page_id in self._rows and page_id not in self._wanted:
            self._wanted.append(page_id)
            self._load_next()

    @property
    def feeding(self) -> bool:
        """Whether pages are coming in at this moment."""
        watched = self._watching is not None and self._watching.feeding
        return watched or (self._feed is not None and self._feed.state.running)

    @property
    def occupied(self) -> bool:
        """Whether pages are coming in or may come at any moment: the volume cannot be changed then."""
        return self.feeding or (self._watching is not None and self._watching.state.on)

    @property
    def reading(self) -> ReadingState:
        """How far the reading is."""
        return self._reading.state

    def faulty(self, row: PageRow) -> bool:
        """Whether a page should be looked at: something is doubtful and it was not set aside."""
        return row.state is not PageState.SET_ASIDE and any(finding.severity != "info" for finding in row.findings)

    # ---- feeding ------------------------------------------------------------------------------------------------------------------

    def _begin(
        self,
        fields: Fields,
        source: Callable[[], Iterator[Captured]],
        keep: Callable[[Station, CapturedImage, Volume], KeptPage],
        stop_source: Callable[[], None],
    ) -> None:
        def begin(volume: Volume) -> None:
            self._feed = self._new_feed(
                volume, source, lambda station, captured: keep(station, captured, volume),
                stop_source=stop_source, changed=self._feed_changed,
            )  # fmt: skip
            self._feed.start()

        self._with_volume(fields, begin)

    def _with_volume(self, fields: Fields, begin: Callable[[Volume], None]) -> None:
        """Open the volume if need be, lay it out, then begin."""
        tidy = fields.tidy
        if self.occupied:
            return
        fault = fault_in(tidy)
        if fault is not None:
            self._trouble(None, fault)
            return
        self._trouble(None)

        def opened(found: tuple[Volume, tuple[int, tuple[PageRow, ...]]]) -> None:
            volume, laid_out = found
            if self._volume is None or self._volume.volume_id != volume.volume_id or not self._at_end:
                self._volume = volume
                self._lay_out(volume, *laid_out)
            begin(volume)

        self._tasks.change(lambda station: opened_volume(station, tidy), opened, self._trouble, changed=VOLUMES)

    def _new_feed(
        self,
        volume: Volume,
        source: Callable[[], Iterator[Captured]],
        keep: Callable[[Station, CapturedImage], KeptPage | None],
        *,
        stop_source: Callable[[], None],
        changed: Callable[[FeedState], None],
    ) -> Feed:
        keep_here: Keep = lambda station, captured: shelved(station, keep(station, captured))  # noqa: E731
        return Feed(self._tasks, source, keep_here, stop_source=stop_source, kept=self._page_kept, changed=changed)

    def _page_kept(self, kept: Shelved, thumbnail: Thumbnail | None) -> None:
        if self._watching is not None:
            self._watching.came(kept.row.name)
        if not kept.is_new or self._view is None:
            return
        self._rows[kept.row.page_id] = kept.row
        self._pages += 1
        self._view.add_page(kept.row, thumbnail)
        if kept.replaced is not None:
            self._update([kept.replaced])

    def _batch_changed(self, state: FeedState, tell: Callable[[FeedState], None]) -> None:
        """A batch of watched files goes on or is over."""
        tell(state)
        if not state.running and state.came:
            self._reading.start()

    def _watch_changed(self, state: WatchState) -> None:
        if self._view is not None:
            self._view.show_watch(state)
        if state.trouble is not None:
            self._trouble(state.trouble)

    def _feed_changed(self, state: FeedState) -> None:
        self._sign.feed(state)
        if self._view is not None:
            self._view.show_feed(state)
        if not state.running:
            if state.trouble is not None:
                self._trouble(state.trouble)
            if self._volume is not None:
                self._refresh_states(self._volume)
            if state.came:
                self._reading.start()

    # ---- what is shown ------------------------------------------------------------------------------------------------------------

    def _on_change(self, changed: Changed) -> None:
        if changed & VOLUMES:
            self._refresh_choices()
        if changed & PAGES and changed & JOBS and not self.feeding and self._volume is not None:
            self._refresh_states(self._volume)

    def _refresh_choices(self) -> None:
        self._tasks.query(lambda station: (kinds_of(station), tuple(station.desk.records.volumes())), self._got_choices)

    def _got_choices(self, found: tuple[tuple[tuple[str, Text], ...], tuple[Volume, ...]]) -> None:
        kinds, volumes = found
        if (kinds, volumes) != (self._choices.kinds, self._choices.volumes):
            self._choose(kinds=kinds, volumes=volumes)

    def _found_scanners(self, found: tuple[list[Device], StationError | None]) -> None:
        devices, trouble = found
        self._choose(devices=tuple(devices), looking=False)
        self._sign.found(devices)
        if trouble is not None:
            self._trouble(trouble)

    def _choose(self, **changes: object) -> None:
        self._choices = Choices(**{**self._choices.__dict__, **changes})
        if self._view is not None:
            self._view.show_choices(self._choices)

    def _lay_out(self, volume: Volume, pages: int, rows: tuple[PageRow, ...], *, at_end: bool = True) -> None:
        if self._volume is None or volume.volume_id != self._volume.volume_id:
            return
        self._rows = {row.page_id: row for row in rows}
        self._pages, self._at_end = pages, at_end
        self._wanted.clear()
        if self._view is not None:
            self._view.show_pages(Shown(volume, pages, rows))

    def _show_until(self, place: int) -> None:
        """Another window of rows; nothing where there are no other pages."""
        volume = self._volume
        if volume is None or self.occupied or self._pages <= len(self._rows):
            return

        def found(window: tuple[int, tuple[PageRow, ...]]) -> None:
            pages, rows = window
            if rows and {row.page_id for row in rows} != self._rows.keys():
                self._lay_out(volume, pages, rows, at_end=rows[-1].order[0] < place)

        self._tasks.query(lambda station: rows_of(station, volume.volume_id, place), found)

    def _refresh_states(self, volume: Volume) -> None:
        """The reading or a person has changed pages: their words follow, their places and pictures stay. Only those are opened."""
        if not self._rows:
            return
        known = {row.page_id: row.state for row in self._rows.values()}
        places = [row.order[0] for row in self._rows.values()]
        first, last = min(places), max(places)

        def compare(rows: Sequence[PageRow]) -> None:
            if self._volume is not None and volume.volume_id == self._volume.volume_id:
                self._update(rows)

        self._tasks.query(lambda station: changed_rows(station, volume.volume_id, known, first, last), compare)

    def _update(self, rows: Iterable[PageRow]) -> None:
        for row in rows:
            if row.page_id in self._rows and self._rows[row.page_id] != row:
                self._rows[row.page_id] = row
                if self._view is not None:
                    self._view.update_page(row)

    def _load_next(self) -> None:
        if self._loading or not self._wanted:
            return
        page_id = self._wanted.pop()
        self._loading = True

        def small(content: bytes) -> None:
            self._tasks.free(lambda _progress: thumbnail_of(content), lambda made: self._loaded(page_id, made))

        self._tasks.query(lambda station: station.desk.images.open(page_id), small, lambda _error: self._loaded(page_id, None))

    def _loaded(self, page_id: PageId, thumbnail: Thumbnail | None) -> None:
        self._loading = False
        if thumbnail is not None and self._view is not None:
            self._view.show_thumbnail(page_id, thumbnail)
        self._load_next()

    def _show_reading(self, state: ReadingState) -> None:
        if self._view is not None:
            self._view.show_reading(state)
        if not state.running and self._volume is not None and not self.feeding:
            self._refresh_states(self._volume)

    def _trouble(self, trouble: StationError | None, sentence: Text | None = None) -> None:
        if self._view is not None:
            self._view.show_trouble(trouble, sentence)
