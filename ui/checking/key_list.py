"""The keys of the desk Kiểm tra as they are told to people, in the order in which one learns them. The page view tells its own."""

from typing import Final

from station.domain.findings import Text
from ui.widgets.keys import Key

KEYS: Final[tuple[Key, ...]] = (
    Key("Return", Text("Nhận ô này, sang ô tiếp theo cần xem", "Take the field, go to the next one that needs you")),
    Key("Right / Ctrl+Space", Text("Lấy gợi ý vào ô đang trống", "Take the suggestion into the empty input")),
    Key("Up / Shift+Return", Text("Lùi về ô trước", "Back to the field before")),
    Key("Ctrl+Return / Ctrl+Enter", Text("Xong mục này, mở mục tiếp theo", "Finish the entry, open the next")),
    Key("Down / F2", Text("Cách đọc khác, tên và nơi gần giống", "Other readings, names and places that come close")),
    Key("Escape", Text("Thôi chọn; sau khi tìm: về chỗ cũ", "Leave a list; after a search: back to where you were")),
    Key("F3", Text("Việc khác: lần đầu, lần hai, quyết định, trả lời trung tâm", "Other work: first or second keying, decide, answer")),
    Key("F4", Text("Không đọc được: chọn lý do", "Cannot be read: choose why")),
    Key("Ctrl+'", Text("Chép từ mục trước", "Copy from the entry before")),
    Key("Ctrl+Z", Text("Hoàn tác, qua cả các ô", "Undo, across fields")),
    Key("Ctrl+Y", Text("Làm lại", "Redo")),
    Key("F5", Text("Xác minh người của ô này bằng thẻ", "Identify the person of this field by their card")),
    Key("F6", Text("Ghi chú cho ô", "Put a note on the field")),
    Key("Ctrl+M", Text("Mục liên quan: nghi trùng, gia đình", "Related entries: duplicates, families")),
    Key("Ctrl+F", Text("Tìm trong quyển này", "Search this volume")),
    Key("PgDown", Text("Mục tiếp theo, mục này để sau", "The next entry; this one stays for later")),
    Key("PgUp", Text("Mục trước", "The entry before")),
    Key("Alt+1…9", Text("Nhảy tới phần thứ 1 … 9 của mẫu", "Jump to block 1 … 9 of the form")),
    Key("F8", Text("Đi qua mọi ô / chỉ ô cần xem", "Visit every field / only those that need you")),
    Key("F9", Text("Kiểm tra nhóm: cùng một giá trị ở nhiều mục", "Group check: one value in many entries")),
    Key("Space", Text("Trong nhóm: gạch dải sai", "In a group: strike out a wrong strip")),
)
