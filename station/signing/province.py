"""The province: its public side, which every station and central holds, and a practice one with its secrets, for training and tests.

One realm has one root, one central key, one escrow key. A practice province is a folder: `province.json` (public, written last: the
province exists once it does), `secrets/` (owner only), `issued/` (a copy of every certificate), `revoked.crl` (the newest revocation list),
`lock`. A real province keeps its secrets elsewhere.
"""

import base64
import datetime
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, x25519
from filelock import FileLock

from station.domain.durable import write_durably
from station.domain.errors import StationError
from station.signing.certificates import certificate_facts, issue_certificate, make_root
from station.signing.keys import SigningKey
from station.signing.revocations import Revocations, make_revocation_list, revocations_at

PRACTICE_PREFIX: Final = "practice:"
_VERSION: Final = 1
_X25519_BYTES: Final = 32
_ROOT_VALID: Final = datetime.timedelta(days=3650)
_CERTIFICATE_VALID: Final = datetime.timedelta(days=365)
_LOCK_TIMEOUT_S: Final = 30
_X509_NAME_MAX: Final = 64
"""RFC 5280 appendix A: ub-common-name."""


def agreement_key_id(public_key: bytes) -> str:
    """SHA-256 of the SPKI DER of a raw X25519 public key, 64 hex digits: the same naming as for signing keys."""
    spki = x25519.X25519PublicKey.from_public_bytes(public_key).public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return hashlib.sha256(spki).hexdigest()


@dataclass(frozen=True)
class Province:
    """What may be known to everybody."""

    realm: str
    """`practice:…` for practice; real provinces have their administrative code. Realms never mix."""
    name: str
    root_certificate: bytes
    """DER; issues the certificates of people, stations and the central."""
    central_public_key: bytes
    """X25519, 32 bytes: batches are sealed to it."""
    central_key_id: str
    escrow_public_key: bytes
    """X25519, 32 bytes: each store's data key and each batch are sealed to it as well."""
    receipt_certificate: bytes
    """DER, role `central`: what receipts are checked with."""

    def __post_init__(self) -> None:
        """Raise ValueError for keys of a wrong size or a key id that is not the key's."""
        if not len(self.central_public_key) == len(self.escrow_public_key) == _X25519_BYTES:
            raise ValueError("an X25519 key has 32 bytes")
        if agreement_key_id(self.central_public_key) != self.central_key_id:
            raise ValueError("the central's key id is not that of its key")

    @property
    def is_practice(self) -> bool:
        """Whether nothing made here may ever count."""
        return self.realm.startswith(PRACTICE_PREFIX)

    def to_json(self) -> dict[str, Any]:
        """JSON values; bytes as base64; `sum` against slips of disks and hands, not against an adversary."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        encoded = {name: base64.b64encode(value).decode() if isinstance(value, bytes) else value for name, value in values.items()}
        return {"version": _VERSION, **encoded, "sum": _sum(encoded)}

    @classmethod
    def from_json(cls, value: Any) -> "Province":
        """The province back; raise ValueError for anything that is not one."""
        if not isinstance(value, dict) or value.get("version") != _VERSION:
            raise ValueError("not a province of version 1")
        try:
            if "sum" in value and value["sum"] != _sum({field.name: value[field.name] for field in fields(cls)}):
                raise ValueError("it was changed")
            return cls(**{field.name: _decoded(value[field.name], field.type is bytes) for field in fields(cls)})
        except KeyError as error:
            raise ValueError(f"{error} is missing") from error

    def save(self, path: Path) -> None:
        """Write the file durably."""
        write_durably(path, json.dumps(self.to_json(), ensure_ascii=False, indent=2).encode())

    @classmethod
    def load(cls, path: Path) -> "Province":
        """Raises StationError `province.missing` when there is no file, `province.unreadable`, `province.faulty` when it is no province."""
        try:
            return cls.from_json(json.loads(path.read_bytes()))
        except (FileNotFoundError, NotADirectoryError) as error:
            raise StationError("province.missing", path=str(path)) from error
        except OSError as error:
            raise StationError("province.unreadable", path=str(path), reason=error.strerror or "") from error
        except ValueError as error:
            raise StationError("province.faulty", path=str(path), reason=str(error)) from error


def _sum(encoded: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(encoded, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _decoded(value: Any, is_bytes: bool) -> Any:
    if not isinstance(value, str):
        raise ValueError("a field is not a text")
    return base64.b64decode(value, validate=True) if is_bytes else value


class PracticeProvince:
    """The province's office in practice: issues certificates and holds the keys of the practice central."""

    def __init__(self, folder: Path) -> None:
        """Use `create` or `load`."""
        self.public = Province.load(folder / "province.json")
        self._folder, secret = folder, folder / "secrets"
        self.revocation_list = folder / "revoked.crl"
        """Where the newest list lies; no file: nobody was ever revoked."""
        self.central_private_key: bytes = (secret / "central.key").read_bytes()
        """X25519, 32 bytes."""
        self.escrow_private_key: bytes = (secret / "escrow.key").read_bytes()
        """X25519, 32 bytes."""
        self.receipt_key = SigningKey.from_private_bytes((secret / "receipt.key").read_bytes())
        self._root_key = ed25519.Ed25519PrivateKey.from_private_bytes((secret / "root.key").read_bytes())

    @classmethod
    def create(cls, folder: Path, name: str) -> "PracticeProvince":
        """The province in `folder`, made with new random keys when there is none; two processes at once get the same one."""
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "lock", timeout=_LOCK_TIMEOUT_S):
            if not (folder / "province.json").exists():
                _make(folder, name)
        return cls(folder)

    @classmethod
    def load(cls, folder: Path) -> "PracticeProvince":
        """Raises StationError `province.missing` when there is none, `province.unreadable` when its keys are somebody else's."""
        try:
            return cls(folder)
        except OSError as error:
            raise StationError("province.unreadable", path=str(error.filename or folder), reason=error.strerror or "") from error

    def issue(self, public_key_spki: bytes, user_id: str, role: str, office_id: str) -> bytes:
        """A certificate of this realm, DER, valid for a year. Raises ValueError for an unknown role or key."""
        certificate = issue_certificate(
            self._root_key, self.public.root_certificate, public_key_spki,
            user_id=user_id, role=role, office_id=office_id, valid=_CERTIFICATE_VALID,
        )  # fmt: skip
        issued = self._folder / "issued"
        issued.mkdir(exist_ok=True)
        write_durably(issued / f"{certificate_facts(certificate).serial:x}.cer", certificate)
        return certificate

    def revoke(self, user_id: str, office_id: str, *, at: datetime.datetime) -> int:
        """Revoke what was issued to somebody and not revoked yet, as of `at`; issue a new list. Return how many were."""
        with FileLock(self._folder / "lock", timeout=_LOCK_TIMEOUT_S):
            before = self.revocations()
            revoked = dict(before.revoked)
            for file in (self._folder / "issued").glob("*.cer"):
                facts = certificate_facts(file.read_bytes())
                if (facts.user_id, facts.office_id) == (user_id, office_id):
                    revoked.setdefault(facts.serial, at)
            self._list(before.number + 1, revoked)
        return len(revoked) - len(before.revoked)

    def revocations(self) -> Revocations:
        """The newest list."""
        return revocations_at(self.revocation_list, self.public.root_certificate)

    def list_anew(self) -> None:
        """The same list with the next number: what a province issues before the one in force grows old."""
        with FileLock(self._folder / "lock", timeout=_LOCK_TIMEOUT_S):
            before = self.revocations()
            self._list(before.number + 1, before.revoked)

    def _list(self, number: int, revoked: Mapping[int, datetime.datetime]) -> None:
        now = datetime.datetime.now(datetime.UTC)
        write_durably(self.revocation_list, make_revocation_list(self._root_key, self.public.root_certificate, number, revoked, at=now))


def _make(folder: Path, name: str) -> None:
    """Secrets first, the public file last: half a province is none and is made anew."""
    realm = PRACTICE_PREFIX + secrets.token_hex(8)
    root_key = ed25519.Ed25519PrivateKey.generate()
    central, escrow, receipt = x25519.X25519PrivateKey.generate(), x25519.X25519PrivateKey.generate(), SigningKey.generate()
    secret = folder / "secrets"
    secret.mkdir(mode=0o700, exist_ok=True)
    write_durably(secret / "root.key", root_key.private_bytes_raw())
    write_durably(secret / "central.key", central.private_bytes_raw())
    write_durably(secret / "escrow.key", escrow.private_bytes_raw())
    write_durably(secret / "receipt.key", receipt.private_bytes())
    root = make_root(root_key, name=name[:_X509_NAME_MAX], realm=realm, valid=_ROOT_VALID)
    Province(
        realm=realm, name=name, root_certificate=root,
        central_public_key=_raw(central), central_key_id=agreement_key_id(_raw(central)), escrow_public_key=_raw(escrow),
        receipt_certificate=issue_certificate(
            root_key, root, receipt.public_key, user_id="central", role="central", office_id=name[:_X509_NAME_MAX], valid=_ROOT_VALID
        ),
    ).save(folder / "province.json")  # fmt: skip


def _raw(private: x25519.X25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
