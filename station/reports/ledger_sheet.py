"""The sheet of a volume's ledger: what became of every number, what was let stand and why, who closed it. One A4 page, for the folder.

Numbers only, never a person of an entry.
"""

from dataclasses import dataclass

from station.domain.actions import Head
from station.domain.findings import Text
from station.reports.sheet import Sheet


@dataclass(frozen=True)
class LedgerSheet:
    """Everything on the page; plain data."""

    office: str
    """The office today."""
    volume: str
    office_of_its_day: str
    range: str
    shelf: str
    counts: tuple[tuple[Text, int], ...]
    """State → how many numbers."""
    accounts: tuple[tuple[str, str, str], ...]
    """(numbers, account, reason) of those without an entry."""
    findings: tuple[tuple[str, str], ...]
    """(what does not add up, why it stands)."""
    closed: str
    """By whom and when; empty while the volume is open."""
    log_head: Head
    generated_at: str
    practice: bool = False


def ledger_sheet(said: LedgerSheet) -> bytes:
    """The page as PDF. What does not fit is counted on the page; the store keeps all of it."""
    sheet = Sheet("Bảng số của quyển")
    sheet.heading(Text("Bảng số của quyển", "Ledger of a volume"), said.office, "THỰC HÀNH" if said.practice else "")
    sheet.facts([
        (Text("Quyển", "volume"), said.volume),
        (Text("Cơ quan ghi trên bìa", "office on the cover"), said.office_of_its_day or "–"),
        (Text("Số đầu – số cuối", "first and last number"), said.range or "–"),
        (Text("Kho – dãy – kệ – hộp", "warehouse, row, rack, box"), said.shelf or "–"),
        (Text("Khóa quyển", "closed"), said.closed or "Chưa khóa / not closed"),
    ])  # fmt: skip
    sheet.counts(Text("Số theo tình trạng", "numbers by state"), said.counts)
    sheet.table(
        Text("Số không có mục nhập", "numbers without an entry"),
        [Text("Số", "number"), Text("Tình trạng", "state"), Text("Lý do", "reason")],
        list(said.accounts) or [("–", "Không có / none", "")],
        (1.6, 2.2, 4),
        keep=140,
    )
    sheet.table(
        Text("Điều chưa khớp", "what does not add up"),
        [Text("Nội dung", "finding"), Text("Lý do để nguyên", "why it stands")],
        list(said.findings) or [("Không có / none", "")],
        (4, 3),
    )
    sheet.foot(f"Đầu nhật ký / log head: {said.log_head.seq} · {said.log_head.hash[:24]}", f"Lập lúc / made: {said.generated_at}")
    return sheet.pdf()
