"""Certificates and revocation lists as files: reading them, and whether one was issued by another. No policy here."""

import base64
import datetime
import hashlib
import re
from typing import Final

from asn1crypto.crl import CertificateList
from asn1crypto.x509 import Certificate, Name

from station.idcard.security_infos import ASN1_FAULTS
from station.idcard.signatures import key_of, verifies
from station.idcard.tlv import Malformed

_PEM: Final = re.compile(rb"-----BEGIN (CERTIFICATE|X509 CRL|CMS|PKCS7)-----\s+([A-Za-z0-9+/=\s]+?)-----END \1-----")


def unarmoured(content: bytes) -> list[bytes]:
    """The DER objects of a file: its PEM blocks, or itself."""
    blocks = [base64.b64decode(b"".join(body.split())) for _, body in _PEM.findall(content)]
    return blocks or [content]


def certificate(encoded: bytes) -> Certificate:
    """One certificate; whatever is asked of it later has been parsed. Raises Malformed."""
    try:
        parsed = Certificate.load(encoded, strict=True)
        _ = parsed.subject.native, parsed.issuer.native, parsed.serial_number, validity(parsed), parsed["signature_value"].native
        _ = may_issue(parsed), parsed.key_identifier, parsed.authority_key_identifier, parsed.public_key.dump()
        _ = parsed["signature_algorithm"]["algorithm"].native
        return parsed
    except ASN1_FAULTS as error:
        raise Malformed("certificate") from error


def revocation_list(encoded: bytes) -> CertificateList:
    """One revocation list. Raises Malformed."""
    try:
        parsed = CertificateList.load(encoded, strict=True)
        _ = parsed.issuer.native, next_update(parsed), revoked_serials(parsed)
        _ = parsed["signature_algorithm"]["algorithm"].native, parsed["signature"].native
        return parsed
    except ASN1_FAULTS as error:
        raise Malformed("revocation list") from error


def validity(cert: Certificate) -> tuple[datetime.datetime, datetime.datetime]:
    """First and last moment."""
    period = cert["tbs_certificate"]["validity"]
    return period["not_before"].native, period["not_after"].native


def next_update(crl: CertificateList) -> datetime.datetime | None:
    """When its successor is due."""
    moment = crl["tbs_cert_list"]["next_update"].native
    return moment if isinstance(moment, datetime.datetime) else None


def revoked_serials(crl: CertificateList) -> frozenset[int]:
    """Serial numbers that it revokes."""
    return frozenset(int(entry["user_certificate"].native) for entry in crl["tbs_cert_list"]["revoked_certificates"] or ())


def may_issue(cert: Certificate) -> bool:
    """Whether it calls itself an authority that signs certificates."""
    usage = cert.key_usage_value
    return bool(cert.ca) and (usage is None or "key_cert_sign" in usage.native)


def issued_by(cert: Certificate, issuer: Certificate) -> bool:
    """Whether the issuer's key signed the certificate; names are not looked at. A broken key or algorithm is a no."""
    try:
        return verifies(
            key_of(issuer.public_key), cert["signature_algorithm"], cert["signature_value"].native, cert["tbs_certificate"].dump()
        )
    except Malformed:
        return False


def list_issued_by(crl: CertificateList, issuer: Certificate) -> bool:
    """Whether the issuer's key signed the revocation list."""
    try:
        return verifies(key_of(issuer.public_key), crl["signature_algorithm"], crl["signature"].native, crl["tbs_cert_list"].dump())
    except Malformed:
        return False


def is_self_signed(cert: Certificate) -> bool:
    """Whether its own key signed it."""
    return bool(cert.subject == cert.issuer) and issued_by(cert, cert)


def country_of(name: Name) -> str:
    """Two capital letters, or empty."""
    country = name.native.get("country_name", "")
    return country.upper() if isinstance(country, str) else ""


def label(name: Name) -> str:
    """What people may call it: common name, or organisation."""
    native = name.native
    for part in ("common_name", "organization_name", "country_name"):
        if isinstance(native.get(part), str):
            return str(native[part])
    return "?"


def fingerprint(encoded: bytes) -> str:
    """SHA-256, hex."""
    return hashlib.sha256(encoded).hexdigest()
