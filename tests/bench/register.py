"""The register of the invented province: everybody of a household as a registrar wrote them down, with the faults of registers."""

import datetime
from collections.abc import Sequence
from random import Random

from station.domain.dates import PartialDate
from station.domain.text import fold
from sync.central.cleaning.register import Described
from tests.bench.population import Record, Somebody

_MISSING, _TWICE, _OTHERWISE = 0.03, 0.01, 0.02


def register_of(seed: int, number: int, records: Sequence[Record], everybody: dict[int, Somebody]) -> dict[int, list[Described]]:
    """Number of a person → the lines that the register has of them: none, one, or two."""
    dice = Random(f"register/{seed}/{number}")
    parents = {record.persons["child"]: record.parents for record in records if record.parents and "child" in record.persons}
    kept: dict[int, list[Described]] = {}
    for one in everybody.values():
        mother, father = (everybody[parent].name for parent in parents.get(one.number) or ()) if one.number in parents else ("", "")
        chance = dice.random()
        name, born = _otherwise(one, dice) if chance > 1 - _OTHERWISE else (one.name, one.born)
        lines = 0 if chance < _MISSING else 2 if chance < _MISSING + _TWICE else 1
        numbers = tuple(filter(None, (one.id_number, one.old_number)))
        sex = "Nam" if one.sex == "male" else "Nữ"
        kept[one.number] = [
            Described(
                f"r{number}-{one.number}-{line}",
                name,
                PartialDate(born.year, born.month, born.day),
                sex,
                numbers if not line else (),
                father,
                mother,
            )
            for line in range(lines)
        ]
    return kept


def _otherwise(one: Somebody, dice: Random) -> tuple[str, datetime.date]:
    """A register that says something else: the year one off, or the given name without its marks."""
    if dice.random() < 0.5:
        return one.name, one.born.replace(year=one.born.year + dice.choice((-1, 1)), day=min(28, one.born.day))
    first, _, last = one.name.rpartition(" ")
    return f"{first} {fold(last).capitalize()}", one.born
