"""The files of a practice card, encoded as the standard and Vietnamese cards have them."""

import functools
import io
from collections.abc import Iterable
from typing import Final

from asn1crypto.core import Integer, ObjectIdentifier
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from PIL import Image, ImageDraw

from station.idcard import tlv
from station.idcard.curves import Curve, Scalar, public_key
from station.idcard.security_infos import (
    ACTIVE_AUTHENTICATION,
    CHIP_AUTHENTICATION_ECDH,
    CHIP_AUTHENTICATION_KEY_ECDH,
    ECDSA_PLAIN,
)
from station.idcard.simulator.access import Way
from station.idcard.simulator.people import PracticePerson
from station.idcard.suites import SUITES, Suite

_UTF8: Final = "1.0.10646.1.0.8"
_FACE: Final = (240, 320)
_TERMINAL_AUTHENTICATION: Final = "0.4.0.127.0.7.2.2.2"


def dg1(person: PracticePerson) -> bytes:
    """The zone."""
    return tlv.encode(0x61, tlv.encode(0x5F1F, "".join(person.zone).encode()))


def dg13(person: PracticePerson) -> bytes:
    """The civil data in the layout that cards are seen to have."""
    texts = (
        person.number,
        person.full_name,
        person.birth_date,
        person.sex,
        "Việt Nam",
        person.ethnic_group,
        person.religion,
        person.origin,
        person.residence,
        person.features,
        person.issue_date,
        person.expiry_date or "Không thời hạn",
    )
    fields = [_field(number, _text(text)) for number, text in enumerate(texts, start=1)]
    fields.append(_field(13, tlv.encode(0x30, _text(person.father) + _text(person.mother))))
    fields.append(_field(14, tlv.encode(0x30, _text(person.spouse)) if person.spouse else b""))
    fields.append(_field(15, _text(person.old_number)))
    fields.append(_field(16, tlv.encode(0x13, b"00A1B2C3D4E5F607")))
    body = tlv.encode(0x02, b"\x01") + ObjectIdentifier(_UTF8).dump() + tlv.encode(0x31, b"".join(fields))
    return tlv.encode(0x6D, tlv.encode(0x30, body))


def dg2(picture: bytes, size: tuple[int, int] = _FACE) -> bytes:
    """A face record of ISO/IEC 19794-5 in its CBEFF wrapping."""
    kind = 0 if picture.startswith(b"\xff\xd8") else 1
    face_body = bytes(16) + bytes([1, kind]) + size[0].to_bytes(2, "big") + size[1].to_bytes(2, "big") + bytes(6)
    face = (4 + len(face_body) + len(picture)).to_bytes(4, "big") + face_body + picture
    record = b"FAC\x00010\x00" + (14 + len(face)).to_bytes(4, "big") + b"\x00\x01" + face
    header = tlv.encode(0xA1, tlv.encode(0x80, b"\x01\x01") + tlv.encode(0x87, b"\x01\x01") + tlv.encode(0x88, b"\x00\x08"))
    template = tlv.encode(0x7F60, header + tlv.encode(0x5F2E, record))
    return tlv.encode(0x75, tlv.encode(0x7F61, tlv.encode(0x02, b"\x01") + template))


def dg14(ways: Iterable[Way], chip_key: tuple[Curve, int, Suite, int | None] | None, *, aa_digest: str | None = None) -> bytes:
    """What the chip can do, signed through the SOD."""
    infos = [*_pace_infos(ways)]
    if chip_key is not None:
        curve, scalar, suite, key_id = chip_key
        reference = b"" if key_id is None else Integer(key_id).dump()
        number = next(number for number, known in SUITES.items() if known is suite)
        protocol = ObjectIdentifier(f"{CHIP_AUTHENTICATION_ECDH}.{number}").dump()
        infos.append(tlv.encode(0x30, protocol + tlv.encode(0x02, b"\x01") + reference))
        key = public_key(curve, Scalar(curve, scalar).public).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        infos.append(tlv.encode(0x30, ObjectIdentifier(CHIP_AUTHENTICATION_KEY_ECDH).dump() + key + reference))
    if aa_digest is not None:
        last = {"sha1": 1, "sha224": 2, "sha256": 3, "sha384": 4, "sha512": 5}[aa_digest]
        algorithm = ObjectIdentifier(f"{ECDSA_PLAIN}.{last}").dump()
        infos.append(tlv.encode(0x30, ObjectIdentifier(ACTIVE_AUTHENTICATION).dump() + tlv.encode(0x02, b"\x01") + algorithm))
    return tlv.encode(0x6E, tlv.encode(0x31, b"".join(infos)))


def card_access(ways: Iterable[Way]) -> bytes:
    """EF.CardAccess, as unsigned as in life."""
    terminal = tlv.encode(0x30, ObjectIdentifier(_TERMINAL_AUTHENTICATION).dump() + tlv.encode(0x02, b"\x01"))
    return tlv.encode(0x31, terminal + b"".join(_pace_infos(ways)))


def dg15(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    """The public half of the chip's signing key."""
    return tlv.encode(0x6F, key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def com(groups: Iterable[int]) -> bytes:
    """EF.COM: versions and the tags of the groups."""
    tags = {1: 0x61, 2: 0x75, 3: 0x63, 13: 0x6D, 14: 0x6E, 15: 0x6F}
    listed = bytes(tags[number] for number in groups)
    return tlv.encode(0x60, tlv.encode(0x5F01, b"0107") + tlv.encode(0x5F36, b"040000") + tlv.encode(0x5C, listed))


def atr_info(answer_size: int) -> bytes:
    """EF.ATR/INFO: extended lengths, and how long they may be."""
    sizes = tlv.encode(0x02, b"\x04\x00") + tlv.encode(0x02, (answer_size + 2).to_bytes(3, "big").lstrip(b"\0"))
    return tlv.encode(0x47, b"\xc0\x01\x40") + tlv.encode(0x7F66, sizes)


@functools.cache
def face(seed: int, kind: str = "JPEG") -> bytes:
    """A drawn face that is nobody's; about 10 kB."""
    picture = Image.new("RGB", _FACE, (206, 220, 232))
    pen = ImageDraw.Draw(picture)
    skin, hair = (226 - seed * 7 % 40, 188 - seed * 5 % 30, 160), (40 + seed * 13 % 50, 30, 28)
    pen.rectangle((40, 270, 200, 320), fill=(60 + seed * 29 % 120, 80, 110))
    pen.ellipse((58, 40, 182, 220), fill=hair)
    pen.ellipse((66, 66, 174, 236), fill=skin)
    for x in (96, 144):
        pen.ellipse((x - 12, 130, x + 12, 146), fill=(250, 250, 250))
        pen.ellipse((x - 5, 132, x + 5, 144), fill=(35, 25, 20))
        pen.line((x - 14, 118, x + 14, 116), fill=hair, width=4)
    pen.line((120, 140, 116, 176, 124, 178), fill=(170, 130, 110), width=3)
    pen.arc((98, 176, 142, 208), 20, 160, fill=(150, 60, 60), width=4)
    # Paper-like grain, so that the file is as long as a real portrait's.
    grain = Image.effect_noise(_FACE, 18).convert("RGB")
    picture = Image.blend(picture, grain, 0.12)
    content = io.BytesIO()
    options = {"quality": 78} if kind == "JPEG" else {"quality_mode": "rates", "quality_layers": [22]}
    picture.save(content, kind, **options)
    return content.getvalue()


def _pace_infos(ways: Iterable[Way]) -> list[bytes]:
    return [
        tlv.encode(
            0x30,
            ObjectIdentifier(way.protocol).dump() + Integer(2).dump() + Integer(way.curve.parameter_id).dump(),
        )
        for way in ways
    ]


def _field(number: int, value: bytes) -> bytes:
    return tlv.encode(0x30, Integer(number).dump() + value)


def _text(text: str) -> bytes:
    return tlv.encode(0x0C, text.encode())
