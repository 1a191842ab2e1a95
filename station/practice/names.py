"""Invented names by custom: common and rare family names, and the naming habits of several peoples. No real person is meant.

Only names are made here; who is born when, and to whom, is decided in people.py.
"""

from dataclasses import dataclass
from random import Random
from typing import Literal

Sex = Literal["male", "female"]


@dataclass(frozen=True)
class Custom:
    """How one people forms names. `heir` says from whom a child takes the family name."""

    ethnic_group: str
    families: tuple[str, ...]
    male_middles: tuple[str, ...]
    female_middles: tuple[str, ...]
    male_givens: tuple[str, ...]
    female_givens: tuple[str, ...]
    order: Literal["family first", "family last"] = "family first"
    heir: Literal["father", "mother"] = "father"


_KINH_FAMILIES = (
    "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ",
    "Ngô", "Dương", "Lý",
)  # fmt: skip
"""The commonest as often as they are met."""
_RARE_FAMILIES = (
    "Khuất", "Nghiêm", "Đoàn", "Lưu", "Trịnh", "Quách", "Tạ", "Ngụy", "Phùng", "Vương", "Thái", "Kiều", "Chử", "Mẫn", "Doãn", "Từ",
    "Bành", "Đàm", "Mạc",
)  # fmt: skip
_KINH_MALE = ("Văn", "Hữu", "Đức", "Minh", "Quang", "Công", "Xuân", "Đình", "Bá", "Trọng", "Hoàng", "Gia", "Thanh", "Ngọc", "Tuấn")
_KINH_FEMALE = ("Thị", "Thị Ngọc", "Thị Thanh", "Thị Bích", "Ngọc", "Thị Mỹ", "Thuỳ", "Thị Kim", "Diễm", "Thị Hồng", "Bảo", "Thị Quỳnh")
_KINH_MALE_GIVENS = (
    "Dũng", "Hùng", "Thắng", "Khôi", "Khoa", "Nghĩa", "Trường", "Phước", "Tuấn", "Bình", "Hậu", "Khuê", "Đạt", "Vượng", "Quyết",
    "Thuận", "Chiến", "Hiếu", "Lâm", "Sỹ", "Kiệt", "Nhật", "Luân", "Triết", "Huy Hoàng", "Bảo Long", "Anh Kiệt", "Thiện Nhân",
)  # fmt: skip
_KINH_FEMALE_GIVENS = (
    "Hằng", "Hương", "Nguyệt", "Tuyết", "Huyền", "Trâm", "Diệu", "Quyên", "Thuý", "Thảo", "Ngân", "Yến", "Liễu", "Phượng", "Nhung",
    "Khánh Vân", "Bảo Trân", "Tường Vy", "Cẩm Tú", "Minh Nguyệt", "Phương Thảo", "Thuỷ Tiên", "Kiều Oanh", "Mộng Điệp", "Ánh Dương",
)  # fmt: skip

KINH = Custom(
    "Kinh",
    _KINH_FAMILIES,
    _KINH_MALE,
    _KINH_FEMALE,
    _KINH_MALE_GIVENS,
    _KINH_FEMALE_GIVENS,
)
RARE_KINH = Custom(
    "Kinh",
    _RARE_FAMILIES,
    _KINH_MALE,
    _KINH_FEMALE,
    _KINH_MALE_GIVENS,
    _KINH_FEMALE_GIVENS,
)
LONG_KINH = Custom(
    "Kinh",
    ("Tôn Thất", "Công Tôn", "Nguyễn Phước", "Hoàng Phủ", "Trần Đặng", "Nguyễn Khoa", "Lê Nguyễn", "Đỗ Hoàng"),
    ("Nguyễn Quốc", "Vĩnh Gia", "Lê Hoàng", "Ngọc Thiên"),
    ("Nguyễn Thị", "Nữ Ngọc", "Huyền Tôn Nữ", "Thị Bảo"),
    ("Thiên Phúc", "Khánh Nguyên", "Gia Bảo", "Trường Giang"),
    ("Bảo Trân Châu", "Thuỳ Phương Uyên", "Ngọc Khánh Quỳnh", "Hoài Thương"),
)
TAY = Custom(
    "Tày", ("Nông", "Hoàng", "Ma", "Lường", "Triệu", "Bế"), ("Văn", "Đức", "Quốc", "Ích"), ("Thị", "Thị Bích", "Thị Thu"),
    ("Pảo", "Thiện", "Trưởng", "Nghiệp", "Tưởng"), ("Nhình", "Duyên", "Mai", "Thêu", "Hoan"),
)  # fmt: skip
NUNG = Custom(
    "Nùng", ("Nông", "Vi", "Lộc", "Hứa", "Chu", "Lèng"), ("Văn", "Văn", "Thế"), ("Thị", "Thị"),
    ("Sẻng", "Phóng", "Lương", "Thuận"), ("Mụi", "Nguyệt", "Lành", "Sèn"),
)  # fmt: skip
MONG = Custom(
    "HMông", ("Giàng", "Vàng", "Thào", "Sùng", "Lầu", "Hạng", "Mùa"), ("A", "A", "Seo", "Mí"), ("Thị", "Thị", "Seo"),
    ("Páo", "Dơ", "Sử", "Tủa", "Chứ", "Lềnh", "Phử"), ("Mỷ", "Dở", "Ly", "Sua", "Pà", "Mái", "Chở"),
)  # fmt: skip
DAO = Custom(
    "Dao", ("Bàn", "Đặng", "Triệu", "Phùng", "Chảo"), ("Văn", "Tiến", "Láo", "Tòn"), ("Thị", "Mùi", "Tả"),
    ("Khé", "Phụng", "Sì", "Chòi", "Thòng"), ("Mẩy", "Liềm", "Coi", "Pu"),
)  # fmt: skip
EDE = Custom(
    "Ê-đê", ("Niê", "Êban", "Mlô", "Byă", "Niê Kdăm", "Êñuôl", "Ksơr"), ("Y",), ("H'",),
    ("Thih", "Bhiông", "Kông", "Djuên", "Nguôm", "Tlur"), ("Hen", "Bia", "Wen", "Ngăm", "Rơm", "Nguyệt"),
    order="family last", heir="mother",
)  # fmt: skip
KHMER = Custom(
    "Khơ-me", ("Thạch", "Danh", "Kim", "Sơn", "Kiên"), ("", "Minh", "Ngọc"), ("Thị", "Thị Sà", "Ngọc"),
    ("Rươne", "Sa Rinh", "Thươl", "Phước"), ("Sươl", "Ni", "Thu Hà", "Phol La"),
)  # fmt: skip

CUSTOMS = (KINH, RARE_KINH, LONG_KINH, TAY, NUNG, MONG, DAO, EDE, KHMER)
_WEIGHTS = (52, 12, 5, 5, 4, 8, 4, 7, 3)


def pick_custom(random: Random) -> Custom:
    """A people, about as often as in an upland commune: two thirds Kinh, the rest mixed."""
    return random.choices(CUSTOMS, _WEIGHTS)[0]


def pick_family(custom: Custom, random: Random) -> str:
    """One family name of the custom."""
    return random.choice(custom.families)


def compose_name(custom: Custom, family: str, sex: Sex, random: Random) -> str:
    """A whole name in ordinary spelling: "Giàng A Páo", "H'Hen Niê", "Tôn Nữ Nguyễn Thị Bảo Trân Châu"."""
    middle = random.choice(custom.male_middles if sex == "male" else custom.female_middles)
    given = random.choice(custom.male_givens if sex == "male" else custom.female_givens)
    if custom.order == "family last":
        return f"{middle}{given} {family}" if middle.endswith("'") else f"{middle} {given} {family}"
    if sex == "female" and family == "Tôn Thất":
        # the daughters of this line are Tôn Nữ
        family = "Tôn Nữ"
    return " ".join(part for part in (family, middle, given) if part)
