"""The store's symmetric sealing and key derivation: the only file of the store that calls a cipher. What is sealed where: FORMAT.md §3."""

import secrets
import unicodedata
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
SALT_BYTES: Final = 16
CHECK_BYTES: Final = 16

_HPKE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_MEMORY_KIB_MAX: Final = 4 * 1024 * 1024
_ITERATIONS_MAX: Final = 100
_LANES_MAX: Final = 16


class Unsealable(Exception):
    """Sealed bytes that this key does not open, or that were changed. Callers turn it into what it means to them."""


@dataclass(frozen=True)
class KdfParameters:
    """What one try of a password costs (Argon2id, RFC 9106 §4: the second recommended set)."""

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 1

    def __post_init__(self) -> None:
        """Raise ValueError for values that no slot of ours has: a changed file must not eat the machine."""
        if not (8 * self.lanes <= self.memory_kib <= _MEMORY_KIB_MAX and 1 <= self.iterations <= _ITERATIONS_MAX):
            raise ValueError("Argon2id parameters out of range")
        if not 1 <= self.lanes <= _LANES_MAX:
            raise ValueError("Argon2id lanes out of range")


STANDARD_KDF: Final = KdfParameters()


@dataclass(frozen=True)
class Subkeys:
    """What hangs on the data key."""

    database: bytes
    page_wrap: bytes
    log: bytes


def random_key() -> bytes:
    """32 bytes from the operating system."""
    return secrets.token_bytes(KEY_BYTES)


def subkeys(data_key: bytes, store_id: str) -> Subkeys:
    """The three subkeys of a store."""
    return Subkeys(*(derive(data_key, salt=store_id.encode(), purpose=purpose) for purpose in ("database", "page wrap", "log")))


def derive(key: bytes, *, salt: bytes, purpose: str, length: int = KEY_BYTES) -> bytes:
    """HKDF-SHA256 (RFC 5869) of a key that is random already; `purpose` keeps keys for different uses apart."""
    return HKDF(hashes.SHA256(), length, salt, f"station store 1 {purpose}".encode()).derive(key)


def stretch(password: str, device_secret: bytes, salt: bytes, kdf: KdfParameters) -> tuple[bytes, bytes]:
    """(slot key, check value) of a password: Argon2id with the device secret as its secret input, then HKDF."""
    text = unicodedata.normalize("NFC", password).encode()
    argon = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=kdf.iterations, lanes=kdf.lanes, memory_cost=kdf.memory_kib, secret=device_secret
    )
    return split(argon.derive(text), salt)


def split(key: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """(slot key, check value) of a key."""
    return derive(key, salt=salt, purpose="slot"), derive(key, salt=salt, purpose="check", length=CHECK_BYTES)


def seal(key: bytes, plain: bytes, associated: bytes) -> bytes:
    """A nonce ‖ AES-256-GCM ciphertext and tag (NIST SP 800-38D), with a fresh random nonce."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, associated)


def unseal(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """What `seal` sealed; raise Unsealable."""
    if len(sealed) < NONCE_BYTES:
        raise Unsealable
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], associated)
    except InvalidTag as error:
        raise Unsealable from error


def seal_to(public_key: bytes, plain: bytes, info: bytes) -> bytes:
    """HPKE (RFC 9180) to a raw X25519 public key: encapsulated key ‖ ciphertext and tag."""
    return _HPKE.encrypt(plain, x25519.X25519PublicKey.from_public_bytes(public_key), info)


def unseal_from(private_key: bytes, sealed: bytes, info: bytes) -> bytes:
    """What `seal_to` sealed; raise Unsealable."""
    try:
        return _HPKE.decrypt(sealed, x25519.X25519PrivateKey.from_private_bytes(private_key), info)
    except (InvalidTag, ValueError) as error:
        raise Unsealable from error


def agreement_public_key(private_key: bytes) -> bytes:
    """The raw X25519 public key, 32 bytes, of any 32 random bytes (RFC 7748 §5 clamps them)."""
    public = x25519.X25519PrivateKey.from_private_bytes(private_key).public_key()
    return public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
