"""The invented commune and its people: the office, its users, places around it, families. No real person or place is meant.

Personal numbers begin with 099 and old card numbers with 99: no province ever had these codes, so no number can belong to anybody.
"""

import datetime
from dataclasses import dataclass
from random import Random

from station.domain.dates import PartialDate
from station.domain.ids import OfficeId, UserId
from station.domain.roles import Role
from station.forms.gazetteer import Place
from station.practice.names import Custom, Sex, compose_name, pick_custom, pick_family
from station.practice.writing import Written

UNUSED_PROVINCE_CODE = "099"
"""Personal numbers start with the code of the province of registration, 001 to 096 (NĐ 137/2015/NĐ-CP)."""
_CITIZEN_CARDS = 2016
"""Luật Căn cước công dân 59/2014/QH13, in force 01/01/2016."""


@dataclass(frozen=True)
class PracticeUser:
    """A login of the practice office."""

    user_id: UserId
    name: str
    role: Role


@dataclass(frozen=True)
class Office:
    """The commune's office in the years of its papers, with the old three-level path."""

    office_id: OfficeId
    commune: str
    district: str
    province: str
    chairman: str
    deputy: str
    registrar: str
    users: tuple[PracticeUser, ...]

    @property
    def path(self) -> str:
        """ "xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn"."""
        return f"xã {self.commune}, huyện {self.district}, tỉnh {self.province}"

    @property
    def committee(self) -> str:
        """The registering office as papers name it."""
        return f"Ủy ban nhân dân {self.path}"


PRACTICE_OFFICE = Office(
    OfficeId("99001"),
    "Suối Mây",
    "Đá Trắng",
    "Cao Sơn",
    chairman="Quách Đình Trưởng",
    deputy="Lường Thị Thu Duyên",
    registrar="Mạc Thị Kim Khánh",
    users=(
        PracticeUser(UserId("clerk"), "Đàm Ngọc Hậu", Role.CLERK),
        PracticeUser(UserId("supervisor"), "Kiều Thị Mỹ Nhung", Role.SUPERVISOR),
        PracticeUser(UserId("keyer"), "Vi Thị Bích Diệp", Role.SECOND_KEYER),
        PracticeUser(UserId("admin"), "Lò Văn Thắng", Role.ADMINISTRATOR),
        PracticeUser(UserId("auditor"), "Trịnh Phương Thảo", Role.AUDITOR),
    ),
)

_VILLAGES = (
    "Nà Lầu", "Suối Cạn", "Bản Phường", "Đồng Giếng", "Khe Tre", "Buôn Êa Mlô", "Thôn Thượng", "Lũng Vài", "Phiêng Khoài", "Hòa Thuận",
)  # fmt: skip
_NEIGHBOURS = (
    ("Đồng Giếng", "Đá Trắng", "Cao Sơn"),
    ("Phiêng Lúa", "Đá Trắng", "Cao Sơn"),
    ("Khe Nước Trong", "Thung Lau", "Cao Sơn"),
    ("Hòa Thượng", "Bến Gỗ", "Cao Sơn"),
    ("Quảng Tường", "Yên Lộc", "Nghệ An"),
    ("Thụy Dương Đông", "Thái Hưng", "Thái Bình"),
    ("Êa Kmút", "Krông Blang", "Đắk Lắk"),
    ("Nghĩa Trường", "Trực Khê", "Nam Định"),
    ("Vĩnh Thạnh Nam", "Gò Quéo", "Kiên Giang"),
)
_TOWNS = (
    (f"Thị trấn {PRACTICE_OFFICE.district}", f"Huyện {PRACTICE_OFFICE.district}", f"Tỉnh {PRACTICE_OFFICE.province}"),
    ("Phường Suối Vàng", "Thành phố Cao Nguyên", f"Tỉnh {PRACTICE_OFFICE.province}"),
)
"""Where the hospitals stand."""


def practice_places() -> tuple[Place, ...]:
    """The invented units, as the gazetteer of a practice office has them."""
    until = datetime.date(2025, 6, 30)
    communes = [(PRACTICE_OFFICE.commune, PRACTICE_OFFICE.district, PRACTICE_OFFICE.province), *_NEIGHBOURS]
    paths = [*((f"Xã {commune}", f"Huyện {district}", f"Tỉnh {province}") for commune, district, province in communes), *_TOWNS]
    return tuple(Place(path, None, until) for path in paths)


@dataclass(frozen=True)
class Person:
    """One invented person, as of the day of the paper."""

    name: str
    sex: Sex
    born: PartialDate
    ethnic_group: str
    residence: str


@dataclass(frozen=True)
class Family:
    """Mother, perhaps a father, and a child who has the line's family name."""

    mother: Person
    father: Person | None
    child: Person
    native_place: str


def make_family(office: Office, child_born: datetime.date, random: Random) -> Family:
    """A family whose names, peoples, ages and places fit together; one in twelve has no father on paper."""
    custom = pick_custom(random)
    mothers_custom = custom if random.random() < 0.8 else pick_custom(random)
    fathers_line, mothers_line = pick_family(custom, random), pick_family(mothers_custom, random)
    home = home_address(office, random)
    with_father = random.random() >= 1 / 12
    father = _adult(custom, fathers_line, "male", child_born, home, random) if with_father else None
    mothers_home = home if father and random.random() < 0.8 else home_address(office, random)
    mother = _adult(mothers_custom, mothers_line, "female", child_born, mothers_home, random)
    heirs_custom, line = (custom, fathers_line) if father and custom.heir == "father" else (mothers_custom, mothers_line)
    sex: Sex = random.choice(("male", "female"))
    name = compose_name(heirs_custom, line, sex, random)
    born = PartialDate(child_born.year, child_born.month, child_born.day)
    child = Person(name, sex, born, heirs_custom.ethnic_group, home)
    native = office.path if random.random() < 0.6 else "xã {}, huyện {}, tỉnh {}".format(*random.choice(_NEIGHBOURS))
    return Family(mother, father, child, _capital(native))


def make_couple(office: Office, paper_date: datetime.date, random: Random) -> tuple[Person, Person]:
    """Husband and wife who live together, 25 to 70 years old on `paper_date`."""
    home = home_address(office, random)
    custom = pick_custom(random)
    husband = _adult(custom, pick_family(custom, random), "male", paper_date, home, random, least=25, most=70)
    custom = custom if random.random() < 0.7 else pick_custom(random)
    wife = _adult(custom, pick_family(custom, random), "female", paper_date, home, random, least=25, most=70)
    return husband, wife


def make_spouses(office: Office, wedding: datetime.date, random: Random) -> tuple[Person, Person]:
    """Husband and wife on the day of their wedding, each from a home of their own: 20 to 45 and 18 to 42 years old."""
    custom = pick_custom(random)
    husband = _adult(custom, pick_family(custom, random), "male", wedding, home_address(office, random), random, least=20, most=45)
    custom = custom if random.random() < 0.7 else pick_custom(random)
    wife = _adult(custom, pick_family(custom, random), "female", wedding, home_address(office, random), random, least=18, most=42)
    return husband, wife


def make_person(office: Office, day: datetime.date, random: Random, *, least: int, most: int) -> Person:
    """Somebody of the commune, `least` to `most` years old on `day`."""
    custom = pick_custom(random)
    sex: Sex = random.choice(("male", "female"))
    return _adult(custom, pick_family(custom, random), sex, day, home_address(office, random), random, least=least, most=most)


def identity_paper(person: Person, office: Office, year: int, random: Random) -> Written:
    """What a paper of `year` says about somebody's identity paper; the value is the number. Citizen cards came in 2016."""
    first, last = (2008, 2015) if year >= _CITIZEN_CARDS else (year - 8, year - 1)
    issued = f"{random.randint(1, 28):02d}/{random.randint(1, 12):02d}/{random.randint(first, last)}"
    if random.random() < 0.6 or year < _CITIZEN_CARDS:
        number = old_card_number(random)
        return Written(f"CMND số {number}, Công an tỉnh {office.province} cấp ngày {issued}", number)
    number = personal_id(person.sex, person.born.year, random)
    return Written(f"Thẻ căn cước công dân số {number}", number)


def home_address(office: Office, random: Random) -> str:
    """A village of the commune with the whole path, or a neighbouring commune."""
    village = random.choice(_VILLAGES)
    if random.random() < 0.75:
        return f"{'Thôn ' if not village.startswith(('Thôn', 'Bản', 'Buôn')) else ''}{village}, {office.path}"
    return _capital("xã {}, huyện {}, tỉnh {}".format(*random.choice(_NEIGHBOURS)))


def personal_id(sex: Sex, year: int, random: Random) -> str:
    """Twelve digits: unused province code, century and sex (0 and 1 for 1900-1999, 2 and 3 for 2000-2099), year, six digits."""
    century_and_sex = (0 if year < 2000 else 2) + (0 if sex == "male" else 1)
    return f"{UNUSED_PROVINCE_CODE}{century_and_sex}{year % 100:02d}{random.randrange(10**6):06d}"


def old_card_number(random: Random) -> str:
    """Nine digits of an old identity card; 99 is no province's code."""
    return f"99{random.randrange(10**7):07d}"


def _adult(
    custom: Custom, family: str, sex: Sex, at: datetime.date, residence: str, random: Random, *, least: int = 19, most: int = 41
) -> Person:
    born = at - datetime.timedelta(days=random.randint(least * 366, most * 365))
    name = compose_name(custom, family, sex, random)
    return Person(name, sex, PartialDate(born.year, born.month, born.day), custom.ethnic_group, residence)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
