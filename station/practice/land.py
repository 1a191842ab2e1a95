"""Invented land certificates, of the generation that was in use in their year: ground truth keyed by the land template's field names."""

import datetime
from random import Random

from station.practice.land_old import compose_1993, compose_2003
from station.practice.land_parcel import compose_parcel
from station.practice.people import Office, make_couple, old_card_number, personal_id
from station.practice.phrases import as_place_and_date, plain
from station.practice.writing import Written

_NOTES = (
    "Không",
    "Thửa đất có 125,0 m² đất thuộc hành lang bảo vệ đường liên xã",
    "Giấy chứng nhận này được cấp đổi từ Giấy chứng nhận số AB 990412, cấp ngày 20/8/2006",
)


def compose_certificate(office: Office, year: int, number: int, random: Random) -> dict[str, Written]:
    """Every field of one certificate, the `number`-th of the box; lines that are not printed for it are left out."""
    compose = next(compose for first_year, compose in _GENERATIONS if year >= first_year)
    return compose(office, year, number, random)


def _compose_2014(office: Office, year: int, number: int, random: Random) -> dict[str, Written]:
    issued = datetime.date(year, 2, 1) + datetime.timedelta(days=(number * 11) % 320)
    serial = f"{random.choice('BC')}{random.choice('ĐEGHKLMPSTVX')} {random.randrange(10**6):06d}"
    book = f"{random.choice(('CH', 'CH ', 'CS ', 'CH'))}{3700 + number:05d}"
    body = f"ỦY BAN NHÂN DÂN HUYỆN {office.district.upper()}"
    return {
        **_parties(office, issued, random),
        "so_phat_hanh": plain(serial),
        **compose_parcel(office, issued, random),
        "ghi_chu": plain(random.choice(_NOTES)),
        "ngay_cap": as_place_and_date(office.district, issued),
        "co_quan_cap": plain(f"TM. {body}"),
        "chuc_vu": plain(random.choice(("CHỦ TỊCH", "KT. CHỦ TỊCH - PHÓ CHỦ TỊCH"))),
        "nguoi_ky": plain(random.choice(("Đoàn Hữu Khuê", "Nghiêm Thị Thanh Hằng"))),
        "so_vao_so": plain(book),
    }


def _parties(office: Office, issued: datetime.date, random: Random) -> dict[str, Written]:
    husband, wife = make_couple(office, issued, random)
    people = (husband, wife) if random.random() < 0.7 else (husband,)
    fields: dict[str, Written] = {}
    for index, person in enumerate(people):
        fields[f"party[{index}].ho_ten"] = plain(person.name.upper() if random.random() < 0.5 else person.name)
        fields[f"party[{index}].nam_sinh"] = plain(str(person.born.year))
        fields[f"party[{index}].so_giay_to"] = plain(old_card_number(random))
        fields[f"party[{index}].dia_chi"] = plain(person.residence)
    return fields


def _compose_2024(office: Office, year: int, number: int, random: Random) -> dict[str, Written]:
    """Two levels of government, codes of purposes, serials of eight digits (TT 10/2024/TT-BTNMT)."""
    issued = datetime.date(year, 2, 1) + datetime.timedelta(days=(number * 11) % 320)
    husband, wife = make_couple(office, issued, random)
    people = (husband, wife) if random.random() < 0.7 else (husband,)
    fields: dict[str, Written] = {}
    for index, person in enumerate(people):
        fields[f"party[{index}].ho_ten"] = plain(person.name)
        fields[f"party[{index}].so_giay_to"] = plain(personal_id(person.sex, person.born.year, random))
    manner = "Sử dụng chung của vợ và chồng" if len(people) > 1 else "Sử dụng riêng"
    village = random.choice(("Suối Cạn", "Khe Tre", "Đồng Giếng", "Hòa Thuận"))
    return {
        **fields,
        **compose_parcel(office, issued, random, with_codes=True),
        "dia_chi_thua": plain(f"Thôn {village}, xã {office.commune}, tỉnh {office.province}"),
        "hinh_thuc": plain(manner),
        "tai_san": plain("-/-"),
        "so_phat_hanh": plain(f"A{random.choice('ABCDĐEGHK')} {random.randrange(10**8):08d}"),
        "ghi_chu": plain(random.choice(("Không", "Thửa đất có 40,0 m² đất thuộc hành lang bảo vệ đường liên xã"))),
        "ngay_cap": as_place_and_date(office.province, issued),
        "co_quan_cap": plain(f"VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI TỈNH {office.province.upper()}"),
        "chuc_vu": plain(random.choice(("GIÁM ĐỐC CHI NHÁNH", "PHÓ GIÁM ĐỐC CHI NHÁNH"))),
        "nguoi_ky": plain(random.choice(("Đoàn Hữu Khuê", "Nghiêm Thị Thanh Hằng"))),
        "so_vao_so": plain(f"{random.choice(('CN', 'VP'))} {random.randint(100, 9900):05d}"),
    }


_GENERATIONS = ((2025, _compose_2024), (2010, _compose_2014), (2004, compose_2003), (0, compose_1993))
"""First whole year of each generation."""
