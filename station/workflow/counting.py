"""Counting errors: every hand's values held against settled ones; the reading, typist, checker and second keyer each apart."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from station.domain.ids import UserId
from station.domain.keying_plan import Hand, Marks, PlanKind
from station.domain.record import Entry, FieldValue
from station.domain.roles import READING
from station.domain.states import ActionKind
from station.forms.calibration import group_of
from station.forms.definition import FieldDefinition, FormDefinition
from station.forms.sameness import NOTHING, differing, said_at
from station.workflow.desk import Desk
from station.workflow.keying_plans import proposed_by_reading

LISTS: Final = "lists"
"""Where lists of items are counted: their parts are not counted one by one."""

_Key = tuple[Hand, str, str]


def marks_of(
    desk: Desk,
    entry: Entry,
    form: FormDefinition,
    settled: Mapping[str, FieldValue],
    second: Mapping[str, FieldValue],
    second_by: UserId,
) -> list[Marks]:
    """What a settled second keying says about every hand in it, over the fields that were keyed twice.

    `entry` as the first person left it, `settled` what stands now, `second` what the second person keyed.
    """
    fields = [field for field in form.fields if field.id in second]
    read, first = proposed_by_reading(desk, entry.entry_id), _FirstHands(desk, entry, form)
    counted: Counter[_Key] = Counter()
    wrong: Counter[_Key] = Counter()
    for field in fields:
        hands: list[tuple[Hand, str, Mapping[str, FieldValue]]] = [(Hand.SECOND, second_by, second)]
        hand, by = first(field, read)
        hands.append((hand, by, entry.fields))
        if said_at(form, desk.forms, read, field) != NOTHING:
            hands.append((Hand.READING, READING.user_id, read))
        for whose, who, values in hands:
            key = (whose, who, kind_of(field))
            counted[key] += 1
            wrong[key] += bool(differing(form, desk.forms, settled, values, (field.id,)))
    by_risk = entry.second is not None and entry.second.plan is PlanKind.RISK
    return [Marks(*key, count, wrong[key], by_risk) for key, count in sorted(counted.items())]


def known_marks(
    desk: Desk, form: FormDefinition, truth: Mapping[str, FieldValue], keyed: Mapping[str, FieldValue], by: UserId
) -> list[Marks]:
    """What an entry keyed blind whose answer is known says about who keyed it."""
    counted: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for field in form.fields:
        if field.id in keyed:
            counted[kind_of(field)] += 1
            wrong[kind_of(field)] += bool(differing(form, desk.forms, truth, keyed, (field.id,)))
    return [Marks(Hand.KNOWN, by, group, count, wrong[group]) for group, count in sorted(counted.items())]


def kind_of(field: FieldDefinition) -> str:
    """The group of types that go wrong alike."""
    return group_of(field.type) or LISTS


class _FirstHands:
    """Whose value the first keying holds at a field: who typed it, or who let what was read stand."""

    def __init__(self, desk: Desk, entry: Entry, form: FormDefinition) -> None:
        self._desk, self._entry, self._form = desk, entry, form
        self._keyed: dict[str, UserId] = {}
        self._checked = UserId("")
        for action in desk.log.actions(entry.entry_id):
            if action.kind is ActionKind.ENTRY_KEYED and action.payload is not None:
                self._keyed |= dict.fromkeys(action.payload["fields"], action.by.user_id)
            elif action.kind is ActionKind.ENTRY_CHECKED:
                self._checked = action.by.user_id

    def __call__(self, field: FieldDefinition, read: Mapping[str, FieldValue]) -> tuple[Hand, str]:
        as_read = not differing(self._form, self._desk.forms, read, self._entry.fields, (field.id,))
        return Hand.CHECKER if as_read else Hand.KEYER, self._keyed.get(field.id, self._checked)


def total(marks: Sequence[Marks]) -> dict[_Key, tuple[int, int]]:
    """(hand, by, group) → (counted, wrong), those chosen by risk left out: they were picked for being wrong."""
    counted: Counter[_Key] = Counter()
    wrong: Counter[_Key] = Counter()
    for mark in marks:
        if not mark.by_risk:
            key = (mark.hand, mark.by, mark.group)
            counted[key] += mark.counted
            wrong[key] += mark.wrong
    return {key: (count, wrong[key]) for key, count in counted.items()}
