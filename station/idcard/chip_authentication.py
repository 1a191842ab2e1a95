"""Chip authentication: the chip shows that it holds the secret half of the key in DG14 (ICAO Doc 9303-11, 6.2).

An accepted key proves nothing yet: the next answer under the new keys does.
"""

from asn1crypto.core import ObjectIdentifier

from station.domain.errors import StationError
from station.idcard import apdu, tlv
from station.idcard.channel import SecureChannel
from station.idcard.chip import Chip
from station.idcard.curves import Curve, Point, Scalar, curve_of, decode_point, encode_point
from station.idcard.pace import RandomScalar, random_scalar
from station.idcard.security_infos import ASN1_FAULTS, ChipAuthenticationInfo, ChipKey, SecurityInfos
from station.idcard.suites import TDES, Suite

_DYNAMIC = 0x7C


class CannotAsk(Exception):
    """The chip's key or protocol is one that the station does not know."""


def authenticate_chip(chip: Chip, infos: SecurityInfos, scalar: RandomScalar = random_scalar) -> bool:
    """Whether the chip holds the key; on yes its channel has the new keys. On no the channel is dead and the session over.

    Raises CannotAsk, and StationError for removal and the like.
    """
    key, protocol, suite = _chosen(infos)
    curve, static = _static_key(key)
    ephemeral = Scalar(curve, scalar(curve))
    own = encode_point(curve, ephemeral.public)
    try:
        if not _offer(chip, protocol, suite, key.key_id, own):
            return False
        chip.channel = SecureChannel(suite, ephemeral.shared_x(static))
        # Any command will do; this one reads a byte of what is selected. Whatever it says, it has to say it under the new keys.
        chip.send(apdu.Command(0x00, 0xB0, 0x00, 0x00, le=1))
    except StationError as error:
        if error.code in ("card.unprotected", "card.nonsense"):
            return False
        raise
    return True


def _chosen(infos: SecurityInfos) -> tuple[ChipKey, ChipAuthenticationInfo | None, Suite]:
    """A key and the protocol that names it; a key alone means 3DES (as the first generation of chips had it)."""
    for key in infos.chip_keys:
        if not key.is_ecdh:
            continue
        for info in infos.chip_authentication:
            if info.suite is not None and (info.key_id == key.key_id or None in (info.key_id, key.key_id)):
                return key, info, info.suite
        if not infos.chip_authentication:
            return key, None, TDES
    raise CannotAsk("no key over a curve")


def _static_key(key: ChipKey) -> tuple[Curve, Point]:
    try:
        curve = curve_of(key.key["algorithm"]["parameters"])
        return curve, decode_point(curve, key.key["public_key"].native)
    except (tlv.Malformed, *ASN1_FAULTS) as error:
        raise CannotAsk("key") from error


def _offer(chip: Chip, protocol: ChipAuthenticationInfo | None, suite: Suite, key_id: int | None, own: bytes) -> bool:
    """Send the ephemeral key; whether the chip took it. With 3DES there are two ways to do so, and chips that take only one of them."""
    reference = b"" if key_id is None else tlv.encode(0x84, _minimal(key_id))
    if suite is TDES:
        taken = chip.send(apdu.Command(0x00, 0x22, 0x41, 0xA6, tlv.encode(0x91, own) + reference)).good
        if taken or protocol is None:
            return taken
    assert protocol is not None
    body = tlv.encode(0x80, ObjectIdentifier(protocol.protocol).contents) + reference
    if not chip.send(apdu.Command(0x00, 0x22, 0x41, 0xA4, body)).good:
        return False
    return chip.send(apdu.Command(0x00, 0x86, 0x00, 0x00, tlv.encode(_DYNAMIC, tlv.encode(0x80, own)), apdu.SHORT_LE)).good


def _minimal(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8 or 1, "big")
