"""What a role may do, and which right an action needs: two tables, read by the log's guard, the rail, the desks and the tests.

Rights are asked for when something is done, never when the log is folded: what was allowed then stays true when a table changes.
"""

from enum import StrEnum
from typing import Final

from station.domain.errors import StationError
from station.domain.roles import PERSONS, Actor, Role
from station.domain.states import ActionKind


class Right(StrEnum):
    """What a person may be trusted with."""

    OPEN_VOLUMES = "open-volumes"
    """And account for their numbers."""
    CLOSE_VOLUMES = "close-volumes"
    CAPTURE = "capture"
    KEY = "key"
    IDENTIFY = "identify"
    SECOND_KEY = "second-key"
    DECIDE = "decide"
    """Between two keyings that differ."""
    RELATE = "relate"
    """Say whether two entries are one case, or one family."""
    APPROVE = "approve"
    PLAN = "plan"
    """Second keying and sampling."""
    SEND = "send"
    LOOK_UP = "look-up"
    MANAGE_PEOPLE = "manage-people"
    MANAGE_KEYS = "manage-keys"
    """Recovery code, escrow, a new data key."""
    BACK_UP = "back-up"
    ERASE = "erase"
    SEE_LOG = "see-log"
    SEE_ALL = "see-all"
    """Everything, to read only."""


_R = Right

RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    Role.CLERK: frozenset(
        {_R.OPEN_VOLUMES, _R.CAPTURE, _R.KEY, _R.IDENTIFY, _R.SECOND_KEY, _R.DECIDE, _R.RELATE, _R.SEND, _R.LOOK_UP, _R.BACK_UP}
    ),
    Role.SECOND_KEYER: frozenset({_R.SECOND_KEY}),  # blind: looking up would show what the first one keyed
    Role.SUPERVISOR: frozenset(
        {_R.CLOSE_VOLUMES, _R.APPROVE, _R.PLAN, _R.DECIDE, _R.RELATE, _R.SEND, _R.LOOK_UP, _R.SEE_LOG, _R.BACK_UP, _R.ERASE}
    ),
    Role.ADMINISTRATOR: frozenset({_R.MANAGE_PEOPLE, _R.MANAGE_KEYS, _R.BACK_UP, _R.ERASE, _R.SEE_LOG}),
    Role.AUDITOR: frozenset({_R.SEE_ALL, _R.SEE_LOG, _R.LOOK_UP}),
}
"""Role → rights. The administrator sees nobody's papers and puts no word into an entry; the supervisor makes no logins (an invented
clerk would be a second pair of eyes that is nobody's); the auditor changes nothing. A backup is
sealed: whoever is there in the evening may make one."""

_A = ActionKind

NEEDS: Final[dict[ActionKind, Right]] = {
    _A.VOLUME_OPENED: _R.OPEN_VOLUMES,
    _A.VOLUME_DESCRIBED: _R.OPEN_VOLUMES,
    _A.VOLUME_CLOSED: _R.CLOSE_VOLUMES,
    _A.VOLUME_REOPENED: _R.CLOSE_VOLUMES,
    _A.NUMBERS_ACCOUNTED: _R.OPEN_VOLUMES,
    _A.NUMBERS_UNACCOUNTED: _R.OPEN_VOLUMES,
    _A.DOSSIER_LISTED: _R.OPEN_VOLUMES,
    _A.DOSSIER_UNLISTED: _R.OPEN_VOLUMES,
    _A.PAGE_CAPTURED: _R.CAPTURE,
    _A.PAGE_SET_ASIDE: _R.CAPTURE,
    _A.PAGE_TAKEN_BACK: _R.CAPTURE,
    _A.ENTRY_WITHDRAWN: _R.CAPTURE,
    _A.ENTRY_KEYED: _R.KEY,
    _A.ENTRY_CHECKED: _R.KEY,
    _A.ENTRY_UPHELD: _R.KEY,
    _A.ENTRY_REOPENED: _R.KEY,
    _A.ENTRY_SECOND_KEYED: _R.SECOND_KEY,
    _A.KNOWN_ANSWERED: _R.SECOND_KEY,
    _A.ENTRY_DECIDED: _R.DECIDE,
    _A.VOLUME_PLANNED: _R.PLAN,
    _A.ENTRY_WAIVED: _R.PLAN,
    _A.SAMPLE_DRAWN: _R.APPROVE,
    _A.SAMPLE_LOOKED: _R.APPROVE,
    _A.ENTRY_IDENTIFIED: _R.IDENTIFY,
    _A.NOTICE_SHOWN: _R.IDENTIFY,
    _A.PAIR_JUDGED: _R.RELATE,
    _A.ENTRY_RETURNED: _R.APPROVE,
    _A.ENTRY_APPROVED: _R.APPROVE,
    _A.BATCH_SEALED: _R.APPROVE,
    _A.PAYLOAD_ERASED: _R.ERASE,
    _A.IMAGES_ERASED: _R.ERASE,
    _A.STORE_BACKED_UP: _R.BACK_UP,
    _A.STORE_RESTORED: _R.BACK_UP,
    _A.USER_ADDED: _R.MANAGE_PEOPLE,
    _A.USER_CERTIFIED: _R.MANAGE_PEOPLE,
    _A.USER_REVOKED: _R.MANAGE_PEOPLE,
    _A.USER_REISSUED: _R.MANAGE_PEOPLE,
    _A.USER_UNLOCKED: _R.MANAGE_PEOPLE,
    _A.ROLE_CHANGED: _R.MANAGE_PEOPLE,
    _A.PASSWORD_CHANGED: _R.MANAGE_PEOPLE,
    _A.KEY_RENEWED: _R.MANAGE_PEOPLE,
    _A.REVOCATIONS_TAKEN: _R.MANAGE_PEOPLE,
    _A.RECOVERY_RENEWED: _R.MANAGE_KEYS,
    _A.DATA_KEY_RENEWED: _R.MANAGE_KEYS,
}
"""Which right a person's action needs. A kind that is not here is never a person's."""

OF_ONESELF: Final = frozenset({_A.PASSWORD_CHANGED, _A.KEY_RENEWED, _A.USER_CERTIFIED})
"""What everybody may do about themselves; a certificate vouches for itself."""


def may(role: Role, right: Right) -> bool:
    """Whether this role has this right."""
    return right in RIGHTS.get(role, frozenset())


def require(actor: Actor, right: Right) -> None:
    """Raise StationError `people.no-right` unless this person has the right; machines are not asked."""
    if actor.role in PERSONS and not may(actor.role, right):
        raise StationError("people.no-right", right=right.value)


def require_to_act(actor: Actor, kind: ActionKind, subject: str) -> None:
    """Raise StationError `people.no-right` unless a person may do this about `subject`; machines are not asked."""
    if actor.role not in PERSONS or (kind in OF_ONESELF and subject == actor.user_id):
        return
    needed = NEEDS.get(kind)
    if needed is None or not may(actor.role, needed):
        raise StationError("people.no-right", right=needed.value if needed else kind.value)
