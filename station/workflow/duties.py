"""What roles, rights and acts are called on screens, in reports and in messages. Tables of texts; a test keeps them whole."""

from typing import Final

from station.domain.findings import Text
from station.domain.rights import Right
from station.domain.roles import Role
from station.domain.states import ActionKind

ROLES: Final[dict[Role, Text]] = {
    Role.CLERK: Text("công chức", "clerk"),
    Role.SECOND_KEYER: Text("người nhập lần hai", "second keyer"),
    Role.SUPERVISOR: Text("lãnh đạo", "supervisor"),
    Role.ADMINISTRATOR: Text("quản trị viên", "administrator"),
    Role.AUDITOR: Text("người giám sát", "auditor"),
    Role.READING: Text("máy đọc", "the reading"),
    Role.STATION: Text("máy trạm", "the station"),
    Role.CENTRAL: Text("trung tâm", "the central"),
}

RIGHTS: Final[dict[Right, Text]] = {
    Right.OPEN_VOLUMES: Text("mở quyển, ghi sổ số", "open volumes, account for numbers"),
    Right.CLOSE_VOLUMES: Text("khoá và mở lại quyển", "close volumes and open them again"),
    Right.CAPTURE: Text("quét trang", "scan pages"),
    Right.KEY: Text("nhập và kiểm tra", "key and check"),
    Right.IDENTIFY: Text("xác minh người nộp", "identify applicants"),
    Right.SECOND_KEY: Text("nhập lần hai", "key a second time"),
    Right.RELATE: Text("trả lời về mục liên quan", "say whether entries belong together"),
    Right.DECIDE: Text("chọn giữa hai lần nhập", "decide between two keyings"),
    Right.APPROVE: Text("duyệt và trả lại", "approve and return"),
    Right.PLAN: Text("đặt kế hoạch nhập lại, lấy mẫu", "plan second keying and sampling"),
    Right.SEND: Text("gửi về trung tâm", "send to the central"),
    Right.LOOK_UP: Text("tra cứu", "search"),
    Right.MANAGE_PEOPLE: Text("quản lý người dùng", "manage people"),
    Right.MANAGE_KEYS: Text("quản lý khoá và khôi phục", "manage keys and recovery"),
    Right.BACK_UP: Text("sao lưu, khôi phục", "back up and restore"),
    Right.ERASE: Text("xoá dữ liệu đã gửi xong", "erase what has been sent"),
    Right.SEE_LOG: Text("xem nhật ký thao tác", "see the log of acts"),
    Right.SEE_ALL: Text("xem mọi thứ, không sửa", "see everything, change nothing"),
}

ACTS: Final[dict[ActionKind, Text]] = {
    ActionKind.VOLUME_OPENED: Text("mở quyển", "volume opened"),
    ActionKind.VOLUME_DESCRIBED: Text("ghi thông tin quyển", "volume described"),
    ActionKind.VOLUME_CLOSED: Text("khoá quyển", "volume closed"),
    ActionKind.VOLUME_REOPENED: Text("mở lại quyển", "volume opened again"),
    ActionKind.NUMBERS_ACCOUNTED: Text("ghi lý do của số", "numbers accounted for"),
    ActionKind.NUMBERS_UNACCOUNTED: Text("bỏ lý do của số", "account of numbers taken back"),
    ActionKind.DOSSIER_LISTED: Text("ghi mục lục hồ sơ", "dossier listed"),
    ActionKind.DOSSIER_UNLISTED: Text("bỏ mục lục hồ sơ", "list of a dossier taken back"),
    ActionKind.PAGE_CAPTURED: Text("quét trang", "page captured"),
    ActionKind.PAGE_READ: Text("máy đọc trang", "page read"),
    ActionKind.PAGE_SET_ASIDE: Text("để riêng trang", "page set aside"),
    ActionKind.PAGE_TAKEN_BACK: Text("lấy lại trang", "page taken back"),
    ActionKind.ENTRY_READ: Text("máy đọc mục", "entry read"),
    ActionKind.ENTRY_REREAD: Text("máy đọc lại mục", "entry read again"),
    ActionKind.ENTRY_WITHDRAWN: Text("bỏ mục chưa ai nhập", "entry withdrawn"),
    ActionKind.ENTRY_KEYED: Text("nhập mục", "entry keyed"),
    ActionKind.ENTRY_CHECKED: Text("kiểm tra xong mục", "entry checked"),
    ActionKind.ENTRY_IDENTIFIED: Text("xác minh người của mục", "person of an entry identified"),
    ActionKind.ENTRY_RETURNED: Text("trả lại mục", "entry returned"),
    ActionKind.ENTRY_APPROVED: Text("duyệt mục", "entry approved"),
    ActionKind.PAIR_JUDGED: Text("trả lời về mục liên quan", "word given on related entries"),
    ActionKind.FORMS_KNOWN: Text("ghi nhận các mẫu giấy", "forms made known"),
    ActionKind.NOTICE_SHOWN: Text("thông báo cho người nộp", "notice shown to an applicant"),
    ActionKind.BATCH_SEALED: Text("niêm phong lô", "batch sealed"),
    ActionKind.BATCH_RECEIVED: Text("trung tâm nhận chữ của lô", "batch received"),
    ActionKind.BATCH_COMPLETED: Text("trung tâm nhận đủ lô", "batch complete"),
    ActionKind.BATCH_REFUSED: Text("trung tâm từ chối lô", "batch refused"),
    ActionKind.PAYLOAD_ERASED: Text("xoá nội dung", "content erased"),
    ActionKind.IMAGES_ERASED: Text("xoá ảnh đã gửi xong", "images erased"),
    ActionKind.STORE_BACKED_UP: Text("sao lưu kho", "store backed up"),
    ActionKind.STORE_RESTORED: Text("khôi phục kho", "store restored"),
    ActionKind.USER_ADDED: Text("thêm người dùng", "person added"),
    ActionKind.USER_CERTIFIED: Text("nhập chứng thư", "certificate imported"),
    ActionKind.USER_REVOKED: Text("thu hồi người dùng", "person revoked"),
    ActionKind.USER_REISSUED: Text("cấp lại mật khẩu", "new password issued"),
    ActionKind.USER_UNLOCKED: Text("mở khoá tài khoản", "account opened again"),
    ActionKind.ROLE_CHANGED: Text("đổi vai trò", "role changed"),
    ActionKind.PASSWORD_CHANGED: Text("đổi mật khẩu", "password changed"),
    ActionKind.KEY_RENEWED: Text("đổi khoá ký", "signing key renewed"),
    ActionKind.RECOVERY_RENEWED: Text("đổi mã khôi phục", "recovery code renewed"),
    ActionKind.DATA_KEY_RENEWED: Text("thay khoá dữ liệu của kho", "data key renewed"),
}
