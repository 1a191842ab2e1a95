"""What the section Của tôi says."""

from typing import Final

from station.domain.findings import Text

SECTION: Final = Text("Của tôi", "Mine")
PASSWORD_HEAD: Final = Text("Mật khẩu của tôi", "My password")
PASSWORD_TOLD: Final = Text(
    "Bản sao của kho chép trước khi đổi vẫn mở được bằng mật khẩu cũ.",
    "A copy of the store made before the change still opens with the old password.",
)
OLD: Final = Text("Mật khẩu đang dùng", "Password in use")
CHANGE: Final = Text("Đổi mật khẩu", "Change password")
PASSWORD_CHANGED: Final = Text("Đã đổi mật khẩu.", "The password is changed.")

CERTIFICATE_HEAD: Final = Text("Chứng thư và thiết bị ký", "Certificate and signing token")
CERTIFICATE_TOLD: Final = Text(
    "Phê duyệt cần chứng thư của tỉnh cho đúng khoá của anh/chị: khoá trong kho này, hoặc khoá trong thiết bị ký (USB token, thẻ). Lưu"
    " yêu cầu, gửi tỉnh, đọc dấu vân khoá cho tỉnh qua điện thoại, rồi nhập chứng thư tỉnh cấp.",
    "Approving takes a certificate of the province for your very key: the one in this store, or the one on a signing token (USB token,"
    " card). Save the request, send it to the province, read the fingerprint out by telephone, then import the certificate that comes"
    " back.",
)
REQUEST: Final = Text("Xin chứng thư… (F7)", "Request a certificate… (F7)")
TAKE: Final = Text("Nhập chứng thư… (F9)", "Import a certificate… (F9)")
REQUEST_TOKEN: Final = Text("Xin cho khoá trong thiết bị…", "Request for the token's key…")
ENROL: Final = Text("Dùng thiết bị ký… (F8)", "Use a signing token… (F8)")
GIVE_UP: Final = Text("Thôi dùng thiết bị", "Give the token up")
REQUEST_TITLE: Final = Text("Lưu yêu cầu chứng thư", "Save the certificate request")
REQUESTS: Final = Text("Yêu cầu chứng thư", "Certificate requests")
TAKE_TITLE: Final = Text("Chọn chứng thư tỉnh cấp", "Choose the certificate that the province issued")
CERTIFICATES: Final = Text("Chứng thư", "Certificates")
DO_ENROL: Final = Text("Dùng thiết bị ký", "Use the token")
DO_REQUEST: Final = Text("Xin chứng thư", "Request")
PIN_WHY: Final = Text("Cắm thiết bị ký vào máy rồi gõ mã PIN của nó.", "Plug the signing token in and type its PIN.")
GIVE_UP_WHY: Final = Text(
    "Từ nay thiết bị không duyệt được nữa; anh/chị cần chứng thư của tỉnh cho khoá trong kho.",
    "The token approves no more from now on; you need a certificate of the province for the key in the store.",
)
CANCEL: Final = Text("Thôi", "Cancel")

REQUESTED: Final = Text("Đã lưu yêu cầu. Dấu vân khoá, đọc cho tỉnh: {mark}", "The request is saved. Fingerprint, to be read out: {mark}")
TAKEN: Final = Text("Đã nhập chứng thư.", "The certificate is imported.")
ENROLLED: Final = Text("Từ nay duyệt bằng thiết bị ký và mã PIN.", "Approvals take the token and its PIN from now on.")
GIVEN_UP: Final = Text("Thiết bị ký không còn dùng để duyệt.", "The signing token approves no more.")
IN_SLOT: Final = Text("Khoá trong kho: chứng thư {state}.", "Key in the store: certificate {state}.")
ON_TOKEN: Final = Text("Khoá trong thiết bị ký: chứng thư {state}.", "Key on the signing token: certificate {state}.")
