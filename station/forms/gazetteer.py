"""Communes of every date with what they lay in: whether a written path was real on a day, which real ones come near a misread one, and what
one of before 1 July 2025 is called since.

What it does not know may be older than its lists or smaller than a commune: that is a reason to look, not a fault.
"""

import csv
import datetime
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz, process

from station.domain.errors import StationError
from station.domain.text import clean, fold, spelling
from station.forms.unit_names import UnitNames

_SUCCESSORS: Final = "successors.csv"
"""Beside the list: what the communes of before 1 July 2025 became."""
_SUCCESSOR_HEADS: Final = ["commune", "district", "province", "became", "of_province"]
_HEADS: Final = ["commune", "district", "province", "valid_from", "valid_to"]
_TYPE: Final = re.compile(
    r"^(?:xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh|tp\.?|tx\.?|tt\.?|p\.|q\.|h\.|x\.|t\.)\s*(?=\S)", re.IGNORECASE
)
"""The word before a name that says what kind of unit it is."""
_TYPE_OF_BASE_LETTERS: Final = re.compile(
    r"^(?:xa|phuong|thi tran|dac khu|huyen|quan|thi xa|thanh pho|tinh|t[pxt]?\.?|p\.|q\.|h\.|x\.)\s+(?=\S)"
)
"""The same as a network without marks reads it."""
_COMMUNE: Final = re.compile(r"(?:xã|phường|thị trấn|đặc khu)\s", re.IGNORECASE)
_SIGNS: Final = re.compile(r"[-.,;:()\s]+")
_PARTS_LEAST, _PARTS_MOST = 2, 3
_LEAST_LIKENESS: Final = 70.0
"""rapidfuzz likeness of base letters, 0..100, below which two paths have little to do with each other."""


@dataclass(frozen=True)
class Place:
    """One commune with its path."""

    parts: tuple[str, ...]
    """Commune, district (to June 2025), province, each with the word for its kind."""
    since: datetime.date | None
    until: datetime.date | None

    @property
    def path(self) -> str:
        """As papers write it: "Xã Tân Thành, huyện Yên Thành, tỉnh Nghệ An"."""
        first, *rest = self.parts
        return ", ".join([first, *(part[:1].lower() + part[1:] for part in rest)])

    def stands_in(self, text: str) -> bool:
        """Whether a text has all its names spelled so, wherever they stand."""
        words = f" {spelling(_SIGNS.sub(' ', clean(text)))} "
        return all(f" {_spelled(part)} " in words for part in self.parts)

    def was_on(self, day: datetime.date) -> bool:
        """Whether the path was in force then."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Found:
    """A path at the end of a text."""

    place: Place
    before: str
    """What the text has before the path: a house, a hamlet; the gazetteer knows nothing of it."""
    exact: bool
    """Whether it is spelled as the list spells it."""


@dataclass
class Gazetteer:
    """All places; read from disk with the first question."""

    source: Path | None = None
    """communes.csv; None: nothing is known but the further ones."""
    further: tuple[Place, ...] = ()
    """Places of practice, which are in no list."""
    _folded: dict[Place, str] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, object]:
        """Worker processes read it themselves, if they ever ask."""
        return {"source": self.source, "further": self.further, "_folded": {}}

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every commune of every date. Raises StationError `forms.faulty` for a damaged list."""
        return (*(_read(self.source) if self.source is not None else ()), *self.further)

    @cached_property
    def unit_names(self) -> UnitNames:
        """How the units of all these paths are spelled."""
        return UnitNames.of(place.parts for place in self.places)

    @cached_property
    def _by_letters(self) -> dict[tuple[str, ...], list[Place]]:
        index: dict[tuple[str, ...], list[Place]] = {}
        for place in self.places:
            index.setdefault(tuple(_lettered(part) for part in place.parts), []).append(place)
        return index

    @cached_property
    def _successors(self) -> dict[tuple[str, ...], tuple[Place, ...]]:
        if self.source is None or not (self.source.with_name(_SUCCESSORS)).exists():
            return {}
        now = {place.parts: place for place in self.places if place.until is None}
        rows = _rows(self.source.with_name(_SUCCESSORS), _SUCCESSOR_HEADS)
        return {tuple(old): tuple(now[name, province] for name in became.split(";")) for *old, became, province in rows}

    def became(self, place: Place) -> tuple[Place, ...]:
        """What a commune of before 1 July 2025 is part of since, all of them where it was divided; empty for one of today."""
        return self._successors.get(place.parts, ()) if place.until is not None else ()

    def today(self, text: str, day: datetime.date) -> tuple[Place, ...]:
        """What the path at the end of a text, as it was on the day, is called today; empty for one unknown or of today."""
        found = self.only_path_in(without_office(text), day)
        return self.became(found.place) if found is not None else ()

    def prepare(self) -> None:
        """Read and sort everything now: half a second that nobody should wait for at a field."""
        self._by_letters, self._provinces, self._successors  # noqa: B018

    @cached_property
    def _provinces(self) -> dict[str, list[Place]]:
        found: dict[str, dict[tuple[datetime.date | None, datetime.date | None], Place]] = {}
        for place in self.places:
            found.setdefault(_lettered(place.parts[-1]), {}).setdefault((place.since, place.until), place)
        return {name: list(places.values()) for name, places in found.items()}

    def knows_province(self, name: str, day: datetime.date) -> bool:
        """Whether a province of that day is called so, marks and capitals aside."""
        return any(place.was_on(day) for place in self._provinces.get(_lettered(name), ()))

    def was_real(self, text: str, day: datetime.date) -> bool | None:
        """Whether there was such a path on that day; None where nobody can judge.

        False only for a path that names a commune within a province that the list knows: what is older than the list, abroad, a hospital,
        or half a path may be right all the same.
        """
        written = without_office(text)
        parts = [part.strip() for part in written.split(",") if part.strip()]
        if len(parts) < _PARTS_LEAST or not any(map(_COMMUNE.match, parts)) or not self.knows_province(parts[-1], day):
            return None
        return self.path_in(written, day) is not None

    def path_in(self, text: str, day: datetime.date) -> Found | None:
        """The whole path that ends the text, spelled as the list spells it and in force on the day; tone placement and capitals aside."""
        return next((found for found in self._endings(text, day) if found.exact), None)

    def only_path_in(self, text: str, day: datetime.date) -> Found | None:
        """The same, where no other commune is spelled so: names without the word for their kind may be a xã's and a phường's."""
        exact = [found for found in self._endings(text, day) if found.exact]
        return exact[0] if len({found.place for found in exact}) == 1 else None

    def meant_by(self, text: str, day: datetime.date) -> str | None:
        """The text with the one path of that day in place of one that differs from it in marks alone; None when none or several do."""
        found = {each.place.path: each for each in self._endings(text, day)}
        if len(found) != 1 or any(each.exact for each in found.values()):
            return None
        ((path, only),) = found.items()
        return f"{only.before}, {path[:1].lower()}{path[1:]}" if only.before else path

    def _endings(self, text: str, day: datetime.date) -> Iterator[Found]:
        """Paths of that day whose base letters end the text."""
        parts = [part.strip() for part in clean(text).split(",") if part.strip()]
        for count in range(min(_PARTS_MOST, len(parts)), 1, -1):
            ending = parts[-count:]
            for place in self._by_letters.get(tuple(_lettered(part) for part in ending), ()):
                if place.was_on(day) and _same_kinds(place.parts, ending):
                    exact = all(_spelled(own) == _spelled(part) for own, part in zip(place.parts, ending, strict=True))
                    yield Found(place, ", ".join(parts[:-count]), exact)

    def near(self, text: str, day: datetime.date, limit: int) -> list[str]:
        """Paths near the end of a misread or handwritten text by base letters, the nearest first; those of the day before others."""
        if not self.places:
            return []
        if not self._folded:
            self._folded = {place: " ".join(_lettered(part) for part in place.parts) for place in self.places}
        parts = [part for part in clean(text).split(",") if part.strip()]
        key = " ".join(_TYPE_OF_BASE_LETTERS.sub("", fold(part)) for part in parts[-_PARTS_MOST:])
        rated = process.extract(key, self._folded, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS, limit=3 * limit)
        ranked = sorted(rated, key=lambda each: (not each[2].was_on(day), -each[1]))
        return list(dict.fromkeys(place.path for _, _, place in ranked))[:limit]


def without_office(text: str) -> str:
    """A committee is called by its commune: the commune."""
    return _OFFICE.sub("", clean(text))


_OFFICE: Final = re.compile(r"^(?:ubnd|u[ỷy] ban nhân dân|ủy ban nhân dân)\s+", re.IGNORECASE)


def _rows(source: Path, heads: list[str]) -> list[list[str]]:
    try:
        with source.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StationError("forms.faulty", faults=f"{source}: {error}") from error
    if not rows or rows[0] != heads or any(len(row) != len(heads) for row in rows):
        raise StationError("forms.faulty", faults=f"{source}: the columns must be {','.join(heads)}")
    return rows[1:]


def _read(source: Path) -> Iterator[Place]:
    for number, row in enumerate(_rows(source, _HEADS), start=2):
        try:
            commune, district, province, since, until = row
            yield Place(tuple(part for part in (commune, district, province) if part), _date(since), _date(until))
        except ValueError as error:
            raise StationError("forms.faulty", faults=f"{source}: line {number}: {error}") from error


def _date(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _bare(part: str) -> str:
    return _TYPE.sub("", part.strip())


def _spelled(part: str) -> str:
    return spelling(_bare(part).replace("-", " "))


@functools.lru_cache(maxsize=16_384)
def _lettered(part: str) -> str:
    return fold(_bare(part).replace("-", " "))


def _same_kinds(known: Sequence[str], written: Sequence[str]) -> bool:
    """Whether what is written says no other kind of unit: Phường 1 is no Xã 1. Abbreviations may stand for several."""
    return all(_kind(part) in ("", _kind(own)) for own, part in zip(known, written, strict=True))


def _kind(part: str) -> str:
    """ "thi tran" for "Thị trấn Cờ Đỏ"; empty for a name alone and for an abbreviation."""
    found = _TYPE.match(part)
    kind = fold(found[0]).strip(" .") if found else ""
    return kind if len(kind) > _ABBREVIATION else ""


_ABBREVIATION: Final = 2
