"""How the second keying of an entry goes on, act by act, and who may lend a hand to it. What counts as the same: station.forms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from station.domain.errors import StationError
from station.domain.ids import EntryId, UserId
from station.domain.keying_plan import PlanKind
from station.domain.record import Entry, FieldValue, SecondKeying, ValueState
from station.domain.states import ActionKind, EntryState

OPEN: Final = frozenset({EntryState.SECOND, EntryState.DIFFERING})
"""An entry in these waits for somebody who must not know what was keyed before."""


def said(value: FieldValue) -> tuple[str, str]:
    """What a value says, whoever keyed it and however it is printed."""
    return value.value, value.state.value


@dataclass(frozen=True)
class Blind:
    """Somebody who may still be asked to key an entry a second time, or to decide it: what of others' work they are shown nowhere."""

    user_id: UserId
    given: frozenset[EntryId] = frozenset()
    """Entries with a known answer that are given to them as if they waited: shown, these would be told from the others."""

    def to(self, entry: Entry) -> bool:
        """Whether nothing that stands in the entry may be shown to this person: it waits, and they did not key it first."""
        return entry.entry_id in self.given or (entry.state in OPEN and may_key_second(entry, self.user_id))


def may_key_second(entry: Entry, user_id: UserId) -> bool:
    """Whether this person's hand is not in the first keying; who keyed second before may do it again."""
    return user_id not in entry.touched_by - (entry.second.hands if entry.second else frozenset())


def may_decide(entry: Entry, user_id: UserId) -> bool:
    """Whether this person keyed neither first nor second."""
    return user_id not in entry.touched_by


def planned(entry: Entry, fields: Iterable[str], plan: PlanKind) -> SecondKeying:
    """These fields wait to be keyed again."""
    before = entry.second
    return SecondKeying(tuple(fields), plan, hands=before.hands if before else frozenset())


def keyed_second(entry: Entry, by: UserId, values: Mapping[str, FieldValue], differing: Iterable[str]) -> SecondKeying:
    """The second person's values lie beside the first's. Raises StationError `second.incomplete` when they are of other fields."""
    second = _open(entry, ActionKind.ENTRY_SECOND_KEYED)
    found = tuple(differing)
    if set(values) != set(second.fields) or not set(found) <= set(second.fields):
        raise StationError("second.incomplete", entry=entry.entry_id)
    return replace(second, values=dict(values), differing=found, hands=second.hands | {by})


def agreed(entry: Entry) -> SecondKeying:
    """Nothing differs. Raises StationError `workflow.not-allowed` when something does."""
    second = _open(entry, ActionKind.ENTRY_AGREED)
    if second.differing:
        raise _not_allowed(entry, ActionKind.ENTRY_AGREED)
    return replace(second, values={}, settled=True)


def decided(entry: Entry, by: UserId, values: Mapping[str, FieldValue]) -> SecondKeying:
    """Every field that differed has one value now, a list with its items. Raises StationError `second.incomplete` when one has none."""
    second = _open(entry, ActionKind.ENTRY_DECIDED)
    if not set(second.differing) <= set(values) or not all(_belongs(path, second.differing) for path in values):
        raise StationError("second.incomplete", entry=entry.entry_id)
    return replace(second, values={}, settled=True, decided_by=by)


def waived(entry: Entry) -> SecondKeying | None:
    """As if nothing had been planned; who keyed second before is still known."""
    second = _open(entry, ActionKind.ENTRY_WAIVED)
    return replace(second, fields=(), settled=True) if second.hands else None


def typed_anew(entry: Entry, values: Mapping[str, FieldValue]) -> bool:
    """Whether a decision says something that neither keying said: then the decider has keyed."""
    second = _open(entry, ActionKind.ENTRY_DECIDED)
    return any(said(values[path]) not in {_said_at(entry.fields, path), _said_at(second.values, path)} for path in second.differing)


def still_settled(entry: Entry, fields: Mapping[str, FieldValue], by: UserId | None = None) -> SecondKeying | None:
    """What of a settled second keying still stands once these fields are others and `by` has worked on the entry as a first keyer."""
    second = entry.second
    if second is None:
        return None
    if not second.settled:
        # nobody has compared anything yet, or what was compared is of another picture: it is planned anew when the entry is finished
        return SecondKeying((), second.plan, hands=second.hands - {by}, settled=True) if second.hands - {by} else None
    changed = {path for path, value in fields.items() if path not in entry.fields or said(entry.fields[path]) != said(value)}
    left = tuple(path for path in second.fields if path not in changed)
    return replace(second, fields=left, differing=tuple(path for path in second.differing if path in left), hands=second.hands - {by})


def _belongs(path: str, fields: Iterable[str]) -> bool:
    return any(path == field or path.startswith(f"{field}[") for field in fields)


def _said_at(values: Mapping[str, FieldValue], path: str) -> tuple[str, str]:
    return said(values[path]) if path in values else ("", ValueState.BLANK.value)


def _open(entry: Entry, action: ActionKind) -> SecondKeying:
    if entry.second is None or entry.second.settled:
        raise _not_allowed(entry, action)
    return entry.second


def _not_allowed(entry: Entry, action: ActionKind) -> StationError:
    return StationError("workflow.not-allowed", action=action.value, state=entry.state.value, role="station")
