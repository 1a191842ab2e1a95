"""How the cheat sheet's rows fall into columns and pages so that no line is cut. Plain figures, no Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line: the keys and what they do. Without keys it is a heading."""

    keys: str
    does: str

    @property
    def is_heading(self) -> bool:
        """Starts a section."""
        return not self.keys


@dataclass(frozen=True)
class Section:
    """A heading with its rows."""

    title: str
    rows: tuple[Row, ...]


Column = list[Row]


def columns_of(sections: Sequence[Section], height_of: Callable[[Row], int], room: int) -> list[Column]:
    """Rows from top to bottom into columns at most `room` high; a heading never stands last in its column."""
    columns: list[Column] = [[]]
    used = 0
    for section in sections:
        rows = [Row("", section.title), *section.rows]
        for at, row in enumerate(rows):
            # a heading needs its first row below it
            need = height_of(row) + (height_of(rows[at + 1]) if row.is_heading and at + 1 < len(rows) else 0)
            if columns[-1] and used + need > room:
                columns.append([])
                used = 0
            columns[-1].append(row)
            used += height_of(row)
    return columns


def pages_of(sections: Sequence[Section], height_of: Callable[[Row], int], room: int, across: int) -> list[list[Column]]:
    """Pages of at most `across` columns. A page that holds all has a column for each section, or even ones."""
    alone = [columns_of([section], height_of, room) for section in sections]
    if len(sections) <= across and all(len(columns) == 1 for columns in alone):
        return [[columns[0] for columns in alone]]  # a column for every section reads best
    columns = columns_of(sections, height_of, room)
    if len(columns) <= across:
        columns = _evened(sections, height_of, room, across)
    return [columns[at : at + across] for at in range(0, len(columns), across)]


def _evened(sections: Sequence[Section], height_of: Callable[[Row], int], room: int, across: int) -> list[Column]:
    total = sum(height_of(Row("", section.title)) + sum(map(height_of, section.rows)) for section in sections)
    for height in range(total // across, room, 8):
        columns = columns_of(sections, height_of, height)
        if len(columns) <= across:
            return columns
    return columns_of(sections, height_of, room)
