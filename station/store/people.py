"""Who is known to the store: persons with their public keys, and the station itself with its key. Passwords live in slots only."""

from dataclasses import dataclass

from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.roles import PERSONS, Role
from station.signing.certificates import certificate_facts
from station.signing.keys import SigningKey, key_id_of
from station.signing.reasons import OTHER_HOLDER, other_realm
from station.signing.signer import KeySigner
from station.store.crypto import Unsealable, seal, unseal
from station.store.database import Database
from station.store.manifest import StoreFacts

_STATION_KEY = b"station signing key"
_COLUMNS = "user_id, name, role, public_key, certificate, revoked, epoch"


@dataclass(frozen=True)
class NewUser:
    """A person to be added."""

    user_id: UserId
    """Small letters, digits, dot, underscore, hyphen."""
    name: str
    role: Role
    password: str

    def __post_init__(self) -> None:
        """Raise ValueError for a role that no person holds."""
        if self.role not in PERSONS:
            raise ValueError(f"{self.role.value} is nobody's login")

    def __repr__(self) -> str:
        """Without name and password: it may end up in a traceback."""
        return f"NewUser({self.user_id}, {self.role.value})"


@dataclass(frozen=True)
class User:
    """A person whom the store knows."""

    user_id: UserId
    name: str
    role: Role
    public_key: bytes
    """SPKI DER of the key in their slot."""
    certificate: bytes | None
    """The province's, DER: for the key in the slot, or for one on a token."""
    revoked: bool = False
    """Signs in and signs no more; what they signed before still holds."""
    epoch: int = 0
    """Of their newest slot."""

    @property
    def key_id(self) -> str:
        """SHA-256 of the public key, 64 hex digits."""
        return key_id_of(self.public_key)

    @property
    def approval_key(self) -> bytes:
        """What their batches are signed with, SPKI DER: the certified key, wherever it lies; without a certificate the slot's."""
        return self.public_key if self.certificate is None else certificate_facts(self.certificate).public_key

    @property
    def has_token(self) -> bool:
        """Whether they approve with a key that is not in their slot."""
        return self.approval_key != self.public_key


class People:
    """The rows `user` and `station`."""

    def __init__(self, database: Database, facts: StoreFacts) -> None:
        self._database = database
        self._facts = facts

    def users(self) -> list[User]:
        """In order of their ids."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM user ORDER BY user_id")
        return [_user(row) for row in rows]

    def user(self, user_id: UserId) -> User:
        """Raises StationError `store.unknown-user`."""
        row = self._database.one(f"SELECT {_COLUMNS} FROM user WHERE user_id = ?", (user_id,))
        if row is None:
            raise StationError("store.unknown-user", user=user_id)
        return _user(row)

    def knows(self, user_id: UserId) -> bool:
        """Whether there is such a person."""
        return self._database.one("SELECT 1 FROM user WHERE user_id = ?", (user_id,)) is not None

    def add(self, new: NewUser, public_key: bytes) -> None:
        """Write the row; the slot is there already. Within a transaction."""
        self._database.execute(
            "INSERT INTO user (user_id, name, role, public_key) VALUES (?, ?, ?, ?)", (new.user_id, new.name, new.role.value, public_key)
        )

    def renew_slot(self, user_id: UserId, epoch: int) -> None:
        """The person's slot was written anew. Within a transaction."""
        self._database.execute("UPDATE user SET epoch = ? WHERE user_id = ?", (epoch, user_id))

    def revoke(self, user_id: UserId) -> None:
        """The row stays for the old signatures. Within a transaction."""
        self._database.execute("UPDATE user SET revoked = 1 WHERE user_id = ?", (user_id,))

    def renew_key(self, user_id: UserId, public_key: bytes, epoch: int) -> None:
        """Another key in the slot; who was revoked is let in again. Within a transaction.

        The certificate went with the old key, unless it is for one on a token: that is not lost with a password.
        """
        user = self.user(user_id)
        kept = user.certificate if user.has_token else None
        self._database.execute(
            "UPDATE user SET public_key = ?, certificate = ?, revoked = 0, epoch = ? WHERE user_id = ?", (public_key, kept, epoch, user_id)
        )

    def set_approval_key(self, user_id: UserId, certificate: bytes | None) -> None:
        """Approve with the key of this certificate from now on; None: with the slot's, which has none yet. Within a transaction."""
        self._database.execute("UPDATE user SET certificate = ? WHERE user_id = ?", (certificate, user_id))

    def recovery_epoch(self) -> int:
        """Of the newest recovery slot."""
        return int(self._database.value("SELECT recovery_epoch FROM station"))

    def renew_recovery(self, epoch: int) -> None:
        """A new code is in force. Within a transaction."""
        self._database.execute("UPDATE station SET recovery_epoch = ?", (epoch,))

    def add_station(self, key: SigningKey, log_key: bytes) -> None:
        """Write the station's row. Within a transaction, once."""
        facts = self._facts
        self._database.execute(
            "INSERT INTO station (one, store_id, station_id, office_id, realm, sealed_key) VALUES (1, ?, ?, ?, ?, ?)",
            (facts.store_id, facts.station_id, facts.office_id, facts.realm, seal(log_key, key.private_bytes(), self._binding())),
        )

    def reseal_station_key(self, old_log_key: bytes, new_log_key: bytes) -> None:
        """The station's signing key under another log key. Within a transaction."""
        sealed = self._database.value("SELECT sealed_key FROM station")
        again = seal(new_log_key, unseal(old_log_key, sealed, self._binding()), self._binding())
        self._database.execute("UPDATE station SET sealed_key = ?", (again,))

    def station_signer(self, log_key: bytes) -> KeySigner:
        """The station's signer. Raises StationError `store.damaged` when the row is not of this store."""
        row = self._database.one("SELECT store_id, station_id, office_id, realm, sealed_key, certificate FROM station")
        facts = self._facts
        if row is None or row[:4] != (facts.store_id, facts.station_id, facts.office_id, facts.realm):
            raise StationError("store.damaged", reason="store.json and the database are not of one store")
        try:
            key = SigningKey.from_private_bytes(unseal(log_key, row[4], self._binding()))
        except Unsealable as error:
            raise StationError("store.damaged", reason="the station's key") from error
        return KeySigner(UserId(facts.station_id), key, row[5])

    def set_certificate(self, holder: str, certificate: bytes, station_public_key: bytes) -> None:
        """Keep the province's certificate of a person or of the station (by its id). Within a transaction.

        Raises StationError `approval.certificate-invalid` when it names another key or holder, `store.unknown-user`.
        """
        facts = certificate_facts(certificate)
        is_station = holder == self._facts.station_id
        public_key = station_public_key if is_station else self.user(UserId(holder)).approval_key
        if facts.public_key != public_key or facts.user_id != holder:
            raise StationError("approval.certificate-invalid", user=holder, reason=OTHER_HOLDER)
        if facts.realm != self._facts.realm:
            raise StationError("approval.certificate-invalid", user=holder, reason=other_realm(facts.realm, self._facts.realm))
        if is_station:
            self._database.execute("UPDATE station SET certificate = ?", (certificate,))
        else:
            self._database.execute("UPDATE user SET certificate = ? WHERE user_id = ?", (certificate, holder))

    def change_role(self, user_id: UserId, role: Role) -> None:
        """Write the row; a certificate that names another role goes. Within a transaction. Raises ValueError for nobody's role."""
        if role not in PERSONS:
            raise ValueError(f"{role.value} is nobody's login")
        certificate = self.user(user_id).certificate
        if certificate is not None and certificate_facts(certificate).role != role.value:
            certificate = None
        self._database.execute("UPDATE user SET role = ?, certificate = ? WHERE user_id = ?", (role.value, certificate, user_id))

    def _binding(self) -> bytes:
        return _STATION_KEY + self._facts.store_id.encode()


def _user(row: tuple[object, ...]) -> User:
    user_id, name, role, public_key, certificate, revoked, epoch = row
    assert isinstance(user_id, str) and isinstance(name, str) and isinstance(public_key, bytes) and isinstance(epoch, int)
    assert certificate is None or isinstance(certificate, bytes)
    return User(UserId(user_id), name, Role(str(role)), public_key, certificate, revoked == 1, epoch)
