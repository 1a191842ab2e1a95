"""What Quét does, without a widget: which volume, from where, the feed, the pages that came, and the reading afterwards."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import PageId
from station.domain.record import Volume
from station.scanner.scanner import Device, Scanner, ScanSettings
from station.scanner.source import Captured, CapturedImage
from station.workflow.feeding import KeptPage, keep_file, keep_sheet, replaced_ordinals
from ui.bootstrap import Station
from ui.capture.arrivals import Thumbnail, thumbnail_of
from ui.capture.background_reading import BackgroundReading, MakeReader, ReadingState
from ui.capture.feed import Feed, FeedState, Keep
from ui.capture.shelf import Choices, Fields, PageRow, Shown, fault_in, kinds_of, opened_volume, row_of, rows_of
from ui.changes import JOBS, PAGES, VOLUMES, Changed, Changes
from ui.tasks import Tasks


class View(Protocol):
    """What the page can show."""

    def show_choices(self, choices: Choices) -> None:
        """Kinds, volumes, scanners."""

    def show_pages(self, shown: Shown) -> None:
        """A volume's pages anew."""

    def add_page(self, row: PageRow, thumbnail: Thumbnail | None) -> None:
        """One more page at the end."""

    def update_page(self, row: PageRow) -> None:
        """The same page, with other words."""

    def show_thumbnail(self, page_id: PageId, thumbnail: Thumbnail) -> None:
        """The picture of a page."""

    def show_feed(self, state: FeedState) -> None:
        """How far the feed is."""

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
    ) -> None:
        self._tasks, self._pages_of = tasks, pages_of
        self._scanners = _Scanners(scanners)
        self._reading = BackgroundReading(tasks, make_reader, self._show_reading)
        self._view: View | None = None
        self._choices = Choices()
        self._volume: Volume | None = None
        self._rows: dict[PageId, PageRow] = {}
        self._feed: Feed | None = None
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
            self._reading.start()

    def look_for_scanners(self) -> None:
        """Ask every driver which devices answer."""
        if self._choices.looking:
            return
        self._choose(looking=True)
        self._tasks.free(lambda _progress: self._scanners.look(), self._found_scanners)

    def choose_volume(self, volume: Volume) -> None:
        """Lay out its pages."""
        if not self.feeding and (self._volume is None or volume.volume_id != self._volume.volume_id):
            self._volume = volume
            self._tasks.query(lambda station: rows_of(station, volume.volume_id), lambda found: self._lay_out(volume, *found))

    def volume_named(self, fields: Fields) -> Volume | None:
        """The volume of these three fields, if it is open already."""
        tidy = fields.tidy
        return next((v for v in self._choices.volumes if (v.kind, v.year, v.number) == (tidy.kind, tidy.year, tidy.number)), None)

    def scan(self, fields: Fields, device: Device | None, settings: ScanSettings) -> None:
        """Feed sheets into the volume, opening it if need be."""
        self._scan(fields, device, settings, None)

    def scan_again(self, device: Device | None, settings: ScanSettings, row: PageRow) -> None:
        """One sheet in place of a page: a new page that says so."""
        if self._volume is not None:
            fields = Fields(self._volume.kind, self._volume.year, self._volume.number)
            self._scan(fields, device, replace(settings, sheets_max=1), row.ordinal)

    def _scan(self, fields: Fields, device: Device | None, settings: ScanSettings, in_place_of: int | None) -> None:
        scanner = self._scanners.of_device.get(device.id) if device is not None else None
        if device is None or scanner is None:
            self._trouble(StationError("scanner.none"))
            return

        def keep(station: Station, captured: CapturedImage, volume: Volume) -> KeptPage:
            return keep_sheet(station.desk, volume, captured, in_place_of=in_place_of)

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

    def stop(self) -> None:
        """End the feed after the page in progress."""
        if self._feed is not None:
            self._feed.stop()

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
        """Whether pages are coming in."""
        return self._feed is not None and self._feed.state.running

    @property
    def reading(self) -> ReadingState:
        """How far the reading is."""
        return self._reading.state

    def faulty(self, row: PageRow) -> bool:
        """Whether a page should be looked at: something is doubtful and it was not scanned again."""
        return row.replaced_by is None and any(finding.severity != "info" for finding in row.findings)

    # ---- feeding ------------------------------------------------------------------------------------------------------------------

    def _begin(
        self,
        fields: Fields,
        source: Callable[[], Iterator[Captured]],
        keep: Callable[[Station, CapturedImage, Volume], KeptPage],
        stop_source: Callable[[], None],
    ) -> None:
        tidy = fields.tidy
        if self.feeding:
            return
        fault = fault_in(tidy)
        if fault is not None:
            self._trouble(None, fault)
            return
        self._trouble(None)

        def opened(found: tuple[Volume, tuple[int, tuple[PageRow, ...]]]) -> None:
            volume, laid_out = found
            if self._volume is None or self._volume.volume_id != volume.volume_id:
                self._volume = volume
                self._lay_out(volume, *laid_out)
            keep_here: Keep = lambda station, captured: keep(station, captured, volume)  # noqa: E731
            self._feed = Feed(self._tasks, source, keep_here, stop_source=stop_source, kept=self._page_kept, changed=self._feed_changed)
            self._feed.start()

        self._tasks.change(lambda station: opened_volume(station, tidy), opened, self._trouble, changed=VOLUMES)

    def _page_kept(self, kept: KeptPage, thumbnail: Thumbnail | None) -> None:
        if not kept.is_new or self._view is None:
            return
        row = row_of(kept.page)
        self._rows[row.page_id] = row
        self._view.add_page(row, thumbnail)
        for ordinal, by in replaced_ordinals([kept.page]).items():
            self._mark_replaced(ordinal, by)

    def _mark_replaced(self, ordinal: int, by: int) -> None:
        for old in [row for row in self._rows.values() if row.ordinal == ordinal]:
            self._rows[old.page_id] = new = PageRow(old.page_id, old.ordinal, old.name, old.state, old.findings, by)
            if self._view is not None:
                self._view.update_page(new)

    def _feed_changed(self, state: FeedState) -> None:
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
        if trouble is not None:
            self._trouble(trouble)

    def _choose(self, **changes: object) -> None:
        self._choices = Choices(**{**self._choices.__dict__, **changes})
        if self._view is not None:
            self._view.show_choices(self._choices)

    def _lay_out(self, volume: Volume, pages: int, rows: tuple[PageRow, ...]) -> None:
        if self._volume is None or volume.volume_id != self._volume.volume_id:
            return
        self._rows = {row.page_id: row for row in rows}
        self._wanted.clear()
        if self._view is not None:
            self._view.show_pages(Shown(volume, pages, rows))

    def _refresh_states(self, volume: Volume) -> None:
        """The reading has changed pages: their words follow, their places and pictures stay."""

        def compare(found: tuple[int, tuple[PageRow, ...]]) -> None:
            if self._volume is None or volume.volume_id != self._volume.volume_id or self._view is None:
                return
            for row in found[1]:
                if row.page_id in self._rows and self._rows[row.page_id] != row:
                    self._rows[row.page_id] = row
                    self._view.update_page(row)

        self._tasks.query(lambda station: rows_of(station, volume.volume_id), compare)

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
