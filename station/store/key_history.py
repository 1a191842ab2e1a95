"""Which keys a person signed with when: a re-issue gives another one in the slot, a token another one to approve with.

What the old ones signed still holds; what they sign later does not.
"""

import base64
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from station.domain.actions import Action
from station.domain.ids import UserId
from station.domain.states import ActionKind
from station.signing.certificates import certificate_facts
from station.store.people import User

SEALING: Final = frozenset({ActionKind.BATCH_SEALED})
"""What is signed with the approval key. Its row ends an append, so that the chain below it covers what was approved with it."""
_CERTIFYING: Final = frozenset({ActionKind.USER_CERTIFIED, ActionKind.KEY_RENEWED})


class KeyHistory:
    """Read from the log once; `actions` in order."""

    def __init__(self, users: Iterable[User], actions: Iterable[Action]) -> None:
        """Raise ValueError, KeyError or TypeError for a renewal that does not say which key was before, StationError for no certificate."""
        known = list(users)
        self._now = {user.user_id: user.public_key for user in known}
        self._before: dict[UserId, list[tuple[int, bytes]]] = defaultdict(list)
        self._certified: dict[UserId, list[tuple[int, bytes | None]]] = defaultdict(list)
        """(row, certificate in force from behind it on)."""
        for action in actions:
            if action.payload is not None:
                self._note(UserId(action.subject), action)
        for user in known:
            # stores of before schema 7 took certificates in without a word in the log
            if user.certificate is not None and not self._certified[user.user_id]:
                self._certified[user.user_id].append((0, user.certificate))

    def key_at(self, user_id: UserId, seq: int) -> bytes | None:
        """The slot's public key (SPKI DER) when row `seq` was signed; None for somebody the store does not know."""
        for renewed_at, was in self._before.get(user_id, ()):
            # the renewal itself is signed with the key before
            if seq <= renewed_at:
                return was
        return self._now.get(user_id)

    def approval_key_at(self, user_id: UserId, seq: int) -> bytes | None:
        """The key that batches were sealed with at row `seq`: of the certificate in force then, else the slot's."""
        certificate = self.certificate_at(user_id, seq)
        return self.key_at(user_id, seq) if certificate is None else certificate_facts(certificate).public_key

    def certificate_at(self, user_id: UserId, seq: int) -> bytes | None:
        """The certificate in force when row `seq` was written, DER."""
        return next((certificate for at, certificate in reversed(self._certified.get(user_id, ())) if at < seq), None)

    def certificates(self, user_id: UserId) -> list[bytes]:
        """Every one there ever was, the newest last."""
        return [certificate for _, certificate in self._certified.get(user_id, ()) if certificate is not None]

    def _note(self, user_id: UserId, action: Action) -> None:
        assert action.payload is not None
        if action.kind in _CERTIFYING:
            given = action.payload["certificate"]
            self._certified[user_id].append((action.seq, base64.b64decode(given, validate=True) if given else None))
        elif action.kind is ActionKind.USER_REISSUED:
            was = base64.b64decode(action.payload["was"], validate=True)
            self._before[user_id].append((action.seq, was))
            certificate = self.certificate_at(user_id, action.seq)
            if certificate is not None and certificate_facts(certificate).public_key == was:
                self._certified[user_id].append((action.seq, None))
        elif action.kind is ActionKind.ROLE_CHANGED:
            certificate = self.certificate_at(user_id, action.seq)
            if certificate is not None and certificate_facts(certificate).role != action.payload["role"]:
                self._certified[user_id].append((action.seq, None))
