"""Reading: waiting pages go through the reader; what it read is logged page by page and put together into entries.

The queue is rows of the store: a page that fails goes back to its row and never holds up the next one. Killing the station
between any two lines loses at most the pages being read, and their rows say so.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from station.domain.actions import NewAction
from station.domain.codec import from_json, to_json
from station.domain.errors import StationError
from station.domain.ids import PageId, VolumeId, new_id
from station.domain.record import Page, PageReading, PageState
from station.domain.roles import READING
from station.domain.states import ActionKind
from station.forms.assembly import Assembled, assemble
from station.forms.check import check_entry
from station.forms.entry_values import read_values
from station.workflow.capture import UNSORTED
from station.workflow.desk import Desk
from station.workflow.ports import PageReader

log = logging.getLogger(__name__)

BATCH_OF_PAGES = 50
"""Pages taken from the queue at a time: work lists are small and refilled from the store."""


@dataclass
class ReadReport:
    """What one run of the reading did."""

    read: int = 0
    unknown: int = 0
    entries: int = 0
    failed: dict[PageId, StationError] = field(default_factory=dict)
    seconds: float = 0.0
    """Sum of the pages' own reading times."""


def read_waiting(desk: Desk, reader: PageReader, *, on_page: Callable[[Page], None] | None = None) -> ReadReport:
    """Read every page that waits, then make the entries that are whole. A failed page waits for the next call."""
    report = ReadReport()
    tried: set[PageId] = set()
    while jobs := [job for job in desk.jobs.waiting(BATCH_OF_PAGES) if job.page_id not in tried]:
        pages = [desk.records.page(job.page_id) for job in jobs]
        tried.update(page.page_id for page in pages)
        for volume in {page.volume_id: desk.records.volume(page.volume_id) for page in pages}.values():
            of_volume = [page for page in pages if page.volume_id == volume.volume_id]
            _read_pages(desk, reader, of_volume, None if volume.kind == UNSORTED else volume.kind, report, on_page)
            report.entries += make_entries(desk, volume.volume_id)
    for volume in desk.records.volumes():
        report.entries += make_entries(desk, volume.volume_id)
    return report


def _read_pages(
    desk: Desk, reader: PageReader, pages: Sequence[Page], kind: str | None, report: ReadReport, on_page: Callable[[Page], None] | None
) -> None:
    by_id = {page.page_id: page for page in pages}
    for key, reading in reader.read(_contents(desk, pages, report), kind):
        page = by_id[PageId(key)]
        keep_reading(desk, page.page_id, reading, report)
        if on_page is not None:
            on_page(page)


def keep_reading(desk: Desk, page_id: PageId, reading: PageReading | Exception, report: ReadReport) -> None:
    """Log what was read on one page, or note its failure. An exception that is no StationError is a bug and raised."""
    if isinstance(reading, StationError):
        _note_failure(desk, page_id, reading, report)
    elif isinstance(reading, Exception):
        raise reading
    else:
        desk.log.append([NewAction(ActionKind.PAGE_READ, page_id, READING, {"reading": to_json(reading)})])
        report.read += 1
        report.unknown += reading.form_id is None
        report.seconds += reading.seconds


def _contents(desk: Desk, pages: Sequence[Page], report: ReadReport) -> Iterator[tuple[str, bytes]]:
    """Images one by one as the reader asks for them; a damaged one is a failure of its own row."""
    for page in pages:
        try:
            content = desk.images.open(page.page_id)
        except StationError as error:
            _note_failure(desk, page.page_id, error, report)
            continue
        desk.jobs.start([page.page_id])
        yield page.page_id, content


def _note_failure(desk: Desk, page_id: PageId, error: StationError, report: ReadReport) -> None:
    log.warning("page %s not read: %s", page_id, error.code)
    desk.jobs.failed(page_id, error.code)
    report.failed[page_id] = error


def make_entries(desk: Desk, volume_id: VolumeId) -> int:
    """Make entries of the read pages that have none, in the order of capture; return how many.

    A page still waiting to be read holds back the pages behind it, for it may be a face of the entry before.
    """
    placed = {page for entry in desk.records.entries(volume_id) for page in entry.pages}
    waiting = {job.page_id for job in desk.jobs.all() if job.state != "needs-person"}
    ready: list[tuple[str, PageReading]] = []
    more_to_come = False
    for page in desk.records.pages(volume_id):
        if page.page_id in waiting:
            more_to_come = True
            break
        if page.page_id not in placed and page.state is not PageState.CAPTURED:
            ready.append((page.page_id, _reading_of(desk, page.page_id)))
    assembled = assemble(desk.forms, ready)
    if more_to_come and assembled and len(assembled[-1].page_keys) < len(desk.forms.form(assembled[-1].form_id).faces):
        assembled = assembled[:-1]
    for item in assembled:
        _make_entry(desk, volume_id, item)
    return len(assembled)


def _reading_of(desk: Desk, page_id: PageId) -> PageReading:
    reads = [action for action in desk.log.actions(page_id) if action.kind is ActionKind.PAGE_READ]
    payload = reads[-1].payload
    if payload is None:
        raise StationError("store.damaged", reason=f"the reading of page {page_id} was erased")
    return from_json(PageReading, payload["reading"])


def _make_entry(desk: Desk, volume_id: VolumeId, item: Assembled) -> None:
    form = desk.forms.form(item.form_id)
    fields = read_values(form, desk.forms, item.fields)
    findings = item.findings + check_entry(form, desk.forms, fields)
    payload = {
        "volume_id": volume_id,
        "form": to_json(desk.forms.ref(form)),
        "pages": list(item.page_keys),
        "fields": {name: to_json(value) for name, value in fields.items()},
        "findings": [to_json(finding) for finding in findings],
    }
    desk.log.append([NewAction(ActionKind.ENTRY_READ, new_id(), READING, payload)])
