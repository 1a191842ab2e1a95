"""What the section Khoá và khôi phục says."""

from typing import Final

from station.domain.findings import Text

SECTION: Final = Text("Khoá và khôi phục", "Keys and recovery")
CODE_HEAD: Final = Text("Mã khôi phục", "Recovery code")
CODE_TOLD: Final = Text(
    "Mã trên giấy, cất trong phong bì niêm phong, mở được kho khi mất mật khẩu hoặc đổi máy. Mã mới có hiệu lực khi đã gõ lại từ giấy;"
    " đến lúc đó mã cũ vẫn dùng được.",
    "The code on paper in a sealed envelope opens the store when passwords are lost or the PC is changed. A new code is in force once it"
    " was typed from the paper; until then the old one is.",
)
MAKE: Final = Text("Tạo mã mới (F7)", "Make a new code (F7)")
CODE: Final = Text(
    "Mã mới, in hoặc chép ra giấy ngay: mã chỉ hiện một lần", "The new code, print it or write it down now: it is shown once"
)
TYPED: Final = Text("Gõ lại mã từ tờ giấy", "Type the code from the paper")
CONFIRM: Final = Text("Đưa mã mới vào dùng", "Put the new code in force")
PRINT: Final = Text("In tờ cho phong bì… (F8)", "Print the sheet for the envelope… (F8)")
PRINTED: Final = Text(
    "Đã gửi tới máy in. Cầm tờ giấy rồi bấm «Đã có trên giấy».", "Sent to the printer. Take the paper, then press “It is on paper”."
)
NOT_PRINTED: Final = Text("Máy in không nhận. Chép mã ra giấy bằng tay.", "The printer did not take it. Write the code down by hand.")
GO_ON: Final = Text("Đã có trên giấy", "It is on paper")
CODE_RENEWED: Final = Text("Mã mới có hiệu lực; huỷ tờ giấy cũ.", "The new code is in force; destroy the old paper.")

PROVINCE_HEAD: Final = Text("Nhờ tỉnh mở kho", "Opened by the province")
PROVINCE_TOLD: Final = Text(
    "Khi mất cả mật khẩu lẫn mã khôi phục, hoặc trên máy mới: lưu yêu cầu, gửi tỉnh, đọc dấu vân khoá cho tỉnh qua điện thoại. Tệp trả lời"
    " mở kho ở màn hình đăng nhập, «Không vào được?». Tệp yêu cầu không chứa bí mật.",
    "When passwords and recovery code are both lost, or on a new PC: save the request, send it to the province, read the fingerprint out by"
    " telephone. The answer opens the store at the sign-in page, “Cannot get in?”. The request holds no secret.",
)
ASK_PROVINCE: Final = Text("Lưu yêu cầu gửi tỉnh… (F9)", "Save a request to the province… (F9)")
ASK_TITLE: Final = Text("Lưu yêu cầu gửi tỉnh", "Save the request to the province")
REQUESTS: Final = Text("Yêu cầu gửi tỉnh", "Requests to the province")
ASKED: Final = Text(
    "Đã lưu yêu cầu cho máy này. Dấu vân khoá, đọc cho tỉnh: {mark}", "The request of this PC is saved. Fingerprint, to be read out: {mark}"
)
