"""Slots: the data key wrapped once per person, once for the printed code, once for the province. FORMAT.md §3; no database here."""

import base64
import contextlib
import hashlib
import json
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from station.domain.actions import canonical
from station.domain.durable import fsync_folder, write_durably
from station.domain.errors import StationError
from station.domain.ids import UserId
from station.store.crypto import (
    CHECK_BYTES,
    KEY_BYTES,
    SALT_BYTES,
    STANDARD_KDF,
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
_PENDING_S: Final = 7 * 24 * 3600
"""A new recovery code that is not confirmed within a week is on no paper."""


@dataclass(frozen=True)
class Unlocked:
    """What a person's slot holds."""

    data_key: bytes
    signing_key: bytes
    """PKCS#8 DER."""
    kdf: KdfParameters
    """What this slot's password costs; a new slot of the same store takes the same."""
    epoch: int = 0
    """How often this slot was written anew; the database knows the newest, so that an old slot put back opens nothing."""

    def __repr__(self) -> str:
        """Without keys: it may end up in a traceback."""
        return f"Unlocked(hidden, epoch {self.epoch})"


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
        "version": _VERSION, "kind": "user", "store": store_id, "user": user_id, "epoch": unlocked.epoch,
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
        epoch = _epoch(slot)
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
    return Unlocked(plain[:KEY_BYTES], plain[KEY_BYTES:], kdf, epoch)


def remove_user_slot(folder: Path, user_id: UserId) -> None:
    """Durable on return; harmless when there is none."""
    _user_path(folder, user_id).unlink(missing_ok=True)
    fsync_folder(folder / "slots")


def user_slot_epoch(folder: Path, user_id: UserId) -> int:
    """Of the slot that lies there; 0 when there is none that can be read."""
    return _written_epoch(_user_path(folder, user_id)) if has_user_slot(folder, user_id) else 0


def recovery_slot_epoch(folder: Path) -> int:
    """Of the recovery slot in force; 0 when it cannot be read."""
    return _written_epoch(_recovery_path(folder))


def device_fits(folder: Path, store_id: str, user_id: UserId, device_secret: bytes) -> bool:
    """Whether this person's slot was made with this device secret; False for anything else. Costs no Argon2id."""
    path = _user_path(folder, user_id)
    if not has_user_slot(folder, user_id):
        return False
    try:
        device = base64.b64decode(_read(path, kind="user", store=store_id, user=user_id)["device"])
    except (StationError, KeyError, TypeError, ValueError):
        return False
    return secrets.compare_digest(device, _device_mark(device_secret, store_id))


def write_recovery_slot(folder: Path, store_id: str, data_key: bytes, *, epoch: int = 0, pending: bool = False) -> str:
    """Wrap the data key for a new code; return the code as it is printed, once.

    `pending`: beside the one in force, which goes on until `adopt_recovery_slot`.
    """
    text, code = new_code()
    salt = secrets.token_bytes(SALT_BYTES)
    key, check = split(code, salt)
    header = {
        "version": _VERSION, "kind": "recovery", "store": store_id, "epoch": epoch, "salt": _text(salt), "check": _text(check),
    }  # fmt: skip
    _write(_recovery_path(folder, pending=pending), header, seal(key, data_key, canonical(header)))
    return text


def open_recovery_slot(folder: Path, store_id: str, text: str, *, pending: bool = False) -> Unlocked:
    """The data key, without anybody's signing key. Raises StationError `store.wrong-code`, `store.damaged`."""
    path = _recovery_path(folder, pending=pending)
    slot = _read(path, kind="recovery", store=store_id)
    try:
        code = typed(text)
    except ValueError as error:
        raise StationError("store.wrong-code") from error
    try:
        key, expected = split(code, base64.b64decode(slot["salt"]))
        check, epoch = base64.b64decode(slot["check"]), _epoch(slot)
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(path) from error
    if not secrets.compare_digest(check, expected):
        raise StationError("store.wrong-code")
    try:
        return Unlocked(unseal(key, _sealed(path, slot), canonical(_header(slot))), b"", STANDARD_KDF, epoch)
    except Unsealable as error:
        raise _damaged(path) from error


def has_pending_recovery_slot(folder: Path) -> bool:
    """Whether a new code was printed that nobody has confirmed."""
    return _recovery_path(folder, pending=True).exists()


def drop_stale_recovery_slot(folder: Path, in_force: int) -> None:
    """Remove a pending code that is no newer than the one in force (epoch), or that nobody confirmed for a week."""
    path = _recovery_path(folder, pending=True)
    with contextlib.suppress(FileNotFoundError):
        if _written_epoch(path) <= in_force or time.time() - path.stat().st_mtime > _PENDING_S:
            path.unlink()
            fsync_folder(folder / "slots")


def adopt_recovery_slot(folder: Path) -> None:
    """The pending one is the one from now on; the code before opens nothing any more. Durable on return."""
    _recovery_path(folder, pending=True).replace(_recovery_path(folder))
    fsync_folder(folder / "slots")


def write_escrow_slot(folder: Path, store_id: str, realm: str, escrow_public_key: bytes, data_key: bytes) -> None:
    """Wrap the data key for the province."""
    header = {"version": _VERSION, "kind": "escrow", "store": store_id, "realm": realm, "key": _text(escrow_public_key)}
    _write(_escrow_path(folder), header, seal_to(escrow_public_key, data_key, canonical(header)))


def open_escrow_slot(folder: Path, store_id: str, private_key: bytes) -> bytes:
    """The data key, for whoever holds the province's escrow key. Raises StationError `store.damaged` when it does not open."""
    return opened_escrow_slot(escrow_slot(folder, store_id), store_id, private_key)


def escrow_slot(folder: Path, store_id: str) -> dict[str, Any]:
    """The slot as it lies there, for sending it to the province. Raises StationError `store.damaged`."""
    return _read(_escrow_path(folder), kind="escrow", store=store_id)


def escrow_public_key(folder: Path, store_id: str) -> bytes:
    """The province's key that the slot is sealed to. Raises StationError `store.damaged`."""
    try:
        return base64.b64decode(escrow_slot(folder, store_id)["key"])
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(_escrow_path(folder)) from error


def opened_escrow_slot(slot: dict[str, Any], store_id: str, private_key: bytes) -> bytes:
    """The data key of a slot that may have come from anywhere. Raises StationError `store.damaged` when it does not open."""
    try:
        if slot.get("store") != store_id:
            raise Unsealable
        return unseal_from(private_key, base64.b64decode(slot["sealed"]), canonical(_header(slot)))
    except (Unsealable, KeyError, TypeError, ValueError) as error:
        raise StationError("store.damaged", reason="slots/escrow.json") from error


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


def _recovery_path(folder: Path, *, pending: bool = False) -> Path:
    return folder / "slots" / ("recovery.pending.json" if pending else "recovery.json")


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


def _epoch(slot: dict[str, Any]) -> int:
    """Slots made before there were epochs have the first. Raise TypeError for anything but a number."""
    epoch = slot.get("epoch", 0)
    if not isinstance(epoch, int) or epoch < 0:
        raise TypeError("an epoch is a number")
    return epoch


def _written_epoch(path: Path) -> int:
    try:
        return _epoch(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, AttributeError):
        return 0


def _sum(slot: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(slot)).hexdigest()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _damaged(path: Path) -> StationError:
    return StationError("store.damaged", reason=f"slots/{path.name}")
