"""The presenter of Quét without Qt: volumes by three fields, pages durable one by one, faults, cancel, rescans, the reading afterwards."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import PageId
from station.domain.record import AsideReason, PageReading, PageState
from station.scanner.files import images_from
from station.scanner.scanner import ScanSettings
from station.scanner.simulator import PRACTICE_DEVICE, SimulatedScanner
from station.scanner.source import Captured
from station.store.audit import audit
from tests.flow.conftest import Office, birth, forms, office, province  # noqa: F401
from tests.seated import seated
from tests.sheets_of_paper import again, as_file, sheet
from tests.ui.immediate import ImmediateTasks
from ui.bootstrap import Station
from ui.capture.arrivals import Thumbnail
from ui.capture.background_reading import ReadingState
from ui.capture.feed import FeedState
from ui.capture.presenter import CapturePresenter
from ui.capture.shelf import Choices, Fields, PageRow, Shown
from ui.capture.watching import WatchState

KS_2018 = Fields("KS", 2018, "1")
FEED = ScanSettings()


@dataclass
class Screen:
    """What a person would have seen, in order."""

    choices: Choices = field(default_factory=Choices)
    shown: Shown = field(default_factory=Shown)
    added: list[PageRow] = field(default_factory=list)
    updated: list[PageRow] = field(default_factory=list)
    pictures: dict[PageId, Thumbnail] = field(default_factory=dict)
    feeds: list[FeedState] = field(default_factory=list)
    reading: ReadingState = field(default_factory=ReadingState)
    watch: WatchState = field(default_factory=WatchState)
    trouble: StationError | None = None
    sentence: Text | None = None
    on_page: Callable[[], None] = lambda: None

    def show_choices(self, choices: Choices) -> None:
        self.choices = choices

    def show_pages(self, shown: Shown) -> None:
        self.shown = shown

    def add_page(self, row: PageRow, thumbnail: Thumbnail | None) -> None:
        self.added.append(row)
        if thumbnail is not None:
            self.pictures[row.page_id] = thumbnail
        self.on_page()

    def update_page(self, row: PageRow) -> None:
        self.updated.append(row)

    def show_thumbnail(self, page_id: PageId, thumbnail: Thumbnail) -> None:
        self.pictures[page_id] = thumbnail

    def show_feed(self, state: FeedState) -> None:
        self.feeds.append(state)

    def show_watch(self, state: WatchState) -> None:
        self.watch = state

    def show_reading(self, state: ReadingState) -> None:
        self.reading = state

    def show_trouble(self, trouble: StationError | None, sentence: Text | None = None) -> None:
        self.trouble, self.sentence = trouble, sentence


class Births:
    """A reader to whom every page is a birth certificate; fails on the pages it is told to."""

    def __init__(self) -> None:
        self.fails_first: StationError | None = None

    def read(self, pages: Iterable[tuple[str, bytes]], kind: str | None = None) -> Iterator[tuple[str, PageReading | Exception]]:
        for number, (key, _content) in enumerate(pages):
            yield key, self.fails_first if self.fails_first and number == 0 else birth(f"Số {number}")


@dataclass
class Seat:
    """Somebody at the desk."""

    station: Station
    screen: Screen
    presenter: CapturePresenter
    tasks: ImmediateTasks
    reader: Births


def lined(number: int) -> Image.Image:
    """A sheet with sharp strokes, different for each number."""
    image = Image.new("L", (1200, 1700), 240)
    for y in range(200, 1500, 40):
        image.paste(20, (200, y, 900 + number, y + 8))
    return image


def sheets(folder: Path, count: int = 4) -> list[Path]:
    paths = [folder / f"{number}.png" for number in range(1, count + 1)]
    for number, path in enumerate(paths):
        lined(number).save(path, compress_level=1)
    return paths


def seat(station: Station, scanner: SimulatedScanner, pages_of: Callable[[Sequence[Path]], Iterator[Captured]] = images_from) -> Seat:
    tasks, screen, reader = ImmediateTasks(station), Screen(), Births()
    presenter = CapturePresenter(
        tasks, tasks.changes, scanners=[scanner], pages_of=pages_of, make_reader=lambda _forms: contextlib.nullcontext(reader)
    )
    presenter.attach(screen)
    presenter.activated()
    return Seat(station, screen, presenter, tasks, reader)


@pytest.fixture
def clerk(office: Office) -> Iterator[Station]:  # noqa: F811
    with seated(office) as station:
        yield station


def test_a_scan_opens_the_volume_of_the_three_fields_and_keeps_every_sheet(clerk: Station, tmp_path: Path) -> None:
    at = seat(clerk, SimulatedScanner(lambda: sheets(tmp_path)))
    at.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    (volume,) = clerk.desk.records.volumes()
    assert (volume.kind, volume.year, volume.number) == ("KS", 2018, "01")
    assert [page.ordinal for page in clerk.desk.records.pages(volume.volume_id)] == [1, 2, 3, 4]
    assert [row.ordinal for row in at.screen.added] == [1, 2, 3, 4]
    assert at.screen.feeds[-1] == FeedState(came=4)


def test_a_second_scan_goes_on_in_the_same_volume(clerk: Station, tmp_path: Path) -> None:
    at = seat(clerk, SimulatedScanner(lambda: sheets(tmp_path), feeder_holds=2))
    at.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    at.presenter.scan(Fields("KS", 2018, "01"), PRACTICE_DEVICE, FEED)
    assert len(clerk.desk.records.volumes()) == 1
    assert len(clerk.desk.records.pages()) == 4


def test_the_next_sheet_is_asked_for_only_when_the_one_before_is_in_the_store(clerk: Station, tmp_path: Path) -> None:
    in_store: list[int] = []

    def watched(paths: Sequence[Path]) -> Iterator[Captured]:
        for captured in images_from(paths):
            in_store.append(len(clerk.desk.records.pages()))
            yield captured

    at = seat(clerk, SimulatedScanner(list), watched)
    at.presenter.take_files(KS_2018, sheets(tmp_path))
    assert in_store == [0, 1, 2, 3]


def test_a_jam_keeps_the_pages_before_it_and_is_told_with_its_remedy(clerk: Station, tmp_path: Path) -> None:
    at = seat(clerk, SimulatedScanner(lambda: sheets(tmp_path), trouble_at={3: "scanner.jam"}))
    at.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    assert len(clerk.desk.records.pages()) == 2
    assert at.screen.trouble is not None
    assert at.screen.trouble.code == "scanner.jam"
    assert not at.presenter.feeding


def test_after_a_jam_the_same_key_goes_on(clerk: Station, tmp_path: Path) -> None:
    at = seat(clerk, SimulatedScanner(lambda: sheets(tmp_path), trouble_at={3: "scanner.jam"}))
    at.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    at.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    assert len(clerk.desk.records.pages()) == 4
    assert at.screen.trouble is None


def test_stopping_keeps_what_came_and_is_no_trouble(clerk: Station, tmp_path: Path) -> None:
    at = seat(clerk, SimulatedScanner(lambda: sheets(tmp_path)))
    at.screen.on_page = lambda: at.presenter.stop() if len(at.screen.added) == 2 else None
    at.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    assert len(clerk.desk.records.pages()) == 2
    assert at.screen.trouble is None
    assert at.screen.feeds[-1] == FeedState(came=2)


def test_stopping_an_import_keeps_what_came(clerk: Station, tmp_path: Path) -> None:
    at = seat(clerk, SimulatedScanner(list))
    at.screen.on_page = at.presenter.stop
    at.presenter.take_files(KS_2018, sheets(tmp_path))
    assert len(clerk.desk.records.pages()) == 1


def test_a_bad_file_is_named_and_the_next_goes_on(clerk: Station, tmp_path: Path) -> None:
    paths = sheets(tmp_path, 3)
    paths[1].write_bytes(paths[1].read_bytes()[:3000])
    at = seat(clerk, SimulatedScanner(list))
    at.presenter.take_files(KS_2018, paths)
    state = at.screen.feeds[-1]
    assert (state.came, [fault.source_name for fault in state.faults]) == (2, ["2.png"])


def test_an_import_that_is_started_again_passes_over_what_is_there(clerk: Station, tmp_path: Path) -> None:
    at = seat(clerk, SimulatedScanner(list))
    at.presenter.take_files(KS_2018, sheets(tmp_path)[:2])
    at.presenter.take_files(KS_2018, [tmp_path])
    assert len(clerk.desk.records.pages()) == 4
    assert (at.screen.feeds[-1].came, at.screen.feeds[-1].passed_over) == (2, 2)


def test_a_sheet_that_equals_a_page_is_kept_and_marked(clerk: Station, tmp_path: Path) -> None:
    (one,) = sheets(tmp_path, 1)
    at = seat(clerk, SimulatedScanner(lambda: [one, one, one]))
    at.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    rules = [[finding.rule for finding in row.findings] for row in at.screen.added]
    assert rules == [[], ["capture.same-page"], ["capture.same-page"]]
    assert "trang 1" in at.screen.added[2].findings[0].message.vi


def test_a_sheet_scanned_twice_with_another_picture_is_kept_and_marked_with_its_reason(clerk: Station, tmp_path: Path) -> None:
    may, lam = sheet("Vịt Thị Mây", "02.03.2018", "Nữ", "Kinh", "Ao Sâu"), sheet("Gà Văn Lâm", "17.11.2009", "Nam", "Tày", "Bản Thung")
    files = []
    for number, page in enumerate((may, lam, again(lam, turn=0.9, pale=0.3))):
        files.append(tmp_path / f"{number}.jpg")
        files[-1].write_bytes(as_file(page))
    at = seat(clerk, SimulatedScanner(list))
    at.presenter.take_files(KS_2018, files)
    pages = clerk.desk.records.pages()
    found = [[finding for finding in page.findings if finding.rule == "capture.same-sheet"] for page in pages]
    assert [len(findings) for findings in found] == [0, 0, 1] and "trang 2 " in found[2][0].message.vi
    assert at.presenter.faulty(at.screen.added[2])
    assert audit(clerk.store, None).faults == []


def test_a_blank_sheet_is_kept_and_marked_at_once(clerk: Station, tmp_path: Path) -> None:
    Image.new("L", (1240, 1754), 245).save(tmp_path / "blank.png")
    at = seat(clerk, SimulatedScanner(lambda: [tmp_path / "blank.png"]))
    at.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    (row,) = at.screen.added
    assert [finding.rule for finding in row.findings] == ["capture.blank"]
    assert at.presenter.faulty(row)


def test_a_rescan_is_a_new_page_and_the_old_one_says_where(clerk: Station, tmp_path: Path) -> None:
    at = seat(clerk, SimulatedScanner(lambda: sheets(tmp_path), feeder_holds=2))
    at.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    at.presenter.scan_again(PRACTICE_DEVICE, FEED, at.screen.added[0])
    assert [row.ordinal for row in at.screen.added] == [1, 2, 3]
    assert {(row.ordinal, row.replaced_by, row.state) for row in at.screen.updated if row.replaced_by} == {(1, 3, PageState.SET_ASIDE)}
    assert sorted(row.order for row in (*at.screen.added,)) == [(1, 1), (1, 3), (2, 2)]
    assert "trang 1" in at.screen.added[2].findings[0].message.vi
    assert not at.presenter.faulty(at.screen.added[2])


def test_a_rescan_is_remembered_when_the_volume_is_opened_again(clerk: Station, tmp_path: Path) -> None:
    first = seat(clerk, SimulatedScanner(lambda: sheets(tmp_path), feeder_holds=1))
    first.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    first.presenter.scan_again(PRACTICE_DEVICE, FEED, first.screen.added[0])
    again = seat(clerk, SimulatedScanner(list))
    again.presenter.choose_volume(again.screen.choices.volumes[0])
    assert [(row.ordinal, row.replaced_by, row.aside) for row in again.screen.shown.rows] == [
        (1, 2, AsideReason.RESCANNED),
        (2, None, None),
    ]


def test_every_new_page_has_a_picture_and_older_ones_get_theirs_when_wanted(clerk: Station, tmp_path: Path) -> None:
    first = seat(clerk, SimulatedScanner(lambda: sheets(tmp_path)))
    first.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    assert set(first.screen.pictures) == {row.page_id for row in first.screen.added}
    again = seat(clerk, SimulatedScanner(list))
    again.presenter.choose_volume(again.screen.choices.volumes[0])
    wanted = again.screen.shown.rows[0].page_id
    again.presenter.want_thumbnail(wanted)
    picture = again.screen.pictures[wanted]
    assert max(picture.width, picture.height) == 320
    assert len(picture.rgb) == picture.width * picture.height * 3


def test_the_reading_starts_by_itself_and_makes_entries(clerk: Station, tmp_path: Path) -> None:
    at = seat(clerk, SimulatedScanner(lambda: sheets(tmp_path, 11), feeder_holds=20))
    at.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    assert {page.state for page in clerk.desk.records.pages()} == {PageState.READ}
    assert len(clerk.desk.records.entries()) == 11
    assert (at.screen.reading.running, at.screen.reading.done) == (False, 11)
    assert {row.state for row in at.screen.updated} == {PageState.READ}


def test_the_reader_is_ready_before_the_first_page_and_stays_for_the_next(clerk: Station, tmp_path: Path) -> None:
    made: list[int] = []
    tasks, reader = ImmediateTasks(clerk), Births()

    def make(_forms: object) -> contextlib.nullcontext[Births]:
        made.append(len(clerk.desk.records.pages()))
        return contextlib.nullcontext(reader)

    scanner = SimulatedScanner(lambda: sheets(tmp_path))
    presenter = CapturePresenter(tasks, tasks.changes, scanners=[scanner], pages_of=images_from, make_reader=make)
    presenter.attach(Screen())
    presenter.activated()
    presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    assert made == [0]


def test_a_page_that_cannot_be_read_waits_and_the_others_go_on(clerk: Station, tmp_path: Path) -> None:
    at = seat(clerk, SimulatedScanner(lambda: sheets(tmp_path)))
    at.reader.fails_first = StationError("reading.timeout", limit_s=120)
    at.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    assert (at.screen.reading.done, at.screen.reading.failed) == (4, 1)
    assert [(job.state, job.attempts, job.last_error) for job in clerk.desk.jobs.all()] == [("waiting", 1, "reading.timeout")]


def test_a_reading_that_is_stopped_costs_its_pages_no_attempt(clerk: Station, tmp_path: Path) -> None:
    at = seat(clerk, SimulatedScanner(lambda: sheets(tmp_path)))
    at.tasks.cancel_after = 1
    at.screen.on_page = lambda: None
    stopped: list[bool] = []
    show = at.screen.show_reading

    def stop_at_once(state: ReadingState) -> None:
        show(state)
        if state.running and state.done and not stopped:
            stopped.append(True)
            at.presenter.stop_reading()

    at.screen.show_reading = stop_at_once  # type: ignore[method-assign]
    at.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    assert not at.screen.reading.running
    assert {(job.state, job.attempts) for job in clerk.desk.jobs.all()} == {("waiting", 0)}


def test_a_full_disk_ends_the_feed_with_a_sentence_and_keeps_what_was_kept(
    clerk: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = seat(clerk, SimulatedScanner(lambda: sheets(tmp_path)))
    seal = clerk.desk.images.seal

    def full(page_id: PageId, content: bytes):
        if len(at.screen.added) == 2:
            raise StationError("store.disk-full", path=tmp_path)
        return seal(page_id, content)

    monkeypatch.setattr(clerk.desk.images, "seal", full)
    at.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    assert at.screen.trouble is not None
    assert at.screen.trouble.code == "store.disk-full"
    assert len(clerk.desk.records.pages()) == 2
    assert not at.presenter.feeding


@pytest.mark.parametrize("fields", [Fields("", 2018, "01"), Fields("KS", 18, "01"), Fields("KS", 2018, "  ")])
def test_a_missing_field_is_said_and_nothing_is_opened(clerk: Station, tmp_path: Path, fields: Fields) -> None:
    at = seat(clerk, SimulatedScanner(lambda: sheets(tmp_path)))
    at.presenter.scan(fields, PRACTICE_DEVICE, FEED)
    assert at.screen.sentence is not None
    assert clerk.desk.records.volumes() == []


def test_without_a_scanner_the_key_says_what_to_do(clerk: Station) -> None:
    at = seat(clerk, SimulatedScanner(list))
    at.presenter.scan(KS_2018, None, FEED)
    assert at.screen.trouble is not None
    assert at.screen.trouble.code == "scanner.none"


def test_kinds_come_from_the_forms_and_a_box_of_mixed_papers_is_one_of_them(clerk: Station) -> None:
    at = seat(clerk, SimulatedScanner(list))
    codes = [code for code, _title in at.screen.choices.kinds]
    assert set(codes) == {form.kind for form in clerk.desk.forms.forms} | {"CPL"}


def test_devices_of_every_scanner_can_be_chosen(clerk: Station) -> None:
    at = seat(clerk, SimulatedScanner(list))
    assert at.screen.choices.devices == (PRACTICE_DEVICE,)
    assert not at.screen.choices.looking


def test_another_volumes_pages_do_not_appear_in_the_middle_of_a_feed(clerk: Station, tmp_path: Path) -> None:
    at = seat(clerk, SimulatedScanner(lambda: sheets(tmp_path)))
    at.presenter.take_files(Fields("KS", 2017, "01"), sheets(tmp_path)[:1])
    other = at.screen.choices.volumes[0]
    at.screen.on_page = lambda: at.presenter.choose_volume(other)
    at.presenter.scan(KS_2018, PRACTICE_DEVICE, FEED)
    assert at.screen.shown.volume is not None
    assert at.screen.shown.volume.year == 2018
