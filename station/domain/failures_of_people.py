"""Failures around logins: rights, roles, revoking."""

from typing import Final

from station.domain.failure import Failure, failure

OF_PEOPLE: Final[dict[str, Failure]] = {
    "people.no-right": failure(
        "Vai trò đang đăng nhập không được làm việc này ({right}).",
        "The role you are signed in with may not do this ({right}).",
        "Nhờ người có vai trò đó làm, hoặc nhờ quản trị viên xem lại vai trò ở bàn Quản trị.",
        "Ask somebody who holds that role, or ask the administrator to look at your role at the desk Administration.",
    ),
    "people.no-name": failure(
        "Chưa có họ tên.", "The name is missing.", "Gõ họ tên đầy đủ của người này.", "Type this person's full name."
    ),
    "people.first-password": failure(
        "Mật khẩu này do quản trị viên đặt; anh/chị phải tự đặt mật khẩu của mình trước.",
        "An administrator chose this password; set one of your own first.",
        "Gõ mật khẩu mới hai lần ở màn hình đăng nhập (lệnh: keys change-password).",
        "Type the new one twice at the sign-in page (command: keys change-password).",
    ),
    "people.same-password": failure(
        "Mật khẩu mới giống mật khẩu đang dùng.",
        "The new password is the one in use.",
        "Chọn mật khẩu khác, chỉ mình anh/chị biết.",
        "Choose another one that only you know.",
    ),
    "people.oneself": failure(
        "Không ai tự đổi vai trò hay tự thu hồi chính mình được.",
        "Nobody changes their own role or revokes themselves.",
        "Nhờ một quản trị viên khác.",
        "Ask another administrator.",
    ),
    "people.last-administrator": failure(
        "Đây là quản trị viên cuối cùng của kho.",
        "This is the store's last administrator.",
        "Thêm một quản trị viên khác trước.",
        "Add another administrator first.",
    ),
}
