"""Basic access control: the older way in, with the key of the machine-readable zone (ICAO Doc 9303-11, 4.3 and appendix D)."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from station.domain.errors import StationError
from station.idcard import apdu
from station.idcard.access_data import MrzKey
from station.idcard.channel import SecureChannel
from station.idcard.chip import Chip
from station.idcard.suites import AUTHENTICATION, ENCRYPTION, TDES, pad

_SEED = 16
_CHALLENGE = 8
_ANSWER = 40


@dataclass(frozen=True, repr=False)
class BacKeys:
    """The two keys that follow from the zone."""

    encryption: bytes
    mac: bytes

    @classmethod
    def of(cls, key: MrzKey) -> "BacKeys":
        """By 9.7.2 of the standard."""
        seed = hashlib.sha1(key.key_info.encode()).digest()[:_SEED]
        return cls(TDES.derive(seed, ENCRYPTION), TDES.derive(seed, AUTHENTICATION))

    def seal(self, plain: bytes) -> bytes:
        """Enciphered, with its MAC behind it."""
        sealed = TDES.encrypt(self.encryption, plain)
        return sealed + TDES.mac(self.mac, pad(sealed, TDES.block))

    def open(self, sealed: bytes) -> bytes | None:
        """In clear; None when the MAC is wrong."""
        body, mac = sealed[:-8], sealed[-8:]
        if not body or len(body) % TDES.block or not hmac.compare_digest(TDES.mac(self.mac, pad(body, TDES.block)), mac):
            return None
        return TDES.decrypt(self.encryption, body)


def open_by_bac(chip: Chip, key: MrzKey) -> SecureChannel:
    """Agree on keys; the application is selected already. One try only.

    Raises StationError `card.wrong-mrz`, `card.blocked`, `card.refused`, `card.nonsense`.
    """
    challenge = chip.send(apdu.Command(0x00, 0x84, 0x00, 0x00, le=_CHALLENGE))
    if not challenge.good:
        raise _failure("GET CHALLENGE", challenge.status)
    if len(challenge.data) != _CHALLENGE:
        raise StationError("card.nonsense", step="GET CHALLENGE")
    return _authenticate(chip, BacKeys.of(key), challenge.data, secrets.token_bytes(_CHALLENGE), secrets.token_bytes(_SEED))


def _authenticate(chip: Chip, keys: BacKeys, rnd_ic: bytes, rnd_ifd: bytes, k_ifd: bytes) -> SecureChannel:
    answer = chip.send(apdu.Command(0x00, 0x82, 0x00, 0x00, keys.seal(rnd_ifd + rnd_ic + k_ifd), _ANSWER))
    if not answer.good:
        raise _failure("EXTERNAL AUTHENTICATE", answer.status)
    plain = keys.open(answer.data) if len(answer.data) == _ANSWER else None
    if plain is None or plain[:8] != rnd_ic or plain[8:16] != rnd_ifd:
        raise StationError("card.nonsense", step="EXTERNAL AUTHENTICATE")
    return session(k_ifd, plain[16:32], rnd_ic, rnd_ifd)


def session(k_ifd: bytes, k_ic: bytes, rnd_ic: bytes, rnd_ifd: bytes) -> SecureChannel:
    """The channel that both sides derive from what they told each other."""
    secret = bytes(a ^ b for a, b in zip(k_ifd, k_ic, strict=True))
    return SecureChannel(TDES, secret, int.from_bytes(rnd_ic[4:] + rnd_ifd[4:], "big"))


def _failure(step: str, status: int) -> StationError:
    left = apdu.tries_left(status)
    if status in (apdu.BLOCKED, 0x6984) or left == 0:
        return StationError("card.blocked")
    if step == "EXTERNAL AUTHENTICATE" and (
        status in (apdu.NO_INFORMATION, apdu.SM_OBJECTS_WRONG, apdu.SECURITY_NOT_SATISFIED) or left is not None
    ):
        return StationError("card.wrong-mrz")
    return StationError("card.refused", step=step, status=f"{status:04X}")
