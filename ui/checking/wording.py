"""Every text of the desk Kiểm tra, in both languages."""

from typing import Final

from station.domain.findings import Text
from station.domain.record import ValueState
from station.domain.states import EntryState
from station.workflow.attention import Need
from station.workflow.suggestions import Origin

UNREADABLE_REASONS: Final = (Text("rách", "torn"), Text("mờ", "faded"), Text("tẩy xoá", "erased"), Text("thiếu", "missing"))
"""Why a field cannot be read; kept in Vietnamese at the field."""

OVERRIDE_REASONS: Final = (
    Text("Đúng như trên giấy", "As it stands on the paper"),
    Text("Giấy ghi thiếu", "The paper leaves it out"),
    Text("Giấy rách, mờ, không đọc được", "The paper is torn or faded"),
    Text("Đã hỏi người phụ trách hồ sơ", "Asked whoever keeps the files"),
)
"""Why an error may stand; kept in Vietnamese for the supervisor."""

NEEDS: Final[dict[Need, Text]] = {
    Need.NOTHING: Text("", ""),
    Need.UNREADABLE: Text("chưa đọc được", "not read"),
    Need.MISSING: Text("còn thiếu", "missing"),
    Need.FINDING: Text("có điều cần xem", "look here"),
    Need.NOT_FOUND: Text("chưa tìm thấy trên giấy", "not found on the paper"),
    Need.UNSURE: Text("chưa chắc", "unsure"),
    Need.UNWITNESSED: Text("gợi ý, chờ xác nhận", "suggested, to be confirmed"),
    Need.HANDWRITTEN: Text("viết tay: gõ lại, máy chỉ gợi ý", "handwritten: key it, the reading is a hint"),
    Need.STRUCK_OUT: Text("bị gạch khi kiểm tra nhóm", "struck out in a group check"),
    Need.SECOND: Text("nhập lần hai", "key it again"),
    Need.DIFFERS: Text("hai lần nhập khác nhau", "two keyings differ"),
}

NEEDS_SHORT: Final[dict[Need, Text]] = {
    **NEEDS,
    Need.UNREADABLE: Text("chưa đọc", "not read"),
    Need.FINDING: Text("cần xem", "look"),
    Need.NOT_FOUND: Text("chưa thấy", "not found"),
    Need.UNWITNESSED: Text("gợi ý", "suggested"),
    Need.HANDWRITTEN: Text("viết tay", "by hand"),
    Need.STRUCK_OUT: Text("bị gạch", "struck out"),
    Need.SECOND: Text("lần hai", "again"),
    Need.DIFFERS: Text("khác nhau", "differs"),
}
"""The same for the list of all fields."""

STATES: Final[dict[ValueState, Text]] = {
    ValueState.READ: Text("", ""),
    ValueState.BLANK: Text("để trống", "blank"),
    ValueState.UNREADABLE: Text("không đọc được", "unreadable"),
    ValueState.ABSENT: Text("không có dòng", "no such line"),
}

ORIGINS: Final[dict[Origin, Text]] = {
    Origin.READING: Text("máy đọc", "read"),
    Origin.WITNESS: Text("theo chữ/số", "from words/figures"),
    Origin.ENTRY: Text("trong mục này", "in this entry"),
    Origin.VOLUME: Text("trong quyển", "in this volume"),
    Origin.COMMUNE: Text("trong xã", "in this commune"),
    Origin.LIST: Text("danh mục", "list"),
    Origin.PLACES: Text("địa danh", "places"),
}

TITLE: Final = Text("Kiểm tra", "Verify")
VOLUME: Final = Text("Quyển", "Volume")
NO_VOLUME: Final = Text(
    "Chưa có mục nào chờ kiểm tra. Quét trang ở «Quét» và để máy đọc xong, mục sẽ hiện ở đây.",
    "No entry waits. Scan pages at “Scan” and let them be read; the entries then appear here.",
)
_NOTHING_HERE: Final = Text("Không có mục nào chờ anh/chị.", "No entry waits for you.")
_NO_SECOND: Final = Text("Không có mục nào chờ anh/chị ở việc này. F3: việc khác.", "No entry waits for you in this work. F3: other work.")
WORK: Final = Text("Việc đang làm (F3)", "What you are doing (F3)")
WHICH: Final = Text("Trên giấy ghi thế nào?", "What does the paper say?")
OTHER_VALUE: Final = Text("Khác cả hai: gõ giá trị…", "Neither: key the value…")
NOT_HERE: Final = Text("Chỉ dùng khi nhập lần đầu.", "Only while keying a first time.")
VOLUME_DONE: Final = Text("Quyển này không còn mục nào chờ kiểm tra.", "No entry of this volume waits any more.")
PLACE_IN_LIST: Final = Text("Mục {place}/{total}", "Entry {place}/{total}")
LEFT: Final = Text("còn {count} ô cần xem", "{count} {count:field needs|fields need} you")
NONE_LEFT: Final = Text("Không còn ô nào cần xem. Ctrl+Enter: xong mục này.", "No field needs you. Ctrl+Enter finishes the entry.")
STILL_OPEN: Final = Text(
    "Còn {count} ô chưa xem; con trỏ đã tới ô đầu tiên.", "{count} {count:field is|fields are} not seen yet; here is the first."
)
EMPTY_SURE: Final = Text(
    "Ô đang trống. → lấy gợi ý, gõ giá trị, F4 nếu không đọc được; Enter lần nữa nếu giấy để trống.",
    "The field is empty. → takes the suggestion; type, or F4 if unreadable; Enter again if the paper is blank.",
)
SUGGESTED: Final = Text("Gợi ý", "Suggestion")
TAKE_IT: Final = Text("→ để lấy", "→ to take it")
INPUT: Final = Text("Giá trị", "Value")
REQUIRED: Final = Text("bắt buộc", "required")
NO_STRIP: Final = Text("Máy chưa tìm thấy ô này trên giấy.", "The reading did not find this field on the paper.")
PAGE_DAMAGED: Final = Text(
    "Không mở được ảnh trang. Các ô vẫn nhập được. {sentence}", "The page image does not open. The fields still work. {sentence}"
)
NOT_CLEANED: Final = Text("Chưa làm sạch được ảnh trang. {sentence}", "The page could not be cleaned. {sentence}")
RESTORED: Final = Text("Đã lấy lại những gì gõ dở lần trước.", "What was typed last time is back.")
CHANGED_SINCE: Final = Text(
    "Mục này đã được sửa từ khi bạn gõ dở: so lại các ô.", "This entry was changed since you typed: compare the fields."
)
NOTHING_TO_UNDO: Final = Text("Không còn gì để hoàn tác.", "Nothing to undo.")
NOTHING_TO_REDO: Final = Text("Không còn gì để làm lại.", "Nothing to redo.")
NOTHING_BEFORE: Final = Text("Mục trước không có giá trị ở ô này.", "The entry before has nothing at this field.")
TOO_LONG: Final = Text(
    "Đoạn dán dài {count} ký tự: chỉ giữ {kept} ký tự đầu. So lại với giấy.",
    "The pasted text has {count} {count:letter|letters}: the first {kept} are kept. Compare with the paper.",
)
LOCKED: Final = Text("Mục này đã duyệt: chỉ xem, không sửa được.", "This entry is approved: look at it, it cannot be changed.")
ASKED: Final = Text(
    "Mục này đã ở trung tâm và bị hỏi lại. F3 tới «Trả lời trung tâm» để sửa hoặc giữ nguyên.",
    "This entry is at the central, which asks about it. F3 goes to “Answer the central”, to correct it or let it stand.",
)
RETURNED: Final = Text("Bị trả lại: {reason}", "Returned: {reason}")
FINISHED: Final = Text("Đã xong một mục.", "Entry finished.")
FINISHING: Final = Text("Đang ghi mục vào kho.", "The entry is being written to the store.")
EVERY_FIELD: Final = Text("Con trỏ đi qua mọi ô.", "The cursor visits every field.")
NEEDED_FIELDS: Final = Text("Con trỏ chỉ tới ô cần xem.", "The cursor visits what needs you.")
WHY_UNREADABLE: Final = Text("Vì sao không đọc được?", "Why can it not be read?")
WHY_STANDS: Final = Text("Vì sao để nguyên? {message}", "Why does it stand? {message}")
NOTE: Final = Text("Ghi chú cho ô này", "A note at this field")
NOTE_SHOWN: Final = Text("Ghi chú: {note}", "Note: {note}")
OFFERS: Final = Text("Cách đọc khác và gợi ý", "Other readings and completions")
NO_OFFERS: Final = Text("Không có gợi ý nào khác.", "Nothing else to offer.")
FIELDS: Final = Text("Các ô theo thứ tự trên giấy", "Fields in the order of the paper")
FINDINGS: Final = Text("Điều cần xem ở ô này", "What to look at here")
PAGE: Final = Text("Trang giấy", "Page")
STRIP: Final = Text("Dải giấy của ô đang nhập", "Strip of paper of this field")
KEYS: Final = Text(
    "Enter nhận · → lấy gợi ý · ↑ lùi · F2 cách đọc khác · F4 không đọc được · Ctrl+Enter xong mục · Ctrl+F tìm · F1 mọi phím",
    "Enter take · → suggestion · ↑ back · F2 other readings · F4 unreadable · Ctrl+Enter finish · Ctrl+F search · F1 all keys",
)
KEYS_SHORT: Final = Text("F1: mọi phím", "F1: all keys")
"""With large letters the fields need the room more than the reminder does."""
FIND_TITLE: Final = Text("Tìm trong quyển này", "Search this volume")
FIND_WHAT: Final = Text("Tên, số, ngày… có dấu hay không dấu", "A name, number, date… with or without marks")
FIND_HELP: Final = Text(
    "Gõ để tìm, ↓ ↑ để chọn, Enter để mở, Esc để về chỗ đang nhập.", "Type to search, ↓ ↑ choose, Enter opens, Esc goes back to your field."
)
FOUND: Final = Text("Các mục tìm thấy", "Entries found")
FOUND_NONE: Final = Text("Không có mục nào trong quyển này.", "Nothing in this volume.")
FOUND_SOME: Final = Text("Tìm thấy {count} mục.", "{count} {count:entry|entries} found.")
FOUND_MORE: Final = Text(
    "{count} mục đầu tiên; gõ thêm để thu hẹp.", "The first {count} {count:entry|entries}; type more to narrow it down."
)
FOUND_STATES: Final[dict[EntryState, Text]] = {
    EntryState.READ: Text("chờ kiểm tra", "to verify"),
    EntryState.RETURNED: Text("bị trả lại", "returned"),
    EntryState.SECOND: Text("chờ nhập lần hai", "to key again"),
    EntryState.DIFFERING: Text("chờ người thứ ba", "for a third person"),
    EntryState.CHECKED: Text("đã kiểm tra", "verified"),
    EntryState.APPROVED: Text("đã duyệt", "approved"),
    EntryState.RECEIVED: Text("đã gửi", "sent"),
    EntryState.COMPLETE: Text("đã về trung tâm", "at the central"),
}
RELATED: Final = Text("Có {count} mục liên quan (Ctrl+M).", "{count} related {count:entry|entries} (Ctrl+M).")
RELATED_LOOK: Final = Text("Ctrl+M: xem và trả lời.", "Ctrl+M: look and answer.")
AWAY: Final = Text("Đang xem mục tìm được. Esc: về chỗ đang nhập.", "This is what you searched for. Esc goes back to where you were.")
GROUP_TITLE: Final = Text("Kiểm tra nhóm: «{label}» đọc là «{value}»", "Group check: “{label}” read as “{value}”")
GROUP_HELP: Final = Text(
    "Nhìn từng dải: mũi tên để đi, dấu cách để gạch dải sai, Ctrl+Enter nhận các dải còn lại, Esc để thôi.",
    "Look at each strip: arrows move, Space strikes out a wrong one, Ctrl+Enter takes the others, Esc leaves.",
)
GROUP_SIZE: Final = Text("{count} dải, {struck} bị gạch.", "{count} {count:strip|strips}, struck out: {struck}.")
GROUP_NO_VALUE: Final = Text("Máy không đọc được gì ở ô này để kiểm tra nhóm.", "Nothing was read here that a group check could show.")
GROUP_NONE: Final = Text("Không có mục nào đang chờ đọc cùng giá trị này. Esc: về.", "No waiting entry was read like this. Esc goes back.")
GROUP_DONE: Final = Text("Đã nhận {confirmed} dải, gạch {struck} dải.", "{confirmed} {confirmed:strip|strips} taken, struck out: {struck}.")
GROUP_OVER: Final = Text("{over} mục do người khác vừa sửa, để nguyên.", "Entries just changed by somebody else, left alone: {over}.")
GROUP_END: Final = Text(
    "Hết các dải của giá trị này. Enter hoặc Esc: về.", "That was the last strip of this value. Enter or Esc goes back."
)
NO_PICTURE: Final = Text("không mở được ảnh", "no picture")
GROUP_WRITING: Final = Text("Đang ghi…", "Writing…")
STRUCK: Final = Text("sai", "wrong")
SEEN_RIGHT: Final = Text("đúng", "right")
LOADING: Final = Text("Đang mở…", "Opening…")
CANCEL: Final = Text("Thôi", "Cancel")
CHOOSE: Final = Text("Phím số hoặc Enter để chọn, Esc để thôi.", "A digit or Enter chooses, Esc leaves.")
DONE_BUTTON: Final = Text("Xong mục", "Finish")
OTHER_REASON: Final = Text("Lý do khác…", "Another reason…")


def nothing_waits(*, is_first: bool, alone: bool) -> Text:
    """What stands on an empty desk; F3 is named only to whom it leads somewhere."""
    if is_first:
        return NO_VOLUME
    return _NOTHING_HERE if alone else _NO_SECOND
