"""What the ledger says: a sign and a word for each state, ready reasons, keys."""

from typing import Final

from station.domain.findings import Text
from station.domain.ledger import Account
from station.workflow.ledger import LineState

SIGNS: Final[dict[LineState, str]] = {
    LineState.ENTERED: "✓", LineState.IN_WORK: "…", LineState.UNREADABLE: "?", LineState.CANCELLED: "✗", LineState.PAGE_MISSING: "–",
    LineState.SKIPPED: "»", LineState.OPEN: "○", LineState.TWICE: "2×", LineState.CONTRADICTED: "!",
}  # fmt: skip
STATES: Final[dict[LineState, Text]] = {
    LineState.ENTERED: Text("đã nhập", "entered"),
    LineState.IN_WORK: Text("đang làm", "in work"),
    LineState.UNREADABLE: Text("không đọc được", "unreadable"),
    LineState.CANCELLED: Text("đã hủy", "cancelled"),
    LineState.PAGE_MISSING: Text("mất trang", "page missing"),
    LineState.SKIPPED: Text("sổ bỏ số", "skipped"),
    LineState.OPEN: Text("còn trống", "open"),
    LineState.TWICE: Text("trùng số", "twice"),
    LineState.CONTRADICTED: Text("mâu thuẫn", "contradicted"),
}
COLOURS: Final[dict[LineState, str]] = {
    LineState.ENTERED: "good", LineState.IN_WORK: "muted", LineState.OPEN: "warning", LineState.TWICE: "error",
    LineState.CONTRADICTED: "error",
}  # fmt: skip
"""Of the sign; the word says it all. Others are as the text."""

REASONS: Final[dict[Account, tuple[Text, ...]]] = {
    Account.UNREADABLE: (
        Text("Chữ mờ, phai mực", "Faded ink"), Text("Giấy rách, mất chữ", "Torn, words are lost"), Text("Bị ố, ướt", "Stained or wet"),
        Text("Chữ viết không đọc ra", "The hand cannot be read"),
    ),
    Account.CANCELLED: (
        Text("Sổ gốc gạch chéo cả mục", "The original is struck out"), Text("Sổ gốc ghi đã hủy", "The original says cancelled"),
        Text("Có quyết định thu hồi, hủy bỏ", "Revoked by a decision"),
    ),
    Account.PAGE_MISSING: (
        Text("Trang bị xé", "The page was torn out"), Text("Mất tờ khi đóng lại sổ", "Lost when the book was rebound"),
        Text("Không tìm thấy hồ sơ trong hộp", "The dossier is not in the box"),
    ),
    Account.SKIPPED: (
        Text("Sổ gốc bỏ qua số này", "The original passes over this number"), Text("Người ghi đánh số nhầm", "The writer miscounted"),
    ),
}  # fmt: skip
REOPEN_REASONS: Final = (
    Text("Tìm thấy trang còn thiếu", "A missing page was found"), Text("Một số ghi sai lý do", "A number has a wrong reason"),
    Text("Trung tâm trả lại, phải sửa số", "The central returned an entry, its number must change"),
)  # fmt: skip
STAND_REASONS: Final = (
    Text("Đúng như trên giấy", "As it is on the paper"), Text("Bìa và trang phụ, không có việc nào", "Covers and blank pages"),
    Text("Đã báo lãnh đạo, chờ xử lý riêng", "Reported, to be settled apart"),
)  # fmt: skip

ACCOUNT_KEYS: Final[tuple[tuple[str, Account, Text], ...]] = (
    ("Alt+1", Account.UNREADABLE, Text("Không đọc được", "Cannot be read")),
    ("Alt+2", Account.CANCELLED, Text("Đã hủy trong sổ gốc", "Cancelled in the original")),
    ("Alt+3", Account.PAGE_MISSING, Text("Mất trang", "Page missing")),
    ("Alt+4", Account.SKIPPED, Text("Sổ gốc bỏ số", "Skipped in the original")),
)
