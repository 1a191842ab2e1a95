"""What lies on the desk's shelf: kinds and volumes to choose from, and the pages of one volume as rows. Data and look-ups, without Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from station.domain.findings import Finding, Text
from station.domain.ids import PageId, VolumeId
from station.domain.record import AsideReason, Page, PageState, Volume
from station.scanner.scanner import Device
from station.workflow.capture import UNSORTED, find_volume, open_volume
from station.workflow.feeding import KeptPage
from ui.bootstrap import Station

ROWS_MAX: Final = 500
"""The newest pages of a volume are laid out; older ones are a matter of Tra cứu."""
_YEARS: Final = range(1900, 2101)
_MIXED = Text("Chưa phân loại", "Not sorted yet")


@dataclass(frozen=True)
class Fields:
    """The three fields that name a volume."""

    kind: str
    year: int
    number: str
    office: str | None = None
    """What its cover says, where it was chosen among those that are open; None: whichever."""

    @property
    def tidy(self) -> "Fields":
        """Register books have two digits: 1 → 01."""
        number = self.number.strip()
        return Fields(self.kind, self.year, number.zfill(2) if number.isdecimal() else number, self.office)

    def name(self, volume: Volume) -> bool:
        """Whether they are this volume's."""
        same = (self.kind, self.year, self.number) == (volume.kind, volume.year, volume.number)
        return same and self.office in (None, volume.office)


@dataclass(frozen=True)
class PageRow:
    """One page as the desk shows it."""

    page_id: PageId
    ordinal: int
    name: str
    state: PageState
    findings: tuple[Finding, ...]
    order: tuple[int, int] = (0, 0)
    """Sorts rows as the paper lies."""
    aside: AsideReason | None = None
    """Why it was set aside, if it was."""
    replaced_by: int | None = None
    """Ordinal of the page that has its place, if one has."""


@dataclass(frozen=True)
class Shelved:
    """One arrival that became a page."""

    row: PageRow
    is_new: bool
    """False: the volume had it already."""
    replaced: PageRow | None = None
    """The page that it was scanned for."""


@dataclass(frozen=True)
class Choices:
    """What may be chosen."""

    kinds: tuple[tuple[str, Text], ...] = ()
    volumes: tuple[Volume, ...] = ()
    devices: tuple[Device, ...] = ()
    looking: bool = False
    """The list of devices is on its way."""


@dataclass(frozen=True)
class Shown:
    """The volume whose pages are laid out."""

    volume: Volume | None = None
    pages: int = 0
    """All of the volume."""
    rows: tuple[PageRow, ...] = ()
    """A window of them, in the order of the paper."""


def fault_in(fields: Fields) -> Text | None:
    """What is wrong with the three fields, as one sentence."""
    if not fields.kind:
        return Text("Chọn loại sổ hoặc hộp trước.", "Choose the kind of book or box first.")
    if fields.year not in _YEARS:
        return Text("Năm phải là bốn chữ số, từ 1900 đến 2100.", "The year has four digits, from 1900 to 2100.")
    if not fields.number:
        return Text("Gõ số quyển, ví dụ 01.", "Type the number of the volume, for example 01.")
    return None


def opened_volume(station: Station, fields: Fields) -> tuple[Volume, tuple[int, tuple[PageRow, ...]]]:
    """The volume of these three fields, opened if need be, with its pages. For the store lane."""
    desk = station.desk
    volume = find_volume(desk, kind=fields.kind, year=fields.year, number=fields.number, office=fields.office) or open_volume(
        desk, office_id=station.store.facts.office_id, kind=fields.kind, year=fields.year, number=fields.number
    )
    return volume, rows_of(station, volume.volume_id)


def rows_of(station: Station, volume_id: VolumeId, until: int | None = None) -> tuple[int, tuple[PageRow, ...]]:
    """How many pages a volume has, and as rows the last of them, or the last up to the place `until`. For the store lane."""
    records = station.desk.records
    pages = records.pages_until(volume_id, ROWS_MAX, until)
    return records.count_pages(volume_id), tuple(row_of(station, page) for page in pages)


def changed_rows(station: Station, volume_id: VolumeId, known: Mapping[PageId, PageState], first: int, last: int) -> list[PageRow]:
    """Of the pages of these places, those that are no longer as far as they were known to be; opens no other. For the store lane."""
    states = station.desk.records.page_states(volume_id, first, last)
    changed = [page_id for page_id, state in states.items() if page_id in known and known[page_id] is not state]
    return [row_of(station, station.desk.records.page(page_id)) for page_id in changed]


def shelved(station: Station, kept: KeptPage | None) -> Shelved | None:
    """What was kept, as rows; None for nothing. For the store lane."""
    if kept is None:
        return None
    replaced = None if kept.replaced is None else row_of(station, kept.replaced)
    return Shelved(row_of(station, kept.page), kept.is_new, replaced)


def row_of(station: Station, page: Page) -> PageRow:
    """A page as a row. For the store lane."""
    aside = page.aside
    by = next((other for other in _at_place(station, page) if other.page_id == aside.by), None) if aside is not None else None
    return PageRow(
        page.page_id, page.ordinal, page.source_name, page.state, page.findings, page.paper_order,
        aside.reason if aside is not None else None, by.ordinal if by is not None else None,
    )  # fmt: skip


def _at_place(station: Station, page: Page) -> list[Page]:
    return station.desk.records.pages_at(page.volume_id, page.paper_order[0])


def kinds_of(station: Station) -> tuple[tuple[str, Text], ...]:
    """Every kind that a form has, by the titles of its forms; then the box of mixed papers."""
    titles: dict[str, list[Text]] = {}
    for form in station.desk.forms.forms:
        title = Text(form.title.vi, form.title.en)
        if title not in titles.setdefault(form.kind, []):
            titles[form.kind].append(title)
    known = [(kind, Text("; ".join(t.vi for t in of_kind), "; ".join(t.en for t in of_kind))) for kind, of_kind in sorted(titles.items())]
    return (*known, (UNSORTED, _MIXED))
