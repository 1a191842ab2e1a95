"""Invented registrations of births: the ground truth of a Giấy khai sinh or of a register page, keyed by the ministry's column names."""

import datetime
from dataclasses import dataclass
from random import Random

from station.domain.dates import PartialDate
from station.domain.numerals import date_in_words
from station.practice.people import Family, Office, Person, make_family, old_card_number, personal_id
from station.practice.writing import BLANK, Written

_IN_TIME_DAYS = 60
"""Luật Hộ tịch 60/2014/QH13 Điều 15 k.1."""
_SPELLINGS = {"HMông": ("Mông", "H'Mông", "HMông"), "Ê-đê": ("Ê Đê", "Ê-đê"), "Khơ-me": ("Khmer", "Khơ Me", "Khơ-me")}
"""Paper spells the peoples freely; the value is the list's name."""
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
        "ngayDangKy": _date(registration.day),
        "loaiDangKy": Written(_TICKS[registration.kind], registration.kind),
        "nksLoaiKhaiSinh": BLANK,
        "noiDangKy": _plain(office.committee),
        "nguoiKy": _plain(signer.upper() if random.random() < 0.2 else signer),
        "chucVuNguoiKy": _plain(title),
        "nguoiThucHien": _plain(office.registrar),
        "ghiChu": _note(family, random),
        **_child(office, family, random),
        **_parent("me", family.mother, random),
        **_parent("cha", family.father, random),
        **_requester(office, family, random),
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
        "nksHoTen": _name(child.name),
        "nksNgaySinh": _partial(child.born),
        "nksNgaySinhBangChu": _plain(date_in_words(child.born)),
        "nksGioiTinh": _plain("Nam" if child.sex == "male" else "Nữ"),
        "nksDanToc": _people(child.ethnic_group, random),
        "nksQuocTich": _plain("Việt Nam"),
        "nksNoiSinh": _plain(place),
        "nksQueQuan": _plain(family.native_place),
        "nksSoDinhDanh": _plain(personal_id(child.sex, child.born.year, random)) if has_number else BLANK,
    }


def _parent(prefix: str, person: Person | None, random: Random) -> dict[str, Written]:
    if person is None:
        return {f"{prefix}{part}": BLANK for part in ("HoTen", "NgaySinh", "DanToc", "QuocTich", "NoiCuTru")}
    born = person.born if random.random() < 0.3 else PartialDate(person.born.year)
    return {
        f"{prefix}HoTen": _name(person.name),
        f"{prefix}NgaySinh": _partial(born),
        f"{prefix}DanToc": _people(person.ethnic_group, random),
        f"{prefix}QuocTich": _plain("Việt Nam"),
        f"{prefix}NoiCuTru": _plain(person.residence),
    }


def _requester(office: Office, family: Family, random: Random) -> dict[str, Written]:
    person = family.father if family.father and random.random() < 0.6 else family.mother
    issued = f"{random.randint(1, 28):02d}/{random.randint(1, 12):02d}/{random.randint(2008, 2015)}"
    if random.random() < 0.6:
        number = old_card_number(random)
        text = f"CMND số {number}, Công an tỉnh {office.province} cấp ngày {issued}"
    else:
        number = personal_id(person.sex, person.born.year, random)
        text = f"Thẻ căn cước công dân số {number}"
    return {"nycHoTen": _name(person.name), "nycSoGiayToTuyThan": Written(text, number)}


def _note(family: Family, random: Random) -> Written:
    if random.random() < 0.85:
        return BLANK
    if family.father is None:
        return _plain("Chưa xác định được cha, đăng ký theo lời khai của mẹ")
    return _plain("Cấp lại bản chính Giấy khai sinh theo Quyết định số 15/QĐ-UBND của Ủy ban nhân dân xã")


def _name(name: str) -> Written:
    """Names stand in capitals on the papers."""
    return _plain(name.upper())


def _people(listed: str, random: Random) -> Written:
    return Written(random.choice(_SPELLINGS.get(listed, (listed,))), listed)


def _plain(text: str) -> Written:
    return Written(text, text)


def _date(day: datetime.date) -> Written:
    return Written(f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}")


def _partial(date: PartialDate) -> Written:
    return Written(str(date).replace(".", "/"), str(date))
