"""Taking certificates into the trust store: single ones, revocation lists, and the master lists of states (Doc 9303-12, 9)."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from asn1crypto.cms import ContentInfo, SignedData
from asn1crypto.core import Integer, Sequence, SetOf
from asn1crypto.x509 import Certificate

from station.domain.durable import write_durably
from station.domain.errors import StationError
from station.idcard.certificates import (
    certificate,
    country_of,
    fingerprint,
    is_self_signed,
    issued_by,
    label,
    may_issue,
    revocation_list,
    unarmoured,
)
from station.idcard.security_infos import ASN1_FAULTS
from station.idcard.sod import content_of, signer_holds
from station.idcard.tlv import Malformed

CSCA_MASTER_LIST: Final = "2.23.136.1.1.2"
_MOST_BYTES: Final = 32 * 1024 * 1024


class _Certificates(SetOf):  # type: ignore[misc]
    _child_spec = Certificate


class _MasterList(Sequence):  # type: ignore[misc]
    _fields: ClassVar = [("version", Integer), ("certificates", _Certificates)]


@dataclass(frozen=True)
class Imported:
    """What an import brought."""

    sha256: str
    """Of the file, hex: to be compared with what its publisher says."""
    publisher: str
    """Who signed a master list; empty for single certificates, which nobody vouches for."""
    certificates: int
    """New in the store."""
    known: int
    """In the store already."""
    lists: int
    refused: int
    """Certificates in the file that may not issue others, or are broken."""
    countries: tuple[str, ...]


def import_trust(file: Path, folder: Path) -> Imported:
    """Take the country certificates of `file` (master list, certificate, revocation list; DER or PEM) into `folder`.

    Raises StationError `card.trust-unreadable`, `card.trust-nothing`, `card.trust-signature`.
    """
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise StationError("card.trust-unreadable", name=file.name)
        objects = unarmoured(file.read_bytes())
    except (OSError, ValueError) as error:
        raise StationError("card.trust-unreadable", name=file.name) from error
    publisher, taken, lists, refused = "", list[Certificate](), list[bytes](), 0
    for encoded in objects:
        found = _master_list(encoded)
        if found is not None:
            publisher, certificates, broken = found
            refused += broken
        else:
            certificates = _single(encoded)
            if not certificates and _is_list(encoded):
                lists.append(encoded)
        usable = [cert for cert in certificates if may_issue(cert)]
        refused += len(certificates) - len(usable)
        taken += usable
    if not taken and not lists:
        raise StationError("card.trust-nothing", name=file.name)
    folder.mkdir(parents=True, exist_ok=True)
    new = sum(_keep(folder, cert.dump(), ".cer") for cert in taken)
    new_lists = sum(_keep(folder, encoded, ".crl") for encoded in lists)
    countries = tuple(sorted({country_of(cert.subject) for cert in taken}))
    return Imported(fingerprint(file.read_bytes()), publisher, new, len(taken) - new, new_lists, refused, countries)


def _master_list(encoded: bytes) -> tuple[str, list[Certificate], int] | None:
    """Publisher, certificates, broken ones; None when it is no master list. Raises StationError `card.trust-signature`."""
    try:
        info = ContentInfo.load(encoded, strict=True)
        if info["content_type"].native != "signed_data":
            return None
        signed: SignedData = info["content"]
        if signed["encap_content_info"]["content_type"].dotted != CSCA_MASTER_LIST:
            return None
        inner = content_of(signed["encap_content_info"])
        listed = _MasterList.load(inner, strict=True)["certificates"]
        signer = next((found for one in signed["signer_infos"] if (found := signer_holds(signed, one, inner)) is not None), None)
        certificates, broken = _good([one.dump() for one in listed])
        authorities = certificates + _good([choice.chosen.dump() for choice in signed["certificates"] or ()])[0]
    except (Malformed, *ASN1_FAULTS):
        return None
    # Signed by a certificate that a country certificate in the list, or beside it, has issued.
    if signer is None or not any(is_self_signed(ca) and issued_by(signer, ca) for ca in authorities if ca.subject == signer.issuer):
        raise StationError("card.trust-signature")
    return label(signer.subject), certificates, broken


def _good(encoded: list[bytes]) -> tuple[list[Certificate], int]:
    good: list[Certificate] = []
    for one in encoded:
        try:
            good.append(certificate(one))
        except Malformed:
            continue
    return good, len(encoded) - len(good)


def _single(encoded: bytes) -> list[Certificate]:
    return _good([encoded])[0]


def _is_list(encoded: bytes) -> bool:
    try:
        revocation_list(encoded)
    except Malformed:
        return False
    return True


def _keep(folder: Path, encoded: bytes, ending: str) -> bool:
    """Whether it is new; its name is its hash."""
    path = folder / f"{fingerprint(encoded)}{ending}"
    if path.exists():
        return False
    write_durably(path, encoded)
    return True
