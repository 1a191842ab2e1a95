"""An invented parcel of land as certificates describe it: numbers, address, area, purposes with their terms, origin."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from station.domain.numerals import area_in_words
from station.practice.people import Office
from station.practice.phrases import plain
from station.practice.writing import Written

_HOME = "Đất ở tại nông thôn"
_CODES = {
    "Đất ở tại nông thôn": "ONT", "Đất trồng cây lâu năm": "CLN", "Đất trồng cây hằng năm khác": "HNK", "Đất rừng sản xuất": "RSX",
    "Đất nuôi trồng thủy sản": "NTS", "Đất trồng lúa còn lại": "LUK",
}  # fmt: skip
_FIELDS = ("Đất trồng cây lâu năm", "Đất trồng cây hằng năm khác", "Đất rừng sản xuất", "Đất nuôi trồng thủy sản", "Đất trồng lúa còn lại")
_ORIGINS = (
    "Công nhận QSDĐ như giao đất có thu tiền sử dụng đất",
    "Công nhận QSDĐ như giao đất không thu tiền sử dụng đất",
    "Nhà nước giao đất không thu tiền sử dụng đất",
    "Nhận chuyển nhượng đất được Công nhận QSDĐ như giao đất có thu tiền sử dụng đất",
    "Nhận thừa kế đất được Công nhận QSDĐ như giao đất không thu tiền sử dụng đất",
)


@dataclass(frozen=True)
class _Purpose:
    name: str
    area: Decimal
    term: str


def compose_parcel(office: Office, issued: datetime.date, random: Random, *, with_codes: bool = False) -> dict[str, Written]:
    """Every field of one parcel on a certificate issued that day; `with_codes`: purposes with their codes, as printed since 2025."""
    purposes = _purposes(issued, random)
    area = sum((purpose.area for purpose in purposes), Decimal(0))
    shared = random.random() < 0.3
    own, common = (Written("Không", "0"), _area(area)) if shared else (_area(area), Written("Không", "0"))
    fields = {
        "so_thua": plain(str(random.randint(2, 980)) if random.random() < 0.85 else f"PL{random.randint(2, 60)}"),
        "so_to": plain(str(random.randint(1, 96))),
        "dia_chi_thua": plain(f"Thôn {random.choice(('Suối Cạn', 'Khe Tre', 'Đồng Giếng', 'Hòa Thuận'))}, {office.path}"),
        "dien_tich": _area(area),
        "dien_tich_chu": plain(area_in_words(area)),
        "dt_rieng": own,
        "dt_chung": common,
        "nguon_goc": plain(random.choice(_ORIGINS)),
        "purpose": Written("; ".join(_purpose_line(p, at, with_codes) for at, p in enumerate(purposes)), ""),
        "thoi_han": Written("; ".join(f"{_inside(p.name, at)}: {p.term}" for at, p in enumerate(purposes)), ""),
    }
    for at, purpose in enumerate(purposes):
        name = _inside(purpose.name, at)
        fields[f"purpose[{at}].ten_in"] = Written(name, purpose.name)
        fields[f"purpose[{at}].dien_tich"] = _area(purpose.area)
        fields[f"thoi_han[{at}].ten_in"] = Written(name, purpose.name)
        fields[f"thoi_han[{at}].thoi_han_in"] = plain(purpose.term)
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


def _purpose_line(purpose: _Purpose, position: int, with_codes: bool) -> str:
    name = f"{_inside(purpose.name, position)} ({_CODES[purpose.name]}):" if with_codes else _inside(purpose.name, position)
    return f"{name} {_area(purpose.area).text} m²"
