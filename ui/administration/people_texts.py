"""What the section Người dùng says: columns, states, buttons, questions. Tables of texts."""

from typing import Final

from station.domain.findings import Text
from station.workflow.people import CertificateState

NAME: Final = Text("Họ tên", "Name")
LOGIN: Final = Text("Tên đăng nhập", "User name")
ROLE: Final = Text("Vai trò", "Role")
SINCE: Final = Text("Từ ngày", "Since")
CERTIFICATE: Final = Text("Chứng thư", "Certificate")
STATE: Final = Text("Tình trạng", "State")
PASSWORD: Final = Text("Mật khẩu ban đầu", "First password")
REPEATED: Final = Text("Gõ lại mật khẩu", "Password again")
ADD: Final = Text("Thêm người (F7)", "Add a person (F7)")
ADD_TITLE: Final = Text("Thêm người dùng", "Add a person")
DO_ADD: Final = Text("Thêm", "Add")
CANCEL: Final = Text("Thôi", "Cancel")
CHANGE_ROLE: Final = Text("Đổi vai trò (F6)", "Change role (F6)")
ROLE_TITLE: Final = Text("Đổi vai trò của {name}", "Change the role of {name}")
DO_CHANGE: Final = Text("Đổi vai trò", "Change role")
IMPORT: Final = Text("Nhập chứng thư (F9)", "Import certificate (F9)")
CHOOSE_CERTIFICATE: Final = Text("Chọn chứng thư của tỉnh cấp cho {name}", "Choose the province's certificate of {name}")
CERTIFICATES: Final = Text("Chứng thư", "Certificates")
TOKEN: Final = Text("thiết bị ký", "token")
REVOCATIONS: Final = Text("Nhập danh sách thu hồi…", "Import revocation list…")
CHOOSE_REVOCATIONS: Final = Text("Chọn danh sách thu hồi chứng thư của tỉnh", "Choose the province's list of revoked certificates")
LISTS: Final = Text("Danh sách thu hồi", "Revocation lists")
LISTED: Final = Text(
    "Danh sách thu hồi số {number}: {count} chứng thư.", "Revocation list number {number}: {count} {count:certificate|certificates}."
)
REVOKE: Final = Text("Thu hồi (F8)", "Revoke (F8)")
REVOKE_TITLE: Final = Text("Thu hồi {name}", "Revoke {name}")
REVOKE_WHY: Final = Text(
    "{name} sẽ không vào kho và không ký được nữa. Những gì đã làm vẫn còn trong nhật ký.",
    "{name} will neither sign in nor sign any more. What they did stays in the log.",
)
DO_REVOKE: Final = Text("Thu hồi", "Revoke")
ISSUE: Final = Text("Cấp mật khẩu (F4)", "New password (F4)")
ISSUE_TITLE: Final = Text("Cấp mật khẩu mới cho {name}", "A new password for {name}")
ISSUE_WHY: Final = Text(
    "Mật khẩu mới đi kèm khoá ký mới: lãnh đạo không dùng thiết bị ký phải xin tỉnh chứng thư mới trước khi duyệt.",
    "A new password comes with a new signing key: a supervisor without a token needs a new certificate of the province before approving.",
)
DO_ISSUE: Final = Text("Cấp mật khẩu", "Set it")
OPEN: Final = Text("Mở khoá (F5)", "Open account (F5)")
REVOKED_ROW: Final = Text("Đã thu hồi", "Revoked")
REVOKED: Final = Text("Đã thu hồi {name}.", "{name} was revoked.")
ISSUED: Final = Text(
    "Đã cấp mật khẩu mới cho {name}. Đưa tận tay; lần đăng nhập đầu phải tự đặt mật khẩu.",
    "{name} has a new password. Hand it over in person; they set their own at the first sign-in.",
)
OPENED: Final = Text("Tài khoản của {name} vào được lại.", "{name} may sign in again.")
LIST: Final = Text("Người dùng của kho", "People of the store")
RIGHTS: Final = Text("Được: {rights}.", "May: {rights}.")
ONESELF: Final = Text("Đang đăng nhập", "Signed in now")
AT_WORK: Final = Text("Được vào kho", "May sign in")
ADDED: Final = Text("Đã thêm {name}. Đưa mật khẩu ban đầu tận tay.", "{name} was added. Hand the first password over in person.")
CHANGED: Final = Text("{name} có vai trò mới từ lần đăng nhập sau.", "{name} has the new role from the next sign-in on.")
CERTIFIED: Final = Text("Đã nhập chứng thư của {name}.", "The certificate of {name} was imported.")
READ_ONLY: Final = Text("Chỉ xem: chỉ quản trị viên sửa được ở đây.", "To be seen only: changes here are the administrator's.")

CERTIFICATES_OF: Final[dict[CertificateState, Text]] = {
    CertificateState.NOT_NEEDED: Text("không cần", "not needed"),
    CertificateState.NONE: Text("chưa có, chưa duyệt được", "none: cannot approve"),
    CertificateState.HOLDS: Text("đến {until}", "until {until}"),
    CertificateState.ENDS_SOON: Text("sắp hết: {until}", "ends soon: {until}"),
    CertificateState.ENDED: Text("hết hạn {until}", "ended {until}"),
    CertificateState.REVOKED: Text("tỉnh thu hồi {until}", "revoked {until}"),
    CertificateState.FAULTY: Text("không dùng được", "cannot be used"),
}
