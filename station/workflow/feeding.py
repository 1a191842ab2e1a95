"""A running feed: what becomes of each sheet or file before the next one is called for. One page a call, durable on return."""

import hashlib
import itertools
from dataclasses import dataclass

from station.domain.findings import Finding, Severity, Text
from station.domain.ids import PageId
from station.domain.record import Page, Volume
from station.domain.sheets import SheetMark
from station.workflow.capture import capture_page
from station.workflow.desk import Desk
from station.workflow.ports import CapturedPage
from station.workflow.setting_aside import require_replaceable

_SAME = Text("Trang này giống hệt trang {ordinal} của quyển.", "This page is the very same as page {ordinal} of the volume.")
_RESCAN = Text("Quét lại của trang {ordinal}.", "Scanned again in place of page {ordinal}.")
SAME_PAGE, RESCAN = "capture.same-page", "capture.rescan"


@dataclass(frozen=True)
class KeptPage:
    """What became of one arrival."""

    page: Page
    is_new: bool
    """False: the volume had it already, from the same file; nothing was written."""
    replaced: Page | None = None
    """The page that it was scanned for, set aside now."""


@dataclass(frozen=True)
class _Sheet:
    """A captured page with findings and a hash of its own; implements the port `CapturedPage`."""

    content: bytes
    media_type: str
    width: int
    height: int
    source_name: str
    source_hash: str
    findings: tuple[Finding, ...]
    sheet: SheetMark | None


def keep_file(desk: Desk, volume: Volume, captured: CapturedPage) -> KeptPage:
    """Keep a page of a file; one that the volume holds is passed over, so that an import may simply be started again."""
    page = capture_page(desk, volume, captured)
    if page is not None:
        return KeptPage(page, is_new=True)
    return KeptPage(_held(desk, volume, captured.source_hash), is_new=False)


def keep_watched(desk: Desk, volume: Volume, captured: CapturedPage) -> KeptPage | None:
    """Keep a page of a file that appeared in a watched folder; None when some volume has it already.

    Any volume: yesterday's files may still lie in the folder when another volume is open today.
    """
    if desk.records.is_kept(captured.source_hash):
        return None
    page = capture_page(desk, volume, captured)
    return None if page is None else KeptPage(page, is_new=True)


def keep_sheet(desk: Desk, volume: Volume, captured: CapturedPage, *, in_place_of: PageId | None = None) -> KeptPage:
    """Keep a sheet from a scanner, always: paper that was fed is never dropped in silence, even when it equals a page to the last bit.

    `in_place_of`: the page that this sheet was scanned again for; it is set aside, and the new page has its place in the order of the
    paper. Raises StationError `capture.page-sealed`, `workflow.not-allowed` (it was replaced already); ask `require_replaceable` first.
    """
    old = None if in_place_of is None else require_replaceable(desk, in_place_of)
    findings, source_hash, mark = captured.findings, captured.source_hash, captured.sheet
    if desk.records.page_from(volume.volume_id, source_hash) is not None:
        twin = _held(desk, volume, source_hash)
        findings = (*findings, _finding(SAME_PAGE, Severity.WARNING, _SAME, twin.ordinal))
        source_hash, mark = _free_hash(desk, volume, source_hash), None  # the very same picture: that is said already
    if old is not None:
        findings = (*findings, _finding(RESCAN, Severity.INFO, _RESCAN, old.ordinal))
    sheet = _Sheet(
        captured.content, captured.media_type, captured.width, captured.height, captured.source_name, source_hash, tuple(findings),
        mark,
    )  # fmt: skip
    page = capture_page(desk, volume, sheet, in_place_of=old)
    assert page is not None, "its hash was looked for"
    return KeptPage(page, is_new=True, replaced=None if old is None else desk.records.page(old.page_id))


def _held(desk: Desk, volume: Volume, source_hash: str) -> Page:
    page_id = desk.records.page_from(volume.volume_id, source_hash)
    assert page_id is not None
    return desk.records.page(page_id)


def _free_hash(desk: Desk, volume: Volume, source_hash: str) -> str:
    """A hash of the hash and the number of its repetition: the volume's pages keep hashes of their own."""
    for number in itertools.count(2):
        repeated = hashlib.sha256(f"{source_hash}#{number}".encode("ascii")).hexdigest()
        if desk.records.page_from(volume.volume_id, repeated) is None:
            return repeated
    raise AssertionError


def _finding(rule: str, severity: Severity, message: Text, ordinal: int) -> Finding:
    return Finding(rule, severity, message.filled(ordinal=ordinal), f"page[{ordinal}]")
