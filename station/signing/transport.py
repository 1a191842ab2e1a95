"""The transport authority of a province (sync/PROTOCOL.md §8): certificates for TLS. They prove a machine, never a person or a batch.

A root of its own, ECDSA P-256: what signs TLS never signs evidence, and every TLS stack speaks it. Names (RFC 5280 §4.1.2.4):
CN = station id or host, OU = role, O = office id, dnQualifier = realm.
"""

import datetime
import hashlib
import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from station.domain.durable import write_durably
from station.domain.errors import StationError
from station.signing.certificates import BACKDATED
from station.signing.malformed import MALFORMED_X509

STATION: Final = "station"
COURIER: Final = "courier"
SERVER: Final = "server"
_USES: Final = {
    STATION: ExtendedKeyUsageOID.CLIENT_AUTH, COURIER: ExtendedKeyUsageOID.CLIENT_AUTH, SERVER: ExtendedKeyUsageOID.SERVER_AUTH,
}  # fmt: skip
VALID: Final = datetime.timedelta(days=90)
_ROOT_VALID: Final = datetime.timedelta(days=3650)
_LIST_VALID: Final = datetime.timedelta(days=7)
_KEY_FILE: Final = "transport.key"
ROOT_FILE: Final = "transport-root.pem"
_NAME_MAX: Final = 64
"""RFC 5280 appendix A: ub-common-name."""


@dataclass(frozen=True)
class TransportFacts:
    """What a checked TLS certificate says."""

    holder: str
    role: str
    office_id: str
    realm: str
    serial: int
    fingerprint: str
    """SHA-256 of the DER, 64 hex digits."""
    not_before: datetime.datetime
    not_after: datetime.datetime


@dataclass(frozen=True)
class TransportRequest:
    """What a PKCS #10 request asks for, its own signature checked."""

    holder: str
    office_id: str
    public_key: bytes
    """SPKI DER."""
    data: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key in groups of four, to be read over the telephone."""
        digest = hashlib.sha256(self.public_key).hexdigest()[:32]
        return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def make_key() -> bytes:
    """A new P-256 key, PKCS #8 PEM."""
    return _pem(ec.generate_private_key(ec.SECP256R1()))


def make_request(key_pem: bytes, holder: str, office_id: str) -> bytes:
    """A PKCS #10 request, DER, signed by the key it is for."""
    key = _key(key_pem)
    builder = x509.CertificateSigningRequestBuilder().subject_name(_subject(holder, "", office_id, ""))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def read_request(der: bytes) -> TransportRequest:
    """Raises StationError `transport.request` for anything but a P-256 request whose signature holds."""
    try:
        request = x509.load_der_x509_csr(der)
        public = request.public_key()
        holds = request.is_signature_valid
        holder, office_id = _one(request.subject, NameOID.COMMON_NAME), _one(request.subject, NameOID.ORGANIZATION_NAME)
    except MALFORMED_X509 as error:
        raise StationError("transport.request", reason="malformed") from error
    if not holds or not isinstance(public, ec.EllipticCurvePublicKey) or not isinstance(public.curve, ec.SECP256R1):
        raise StationError("transport.request", reason="not a P-256 key that signed the request")
    spki = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return TransportRequest(holder, office_id, spki, der)


def check_transport(der: bytes, root_der: bytes, at: datetime.datetime) -> TransportFacts:
    """What the certificate says, once this root issued it and it is in its time. Raises StationError `transport.certificate`."""
    try:
        certificate, root = x509.load_der_x509_certificate(der), x509.load_der_x509_certificate(root_der)
        facts = _facts(certificate)
        certificate.verify_directly_issued_by(root)
        uses = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except MALFORMED_X509 as error:
        raise StationError("transport.certificate", reason="not issued by this province") from error
    if facts.realm != _one(root.subject, NameOID.DN_QUALIFIER) or facts.role not in _USES or _USES[facts.role] not in uses:
        raise StationError("transport.certificate", reason="another realm or use")
    if not facts.not_before <= at <= facts.not_after:
        raise StationError("transport.certificate", reason=f"valid {facts.not_before:%d.%m.%Y} – {facts.not_after:%d.%m.%Y}")
    return facts


def facts_of_pem(pem: bytes) -> TransportFacts:
    """What the first certificate of a PEM file claims, unchecked. Raises StationError `transport.certificate`."""
    try:
        return _facts(x509.load_pem_x509_certificate(pem))
    except MALFORMED_X509 as error:
        raise StationError("transport.certificate", reason="malformed") from error


def der_of_pem(pem: bytes) -> bytes:
    """The first certificate of a PEM file, DER. Raises StationError `transport.certificate`."""
    try:
        return x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)
    except MALFORMED_X509 as error:
        raise StationError("transport.certificate", reason="malformed") from error


def pem_of_der(der: bytes) -> bytes:
    """A certificate as PEM."""
    return x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM)


def key_fits(key_pem: bytes, der: bytes) -> bool:
    """Whether the certificate is for this key."""
    public = x509.load_der_x509_certificate(der).public_key()
    return _spki(_key(key_pem).public_key()) == _spki(public)


class TransportAuthority:
    """Issues TLS certificates of one realm. A folder: the key (owner only) and the root as PEM; keep it where no central runs."""

    def __init__(self, folder: Path) -> None:
        """Use `create` or `load`."""
        self._key = _key((folder / _KEY_FILE).read_bytes())
        self.root_pem = (folder / ROOT_FILE).read_bytes()
        self.root_der = der_of_pem(self.root_pem)
        self._root = x509.load_der_x509_certificate(self.root_der)
        self.realm = _one(self._root.subject, NameOID.DN_QUALIFIER)

    @classmethod
    def create(cls, folder: Path, realm: str, name: str) -> "TransportAuthority":
        """The authority in `folder`, made when there is none: the key first, the root last, so half of one is none."""
        if not (folder / ROOT_FILE).exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            key = ec.generate_private_key(ec.SECP256R1())
            write_durably(folder / _KEY_FILE, _pem(key))
            write_durably(folder / ROOT_FILE, _root(key, realm, name).public_bytes(serialization.Encoding.PEM))
        return cls(folder)

    @classmethod
    def load(cls, folder: Path) -> "TransportAuthority":
        """Raises StationError `province.no-authority`, `province.unreadable`."""
        try:
            return cls(folder)
        except FileNotFoundError as error:
            raise StationError("province.no-authority", path=folder) from error
        except OSError as error:
            raise StationError("province.unreadable", path=error.filename or folder, reason=error.strerror or "") from error

    def issue(
        self,
        request: TransportRequest,
        *,
        holder: str,
        role: str,
        office_id: str,
        hosts: Sequence[str] = (),
        valid: datetime.timedelta = VALID,
    ) -> bytes:
        """A certificate, DER. The names are the authority's word, whatever the request says. Raises ValueError for an unknown role."""
        if role not in _USES:
            raise ValueError(f"unknown role: {role}")
        public = serialization.load_der_public_key(request.public_key)
        builder = _builder(_subject(holder, role, office_id, self.realm), self._root.subject, valid)
        builder = builder.public_key(public)  # type: ignore[arg-type]
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([_USES[role]]), critical=False)
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        if hosts:
            builder = builder.add_extension(x509.SubjectAlternativeName([_host(host) for host in hosts]), critical=False)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def revocation_list(self, serials: Iterable[int]) -> bytes:
        """A CRL (RFC 5280 §5) of these serial numbers, PEM, for the proxy; good for a week."""
        now = datetime.datetime.now(datetime.UTC)
        builder = x509.CertificateRevocationListBuilder().issuer_name(self._root.subject).last_update(now - BACKDATED)
        builder = builder.next_update(now + _LIST_VALID)
        for serial in serials:
            revoked = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now).build()
            builder = builder.add_revoked_certificate(revoked)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _root(key: ec.EllipticCurvePrivateKey, realm: str, name: str) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:_NAME_MAX]), x509.NameAttribute(NameOID.DN_QUALIFIER, realm)])
    builder = _builder(subject, subject, _ROOT_VALID).public_key(key.public_key())
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(x509.KeyUsage(*(False,) * 5, True, True, False, False), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return builder.sign(key, hashes.SHA256())


def _builder(subject: x509.Name, issuer: x509.Name, valid: datetime.timedelta) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).serial_number(x509.random_serial_number())
    return builder.not_valid_before(now - BACKDATED).not_valid_after(now + valid)


def _subject(holder: str, role: str, office_id: str, realm: str) -> x509.Name:
    parts = (
        (NameOID.ORGANIZATION_NAME, office_id), (NameOID.ORGANIZATIONAL_UNIT_NAME, role), (NameOID.COMMON_NAME, holder),
        (NameOID.DN_QUALIFIER, realm),
    )  # fmt: skip
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts if value])


def _facts(certificate: x509.Certificate) -> TransportFacts:
    subject = certificate.subject
    return TransportFacts(
        holder=_one(subject, NameOID.COMMON_NAME), role=_one(subject, NameOID.ORGANIZATIONAL_UNIT_NAME),
        office_id=_one(subject, NameOID.ORGANIZATION_NAME), realm=_one(subject, NameOID.DN_QUALIFIER),
        serial=certificate.serial_number, fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        not_before=certificate.not_valid_before_utc, not_after=certificate.not_valid_after_utc,
    )  # fmt: skip


def _one(name: x509.Name, attribute: x509.ObjectIdentifier) -> str:
    values = name.get_attributes_for_oid(attribute)
    if len(values) != 1 or not isinstance(values[0].value, str):
        raise ValueError(f"the name does not have exactly one {attribute.dotted_string}")
    return values[0].value


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _key(pem: bytes) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise StationError("transport.certificate", reason="the key cannot be read") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise StationError("transport.certificate", reason="not an elliptic curve key")
    return key


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _spki(public: object) -> bytes:
    assert isinstance(public, ec.EllipticCurvePublicKey)
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
