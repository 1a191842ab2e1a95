"""Slots: the data key wrapped once per person, once for the printed code, once for the province. FORMAT.md §3; no database here."""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from station.domain.actions import canonical
from station.domain.durable import write_durably
from station.domain.errors import StationError
from station.domain.ids import UserId
from station.store.crypto import (
    CHECK_BYTES,
    KEY_BYTES,
    SALT_BYTES,
    KdfParameters,
    Unsealable,
    derive,
    seal,
    seal_to,
    split,
    stretch,
    unseal,
    unseal_from,
)
from station.store.recovery_code import new_code, typed

_VERSION: Final = 1
_USER_ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_DEVICE_SECRET_BYTES_MIN: Final = 16


@dataclass(frozen=True)
class Unlocked:
    """What a person's slot holds."""

    data_key: bytes
    signing_key: bytes
    """PKCS#8 DER."""
    kdf: KdfParameters
    """What this slot's password costs; a new slot of the same store takes the same."""


def require_user_id(user_id: str) -> None:
    """Raise StationError `store.user-id` unless it can name a file on every system."""
    if not _USER_ID.fullmatch(user_id):
        raise StationError("store.user-id", user=user_id)


def write_user_slot(folder: Path, store_id: str, user_id: UserId, password: str, device_secret: bytes, unlocked: Unlocked) -> None:
    """Wrap the data key for one person, replacing their slot. Raises StationError `store.no-password`, `store.user-id`."""
    require_user_id(user_id)
    if not password:
        raise StationError("store.no-password")
    if len(device_secret) < _DEVICE_SECRET_BYTES_MIN:
        raise ValueError("the device secret is too short")
    salt = secrets.token_bytes(SALT_BYTES)
    key, check = stretch(password, device_secret, salt, unlocked.kdf)
    header = {
        "version": _VERSION, "kind": "user", "store": store_id, "user": user_id,
        "kdf": {"name": "argon2id", **asdict(unlocked.kdf), "salt": _text(salt)},
        "device": _text(_device_mark(device_secret, store_id)), "check": _text(check),
    }  # fmt: skip
    _write(_user_path(folder, user_id), header, seal(key, unlocked.data_key + unlocked.signing_key, canonical(header)))


def has_user_slot(folder: Path, user_id: UserId) -> bool:
    """Whether there is a slot of this name."""
    return _USER_ID.fullmatch(user_id) is not None and _user_path(folder, user_id).exists()


def open_user_slot(folder: Path, store_id: str, user_id: UserId, password: str, device_secret: bytes) -> Unlocked:
    """Raises StationError `store.wrong-password`, `store.other-device`, `store.damaged`, `store.version`."""
    if not has_user_slot(folder, user_id):
        raise StationError("store.wrong-password")
    path = _user_path(folder, user_id)
    slot = _read(path, kind="user", store=store_id, user=user_id)
    try:
        kdf = KdfParameters(*(int(slot["kdf"][name]) for name in ("memory_kib", "iterations", "lanes")))
        salt, device, check = (base64.b64decode(text) for text in (slot["kdf"]["salt"], slot["device"], slot["check"]))
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(path) from error
    if not secrets.compare_digest(device, _device_mark(device_secret, store_id)):
        raise StationError("store.other-device")
    key, expected = stretch(password, device_secret, salt, kdf)
    if not secrets.compare_digest(check, expected):
        raise StationError("store.wrong-password")
    try:
        plain = unseal(key, _sealed(path, slot), canonical(_header(slot)))
    except Unsealable as error:
        raise _damaged(path) from error
    return Unlocked(plain[:KEY_BYTES], plain[KEY_BYTES:], kdf)


def write_recovery_slot(folder: Path, store_id: str, data_key: bytes) -> str:
    """Wrap the data key for a new code; return the code as it is printed, once."""
    text, code = new_code()
    salt = secrets.token_bytes(SALT_BYTES)
    key, check = split(code, salt)
    header = {"version": _VERSION, "kind": "recovery", "store": store_id, "salt": _text(salt), "check": _text(check)}
    _write(_recovery_path(folder), header, seal(key, data_key, canonical(header)))
    return text


def open_recovery_slot(folder: Path, store_id: str, text: str) -> bytes:
    """The data key. Raises StationError `store.wrong-code`, `store.damaged`."""
    path = _recovery_path(folder)
    slot = _read(path, kind="recovery", store=store_id)
    try:
        code = typed(text)
    except ValueError as error:
        raise StationError("store.wrong-code") from error
    try:
        key, expected = split(code, base64.b64decode(slot["salt"]))
        check = base64.b64decode(slot["check"])
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(path) from error
    if not secrets.compare_digest(check, expected):
        raise StationError("store.wrong-code")
    try:
        return unseal(key, _sealed(path, slot), canonical(_header(slot)))
    except Unsealable as error:
        raise _damaged(path) from error


def write_escrow_slot(folder: Path, store_id: str, realm: str, escrow_public_key: bytes, data_key: bytes) -> None:
    """Wrap the data key for the province."""
    header = {"version": _VERSION, "kind": "escrow", "store": store_id, "realm": realm, "key": _text(escrow_public_key)}
    _write(_escrow_path(folder), header, seal_to(escrow_public_key, data_key, canonical(header)))


def open_escrow_slot(folder: Path, store_id: str, private_key: bytes) -> bytes:
    """The data key, for whoever holds the province's escrow key. Raises StationError `store.damaged` when it does not open."""
    path = _escrow_path(folder)
    slot = _read(path, kind="escrow", store=store_id)
    try:
        return unseal_from(private_key, _sealed(path, slot), canonical(_header(slot)))
    except Unsealable as error:
        raise _damaged(path) from error


def slot_faults(folder: Path, store_id: str) -> Iterator[str]:
    """A sentence for every slot that is not whole, or is not of this store; needs no key."""
    for path in sorted((folder / "slots").glob("*.json")):
        kind, _, user = path.stem.partition("-")
        expected = {"kind": kind, "store": store_id} | ({"user": user} if kind == "user" else {})
        try:
            _read(path, **expected)
        except StationError as error:
            yield f"slots/{path.name}: " + ("a version that is not known" if error.code == "store.version" else "damaged")


def _user_path(folder: Path, user_id: str) -> Path:
    return folder / "slots" / f"user-{user_id}.json"


def _recovery_path(folder: Path) -> Path:
    return folder / "slots" / "recovery.json"


def _escrow_path(folder: Path) -> Path:
    return folder / "slots" / "escrow.json"


def _device_mark(device_secret: bytes, store_id: str) -> bytes:
    return derive(device_secret, salt=store_id.encode(), purpose="device", length=CHECK_BYTES)


def _write(path: Path, header: dict[str, Any], sealed: bytes) -> None:
    slot = {**header, "sealed": _text(sealed)}
    write_durably(path, json.dumps({**slot, "sum": _sum(slot)}, indent=2).encode())


def _read(path: Path, **expected: str) -> dict[str, Any]:
    """The slot, whole and of this kind, store and person (a slot copied over another one is damage); raise StationError."""
    try:
        slot = json.loads(path.read_bytes())
        whole = isinstance(slot, dict) and slot.get("sum") == _sum({name: slot[name] for name in slot if name != "sum"})
    except (OSError, ValueError) as error:
        raise _damaged(path) from error
    if not whole or any(slot.get(name) != value for name, value in expected.items()):
        raise _damaged(path)
    if slot.get("version") != _VERSION:
        raise StationError("store.version", found=slot.get("version"), known=_VERSION)
    return dict(slot)


def _header(slot: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in slot.items() if name not in ("sealed", "sum")}


def _sealed(path: Path, slot: dict[str, Any]) -> bytes:
    try:
        return base64.b64decode(slot["sealed"])
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(path) from error


def _sum(slot: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(slot)).hexdigest()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _damaged(path: Path) -> StationError:
    return StationError("store.damaged", reason=f"slots/{path.name}")
