"""Finding the same people and cases among a million entries: what of an entry counts for it, and the keys under which it is looked up.

Two entries are compared only when they share a key ("blocking", Fellegi and Sunter 1969): an identity number; a whole date of birth with
the first or last syllable of the name; a year of birth with the whole name; two names that stand together; the entry's own numbering. One
misread syllable, mark or digit leaves another key that still meets. Which field is whose comes from the form; how alike two entries are is
judged in station.domain.relations.
"""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from station.domain.dates import PartialDate
from station.domain.ids import EntryId, VolumeId
from station.domain.record import FormRef
from station.domain.states import EntryState
from station.domain.text import bare_letters, fold

_NUMBER: Final = re.compile(r"(?<!\d)(\d{12}|\d{9})(?!\d)")
NAMES_TOGETHER_MAX: Final = 6
"""Names of one entry that are paired: more are a list, and pairs of a list say little."""


@dataclass(frozen=True)
class FormFacts:
    """What of a form must be known to link its entries; written to the log once, so that the index follows from the log alone."""

    form_id: str
    version: str
    kind: str
    persons: Mapping[str, Mapping[str, str]]
    """Role → part (`name`, `birth_date`, `sex`, `id_number`, `old_number`, `address`, `father`, `mother`, `spouse`) → field."""
    case_persons: tuple[str, ...]
    """Roles of the persons of whom such a case is registered once; empty: they may have many (land)."""
    number: str
    """The field that numbers the entry within its volume; empty when none does."""
    numbering: tuple[str, ...]
    """Fields that together name the entry."""
    places: tuple[str, ...]
    """Fields that hold places."""


@dataclass(frozen=True)
class PersonOnPaper:
    """One person of an entry, as its normalised fields say; what is not known is empty."""

    role: str
    name: str
    born: PartialDate | None = None
    sex: str = ""
    numbers: tuple[str, ...] = ()
    """Of 9 or 12 digits."""
    near: Mapping[str, str] = field(default_factory=dict)
    """`father`, `mother`, `spouse` → name."""
    address: str = ""


@dataclass(frozen=True)
class Paper:
    """An entry as far as linking goes."""

    entry_id: EntryId
    form: FormRef
    kind: str
    volume_id: VolumeId
    state: EntryState
    number: str
    numbering: str
    """Letters and figures of the numbering fields; empty unless all of them hold something."""
    numbered_by: int
    """How many fields that is: one field alone is a number of the whole country (a serial)."""
    case_persons: tuple[str, ...]
    persons: tuple[PersonOnPaper, ...]


def paper_of(
    facts: FormFacts, entry_id: EntryId, form: FormRef, volume_id: VolumeId, state: EntryState, values: Mapping[str, str]
) -> Paper:
    """The entry's paper; `values` is field → normalised value of what was read or keyed."""
    parts = [bare_letters(values.get(path, "")) for path in facts.numbering]
    return Paper(
        entry_id, form, facts.kind, volume_id, state,
        number=values.get(facts.number, ""),
        numbering="".join(parts) if parts and all(parts) else "",
        numbered_by=len(parts),
        case_persons=facts.case_persons,
        persons=tuple(person for role, fields in facts.persons.items() if (person := _person(role, fields, values)) is not None),
    )  # fmt: skip


def _person(role: str, fields: Mapping[str, str], values: Mapping[str, str]) -> PersonOnPaper | None:
    said = {part: value for part, path in fields.items() if (value := values.get(path, ""))}
    numbers = tuple(_NUMBER.findall(f"{said.get('id_number', '')} {said.get('old_number', '')}"))
    if "name" not in said and not numbers:
        return None
    near: dict[str, str] = {part: said[part] for part in ("father", "mother", "spouse") if part in said}
    return PersonOnPaper(role, said.get("name", ""), _date(said), said.get("sex", ""), numbers, near, said.get("address", ""))


def _date(said: Mapping[str, str]) -> PartialDate | None:
    try:
        return PartialDate.parse(said.get("birth_date", ""))
    except ValueError:
        return None  # an age, or nothing: no date


def keys_of_person(person: PersonOnPaper) -> frozenset[str]:
    """The keys under which this person alone is found; letters and figures only."""
    keys = {f"n{number}" for number in person.numbers}
    syllables = fold(person.name).split()
    if person.born is not None and syllables:
        keys.add(f"y{person.born.year:04d}{bare_letters(person.name)}")
        if person.born.day is not None:
            day = f"d{person.born.year:04d}{person.born.month:02d}{person.born.day:02d}"
            keys |= {day + bare_letters(syllables[0]), day + bare_letters(syllables[-1])}
    return frozenset(keys)


def keys_of(paper: Paper) -> frozenset[str]:
    """Every key of the entry."""
    keys = {key for person in paper.persons for key in keys_of_person(person)}
    keys |= {f"t{first}0{second}" for first, second in itertools.combinations(names_of(paper), 2)}
    if paper.numbering:
        keys.add(f"k{paper.kind.lower()}{paper.numbering}")
    return frozenset(keys)


def names_of(paper: Paper) -> list[str]:
    """The letters of every different name that stands on the paper, in order, the first few."""
    names = itertools.chain.from_iterable((person.name, *person.near.values()) for person in paper.persons)
    return sorted(dict.fromkeys(name for text in names if (name := bare_letters(text))))[:NAMES_TOGETHER_MAX]
