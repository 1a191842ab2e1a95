"""Who did what, as a table for other programs (CSV) and as a printed sheet (PDF). Ids and counts; no name of a citizen can be in it."""

import csv
import io
from collections.abc import Mapping, Sequence

from station.domain.actions import Head
from station.domain.findings import Text
from station.domain.roles import Role
from station.domain.states import ActionKind
from station.domain.work_log import WorkLine
from station.reports.sheet import Sheet

_COLUMNS = (
    Text("Ngày", "day"), Text("Ai", "who"), Text("Vai trò", "role"), Text("Việc", "what"), Text("Số lần", "times"), Text("Trên", "items"),
)  # fmt: skip


def work_csv(lines: Sequence[WorkLine]) -> bytes:
    """UTF-8 with a byte order mark (Excel reads it as UTF-8 only then), RFC 4180; kinds and roles as the log writes them."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["day", "user_id", "role", "kind", "count", "subjects"])
    for line in lines:
        writer.writerow([line.day.isoformat(), line.user_id, line.role.value, line.kind.value, line.count, line.subjects])
    return out.getvalue().encode("utf-8-sig")


def work_pdf(
    lines: Sequence[WorkLine], *, office: str, practice: bool, head: Head, acts: Mapping[ActionKind, Text], roles: Mapping[Role, Text]
) -> bytes:
    """One A4 page: the newest lines, and how many there are more; the head of the log at its foot."""
    sheet = Sheet("Ai đã làm gì")
    sheet.heading(Text("Ai đã làm gì", "Who did what"), office, "THỰC HÀNH" if practice else "")
    rows = [
        (f"{line.day:%d/%m/%Y}", line.user_id, roles[line.role].vi, acts[line.kind].vi, str(line.count), str(line.subjects))
        for line in lines
    ]
    sheet.table(Text("Theo ngày, người, việc", "by day, person, act"), _COLUMNS, rows, (1.3, 1.8, 1.8, 3.2, 0.9, 0.9))
    sheet.foot(f"Nhật ký đến số {head.seq}", head.hash[:16])
    return sheet.pdf()
