"""An invented province with its truth: households whose marriages, births, deaths and land papers tell of the same people, misread here
and there. Household number `n` is the same in every run and every size, so whoever asks about it can say what ought to be found.

A fifth of the parents' dates are whole, the rest are years; names lose marks, letters and middle names as readings do; twins are named
alike; a few births are captured twice, some stand on a certificate too. Numbers are long so that they are unique. Nobody here exists.
"""

import datetime
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from station.domain.ids import EntryId
from station.domain.text import fold
from station.practice.names import Custom, Sex, compose_name, pick_custom, pick_family
from station.practice.people import PRACTICE_OFFICE, old_card_number, personal_id

_CONFUSED = (("n", "u"), ("u", "n"), ("h", "k"), ("i", "l"), ("g", "q"), ("a", "o"), ("o", "a"), ("t", "f"), ("m", "n"), ("c", "e"))
_MARKS_LOST, _LETTER_WRONG, _MIDDLE_LOST = 0.05, 0.03, 0.02
_DIGIT_WRONG, _NUMBER_MISSING = 0.03, 0.25
_FIRST_YEAR, _LAST_YEAR = 1985, 2025
_COMMUNES = tuple(
    f"{first} {second}"
    for first in ("Suối", "Nà", "Đồng", "Khe", "Bản", "Phiêng", "Thung", "Yên", "Hòa", "Lũng")
    for second in ("Mây", "Giếng", "Lúa", "Tre", "Cạn", "Thượng", "Hạ", "Trong", "Sơn", "Lâm", "Bình", "Thuận")
)


@dataclass(frozen=True)
class Somebody:
    """One invented person, as they are."""

    number: int
    name: str
    sex: Sex
    born: datetime.date
    id_number: str
    old_number: str


@dataclass(frozen=True)
class Record:
    """One entry to be written, and what is true of it."""

    entry_id: EntryId
    form_id: str
    year: int
    """Of its volume."""
    fields: Mapping[str, str]
    case: str
    """Records of one case have one name for it."""
    persons: Mapping[str, int] = field(default_factory=dict)
    """Role → number of the person."""
    parents: tuple[int, int] | None = None
    """Of a birth: mother and father."""
    born: datetime.date | None = None
    """Of a birth: the child's true day."""


def household(seed: int, number: int) -> list[Record]:
    """Every paper of one household, about five."""
    return list(_Household(seed, number).records())


def household_with_people(seed: int, number: int) -> tuple[list[Record], dict[int, Somebody]]:
    """Both, made once."""
    made = _Household(seed, number)
    return list(made.records()), made.everybody


class _Household:
    def __init__(self, seed: int, number: int) -> None:
        self._dice = Random(f"{seed}/{number}")
        self._number = number
        self._made = 0
        self._people = 0
        self.everybody: dict[int, Somebody] = {}
        self._custom = pick_custom(self._dice)
        # a province has some thousand villages
        self._home = f"Thôn {self._dice.randrange(1, 15)}, xã {self._dice.choice(_COMMUNES)}, huyện Đá Trắng, tỉnh Cao Sơn"

    def records(self) -> Iterator[Record]:
        dice = self._dice
        wedding = datetime.date(dice.randrange(_FIRST_YEAR, _LAST_YEAR - 3), dice.randrange(1, 13), dice.randrange(1, 29))
        husband = self._somebody("male", wedding.year - dice.randrange(20, 40))
        wife_custom = self._custom if dice.random() < 0.7 else pick_custom(dice)
        wife = self._somebody("female", wedding.year - dice.randrange(18, 38), wife_custom)
        for spouse in (husband, wife):
            if dice.random() < 0.25:
                yield from self._birth(
                    spouse, self._somebody("female", spouse.born.year - 25), self._somebody("male", spouse.born.year - 27)
                )
        if dice.random() < 0.8:
            marriage = self._marriage(wife, husband, wedding)
            yield marriage
            if dice.random() < 0.15:
                yield self._marriage(wife, husband, wedding, "marriage_certificate", marriage)
        year = wedding.year
        for _ in range(dice.choice((1, 2, 2, 3))):
            year += dice.randrange(1, 5)
            if year > _LAST_YEAR:
                break
            yield from self._children(wife, husband, year)
        if dice.random() < 0.4:
            yield self._land(wife, husband, min(_LAST_YEAR, wedding.year + dice.randrange(1, 15)))
        for spouse, share in ((husband, 0.22), (wife, 0.14)):
            if dice.random() < share:
                yield self._death(spouse, min(_LAST_YEAR, wedding.year + dice.randrange(5, 40)))

    def _somebody(self, sex: Sex, year: int, custom: Custom | None = None, family: str = "") -> Somebody:
        dice, custom = self._dice, custom or self._custom
        self._people += 1
        born = datetime.date(max(1920, year), 1, 1) + datetime.timedelta(days=dice.randrange(365))
        name = compose_name(custom, family or pick_family(custom, dice), sex, dice)
        return self._known(Somebody(self._people, name, sex, born, personal_id(sex, born.year, dice), old_card_number(dice)))

    def _known(self, one: Somebody) -> Somebody:
        self.everybody[one.number] = one
        return one

    def _children(self, mother: Somebody, father: Somebody, year: int) -> Iterator[Record]:
        family = father.name.split()[0] if self._custom.order == "family first" else ""
        child = self._somebody(self._dice.choice(("male", "female")), year, family=family)
        yield from self._birth(child, mother, father)
        if self._dice.random() < 0.02:
            yield from self._birth(self._twin_of(child), mother, father)

    def _twin_of(self, child: Somebody) -> Somebody:
        """Half of all twins are named almost alike: Lan and Loan, Hùng and Hưng."""
        twin = self._somebody(child.sex if self._dice.random() < 0.6 else "female", child.born.year)
        syllables = child.name.split()
        given = self._other_marks(syllables[-1]) if self._dice.random() < 0.5 else twin.name.split()[-1]
        name = " ".join([*syllables[:-1], given])
        if name == child.name:
            name = " ".join([*syllables[:-1], syllables[-1] + "h"])
        return self._known(Somebody(twin.number, name, twin.sex, child.born, personal_id(twin.sex, child.born.year, self._dice), ""))

    def _other_marks(self, syllable: str) -> str:
        swaps = {
            "a": "á",
            "á": "à",
            "à": "a",
            "ư": "ừ",
            "ù": "ư",
            "ũ": "ủ",
            "ơ": "ờ",
            "ê": "ế",
            "ế": "ề",
            "ắ": "ă",
            "â": "ấ",
            "ô": "ồ",
            "i": "ị",
        }
        for letter, other in swaps.items():
            if letter in syllable:
                return syllable.replace(letter, other, 1)
        return syllable + "h"

    def _birth(self, child: Somebody, mother: Somebody, father: Somebody) -> Iterator[Record]:
        dice = self._dice
        registered = child.born + datetime.timedelta(days=dice.randrange(4, 55))
        form = "birth_register_2016" if registered.year >= 2016 else "birth_register_2006"
        so, book = f"{dice.randrange(1, 10**6)}/{registered.year}", f"{dice.randrange(1, 99):02d}/{registered.year}"
        case = f"{self._number}/birth/{child.number}"
        persons = {"child": child.number, "mother": mother.number, "father": father.number}

        def paper(form_id: str) -> Record:
            fields = {
                "so": so, "quyenSo": book, "ngayDangKy": f"{registered:%d.%m.%Y}",
                "nksHoTen": self._read(child.name), "nksNgaySinh": self._date(child.born, whole=True),
                "nksGioiTinh": "Nam" if child.sex == "male" else "Nữ", "nksDanToc": self._custom.ethnic_group,
                "nksQueQuan": PRACTICE_OFFICE.path, "meHoTen": self._read(mother.name),
                "meNgaySinh": self._date(mother.born, whole=dice.random() < 0.2), "meNoiCuTru": self._home,
                "chaHoTen": self._read(father.name), "chaNgaySinh": self._date(father.born, whole=dice.random() < 0.2),
                "noiDangKy": PRACTICE_OFFICE.committee, "nycHoTen": self._read(mother.name), "nycSoGiayToTuyThan": self._card(mother),
            }  # fmt: skip
            if registered.year >= 2016 and dice.random() > _NUMBER_MISSING:
                fields["nksSoDinhDanh"] = self._digits(child.id_number)
            return self._record(form_id, registered.year, fields, case, persons, (mother.number, father.number), child.born)

        first = paper(form)
        yield first
        if dice.random() < 0.12:
            yield paper("birth_certificate" if registered.year >= 2016 else "birth_extract")
        if dice.random() < 0.02:
            yield paper(form)

    def _marriage(
        self, wife: Somebody, husband: Somebody, day: datetime.date, form_id: str = "marriage_register_2016", first: Record | None = None
    ) -> Record:
        fields = {
            "so": first.fields["so"] if first else f"{self._dice.randrange(1, 10**6)}/{day.year}", "quyenSo": f"01/{day.year}",
            "ngayDangKy": f"{day:%d.%m.%Y}", "noiDangKy": PRACTICE_OFFICE.committee,
        }  # fmt: skip
        for prefix, spouse in (("vo", wife), ("chong", husband)):
            fields |= {
                f"{prefix}HoTen": self._read(spouse.name), f"{prefix}NgaySinh": self._date(spouse.born, whole=self._dice.random() < 0.85),
                f"{prefix}DanToc": self._custom.ethnic_group, f"{prefix}NoiCuTru": self._home,
                f"{prefix}SoGiayToTuyThan": self._card(spouse),
            }  # fmt: skip
        return self._record(form_id, day.year, fields, f"{self._number}/marriage", {"wife": wife.number, "husband": husband.number})

    def _death(self, who: Somebody, year: int) -> Record:
        day = datetime.date(year, self._dice.randrange(1, 13), self._dice.randrange(1, 29))
        fields = {
            "so": f"{self._dice.randrange(1, 10**6)}/{year}", "quyenSo": f"01/{year}", "ngayDangKy": f"{day:%d.%m.%Y}",
            "nktHoTen": self._read(who.name), "nktNgaySinh": self._date(who.born, whole=self._dice.random() < 0.7),
            "nktGioiTinh": "Nam" if who.sex == "male" else "Nữ", "nktSoGiayToTuyThan": self._card(who), "nktNoiCuTru": self._home,
            "nktNgayChet": f"{day:%d.%m.%Y}",
        }  # fmt: skip
        return self._record("death_register_2016", year, fields, f"{self._number}/death/{who.number}", {"deceased": who.number})

    def _land(self, wife: Somebody, husband: Somebody, year: int) -> Record:
        fields = {
            "so_phat_hanh": f"{self._dice.choice('BCD')}{self._dice.choice('ABEKM')} {self._dice.randrange(10**6):06d}",
            "so_vao_so": f"CH {self._dice.randrange(1, 99999):05d}",
        }
        for place, spouse in enumerate((husband, wife)):
            fields |= {
                f"party[{place}].ho_ten": self._read(spouse.name), f"party[{place}].nam_sinh": str(spouse.born.year),
                f"party[{place}].so_giay_to": self._card(spouse), f"party[{place}].dia_chi": self._home,
            }  # fmt: skip
        persons = {"first_party": husband.number, "second_party": wife.number}
        return self._record("land_certificate_2014", year, fields, f"{self._number}/land", persons)

    def _record(
        self, form_id: str, year: int, fields: Mapping[str, str], case: str, persons: Mapping[str, int],
        parents: tuple[int, int] | None = None, born: datetime.date | None = None,
    ) -> Record:  # fmt: skip
        self._made += 1
        entry_id = EntryId(str(uuid.UUID(int=(self._number << 16) | self._made)))
        return Record(entry_id, form_id, year, {path: text for path, text in fields.items() if text}, case, persons, parents, born)

    # how papers are misread

    def _read(self, name: str) -> str:
        dice, chance = self._dice, self._dice.random()
        syllables = name.split()
        if chance < _MARKS_LOST:
            at = dice.randrange(len(syllables))
            plain = fold(syllables[at])
            return " ".join([*syllables[:at], plain.capitalize(), *syllables[at + 1 :]])
        if chance < _MARKS_LOST + _LETTER_WRONG:
            wrong, right = dice.choice(_CONFUSED)
            return name.replace(wrong, right, 1)
        if chance < _MARKS_LOST + _LETTER_WRONG + _MIDDLE_LOST and len(syllables) > 2:
            return " ".join([syllables[0], *syllables[2:]])
        return name

    def _date(self, day: datetime.date, *, whole: bool) -> str:
        text = f"{day:%d.%m.%Y}" if whole else str(day.year)
        if self._dice.random() < _DIGIT_WRONG:
            at = self._dice.choice([1, 9] if whole else [3])
            text = text[:at] + str((int(text[at]) + self._dice.choice((1, 3))) % 10) + text[at + 1 :]
            return text if text[:2] != "00" else f"{day:%d.%m.%Y}"
        return text

    def _card(self, who: Somebody) -> str:
        if self._dice.random() < _NUMBER_MISSING:
            return ""
        return self._digits(who.id_number if self._dice.random() < 0.5 or not who.old_number else who.old_number)

    def _digits(self, number: str) -> str:
        if self._dice.random() < _DIGIT_WRONG:
            at = self._dice.randrange(3, len(number))
            return number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
        return number
