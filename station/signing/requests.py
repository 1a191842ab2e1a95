"""A person's request for a certificate (PKCS#10, RFC 2986): whose key it is and what it is for, signed with that very key.

Names are those of the certificates (certificates.py). The key may lie in memory or on a token: only a Signer's `sign` is asked for. The
request holds no secret; who swaps it on its way gets a certificate for another key, so the province compares the fingerprint by telephone.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from station.domain.actions import Signature
from station.domain.durable import hand_over
from station.domain.errors import StationError
from station.signing.certificates import Subject, subject_name, subject_of
from station.signing.keys import RSA_PKCS1, key_id_of, load_public
from station.signing.malformed import MALFORMED_X509

_GROUP, _LETTERS = 5, 20
_SIZE_MAX: Final = 64 * 1024
_HALF: Final = 32


class Holder(Protocol):
    """Whoever signs with the key that is to be certified: a KeySigner, a TokenSigner."""

    @property
    def public_key(self) -> bytes:
        """SPKI, DER."""

    def sign(self, message: bytes) -> Signature:
        """A detached signature over `message`."""


@dataclass(frozen=True)
class CertificateRequest:
    """A request whose own signature holds."""

    subject: Subject
    public_key: bytes
    """SPKI DER."""
    der: bytes

    @property
    def fingerprint(self) -> str:
        """80 bits of the key's id in four groups, to be compared by telephone: a certificate vouches for this very key."""
        letters = key_id_of(self.public_key)[:_LETTERS]
        return "-".join(letters[start : start + _GROUP] for start in range(0, _LETTERS, _GROUP))

    def save(self, path: Path) -> None:
        """Write the file durably, in PEM: what a province's own programs take too."""
        pem = x509.load_der_x509_csr(self.der).public_bytes(serialization.Encoding.PEM)
        hand_over(path, pem)

    @classmethod
    def load(cls, path: Path) -> "CertificateRequest":
        """From PEM or DER. Raises StationError `escrow.faulty-file`."""
        try:
            with path.open("rb") as file:
                content = file.read(_SIZE_MAX)
            read = x509.load_pem_x509_csr if content.lstrip().startswith(b"-----BEGIN") else x509.load_der_x509_csr
            return _checked(read(content))
        except (OSError, *MALFORMED_X509) as error:
            raise StationError("escrow.faulty-file", path=path.name) from error


def make_request(holder: Holder, subject: Subject) -> CertificateRequest:
    """A request for this key, signed by whoever holds it. Raises StationError `token.*` when that is a token which does not."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject_name(subject))
    public = load_public(holder.public_key)
    if isinstance(public, ed25519.Ed25519PublicKey):
        request = builder.sign(_Ed25519Key(holder), None)
    elif isinstance(public, ec.EllipticCurvePublicKey):
        request = builder.sign(_EcKey(holder), hashes.SHA256())
    else:
        # which of the two a token can is known once it has signed
        padding = PKCS1v15() if holder.sign(b"").algorithm == RSA_PKCS1 else PSS(MGF1(hashes.SHA256()), _HALF)
        request = builder.sign(_RsaKey(holder), hashes.SHA256(), rsa_padding=padding)
    return _checked(request)


def _checked(request: x509.CertificateSigningRequest) -> CertificateRequest:
    """Raise ValueError unless the request is signed with the key it names, and says whose it is."""
    if not request.is_signature_valid:
        raise ValueError("not signed with its own key")
    spki = request.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    load_public(spki)
    return CertificateRequest(subject_of(request.subject), spki, request.public_bytes(serialization.Encoding.DER))


class _Held:
    """A private key as cryptography's builder wants one, that signs and gives nothing else away: it may lie on a token."""

    def __init__(self, holder: Holder) -> None:
        self._holder = holder

    def public_key(self) -> Any:
        return load_public(self._holder.public_key)

    def sign(self, data: bytes, *_: object) -> bytes:
        return self._holder.sign(data).value

    def _never(self, *_: object, **__: object) -> Any:
        raise TypeError("the private key stays where it is")

    private_bytes = private_bytes_raw = private_numbers = decrypt = exchange = __copy__ = __deepcopy__ = _never
    curve = key_size = property(_never)


class _Ed25519Key(_Held, ed25519.Ed25519PrivateKey):  # type: ignore[misc]
    """RFC 8032."""


class _RsaKey(_Held, rsa.RSAPrivateKey):
    """Signs over the message itself: digest and padding are the holder's."""


class _EcKey(_Held, ec.EllipticCurvePrivateKey):
    """X.509 spells an ECDSA signature as DER, a Signer as r ‖ s."""

    def sign(self, data: bytes, *_: object) -> bytes:  # type: ignore[override]
        value = self._holder.sign(data).value
        return encode_dss_signature(int.from_bytes(value[:_HALF], "big"), int.from_bytes(value[_HALF:], "big"))
