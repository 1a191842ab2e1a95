"""Capture: a volume is opened, page images come in; each is durable before the next is asked for."""

import contextlib
from collections.abc import Sequence
from dataclasses import replace

from station.domain.actions import NewAction
from station.domain.codec import to_json
from station.domain.errors import StationError
from station.domain.findings import Finding, Severity, Text
from station.domain.ids import OfficeId, PageId, VolumeId, new_id
from station.domain.ledger import require_open
from station.domain.record import AsideReason, Page, Shelf, Span, Volume
from station.domain.sheets import SheetMark
from station.domain.states import ActionKind
from station.domain.text import clean, fold
from station.workflow.closing import require_sound_spans
from station.workflow.desk import Desk
from station.workflow.ledger import numbering
from station.workflow.ports import CapturedPage
from station.workflow.relatives import volume_words

SAME_SHEET = "capture.same-sheet"
_TWIN = Text(
    "Ảnh giống trang {ordinal} của quyển: có thể cùng một tờ đã quét hai lần. Nếu đúng, bỏ trang này ra.",
    "The picture looks like page {ordinal} of the volume: perhaps the same sheet, scanned twice. If so, set this page aside.",
)
_TWIN_ELSEWHERE = Text(
    "Ảnh giống trang {ordinal} của quyển {volume}: có thể cùng một tờ đã quét hai lần. Nếu đúng, bỏ trang này ra.",
    "The picture looks like page {ordinal} of volume {volume}: perhaps the same sheet, scanned twice. If so, set this page aside.",
)
UNSORTED = "CPL"
"""Kind of a box of mixed papers (chưa phân loại): any form may be in it, and entries go no further until they are sorted into volumes."""


def open_volume(
    desk: Desk,
    *,
    office_id: OfficeId,
    kind: str,
    year: int,
    number: str,
    title: str = "",
    office: str = "",
    spans: Sequence[Span] = (),
    shelf: Shelf | None = None,
) -> Volume:
    """Open a register book or box; raise StationError `volume.duplicate`, `forms.unknown`, `ledger.wrong-range`.

    `office` is what the cover says, in words of its day; `spans` the numbers that the volume holds, empty while nobody knows.
    """
    if kind != UNSORTED and not desk.forms.of_kind(kind):
        raise StationError("forms.unknown", form=kind)
    twin = find_volume(desk, kind=kind, year=year, number=number, office=office)
    if twin is not None:
        raise StationError("volume.duplicate", kind=kind, number=number, year=year, volume=twin.volume_id)
    require_sound_spans(spans)
    volume = Volume(
        VolumeId(new_id()), office_id, kind, year, number, title, clean(office), tuple(spans), shelf=shelf,
        numbered_by=numbering(desk.forms, kind),
    )  # fmt: skip
    desk.act(ActionKind.VOLUME_OPENED, volume.volume_id, {"volume": to_json(volume)})
    return volume


def find_volume(desk: Desk, *, kind: str, year: int, number: str, office: str | None = None) -> Volume | None:
    """The volume of this type, year and number, if it was opened; of this office of its day, or of whichever."""
    found = [volume for volume in desk.records.volumes() if (volume.kind, volume.year, volume.number) == (kind, year, number)]
    return next((volume for volume in found if office is None or fold(volume.office) == fold(office)), None)


def capture_page(desk: Desk, volume: Volume, captured: CapturedPage, *, in_place_of: Page | None = None) -> Page | None:
    """Keep one image; None when the volume already holds a page from the very same file.

    On return the sealed image and its action are on the disk. Pages are numbered in the order of capture. With `in_place_of` that page
    is set aside in the same breath, and the new one has its place in the order of the paper.
    """
    if desk.records.page_from(volume.volume_id, captured.source_hash) is not None:
        return None
    require_open(desk.records.volume(volume.volume_id))
    page_id = PageId(new_id())
    mark = captured.sheet
    twins = [] if mark is None else _twins(desk, mark, in_place_of)
    sealed = desk.images.seal(page_id, captured.content)
    page = Page(
        page_id=page_id,
        volume_id=volume.volume_id,
        ordinal=desk.records.next_ordinal(volume.volume_id),
        image_name=sealed.name,
        size=sealed.size,
        media_type=captured.media_type,
        width=captured.width,
        height=captured.height,
        source_name=captured.source_name,
        findings=(*captured.findings, *(_same_sheet(desk, volume, twin) for twin in twins)),
        place=in_place_of.paper_order[0] if in_place_of is not None else 0,
    )
    payload: dict[str, object] = {"page": to_json(page), "source_hash": captured.source_hash}
    if mark is not None:
        payload["sheet"] = to_json(replace(mark, same=tuple(twin.page_id for twin in twins)))
    acts = [NewAction(ActionKind.PAGE_CAPTURED, page_id, desk.actor, payload)]
    if in_place_of is not None:
        aside = {"reason": AsideReason.RESCANNED.value, "by": page_id}
        acts.append(NewAction(ActionKind.PAGE_SET_ASIDE, in_place_of.page_id, desk.actor, aside))
    desk.act_all(acts)
    return page


def _twins(desk: Desk, mark: SheetMark, in_place_of: Page | None) -> list[Page]:
    """The pages that seem to show the same sheet, but for the one that is scanned again and those set aside."""
    found = []
    for page_id in mark.same:
        with contextlib.suppress(StationError):  # erased meanwhile
            page = desk.records.page(page_id)
            if page.aside is None and (in_place_of is None or page.page_id != in_place_of.page_id):
                found.append(page)
    return found


def _same_sheet(desk: Desk, volume: Volume, twin: Page) -> Finding:
    here = twin.volume_id == volume.volume_id
    name = "" if here else volume_words(next((one for one in desk.records.volumes() if one.volume_id == twin.volume_id), None))
    text = _TWIN if here or not name else _TWIN_ELSEWHERE
    return Finding(SAME_SHEET, Severity.WARNING, text.filled(ordinal=twin.ordinal, volume=name), f"page[{twin.ordinal}]")
