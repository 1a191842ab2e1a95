"""Certificates of the province: X.509 v3, issued directly by the realm's root. Who may sign as what; revocations.py says until when.

Names (RFC 5280 §4.1.2.4): CN = user or station id, OU = role, O = office id, dnQualifier = realm. The realm stands in the issuer too and
both must agree with the root's, so that a practice certificate never counts in a real province, whatever root somebody copies in.
"""

import datetime
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509.oid import NameOID, ObjectIdentifier

from station.domain.errors import StationError
from station.domain.findings import Text
from station.signing import reasons
from station.signing.keys import key_id_of, verify_supported
from station.signing.malformed import MALFORMED_X509
from station.signing.revocations import NOBODY, Revocations

ROLES: Final = frozenset({"clerk", "supervisor", "station", "central"})
BACKDATED: Final = datetime.timedelta(days=1)
"""A station's clock may be behind: a certificate made today is valid since yesterday."""


@dataclass(frozen=True)
class Subject:
    """Whose a certificate is, or is to be."""

    user_id: str
    """The station's id for role `station`, `central` for the central's."""
    role: str
    office_id: str
    realm: str


@dataclass(frozen=True)
class CertificateFacts(Subject):
    """What a checked certificate says."""

    serial: int
    key_id: str
    public_key: bytes
    """SPKI DER."""
    not_before: datetime.datetime
    not_after: datetime.datetime


def make_root(key: ed25519.Ed25519PrivateKey, *, name: str, realm: str, valid: datetime.timedelta) -> bytes:
    """A self-signed root of one realm, DER; it may issue end certificates only."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name), x509.NameAttribute(NameOID.DN_QUALIFIER, realm)])
    builder = _builder(subject, subject, valid).public_key(key.public_key())
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_key_usage(signs_certificates=True), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return builder.sign(key, algorithm=None).public_bytes(serialization.Encoding.DER)


def issue_certificate(
    root_key: ed25519.Ed25519PrivateKey,
    root_der: bytes,
    public_key: bytes,
    *,
    user_id: str,
    role: str,
    office_id: str,
    valid: datetime.timedelta,
) -> bytes:
    """A certificate for the SPKI DER `public_key`, DER. Raises ValueError for an unknown role or a key that cannot sign."""
    if role not in ROLES:
        raise ValueError(f"unknown role: {role}")
    verify_supported(public_key)
    root = x509.load_der_x509_certificate(root_der)
    subject = subject_name(Subject(user_id, role, office_id, _one(root.subject, NameOID.DN_QUALIFIER)))
    holder = serialization.load_der_public_key(public_key)
    builder = _builder(subject, root.subject, valid).public_key(holder)  # type: ignore[arg-type]
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_key_usage(signs_certificates=False), critical=True)
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
    return builder.sign(root_key, algorithm=None).public_bytes(serialization.Encoding.DER)


def subject_name(subject: Subject) -> x509.Name:
    """As certificates and requests spell it."""
    return x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, subject.office_id),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, subject.role),
        x509.NameAttribute(NameOID.COMMON_NAME, subject.user_id),
        x509.NameAttribute(NameOID.DN_QUALIFIER, subject.realm),
    ])  # fmt: skip


def subject_of(name: x509.Name) -> Subject:
    """The other way; raise ValueError for a name that lacks a part."""
    return Subject(
        _one(name, NameOID.COMMON_NAME), _one(name, NameOID.ORGANIZATIONAL_UNIT_NAME), _one(name, NameOID.ORGANIZATION_NAME),
        _one(name, NameOID.DN_QUALIFIER),
    )  # fmt: skip


def check_certificate(
    der: bytes, root_der: bytes, *, at: datetime.datetime, role: str | None, revocations: Revocations = NOBODY
) -> CertificateFacts:
    """What the certificate says, once chain, time (`at`, with a time zone), realm and role (None: any) hold.

    `revocations`: the province's list; what was signed before the day of a revocation still holds.
    Raises StationError `approval.certificate-invalid` with the user and the reason, `approval.certificate-revoked`.
    """
    user = ""
    try:
        certificate, root = x509.load_der_x509_certificate(der), x509.load_der_x509_certificate(root_der)
        facts = _facts(certificate)
        user = facts.user_id
        reason = _fault(certificate, root, facts, at, role)
    except MALFORMED_X509 as error:
        raise StationError("approval.certificate-invalid", user=user, reason=reasons.MALFORMED) from error
    if reason is not None:
        raise StationError("approval.certificate-invalid", user=user, reason=reason)
    since = revocations.since(facts.serial)
    if since is not None and since <= at:
        raise StationError("approval.certificate-revoked", user=user, since=f"{since:%d.%m.%Y}")
    return facts


def certificate_facts(der: bytes) -> CertificateFacts:
    """What a certificate claims, unchecked. Raises StationError `approval.certificate-invalid` when it is malformed."""
    try:
        return _facts(x509.load_der_x509_certificate(der))
    except MALFORMED_X509 as error:
        raise StationError("approval.certificate-invalid", user="", reason=reasons.MALFORMED) from error


def read_certificate(file: Path) -> bytes:
    """The certificate of a file as the province hands it over, DER or PEM; DER. Raises StationError `approval.certificate-invalid`."""
    try:
        content = file.read_bytes()
        read = x509.load_pem_x509_certificate if content.lstrip().startswith(b"-----BEGIN") else x509.load_der_x509_certificate
        return read(content).public_bytes(serialization.Encoding.DER)
    except (OSError, *MALFORMED_X509) as error:
        raise StationError("approval.certificate-invalid", user="", reason=reasons.MALFORMED) from error


def realm_of(root_der: bytes) -> str:
    """The realm that a root belongs to; raise ValueError when it names none."""
    return _one(x509.load_der_x509_certificate(root_der).subject, NameOID.DN_QUALIFIER)


def _fault(
    certificate: x509.Certificate, root: x509.Certificate, facts: CertificateFacts, at: datetime.datetime, role: str | None
) -> Text | None:
    """Why the certificate does not hold; None when it does."""
    if not root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
        return reasons.NO_ROOT
    try:
        certificate.verify_directly_issued_by(root)
    except (InvalidSignature, ValueError):
        return reasons.OTHER_PROVINCE
    realm = _one(root.subject, NameOID.DN_QUALIFIER)
    if facts.realm != realm:
        return reasons.other_realm(facts.realm, realm)
    if at < max(facts.not_before, root.not_valid_before_utc):
        return reasons.not_before(f"{facts.not_before:%d.%m.%Y}")
    if at > min(facts.not_after, root.not_valid_after_utc):
        return reasons.expired(f"{facts.not_after:%d.%m.%Y}")
    if certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
        return reasons.ROOT_AS_PERSON
    if not certificate.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature:
        return reasons.NOT_FOR_SIGNING
    if facts.role not in ROLES or role not in (None, facts.role):
        return reasons.other_role(facts.role, role)
    return None


def _facts(certificate: x509.Certificate) -> CertificateFacts:
    """What it claims, unchecked; raise ValueError for a name that lacks a part or a key that cannot sign."""
    subject = subject_of(certificate.subject)
    spki = certificate.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    verify_supported(spki)
    return CertificateFacts(
        **asdict(subject), serial=certificate.serial_number, key_id=key_id_of(spki), public_key=spki,
        not_before=certificate.not_valid_before_utc, not_after=certificate.not_valid_after_utc,
    )  # fmt: skip


def _one(name: x509.Name, attribute: ObjectIdentifier) -> str:
    values = name.get_attributes_for_oid(attribute)
    if len(values) != 1 or not isinstance(values[0].value, str):
        raise ValueError(f"the name does not have exactly one {attribute.dotted_string}")
    return values[0].value


def _builder(subject: x509.Name, issuer: x509.Name, valid: datetime.timedelta) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + valid)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, content_commitment=not signs_certificates, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
