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
    "device.cannot-open": failure(
        "Không lấy được bí mật thiết bị từ nơi cất «{keeper}»: {reason}.",
        "The device secret cannot be had from its keeper «{keeper}»: {reason}.",
        "Kiểm tra thiết bị rồi mở lại; nếu không lấy lại được, mở kho bằng mã khôi phục.",
        "Check the device and open the store again; if it is lost, open the store with the recovery code.",
    ),
    "device.cannot-keep": failure(
        "Máy này không cất được bí mật thiết bị ở «{keeper}»: {reason}.",
        "This PC cannot keep the device secret in «{keeper}»: {reason}.",
        "Bí mật vẫn ở chỗ cũ và kho vẫn mở được; chọn nơi cất khác.",
        "The secret is where it was and the store opens as before; choose another keeper.",
    ),
}
