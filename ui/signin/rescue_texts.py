"""What is said to somebody who cannot get in."""

from typing import Final

from station.domain.findings import Text

TITLE: Final = Text("Không vào được?", "Cannot get in?")
TOLD: Final = Text(
    "Quên mật khẩu: nhờ quản trị viên cấp mật khẩu mới. Chính quản trị viên quên, hoặc kho chuyển sang máy này: mở phong bì lấy mã khôi"
    " phục. Mất cả mã: nhờ tỉnh.",
    "A forgotten password: the administrator sets a new one. The administrator forgot theirs, or the store came to this PC: open the"
    " envelope with the recovery code. The code is lost too: ask the province.",
)
BY_CODE: Final = Text("Mở bằng mã khôi phục", "Open with the recovery code")
BY_PROVINCE: Final = Text("Nhờ tỉnh mở", "Opened by the province")
USER: Final = Text("Ai sẽ vào (quản trị viên)", "Who is to get in (an administrator)")
CODE: Final = Text("Mã khôi phục trên giấy", "Recovery code from the paper")
DO_CODE: Final = Text("Đặt mật khẩu mới", "Set the new password")
PROVINCE_TOLD: Final = Text(
    "1. Lưu yêu cầu, gửi tỉnh, đọc dấu vân khoá cho tỉnh qua điện thoại. 2. Khi có tệp trả lời: chọn tệp, đặt mật khẩu mới. Cả hai bước"
    " trên chính máy này.",
    "1. Save the request, send it to the province, read the fingerprint out by telephone. 2. With the answer: choose the file, set the new"
    " password. Both on this very PC.",
)
ASK: Final = Text("Lưu yêu cầu…", "Save the request…")
ANSWER: Final = Text("Chọn tệp trả lời…", "Choose the answer…")
ANSWER_CHOSEN: Final = Text("Tệp trả lời: {name}", "Answer: {name}")
NO_ANSWER: Final = Text("Chọn tệp trả lời của tỉnh trước.", "Choose the province's answer first.")
CLOSE: Final = Text("Đóng", "Close")
AT_WORK: Final = Text("Đang mở kho…", "Opening the store…")
DONE: Final = Text(
    "{user} đăng nhập được bằng mật khẩu mới. Người khác trên máy này: quản trị viên cấp mật khẩu mới cho từng người. Nếu đã mở phong"
    " bì, tạo mã khôi phục mới.",
    "{user} signs in with the new password. For everybody else on this PC the administrator sets new passwords. If the envelope was"
    " opened, make a new recovery code.",
)
