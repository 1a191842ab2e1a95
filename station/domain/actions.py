"""The action log's rows and the arithmetic of their chain. The log is the only truth; everything on a screen is a fold over it.

A row's hash covers the hash of the row before and a salted hash of the payload, not the payload: the retention rule can erase
personal data (payload and salt) and the chain still verifies. A person's signature covers the row's hash.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import rfc8785

from station.domain.ids import ActionId, UserId
from station.domain.roles import Actor
from station.domain.states import ActionKind

Payload = Mapping[str, Any]
"""JSON values only: str, int, float, bool, None, list, dict with str keys."""

GENESIS: Final = "0" * 64
"""The `previous` of the first row."""

SALT_BYTES: Final = 16


@dataclass(frozen=True)
class Signature:
    """A detached signature: which key, which algorithm (`ed25519`, `es256`, `rsa-pss-sha256`), which bytes."""

    key_id: str
    algorithm: str
    value: bytes


class Signer(Protocol):
    """A person's (or the station's) signing key; unlocked for as long as the object lives."""

    @property
    def user_id(self) -> UserId:
        """Whose key it is; the station id for the station's."""

    @property
    def certificate(self) -> bytes | None:
        """X.509 certificate of the province, DER; None when there is none yet."""

    def sign(self, message: bytes) -> Signature:
        """A detached signature over `message`."""


@dataclass(frozen=True)
class NewAction:
    """An act that has not been written yet."""

    kind: ActionKind
    subject: str
    """Id of the entry, page, volume or batch that it is about."""
    by: Actor
    payload: Payload


@dataclass(frozen=True)
class Action:
    """One row of the log."""

    seq: int
    """1, 2, 3… without gaps."""
    action_id: ActionId
    kind: ActionKind
    subject: str
    by: Actor
    at: str
    """UTC of the station's clock, ISO 8601 with milliseconds. Shown to people; order is `seq`, never this."""
    payload_hash: str
    previous: str
    hash: str
    payload: Payload | None
    """None once the retention rule has erased it."""
    signature: Signature | None = None


@dataclass(frozen=True)
class Head:
    """Where the log ends: what manifests, printed sheets and the file beside the database carry."""

    seq: int
    hash: str


EMPTY_HEAD: Final = Head(0, GENESIS)


def canonical(value: object) -> bytes:
    """JSON in the one spelling of RFC 8785, so that equal values have equal bytes."""
    return rfc8785.dumps(value)  # type: ignore[arg-type]


def payload_hash(salt: bytes, payload: Payload) -> str:
    """SHA-256 of salt followed by the canonical payload; without the salt nobody can test a guess."""
    return salted_hash(salt, canonical(dict(payload)))


def salted_hash(salt: bytes, canonical_payload: bytes) -> str:
    """The same for a payload whose canonical text is at hand already."""
    return hashlib.sha256(salt + canonical_payload).hexdigest()


def row_hash(
    *, seq: int, action_id: str, kind: str, subject: str, role: str, user_id: str, at: str, payload_hash: str, previous: str
) -> str:
    """SHA-256 of the canonical row with the hash of the row before it in it."""
    row = [seq, action_id, kind, subject, role, user_id, at, payload_hash, previous]
    return hashlib.sha256(canonical(row)).hexdigest()


def hash_of(action: Action) -> str:
    """The hash this row ought to have."""
    return row_hash(
        seq=action.seq, action_id=action.action_id, kind=action.kind.value, subject=action.subject, role=action.by.role.value,
        user_id=action.by.user_id, at=action.at, payload_hash=action.payload_hash, previous=action.previous,
    )  # fmt: skip


def chain_faults(actions: Iterator[Action], after: tuple[int, str] = (0, GENESIS)) -> Iterator[str]:
    """One sentence per break: a missing number, a wrong link, a changed row. `after`: number and hash of the row before the first."""
    seq, previous = after
    for action in actions:
        if action.seq != seq + 1:
            yield f"action {action.seq} follows {seq}"
        if action.previous != previous:
            yield f"action {action.seq} does not continue the chain"
        if hash_of(action) != action.hash:
            yield f"action {action.seq} was changed"
        seq, previous = action.seq, action.hash
