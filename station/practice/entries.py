"""Ground truth of one invented entry of any form: composed where the practice office knows the kind of register, else by field types."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Final

from station.domain.dates import PartialDate
from station.domain.numerals import area_in_words, date_in_words
from station.forms.definition import FieldDefinition, FormDefinition
from station.practice.births import compose_birth
from station.practice.deaths import compose_death
from station.practice.land import compose_certificate
from station.practice.marriages import compose_marriage
from station.practice.names import compose_name, pick_custom, pick_family
from station.practice.people import PRACTICE_OFFICE, Office, home_address, personal_id
from station.practice.writing import BLANK, Written


@dataclass(frozen=True)
class Numbering:
    """Where an entry stands: year and number of its book, its own number within it, from 1."""

    year: int
    book: str
    number: int


Composer = Callable[[Office, Numbering, Random], dict[str, Written]]

_COMPOSERS: Final[Mapping[str, Composer]] = {
    "KS": lambda office, at, random: compose_birth(office, at.year, at.book, at.number, random),
    "KH": lambda office, at, random: compose_marriage(office, at.year, at.book, at.number, random),
    "KT": lambda office, at, random: compose_death(office, at.year, at.book, at.number, random),
    "GCN": lambda office, at, random: compose_certificate(office, at.year, at.number, random),
}
"""By the register's kind, so that every form of births shares one composer."""


def truth(form: FormDefinition, seed: int, at: Numbering, office: Office = PRACTICE_OFFICE) -> dict[str, Written]:
    """What stands on the paper, by field id: the same for the same form, seed and numbering.

    A `list` field stands with its whole printed line under its own id and with its items under `id[0].key`; see `scored`.
    """
    random = Random(f"{seed}/{form.kind}/{form.id}/{at.year}/{at.book}/{at.number}")
    composer = _COMPOSERS.get(form.kind)
    composed = composer(office, at, random) if composer else {}
    ids = {field.id for field in form.fields}
    known = {name: written for name, written in composed.items() if name in ids or name.split("[")[0] in ids}
    return known or {field.id: _by_type(field, at, office, random) for field in form.fields}


def scored(form: FormDefinition, fields: Mapping[str, Written]) -> dict[str, Written]:
    """The fields that a reading can be compared with: without the whole lines of `list` fields."""
    lists = {field.id for field in form.fields if field.type == "list"}
    return {name: written for name, written in fields.items() if name not in lists}


def _by_type(field: FieldDefinition, at: Numbering, office: Office, random: Random) -> Written:
    """Something plausible for a field of a register that nobody has described."""
    if field.type == "tick":
        code = random.choice(sorted(field.options)) if field.options else ""
        return Written(field.options[code][0], code) if code else BLANK
    if field.type == "list":
        return BLANK
    text, value = _SAMPLES[field.type](at, office, random)
    return Written(text, value)


def _name(at: Numbering, office: Office, random: Random) -> tuple[str, str]:
    custom = pick_custom(random)
    name = compose_name(custom, pick_family(custom, random), random.choice(("male", "female")), random)
    return name, name


def _day(at: Numbering, random: Random) -> datetime.date:
    return datetime.date(at.year, random.randint(1, 12), random.randint(1, 28))


def _date(at: Numbering, office: Office, random: Random) -> tuple[str, str]:
    day = _day(at, random)
    return f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}"


def _date_words(at: Numbering, office: Office, random: Random) -> tuple[str, str]:
    day = _day(at, random)
    date = PartialDate(day.year, day.month, day.day)
    return date_in_words(date), date_in_words(date)


def _area(at: Numbering, office: Office, random: Random) -> tuple[str, str]:
    text = f"{random.randint(100, 9999) / 10:.1f}"
    return text.replace(".", ","), text


def _area_words(at: Numbering, office: Office, random: Random) -> tuple[str, str]:
    area = Decimal(random.randint(100, 9999)) / 10
    return area_in_words(area), area_in_words(area)


def _same(make: Callable[[Numbering, Office, Random], str]) -> Callable[[Numbering, Office, Random], tuple[str, str]]:
    def both(at: Numbering, office: Office, random: Random) -> tuple[str, str]:
        text = make(at, office, random)
        return text, text

    return both


_SAMPLES: Final[Mapping[str, Callable[[Numbering, Office, Random], tuple[str, str]]]] = {
    "text": _same(lambda at, office, random: random.choice(("Gỗ sao, hai buồng lái", "Theo hồ sơ lưu số 12", "Vỏ thép sơn xanh"))),
    "person_name": _name,
    "place": _same(lambda at, office, random: home_address(office, random)),
    "choice": _same(lambda at, office, random: "Việt Nam"),
    "date": _date,
    "date_words": _date_words,
    "year": _same(lambda at, office, random: str(at.year)),
    "number": _same(lambda at, office, random: str(random.randint(1, 400))),
    "area": _area,
    "area_words": _area_words,
    "id_number": _same(lambda at, office, random: personal_id(random.choice(("male", "female")), 1985, random)),
    "register_number": _same(lambda at, office, random: f"{at.number}/{at.year}"),
    "book_number": _same(lambda at, office, random: f"{at.book}/{at.year}"),
    "serial": _same(lambda at, office, random: f"BK {random.randrange(10**6):06d}"),
}
