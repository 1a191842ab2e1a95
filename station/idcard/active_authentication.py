"""Active authentication: the chip signs eight fresh bytes with the key of DG15 (ICAO Doc 9303-11, 6.1; RSA by ISO/IEC 9796-2, scheme 1)."""

import hashlib
import hmac
import secrets
from typing import Final

from asn1crypto.keys import PublicKeyInfo
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from station.idcard import apdu, tlv
from station.idcard.chip import Chip
from station.idcard.security_infos import ASN1_FAULTS
from station.idcard.signatures import HASHES, PublicKey, key_of
from station.idcard.tlv import Malformed

CHALLENGE: Final = 8
_TRAILERS: Final = {0x33: "sha1", 0x34: "sha256", 0x35: "sha512", 0x36: "sha384", 0x38: "sha224"}
_SHORT_SIGNATURE: Final = 200
"""Signatures over this are asked for with extended lengths: sealed, they do not fit into a short answer."""


class Refused(Exception):
    """The chip gave no signature. `needs_extended`: it could not have been carried."""

    def __init__(self, status: int, *, needs_extended: bool) -> None:
        self.status, self.needs_extended = status, needs_extended
        super().__init__(f"{status:04X}")


def key_in(dg15: bytes) -> PublicKey:
    """The public key in DG15. Raises Malformed."""
    try:
        return key_of(PublicKeyInfo.load(tlv.only(dg15, 0x6F), strict=True))
    except ASN1_FAULTS as error:
        raise Malformed("DG15") from error


def answers(chip: Chip, key: PublicKey, digest: str | None, *, extended: bool) -> bool:
    """Whether the chip signs a fresh challenge with that key. Raises Refused, and StationError for removal and the like."""
    challenge = secrets.token_bytes(CHALLENGE)
    long = isinstance(key, rsa.RSAPublicKey) and key.key_size // 8 > _SHORT_SIGNATURE
    le = apdu.EXTENDED_LE if long and extended else apdu.SHORT_LE
    response = chip.send(apdu.Command(0x00, 0x88, 0x00, 0x00, challenge, le))
    if not response.good:
        raise Refused(response.status, needs_extended=long and not extended)
    return holds(key, challenge, response.data, digest)


def holds(key: PublicKey, challenge: bytes, signature: bytes, digest: str | None) -> bool:
    """Whether `signature` over `challenge` is that key's. `digest`: what DG14 announces for ECDSA; without it each usual one is tried."""
    if isinstance(key, rsa.RSAPublicKey):
        return _rsa_holds(key, challenge, signature)
    return any(_ecdsa_holds(key, challenge, signature, name) for name in ([digest] if digest else HASHES))


def _rsa_holds(key: rsa.RSAPublicKey, challenge: bytes, signature: bytes) -> bool:
    numbers = key.public_numbers()
    size = (numbers.n.bit_length() + 7) // 8
    value = int.from_bytes(signature, "big")
    if len(signature) != size or value >= numbers.n:
        return False
    opened = pow(value, numbers.e, numbers.n)
    # The signer may have taken n - s for s, whichever is smaller; the last four bits of a message are 1100.
    message = opened if opened & 0xF == 0xC else numbers.n - opened
    recovered = message.to_bytes(size, "big")
    if recovered[-1] == 0xBC:
        name, trailer = "sha1", 1
    elif recovered[-1] == 0xCC and recovered[-2] in _TRAILERS:
        name, trailer = _TRAILERS[recovered[-2]], 2
    else:
        return False
    length = hashlib.new(name).digest_size
    # Partial recovery: 6A, the first part of the message, its hash together with the challenge, the trailer.
    if recovered[0] != 0x6A or size < 1 + length + trailer:
        return False
    first_part, digest = recovered[1 : size - trailer - length], recovered[size - trailer - length : size - trailer]
    return hmac.compare_digest(hashlib.new(name, first_part + challenge).digest(), digest)


def _ecdsa_holds(key: ec.EllipticCurvePublicKey, challenge: bytes, signature: bytes, digest: str) -> bool:
    size = (key.curve.key_size + 7) // 8
    der = signature
    if len(signature) == 2 * size:
        # Plain: r and s side by side (BSI TR-03111, 5.2.1).
        der = encode_dss_signature(int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big"))
    try:
        key.verify(der, challenge, ec.ECDSA(HASHES[digest]))
    except InvalidSignature:
        return False
    return True
