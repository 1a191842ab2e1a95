"""Failures around keys and people: signing in, passwords, recovery, moving a store to another PC."""

from typing import Final

from station.domain.failure import Failure, failure

OF_THE_KEYS: Final[dict[str, Failure]] = {
    "store.wait": failure(
        "Đã nhập sai mật khẩu {count} lần liên tiếp.",
        "{count} wrong passwords in a row.",
        "Đợi {seconds} giây rồi thử lại.",
        "Wait {seconds} seconds, then try again.",
    ),
    "store.locked-out": failure(
        "Tài khoản {user} đã bị khoá sau {count} lần nhập sai mật khẩu.",
        "The account {user} is shut after {count} wrong passwords.",
        "Nhờ quản trị mở khoá hoặc cấp lại mật khẩu; không có quản trị thì dùng mã khôi phục trong phong bì.",
        "Ask the administrator to open it or to issue a new password; without one use the recovery code in the envelope.",
    ),
}
