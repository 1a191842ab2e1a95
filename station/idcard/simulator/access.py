"""The chip's side of BAC, PACE and chip authentication."""

import secrets
from dataclasses import dataclass

from asn1crypto.core import ObjectIdentifier

from station.idcard import tlv
from station.idcard.access_data import Can, MrzKey
from station.idcard.bac import BacKeys
from station.idcard.curves import Curve, Point, Scalar, decode_point, encode_point
from station.idcard.pace import mapped_base, password_key, random_scalar, token
from station.idcard.security_infos import PACE_ECDH_GM
from station.idcard.simulator.channel import CardChannel
from station.idcard.suites import AUTHENTICATION, SUITES, TDES, Suite, pad


@dataclass(frozen=True)
class Way:
    """One PACE that a chip offers."""

    suite: Suite
    curve: Curve

    @property
    def protocol(self) -> str:
        """Object identifier."""
        return f"{PACE_ECDH_GM}.{next(number for number, suite in SUITES.items() if suite is self.suite)}"

    @property
    def identifier(self) -> bytes:
        """Object identifier without its tag."""
        return bytes(ObjectIdentifier(self.protocol).contents)


class BacSide:
    """One GET CHALLENGE and what follows."""

    def __init__(self, keys: BacKeys) -> None:
        self._keys = keys
        self.challenge = secrets.token_bytes(8)
        self.channel: CardChannel | None = None

    def answer(self, sealed: bytes) -> bytes | None:
        """The chip's half of the keys; None when the reader's does not open."""
        body, mac = sealed[:-8], sealed[-8:]
        if len(body) != 32 or TDES.mac(self._keys.mac, pad(body, 8)) != mac:
            return None
        plain = TDES.decrypt(self._keys.encryption, body)
        if plain[8:16] != self.challenge:
            return None
        own = secrets.token_bytes(16)
        secret = bytes(a ^ b for a, b in zip(own, plain[16:], strict=True))
        self.channel = CardChannel(TDES, secret, int.from_bytes(self.challenge[4:] + plain[4:8], "big"))
        return self._keys.seal(self.challenge + plain[:8] + own)


class PaceSide:
    """The four steps."""

    def __init__(self, way: Way, password: MrzKey | str) -> None:
        self._way = way
        self._key = password_key(way.suite, Can(password) if isinstance(password, str) else password)
        self._nonce = b""
        self._base: Point | None = None
        self._theirs = b""
        self._own = b""
        self._secret = b""
        self.channel: CardChannel | None = None

    def answer(self, inner: list[tlv.Tlv]) -> bytes | None:
        """Content of the answer's 7C; None for a wrong token. Raises tlv.Malformed."""
        curve, suite = self._way.curve, self._way.suite
        if not inner:
            self._nonce = secrets.token_bytes(32 if suite.key_length > 16 else 16)
            return tlv.encode(0x80, suite.encrypt(self._key, self._nonce))
        tag, value = inner[0].tag, inner[0].value
        if tag == 0x81 and self._nonce:
            scalar = Scalar(curve, random_scalar(curve))
            self._base = mapped_base(curve, self._nonce, scalar, decode_point(curve, value))
            return tlv.encode(0x82, encode_point(curve, scalar.public))
        if tag == 0x83 and self._base is not None:
            scalar = Scalar(curve, random_scalar(curve))
            self._own, self._theirs = encode_point(curve, scalar.times(self._base)), value
            self._secret = scalar.shared_x(decode_point(curve, value))
            return tlv.encode(0x84, self._own)
        if tag == 0x85 and self._secret:
            mac_key = suite.derive(self._secret, AUTHENTICATION)
            if token(suite, mac_key, self._way.protocol, self._own) != value:
                return None
            self.channel = CardChannel(suite, self._secret)
            return tlv.encode(0x86, token(suite, mac_key, self._way.protocol, self._theirs))
        raise tlv.Malformed("step out of turn")


def chip_authentication_secret(curve: Curve, scalar: int, point: bytes) -> bytes:
    """What chip and reader share after the reader's key came. Raises tlv.Malformed."""
    return Scalar(curve, scalar).shared_x(decode_point(curve, point))
