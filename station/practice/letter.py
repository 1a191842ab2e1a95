"""A page of another kind: a plain official letter that strayed into a volume. No form fits it."""

from typing import Final

from station.forms.definition import FaceDefinition, FaceLayout, PrintedText
from station.practice.people import Office

LETTER_FACE: Final = FaceDefinition(width_mm=210, height_mm=297, anchors=["CÔNG VĂN"])

_BODY: Final = (
    "Thực hiện kế hoạch công tác quý II, Ủy ban nhân dân xã đề nghị các thôn, bản rà soát",
    "lại hệ thống kênh mương nội đồng trước mùa mưa, báo cáo những đoạn sạt lở và số",
    "công lao động cần huy động để nạo vét.",
    "Các thôn lập danh sách hộ tham gia, thống nhất lịch làm việc với hợp tác xã dịch vụ",
    "thủy lợi và gửi về bộ phận nông nghiệp trước ngày 15 tháng 5.",
    "Đoạn kênh qua cầu treo do đội thủy lợi phụ trách; vật liệu do xã cung ứng theo dự",
    "toán đã duyệt. Đề nghị trưởng các thôn, bản nghiêm túc triển khai thực hiện.",
)


def letter_layout(office: Office) -> FaceLayout:
    """The letter of this office as a layout of fixed words."""
    texts = [
        PrintedText(at=(58, 25), text="ỦY BAN NHÂN DÂN", size_pt=12.5, align="center"),
        PrintedText(at=(58, 31), text=f"XÃ {office.commune.upper()}", size_pt=12.5, bold=True, align="center"),
        PrintedText(at=(58, 41), text="Số: 37/CV-NN", size_pt=12.5, align="center"),
        PrintedText(at=(58, 47), text="V/v nạo vét kênh mương nội đồng", size_pt=11, italic=True, align="center"),
        PrintedText(at=(143, 41), text=f"{office.commune}, tháng 4 năm 2018", size_pt=12.5, italic=True, align="center"),
        PrintedText(at=(105, 64), text="Kính gửi: Trưởng các thôn, bản trong xã", size_pt=13.5, bold=True, align="center"),
    ]
    texts += [PrintedText(at=(25, 80 + 8 * row), text=words, size_pt=13) for row, words in enumerate(_BODY)]
    texts += [
        PrintedText(at=(150, 152), text="TM. BỘ PHẬN NÔNG NGHIỆP", size_pt=12.5, bold=True, align="center"),
        PrintedText(at=(28, 160), text="Nơi nhận:", size_pt=11, bold=True, italic=True),
        PrintedText(at=(28, 166), text="- Như trên;", size_pt=11),
        PrintedText(at=(28, 171), text="- Lưu: NN.", size_pt=11),
    ]
    return FaceLayout(texts=texts)
