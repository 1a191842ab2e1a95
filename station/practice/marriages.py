"""Invented registrations of marriages: the ground truth of a certificate or of a register page, keyed by the ministry's column names."""

import datetime
from random import Random

from station.practice.issue import day_of, numbered, signed_by
from station.practice.people import Office, Person, identity_paper, make_spouses
from station.practice.phrases import as_date, as_partial_date, as_people, capitals, plain
from station.practice.writing import BLANK, Written

_TICKS = {"1": "Kết hôn lần đầu", "2": "Đăng ký lại", "3": "Ghi chú kết hôn"}


def compose_marriage(office: Office, year: int, book: str, number: int, random: Random) -> dict[str, Written]:
    """Every field of one marriage, number `number` of `year`; a form takes those it has."""
    day = day_of(year, number)
    husband, wife = make_spouses(office, day, random)
    kind = random.choices(("1", "2", "3"), (90, 7, 3))[0]
    return {
        **numbered(year, book, number),
        "ngayDangKy": as_date(day),
        "loaiDangKy": Written(_TICKS[kind], kind),
        "noiDangKy": plain(office.committee),
        "ngayXacLapQuanHeHonNhan": as_date(day),
        **_spouse("vo", wife, office, year, random),
        **_spouse("chong", husband, office, year, random),
        "ghiChu": _note(day, office, random),
        **signed_by(office, random),
    }


def _spouse(prefix: str, person: Person, office: Office, year: int, random: Random) -> dict[str, Written]:
    return {
        f"{prefix}HoTen": capitals(person.name),
        f"{prefix}NgaySinh": as_partial_date(person.born),
        f"{prefix}DanToc": as_people(person.ethnic_group, random),
        f"{prefix}QuocTich": plain("Việt Nam"),
        f"{prefix}NoiCuTru": plain(person.residence),
        f"{prefix}SoGiayToTuyThan": identity_paper(person, office, year, random),
    }


def _note(day: datetime.date, office: Office, random: Random) -> Written:
    if random.random() < 0.88:
        return BLANK
    parted = day + datetime.timedelta(days=random.randint(400, 1500))
    return plain(f"Ly hôn theo Bản án số {random.randint(3, 60)}/{parted.year}/HNGĐ-ST của Tòa án nhân dân huyện {office.district}")
