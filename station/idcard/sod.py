"""EF.SOD: the signed list of the hashes of the data groups (Doc 9303-10, 4.6.2). Whether to believe its signer is `trust`'s matter."""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from asn1crypto.algos import DigestAlgorithm
from asn1crypto.cms import ContentInfo, SignedData, SignerInfo
from asn1crypto.core import Integer, OctetString, ParsableOctetString, PrintableString, Sequence, SequenceOf
from asn1crypto.x509 import Certificate

from station.idcard import tlv
from station.idcard.certificates import certificate
from station.idcard.security_infos import ASN1_FAULTS
from station.idcard.signatures import HASHES, key_of, verifies
from station.idcard.tlv import Malformed

LDS_SECURITY_OBJECT = "2.23.136.1.1.1"


class _DataGroupHash(Sequence):  # type: ignore[misc]
    _fields: ClassVar = [("number", Integer), ("hash", OctetString)]


class _DataGroupHashes(SequenceOf):  # type: ignore[misc]
    _child_spec = _DataGroupHash


class _Versions(Sequence):  # type: ignore[misc]
    _fields: ClassVar = [("lds", PrintableString), ("unicode", PrintableString)]


class LdsSecurityObject(Sequence):  # type: ignore[misc]
    """Versions 0 and 1."""

    _fields: ClassVar = [
        ("version", Integer),
        ("hash_algorithm", DigestAlgorithm),
        ("hashes", _DataGroupHashes),
        ("versions", _Versions, {"optional": True}),
    ]


@dataclass(frozen=True)
class SecurityObject:
    """What the SOD says, and who signed it."""

    digest: str
    """hashlib's name."""
    hashes: Mapping[int, bytes]
    """By number of the data group."""
    signer: Certificate | None
    """The document signer's certificate that came along; None where it did not."""
    signature_holds: bool
    """Whether that certificate's key signed exactly these hashes."""
    signed_at: datetime.datetime | None
    """What the signer says about the time; signed, but nobody vouches for it."""

    def fits(self, number: int, file: bytes) -> bool:
        """Whether a file, whole with tag and length, is the one that was signed."""
        return self.hashes.get(number) == hashlib.new(self.digest, file).digest()


def parse(sod: bytes) -> SecurityObject:
    """The file EF.SOD as a value; its signature is checked on the way. Raises Malformed."""
    try:
        content = ContentInfo.load(tlv.only(sod, 0x77), strict=True)
        if content["content_type"].native != "signed_data":
            raise Malformed("SOD holds no signed data")
        signed: SignedData = content["content"]
        encapsulated = signed["encap_content_info"]
        if encapsulated["content_type"].dotted != LDS_SECURITY_OBJECT:
            raise Malformed("SOD holds another object")
        encoded = content_of(encapsulated)
        listed = LdsSecurityObject.load(encoded, strict=True)
        hashes = {int(entry["number"].native): bytes(entry["hash"].native) for entry in listed["hashes"]}
        digest = str(listed["hash_algorithm"]["algorithm"].native)
        if digest not in HASHES:
            raise Malformed("SOD with an unknown hash")
        if len(signed["signer_infos"]) != 1 or len(hashes) != len(listed["hashes"]):
            raise Malformed("SOD without its one signer, or a group listed twice")
        signer_info: SignerInfo = signed["signer_infos"][0]
        signer = _signer(signed, signer_info)
        holds = signer is not None and _holds(signer, signer_info, encoded)
        return SecurityObject(digest, hashes, signer, holds, _signed_at(signer_info))
    except ASN1_FAULTS as error:
        raise Malformed("SOD") from error


def content_of(encapsulated: Sequence) -> bytes:
    """What was signed, as bytes. A message of version 1 may come without the octet string's own class."""
    content = encapsulated["content"]
    return bytes(content) if isinstance(content, ParsableOctetString) else bytes(content.parse(OctetString).native)


def signer_holds(signed: SignedData, signer_info: SignerInfo, encoded: bytes) -> Certificate | None:
    """The certificate in the message whose key signed `encoded`; None when none did. Raises Malformed."""
    signer = _signer(signed, signer_info)
    return signer if signer is not None and _holds(signer, signer_info, encoded) else None


def _signer(signed: SignedData, signer_info: SignerInfo) -> Certificate | None:
    sid = signer_info["sid"]
    for choice in signed["certificates"] or ():
        if choice.name != "certificate":
            continue
        signer = certificate(choice.chosen.dump())
        if sid.name == "issuer_and_serial_number":
            named = sid.chosen
            if signer.serial_number == named["serial_number"].native and signer.issuer == named["issuer"]:
                return signer
        elif signer.key_identifier == sid.chosen.native:
            return signer
    return None


def _holds(signer: Certificate, signer_info: SignerInfo, encoded: bytes) -> bool:
    """Signature over the attributes, and the attributes over the content (RFC 5652, 5.4)."""
    digest = str(signer_info["digest_algorithm"]["algorithm"].native)
    if digest not in HASHES:
        raise Malformed("signer with an unknown hash")
    attributes = signer_info["signed_attrs"]
    signed = encoded
    if attributes:
        values = {attribute["type"].native: attribute["values"] for attribute in attributes}
        if "message_digest" not in values or values["message_digest"][0].native != hashlib.new(digest, encoded).digest():
            return False
        # Signed as the SET that it is, not as the tag [0] that it travels under.
        signed = b"\x31" + attributes.dump()[1:]
    algorithm = signer_info["signature_algorithm"]
    try:
        return verifies(key_of(signer.public_key), algorithm, signer_info["signature"].native, signed, digest)
    except Malformed:
        # A key on a curve of its own, an algorithm nobody knows: nothing that could be believed.
        return False


def _signed_at(signer_info: SignerInfo) -> datetime.datetime | None:
    for attribute in signer_info["signed_attrs"] or ():
        if attribute["type"].native == "signing_time":
            moment = attribute["values"][0].native
            return moment if isinstance(moment, datetime.datetime) else None
    return None
