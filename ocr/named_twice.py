"""Places that a page names more than once, read together: "huyện Đá Trắng" stands in the place of birth and in both places of residence.

What two lines say of one district is one question about marks, so all looks at all of its lines answer it. Only units with the word for
their kind and the same letters are taken for one; people are not: father and son may differ in a mark. Capitals lose the marks above them
that small letters keep: "HUYỆN ĐÁ TRẲNG" over an address in "huyện Đá Trắng" is that district. And a unit lies in one other: where most
lines have "huyện Đá Trắng, tỉnh Cao Sơn", a "tỉnh Cao Sơa" behind that huyện is the same province misread.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import Levenshtein

from ocr.engines.contract import CropText
from ocr.marks import Letters, letters_told, voted
from station.forms.units import Unit, are_neighbours, hamlets_in, units_in

_MISREAD: Final = 2
"""Letters in which a misread name differs from the right one at most."""
_LEAST_ALIKE: Final = 2
"""So many lines at least tell what a unit lies in."""


@dataclass(frozen=True)
class Line:
    """A value that may name places, and every look at it."""

    text: str
    looks: Sequence[CropText]


@dataclass(frozen=True)
class _Unit(Unit):
    """One unit in one line."""

    line: str


def with_marks_of_all(lines: Mapping[str, Line]) -> dict[str, str]:
    """Key of the line → its text, where looks at other lines of the page gave it other marks, or other lines the letters of a unit."""
    words = {key: line.text.split() for key, line in lines.items()}
    units = {key: [_Unit(**vars(unit), line=key) for unit in units_in(words[key])] for key in lines}
    told = {key: letters_told(line.text, line.looks) for key, line in lines.items()}
    hamlets = {key: [_Unit(**vars(unit), line=key) for unit in hamlets_in(words[key])] for key in lines}
    for same in (*_named_alike(units, words), *_named_alike(hamlets, words)):
        for at in range(same[0].last - same[0].first):
            together = [letters for unit in same for letters in told[unit.line][unit.first + at]]
            for unit in same if together else ():
                words[unit.line][unit.first + at] = voted(words[unit.line][unit.first + at], together)
    _mend_capitals(units, words, told)
    _mend_larger_units(units, words)
    return {key: text for key, line in lines.items() if (text := " ".join(words[key])) != line.text}


def _named_alike(units: Mapping[str, Sequence[_Unit]], words: Mapping[str, Sequence[str]]) -> list[list[_Unit]]:
    """Units of one kind and name that stand in more than one place, those in capitals apart: capitals are other letters."""
    found: dict[tuple[str, str, bool], list[_Unit]] = defaultdict(list)
    for unit in (unit for of_line in units.values() for unit in of_line):
        found[unit.kind, unit.name, "".join(words[unit.line][unit.first : unit.last]).isupper()].append(unit)
    return [same for same in found.values() if len(same) > 1]


def _mend_capitals(
    units: Mapping[str, Sequence[_Unit]], words: Mapping[str, list[str]], told: Mapping[str, Sequence[Sequence[Letters]]]
) -> None:
    """Write units in capitals with the marks that all lines in small letters give them, where a look at the capitals named these too."""
    small: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
    capital: dict[tuple[str, str], list[_Unit]] = defaultdict(list)
    for unit in (unit for of_line in units.values() for unit in of_line):
        name = words[unit.line][unit.first : unit.last]
        if "".join(name).isupper():
            capital[unit.kind, unit.name].append(unit)
        else:
            small[unit.kind, unit.name].add(tuple(name))
    for key, names in small.items():
        for unit in capital[key] if len(names) == 1 else ():
            for at, word in enumerate(next(iter(names)), start=unit.first):
                if _is_named(word.upper(), told[unit.line][at]):
                    words[unit.line][at] = word.upper()


def _is_named(word: str, looks: Sequence[Letters]) -> bool:
    """Whether each letter of a word was named by some look as what may stand there."""
    letters = [sign for sign in word if sign.isalpha()]
    return all(any(letter == choice for look in looks for choice, _ in look[at][1]) for at, letter in enumerate(letters))


def _neighbours(units: Mapping[str, Sequence[_Unit]]) -> list[tuple[_Unit, _Unit]]:
    """Each unit with the larger one right behind it."""
    return [(small, large) for of_line in units.values() for small, large in pairwise(of_line) if are_neighbours(small, large)]


def _mend_larger_units(units: Mapping[str, Sequence[_Unit]], words: Mapping[str, list[str]]) -> None:
    """Write the name of the unit that a smaller one lies in as most lines have it, where one line has it a letter or two otherwise."""
    within: dict[tuple[str, str, str], list[_Unit]] = defaultdict(list)
    for small, large in _neighbours(units):
        within[small.kind, small.name, large.kind].append(large)
    for found in within.values():
        ((name, count), *_) = Counter(unit.name for unit in found).most_common()
        right = next(unit for unit in found if unit.name == name)
        for unit in (unit for unit in found if unit.name != name and count >= _LEAST_ALIKE):
            rarer = sum(other.name == unit.name for other in found) < count
            ends = unit.last == len(words[unit.line])
            if rarer and _is_misread(unit, right, ends=ends):
                words[unit.line][unit.first : unit.last] = _like(words[right.line][right.first : right.last], words[unit.line][unit.first])


def _is_misread(unit: _Unit, right: _Unit, *, ends: bool) -> bool:
    """Whether a name is the other one but for a letter or two; one that ends its line (`ends`) may have a scrap behind it."""
    same_length = unit.last - unit.first == right.last - right.first
    own, other = unit.name.replace(" ", ""), right.name.replace(" ", "")
    return (same_length or ends) and Levenshtein.distance(own, other, score_cutoff=_MISREAD) <= _MISREAD


def _like(name: Sequence[str], word: str) -> list[str]:
    """A name in capitals where the word that it stands for is."""
    return [part.upper() for part in name] if word.isupper() else list(name)
