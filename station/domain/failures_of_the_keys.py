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
        "Kiểm tra thiết bị rồi mở lại. Nếu đã mất hẳn: keys device --new, rồi keys recover bằng mã khôi phục.",
        "Check the device and open the store again. If it is lost for good: keys device --new, then keys recover with the recovery code.",
    ),
    "device.cannot-keep": failure(
        "Máy này không cất được bí mật thiết bị ở «{keeper}»: {reason}.",
        "This PC cannot keep the device secret in «{keeper}»: {reason}.",
        "Bí mật vẫn ở chỗ cũ và kho vẫn mở được; chọn nơi cất khác.",
        "The secret is where it was and the store opens as before; choose another keeper.",
    ),
    "store.revoked": failure(
        "Tài khoản {user} đã bị thu hồi.",
        "The account {user} was revoked.",
        "Nếu người này trở lại làm việc, nhờ quản trị cấp lại mật khẩu.",
        "If this person comes back, the administrator issues a new password.",
    ),
    "store.old-slot": failure(
        "Mật khẩu hoặc mã này đã được thay; tệp cũ trong thư mục slots được chép trở lại.",
        "This password or code was replaced; an old file was put back into the folder slots.",
        "Dùng mật khẩu hoặc mã mới. Nếu không có, nhờ quản trị cấp lại mật khẩu hoặc dùng mã khôi phục.",
        "Use the new one. Without it, ask the administrator for a new password or use the recovery code.",
    ),
    "store.slot-unfinished": failure(
        "Việc cấp lại mật khẩu cho {user} bị ngắt giữa chừng.",
        "Issuing a new password to {user} was cut off.",
        "Nhờ quản trị cấp lại lần nữa.",
        "Ask the administrator to issue it again.",
    ),
    "store.no-new-code": failure(
        "Không có mã khôi phục mới nào đang chờ xác nhận.",
        "No new recovery code waits to be confirmed.",
        "In mã mới trước; mã cũ vẫn dùng được.",
        "Print a new one first; the old one still works.",
    ),
    "escrow.faulty-file": failure(
        "Tệp trao đổi với tỉnh bị hỏng hoặc đã bị sửa ({path}).",
        "The file exchanged with the province is damaged or was changed ({path}).",
        "Chép lại tệp gốc; nếu vẫn vậy, làm yêu cầu mới.",
        "Copy the original again; if that does not help, make a new request.",
    ),
    "escrow.other-store": failure(
        "Tệp trả lời của tỉnh là cho kho khác.",
        "The province's answer is for another store.",
        "Lấy đúng tệp trả lời cho yêu cầu của kho này.",
        "Take the answer to this store's own request.",
    ),
    "escrow.other-pc": failure(
        "Tệp trả lời của tỉnh là cho yêu cầu của máy khác.",
        "The province's answer is for the request of another PC.",
        "Mở trên máy đã làm yêu cầu, hoặc làm yêu cầu mới trên máy này.",
        "Use it on the PC that asked, or make a new request on this one.",
    ),
    "escrow.expired": failure(
        "Tệp trả lời của tỉnh hết hạn ngày {until}.",
        "The province's answer expired on {until}.",
        "Kiểm tra ngày giờ của máy; nếu đúng, làm yêu cầu mới.",
        "Check the date of this PC; if it is right, make a new request.",
    ),
    "escrow.other-realm": failure(
        "Yêu cầu thuộc địa hạt khác: {realm}.",
        "The request belongs to another realm: {realm}.",
        "Gửi yêu cầu cho đúng tỉnh của kho.",
        "Send it to the province that the store belongs to.",
    ),
    "store.superseded": failure(
        "Kho này đã được thay bằng kho có khoá mới ở {path}.",
        "This store was replaced by the one with a new key at {path}.",
        "Mở kho mới; khi chắc chắn, xoá thư mục cũ.",
        "Open the new one; once you are sure of it, delete this folder.",
    ),
    "escrow.fingerprint": failure(
        "Dấu vân khoá trong tệp là {found}, khác dấu đã đọc qua điện thoại: tệp có thể đã bị tráo.",
        "The fingerprint in the file is {found}, not the one read out by telephone: the file may have been swapped.",
        "Gọi lại máy trạm bằng số điện thoại đã biết; không trả lời khi hai dấu khác nhau.",
        "Call the station again at a number you know; answer nothing while they differ.",
    ),
}
