"""How two entries stand to each other: one case twice, on another paper, twins, a family. Suggestions with their reasons; nothing merges.

A birth or a death is registered once for a person, a marriage once for a couple (`case_persons`); one holder may have many land papers.
The same parents and day with another name are twins, not one birth twice. Thresholds are in bits, see station.domain.weights.
"""

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from station.domain.ids import EntryId, VolumeId
from station.domain.linkage import Paper, PersonOnPaper, keys_of_person, names_of
from station.domain.record import FormRef
from station.domain.states import EntryState
from station.domain.text import bare_letters, fold
from station.domain.weights import Grade, Part, Sign, name_grade, signs


class Relation(StrEnum):
    """What two entries are to each other, the most urgent first."""

    DUPLICATE = "duplicate"
    """The same case on the same kind of paper."""
    SAME_SHEET = "same-sheet"
    """Their pages seem to be two pictures of one sheet."""
    NUMBER_CLASH = "number-clash"
    """The same number, other people."""
    OTHER_PAPER = "other-paper"
    """The same case on another kind of paper: a register and its certificate, an extract."""
    TWINS = "twins"
    """The same parents, the same day, another child."""
    SIBLINGS = "siblings"
    """The same parents."""
    SAME_PERSON = "same-person"
    """Somebody of the one stands in the other: as parent, spouse, deceased, holder."""


class Verdict(StrEnum):
    """What a person said of a suggestion."""

    SAME = "same"
    """It is so."""
    DIFFERENT = "different"
    """It is not: never shown again."""


@dataclass(frozen=True)
class Match:
    """A person of ours and a person of theirs who may be one."""

    ours: str
    """Role."""
    theirs: str
    signs: tuple[Sign, ...]

    @property
    def bits(self) -> float:
        """How much speaks for it."""
        return sum(sign.bits for sign in self.signs)

    def grade(self, part: Part) -> Grade | None:
        """How a part agrees; None where nothing can be said."""
        return next((sign.grade for sign in self.signs if sign.part is part), None)


@dataclass(frozen=True)
class Related:
    """One suggestion."""

    relation: Relation
    entry_id: EntryId
    """The other entry."""
    form: FormRef
    state: EntryState
    volume_id: VolumeId
    number: str
    matches: tuple[Match, ...]
    """Who speaks for it, and how."""
    bits: float
    same_number: bool | None = None
    """Whether both bear one number; None where one bears none."""


def on_one_sheet(theirs: Paper) -> Related:
    """An entry whose page looks like a page of ours."""
    return _related(Relation.SAME_SHEET, theirs, (), None)


_PERSONS_PER_ENTRY: Final = 3.5
_ODDS_BITS: Final = 2.0
"""Four to one that it is so."""


def enough_bits(entries: int) -> float:
    """From how much on two persons count as one, among so many entries: the more there are, the more are alike by chance.

    A name and a whole date of birth are 26 bits, a name and a year 18; a million entries ask for 24, ten thousand for 17.
    """
    return math.log2(max(1, entries) * _PERSONS_PER_ENTRY) + _ODDS_BITS


_LEAST_BITS: Final = 9.0
"""A pair that adds less than a name with one slip and a year is no support for another pair."""


def relation_of(ours: Paper, theirs: Paper, enough: float) -> Related | None:
    """How `theirs` stands to `ours`; None when they are strangers. `enough`: see `enough_bits`."""
    if ours.kind == theirs.kind:
        case = _case(ours, theirs, enough, same_number=_same_number(ours, theirs))
        if case is not None:
            return case
    matches = _people(ours, theirs)
    return _related(Relation.SAME_PERSON, theirs, matches, None) if sum(match.bits for match in matches) >= enough else None


def _same_number(ours: Paper, theirs: Paper) -> bool | None:
    """Whether both papers bear one number; None where one bears none. Other forms number in other ways: their numbers may agree."""
    if ours.form.form_id == theirs.form.form_id:
        return ours.numbering == theirs.numbering if ours.numbering and theirs.numbering else None
    return fold(ours.number) == fold(theirs.number) if ours.number and theirs.number else None


def _related(relation: Relation, theirs: Paper, matches: tuple[Match, ...], same_number: bool | None) -> Related:
    bits = sum(match.bits for match in matches)
    return Related(relation, theirs.entry_id, theirs.form, theirs.state, theirs.volume_id, theirs.number, matches, bits, same_number)


def _case(ours: Paper, theirs: Paper, enough: float, *, same_number: bool | None) -> Related | None:
    """Papers of one kind: one case, twins, siblings, one number twice; None when at most single persons are the same."""
    same_form = ours.form.form_id == theirs.form.form_id
    matches = _role_by_role(ours, theirs)
    once = Relation.DUPLICATE if same_form else Relation.OTHER_PAPER
    if not ours.case_persons:
        if not _one_number(ours, theirs, same_number=same_number):
            return None
        others = all(match.grade(Part.NAME) is Grade.DIFFERS for match in matches) and bool(matches)
        return _related(Relation.NUMBER_CLASH if others else once, theirs, matches, same_number)
    cases = tuple(match for match in matches if match.ours in ours.case_persons)
    parents = tuple(match for match in matches if match.ours not in ours.case_persons)
    if len(cases) == len(ours.case_persons) and sum(match.bits for match in cases) >= enough and all(map(_may_be_one, cases)):
        twins = _may_be_twins(cases, ours, theirs, same_number=same_number)
        return _related(Relation.TWINS if twins else once, theirs, cases, same_number)
    if (family := _children_of_one_couple(cases, parents, theirs, enough, same_number)) is not None:
        return family
    if _one_number(ours, theirs, same_number=same_number) and same_form:
        return _related(Relation.NUMBER_CLASH, theirs, cases, same_number)
    return None


def _one_number(ours: Paper, theirs: Paper, *, same_number: bool | None) -> bool:
    """Whether the numbers are one by right: within a volume, or wherever a single serial names the paper."""
    return bool(same_number) and (ours.volume_id == theirs.volume_id or ours.numbered_by == theirs.numbered_by == 1)


def _may_be_one(match: Match) -> bool:
    """Nothing that no slip explains: another name, another sex, other parents."""
    against = {sign.part for sign in match.signs if sign.grade is Grade.DIFFERS}
    if against & {Part.NAME, Part.SEX, Part.MOTHER}:
        return False
    return Part.BIRTH not in against or match.grade(Part.NUMBER) is Grade.SAME


def _may_be_twins(cases: tuple[Match, ...], ours: Paper, theirs: Paper, *, same_number: bool | None) -> bool:
    """A name that is almost the same, the same parents, numbers that differ: twins are named alike and registered one after the other."""
    if len(cases) != 1 or cases[0].grade(Part.MOTHER) in (None, Grade.DIFFERS):
        return False
    case = cases[0]
    alike = case.grade(Part.NAME) in (Grade.MARKS, Grade.NEAR) and case.grade(Part.BIRTH) is Grade.SAME
    other_number = same_number is False and _written_with_marks(ours, theirs, case.ours)
    return alike and (case.grade(Part.NUMBER) is Grade.DIFFERS or other_number)


def _written_with_marks(ours: Paper, theirs: Paper, role: str) -> bool:
    """Whether both names have their marks: a name typed without any is no other name."""
    names = [person.name for paper in (ours, theirs) for person in paper.persons if person.role == role]
    return all(fold(name) != name.casefold() for name in names) or name_grade(*names[:2]) is Grade.NEAR


def _children_of_one_couple(
    cases: tuple[Match, ...], parents: tuple[Match, ...], theirs: Paper, enough: float, same_number: bool | None
) -> Related | None:
    """Both parents' names agree on the papers of two children."""
    for case in cases:
        if {case.grade(Part.FATHER), case.grade(Part.MOTHER)} & {None, Grade.DIFFERS}:
            continue
        day = case.grade(Part.BIRTH)
        speak = tuple(match for match in parents if match.bits >= _LEAST_BITS) or (case,)
        shared = sum(sign.bits for sign in case.signs if sign.part in (Part.FATHER, Part.MOTHER))
        if day is Grade.SAME and shared > 0:
            return _related(Relation.TWINS, theirs, (case,), same_number)
        if sum(match.bits for match in speak) + (shared if speak == (case,) else 0) >= enough and len(speak) > 1:
            return _related(Relation.SIBLINGS, theirs, speak, same_number)
    return None


def _role_by_role(ours: Paper, theirs: Paper) -> tuple[Match, ...]:
    others = {person.role: person for person in theirs.persons}
    return tuple(Match(person.role, person.role, signs(person, others[person.role])) for person in ours.persons if person.role in others)


def _people(ours: Paper, theirs: Paper) -> tuple[Match, ...]:
    """The persons who stand on both papers, each once, the likeliest pairs first; pairs that share no key are not compared."""
    shared = set(names_of(ours)) & set(names_of(theirs))
    found = [
        Match(mine.role, other.role, made)
        for mine, other in itertools.product(ours.persons, theirs.persons)
        if _share_a_key(mine, other, together=len(shared) > 1)
        and _alive(made := signs(mine, other))
        and sum(sign.bits for sign in made) >= _LEAST_BITS
    ]
    chosen: dict[str, Match] = {}
    taken: set[str] = set()
    for match in sorted(found, key=lambda match: -match.bits):
        if match.ours not in chosen and match.theirs not in taken and not _same_name_as_chosen(match, chosen, ours):
            chosen[match.ours] = match
            taken.add(match.theirs)
    return tuple(chosen.values())


def _same_name_as_chosen(match: Match, chosen: Mapping[str, Match], ours: Paper) -> bool:
    """A parent who also hands the papers in is one person, not two who speak for each other."""
    names = {person.role: bare_letters(person.name) for person in ours.persons}
    return any(names[role] == names[match.ours] for role in chosen)


def _share_a_key(mine: PersonOnPaper, other: PersonOnPaper, *, together: bool) -> bool:
    if together and bare_letters(mine.name) == bare_letters(other.name):
        return True
    return bool(keys_of_person(mine) & keys_of_person(other))


def _alive(made: tuple[Sign, ...]) -> bool:
    """Another name, sex or day of birth is another person, whatever else agrees; a number alone may have been read wrong."""
    grades = {sign.part: sign.grade for sign in made}
    if grades.get(Part.NAME) is Grade.DIFFERS or grades.get(Part.SEX) is Grade.DIFFERS:
        return False
    return grades.get(Part.BIRTH) is not Grade.DIFFERS or grades.get(Part.NUMBER) is Grade.SAME


def strongest(related: Iterator[Related]) -> list[Related]:
    """In the order in which they should be looked at: by kind, then by what speaks for them."""
    order = list(Relation)
    return sorted(related, key=lambda one: (order.index(one.relation), -one.bits, one.entry_id))
