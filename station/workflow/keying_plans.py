"""The plan of a volume: who sets it, what holds where nobody has, and which fields of an entry it wants keyed a second time."""

import dataclasses
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any, Final

from station.domain.actions import NewAction
from station.domain.codec import from_json, to_json
from station.domain.errors import StationError
from station.domain.ids import EntryId, VolumeId
from station.domain.keying_plan import NO_PLAN, KeyingPlan, PlanKind
from station.domain.record import Entry, FieldValue, ValueState
from station.domain.rights import Right, require
from station.domain.roles import STATION
from station.domain.second_keying import said
from station.domain.states import ActionKind
from station.forms.check import check_entry
from station.forms.definition import FormDefinition
from station.forms.library import FormLibrary
from station.forms.sameness import key_fields, lines_to_key
from station.workflow.attention import grounds_of
from station.workflow.desk import Desk

SEED_BYTES: Final = 16

KEYED_WRONG: Final = 0.00037
"""Values that a person keys wrong: 0.37 in 1,000 (Paulsen et al., PLoS ONE 7(4) e35087, 2012)."""

OTHER_FIELDS_WEIGH: Final = 0.1
"""A slip in a remark is worth a tenth of one in a name: it has to be ten times as likely to be keyed again."""

SECOND_NEEDED: Final = 2
"""People who key, at the least, before anything can be keyed twice."""


def plan_of(desk: Desk, volume_id: VolumeId) -> KeyingPlan | None:
    """The newest plan that somebody has set for the volume; None when nobody has."""
    set_plans = [action.payload for action in desk.log.actions(volume_id) if action.kind is ActionKind.VOLUME_PLANNED]
    return from_json(KeyingPlan, set_plans[-1]["plan"]) if set_plans and set_plans[-1] is not None else None


def plan_in_force(desk: Desk, entry: Entry, form: FormDefinition) -> KeyingPlan:
    """What holds for an entry: the volume's plan, else the office's setting, else what its form says."""
    plan = plan_of(desk, entry.volume_id)
    if plan is not None:
        return plan
    kind = form.second_keying if desk.second_keying is None else desk.second_keying
    # without a plan of its own a volume is drawn from by its id: nobody has made a seed
    return KeyingPlan(kind, seed=hashlib.sha256(entry.volume_id.encode()).hexdigest()) if kind is not PlanKind.NONE else NO_PLAN


def set_plan(desk: Desk, volume_id: VolumeId, plan: KeyingPlan, keyers: int) -> KeyingPlan:
    """Plan the volume; entries that are checked from now on follow it. `keyers`: how many people of the office may key.

    Raises StationError `second.nobody` when fewer than two may, `people.no-right` for a role that does not plan.
    """
    require(desk.actor, Right.PLAN)
    if plan.kind is not PlanKind.NONE and keyers < SECOND_NEEDED:
        raise StationError("second.nobody", count=keyers)
    seeded = dataclasses.replace(plan, seed=secrets.token_bytes(SEED_BYTES).hex())
    desk.act(ActionKind.VOLUME_PLANNED, volume_id, {"plan": to_json(seeded)})
    return seeded


def waive(desk: Desk, entry_id: EntryId, reason: str) -> Entry:
    """Let an entry pass without its second keying; raise StationError `workflow.not-allowed`."""
    desk.act(ActionKind.ENTRY_WAIVED, entry_id, {"reason": reason})
    return desk.records.entry(entry_id)


def planning(desk: Desk, entry: Entry) -> list[NewAction]:
    """The station's act that goes with the entry's check: which fields are keyed again. None when the plan asks for none."""
    form = desk.forms.find(entry.form)
    if form is None:
        return []
    plan = plan_in_force(desk, entry, form)
    if plan.kind is PlanKind.NONE:
        return []
    due = due_fields(plan, form, desk.forms, entry, proposed_by_reading(desk, entry.entry_id))
    settled = entry.second.fields if entry.second is not None and entry.second.settled else ()
    left = [path for path in due if path not in settled]
    if not left:
        return []
    return [NewAction(ActionKind.ENTRY_PLANNED, entry.entry_id, STATION, {"fields": left, "plan": plan.kind.value})]


def due_fields(plan: KeyingPlan, form: FormDefinition, library: FormLibrary, entry: Entry, proposed: Mapping[str, FieldValue]) -> list[str]:
    """Fields that the plan wants keyed again, in the order of the paper. `proposed`: what the reading said of the entry."""
    lines = lines_to_key(form, entry.fields)
    match plan.kind:
        case PlanKind.KEY_FIELDS:
            weighty = key_fields(form)
            return [path for path in lines if path in weighty]
        case PlanKind.ALL:
            return lines
        case PlanKind.SAMPLE:
            return lines if is_drawn(plan, entry.entry_id) else []
        case PlanKind.RISK:
            chances = chances_wrong(form, library, entry, proposed)
            weighty = key_fields(form)
            return [path for path in lines if chances.get(path, 0.0) * (1.0 if path in weighty else OTHER_FIELDS_WEIGH) >= plan.threshold]
        case PlanKind.NONE:
            return []


def is_drawn(plan: KeyingPlan, entry_id: str, purpose: str = "entry") -> bool:
    """Whether the plan's sample falls on an entry: follows from the seed alone, so that anybody who has the log can draw again."""
    return drawn_at(plan.seed, purpose, entry_id) < plan.share


def drawn_at(seed: str, purpose: str, entry_id: str) -> float:
    """Where in [0, 1) the draw lays an entry."""
    digest = hashlib.sha256(f"{seed} {purpose} {entry_id}".encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48


def chances_wrong(
    form: FormDefinition, library: FormLibrary, entry: Entry, proposed: Mapping[str, FieldValue], keyed_wrong: float = KEYED_WRONG
) -> dict[str, float]:
    """Field → the chance that its value is wrong, 0..1, from the calibrated confidence of what was read there.

    A person who lets a read value stand is not counted as a witness: whether people wave through is what second keying is to find out.
    """
    grounds = grounds_of(form, library, proposed, check_entry(form, library, proposed))
    found = {}
    for field in form.fields:
        sureness = grounds[field.id].sureness
        value, read = entry.fields.get(field.id), proposed.get(field.id)
        was_read = read is not None and read.state is ValueState.READ
        if not was_read or sureness is None:
            found[field.id] = keyed_wrong
        elif value is not None and read is not None and said(value) == said(read):
            found[field.id] = 1.0 - sureness
        else:
            found[field.id] = keyed_wrong * sureness / (keyed_wrong * sureness + (1.0 - keyed_wrong) * (1.0 - sureness))
    return found


def proposed_by_reading(desk: Desk, entry_id: EntryId) -> dict[str, FieldValue]:
    """What the reading said of the entry, the newest time it was read; nothing when that was erased."""
    payload: Any = None
    for action in desk.log.actions(entry_id):
        if action.kind in (ActionKind.ENTRY_READ, ActionKind.ENTRY_REREAD):
            payload = action.payload
    fields = payload["fields"] if payload is not None else {}
    values = {path: from_json(FieldValue, value) for path, value in fields.items()}
    return {path: value for path, value in values.items() if value.source.value == "reading"}
