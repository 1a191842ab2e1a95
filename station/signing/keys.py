"""Signing keys and the check of a signature. The algorithm is a field everywhere; a new one is a row in a table here.

    ed25519          RFC 8032; what the station makes by itself
    es256            ECDSA P-256 with SHA-256, r ‖ s of 32 bytes each (RFC 7518 §3.4): what most tokens offer
    rsa-pss-sha256   RSASSA-PSS, MGF1 and digest SHA-256, salt of 32 bytes (RFC 8017 §8.1), modulus of 2048 bits or more
    rsa-pkcs1-sha256 RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2), same moduli: for tokens that know no PSS; keys in memory never use it

Nothing here knows where a key is kept: slots are the store's, tokens are token.py's, both behind the same `Signer`.
"""

import hashlib
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from station.domain.actions import Signature

ED25519: Final = "ed25519"
ES256: Final = "es256"
RSA_PSS: Final = "rsa-pss-sha256"
RSA_PKCS1: Final = "rsa-pkcs1-sha256"

RSA_BITS_MIN: Final = 2048
_RSA_BITS_NEW: Final = 3072
_COORDINATE_BYTES: Final = 32
_PSS: Final = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)

PrivateKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PublicKey = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey


def key_id_of(public_key: bytes) -> str:
    """SHA-256 of the public key's SPKI DER, 64 hex digits: how every room names a key."""
    return hashlib.sha256(public_key).hexdigest()


class SigningKey:
    """A private key in memory, for as long as the object lives."""

    def __init__(self, private_key: PrivateKey) -> None:
        """Raise ValueError for a curve or modulus that the table does not hold."""
        self._private = private_key
        self.algorithm: str = _algorithm_of(private_key.public_key())
        self.public_key: bytes = _spki(private_key.public_key())
        """SubjectPublicKeyInfo, DER."""
        self.key_id: str = key_id_of(self.public_key)

    @classmethod
    def generate(cls, algorithm: str = ED25519) -> "SigningKey":
        """A new random key; raise ValueError for an unknown algorithm."""
        if algorithm == ED25519:
            return cls(ed25519.Ed25519PrivateKey.generate())
        if algorithm == ES256:
            return cls(ec.generate_private_key(ec.SECP256R1()))
        if algorithm == RSA_PSS:
            return cls(rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS_NEW))
        raise ValueError(f"unknown algorithm: {algorithm}")

    @classmethod
    def from_private_bytes(cls, pkcs8: bytes) -> "SigningKey":
        """From `private_bytes`; raise ValueError for anything that is not such a key."""
        private = serialization.load_der_private_key(pkcs8, password=None)
        if not isinstance(private, PrivateKey):
            raise ValueError("not a signing key")
        return cls(private)

    def private_bytes(self) -> bytes:
        """PKCS#8 DER, not encrypted: for sealing into a slot, never for a file of its own."""
        return self._private.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())

    def sign(self, message: bytes) -> Signature:
        """A detached signature over `message`."""
        return Signature(self.key_id, self.algorithm, _sign(self._private, message))


def verify(public_key: bytes, signature: Signature, message: bytes) -> bool:
    """Whether `signature` over `message` was made by the key with this SPKI DER; False for anything malformed."""
    try:
        public = load_public(public_key)
        if signature.key_id != key_id_of(public_key) or signature.algorithm not in _algorithms_of(public):
            return False
        _verify(public, signature, message)
    except (InvalidSignature, ValueError, UnsupportedAlgorithm):
        return False
    return True


def verify_supported(public_key: bytes) -> None:
    """Raise ValueError unless this SPKI DER is a key that `verify` understands."""
    try:
        _algorithm_of(load_public(public_key))
    except UnsupportedAlgorithm as error:
        raise ValueError("not a signing key") from error


def load_public(spki: bytes) -> PublicKey:
    """The key of an SPKI DER. Raise ValueError or UnsupportedAlgorithm for one that cannot sign here."""
    public = serialization.load_der_public_key(spki)
    if not isinstance(public, PublicKey):
        raise ValueError("not a signing key")
    return public


def _spki(public: PublicKey) -> bytes:
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _algorithm_of(public: PublicKey) -> str:
    if isinstance(public, ed25519.Ed25519PublicKey):
        return ED25519
    if isinstance(public, ec.EllipticCurvePublicKey):
        if not isinstance(public.curve, ec.SECP256R1):
            raise ValueError(f"curve {public.curve.name} is not in use")
        return ES256
    if public.key_size < RSA_BITS_MIN:
        raise ValueError(f"an RSA key of {public.key_size} bits is too short")
    return RSA_PSS


def _algorithms_of(public: PublicKey) -> tuple[str, ...]:
    """What a signature by this key may name."""
    own = _algorithm_of(public)
    return (own, RSA_PKCS1) if own == RSA_PSS else (own,)


def _sign(private: PrivateKey, message: bytes) -> bytes:
    if isinstance(private, ed25519.Ed25519PrivateKey):
        return private.sign(message)
    if isinstance(private, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(private.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(_COORDINATE_BYTES, "big") + s.to_bytes(_COORDINATE_BYTES, "big")
    return private.sign(message, _PSS, hashes.SHA256())


def _verify(public: PublicKey, signature: Signature, message: bytes) -> None:
    """Raise InvalidSignature or ValueError unless it holds."""
    value = signature.value
    if isinstance(public, ed25519.Ed25519PublicKey):
        public.verify(value, message)
    elif isinstance(public, ec.EllipticCurvePublicKey):
        if len(value) != 2 * _COORDINATE_BYTES:
            raise ValueError("an ES256 signature has 64 bytes")
        r, s = (int.from_bytes(half, "big") for half in (value[:_COORDINATE_BYTES], value[_COORDINATE_BYTES:]))
        public.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    else:
        public.verify(value, message, padding.PKCS1v15() if signature.algorithm == RSA_PKCS1 else _PSS, hashes.SHA256())
