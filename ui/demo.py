"""The demo: the whole way of a record in one folder, by the same use cases the desks call. Started again it goes on where it was cut off.

DIR/pages     practice pages with their truth (invented people, so they may lie open)
DIR/province  the practice province's keys          DIR/home     this demo's device secret
DIR/store     the encrypted store and its outbox    DIR/central  the practice central with its PostgreSQL
DIR/receipts  the central's receipts                DIR/export   the ministry's workbooks and zips, the report
"""

import dataclasses
import datetime
import logging
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from station.domain.codec import from_json
from station.domain.durable import write_durably
from station.domain.errors import StationError
from station.domain.record import Entry, FieldValue, Page, Volume
from station.domain.roles import Role
from station.domain.states import ActionKind, EntryState
from station.practice.clerk import check_by_truth, is_right
from station.practice.generator import PracticePage, generate_pages
from station.practice.plan import DEFAULT_PAGES, PracticePlan, plan_pages
from station.practice.supervisor import look_at_sample
from station.scanner.source import CaptureFault
from station.store.audit import audit
from station.store.reviews import StoredReviews
from station.workflow.approval import approve_all
from station.workflow.capture import UNSORTED, capture_page, find_volume, open_volume
from station.workflow.reading import read_waiting
from sync.central.rows import approved_rows
from sync.client.sending import send_waiting
from ui import bootstrap
from ui.cli.output import complain, say
from ui.cli.work import export_of
from ui.practice_central import practice_central
from ui.practice_office import PASSWORD

log = logging.getLogger(__name__)


@dataclass
class Figures:
    """What the demo measured; printed as its table."""

    pages: int = 0
    unknown: int = 0
    failed: int = 0
    entries: int = 0
    fields: int = 0
    fields_right: int = 0
    """As read, before anybody keyed anything."""
    misplaced: int = 0
    """Entries on a wrong form: a person must look; they are not approved."""
    keyed: int = 0
    approved: int = 0
    sent: int = 0
    receipts: int = 0
    pages_per_minute: float = 0.0
    rows: int = 0
    differences: list[str] = field(default_factory=list)
    store_faults: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)


@dataclass(frozen=True)
class Demo:
    """Where everything of one demo lies."""

    out: Path
    seed: int
    plan: PracticePlan = field(default_factory=lambda: plan_pages(DEFAULT_PAGES))
    real_pages: Path | None = None
    """A folder of the user's own scans in place of practice pages."""
    workers: int | None = None
    marked_name: str | None = None
    """A name to print on one page, so that a test can look for it where it must not be."""

    @property
    def store(self) -> Path:
        """The encrypted store."""
        return self.out / "store"

    @property
    def home(self) -> Path:
        """The device secret."""
        return self.out / "home"

    @property
    def province(self) -> Path:
        """The practice province."""
        return self.out / "province"


def run_demo(demo: Demo) -> Figures:
    """Walk all steps; raise StationError when one cannot be done. Figures with differences are for the caller to judge."""
    figures = Figures()
    library = bootstrap.practice_forms()
    demo.out.mkdir(parents=True, exist_ok=True)
    province = bootstrap.practice_province(demo.province)
    if not demo.store.exists():
        say("Tạo kho thực hành ...", "Making a practice store ...")
        bootstrap.create_practice_store(demo.store, PASSWORD, province=province, home=demo.home)
    practice = [] if demo.real_pages else _practice_pages(demo, library)
    with practice_central(demo.out / "central", demo.province) as central:
        with _station(demo, Role.CLERK, library) as station:
            _capture(demo, station, practice, figures)
            _read(demo, station, figures)
            _check(station, practice, figures)
        with _station(demo, Role.SUPERVISOR, library) as station:
            _approve(station, practice)
        _send(demo, central.url)
        with _station(demo, Role.SUPERVISOR, library) as station:
            _keep_receipts(demo, station, figures)
            _export(demo, station, figures)
            _compare(central.database_url, station, figures)
            figures.store_faults = audit(station.store, province.public.root_certificate).faults
    return figures


def _station(demo: Demo, role: Role, library: Any) -> Any:
    return bootstrap.open_station(demo.store, bootstrap.first_user(role), PASSWORD, home=demo.home, library=library)


def _practice_pages(demo: Demo, library: Any) -> list[PracticePage]:
    say("Vẽ các trang thực hành ...", "Drawing practice pages ...")
    return generate_pages(library, demo.out / "pages", seed=demo.seed, plan=demo.plan, marked_name=demo.marked_name)


def _capture(demo: Demo, station: bootstrap.Station, practice: Sequence[PracticePage], figures: Figures) -> None:
    say("Nhập trang (mã hoá từng trang trước khi lấy trang sau) ...", "Capturing pages (each sealed before the next is taken) ...")
    if demo.real_pages is not None:
        _capture_files(station, [demo.real_pages], _volume(station, UNSORTED, datetime.date.today().year, "01", ""), figures)
        return
    for planned in demo.plan.volumes:
        volume = _volume(station, planned.kind, planned.year, planned.number, planned.title)
        _capture_files(station, [page.path for page in practice if page.volume == planned.key], volume, figures)


def _volume(station: bootstrap.Station, kind: str, year: int, number: str, title: str) -> Volume:
    found = find_volume(station.desk, kind=kind, year=year, number=number)
    if found is not None:
        return found
    return open_volume(station.desk, office_id=station.store.facts.office_id, kind=kind, year=year, number=number, title=title)


def _capture_files(station: bootstrap.Station, paths: Sequence[Path], volume: Volume, figures: Figures) -> None:
    for captured in bootstrap.pages_of(paths):
        if isinstance(captured, CaptureFault):
            complain(captured.error)
            figures.failed += 1
        else:
            capture_page(station.desk, volume, captured)


def _read(demo: Demo, station: bootstrap.Station, figures: Figures) -> None:
    waiting = len(station.desk.jobs.all())
    say(f"Đọc {waiting} trang ...", f"Reading {waiting} pages ...")
    started = time.monotonic()
    done = 0

    def tell(page: Page) -> None:
        nonlocal done
        done += 1
        say(f"  {done}/{waiting}", f"  {done}/{waiting}")

    with bootstrap.reading_pool(station.desk.forms, workers=demo.workers) as pool:
        report = read_waiting(station.desk, pool, on_page=tell)
    for page_id, error in report.failed.items():
        complain(error, page_id)
    seconds = time.monotonic() - started
    figures.pages_per_minute = 60 * report.read / seconds if report.read else 0.0
    pages = station.desk.records.pages()
    figures.pages = len(pages)
    figures.unknown = sum(page.state == "unknown" for page in pages)
    figures.failed += len(station.desk.jobs.all())
    figures.entries = len(station.desk.records.entries())


def _check(station: bootstrap.Station, practice: Sequence[PracticePage], figures: Figures) -> None:
    if not practice:
        say("Không có bản đúng để so: các mục chờ người kiểm tra.", "No truth to compare with: the entries wait for a person.")
        return
    say("Kiểm tra: công chức thực hành sửa theo giấy ...", "Checking: the practice clerk keys what the paper says ...")
    page_of = {page.path.name: page for page in practice}
    for entry in station.desk.records.entries():
        pages = [page_of[station.desk.records.page(page_id).source_name] for page_id in entry.pages]
        truth = {name: value for page in pages for name, value in page.fields.items()}
        read = as_read(station, entry)
        figures.fields_right += sum(is_right(read.get(name), value) for name, value in truth.items() if value.text)
        if any(page.form_id != entry.form.form_id for page in pages):
            figures.misplaced += 1
        elif entry.state in (EntryState.READ, EntryState.RETURNED):
            figures.keyed += check_by_truth(station.desk, entry, truth)
    figures.fields = sum(bool(value.text) for page in practice for value in page.fields.values())


def as_read(station: bootstrap.Station, entry: Entry) -> Mapping[str, FieldValue]:
    """The fields as the engines read them, from the log: also right when an earlier, cut-off run has keyed them since."""
    first = next(action for action in station.desk.log.actions(entry.entry_id) if action.kind is ActionKind.ENTRY_READ)
    assert first.payload is not None
    return {name: from_json(FieldValue, value) for name, value in first.payload["fields"].items()}


def _approve(station: bootstrap.Station, practice: Sequence[PracticePage]) -> None:
    say("Duyệt: lãnh đạo xem mẫu, ký, niêm phong lô ...", "Approving: the supervisor looks at the sample, signs and seals ...")
    page_of, reviews = {page.path.name: page for page in practice}, StoredReviews(station.store.database)

    def is_as_printed(entry: Entry) -> bool:
        names = [station.desk.records.page(page_id).source_name for page_id in entry.pages]
        pages = [page_of[name] for name in names if name in page_of]
        return all(is_right(entry.fields.get(name), value) for page in pages for name, value in page.fields.items())

    for volume in station.desk.records.volumes():
        if station.desk.records.entries(volume.volume_id, EntryState.CHECKED):
            look_at_sample(station.desk, reviews, volume.volume_id, is_as_printed)
            approve_all(station.desk, reviews, volume.volume_id, station.outbox, station.station_id)


def _send(demo: Demo, central_url: str) -> None:
    say("Gửi về trung tâm ...", "Sending to the central ...")
    report = send_waiting(bootstrap.outbox_folder(demo.store), central_url, bootstrap.province_of(demo.store))
    for sent in report.batches:
        if sent.trouble is not None:
            complain(sent.trouble, sent.name[:12])
    if report.stopped is not None:
        raise report.stopped


def _keep_receipts(demo: Demo, station: bootstrap.Station, figures: Figures) -> None:
    folder = demo.out / "receipts"
    folder.mkdir(exist_ok=True)
    for batch in station.desk.records.batches():
        for stage, receipt in batch.receipts.items():
            write_durably(folder / f"{batch.seq:04d}-{batch.name[:12]}-{stage}.json", receipt)
            figures.receipts += 1
        figures.sent += len(batch.entries) if "complete" in batch.receipts else 0
    states = Counter(entry.state for entry in station.desk.records.entries())
    figures.approved = sum(states[state] for state in (EntryState.APPROVED, EntryState.RECEIVED, EntryState.COMPLETE))


def _export(demo: Demo, station: bootstrap.Station, figures: Figures) -> None:
    for volume in station.desk.records.volumes():
        try:
            figures.files += export_of(station, volume.volume_id, demo.out / "export").files
        except StationError as error:
            if error.code != "export.nothing":
                complain(error)


def _compare(database_url: str, station: bootstrap.Station, figures: Figures) -> None:
    """The rows of the real PostgreSQL against the approved entries, field by field."""
    rows = approved_rows(database_url, station.station_id)
    figures.rows = len(rows)
    approved = {entry.entry_id: entry for entry in station.desk.records.entries() if entry.state is EntryState.COMPLETE}
    figures.differences = list(_differences(approved, rows))


def _differences(approved: Mapping[Any, Entry], rows: Sequence[Any]) -> Iterable[str]:
    arrived = {row.entry_id: row for row in rows}
    yield from (f"{entry_id}: not at the central" for entry_id in approved.keys() - arrived.keys())
    yield from (f"{entry_id}: at the central, not approved here" for entry_id in arrived.keys() - approved.keys())
    if len(arrived) != len(rows):
        yield "an entry is there twice"
    for entry_id in approved.keys() & arrived.keys():
        here, there = approved[entry_id].fields, arrived[entry_id].fields
        for name in sorted(here.keys() | there.keys()):
            if here.get(name) != there.get(name):
                yield f"{entry_id}: {name} differs"


def as_json(figures: Figures) -> dict[str, Any]:
    """The figures as JSON values."""
    values = dataclasses.asdict(figures)
    values["files"] = [str(path) for path in figures.files]
    return {"version": 1, **values}
