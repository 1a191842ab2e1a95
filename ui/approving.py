"""With what somebody approves: their password and the key in their slot, or the PIN and the key on their token. For both faces."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from station.domain.actions import Signer
from station.domain.errors import StationError
from station.signing.keys import key_id_of
from station.signing.token import Token, module_path
from ui import bootstrap


@dataclass(frozen=True)
class ApprovingHand:
    """Somebody who has just shown that it is them. Closed once everything is sealed."""

    signer: Signer | None = None
    """Of the token; None: they approve with the key they act with."""
    token: Token | None = None

    def close(self) -> None:
        """The PIN is forgotten; harmless when repeated."""
        if self.token is not None:
            self.token.close()


def has_token(station: bootstrap.Station) -> bool:
    """Whether whoever signed in approves with a token."""
    return station.store.people.user(station.desk.actor.user_id).has_token


def approving_hand(station: bootstrap.Station, secret: str) -> ApprovingHand:
    """`secret`: the PIN where there is a token, else the password, counted like a sign-in. Nothing of either is kept here.

    Raises StationError `store.wrong-password`, `store.wait`, `store.locked-out`, `token.*`.
    """
    if has_token(station):
        return _at_token(station, secret)
    station.store.confirm_password(secret)
    return ApprovingHand()


@contextlib.contextmanager
def approving(station: bootstrap.Station, pin: str) -> Iterator[Signer | None]:
    """For whoever gave their password a moment ago, as at the command line: the token's signer where there is one.

    Raises StationError `token.needed` without a PIN for it, `token.*`.
    """
    if not has_token(station):
        yield None
        return
    if not pin:
        raise StationError("token.needed", user=station.desk.actor.user_id)
    hand = _at_token(station, pin)
    try:
        yield hand.signer
    finally:
        hand.close()


def open_token(pin: str, wanted: str = "") -> Token:
    """The token at this PC; `wanted`: id of the key that it has to hold. Raises StationError `token.*`."""
    return Token(module_path(bootstrap.settings().token_module), pin, wanted=wanted)


def _at_token(station: bootstrap.Station, pin: str) -> ApprovingHand:
    wanted = station.store.people.user(station.desk.actor.user_id).approval_key
    token = open_token(pin, key_id_of(wanted))
    try:
        return ApprovingHand(station.store.token_signer(token), token)
    except StationError:
        token.close()
        raise
