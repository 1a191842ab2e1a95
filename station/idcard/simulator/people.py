"""The invented people of the practice cards. Their numbers begin with a province code that was never issued."""

from dataclasses import dataclass

from station.idcard.access_data import MrzKey
from station.idcard.mrz import LINE_LENGTH, check_digit


@dataclass(frozen=True)
class PracticePerson:
    """What a card is made from. Dates are dd/MM/yyyy; an empty expiry is a card that never expires."""

    number: str
    full_name: str
    surname: str
    given_names: str
    """Both in Latin capitals without marks, as in the zone."""
    birth_date: str
    sex: str
    ethnic_group: str
    religion: str
    origin: str
    residence: str
    features: str
    issue_date: str
    expiry_date: str
    father: str
    mother: str
    spouse: str = ""
    old_number: str = ""

    @property
    def document_number(self) -> str:
        """The nine digits of the zone."""
        return self.number[-9:]

    @property
    def mrz_key(self) -> MrzKey:
        """What opens the chip."""
        return MrzKey(self.document_number, _short(self.birth_date), _short(self.expiry_date) if self.expiry_date else "991231")

    @property
    def can(self) -> str:
        """The card access number."""
        return self.number[-6:]

    @property
    def zone(self) -> tuple[str, str, str]:
        """The three lines on the back."""
        key = self.mrz_key
        first = f"IDVNM{key.number}{check_digit(key.number)}{self.number}<<"
        first += check_digit(first[15:])
        second = f"{key.birth_date}{check_digit(key.birth_date)}{'M' if self.sex == 'Nam' else 'F'}"
        second = f"{second}{key.expiry_date}{check_digit(key.expiry_date)}VNM".ljust(LINE_LENGTH - 1, "<")
        second += check_digit(first[5:] + second[:7] + second[8:15] + second[18:29])
        name = f"{self.surname}<<{self.given_names.replace(' ', '<')}"
        return first, second, name.ljust(LINE_LENGTH, "<")[:LINE_LENGTH]

    @property
    def qr(self) -> str:
        """The QR code on the front of a 2021 card."""
        plain = [date.replace("/", "") for date in (self.birth_date, self.issue_date)]
        return "|".join((self.number, self.old_number, self.full_name, plain[0], self.sex, self.residence, plain[1]))


BINH = PracticePerson(
    number="099185000117",
    full_name="Nguyễn Thị Thanh Bình",
    surname="NGUYEN",
    given_names="THI THANH BINH",
    birth_date="12/03/1985",
    sex="Nữ",
    ethnic_group="Kinh",
    religion="Không",
    origin="Thôn Tập Sự, xã Thực Hành, huyện Mẫu, tỉnh Giả Định",
    residence="Số 7, tổ 3, thôn Tập Sự, xã Thực Hành, tỉnh Giả Định",
    features="Nốt ruồi cách 1,5cm dưới mép phải",
    issue_date="20/05/2021",
    expiry_date="12/03/2045",
    father="Nguyễn Văn Thái",
    mother="Hoàng Thị Thuý",
    spouse="Trần Văn Lộc",
    old_number="990011223",
)
LOC = PracticePerson(
    number="099050000239",
    full_name="Trần Văn Lộc",
    surname="TRAN",
    given_names="VAN LOC",
    birth_date="01/09/1950",
    sex="Nam",
    ethnic_group="Tày",
    religion="Phật giáo",
    origin="Xã Thực Hành, huyện Mẫu, tỉnh Giả Định",
    residence="Thôn Làng Mới, xã Thực Hành, tỉnh Giả Định",
    features="Sẹo chấm cách 2cm trên đuôi mày trái",
    issue_date="11/08/2021",
    expiry_date="",
    father="Trần Văn Hoà",
    mother="Lý Thị Mẩy",
    spouse="Phùng Thị Quý",
)
NHUNG = PracticePerson(
    number="099301000358",
    full_name="Lê Thị Hồng Nhung",
    surname="LE",
    given_names="THI HONG NHUNG",
    birth_date="30/11/2001",
    sex="Nữ",
    ethnic_group="Kinh",
    religion="Công giáo",
    origin="Phường Luyện Tập, tỉnh Giả Định",
    residence="Căn hộ 1204, chung cư Mẫu, phường Luyện Tập, tỉnh Giả Định",
    features="Không có",
    issue_date="05/01/2025",
    expiry_date="30/11/2041",
    father="Lê Quang Khải",
    mother="Đặng Thị Ngọc Ánh",
)
ANH = PracticePerson(
    number="099092000476",
    full_name="Phạm Quốc Anh",
    surname="PHAM",
    given_names="QUOC ANH",
    birth_date="17/06/1992",
    sex="Nam",
    ethnic_group="Mường",
    religion="Không",
    origin="Xã Diễn Tập, huyện Mẫu, tỉnh Giả Định",
    residence="Xóm Đồi, xã Diễn Tập, tỉnh Giả Định",
    features="Sẹo dài 3cm ở trán phải",
    issue_date="22/02/2022",
    expiry_date="17/06/2032",
    father="Phạm Đình Hậu",
    mother="Bùi Thị Xuyến",
    old_number="990044556",
)
HBIA = PracticePerson(
    number="099179000594",
    full_name="Ksor H'Bia Niê Kdăm",
    surname="KSOR",
    given_names="H BIA NIE KDAM",
    birth_date="08/02/1979",
    sex="Nữ",
    ethnic_group="Gia-rai",
    religion="Tin lành",
    origin="Buôn Tập, xã Thử Nghiệm, tỉnh Giả Định",
    residence="Buôn Tập, xã Thử Nghiệm, tỉnh Giả Định",
    features="Nốt ruồi ở cằm",
    issue_date="15/10/2021",
    expiry_date="08/02/2039",
    father="Ksor Y Krông",
    mother="Niê H'Loan",
    spouse="Rơ Châm Y Thuin",
)
OLD = PracticePerson(
    number="099095000612",
    full_name="Đỗ Minh Hết Hạn",
    surname="DO",
    given_names="MINH HET HAN",
    birth_date="03/04/1995",
    sex="Nam",
    ethnic_group="Kinh",
    religion="Không",
    origin="Xã Thực Hành, tỉnh Giả Định",
    residence="Xã Thực Hành, tỉnh Giả Định",
    features="Không có",
    issue_date="01/04/2016",
    expiry_date="03/04/2020",
    father="Đỗ Văn Trước",
    mother="Mai Thị Sau",
)


def _short(date: str) -> str:
    """Dd/MM/yyyy to YYMMDD."""
    day, month, year = date.split("/")
    return year[2:] + month + day
