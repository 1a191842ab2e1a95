"""The sections that exist, in the order of the list. A new section is one more row here."""

from typing import Final

from station.domain.findings import Text
from station.domain.rights import Right
from ui.administration import keeping_texts, keys_texts, own_texts
from ui.administration.keeping_page import keeping_section
from ui.administration.keys_page import keys_section
from ui.administration.log_page import log_section
from ui.administration.own_page import own_section
from ui.administration.people_page import people_section
from ui.administration.plan_page import plan_section
from ui.administration.section import Section

SECTIONS: Final[tuple[Section, ...]] = (
    Section(
        "people",
        Text("Người dùng", "People"),
        Text("Ai được vào kho, với vai trò nào; chứng thư của lãnh đạo", "Who may sign in, in which role; certificates of supervisors"),
        frozenset({Right.MANAGE_PEOPLE, Right.SEE_ALL}),
        people_section,
    ),
    Section(
        "keys",
        keys_texts.SECTION,
        Text("Mã khôi phục trong phong bì; nhờ tỉnh mở kho", "The recovery code in the envelope; opened by the province"),
        frozenset({Right.MANAGE_KEYS}),
        keys_section,
    ),
    Section(
        "keeping",
        keeping_texts.SECTION,
        Text("Bản sao lưu, kiểm tra kho, xoá dữ liệu hết hạn lưu", "Backups, verifying the store, erasing what is past its time"),
        frozenset({Right.BACK_UP, Right.ERASE, Right.SEE_ALL}),
        keeping_section,
    ),
    Section(
        "plan",
        Text("Kế hoạch", "Plan"),
        Text(
            "Quyển nào được nhập lần hai những gì, và đo được bao nhiêu lỗi", "What of which volume is keyed again, and the errors measured"
        ),
        frozenset({Right.PLAN, Right.SEE_ALL}),
        plan_section,
    ),
    Section(
        "log",
        Text("Ai đã làm gì", "Who did what"),
        Text(
            "Nhật ký thao tác theo ngày, người, việc; chuỗi được đối chiếu trước mắt",
            "The log of acts by day, person, act; its chain is checked before your eyes",
        ),
        frozenset({Right.SEE_LOG}),
        log_section,
    ),
    Section(
        "own",  # the menu leads there too
        own_texts.SECTION,
        Text("Mật khẩu, chứng thư và thiết bị ký của chính mình", "One's own password, certificate and signing token"),
        frozenset(Right),
        own_section,
    ),
)
