"""Invented land certificates of the 1993 and 2003 generations, filled in by hand. Keyed by the land template's field names."""

import datetime
from decimal import Decimal
from random import Random

from station.practice.land_parcel import compose_parcel
from station.practice.people import Office, make_couple, old_card_number
from station.practice.phrases import as_date, as_place_and_date, plain
from station.practice.writing import Written

_OLD_MARKS = ("T", "V", "2L", "1L", "Ao", "Màu", "CLN")
"""Purposes as lists of the 1990s abbreviate them: thổ cư, vườn, two crops of rice… They have no code today."""
_TABLE_ROWS = 2


def compose_1993(office: Office, year: int, number: int, random: Random) -> dict[str, Written]:
    """Every field of one certificate under the Land Law of 1993: parcels in a table."""
    issued = datetime.date(year, 2, 1) + datetime.timedelta(days=(number * 11) % 320)
    holder, _ = make_couple(office, issued, random)
    rows = [_row(issued, random) for _ in range(random.choice((1, _TABLE_ROWS, _TABLE_ROWS)))]
    area = sum((Decimal(row["dien_tich"]) for row in rows), Decimal(0))
    fields = {
        "so_phat_hanh": plain(f"{random.choice('ABCDEGHKLMNPQ')} {random.randrange(10**6):06d}"),
        "party[0].ho_ten": plain(holder.name),
        "party[0].dia_chi": plain(holder.residence),
        "dien_tich": plain(str(area)),
        "dia_chi_thua": plain(office.path),
    }
    for at in range(_TABLE_ROWS):
        for key in ("so_to", "so_thua", "dien_tich", "muc_dich", "thoi_han"):
            fields[f"parcel[{at}].{key}"] = plain(rows[at][key] if at < len(rows) else "")
    return fields | _issue(office, issued, f"{number:05d} QSDĐ", random)


def _row(issued: datetime.date, random: Random) -> dict[str, str]:
    mark = random.choice(_OLD_MARKS)
    return {
        "so_to": str(random.randint(1, 40)),
        "so_thua": str(random.randint(2, 980)),
        "dien_tich": str(random.randint(90, 4800)),
        "muc_dich": mark,
        "thoi_han": "Lâu dài" if mark in ("T", "V") else f"{random.randint(1, 12):02d}/{issued.year + 20}",
    }


def compose_2003(office: Office, year: int, number: int, random: Random) -> dict[str, Written]:
    """Every field of one certificate under the Land Law of 2003."""
    issued = datetime.date(year, 2, 1) + datetime.timedelta(days=(number * 11) % 320)
    holder, spouse = make_couple(office, issued, random)
    card = issued - datetime.timedelta(days=random.randint(300, 5000))
    return {
        "so_phat_hanh": plain(f"A{random.choice('ABCDĐEGHKLM')} {random.randrange(10**6):06d}"),
        "party[0].ho_ten": plain(holder.name),
        "party[0].nam_sinh": plain(str(holder.born.year)),
        "party[0].so_giay_to": plain(old_card_number(random)),
        "party[0].ngay_cap_giay_to": as_date(card),
        "party[0].noi_cap_giay_to": plain(f"Công an tỉnh {office.province}"),
        "party[1].ho_ten": plain(spouse.name if random.random() < 0.7 else ""),
        "party[0].dia_chi": plain(holder.residence),
        **compose_parcel(office, issued, random),
        "tai_san": plain(random.choice(("Không", "Nhà ở cấp 4, diện tích xây dựng 62 m²"))),
        "ghi_chu": plain(random.choice(("Không", "Đất nằm trong hành lang an toàn lưới điện"))),
        **_issue(office, issued, f"H {random.randint(40, 9800):05d}", random),
    }


def _issue(office: Office, issued: datetime.date, book: str, random: Random) -> dict[str, Written]:
    return {
        "ngay_cap": as_place_and_date(office.district, issued),
        "co_quan_cap": plain(f"TM. ỦY BAN NHÂN DÂN HUYỆN {office.district.upper()}"),
        "chuc_vu": plain(random.choice(("CHỦ TỊCH", "PHÓ CHỦ TỊCH"))),
        "nguoi_ky": plain(random.choice(("Đoàn Hữu Khuê", "Nghiêm Thị Thanh Hằng", "Từ Bá Vượng"))),
        "so_vao_so": plain(book),
    }
