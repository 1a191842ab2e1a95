"""Invented registrations of deaths: the ground truth of an extract or of a register page, keyed by the ministry's column names."""

import datetime
from random import Random

from station.domain.dates import PartialDate
from station.domain.numerals import date_in_words
from station.practice.issue import day_of, extract_of, numbered, signed_by
from station.practice.people import Office, Person, identity_paper, make_person, personal_id
from station.practice.phrases import as_date, as_partial_date, as_people, capitals, plain
from station.practice.writing import BLANK, Written

_IN_TIME_DAYS = 15
"""Luật Hộ tịch 60/2014/QH13 Điều 33."""
_TICKS = {"1": "Đúng hạn", "4": "Quá hạn", "2": "Đăng ký lại"}
_CAUSES = ("Già yếu", "Bệnh tim mạch", "Tai biến mạch máu não", "Ung thư phổi", "Tai nạn giao thông", "Suy thận mạn", "Viêm phổi nặng")
_RELATIONS = ("Con", "Vợ", "Chồng", "Cháu", "Em ruột")


def compose_death(office: Office, year: int, book: str, number: int, random: Random) -> dict[str, Written]:
    """Every field of one death, number `number` of `year`; a form takes those it has."""
    registered = day_of(year, number)
    late = random.random()
    kind, gap = ("1", random.randint(1, _IN_TIME_DAYS - 2)) if late < 0.85 else ("4", random.randint(_IN_TIME_DAYS + 5, 900))
    died = registered - datetime.timedelta(days=gap)
    person = make_person(office, died, random, least=7, most=96)
    notice = died + datetime.timedelta(days=min(gap, random.randint(0, 3)))
    return {
        **numbered(year, book, number),
        "ngayDangKy": as_date(registered),
        "loaiDangKy": Written(_TICKS[kind], kind),
        "nktLuaTuoi": BLANK,
        "noiDangKy": plain(office.committee),
        **_deceased(person, died, office, year, random),
        "gbtSo": plain(f"{random.randint(1, 90)}/GBT"),
        "gbtCoQuanCap": plain(random.choice((office.committee, f"Bệnh viện đa khoa tỉnh {office.province}"))),
        "gbtNgay": as_date(notice),
        **_requester(office, year, registered, random),
        "ghiChu": BLANK if random.random() < 0.9 else plain("Đã thu hồi Giấy chứng minh nhân dân của người chết"),
        **signed_by(office, random),
        **extract_of(office, registered, "TLKT", random, at_once=True),
    }


def _deceased(person: Person, died: datetime.date, office: Office, year: int, random: Random) -> dict[str, Written]:
    born = person.born if random.random() < 0.7 else PartialDate(person.born.year)
    place = f"Tại nhà, {person.residence}" if random.random() < 0.7 else f"Bệnh viện đa khoa tỉnh {office.province}"
    words = date_in_words(PartialDate(died.year, died.month, died.day))
    return {
        "nktHoTen": capitals(person.name),
        "nktNgaySinh": as_partial_date(born),
        "nktGioiTinh": plain("Nam" if person.sex == "male" else "Nữ"),
        "nktDanToc": as_people(person.ethnic_group, random),
        "nktQuocTich": plain("Việt Nam"),
        "nktNoiCuTru": plain(person.residence),
        "nktSoDinhDanh": plain(personal_id(person.sex, person.born.year, random)) if random.random() < 0.6 else BLANK,
        "nktSoGiayToTuyThan": identity_paper(person, office, year, random),
        "nktGioPhutChet": plain(f"{random.randint(0, 23):02d} giờ {random.randint(0, 59):02d} phút"),
        "nktNgayChet": as_date(died),
        "nktNgayChetGhiBangChu": plain(words),
        "nktNoiChet": plain(place),
        "nktNguyenNhanChet": plain(random.choice(_CAUSES)),
    }


def _requester(office: Office, year: int, day: datetime.date, random: Random) -> dict[str, Written]:
    person = make_person(office, day, random, least=20, most=70)
    return {
        "nycHoTen": capitals(person.name),
        "nycSoGiayToTuyThan": identity_paper(person, office, year, random),
        "nycQuanHe": plain(random.choice(_RELATIONS)),
    }
