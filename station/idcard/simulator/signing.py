"""How a chip signs the reader's challenge: ECDSA, or RSA by ISO/IEC 9796-2, scheme 1."""

import hashlib
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

_TRAILER = b"\x34\xcc"


def sign_challenge(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, challenge: bytes, digest: hashes.HashAlgorithm) -> bytes:
    """The answer to INTERNAL AUTHENTICATE; RSA with SHA-256."""
    if isinstance(key, ec.EllipticCurvePrivateKey):
        size = (key.curve.key_size + 7) // 8
        r, s = decode_dss_signature(key.sign(challenge, ec.ECDSA(digest)))
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")
    numbers = key.private_numbers()
    size = (numbers.public_numbers.n.bit_length() + 7) // 8
    first_part = secrets.token_bytes(size - 1 - hashlib.sha256().digest_size - len(_TRAILER))
    message = b"\x6a" + first_part + hashlib.sha256(first_part + challenge).digest() + _TRAILER
    return pow(int.from_bytes(message, "big"), numbers.d, numbers.public_numbers.n).to_bytes(size, "big")
