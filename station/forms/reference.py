"""Reading reference lists from CSV files: code, name, aliases (`;` between them), valid_from, valid_to, list_version."""

import csv
import datetime
import io
from pathlib import Path

from station.domain.text import clean
from station.forms.faults import Fault
from station.forms.lists import Lexicon, ListItem

COLUMNS = ("code", "name", "aliases", "valid_from", "valid_to", "list_version")


def read_lists(folder: Path) -> tuple[dict[str, Lexicon], list[Fault]]:
    """Every `<name>.csv` of a folder as a Lexicon, and the faults of all of them."""
    lexicons: dict[str, Lexicon] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.csv")):
        items, wrong = _read(path)
        lexicons[path.stem] = Lexicon(path.stem, tuple(items))
        faults += wrong
    return lexicons, faults


def _read(path: Path) -> tuple[list[ListItem], list[Fault]]:
    try:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""), strict=True))
    except UnicodeDecodeError:
        return [], [Fault(path, "", "The file is not UTF-8.")]
    except (OSError, csv.Error) as error:
        return [], [Fault(path, "", f"The file cannot be read: {error}.")]
    if not rows or tuple(rows[0]) != COLUMNS:
        return [], [Fault(path, "line 1", f"The columns must be {','.join(COLUMNS)}.")]
    items: list[ListItem] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows[1:], start=2):
        try:
            items.append(_item(row))
        except ValueError as error:
            faults.append(Fault(path, f"line {number}", str(error)))
    return items, faults + _twice(path, items)


def _item(row: list[str]) -> ListItem:
    if len(row) != len(COLUMNS):
        raise ValueError(f"There are {len(row)} cells; there must be {len(COLUMNS)}.")
    if any(clean(cell) != cell for cell in row):
        raise ValueError("The text is not clean: NFC letters, Đ and not the Icelandic Ð, no double or outer spaces.")
    code, name, aliases, since, until, version = row
    if not name:
        raise ValueError("The name is empty.")
    first, last = _day(since), _day(until)
    if first and last and first > last:
        raise ValueError("valid_to lies before valid_from.")
    return ListItem(code, name, tuple(alias for alias in aliases.split(";") if alias), first, last, version)


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"{text!r} is not a date of the form yyyy-mm-dd.") from None


def _twice(path: Path, items: list[ListItem]) -> list[Fault]:
    """One fault for each code that two items hold at the same time."""
    faults = []
    for position, item in enumerate(items):
        for other in items[:position]:
            if item.code and item.code == other.code and _overlap(item, other):
                faults.append(Fault(path, f"code {item.code}", f"The code stands for {other.name} and for {item.name} at the same time."))
    return faults


def _overlap(a: ListItem, b: ListItem) -> bool:
    latest_start = max(a.valid_from or datetime.date.min, b.valid_from or datetime.date.min)
    return latest_start <= min(a.valid_to or datetime.date.max, b.valid_to or datetime.date.max)
