"""The sheet for the sealed envelope: the recovery code, large, and what whoever opens the envelope does with it. One A4 page.

The only thing the station prints that opens a store. It goes from memory to the printer, or into a file that somebody named.
"""

from dataclasses import dataclass

from station.domain.findings import Text
from station.reports.sheet import Sheet


@dataclass(frozen=True)
class RecoverySheet:
    """Everything on the page; plain data."""

    code: str
    """As it is typed: groups of four."""
    office: str
    station_id: str
    store_id: str
    made: str
    practice: bool = False

    def __repr__(self) -> str:
        """Without the code: it may end up in a traceback."""
        return f"RecoverySheet({self.store_id})"


_STEPS = (
    Text(
        "Ký niêm phong phong bì, ghi ngày; cất ở nơi khác máy trạm. Tờ cũ hết hiệu lực khi tờ này được xác nhận: huỷ tờ cũ.",
        "Seal and sign the envelope, write the date; keep it away from the PC. The old sheet is void once this one is confirmed: destroy"
        " it.",
    ),
    Text(
        "Mất mật khẩu của quản trị viên: ở màn hình đăng nhập chọn «Không vào được?», gõ mã này, đặt mật khẩu mới.",
        "The administrator's password is lost: at the sign-in page choose “Cannot get in?”, type this code, set a new password.",
    ),
    Text(
        "Máy hỏng hoặc đổi máy: khôi phục kho từ bản sao lưu trên máy mới, rồi làm như trên.",
        "The PC is broken or replaced: restore the store from a backup on the new PC, then do the same.",
    ),
    Text(
        "Mở phong bì xong: tạo mã mới ở bàn Quản trị, phần Khoá và khôi phục, in tờ mới, niêm phong lại.",
        "After the envelope was opened: make a new code at Administration, Keys and recovery, print a new sheet, seal it again.",
    ),
    Text(
        "Ai có tờ này và một bản sao của kho thì đọc được toàn bộ hồ sơ; không ký thay được ai.",
        "Whoever has this sheet and a copy of the store reads every record; they can sign as nobody.",
    ),
)


def recovery_sheet(said: RecoverySheet) -> bytes:
    """The page as PDF."""
    sheet = Sheet("Mã khôi phục")
    sheet.heading(Text("Mã khôi phục kho", "Recovery code of the store"), said.office, "THỰC HÀNH" if said.practice else "")
    sheet.facts([
        (Text("Trạm", "station"), said.station_id),
        (Text("Kho", "store"), said.store_id),
        (Text("Ngày tạo", "made"), said.made),
    ])  # fmt: skip
    sheet.section(Text("Mã: không phân biệt chữ hoa, chữ thường và dấu gạch", "Code: capitals, small letters and hyphens mean the same"))
    sheet.code(said.code)
    sheet.section(Text("Người giữ phong bì làm gì", "what the keeper of the envelope does"))
    sheet.steps(_STEPS)
    sheet.facts([
        (Text("Người niêm phong, chữ ký", "sealed by, signature"), ""), (Text("Người chứng kiến, chữ ký", "witness, signature"), ""),
        (Text("Ngày niêm phong, nơi cất", "sealed on, kept at"), ""),
    ])  # fmt: skip
    sheet.foot("Không chụp ảnh, không lưu thành tệp / no photographs, no files", f"Lập lúc / made: {said.made}")
    return sheet.pdf()
