"""How much one agreement or difference between two persons on paper says, in bits: Fellegi and Sunter's weights with stated frequencies.

A weight is log2 of how much likelier it is between papers of one person than between papers of two. The numbers are orders of magnitude for
Vietnamese registers, not fitted to any population; tests/bench/duplicates.py prints what they find and miss.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rapidfuzz.distance import OSA

from station.domain.dates import PartialDate
from station.domain.likeness import name_key
from station.domain.linkage import PersonOnPaper
from station.domain.text import bare_letters, clean, fold


class Part(StrEnum):
    """What of a person agrees or differs."""

    NAME = "name"
    BIRTH = "birth"
    NUMBER = "number"
    SEX = "sex"
    FATHER = "father"
    MOTHER = "mother"
    SPOUSE = "spouse"
    ADDRESS = "address"


class Grade(StrEnum):
    """How."""

    SAME = "same"
    MARKS = "marks"
    """The same letters; marks differ, or one side has none."""
    NEAR = "near"
    """One letter or digit differs, a middle name is missing, syllables or day and month have changed places: as misread or miswritten."""
    PARTLY = "partly"
    """The same as far as the shorter goes."""
    DIFFERS = "differs"


@dataclass(frozen=True)
class Sign:
    """One thing that speaks for or against."""

    part: Part
    grade: Grade
    bits: float


_FIRST_SYLLABLE_BITS: Final = 3.0
"""A family name: the commonest three are half of all people."""
_SYLLABLE_BITS: Final = 4.5
"""The next two: each one of some twenty that are usual at its place."""
_FURTHER_BITS: Final = 1.0
"""Each one more: Thị Ngọc is one choice, not two."""
_NAME_BITS_MAX: Final = 14.0
_NAME_LOSS: Final = {Grade.SAME: 0.0, Grade.MARKS: 3.0, Grade.NEAR: 6.0}
_RELATIVE_BITS: Final = {Grade.SAME: 9.0, Grade.MARKS: 7.0, Grade.NEAR: 5.0, Grade.DIFFERS: -8.0}
"""A parent's or spouse's name; less than a person's own, for brothers and sisters share it."""
_DAY_BITS, _MONTH_BITS, _YEAR_BITS = 14.0, 10.0, 6.0
"""One day of seventy years, one month, one year."""
_NEAR_DATE_BITS: Final = 8.0
_OTHER_DATE_BITS: Final = -12.0
_NUMBER_BITS, _NEAR_NUMBER_BITS, _OTHER_NUMBER_BITS = 25.0, 10.0, -8.0
_ADDRESS_BITS: Final = 4.0
"""A village of the commune."""
_SEX_BITS, _OTHER_SEX_BITS = 1.0, -6.0
_LONG_SYLLABLE: Final = 3
"""Letters from which on a syllable with one wrong letter is still taken for the same."""


def signs(ours: PersonOnPaper, theirs: PersonOnPaper) -> tuple[Sign, ...]:
    """Everything that speaks for or against the two being one person; what either side lacks says nothing."""
    return tuple(_signs(ours, theirs))


def _signs(ours: PersonOnPaper, theirs: PersonOnPaper) -> Iterator[Sign]:
    if ours.name and theirs.name:
        grade = name_grade(ours.name, theirs.name)
        yield Sign(Part.NAME, grade, _name_bits(theirs.name, grade))
    if ours.born is not None and theirs.born is not None:
        yield _date_sign(ours.born, theirs.born)
    if (number := _number_sign(ours.numbers, theirs.numbers)) is not None:
        yield number
    if ours.sex and theirs.sex:
        same = fold(ours.sex) == fold(theirs.sex)
        yield Sign(Part.SEX, Grade.SAME if same else Grade.DIFFERS, _SEX_BITS if same else _OTHER_SEX_BITS)
    if bare_letters(ours.address) and bare_letters(ours.address) == bare_letters(theirs.address):
        yield Sign(Part.ADDRESS, Grade.SAME, _ADDRESS_BITS)  # another one says nothing: people move
    for part in (Part.FATHER, Part.MOTHER, Part.SPOUSE):
        mine, other = ours.near.get(part, ""), theirs.near.get(part, "")
        if mine and other:
            grade = name_grade(mine, other)
            yield Sign(part, grade, _RELATIVE_BITS[grade])


def name_grade(ours: str, theirs: str) -> Grade:
    """How alike two names are; never PARTLY."""
    mine, other = bare_letters(ours), bare_letters(theirs)
    if mine == other:
        return Grade.SAME if clean(ours) == clean(theirs) or name_key(ours) == name_key(theirs) else Grade.MARKS
    first, second = fold(ours).split(), fold(theirs).split()
    if _one_slip(first, second, mine, other):
        return Grade.NEAR
    if sorted(first) == sorted(second):
        return Grade.NEAR
    shorter, longer = sorted((first, second), key=len)
    inner = len(shorter) >= 2 and (shorter[0], shorter[-1]) == (longer[0], longer[-1])
    return Grade.NEAR if inner and len(shorter) < len(longer) and _within(shorter, longer) else Grade.DIFFERS


def _one_slip(first: list[str], second: list[str], mine: str, other: str) -> bool:
    """One letter of one syllable, which is long enough to be the same all the same: Ly and My are two names."""
    if OSA.distance(mine, other, score_cutoff=1) > 1:
        return False
    differing = [pair for pair in zip(first, second, strict=False) if pair[0] != pair[1]]
    return len(first) != len(second) or all(min(map(len, pair)) >= _LONG_SYLLABLE for pair in differing)


def _within(shorter: list[str], longer: list[str]) -> bool:
    """Whether the syllables of the one stand in the other in their order."""
    rest = iter(longer)
    return all(syllable in rest for syllable in shorter)


def _name_bits(name: str, grade: Grade) -> float:
    if grade is Grade.DIFFERS:
        return -10.0
    further = len(name.split()) - 1
    whole = _FIRST_SYLLABLE_BITS + _SYLLABLE_BITS * min(further, 2) + _FURTHER_BITS * max(further - 2, 0)
    return min(whole, _NAME_BITS_MAX) - _NAME_LOSS[grade]


def _date_sign(ours: PartialDate, theirs: PartialDate) -> Sign:
    if ours == theirs and ours.day is not None:
        return Sign(Part.BIRTH, Grade.SAME, _DAY_BITS)
    if ours.year == theirs.year and (ours.month is None or theirs.month is None):
        return Sign(Part.BIRTH, Grade.PARTLY, _YEAR_BITS)
    if (ours.year, ours.month) == (theirs.year, theirs.month) and (ours.day is None or theirs.day is None):
        return Sign(Part.BIRTH, Grade.PARTLY, _MONTH_BITS)
    swapped = (ours.year, ours.month, ours.day) == (theirs.year, theirs.day, theirs.month)
    mine, other = ours.iso, theirs.iso
    slips = sum(one != two for one, two in zip(mine, other, strict=True)) if len(mine) == len(other) and ours.day is not None else 2
    if swapped or slips == 1:
        return Sign(Part.BIRTH, Grade.NEAR, _NEAR_DATE_BITS)
    return Sign(Part.BIRTH, Grade.DIFFERS, _OTHER_DATE_BITS)


def _number_sign(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Sign | None:
    """Numbers of nine and of twelve digits of one person cannot be compared with each other."""
    if set(ours) & set(theirs):
        return Sign(Part.NUMBER, Grade.SAME, _NUMBER_BITS)
    pairs = [(one, two) for one in ours for two in theirs if len(one) == len(two)]
    if not pairs:
        return None
    if any(OSA.distance(one, two, score_cutoff=1) == 1 for one, two in pairs):
        return Sign(Part.NUMBER, Grade.NEAR, _NEAR_NUMBER_BITS)
    return Sign(Part.NUMBER, Grade.DIFFERS, _OTHER_NUMBER_BITS)
