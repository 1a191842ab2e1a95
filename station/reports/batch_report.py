"""The report of a volume's batches: what was done, by count; what was let stand, with reasons; what the central answered. One A4 page.

Entries are named by their number in the book, never by a person's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from station.domain.actions import Head
from station.domain.findings import Text
from station.domain.head_code import head_code
from station.domain.states import EntryState
from station.reports.sheet import Sheet

SHORT_HASH_CHARACTERS = 12

_STATES = {
    EntryState.READ: Text("Đã nhận dạng", "read"),
    EntryState.RETURNED: Text("Trả lại", "returned"),
    EntryState.SECOND: Text("Chờ nhập lần hai", "to be keyed again"),
    EntryState.DIFFERING: Text("Chờ người thứ ba", "waits for a third person"),
    EntryState.CHECKED: Text("Chờ phê duyệt", "checked"),
    EntryState.APPROVED: Text("Đã phê duyệt", "approved"),
    EntryState.RECEIVED: Text("Trung tâm đã nhận", "received"),
    EntryState.COMPLETE: Text("Hoàn thành", "complete"),
}
_STAGES = {"entries": Text("Đã nhận dữ liệu", "entries in"), "complete": Text("Đã nhận đủ ảnh", "complete")}
_BATCHES_SHOWN = 10
_RECEIPTS_SHOWN = 12
_RECEIPT_ROW_PT = 17.0


@dataclass(frozen=True)
class Overridden:
    """A finding that a person let stand."""

    entry: str
    """The entry's number: 12/2018."""
    finding: str
    reason: str


@dataclass(frozen=True)
class ReceiptLine:
    """One signed answer of the central."""

    batch: str
    """Name of the batch; shown short."""
    stage: str
    """`entries` or `complete`."""
    number: str
    at: str
    """As the receipt says it."""


@dataclass(frozen=True)
class BatchReport:
    """Everything on the page; plain data."""

    office: str
    volume: str
    """As people say it: Sổ đăng ký khai sinh, quyển 01/2018."""
    batches: tuple[str, ...]
    """Names of the batches; shown short."""
    entries: Mapping[EntryState, int]
    pages: int
    pages_unknown: int
    log_head: Head
    """Printed as a code: `verify-store --against` tells whether a store is older than the paper."""
    generated_at: str
    approved_by: str = ""
    overridden: tuple[Overridden, ...] = ()
    receipts: tuple[ReceiptLine, ...] = ()
    figures: tuple[tuple[Text, str], ...] = ()
    """Further measured lines, for a demonstration or a trial."""
    practice: bool = False
    signed_head: str = ""
    """The head as the station signed it, for the QR code: whoever has the station's certificate can check it without the store."""


def batch_report(report: BatchReport) -> bytes:
    """The page as PDF. What does not fit is counted on the page; the store keeps all of it."""
    sheet = Sheet("Báo cáo lô")
    if report.signed_head:
        sheet.corner_code(report.signed_head)
    sheet.heading(Text("Báo cáo số hóa", "Digitisation report"), report.office, "THỰC HÀNH" if report.practice else "")
    sheet.facts([
        (Text("Quyển", "volume"), report.volume),
        (Text("Lô", "batches"), _batches(report.batches)),
        (Text("Số trang", "pages"), _pages(report)),
        *([(Text("Người phê duyệt", "approved by"), report.approved_by)] if report.approved_by else []),
        *report.figures,
    ])  # fmt: skip
    sheet.counts(
        Text("Trường hợp theo trạng thái", "entries by state"), [(_STATES[state], report.entries.get(state, 0)) for state in _STATES]
    )
    receipts_pt = 60 + _RECEIPT_ROW_PT * min(len(report.receipts), _RECEIPTS_SHOWN)
    sheet.table(
        Text("Cảnh báo được giữ nguyên, có lý do", "findings let stand, with reasons"),
        [Text("Số", "number"), Text("Cảnh báo", "finding"), Text("Lý do", "reason")],
        [(item.entry, item.finding, item.reason) for item in report.overridden] or [("–", "Không có / none", "")],
        (1, 3.6, 3.6),
        keep=receipts_pt,
    )
    sheet.table(
        Text("Biên nhận của trung tâm", "receipts of the central"),
        [Text("Lô", "batch"), Text("Giai đoạn", "stage"), Text("Số biên nhận", "receipt"), Text("Thời điểm", "time")],
        [_receipt(line) for line in report.receipts] or [("–", "Chưa có / none yet", "", "")],
        (1.5, 2.2, 2.6, 2.2),
    )
    sheet.foot(
        f"Đầu nhật ký / log head: {head_code(report.log_head)}",
        f"Lập lúc / made: {report.generated_at}",
    )
    return sheet.pdf()


def _short(name: str) -> str:
    return name[:SHORT_HASH_CHARACTERS]


def _batches(names: tuple[str, ...]) -> str:
    more = len(names) - _BATCHES_SHOWN
    return (", ".join(map(_short, names[:_BATCHES_SHOWN])) or "–") + (f" … +{more}" if more > 0 else "")


def _pages(report: BatchReport) -> str:
    unknown = f" (chưa rõ loại / unknown: {report.pages_unknown})" if report.pages_unknown else ""
    return f"{report.pages}{unknown}"


def _receipt(line: ReceiptLine) -> tuple[str, str, str, str]:
    stage = _STAGES.get(line.stage)
    return _short(line.batch), f"{stage.vi} / {stage.en}" if stage else line.stage, line.number, line.at
