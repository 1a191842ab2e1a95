"""The population register behind an adapter: what linking needs of it, and a file as its first implementation.

A real register is reached by whatever its keeper offers; an adapter yields its people in this shape. It never learns what was linked.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from station.domain.dates import PartialDate
from station.domain.errors import StationError

COLUMNS: Final = ("id", "name", "born", "sex", "numbers", "father", "mother")


@dataclass(frozen=True)
class Described:
    """One person as one source says; what it does not say is empty."""

    key: str
    """Unique within the source."""
    name: str
    born: PartialDate | None = None
    sex: str = ""
    """As the papers write it."""
    numbers: tuple[str, ...] = ()
    """Of 9 or 12 digits."""
    father: str = ""
    mother: str = ""


class PopulationRegister(Protocol):
    """Whoever is registered."""

    def people(self) -> Iterator[Described]:
        """Everybody, in any order. Raises StationError `cleaning.register`."""


class FileRegister:
    """A CSV with the columns of COLUMNS: UTF-8, dates `dd.mm.yyyy`, `mm.yyyy` or `yyyy`, numbers apart by a space."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def people(self) -> Iterator[Described]:
        """See PopulationRegister; the fault names the line."""
        try:
            with self._path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                if tuple(reader.fieldnames or ()) != COLUMNS:
                    raise StationError("cleaning.register", path=self._path, reason=f"columns: {','.join(COLUMNS)}")
                for row in reader:
                    yield self._described(row, reader.line_num)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise StationError("cleaning.register", path=self._path, reason=type(error).__name__) from error

    def _described(self, row: dict[str, str], line: int) -> Described:
        if None in row or None in row.values() or not row["id"] or not row["name"]:
            raise StationError("cleaning.register", path=self._path, reason=f"line {line}: not a person")
        try:
            born = PartialDate.parse(row["born"]) if row["born"] else None
        except ValueError as error:
            raise StationError("cleaning.register", path=self._path, reason=f"line {line}: born") from error
        return Described(row["id"], row["name"], born, row["sex"], tuple(row["numbers"].split()), row["father"], row["mother"])


def write_register(path: Path, people: Iterable[Described]) -> int:
    """A file that FileRegister reads; how many people."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for one in people:
            writer.writerow((one.key, one.name, one.born or "", one.sex, " ".join(one.numbers), one.father, one.mother))
            count += 1
    return count
