"""Reading: waiting pages go through the reader; what it read is logged page by page and put together into entries.

The queue is rows of the store: a page that fails goes back to its row and never holds up the next one. Killing the station
between any two lines loses at most the pages being read, and their rows say so.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from station.domain.actions import NewAction
from station.domain.codec import to_json
from station.domain.errors import StationError
from station.domain.ids import PageId
from station.domain.record import Page, PageReading
from station.domain.roles import READING
from station.domain.states import ActionKind
from station.workflow.assembling import make_entries
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
