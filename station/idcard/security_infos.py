"""SecurityInfos: what EF.CardAccess and DG14 announce about the chip's protocols (ICAO Doc 9303-11, 9.2; BSI TR-03110-3, A.1)."""

from dataclasses import dataclass
from typing import ClassVar, Final

from asn1crypto.core import Any, Integer, ObjectIdentifier, Sequence, SetOf
from asn1crypto.keys import PublicKeyInfo

from station.idcard.suites import SUITES, Suite
from station.idcard.tlv import Malformed

PACE_ECDH_GM: Final = "0.4.0.127.0.7.2.2.4.2"
PACE: Final = "0.4.0.127.0.7.2.2.4"
CHIP_AUTHENTICATION_ECDH: Final = "0.4.0.127.0.7.2.2.3.2"
CHIP_AUTHENTICATION_DH: Final = "0.4.0.127.0.7.2.2.3.1"
CHIP_AUTHENTICATION_KEY_ECDH: Final = "0.4.0.127.0.7.2.2.1.2"
CHIP_AUTHENTICATION_KEY_DH: Final = "0.4.0.127.0.7.2.2.1.1"
ACTIVE_AUTHENTICATION: Final = "2.23.136.1.1.5"
ECDSA_PLAIN: Final = "0.4.0.127.0.7.1.1.4.1"
_ECDSA_DIGESTS: Final = {"1": "sha1", "2": "sha224", "3": "sha256", "4": "sha384", "5": "sha512"}

ASN1_FAULTS: Final = (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError, RecursionError)
"""What the ASN.1 library raises on bytes that are not what they claim to be."""


@dataclass(frozen=True)
class PaceInfo:
    """One way to open the chip by PACE."""

    protocol: str
    """Object identifier."""
    parameter_id: int | None

    @property
    def suite(self) -> Suite | None:
        """The cipher, where this is generic mapping over a curve; else None."""
        return _suite(self.protocol, PACE_ECDH_GM)


@dataclass(frozen=True)
class ChipKey:
    """A static key of chip authentication."""

    key: PublicKeyInfo
    key_id: int | None
    is_ecdh: bool


@dataclass(frozen=True)
class ChipAuthenticationInfo:
    """The protocol that goes with a chip's key."""

    protocol: str
    key_id: int | None

    @property
    def suite(self) -> Suite | None:
        """The cipher, over a curve; else None."""
        return _suite(self.protocol, CHIP_AUTHENTICATION_ECDH)


@dataclass(frozen=True)
class SecurityInfos:
    """What this room understands of them; everything else is passed over."""

    pace: tuple[PaceInfo, ...] = ()
    chip_keys: tuple[ChipKey, ...] = ()
    chip_authentication: tuple[ChipAuthenticationInfo, ...] = ()
    active_authentication_digest: str | None = None
    """Hash of the chip's ECDSA answers, hashlib's name."""


class _SecurityInfo(Sequence):  # type: ignore[misc]
    _fields: ClassVar = [
        ("protocol", ObjectIdentifier),
        ("required", Any),
        ("optional", Any, {"optional": True}),
    ]


class _SecurityInfos(SetOf):  # type: ignore[misc]
    _child_spec = _SecurityInfo


def parse(encoded: bytes) -> SecurityInfos:
    """SecurityInfos from their DER bytes. Raises Malformed."""
    try:
        return _gather(_SecurityInfos.load(encoded, strict=True))
    except ASN1_FAULTS as error:
        raise Malformed("security infos") from error


def _gather(infos: _SecurityInfos) -> SecurityInfos:
    pace: list[PaceInfo] = []
    keys: list[ChipKey] = []
    chip: list[ChipAuthenticationInfo] = []
    digest: str | None = None
    for info in infos:
        oid = info["protocol"].dotted
        if oid.startswith(PACE + ".") and oid.count(".") == PACE.count(".") + 2:
            pace.append(PaceInfo(oid, _integer(info["optional"])))
        elif oid in (CHIP_AUTHENTICATION_KEY_ECDH, CHIP_AUTHENTICATION_KEY_DH):
            key = info["required"].parse(PublicKeyInfo)
            keys.append(ChipKey(key, _integer(info["optional"]), oid == CHIP_AUTHENTICATION_KEY_ECDH))
        elif oid.startswith((CHIP_AUTHENTICATION_ECDH + ".", CHIP_AUTHENTICATION_DH + ".")):
            chip.append(ChipAuthenticationInfo(oid, _integer(info["optional"])))
        elif oid == ACTIVE_AUTHENTICATION:
            prefix, _, last = info["optional"].parse(ObjectIdentifier).dotted.rpartition(".")
            digest = _ECDSA_DIGESTS.get(last) if prefix == ECDSA_PLAIN else None
    return SecurityInfos(tuple(pace), tuple(keys), tuple(chip), digest)


def _integer(value: Any) -> int | None:
    parsed = value.parse(Integer) if value.native is not None else None
    return None if parsed is None else int(parsed.native)


def _suite(oid: str, family: str) -> Suite | None:
    prefix, _, last = oid.rpartition(".")
    return SUITES.get(int(last)) if prefix == family else None
