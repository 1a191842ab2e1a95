"""The four-eyes rule: nobody approves what they keyed or checked, keys it a second time, or decides between the two keyings."""

from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.record import Entry
from station.domain.roles import Actor
from station.domain.second_keying import may_decide, may_key_second
from station.domain.states import ActionKind, next_state


def keyed_by(entry: Entry, user_id: UserId) -> bool:
    """Whether this person's hand is in this revision of the entry."""
    return user_id in entry.touched_by


def require_allowed(entry: Entry, action: ActionKind, by: Actor) -> None:
    """Raise StationError unless the transition table and the four-eyes rule allow `by` to do `action`."""
    if next_state(entry.state, action, by.role) is None:
        raise StationError("workflow.not-allowed", action=action.value, state=entry.state.value, role=by.role.value)
    if action is ActionKind.ENTRY_APPROVED and keyed_by(entry, by.user_id):
        raise StationError("approval.four-eyes", user=by.user_id, entry=entry.entry_id)
    if action is ActionKind.ENTRY_SECOND_KEYED and not may_key_second(entry, by.user_id):
        raise StationError("second.own-work", user=by.user_id, entry=entry.entry_id)
    if action is ActionKind.ENTRY_DECIDED and not may_decide(entry, by.user_id):
        raise StationError("second.own-work", user=by.user_id, entry=entry.entry_id)
