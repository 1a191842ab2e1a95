"""Reference lists with validity in time, and finding an item by what is written on paper. Reading them from CSV is in reference.py.

Paper spells freely (Ê Đê, Ê-đê, Rhadé; hoà, hòa): an item is found by its spelling, then without marks, then, when exactly one
item is that near, with one or two letters wrong. How it was found is part of the answer; the printed text is never replaced.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from station.domain.text import fold, spelling

_BRACKETED = re.compile(r"\s*\([^()]*\)\s*$")
_JOINTS = str.maketrans("", "", " -'’.")
_LETTERS_PER_SLIP = 4
"""One wrong letter is allowed in a name of 4 letters or more, two from 9: shorter names differ by less from each other (Mạ, Lự, Co)."""
_TWO_SLIPS_FROM = 9


@dataclass(frozen=True)
class ListItem:
    """One row of a reference list."""

    code: str
    """Empty for items that are known by name only."""
    name: str
    aliases: tuple[str, ...] = ()
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    list_version: str = ""
    """Which official list the code belongs to: a bare code means nothing."""

    def valid_on(self, day: datetime.date) -> bool:
        """Whether the list had this item then."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Match:
    """An item found; `exact` when the spelling is the item's own or an alias, tone placement, hyphens and capitals aside."""

    item: ListItem
    exact: bool


@dataclass
class Lexicon:
    """A reference list ready for look-ups."""

    name: str
    items: tuple[ListItem, ...]
    _by_spelling: dict[str, list[ListItem]] = field(init=False, repr=False)
    _by_letters: dict[str, list[ListItem]] = field(init=False, repr=False)
    _distances: dict[str, int] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Build the two keys."""
        self._by_spelling, self._by_letters = {}, {}
        for item in self.items:
            for written in (item.name, *item.aliases):
                _add(self._by_spelling, _spelling_key(written), item)
                _add(self._by_letters, _letters_key(written), item)

    def names(self, on: datetime.date | None = None) -> list[str]:
        """Names in list order, of one day or of all time."""
        return [item.name for item in self.items if on is None or item.valid_on(on)]

    def by_code(self, code: str, on: datetime.date | None = None) -> ListItem | None:
        """The item with this code; of several (codes were given anew in 2025) the one valid on the day, or the last."""
        return _choose((item for item in self.items if item.code == code and code), on)

    def distance_to_others(self, text: str, item: ListItem) -> int:
        """In how many base letters `text` differs at least from every other item: how easily it is mistaken for one of them. 0 to 3."""
        key = _letters_key(text)
        at = f"{item.name}/{key}"
        if at not in self._distances:
            others = (written for written, items in self._by_letters.items() if any(other.name != item.name for other in items))
            self._distances[at] = min((Levenshtein.distance(key, other, score_cutoff=2) for other in others), default=3)
        return self._distances[at]

    def find(self, text: str, on: datetime.date | None = None) -> Match | None:
        """The one item that `text` means, or None when there is none or more than one."""
        for key, index, exact in (
            (_spelling_key(text), self._by_spelling, True),
            (_letters_key(text), self._by_letters, False),
            (_letters_key(_BRACKETED.sub("", text)), self._by_letters, False),
        ):
            if key in index:
                item = _choose(index[key], on)
                return Match(item, exact) if item else None
        return self._nearest(_letters_key(text), on)

    def _nearest(self, key: str, on: datetime.date | None) -> Match | None:
        slips = 0 if len(key) < _LETTERS_PER_SLIP else 1 if len(key) < _TWO_SLIPS_FROM else 2
        if not slips:
            return None
        near = [
            item
            for written, items in self._by_letters.items()
            if len(written) >= _LETTERS_PER_SLIP and Levenshtein.distance(key, written, score_cutoff=slips) <= slips
            for item in items
        ]
        item = _choose(near, on)
        return Match(item, exact=False) if item else None


def _add(index: dict[str, list[ListItem]], key: str, item: ListItem) -> None:
    if item not in index.setdefault(key, []):
        index[key].append(item)


def _choose(items: Iterable[ListItem], on: datetime.date | None) -> ListItem | None:
    """The single item; of several of one name the one valid on the day, or the newest; None when names differ."""
    found = list(items)
    if on is not None and len(found) > 1:
        found = [item for item in found if item.valid_on(on)] or found
    if not found or len({item.name for item in found}) > 1:
        return None
    return max(found, key=lambda item: (item.valid_to or datetime.date.max, item.valid_from or datetime.date.min))


def _spelling_key(text: str) -> str:
    return spelling(re.sub(r"[-'’.]", " ", text)).translate(_JOINTS)


def _letters_key(text: str) -> str:
    return fold(text).translate(_JOINTS)
