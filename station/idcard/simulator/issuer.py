"""The practice state: a country certificate, document signers and the security objects they sign. Its keys live as long as the process."""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from asn1crypto import cms, core
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from station.idcard import tlv
from station.idcard.sod import LDS_SECURITY_OBJECT, LdsSecurityObject

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PRACTICE_NAME: Final = "CSCA Thực hành"
_YEARS: Final = datetime.timedelta(days=3653)
_DAY: Final = datetime.timedelta(days=1)


@dataclass(frozen=True)
class DocumentSigner:
    """A certificate and its key."""

    certificate: bytes
    key: Key

    def sign(self, groups: Mapping[int, bytes], *, list_digest: str = "sha256", digest: str = "sha384") -> bytes:
        """EF.SOD over whole files by number."""
        hashes_of = [{"number": number, "hash": hashlib.new(list_digest, file).digest()} for number, file in sorted(groups.items())]
        listed = LdsSecurityObject({"version": 0, "hash_algorithm": {"algorithm": list_digest}, "hashes": hashes_of})
        return tlv.encode(0x77, signed_message(LDS_SECURITY_OBJECT, listed.dump(), self, digest))


class PracticeState:
    """One country authority."""

    def __init__(self, name: str = PRACTICE_NAME, country: str = "VN", *, curve: ec.EllipticCurve | None = None) -> None:
        self._now = datetime.datetime.now(datetime.UTC)
        self._country = x509.NameAttribute(NameOID.COUNTRY_NAME, country)
        self._name = x509.Name([self._country, x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.key = ec.generate_private_key(curve or ec.BrainpoolP384R1())
        builder = self._builder(self._name, self.key, -_DAY, _YEARS).add_extension(x509.BasicConstraints(True, 0), True)
        self._certificate = builder.add_extension(_key_usage(issues=True), True).sign(self.key, hashes.SHA384())

    @property
    def certificate(self) -> bytes:
        """The country certificate, DER."""
        return self._certificate.public_bytes(Encoding.DER)

    @classmethod
    def pretending(cls, signer: DocumentSigner) -> "PracticeState":
        """One that issues with a document signer's key and name, which no signer may."""
        state = cls()
        assert isinstance(signer.key, ec.EllipticCurvePrivateKey)
        state.key, state._name = signer.key, x509.load_der_x509_certificate(signer.certificate).subject
        return state

    def link_to(self, successor: "PracticeState") -> bytes:
        """A link certificate: this state's key vouches for the one that follows it."""
        builder = self._builder(successor._name, successor.key, -_DAY, _YEARS).add_extension(x509.BasicConstraints(True, 0), True)
        return builder.add_extension(_key_usage(issues=True), True).sign(self.key, hashes.SHA384()).public_bytes(Encoding.DER)

    def signer(self, *, begins: datetime.timedelta = -_DAY, lasts: datetime.timedelta = _YEARS, key: Key | None = None) -> DocumentSigner:
        """A new document signer, its validity counted from the state's now."""
        key = key or ec.generate_private_key(ec.BrainpoolP384R1())
        name = x509.Name([self._country, x509.NameAttribute(NameOID.COMMON_NAME, "Document Signer thực hành")])
        builder = self._builder(name, key, begins, lasts).add_extension(_key_usage(issues=False), True)
        return DocumentSigner(builder.sign(self.key, hashes.SHA384()).public_bytes(Encoding.DER), key)

    def revocation_list(self, *revoked: DocumentSigner, due: datetime.timedelta = 90 * _DAY) -> bytes:
        """A list that revokes these signers, DER."""
        builder = x509.CertificateRevocationListBuilder().issuer_name(self._name).last_update(self._now - _DAY).next_update(self._now + due)
        for signer in revoked:
            serial = Certificate.load(signer.certificate).serial_number
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(self._now - _DAY).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(self.key, hashes.SHA384()).public_bytes(Encoding.DER)

    def _builder(self, subject: x509.Name, key: Key, begins: datetime.timedelta, lasts: datetime.timedelta) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._now + begins)
            .not_valid_after(self._now + begins + lasts)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), False)
        )


def signed_message(content_type: str, content: bytes, signer: DocumentSigner, digest: str) -> bytes:
    """A CMS SignedData with signed attributes, DER."""
    certificate = Certificate.load(signer.certificate)
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": [content_type]}),
            cms.CMSAttribute({"type": "message_digest", "values": [hashlib.new(digest, content).digest()]}),
        ]
    )
    algorithm = getattr(hashes, digest.upper())()
    if isinstance(signer.key, ec.EllipticCurvePrivateKey):
        signature = signer.key.sign(attributes.dump(), ec.ECDSA(algorithm))
        scheme = f"{digest}_ecdsa"
    else:
        signature = signer.key.sign(attributes.dump(), padding.PKCS1v15(), algorithm)
        scheme = f"{digest}_rsa"
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {"issuer_and_serial_number": {"issuer": certificate.issuer, "serial_number": certificate.serial_number}}
            ),
            "digest_algorithm": {"algorithm": digest},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": scheme},
            "signature": signature,
        }
    )
    signed = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [{"algorithm": digest}],
            "encap_content_info": {"content_type": content_type, "content": core.ParsableOctetString(content)},
            "certificates": [cms.CertificateChoices({"certificate": certificate})],
            "signer_infos": [info],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def _key_usage(*, issues: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not issues,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issues,
        crl_sign=issues,
        encipher_only=False,
        decipher_only=False,
    )
