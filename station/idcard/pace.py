"""PACE with generic mapping over elliptic curves (ICAO Doc 9303-11, 4.4; example in appendix G.1)."""

import hashlib
import hmac
import secrets
from collections.abc import Callable

from asn1crypto.core import ObjectIdentifier

from station.domain.errors import StationError
from station.idcard import apdu, tlv
from station.idcard.access_data import Can, MrzKey, Password
from station.idcard.channel import SecureChannel
from station.idcard.chip import Chip
from station.idcard.curves import (
    BY_PARAMETER_ID,
    Curve,
    Point,
    Scalar,
    add,
    decode_point,
    encode_point,
)
from station.idcard.security_infos import PaceInfo
from station.idcard.suites import AUTHENTICATION, PASSWORD, Suite

_CHAINED = 0x10
_DYNAMIC = 0x7C
_UNSUPPORTED = (0x6A80, 0x6A81, 0x6A86, 0x6A88, 0x6D00, 0x6E00)

RandomScalar = Callable[[Curve], int]


def random_scalar(curve: Curve) -> int:
    """A private key for one use."""
    return 2 + secrets.randbelow(curve.n - 5)


class PaceUnsupported(Exception):
    """The chip announces this PACE and then does not do it with this kind of password."""


def usable(infos: tuple[PaceInfo, ...]) -> PaceInfo | None:
    """The strongest of what the chip offers and the station can do."""
    offered = [info for info in infos if info.suite is not None and info.parameter_id in BY_PARAMETER_ID]
    return max(
        offered, key=lambda info: (info.suite.key_length if info.suite else 0, info.suite is not None and info.suite.is_aes), default=None
    )


def password_key(suite: Suite, password: Password) -> bytes:
    """K_pi: the key that enciphers the chip's nonce."""
    secret = hashlib.sha1(password.key_info.encode()).digest() if isinstance(password, MrzKey) else password.digits.encode()
    return suite.derive(secret, PASSWORD)


def mapped_base(curve: Curve, nonce: bytes, mapping_key: Scalar, chip_mapping: Point) -> Point:
    """The generator that both sides agree on: s · G + H."""
    scalar = int.from_bytes(nonce, "big") % curve.n
    if not scalar:
        raise tlv.Malformed("nonce of zero")
    return add(curve, Scalar(curve, scalar).public, mapping_key.times(chip_mapping))


def token(suite: Suite, mac_key: bytes, protocol: str, key_of_the_other: bytes) -> bytes:
    """The authentication token over the other side's ephemeral key."""
    covered = tlv.encode(0x7F49, ObjectIdentifier(protocol).dump() + tlv.encode(0x86, key_of_the_other))
    return suite.token(mac_key, covered)


def open_by_pace(chip: Chip, info: PaceInfo, password: Password, scalar: RandomScalar = random_scalar) -> SecureChannel:
    """Agree on keys. One try only.

    Raises PaceUnsupported, and StationError `card.wrong-mrz`, `card.wrong-can`, `card.blocked`, `card.refused`, `card.nonsense`.
    """
    suite, curve = info.suite, BY_PARAMETER_ID[info.parameter_id or 0]
    assert suite is not None
    reference = b"\x02" if isinstance(password, Can) else b"\x01"
    body = tlv.encode(0x80, ObjectIdentifier(info.protocol).contents) + tlv.encode(0x83, reference)
    chosen = chip.send(apdu.Command(0x00, 0x22, 0xC1, 0xA4, body))
    if chosen.status in _UNSUPPORTED:
        raise PaceUnsupported(f"{chosen.status:04X}")
    if not chosen.good and apdu.tries_left(chosen.status) in (None, 0):
        raise _failure("MSE:SET AT", chosen.status, password)
    try:
        return _agree(chip, suite, curve, info.protocol, password, scalar)
    except tlv.Malformed as error:
        raise StationError("card.nonsense", step="PACE") from error


def _agree(chip: Chip, suite: Suite, curve: Curve, protocol: str, password: Password, scalar: RandomScalar) -> SecureChannel:
    sealed_nonce = _step(chip, b"", 0x80, password)
    if not sealed_nonce or len(sealed_nonce) % suite.block or len(sealed_nonce) > 2 * suite.key_length:
        raise tlv.Malformed("nonce")
    nonce = suite.decrypt(password_key(suite, password), sealed_nonce)
    mapping_key = Scalar(curve, scalar(curve))
    mapping = _step(chip, tlv.encode(0x81, encode_point(curve, mapping_key.public)), 0x82, password)
    base = mapped_base(curve, nonce, mapping_key, decode_point(curve, mapping))
    key = Scalar(curve, scalar(curve))
    own = encode_point(curve, key.times(base))
    theirs = _step(chip, tlv.encode(0x83, own), 0x84, password)
    if theirs == own:
        raise tlv.Malformed("the station's own key sent back")
    secret = key.shared_x(decode_point(curve, theirs))
    mac_key = suite.derive(secret, AUTHENTICATION)
    answer = _step(chip, tlv.encode(0x85, token(suite, mac_key, protocol, theirs)), 0x86, password, last=True)
    if not hmac.compare_digest(answer, token(suite, mac_key, protocol, own)):
        raise tlv.Malformed("token")
    return SecureChannel(suite, secret)


def _step(chip: Chip, body: bytes, wanted: int, password: Password, *, last: bool = False) -> bytes:
    """One GENERAL AUTHENTICATE; the data object that was asked for."""
    command = apdu.Command(0x00 if last else _CHAINED, 0x86, 0x00, 0x00, tlv.encode(_DYNAMIC, body), apdu.SHORT_LE)
    response = chip.send(command)
    if not response.good:
        raise _failure("GENERAL AUTHENTICATE", response.status, password, last=last)
    return tlv.first(tlv.only(response.data, _DYNAMIC), wanted)


def _failure(step: str, status: int, password: Password, *, last: bool = False) -> StationError:
    left = apdu.tries_left(status)
    if status in (apdu.BLOCKED, 0x6984) or left == 0:
        return StationError("card.blocked")
    wrong = (apdu.NO_INFORMATION, apdu.SECURITY_NOT_SATISFIED, apdu.SM_OBJECTS_WRONG)
    if last and (status in wrong or left is not None):
        return StationError("card.wrong-can" if isinstance(password, Can) else "card.wrong-mrz")
    return StationError("card.refused", step=step, status=f"{status:04X}")
