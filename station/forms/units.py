"""Administrative units named in a text: "xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn" names three, each by the word for its kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from station.domain.text import fold

RANK: Final = {
    "xa": 0, "phuong": 0, "thi tran": 0, "dac khu": 0, "huyen": 1, "quan": 1, "thi xa": 1, "thanh pho": 2, "tinh": 3,
}  # fmt: skip
"""Kinds of units in letters without marks: what lies in what."""
HAMLETS: Final = ("thon", "ban", "buon", "xom", "ap", "lang", "soc", "khu pho", "to dan pho")
"""What lies in a commune, and has no code."""
_UNIT, _HAMLET = (re.compile(rf"(?:^|(?<= ))({'|'.join(kinds)}) (?=\w)[^,;()]+") for kinds in (RANK, HAMLETS))
"""From the word for its kind to the next comma, in letters without marks."""
_AROUND: Final = ".,;:()"


@dataclass(frozen=True)
class Unit:
    """One unit in a text: which of its words are the name."""

    kind: str
    name: str
    """In letters without marks, as the kind."""
    first: int
    last: int
    """The word behind the name."""


def units_in(words: Sequence[str]) -> list[Unit]:
    """The units that a text names, in its order; marks and capitals make no difference."""
    return _named(_UNIT, words)


def hamlets_in(words: Sequence[str]) -> list[Unit]:
    """The hamlets that a text names."""
    return _named(_HAMLET, words)


def _named(kinds: re.Pattern[str], words: Sequence[str]) -> list[Unit]:
    text = " ".join(map(fold, words))
    found = []
    for match in kinds.finditer(text):
        first = text[: match.start()].count(" ") + match[1].count(" ") + 1
        name = match[0][len(match[1]) :].strip()
        last = first + name.count(" ") + 1
        # a word glued to the next unit ("Khê,tỉnh") is not of the name alone
        if last <= len(words) and [fold(word).strip(_AROUND) for word in words[first:last]] == [
            word.strip(_AROUND) for word in name.split()
        ]:
            found.append(Unit(match[1], name, first, last))
    return found


def are_neighbours(small: Unit, large: Unit) -> bool:
    """Whether a unit is named right behind the other, which lies in it."""
    return large.first - small.last == large.kind.count(" ") + 1 and RANK[small.kind] < RANK[large.kind]
