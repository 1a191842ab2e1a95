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
    "approval.certificate-revoked": failure(
        "Tỉnh đã thu hồi chứng thư của {user} từ ngày {since}.",
        "The province revoked the certificate of {user} on {since}.",
        "Người khác có chứng thư còn hiệu lực duyệt; những gì đã duyệt trước ngày đó vẫn có giá trị.",
        "Somebody whose certificate holds approves; what was approved before that day still counts.",
    ),
    "revocations.faulty": failure(
        "Danh sách thu hồi chứng thư không dùng được: {reason}.",
        "The list of revoked certificates cannot be used: {reason}.",
        "Lấy lại tệp do chính tỉnh của kho này phát hành.",
        "Get the file again from the province that this store belongs to.",
    ),
    "revocations.older": failure(
        "Danh sách thu hồi này (số {number}) cũ hơn danh sách đang dùng (số {known}).",
        "This list of revoked certificates (number {number}) is older than the one in force (number {known}).",
        "Xin tỉnh danh sách mới nhất; danh sách đang dùng vẫn có hiệu lực.",
        "Ask the province for its newest list; the one in force stays.",
    ),
    "token.no-module": failure(
        "Không nạp được phần mềm của thiết bị ký (PKCS#11): {module}.",
        "The software of the signing token (PKCS#11) cannot be loaded: {module}.",
        "Cài phần mềm đi kèm thiết bị, rồi ghi đường dẫn thư viện của nó vào thiết lập token_module.",
        "Install the software that came with the token, then put the path of its library into the setting token_module.",
    ),
    "token.absent": failure(
        "Không thấy thiết bị ký.",
        "There is no signing token.",
        "Cắm thiết bị của người duyệt vào máy rồi làm lại; chưa có gì được ký.",
        "Plug in the token of whoever approves and try again; nothing was signed.",
    ),
    "token.several": failure(
        "Có nhiều thiết bị ký đang cắm: {labels}.",
        "Several signing tokens are plugged in: {labels}.",
        "Chỉ để lại thiết bị của người duyệt rồi làm lại.",
        "Leave in only the token of whoever approves, then try again.",
    ),
    "token.wrong-pin": failure(
        "Mã PIN của thiết bị ký không đúng.",
        "The PIN of the signing token is wrong.",
        "Gõ lại. Nhiều lần sai liên tiếp thì thiết bị tự khoá.",
        "Type it again. After some wrong ones in a row the token locks itself.",
    ),
    "token.last-try": failure(
        "Mã PIN không đúng, và thiết bị ký chỉ còn cho thử một lần nữa.",
        "The PIN is wrong, and the signing token takes only one more try.",
        "Tìm đúng mã PIN trước khi gõ; sai lần nữa thì thiết bị khoá.",
        "Find the right PIN before typing it; one more wrong one locks the token.",
    ),
    "token.locked": failure(
        "Thiết bị ký đã khoá vì nhập sai mã PIN quá nhiều lần.",
        "The signing token is locked after too many wrong PINs.",
        "Mở khoá bằng mã của người cấp thiết bị (PUK). Chưa có gì được ký; việc chờ duyệt vẫn nguyên.",
        "Unlock it with the code of whoever issued it (PUK). Nothing was signed; what waits for approval still waits.",
    ),
    "token.pulled": failure(
        "Thiết bị ký bị rút ra hoặc mất kết nối khi đang ký.",
        "The signing token was pulled out or lost while it was signing.",
        "Cắm lại rồi duyệt lại: lô đang ký chưa có hiệu lực, các mục vẫn chờ duyệt.",
        "Plug it in and approve again: the batch being signed does not count, its entries still wait.",
    ),
    "token.other-key": failure(
        "Thiết bị đang cắm không giữ khoá duyệt của {user}.",
        "The token that is plugged in does not hold the approval key of {user}.",
        "Cắm đúng thiết bị; thiết bị mới thì đăng ký nó trước ở bàn Quản trị.",
        "Plug in the right one; register a new one first at the desk Administration.",
    ),
    "token.no-certificate": failure(
        "Thiết bị ký không có chứng thư nào của tỉnh cấp cho {user}.",
        "The signing token has no certificate that the province issued to {user}.",
        "Xin chứng thư cho khoá trong thiết bị (yêu cầu chứng thư), rồi đăng ký thiết bị cùng tệp chứng thư.",
        "Ask for one for the token's key (certificate request), then register the token with the certificate's file.",
    ),
    "token.no-key": failure(
        "Thiết bị ký có {count} khoá ký; để xin chứng thư cho {user} phải có đúng một.",
        "The signing token holds {count} signing keys; to ask for a certificate for {user} there has to be exactly one.",
        "Tạo khoá bằng phần mềm đi kèm thiết bị; khoá không dùng thì xoá khỏi thiết bị.",
        "Make the key with the software that came with the token; remove keys that are not in use from it.",
    ),
    "token.silent": failure(
        "Phần mềm của thiết bị ký không trả lời.",
        "The software of the signing token does not answer.",
        "Rút thiết bị, cắm lại rồi thử lại. Chưa có gì được ký.",
        "Pull the token out, plug it in and try again. Nothing was signed.",
    ),
    "token.trouble": failure(
        "Thiết bị ký báo lỗi: {reason}.",
        "The signing token reports: {reason}.",
        "Thử lại; nếu vẫn vậy, hỏi người cấp thiết bị. Chưa có gì được ký.",
        "Try again; if it goes on, ask whoever issued the token. Nothing was signed.",
    ),
    "token.needed": failure(
        "{user} duyệt bằng thiết bị ký: cần mã PIN thay cho mật khẩu.",
        "{user} approves with a signing token: its PIN is needed in place of the password.",
        "Cắm thiết bị và cho mã PIN (--pin-file hoặc STATION_PIN).",
        "Plug it in and give the PIN (--pin-file or STATION_PIN).",
    ),
    "store.closed": failure(
        "Tài khoản máy tính đang dùng không được mở kho {path}.",
        "The account of this PC that you use may not open the store {path}.",
        "Nhờ người quản lý máy cho tài khoản này vào nhóm dùng chung kho, rồi đăng nhập lại vào máy.",
        "Ask whoever manages the PC to put this account into the group that shares the store, then sign in to the PC again.",
    ),
    "share.group": failure(
        "Máy này không có nhóm {group}, hoặc tài khoản này không thuộc nhóm.",
        "This PC has no group {group}, or this account does not belong to it.",
        "Nhờ người quản lý máy tạo nhóm và thêm các tài khoản, rồi đăng nhập lại vào máy.",
        "Ask whoever manages the PC to make the group and add the accounts, then sign in to the PC again.",
    ),
    "share.place": failure(
        "Không dùng được thư mục {path} để cất bí mật thiết bị dùng chung.",
        "The folder {path} cannot be used for the shared device secret.",
        "Nhờ người quản lý máy tạo thư mục này thuộc nhóm {group}, chế độ 2770.",
        "Ask whoever manages the PC to make it, belonging to the group {group}, mode 2770.",
    ),
    "share.reach": failure(
        "Các tài khoản khác không đi qua được thư mục {path} để tới kho.",
        "Other accounts cannot pass the folder {path} on the way to the store.",
        "Chuyển kho ra ngoài thư mục cá nhân, ví dụ /srv, rồi làm lại.",
        "Move the store out of the personal folder, to /srv for instance, then do this again.",
    ),
    "share.owner": failure(
        "Tệp {path} thuộc tài khoản khác.",
        "The file {path} belongs to another account.",
        "Nhờ người quản lý máy làm lệnh này với quyền quản trị.",
        "Ask whoever manages the PC to do this as its administrator.",
    ),
    "escrow.fingerprint": failure(
        "Dấu vân khoá trong tệp là {found}, khác dấu đã đọc qua điện thoại: tệp có thể đã bị tráo.",
        "The fingerprint in the file is {found}, not the one read out by telephone: the file may have been swapped.",
        "Gọi lại máy trạm bằng số điện thoại đã biết; không trả lời khi hai dấu khác nhau.",
        "Call the station again at a number you know; answer nothing while they differ.",
    ),
}
