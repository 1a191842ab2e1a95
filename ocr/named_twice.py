"""Places that a page names more than once, read together: "huyện Đá Trắng" stands in the place of birth and in both places of residence.

What two lines say of one district is one question about marks, so all looks at all of its lines answer it. Only units with the word for
their kind and the same letters are taken for one; people are not: father and son may differ in a mark.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ocr.engines.contract import CropText
from ocr.marks import Letters, letters_told, voted
from station.domain.text import fold

_UNIT: Final = re.compile(r"(?:^|(?<= ))(?:xa|phuong|thi tran|dac khu|huyen|quan|thi xa|thanh pho|tinh) (?=\w)[^,;()]+")
"""From the word for its kind to the next comma, in letters without marks."""


@dataclass(frozen=True)
class Line:
    """A value that may name places, and every look at it."""

    text: str
    looks: Sequence[CropText]


@dataclass
class _Named:
    """One word of one unit, where it stands and what was said of it."""

    line: str
    at: int
    told: list[Letters]


def with_marks_of_all(lines: Mapping[str, Line]) -> dict[str, str]:
    """Key of the line → its text, where looks at other lines of the page gave it other marks."""
    words = {key: line.text.split() for key, line in lines.items()}
    units: dict[tuple[str, bool], list[list[_Named]]] = defaultdict(list)
    for key, line in lines.items():
        told = letters_told(line.text, line.looks)
        for unit, first, last in _units_in(words[key]):
            # capitals are other letters
            case = "".join(words[key][first:last]).isupper()
            units[unit, case].append([_Named(key, at, told[at]) for at in range(first, last)])
    for found in (found for found in units.values() if len(found) > 1):
        for same in zip(*found, strict=True):
            together = [letters for named in same for letters in named.told]
            for named in same if together else ():
                words[named.line][named.at] = voted(words[named.line][named.at], together)
    return {key: text for key, line in lines.items() if (text := " ".join(words[key])) != line.text}


def _units_in(words: Sequence[str]) -> list[tuple[str, int, int]]:
    """Each unit in letters, with its first and last-plus-one word."""
    letters = [fold(word) for word in words]
    found = []
    for match in _UNIT.finditer(" ".join(letters)):
        first = " ".join(letters)[: match.start()].count(" ")
        unit = match[0].strip()
        found.append((unit, first, first + unit.count(" ") + 1))
    return found
