"""Invented land certificates of the 2014 generation: ground truth of faces 1 and 2, keyed by the land template's field names."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from station.domain.numerals import area_in_words
from station.practice.people import Office, make_couple, old_card_number
from station.practice.writing import BLANK, Written

_HOME = "Đất ở tại nông thôn"
_FIELDS = ("Đất trồng cây lâu năm", "Đất trồng cây hằng năm khác", "Đất rừng sản xuất", "Đất nuôi trồng thủy sản", "Đất trồng lúa còn lại")
_ORIGINS = (
    "Công nhận QSDĐ như giao đất có thu tiền sử dụng đất",
    "Công nhận QSDĐ như giao đất không thu tiền sử dụng đất",
    "Nhà nước giao đất không thu tiền sử dụng đất",
    "Nhận chuyển nhượng đất được Công nhận QSDĐ như giao đất có thu tiền sử dụng đất",
    "Nhận thừa kế đất được Công nhận QSDĐ như giao đất không thu tiền sử dụng đất",
)
_NOTES = (
    "Không",
    "Thửa đất có 125,0 m² đất thuộc hành lang bảo vệ đường liên xã",
    "Giấy chứng nhận này được cấp đổi từ Giấy chứng nhận số AB 990412, cấp ngày 20/8/2006",
)


@dataclass(frozen=True)
class _Purpose:
    name: str
    area: Decimal
    term: str


def compose_certificate(office: Office, year: int, number: int, random: Random) -> dict[str, Written]:
    """Every field of one certificate, the `number`-th of the box; lines that are not printed for it are left out."""
    issued = datetime.date(year, 2, 1) + datetime.timedelta(days=(number * 11) % 320)
    serial = f"{random.choice('BC')}{random.choice('ĐEGHKLMPSTVX')} {random.randrange(10**6):06d}"
    book = f"{random.choice(('CH', 'CH ', 'CS ', 'CH'))}{3700 + number:05d}"
    body = f"ỦY BAN NHÂN DÂN HUYỆN {office.district.upper()}"
    return {
        **_parties(office, issued, random),
        "so_phat_hanh": _plain(serial),
        **_parcel(office, issued, random),
        "ghi_chu": _plain(random.choice(_NOTES)),
        "ngay_cap": Written(f"{office.district}, ngày {issued:%d} tháng {issued:%m} năm {issued:%Y}", f"{issued:%d.%m.%Y}"),
        "co_quan_cap": _plain(f"TM. {body}"),
        "chuc_vu": _plain(random.choice(("CHỦ TỊCH", "KT. CHỦ TỊCH - PHÓ CHỦ TỊCH"))),
        "nguoi_ky": _plain(random.choice(("Đoàn Hữu Khuê", "Nghiêm Thị Thanh Hằng"))),
        "so_vao_so": _plain(book),
    }


def _parties(office: Office, issued: datetime.date, random: Random) -> dict[str, Written]:
    husband, wife = make_couple(office, issued, random)
    people = (husband, wife) if random.random() < 0.7 else (husband,)
    fields: dict[str, Written] = {}
    for index, person in enumerate(people):
        fields[f"party[{index}].ho_ten"] = _plain(person.name.upper() if random.random() < 0.5 else person.name)
        fields[f"party[{index}].nam_sinh"] = _plain(str(person.born.year))
        fields[f"party[{index}].so_giay_to"] = _plain(old_card_number(random))
        fields[f"party[{index}].dia_chi"] = _plain(person.residence)
    return fields


def _parcel(office: Office, issued: datetime.date, random: Random) -> dict[str, Written]:
    purposes = _purposes(issued, random)
    area = sum((purpose.area for purpose in purposes), Decimal(0))
    shared = random.random() < 0.3
    own, common = (Written("Không", "0"), _area(area)) if shared else (_area(area), Written("Không", "0"))
    fields = {
        "so_thua": _plain(str(random.randint(2, 980)) if random.random() < 0.85 else f"PL{random.randint(2, 60)}"),
        "so_to": _plain(str(random.randint(1, 96))),
        "dia_chi_thua": _plain(f"Thôn {random.choice(('Suối Cạn', 'Khe Tre', 'Đồng Giếng', 'Hòa Thuận'))}, {office.path}"),
        "dien_tich": _area(area),
        "dien_tich_chu": _plain(area_in_words(area)),
        "dt_rieng": own,
        "dt_chung": common,
        "nguon_goc": _plain(random.choice(_ORIGINS)),
        "purpose": Written("; ".join(f"{_inside(p.name, at)} {_area(p.area).text} m²" for at, p in enumerate(purposes)), ""),
        "thoi_han": Written("; ".join(f"{_inside(p.name, at)}: {p.term}" for at, p in enumerate(purposes)), ""),
    }
    for at, purpose in enumerate(purposes):
        name = _inside(purpose.name, at)
        fields[f"purpose[{at}].ten_in"] = Written(name, purpose.name)
        fields[f"purpose[{at}].dien_tich"] = _area(purpose.area)
        fields[f"thoi_han[{at}].ten_in"] = Written(name, purpose.name)
        fields[f"thoi_han[{at}].thoi_han_in"] = _plain(purpose.term)
    return fields


def _purposes(issued: datetime.date, random: Random) -> list[_Purpose]:
    until = f"Đến ngày {random.randint(1, 28):02d}/{random.randint(1, 12):02d}/{issued.year + random.randint(27, 49)}"
    home = _Purpose(_HOME, _tenths(random, 800, 4000), "Lâu dài")
    field = _Purpose(random.choice(_FIELDS), _tenths(random, 900, 48000), until)
    return random.choice(([home], [home, field], [home, field], [field]))


def _tenths(random: Random, least: int, most: int) -> Decimal:
    return Decimal(random.randint(least, most)) / 10


def _inside(name: str, position: int) -> str:
    """Only the first purpose of the line begins with a capital."""
    return name if position == 0 else name[0].lower() + name[1:]


def _area(area: Decimal) -> Written:
    text = f"{area:.1f}"
    return Written(text.replace(".", ","), text)


def _plain(text: str) -> Written:
    return BLANK if not text else Written(text, text)
