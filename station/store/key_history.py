"""Which key a person signed with when: a re-issue or a token gives them another one, and what the old one signed still holds."""

import base64
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from station.domain.actions import Action
from station.domain.ids import UserId
from station.domain.states import ActionKind
from station.store.people import User

RENEWALS: Final = frozenset({ActionKind.USER_REISSUED, ActionKind.KEY_RENEWED})


class KeyHistory:
    """Read from the log once; `actions` in order."""

    def __init__(self, users: Iterable[User], actions: Iterable[Action]) -> None:
        """Raise ValueError, KeyError or TypeError for a renewal that does not say which key was before."""
        self._now = {user.user_id: user.public_key for user in users}
        self._before: dict[UserId, list[tuple[int, bytes]]] = defaultdict(list)
        for action in actions:
            if action.kind in RENEWALS and action.payload is not None:
                self._before[UserId(action.subject)].append((action.seq, base64.b64decode(action.payload["was"], validate=True)))

    def key_at(self, user_id: UserId, seq: int) -> bytes | None:
        """The public key (SPKI DER) that row `seq` has to be signed with; None for somebody the store does not know."""
        for renewed_at, was in self._before.get(user_id, ()):
            # the renewal itself is signed with the key before
            if seq <= renewed_at:
                return was
        return self._now.get(user_id)
