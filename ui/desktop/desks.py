"""The desks that exist, in the order of the work. A new desk is one more row here; a desk that a role may not use is not shown to it."""

from station.domain.findings import Text
from station.domain.ids import EntryId
from station.domain.rights import Right
from station.forms.definition import FormDefinition
from ui.administration.page import administration_desk
from ui.administration.sections import SECTIONS
from ui.applicant.page import applicant_desk
from ui.applicant.subject import Target, role_at
from ui.approval.page import approval_desk
from ui.capture.page import capture_desk
from ui.checking.page import CheckingPage
from ui.checking.presenter import CheckingPresenter
from ui.checking.works import works_of
from ui.desktop.place import Desk, Place
from ui.ledger.presenter import LedgerPresenter
from ui.search.page import search_desk
from ui.sending.page import sending_desk
from ui.today.page import TodayPage
from ui.today.presenter import TodayPresenter


def _today(place: Place) -> TodayPage:
    given = (place.tasks, place.changes, place.session.role, place.go)
    return TodayPage(TodayPresenter(*given), LedgerPresenter(*given), place.room)


def _checking(place: Place) -> CheckingPage:
    def identify(entry_id: EntryId, form: FormDefinition, path: str) -> None:
        place.go("applicant", Target(entry_id, role_at(form, path)))

    return CheckingPage(CheckingPresenter(place.tasks, place.changes, works_of(place.session.role)), place.room, identify=identify)


DESKS = (
    Desk(
        "today",
        Text("Hôm nay", "Today"),
        Text("Còn việc gì, mục nào bị trả lại, tiến độ từng quyển", "What is left to do, what came back, how far every volume is"),
        frozenset({Right.KEY, Right.SECOND_KEY, Right.APPROVE, Right.SEE_ALL}),
        _today,
    ),
    Desk(
        "capture",
        Text("Quét", "Scan"),
        Text("Đưa giấy vào quyển: từ máy quét, tệp hoặc thư mục", "Bring paper into a volume: from a scanner, files or a folder"),
        frozenset({Right.CAPTURE}),
        capture_desk,
    ),
    Desk(
        "checking",
        Text("Kiểm tra", "Check"),
        Text("So từng trường với giấy, gõ những gì máy chưa đọc được", "Compare every field with the paper, key what was not read"),
        frozenset({Right.KEY, Right.SECOND_KEY, Right.DECIDE}),
        _checking,
    ),
    Desk(
        "applicant",
        Text("Người nộp", "Applicant"),
        Text("Đọc thẻ căn cước, so với hồ sơ, ghi xác minh", "Read the identity card, compare with the entry, record it"),
        frozenset({Right.IDENTIFY}),
        applicant_desk,
    ),
    Desk(
        "approval",
        Text("Duyệt", "Approve"),
        Text("Xem số liệu và điểm nghi ngờ, ký duyệt hoặc trả lại", "See the numbers and the doubtful points, approve or return"),
        frozenset({Right.APPROVE}),
        approval_desk,
    ),
    Desk(
        "sending",
        Text("Đồng bộ", "Send"),
        Text("Gửi các lô về trung tâm, xem biên nhận", "Send batches to the central, see the receipts"),
        frozenset({Right.SEND}),
        sending_desk,
    ),
    Desk(
        "search",
        Text("Tra cứu", "Search"),
        Text("Tìm người và giấy tờ, có dấu hay không dấu", "Find people and papers, with or without marks"),
        frozenset({Right.LOOK_UP}),
        search_desk,
    ),
    Desk(
        "administration",
        Text("Quản trị", "Administration"),
        Text("Người dùng, khoá, sao lưu, nhật ký: ai đã làm gì", "People, keys, backup, the log: who did what"),
        frozenset().union(*(section.rights for section in SECTIONS)),
        administration_desk,
    ),
)
