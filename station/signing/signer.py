"""A signer with its key in memory: a user's after unlocking, or the station's. A token is another class behind the same Protocol."""

from station.domain.actions import Signature
from station.domain.ids import UserId
from station.signing.keys import SigningKey


class KeySigner:
    """Implements `station.domain.actions.Signer`."""

    def __init__(self, user_id: UserId, key: SigningKey, certificate: bytes | None = None) -> None:
        """`certificate` is the province's, DER; without one nothing that was approved counts."""
        self._user_id = user_id
        self._key = key
        self._certificate = certificate

    @property
    def user_id(self) -> UserId:
        """Whose key it is."""
        return self._user_id

    @property
    def certificate(self) -> bytes | None:
        """X.509 DER, or None when there is none yet."""
        return self._certificate

    @property
    def key(self) -> SigningKey:
        """The key itself: for sealing it into a slot and for asking for a certificate."""
        return self._key

    @property
    def public_key(self) -> bytes:
        """SPKI DER: what the province needs to issue a certificate."""
        return self._key.public_key

    @property
    def key_id(self) -> str:
        """SHA-256 of the public key, 64 hex digits."""
        return self._key.key_id

    def sign(self, message: bytes) -> Signature:
        """A detached signature over `message`."""
        return self._key.sign(message)
