"""What the first tour says, step by step: one row per step, told only to those who have its desk. Texts and keys, nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from station.domain.findings import Text


class Spot(StrEnum):
    """What a step stands beside."""

    RAIL = "rail"
    DESK = "desk"
    """The whole page of the desk."""
    MAIN = "main"
    """What the hands are on: the default button, the input line, the list."""
    PAPER = "paper"
    """The page view."""
    STRIP = "status"


@dataclass(frozen=True)
class Step:
    """One stop of the tour."""

    desk: str
    """The desk that is shown; empty: whatever is in front."""
    spot: Spot
    title: Text
    says: Text
    keys: tuple[str, ...] = ()
    """Keys it names: a test holds them against the desk's own list."""


STEPS = (
    Step(
        "today",
        Spot.RAIL,
        Text("Các bàn làm việc", "The desks"),
        Text(
            "Mỗi nút là một bàn, theo thứ tự công việc từ trên xuống; Ctrl+1, Ctrl+2… mở bàn tương ứng, không cần chuột. "
            "Ngày bắt đầu ở Hôm nay: Enter làm việc tiếp theo, Ctrl+R tới mục bị trả lại. "
            "Khung tím nghĩa là đang thực hành: mọi người và giấy tờ đều bịa ra.",
            "Every button is a desk, in the order of the work from top to bottom; Ctrl+1, Ctrl+2… open them, no mouse is needed. "
            "The day begins at Today: Enter does the next thing, Ctrl+R goes to what came back. "
            "The coloured frame means practice: all people and papers are invented.",
        ),
        ("Ctrl+1", "Ctrl+2", "Ctrl+R"),
    ),
    Step(
        "capture",
        Spot.DESK,
        Text("Quét", "Scan"),
        Text(
            "Chọn quyển, chọn nguồn (máy quét, tệp, thư mục), rồi bấm một phím. Trang hiện dần; trang mờ, cụt hay trùng được đánh dấu "
            "kèm lý do. Trang đã hiện là trang đã lưu chắc.",
            "Choose the volume and the source (scanner, files, folder), then press one key. Pages appear one by one; blurred, cut or "
            "repeated ones are marked with the reason. A page you see is a page that is safely stored.",
        ),
    ),
    Step(
        "checking",
        Spot.PAPER,
        Text("Kiểm tra: trang giấy", "Check: the paper"),
        Text(
            "Bên trái là trang giấy, ô đang nhập được đóng khung. Trang, khung và ô nhập luôn đi cùng nhau.",
            "On the left is the paper; the field at hand is framed. Page, frame and input always move together.",
        ),
    ),
    Step(
        "checking",
        Spot.MAIN,
        Text("Kiểm tra: ô nhập", "Check: the input"),
        Text(
            "Con trỏ chỉ tới ô cần người xem. Enter nhận và đi tiếp, → lấy gợi ý, F2 cách đọc khác, F4 không đọc được, "
            "Ctrl+Enter xong mục. Ngày gõ liền: 01022003. Tên gõ không dấu: nguyen van h.",
            "The cursor stops only where a person is needed. Enter takes and goes on, → takes the suggestion, F2 other readings, "
            "F4 cannot be read, Ctrl+Enter finishes the entry. Dates in one go: 01022003. Names without accents: nguyen van h.",
        ),
        ("F2", "F4", "Ctrl+Return"),
    ),
    Step(
        "applicant",
        Spot.DESK,
        Text("Người nộp", "Applicant"),
        Text(
            "Thẻ căn cước đặt lên đầu đọc: F9 đọc, Esc dừng. Bốn kết luận có lý do, hồ sơ và thẻ đứng cạnh nhau. "
            "Ở đây có thẻ thực hành để tập, cả thẻ giả.",
            "The identity card on the reader: F9 reads, Esc stops. Four verdicts with their reasons, entry and card side by side. "
            "Here are practice cards to try, forged ones too.",
        ),
        ("F9", "Esc"),
    ),
    Step(
        "approval",
        Spot.DESK,
        Text("Duyệt", "Approve"),
        Text(
            "Số liệu của cả danh sách đứng trước. Chỗ nghi ngờ và chỗ bị bỏ qua quy tắc hiện kèm dải giấy và lý do. "
            "Ctrl+Enter ký duyệt, F8 trả lại kèm lý do. Không ai duyệt được mục do chính mình nhập.",
            "The figures of the whole list stand first. Doubtful points and overridden rules come with their strip of paper and reason. "
            "Ctrl+Enter approves, F8 returns with a reason. Nobody approves what they keyed themselves.",
        ),
        ("Ctrl+Return", "F8"),
    ),
    Step(
        "sending",
        Spot.DESK,
        Text("Đồng bộ", "Send"),
        Text(
            "Các lô đã duyệt được gửi về trung tâm từ đây, F9 để gửi. Đứt mạng không mất gì: lần sau gửi tiếp. "
            "Dòng trên cùng nói đã tắt máy được chưa.",
            "Approved batches go to the central from here; F9 sends. A cut link loses nothing: it goes on the next time. "
            "The line on top says whether the machine may be switched off.",
        ),
        ("F9",),
    ),
    Step(
        "search",
        Spot.DESK,
        Text("Tra cứu", "Search"),
        Text(
            "Gõ tên, số hay nơi, có dấu hay không dấu; kết quả hiện ngay khi gõ, kèm trang giấy tại đúng ô.",
            "Type a name, a number or a place, with or without accents; results come while you type, with the paper at the very field.",
        ),
    ),
    Step(
        "administration",
        Spot.DESK,
        Text("Quản trị", "Administration"),
        Text(
            "Các phần ở bên trái: F2 tới danh sách, Ctrl+PgDn sang phần sau. Mỗi người chỉ thấy phần mà vai trò của mình được xem; "
            "việc gì làm ở đây cũng vào nhật ký.",
            "The sections are at the left: F2 goes to the list, Ctrl+PgDn to the next one. Everybody sees only the sections of their role; "
            "whatever is done here is written to the log.",
        ),
        ("F2", "Ctrl+PgDown"),
    ),
    Step(
        "",
        Spot.STRIP,
        Text("Khi cần", "When you need it"),
        Text(
            "Dòng này luôn nói ai đang ngồi máy, còn gì chưa gửi, đĩa còn bao nhiêu. F1 cho xem các phím của bàn đang mở, "
            "Ctrl+F1 là sách hướng dẫn. Xem lại phần này: F10, «Xem lại hướng dẫn».",
            "This line always says who is signed in, what is not sent yet, how full the disk is. F1 shows the keys of the desk in front, "
            "Ctrl+F1 the user guide. To see this again: F10, “Show the tour again”.",
        ),
        ("F1", "Ctrl+F1", "F10"),
    ),
)


class Tour:
    """A walk through the steps of somebody's desks. Knows no window."""

    def __init__(self, desks: Sequence[str], steps: Sequence[Step] = STEPS) -> None:
        self.steps = [step for step in steps if not step.desk or step.desk in desks]
        self.at = 0

    @property
    def step(self) -> Step:
        """Where it stands."""
        return self.steps[self.at]

    @property
    def is_last(self) -> bool:
        """Whether next ends it."""
        return self.at == len(self.steps) - 1

    def forth(self) -> bool:
        """One step on; False when there was none left."""
        if self.is_last:
            return False
        self.at += 1
        return True

    def back(self) -> None:
        """One step back, as far as there is one."""
        self.at = max(0, self.at - 1)
