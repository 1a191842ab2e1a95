"""Passwords that open a door and wrap no key: kept as Argon2id hashes (RFC 9106) in PHC form. Those of a store are the store's."""

import functools
import secrets
from typing import Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

_SALT_BYTES: Final = 16
_TAG_BYTES: Final = 32
_ITERATIONS: Final = 3
_LANES: Final = 4
_MEMORY_KIB: Final = 64 * 1024
"""RFC 9106 §4, the second recommended set."""


def hash_password(password: str) -> str:
    """`$argon2id$v=19$m=…,t=…,p=…$salt$tag` with a fresh salt."""
    argon = Argon2id(
        salt=secrets.token_bytes(_SALT_BYTES), length=_TAG_BYTES, iterations=_ITERATIONS, lanes=_LANES, memory_cost=_MEMORY_KIB
    )
    return argon.derive_phc_encoded(password.encode())


def is_password(password: str, hashed: str) -> bool:
    """Whether this is the password. False also for what is no hash."""
    try:
        Argon2id.verify_phc_encoded(password.encode(), hashed)
    except (InvalidKey, ValueError):
        return False
    return True


@functools.cache
def nobodys_hash() -> str:
    """What the attempt of a name that nobody has is compared with: it takes as long as any other."""
    return hash_password(secrets.token_hex())
