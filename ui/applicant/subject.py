"""Who is to be identified: one person of one entry, as the clerk has it, drafts among it. Queries of the store, without Qt."""

from dataclasses import dataclass, replace

from station.domain.errors import StationError
from station.domain.identification import CivilData, Identification
from station.domain.ids import EntryId
from station.domain.likeness import NEW_DIGITS, OLD_DIGITS
from station.domain.record import Entry
from station.domain.roles import Role
from station.domain.states import ActionKind, next_state
from station.forms.definition import FormDefinition, PersonDefinition
from station.forms.library import FormLibrary
from station.workflow.agreement import person_of, value_of
from station.workflow.checking import typed_value
from station.workflow.drafts import key_draft, restore_draft
from station.workflow.identification import identify
from ui.bootstrap import Station


@dataclass(frozen=True)
class Target:
    """What the desk is opened at: an entry, and the person of it when one is meant."""

    entry_id: EntryId
    role: str = ""


@dataclass(frozen=True)
class Subject:
    """One person of one entry."""

    entry: Entry
    """With what the clerk typed into it and has not keyed yet."""
    form: FormDefinition
    library: FormLibrary
    person: PersonDefinition

    @property
    def name(self) -> str:
        """As the entry has it; empty when it says nothing."""
        return value_of(self.entry, self.person.fields.get("name", ""))

    @property
    def number(self) -> str:
        """The 12 digits of the person where the entry has them."""
        found = value_of(self.entry, self.person.fields.get("id_number", ""))
        return found if len(found) == NEW_DIGITS and found.isascii() and found.isdigit() else ""

    @property
    def civil(self) -> CivilData:
        """What the entry says of the person, as a card would: for making a practice card."""
        said = {part: value_of(self.entry, path) for part, path in self.person.fields.items()}
        names = {"name": "full_name", "id_number": "number", "address": "residence"}
        if len(said.get("id_number", "")) == OLD_DIGITS:
            said["old_number"] = said.pop("id_number")
        return CivilData(**{names.get(part, part): words for part, words in said.items()})

    @property
    def entry_name(self) -> str:
        """The entry's number in its volume, else the end of its id."""
        number = value_of(self.entry, self.form.entry_number) if self.form.entry_number else ""
        return number or self.entry.entry_id[-8:]

    @property
    def known(self) -> Identification | None:
        """The newest identification of this person."""
        return self.entry.identifications.get(self.person.role)

    @property
    def is_open(self) -> bool:
        """Whether a clerk may still identify in this entry."""
        return next_state(self.entry.state, ActionKind.ENTRY_IDENTIFIED, Role.CLERK) is not None


def load(station: Station, target: Target) -> Subject:
    """Raises StationError `store.unknown-item`, `forms.unknown`, `second.blind`, `identification.no-person` when the form names nobody."""
    desk = station.desk
    entry = station.sight.entry(target.entry_id)
    form = desk.forms.of_ref(entry.form)
    draft = restore_draft(desk, station.store.drafts, target.entry_id)
    if draft is not None:
        typed = {path: typed_value(form, desk.forms, path, keyed, entry.fields.get(path)) for path, keyed in draft.typed.items()}
        entry = replace(entry, fields={**entry.fields, **typed})
    person = person_of(form, target.role) or _likeliest(form, entry)
    if person is None:
        raise StationError("identification.no-person", form=form.id)
    return Subject(entry, form, desk.forms, person)


def _likeliest(form: FormDefinition, entry: Entry) -> PersonDefinition | None:
    """Somebody whom the form wants identified and nobody has, else the last who is named: whoever hands papers in stands last on them."""
    named = [person for person in form.persons if any(value_of(entry, path) for path in person.fields.values())]
    wanted = [person for person in named if person.identification_required and person.role not in entry.identifications]
    return next(iter(wanted or named[-1:] or form.persons), None)


def role_at(form: FormDefinition, path: str) -> str:
    """The person to whom a field belongs as their own; empty when it is nobody's."""
    own = ("name", "birth_date", "sex", "id_number", "old_number", "address")
    return next((person.role for person in form.persons if path in [person.fields.get(part) for part in own]), "")


def record(station: Station, subject: Subject, found: Identification) -> Subject:
    """Key what the clerk had typed into the entry, so that words and evidence belong together; then append the evidence.

    Raises StationError `workflow.not-allowed`, `store.*`.
    """
    key_draft(station.desk, station.store.drafts, subject.entry.entry_id)
    identify(station.desk, subject.entry.entry_id, found)
    return load(station, Target(subject.entry.entry_id, subject.person.role))
