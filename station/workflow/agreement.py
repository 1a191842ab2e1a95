"""How one person of an entry stands to what a card says, field against field. Compares only: taking a value over is another act."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from station.domain.findings import Text
from station.domain.identification import Agreement, CivilData
from station.domain.likeness import (
    NOTHING_ON_CARD,
    NOTHING_ON_PAPER,
    Likeness,
    compare_dates,
    compare_names,
    compare_numbers,
    compare_sexes,
)
from station.domain.record import Entry, ValueState
from station.forms.definition import FormDefinition, PersonDefinition
from station.forms.fields import find_field
from station.forms.library import FormLibrary
from station.workflow.addresses import MERGERS, PROVINCES, compare_addresses

PARTS: Final[dict[str, Text]] = {
    "name": Text("Họ tên", "Name"),
    "birth_date": Text("Ngày sinh", "Birth date"),
    "sex": Text("Giới tính", "Sex"),
    "id_number": Text("Số định danh", "Identity number"),
    "old_number": Text("Số CMND cũ", "Former number"),
    "address": Text("Nơi cư trú", "Residence"),
    "father": Text("Họ tên cha", "Father's name"),
    "mother": Text("Họ tên mẹ", "Mother's name"),
    "spouse": Text("Họ tên vợ hoặc chồng", "Spouse's name"),
}
"""Parts of a person that can be compared, in the order in which they are shown."""

_CARD: Final[Mapping[str, Callable[[CivilData], str]]] = {
    "name": lambda card: card.full_name,
    "birth_date": lambda card: card.birth_date,
    "sex": lambda card: card.sex,
    "id_number": lambda card: card.number,
    "old_number": lambda card: card.old_number,
    "address": lambda card: card.residence,
    "father": lambda card: card.father,
    "mother": lambda card: card.mother,
    "spouse": lambda card: card.spouse,
}
_UNREADABLE: Final = Likeness(Agreement.CANNOT_SAY, Text("Trên giấy không đọc được mục này.", "This cannot be read on the paper."))


@dataclass(frozen=True, repr=False)
class Compared:
    """One part of the person: what the entry says, what the card says, how they stand."""

    part: str
    path: str
    """Field of the entry."""
    label: Text
    """What the form calls it."""
    paper: str
    card: str
    """Empty where the card is silent."""
    agreement: Agreement
    why: Text


def person_of(form: FormDefinition, role: str) -> PersonDefinition | None:
    """The person of the form with this role."""
    return next((person for person in form.persons if person.role == role), None)


def compare(form: FormDefinition, library: FormLibrary, entry: Entry, role: str, card: CivilData) -> list[Compared]:
    """Every part of the person that the form has a field for. Empty for a role that the form has not."""
    person = person_of(form, role)
    if person is None:
        return []
    return list(_compared(form, library, entry, person, card))


def _compared(form: FormDefinition, library: FormLibrary, entry: Entry, person: PersonDefinition, card: CivilData) -> Iterator[Compared]:
    for part, label in PARTS.items():
        path = person.fields.get(part)
        if path is None:
            continue
        field = find_field(form, path)
        paper, said = value_of(entry, path), _CARD[part](card)
        likeness = _likeness(part, entry, path, said, card, library)
        yield Compared(part, path, field.label.text if field is not None else label, paper, said, likeness.agreement, likeness.why)


def value_of(entry: Entry, path: str) -> str:
    """What the entry says in a field; empty when it says nothing that can be read."""
    value = entry.fields.get(path)
    return (value.value or value.text) if value is not None and value.state is ValueState.READ else ""


def _likeness(part: str, entry: Entry, path: str, said: str, card: CivilData, library: FormLibrary) -> Likeness:
    value = entry.fields.get(path)
    if value is not None and value.state is ValueState.UNREADABLE:
        return _UNREADABLE
    paper = value_of(entry, path)
    if not paper:
        return NOTHING_ON_PAPER
    match part:
        case "id_number":
            return compare_numbers(paper, said, card.old_number)
        case _ if not said:
            return NOTHING_ON_CARD
        case "birth_date":
            return compare_dates(paper, said)
        case "sex":
            return compare_sexes(paper, said)
        case "old_number":
            return compare_numbers(paper, said)
        case "address":
            lists = library.lexicons
            return compare_addresses(paper, said, lists.get(PROVINCES), lists.get(MERGERS), library.gazetteer)
        case _:
            return compare_names(paper, said)
