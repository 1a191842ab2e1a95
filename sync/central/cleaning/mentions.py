"""People as entries mention them. Which field is whose comes from the form; no field id stands here."""

from collections.abc import Mapping
from dataclasses import dataclass

from station.domain.ids import EntryId, VolumeId
from station.domain.linkage import FormFacts, paper_of
from station.domain.record import FormRef
from station.domain.states import EntryState
from station.forms.definition import FormDefinition
from sync.central.cleaning.register import Described


@dataclass(frozen=True)
class Mention:
    """One person of one entry, in one role: those whose case it is."""

    station_id: str
    entry_id: str
    revision: int
    kind: str
    """Of the volume: KS, KH, KT…"""
    role: str
    person: Described
    fields: Mapping[str, str]
    """Part (`name`, `birth_date`…) → field of the form."""


def mentions_of(
    form: FormDefinition, ref: FormRef, station_id: str, entry_id: str, revision: int, values: Mapping[str, str]
) -> list[Mention]:
    """`values`: field → normalised value of what was read or keyed."""
    persons = {person.role: person.fields for person in form.persons}
    facts = FormFacts(form.id, form.version, form.kind, persons, tuple(form.case_persons), "", (), ())
    paper = paper_of(facts, EntryId(entry_id), ref, VolumeId(""), EntryState.APPROVED, values)
    return [
        Mention(
            station_id, entry_id, revision, form.kind, one.role,
            Described(
                f"{station_id} {entry_id} {one.role}", one.name, one.born, one.sex, one.numbers, one.near.get("father", ""),
                one.near.get("mother", ""),
            ),
            persons[one.role],
        )
        for one in paper.persons if one.role in form.case_persons and one.name
    ]  # fmt: skip
