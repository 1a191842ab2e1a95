"""How papers write what they hold: names in capitals, dates with strokes, peoples in many spellings. Text and value side by side."""

import datetime
from random import Random

from station.domain.dates import PartialDate
from station.practice.writing import BLANK, Written

_SPELLINGS = {"HMông": ("Mông", "H'Mông", "HMông"), "Ê-đê": ("Ê Đê", "Ê-đê"), "Khơ-me": ("Khmer", "Khơ Me", "Khơ-me")}
"""Paper spells the peoples freely; the value is the list's name."""


def plain(text: str) -> Written:
    """A text that is its own value; empty: blank."""
    return Written(text, text) if text else BLANK


def capitals(name: str) -> Written:
    """Names stand in capitals on the papers."""
    return plain(name.upper())


def as_people(listed: str, random: Random) -> Written:
    """One spelling of an ethnic group of the list."""
    return Written(random.choice(_SPELLINGS.get(listed, (listed,))), listed)


def as_date(day: datetime.date) -> Written:
    """ "05/03/2018"."""
    return Written(f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}")


def as_partial_date(date: PartialDate) -> Written:
    """ "05/03/1990", or the year alone."""
    return Written(str(date).replace(".", "/"), str(date))


def as_place_and_date(place: str, day: datetime.date) -> Written:
    """ "Suối Mây, ngày 05 tháng 03 năm 2018", as above signatures."""
    return Written(f"{place}, ngày {day:%d} tháng {day:%m} năm {day:%Y}", f"{day:%d.%m.%Y}")
