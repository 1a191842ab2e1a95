"""Every text of the desk Người nộp that is no label of one widget, in both languages."""

from collections.abc import Mapping
from typing import Final

from station.domain.findings import Text
from station.domain.identification import Agreement, Evidence, Question, Verdict
from station.workflow.identification import PURPOSES

TITLE: Final = Text("Người nộp", "Applicant")
NO_ENTRY: Final = Text(
    "Chưa chọn mục nào. Ở bàn Kiểm tra bấm F5 tại ô của người cần xác minh. Không có mục, thẻ vẫn xem được nhưng không ghi lại gì.",
    "No entry is in hand. At Check press F5 at a field of the person to be identified. Without one a card can be seen, nothing is kept.",
)
ENTRY: Final = Text("Mục {number} · {form}", "Entry {number} · {form}")
NAMED: Final = Text("Hồ sơ ghi: {name}", "The entry says: {name}")
NAMELESS: Final = Text("Hồ sơ không ghi tên người này.", "The entry has no name for this person.")
CLOSED: Final = Text("Mục này đã duyệt: xem được, không ghi thêm được.", "This entry is approved: to be looked at only.")
KNOWN: Final = Text("Đã xác minh lúc {at}: {summary}", "Identified at {at}: {summary}")

_NOTICE: Final = Text(
    "Nói với người nộp: giấy tờ được đọc để xác minh anh/chị là ai, cho việc {purpose}. Ảnh và dữ liệu trên thẻ chỉ nằm trong bộ nhớ"
    " và mất ngay khi rời người này. Hồ sơ chỉ giữ: kết quả kiểm tra, thời gian, đầu đọc, người đọc và một mã băm."
    " Anh/chị có thể từ chối và dùng giấy tờ khác.",
    "Tell the applicant: the card is read to see who you are, for {purpose}. Photo and card data stay in memory only and are gone"
    " as soon as this person is left. Kept are: verdicts, time, reader, who read, and a hash. You may refuse and show another paper.",
)

_IDLE: Final[dict[Evidence, Text]] = {
    Evidence.CHIP: Text(
        "Đặt thẻ lên đầu đọc, quét mã QR của thẻ vào ô bên trái.", "Lay the card on the reader, scan its QR code into the line on the left."
    ),
    Evidence.CARD_QR: Text("Quét mã QR của thẻ vào ô bên trái.", "Scan the QR code of the card into the line on the left."),
    Evidence.VNEID: Text(
        "Xem VNeID trên điện thoại của người nộp, rồi bấm F9.", "Look at VNeID on the applicant's telephone, then press F9."
    ),
    Evidence.PASSPORT: Text("Cầm hộ chiếu, rồi bấm F9 để so từng mục.", "Take the passport, then press F9 to compare part by part."),
    Evidence.OLD_ID: Text(
        "Cầm chứng minh nhân dân, rồi bấm F9 để so từng mục.", "Take the old identity card, then press F9 to compare part by part."
    ),
}
HOW: Final = Text(
    "1. Nói với người nộp điều ghi ở bên trái.\n"
    "2. Quét mã QR của thẻ (mặt trước thẻ 2021, mặt sau thẻ 2024). Không có máy quét mã: F7 lấy từ ảnh thẻ,"
    " hoặc gõ 6 số cuối của số định danh.\n"
    "3. Đặt thẻ lên đầu đọc, giữ yên, bấm F9. Thẻ chưa có trên đầu đọc thì trạm chờ.\n"
    "4. So ảnh với người trước mặt, xem bốn kết luận và bảng so, rồi Ctrl+Enter để ghi xác minh.",
    "1. Tell the applicant what stands on the left.\n"
    "2. Scan the card's QR code (front of a 2021 card, back of a 2024 card). Without a code scanner: F7 takes it from a picture,"
    " or type the last 6 digits of the number.\n"
    "3. Lay the card on the reader, leave it there, press F9. Without a card there the station waits.\n"
    "4. Compare the photo with the person before you, see the four verdicts and the comparison, then Ctrl+Enter records it.",
)
HOW_TO_PRACTISE: Final = Text(
    "Thực hành: chọn một thẻ ở ô «Thẻ thực hành», bấm F9; chọn «không có thẻ» là rút thẻ ra. Thử cả thẻ giả.",
    "To practise: choose a card under “Practice card”, press F9; “no card” takes it away. Try a forged one too.",
)
WAITING: Final = Text("Đặt thẻ lên đầu đọc.", "Lay the card on the reader.")
READING: Final = Text("Đang đọc. Giữ thẻ yên trên đầu đọc.", "Reading. Leave the card on the reader.")
READING_PICTURE: Final = Text("Đang tìm mã QR và dòng MRZ trong ảnh", "Looking for the QR code and the three lines in the picture")
STEP_FIRST: Final = Text("Nối với thẻ", "Connecting to the card")
STOPPED: Final = Text("Đã dừng. Không giữ lại gì của thẻ.", "Stopped. Nothing of the card is kept.")
PULLED: Final = Text(
    "Thẻ đã được lấy ra: ảnh và dữ liệu thẻ đã bỏ. Kết quả kiểm tra còn đây cho đến khi rời người này.",
    "The card was taken away: photo and card data are dropped. The verdicts stay until this person is left.",
)
PICTURE_READ: Final = Text(
    "Đã lấy được từ ảnh. Tệp ảnh vẫn ở chỗ cũ: xoá nếu không cần nữa. Bấm F9 để đọc thẻ.",
    "Taken from the picture. Its file is still where it was: delete it when it is not needed. F9 reads the card.",
)
RECORDED: Final = Text("Đã ghi vào mục, có chữ ký của anh/chị.", "Recorded in the entry, signed by you.")
TAKEN: Final = Text("Đã đưa giá trị trên thẻ vào «{what}»; ô ghi rõ nguồn là thẻ.", "The card's value stands in «{what}», which says so.")
COMPARE_BY_EYE: Final = Text(
    "So từng dòng với giấy tờ: phím cách đổi khớp, khác, chưa nói được.",
    "Compare each row with the paper: Space changes between same, differs, cannot say.",
)
BY_EYE: Final[dict[Agreement, Text]] = {
    Agreement.SAME: Text("Công chức so bằng mắt: khớp.", "Compared by eye: the same."),
    Agreement.DIFFERS: Text("Công chức so bằng mắt: khác.", "Compared by eye: differs."),
    Agreement.CANNOT_SAY: Text("Công chức xem, không kết luận được.", "Looked at by eye, nobody can say."),
}
NOT_COMPARED: Final = Text("Chưa so.", "Not compared yet.")

_TRUSTED: Final = Text(
    "Nơi cấp thẻ được tin cậy; thẻ còn nguyên, chip thật, còn hạn.", "The issuer is trusted; unaltered, a genuine chip, valid."
)
_MATCHING: Final = Text(
    "Dữ liệu trong thẻ khớp nhau, nhưng chưa rõ người cấp: chưa cài chứng thư gốc của nơi cấp thẻ.",
    "The card agrees with itself, but nobody knows who issued it: the issuer's root certificate is not installed.",
)
_UNCLEAR: Final = Text("Có điều chưa kiểm tra được: xem từng dòng.", "Something could not be checked: see each line.")
_BAD: Final = Text(
    "Thẻ có vấn đề: xem dòng ghi «không». Đừng dựa vào thẻ này.", "Something is wrong: see the line that says no. Do not rely on this card."
)


def notice(purpose: str) -> Text:
    """What the applicant is told before anything is read."""
    why = PURPOSES[purpose]
    return Text(_NOTICE.vi.format(purpose=why.vi), _NOTICE.en.format(purpose=why.en))


def idle(evidence: Evidence) -> Text:
    """What to do first."""
    return _IDLE[evidence]


def overall(verdicts: Mapping[Question, Verdict]) -> tuple[Text, str]:
    """The four verdicts in one sentence, and the colour of the look that repeats it. Never a yes while the issuer is not one."""
    said = [verdict.ok for verdict in verdicts.values()]
    issuer = verdicts.get(Question.ISSUER)
    if False in said:
        return _BAD, "error"
    if len(said) == len(Question) and all(said):
        return _TRUSTED, "good"
    return (_MATCHING if issuer is None or issuer.ok is None else _UNCLEAR), "warning"


def about(message: Text, what: Text) -> Text:
    """A message about something that has a name in both languages."""
    return Text(message.vi.format(what=what.vi), message.en.format(what=what.en))
