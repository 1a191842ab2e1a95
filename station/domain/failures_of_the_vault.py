"""Failures around keeping: upgrades, backups, the disk, retention."""

from typing import Final

from station.domain.failure import Failure, failure

OF_THE_VAULT: Final[dict[str, Failure]] = {
    "store.migration": failure(
        "Kho không chuyển được sang định dạng {to}: {reason}. Kho vẫn nguyên như trước.",
        "The store cannot be brought to format {to}: {reason}. It is as it was before.",
        "Dùng tiếp bản chương trình cũ, chạy verify-store ở đó và báo người hỗ trợ.",
        "Go on with the program of before, run verify-store there and tell the support.",
    ),
    "store.disk-low": failure(
        "Đĩa của kho chỉ còn {free_mb} MB nên trạm ngừng nhận trang mới (mức dừng: {least_mb} MB). Mọi thứ đã ghi vẫn nguyên.",
        "The store's disk has {free_mb} MB left: no more pages are taken (the limit is {least_mb} MB). Everything written is safe.",
        "Dọn bớt tệp khác trên đĩa, hoặc gửi lô đi và xoá dữ liệu hết hạn; kiểm tra, duyệt và gửi vẫn làm được.",
        "Free some space, or send batches and erase what is past its time; checking, approving and sending go on.",
    ),
    "store.image-erased": failure(
        "Ảnh của trang {page} đã xoá khỏi máy này theo thời hạn lưu; trung tâm giữ ảnh đó.",
        "The image of page {page} was erased from this PC by the retention rule; the central has it.",
        "Cần xem ảnh thì xem ở trung tâm.",
        "Look at it at the central.",
    ),
    "retention.nothing": failure(
        "Không có gì hết hạn lưu.",
        "Nothing is past its time.",
        "Thời hạn đặt ở images_erased_after_days và entries_erased_after_days; 0 là không xoá.",
        "The times are the settings images_erased_after_days and entries_erased_after_days; 0 means never.",
    ),
    "store.network-folder": failure(
        "{path} nằm trên máy khác ({kind}); kho phải ở trên đĩa của chính máy này.",
        "{path} lies on another machine ({kind}); a store must be on a disk of this PC.",
        "Chọn thư mục trên đĩa trong máy. Sao lưu thì được phép ghi lên ổ mạng.",
        "Choose a folder on a disk of this PC. A backup may go to a share.",
    ),
    "backup.inside-store": failure(
        "{path} nằm trong chính kho cần sao lưu.",
        "{path} lies inside the store that is to be backed up.",
        "Chọn USB, ổ ngoài hoặc ổ mạng.",
        "Choose a stick, another disk or a share.",
    ),
    "backup.not-found": failure(
        "Ở {path} không có bản sao lưu nào của trạm.",
        "There is no backup of a station at {path}.",
        "Cắm đúng USB hoặc chọn đúng thư mục: tên nó bắt đầu bằng «station-backup-».",
        "Plug in the right stick, or choose the folder whose name begins with «station-backup-».",
    ),
    "backup.several": failure(
        "Ở {path} có bản sao lưu của nhiều kho: {stores}.",
        "At {path} there are backups of several stores: {stores}.",
        "Chọn thư mục của một kho.",
        "Choose the folder of one of them.",
    ),
    "backup.generation": failure(
        "Không có bản sao lưu {name} ở {path}. Đang có: {names}.",
        "There is no generation {name} at {path}. There are: {names}.",
        "Chọn một trong các bản đang có.",
        "Choose one of these.",
    ),
    "backup.full": failure(
        "{path} không đủ chỗ cho bản sao lưu (còn {free_mb} MB).",
        "{path} has not enough room for the backup ({free_mb} MB left).",
        "Xoá bớt thứ khác trên đó hoặc dùng USB lớn hơn; các bản sao lưu trước vẫn nguyên.",
        "Free some space on it or take a larger stick; the backups of before are whole.",
    ),
    "backup.read-only": failure(
        "Không ghi được vào {path}: bị khoá ghi hoặc không có quyền.",
        "{path} cannot be written to: it is write-protected, or this account may not.",
        "Gạt chốt khoá ghi của USB, hoặc xin quyền ghi vào thư mục.",
        "Move the switch on the stick, or ask for the right to write to the folder.",
    ),
    "backup.medium-gone": failure(
        "Không đọc hay ghi được {path}: {reason}. Có thể USB đã bị rút hoặc bị hỏng.",
        "{path} cannot be read or written: {reason}. The stick may have been pulled, or is failing.",
        "Cắm lại và sao lưu lại; các bản sao lưu trước vẫn nguyên. Hay lỗi thì thay USB khác.",
        "Plug it in and start again; the backups of before are whole. If it happens often, take another stick.",
    ),
    "backup.changed": failure(
        "{name} không còn đúng như khi được ghi.",
        "{name} is not as it was written.",
        "Chọn bản sao lưu cũ hơn, hoặc sao lưu lại lên USB khác.",
        "Choose an older generation, or back up again to another stick.",
    ),
    "backup.not-whole": failure(
        "Bản sao lưu khôi phục thử không nguyên vẹn: {reason}. Nó không được giữ lại.",
        "Restored in rehearsal, the backup is not whole: {reason}. It was not kept.",
        "Chạy verify-store trên kho; các bản sao lưu trước vẫn nguyên.",
        "Run verify-store on the store; the backups of before are whole.",
    ),
    "backup.stopped": failure(
        "Đã dừng theo yêu cầu.",
        "Stopped as asked.",
        "Các bản sao lưu trước vẫn nguyên; làm lại lúc khác.",
        "The backups of before are whole; start again another time.",
    ),
}
