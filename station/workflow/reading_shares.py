"""Reading beside other work: a share of the waiting pages is taken from the store, read elsewhere, and what was read is kept.

For callers who may not hold the store while the engines work. A share that is given up costs its pages nothing: they still wait.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from station.domain.errors import StationError
from station.domain.ids import PageId, VolumeId
from station.domain.record import PageReading, PageState
from station.forms.library import FormLibrary
from station.workflow.assembling import make_entries
from station.workflow.capture import UNSORTED
from station.workflow.desk import Desk
from station.workflow.reading import ReadReport, keep_reading

_LOOKED_AT = 200
"""Rows looked through for pages that this caller has not tried yet."""

Outcome = tuple[PageId, PageReading | Exception]


@dataclass(frozen=True)
class Share:
    """Pages of one kind of volume, with their images."""

    pages: Sequence[tuple[PageId, bytes]]
    kind: str | None
    """As `PageReader.read` takes it."""
    forms: FormLibrary
    waiting: int
    """How many pages wait in all that were not tried, these included."""


def take_share(desk: Desk, limit: int, tried: Collection[PageId]) -> Share:
    """Up to `limit` waiting pages that were not tried yet, oldest first; empty when there are none. Nothing is written but damage."""
    due = [job.page_id for job in desk.jobs.waiting(len(tried) + _LOOKED_AT) if job.page_id not in tried]
    chosen: list[tuple[PageId, bytes]] = []
    kind: str | None = None
    for page_id in due:
        of_page = desk.records.volume(desk.records.page(page_id).volume_id).kind
        if len(chosen) == limit or (chosen and of_page != kind):
            break
        try:
            chosen.append((page_id, desk.images.open(page_id)))
            kind = of_page
        except StationError as error:
            _failed(desk, page_id, error, ReadReport())
    return Share(chosen, None if kind == UNSORTED else kind, desk.forms, len(due))


def keep_outcomes(desk: Desk, outcomes: Sequence[Outcome]) -> ReadReport:
    """Log readings and failures of pages, then make the entries that are whole. A page read or set aside meanwhile is left alone."""
    report = ReadReport()
    volumes: dict[VolumeId, None] = {}
    for page_id, outcome in outcomes:
        page = desk.records.page(page_id)
        if page.state is not PageState.CAPTURED:
            continue
        if isinstance(outcome, StationError):
            _failed(desk, page_id, outcome, report)
        else:
            keep_reading(desk, page_id, outcome, report)
        volumes[page.volume_id] = None
    for volume_id in volumes:
        report.entries += make_entries(desk, volume_id)
    return report


def _failed(desk: Desk, page_id: PageId, error: StationError, report: ReadReport) -> None:
    """Count the attempt only now: a share that was given up is no attempt."""
    desk.jobs.start([page_id])
    keep_reading(desk, page_id, error, report)
