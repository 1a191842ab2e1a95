"""A lost store opened again on a new PC by the province, by files alone: the station asks, the province answers. FORMAT.md §3.

The request holds no secret: ids, the new PC's public key, and the store's escrow slot, which only the province opens. The private key to
which the answer is sealed is made from this PC's device secret each time, so it lies nowhere. Whoever swaps the key in a request on its way
would get the answer: both sides show the key's fingerprint, and the province asks by telephone before it answers.
"""

import base64
import datetime
import hashlib
import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from station.domain.actions import canonical
from station.domain.durable import hand_over
from station.domain.errors import StationError
from station.store.crypto import KEY_BYTES, Unsealable, agreement_public_key, derive, seal_to, unseal_from
from station.store.manifest import StoreFacts
from station.store.slots import escrow_slot, opened_escrow_slot

_VERSION: Final = 1
_REQUEST, _ANSWER = "escrow-request", "escrow-answer"
_NONCE_BYTES: Final = 16
_FINGERPRINT_LETTERS, _GROUP = 20, 5
_SIZE_MAX: Final = 64 * 1024


@dataclass(frozen=True)
class Request:
    """What the station asks the province."""

    value: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        """80 bits of the new PC's public key in four groups, to be compared by telephone."""
        return _fingerprint(_bytes(self.value, "key"))

    def save(self, path: Path) -> None:
        """Write the file durably."""
        _save(path, self.value)

    @classmethod
    def load(cls, path: Path) -> "Request":
        """Raises StationError `escrow.faulty-file`."""
        value = _load(path, _REQUEST)
        if len(_bytes(value, "key")) != KEY_BYTES or not isinstance(value.get("escrow"), dict):
            raise StationError("escrow.faulty-file", path=path.name)
        return cls(value)


@dataclass(frozen=True)
class Answer:
    """What the province answered; opens on the PC that asked, for the store it asked for, until it expires."""

    value: dict[str, Any]
    at: datetime.datetime
    """When it is used, with a time zone."""

    def save(self, path: Path) -> None:
        """Write the file durably."""
        _save(path, self.value)

    @classmethod
    def load(cls, path: Path, *, at: datetime.datetime) -> "Answer":
        """Raises StationError `escrow.faulty-file`."""
        return cls(_load(path, _ANSWER), at)

    def data_key(self, facts: StoreFacts, device_secret: bytes) -> bytes:
        """Raises StationError `escrow.other-store`, `escrow.other-pc`, `escrow.expired`, `escrow.faulty-file` (changed on its way)."""
        value = self.value
        if (value["store"], value["realm"]) != (facts.store_id, facts.realm):
            raise StationError("escrow.other-store")
        private = _private_key(device_secret, facts.store_id, _bytes(value, "nonce"))
        if agreement_public_key(private) != _bytes(value, "key"):
            raise StationError("escrow.other-pc")
        try:
            data_key = unseal_from(private, _bytes(value, "sealed"), canonical(_header(value)))
        except Unsealable as error:
            raise StationError("escrow.faulty-file", path=_ANSWER) from error
        # after opening: only then is it certain that nobody changed the day
        until = datetime.datetime.fromisoformat(value["expires"])
        if self.at > until:
            raise StationError("escrow.expired", until=f"{until:%d.%m.%Y}")
        return data_key


def ask(folder: Path, facts: StoreFacts, device_secret: bytes, *, at: datetime.datetime) -> Request:
    """A request of this PC for the store in `folder`; needs no password. Raises StationError `store.damaged`."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    key = agreement_public_key(_private_key(device_secret, facts.store_id, nonce))
    return Request({
        "version": _VERSION, "kind": _REQUEST, "store": facts.store_id, "station": facts.station_id, "office": facts.office_id,
        "realm": facts.realm, "key": _text(key), "nonce": _text(nonce), "asked": at.isoformat(timespec="seconds"),
        "escrow": escrow_slot(folder, facts.store_id),
    })  # fmt: skip


def answer(request: Request, escrow_private_key: bytes, realm: str, *, at: datetime.datetime, valid: datetime.timedelta) -> Answer:
    """The province's answer. Raises StationError `escrow.other-realm`, `escrow.faulty-file` when the slot is not of that store or key."""
    asked = request.value
    if asked.get("realm") != realm:
        raise StationError("escrow.other-realm", realm=str(asked.get("realm")))
    try:
        data_key = opened_escrow_slot(asked["escrow"], str(asked["store"]), escrow_private_key)
    except StationError as error:
        raise StationError("escrow.faulty-file", path=_REQUEST) from error
    header = {
        "version": _VERSION, "kind": _ANSWER, "store": asked["store"], "realm": realm, "key": asked["key"], "nonce": asked["nonce"],
        "answered": at.isoformat(timespec="seconds"), "expires": (at + valid).isoformat(timespec="seconds"),
    }  # fmt: skip
    return Answer({**header, "sealed": _text(seal_to(_bytes(asked, "key"), data_key, canonical(header)))}, at)


def _private_key(device_secret: bytes, store_id: str, nonce: bytes) -> bytes:
    return derive(device_secret, salt=store_id.encode() + nonce, purpose="escrow request")


def _fingerprint(key: bytes) -> str:
    letters = hashlib.sha256(key).hexdigest()[:_FINGERPRINT_LETTERS]
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def _header(value: dict[str, Any]) -> dict[str, Any]:
    return {name: item for name, item in value.items() if name != "sealed"}


def _save(path: Path, value: dict[str, Any]) -> None:
    summed = {**value, "sum": hashlib.sha256(canonical(value)).hexdigest()}
    hand_over(path, json.dumps(summed, indent=2).encode())


def _load(path: Path, kind: str) -> dict[str, Any]:
    """The file's value, whole, of this kind, every other field than the slot a text; raise StationError `escrow.faulty-file`."""
    try:
        with path.open("rb") as file:
            value = json.loads(file.read(_SIZE_MAX))
        whole = isinstance(value, dict) and value.pop("sum", None) == hashlib.sha256(canonical(value)).hexdigest()
    except (OSError, ValueError) as error:
        raise StationError("escrow.faulty-file", path=path.name) from error
    names = {"store", "realm", "key", "nonce"} | ({"sealed", "expires"} if kind == _ANSWER else {"station", "office"})
    if not whole or value.get("kind") != kind or value.get("version") != _VERSION:
        raise StationError("escrow.faulty-file", path=path.name)
    if not all(isinstance(value.get(name), str) for name in names):
        raise StationError("escrow.faulty-file", path=path.name)
    return dict(value)


def _bytes(value: dict[str, Any], name: str) -> bytes:
    try:
        return base64.b64decode(value[name], validate=True)
    except (KeyError, TypeError, ValueError) as error:
        raise StationError("escrow.faulty-file", path=name) from error


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
