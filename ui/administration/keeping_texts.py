"""What the section Sao lưu says."""

from station.domain.findings import Text

SECTION = Text("Sao lưu và kiểm tra", "Backup and audit")
BACK_UP = Text("Sao lưu ngay", "Back up now")
VERIFY = Text("Kiểm tra kho", "Verify the store")
ERASE = Text("Xoá dữ liệu hết hạn…", "Erase what is past its time…")
STOP = Text("Dừng", "Stop")
CHOOSE = Text("Chọn nơi sao lưu…", "Choose where…")
CHOOSE_TITLE = Text("USB, ổ ngoài hoặc ổ mạng để sao lưu", "Stick, disk or share for backups")
LAST = Text("Bản sao lưu gần nhất", "Newest backup")
PLACE = Text("Nơi sao lưu", "Where")
DUE = Text("Hết hạn lưu", "Past its time")
HEAD = Text("Đầu nhật ký", "Head of the log")
NONE = Text("Chưa có bản nào", "There is none")
AGO = Text("{at} ({days} ngày trước)", "{at} ({days} {days:day|days} ago)")
TODAY = Text("{at} (hôm nay)", "{at} (today)")
NO_PLACE = Text("Chưa chọn", "Not chosen yet")
DUE_COUNTS = Text("{images} ảnh, {entries} mục", "{images} {images:image|images}, {entries} {entries:entry|entries}")
DUE_IN_OPEN = Text("{due}; {count} mục chờ đóng quyển", "{due}; {count} {count:entry waits|entries wait} for the closing of their volume")
FOR_EVER = Text("Không đặt thời hạn: không xoá gì", "No time is set: nothing is erased")
BACKED_UP = Text(
    "Đã sao lưu và khôi phục thử: {added} tệp mới, đang giữ {kept} bản.",
    "Backed up and restored in rehearsal: {added} new {added:file|files}, {kept} kept.",
)
NOT_ALL = Text("Đã sao lưu, trừ những ảnh dưới đây.", "Backed up, except the images below.")
WHOLE = Text(
    "Kho nguyên vẹn: {actions} thao tác, {images} ảnh.",
    "The store is whole: {actions} {actions:action|actions}, {images} {images:image|images}.",
)
FAULTS = Text(
    "Có lỗi: xem dưới đây, không ghi gì thêm và báo người hỗ trợ.", "Faults were found: see below, write nothing more, tell the support."
)
STOPPED = Text("Đã dừng; phần chưa xem thì chưa chắc.", "Stopped; what was not looked at is not vouched for.")
ERASED = Text(
    "Đã xoá {images} ảnh và nội dung của {entries} mục.",
    "Erased {images} {images:image|images} and the words of {entries} {entries:entry|entries}.",
)
ASK = Text(
    "Xoá hẳn {images} ảnh và nội dung của {entries} mục khỏi máy này? Trung tâm vẫn giữ đủ. Không lấy lại được ở đây.",
    "Erase {images} {images:image|images} and the words of {entries} {entries:entry|entries} here for good? The central has all of it.",
)
AT_WORK = Text("Đang làm…", "At work…")
