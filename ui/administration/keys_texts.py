"""What the section Khoá và khôi phục says."""

from typing import Final

from station.domain.findings import Text

SECTION: Final = Text("Khoá và khôi phục", "Keys and recovery")
PASSWORD_HEAD: Final = Text("Mật khẩu của tôi", "My password")
PASSWORD_TOLD: Final = Text(
    "Bản sao của kho chép trước khi đổi vẫn mở được bằng mật khẩu cũ.",
    "A copy of the store made before the change still opens with the old password.",
)
OLD: Final = Text("Mật khẩu đang dùng", "Password in use")
NEW: Final = Text("Mật khẩu mới", "New password")
REPEATED: Final = Text("Gõ lại mật khẩu mới", "New password again")
CHANGE: Final = Text("Đổi mật khẩu", "Change password")
CODE_HEAD: Final = Text("Mã khôi phục", "Recovery code")
CODE_TOLD: Final = Text(
    "Mã ghi trên giấy, cất trong phong bì niêm phong, mở được kho khi mất mật khẩu hoặc đổi máy. Mã mới có hiệu lực khi đã gõ lại từ giấy;"
    " đến lúc đó mã cũ vẫn dùng được.",
    "The code on paper in a sealed envelope opens the store when passwords are lost or the PC is changed. A new code is in force once it"
    " was typed from the paper; until then the old one is.",
)
MAKE: Final = Text("Tạo mã mới", "Make a new code")
CODE: Final = Text("Mã mới, chép ra giấy ngay: mã chỉ hiện một lần", "The new code, write it down now: it is shown once")
TYPED: Final = Text("Gõ lại mã từ tờ giấy", "Type the code from the paper")
CONFIRM: Final = Text("Đưa mã mới vào dùng", "Put the new code in force")
PASSWORD_CHANGED: Final = Text("Đã đổi mật khẩu.", "The password is changed.")
GO_ON: Final = Text("Đã chép xong", "I have written it down")
CODE_RENEWED: Final = Text("Mã mới có hiệu lực; huỷ tờ giấy cũ.", "The new code is in force; destroy the old paper.")
