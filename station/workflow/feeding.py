"""A running feed: what becomes of each sheet or file before the next one is called for. One page a call, durable on return."""

import hashlib
import itertools
from dataclasses import dataclass

from station.domain.findings import Finding, Severity, Text
from station.domain.record import Page, Volume
from station.workflow.capture import capture_page
from station.workflow.desk import Desk
from station.workflow.ports import CapturedPage

_SAME = Text("Trang này giống hệt trang {ordinal} của quyển.", "This page is the very same as page {ordinal} of the volume.")
_RESCAN = Text("Quét lại của trang {ordinal}.", "Scanned again in place of page {ordinal}.")
SAME_PAGE, RESCAN = "capture.same-page", "capture.rescan"


@dataclass(frozen=True)
class KeptPage:
    """What became of one arrival."""

    page: Page
    is_new: bool
    """False: the volume had it already, from the same file; nothing was written."""


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


def keep_file(desk: Desk, volume: Volume, captured: CapturedPage) -> KeptPage:
    """Keep a page of a file; one that the volume holds is passed over, so that an import may simply be started again."""
    page = capture_page(desk, volume, captured)
    if page is not None:
        return KeptPage(page, is_new=True)
    return KeptPage(_held(desk, volume, captured.source_hash), is_new=False)


def keep_sheet(desk: Desk, volume: Volume, captured: CapturedPage, *, in_place_of: int | None = None) -> KeptPage:
    """Keep a sheet from a scanner, always: paper that was fed is never dropped in silence, even when it equals a page to the last bit.

    `in_place_of`: ordinal of the page that this one was scanned again for. Pages are never altered: the new one says so, the old one stays.
    """
    findings, source_hash = captured.findings, captured.source_hash
    if desk.records.page_from(volume.volume_id, source_hash) is not None:
        twin = _held(desk, volume, source_hash)
        findings = (*findings, _finding(SAME_PAGE, Severity.WARNING, _SAME, twin.ordinal))
        source_hash = _free_hash(desk, volume, source_hash)
    if in_place_of is not None:
        findings = (*findings, _finding(RESCAN, Severity.INFO, _RESCAN, in_place_of))
    sheet = _Sheet(
        captured.content, captured.media_type, captured.width, captured.height, captured.source_name, source_hash, tuple(findings)
    )
    page = capture_page(desk, volume, sheet)
    assert page is not None, "its hash was looked for"
    return KeptPage(page, is_new=True)


def replaced_ordinals(pages: list[Page]) -> dict[int, int]:
    """Ordinal of a page → ordinal of the newest page that was scanned in its place."""
    return {
        int(finding.path.removeprefix("page[").removesuffix("]")): page.ordinal
        for page in pages
        for finding in page.findings
        if finding.rule == RESCAN
    }


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
