"""Entries whose answer is known, given blind among those to be keyed a second time: how often people are wrong, measured. Never in a batch.

In a real office the answer is what two people agreed on or a third decided; in the practice office it is the generator's truth, and every
finished entry has one. The answer is an act of its own: the entry, its state and its batch are as they were.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from station.domain.codec import to_json
from station.domain.errors import StationError
from station.domain.ids import EntryId, UserId, VolumeId
from station.domain.record import Entry, FieldValue
from station.domain.states import ActionKind
from station.forms.sameness import lines_to_key
from station.workflow.checking import Keyed
from station.workflow.counting import known_marks
from station.workflow.desk import Desk
from station.workflow.keying_plans import drawn_at, due_fields, plan_in_force, plan_of, proposed_by_reading
from station.workflow.second_keying import blind_values


class Known(Protocol):
    """Where answers are known."""

    def keyed_and_answered(self, volume_id: VolumeId, user_id: UserId) -> tuple[int, int]:
        """(entries of the volume that this person keyed a second time, entries with a known answer that they keyed)."""

    def candidates(self, volume_id: VolumeId, user_id: UserId, *, settled: bool = True) -> Sequence[EntryId]:
        """Finished entries that this person never had a hand in and never answered, the newest first; `settled`: keyed twice."""


class Truth(Protocol):
    """Somebody who knows what a paper says: the practice office. A real office has none."""

    def of(self, entry: Entry) -> Mapping[str, FieldValue] | None: ...


@dataclass(frozen=True)
class Asked:
    """What is asked of somebody, and the answer."""

    fields: tuple[str, ...]
    answer: Mapping[str, FieldValue]


def mixed_in(desk: Desk, known: Known, volume_id: VolumeId, waiting: Sequence[EntryId], truth: Truth | None = None) -> list[EntryId]:
    """What waits for a second keying by this person, with as many entries among it as the plan wants whose answer is known.

    Which and where follows from the plan's seed and the person; nothing tells them from the others.
    """
    plan, mixed = plan_of(desk, volume_id), list(waiting)
    if plan is None or not waiting or not plan.known_share:
        return mixed
    user_id = desk.actor.user_id
    keyed, answered = known.keyed_and_answered(volume_id, user_id)
    due = math.ceil(plan.known_share * (keyed + len(waiting))) - answered
    candidates = known.candidates(volume_id, user_id, settled=truth is None)
    drawn = iter(sorted(candidates, key=lambda one: drawn_at(plan.seed, user_id, one)))
    answered_for = (one for one in drawn if truth is None or asked_of(desk, desk.records.entry(one), truth) is not None)
    for entry_id in itertools.islice(answered_for, max(0, due)):
        mixed.insert(int(drawn_at(plan.seed, f"place {user_id}", entry_id) * (len(mixed) + 1)), entry_id)
    return mixed


def asked_of(desk: Desk, entry: Entry, truth: Truth | None = None) -> Asked | None:
    """Which fields are asked and what the answer is; None where nobody knows it. The fields are those that the plan has keyed anyway."""
    told = truth.of(entry) if truth is not None else None
    second = entry.second
    if second is not None and second.settled and second.fields:
        return Asked(second.fields, told or entry.fields)
    if told is None:
        return None
    form = desk.forms.of_ref(entry.form)
    due = due_fields(plan_in_force(desk, entry, form), form, desk.forms, entry, proposed_by_reading(desk, entry.entry_id))
    return Asked(tuple(due or lines_to_key(form, told)), told)


def answer(desk: Desk, entry_id: EntryId, typed: Mapping[str, Keyed], truth: Truth | None = None) -> None:
    """Log what was keyed and what that counts.

    Raises StationError `second.incomplete`, `second.own-work`, `workflow.not-allowed` where no answer is known.
    """
    entry = desk.records.entry(entry_id)
    asked = asked_of(desk, entry, truth)
    if asked is None:
        raise StationError(
            "workflow.not-allowed", action=ActionKind.KNOWN_ANSWERED.value, state=entry.state.value, role=desk.actor.role.value
        )
    values = blind_values(desk, entry, asked.fields, typed)
    marks = known_marks(desk, desk.forms.of_ref(entry.form), asked.answer, values, desk.actor.user_id)
    fields = {path: to_json(value) for path, value in values.items()}
    desk.act(ActionKind.KNOWN_ANSWERED, entry_id, {"fields": fields, "marks": [to_json(counted) for counted in marks]})
