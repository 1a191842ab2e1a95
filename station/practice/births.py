"""Invented registrations of births: what a Giấy khai sinh, an extract or a register page says, keyed by the ministry's columns."""

import datetime
from dataclasses import dataclass
from random import Random

from station.domain.dates import PartialDate
from station.domain.numerals import date_in_words
from station.practice.issue import extract_of
from station.practice.people import Family, Office, Person, identity_paper, make_family, personal_id
from station.practice.phrases import as_date, as_partial_date, as_people, capitals, plain
from station.practice.writing import BLANK, Written

_IN_TIME_DAYS = 60
"""Luật Hộ tịch 60/2014/QH13 Điều 15 k.1."""
_TICKS = {"1": "Đúng hạn", "4": "Quá hạn", "2": "Đăng ký lại"}
_HOSPITALS = (
    "Bệnh viện đa khoa huyện {district}, thị trấn {district}, huyện {district}, tỉnh {province}",
    "Trạm y tế xã {commune}, huyện {district}, tỉnh {province}",
    "Bệnh viện đa khoa tỉnh {province}, thành phố Cao Nguyên, tỉnh {province}",
    "Tại nhà, {path}",
)


@dataclass(frozen=True)
class _Registration:
    day: datetime.date
    birth: datetime.date
    kind: str
    """Code of loaiDangKy."""


def compose_birth(office: Office, year: int, book: str, number: int, random: Random) -> dict[str, Written]:
    """Every field of one birth, number `number` of `year`; a form takes those it has."""
    registration = _registration(year, number, random)
    family = make_family(office, registration.birth, random)
    signer, title = (office.chairman, "CHỦ TỊCH") if random.random() < 0.6 else (office.deputy, "PHÓ CHỦ TỊCH")
    return {
        "so": Written(f"{number:02d}/{year}" if random.random() < 0.5 else f"{number}/{year}", f"{number}/{year}"),
        "quyenSo": Written(f"{book}/{year}", f"{book}/{year}"),
        "trangSo": Written(str(number), str(number)),
        "ngayDangKy": as_date(registration.day),
        "loaiDangKy": Written(_TICKS[registration.kind], registration.kind),
        "nksLoaiKhaiSinh": BLANK,
        "noiDangKy": plain(office.committee),
        "nguoiKy": plain(signer.upper() if random.random() < 0.2 else signer),
        "chucVuNguoiKy": plain(title),
        "nguoiThucHien": plain(office.registrar),
        "ghiChu": _note(family, random),
        **_child(office, family, random),
        **_parent("me", family.mother, random),
        **_parent("cha", family.father, random),
        **_requester(office, family, year, random),
        **extract_of(office, registration.day, "TLKS-BS", random),
    }


def _registration(year: int, number: int, random: Random) -> _Registration:
    """Numbers run with the days of the year: about three a week."""
    day = datetime.date(year, 1, 4) + datetime.timedelta(days=(number * 9 // 4) % 355)
    late = random.random()
    if late < 0.8:
        return _Registration(day, day - datetime.timedelta(days=random.randint(4, _IN_TIME_DAYS - 5)), "1")
    if late < 0.95:
        return _Registration(day, day - datetime.timedelta(days=random.randint(_IN_TIME_DAYS + 20, 2600)), "4")
    return _Registration(day, day - datetime.timedelta(days=random.randint(7000, 12000)), "2")


def _child(office: Office, family: Family, random: Random) -> dict[str, Written]:
    child = family.child
    has_number = random.random() < 0.85
    place = random.choice(_HOSPITALS).format(commune=office.commune, district=office.district, province=office.province, path=office.path)
    return {
        "nksHoTen": capitals(child.name),
        "nksNgaySinh": as_partial_date(child.born),
        "nksNgaySinhBangChu": plain(date_in_words(child.born)),
        "nksGioiTinh": plain("Nam" if child.sex == "male" else "Nữ"),
        "nksDanToc": as_people(child.ethnic_group, random),
        "nksQuocTich": plain("Việt Nam"),
        "nksNoiSinh": plain(place),
        "nksQueQuan": plain(family.native_place),
        "nksSoDinhDanh": plain(personal_id(child.sex, child.born.year, random)) if has_number else BLANK,
    }


def _parent(prefix: str, person: Person | None, random: Random) -> dict[str, Written]:
    if person is None:
        return {f"{prefix}{part}": BLANK for part in ("HoTen", "NgaySinh", "DanToc", "QuocTich", "NoiCuTru")}
    born = person.born if random.random() < 0.3 else PartialDate(person.born.year)
    return {
        f"{prefix}HoTen": capitals(person.name),
        f"{prefix}NgaySinh": as_partial_date(born),
        f"{prefix}DanToc": as_people(person.ethnic_group, random),
        f"{prefix}QuocTich": plain("Việt Nam"),
        f"{prefix}NoiCuTru": plain(person.residence),
    }


def _requester(office: Office, family: Family, year: int, random: Random) -> dict[str, Written]:
    person = family.father if family.father and random.random() < 0.6 else family.mother
    return {
        "nycHoTen": capitals(person.name),
        "nycSoGiayToTuyThan": identity_paper(person, office, year, random),
        "nycQuanHe": plain("Cha" if person is family.father else "Mẹ"),
    }


def _note(family: Family, random: Random) -> Written:
    if random.random() < 0.85:
        return BLANK
    if family.father is None:
        return plain("Chưa xác định được cha, đăng ký theo lời khai của mẹ")
    return plain("Cấp lại bản chính Giấy khai sinh theo Quyết định số 15/QĐ-UBND của Ủy ban nhân dân xã")
