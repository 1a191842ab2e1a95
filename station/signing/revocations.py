"""The province's revocation list (CRL, RFC 5280 §5): whose certificate holds no more, and since when. Issued directly by the realm's root.

A certificate that was revoked on a day still speaks for what was signed before that day. The list goes by its number, never by its date:
an older one put in front of a newer one is told. A list whose next issue is due is old, not void: a station may be without a network.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from station.domain.errors import StationError
from station.signing.malformed import MALFORMED_X509
from station.signing.reasons import MALFORMED, OTHER_PROVINCE

NEXT_ISSUE: Final = datetime.timedelta(days=30)
"""What a list of the practice province promises."""


@dataclass(frozen=True)
class Revocations:
    """A checked list."""

    number: int = 0
    """Counts up with each issue (RFC 5280 §5.2.3); 0: there is no list yet."""
    issued: datetime.datetime | None = None
    next_issue: datetime.datetime | None = None
    revoked: Mapping[int, datetime.datetime] = field(default_factory=dict)
    """Serial number of a certificate → when it was revoked."""

    def since(self, serial: int) -> datetime.datetime | None:
        """When this certificate was revoked; None when it was not."""
        return self.revoked.get(serial)


NOBODY: Final = Revocations()
"""Where no list was taken in."""


def make_revocation_list(
    root_key: ed25519.Ed25519PrivateKey, root_der: bytes, number: int, revoked: Mapping[int, datetime.datetime], *, at: datetime.datetime
) -> bytes:
    """The list of one realm, DER. `at` with a time zone: when it is issued."""
    root = x509.load_der_x509_certificate(root_der)
    builder = x509.CertificateRevocationListBuilder().issuer_name(root.subject).last_update(at).next_update(at + NEXT_ISSUE)
    builder = builder.add_extension(x509.CRLNumber(number), critical=False)
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
    for serial, since in sorted(revoked.items()):
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(root_key, algorithm=None).public_bytes(serialization.Encoding.DER)


def check_revocation_list(der: bytes, root_der: bytes) -> Revocations:
    """What the list says, once it is the root's. Raises StationError `revocations.faulty` with the reason."""
    try:
        listed, root = x509.load_der_x509_crl(der), x509.load_der_x509_certificate(root_der)
        root_key = root.public_key()
        if listed.issuer != root.subject or not listed.is_signature_valid(root_key):  # type: ignore[arg-type]
            raise StationError("revocations.faulty", reason=OTHER_PROVINCE)
        number = listed.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
        revoked = {one.serial_number: one.revocation_date_utc for one in listed}
        return Revocations(number, listed.last_update_utc, listed.next_update_utc, revoked)
    except MALFORMED_X509 as error:
        raise StationError("revocations.faulty", reason=MALFORMED) from error


def read_revocation_list(file: Path) -> bytes:
    """The list of a file as the province hands it over, DER or PEM; DER, unchecked. Raises StationError `revocations.faulty`."""
    try:
        content = file.read_bytes()
        read = x509.load_pem_x509_crl if content.lstrip().startswith(b"-----BEGIN") else x509.load_der_x509_crl
        return read(content).public_bytes(serialization.Encoding.DER)
    except (OSError, *MALFORMED_X509) as error:
        raise StationError("revocations.faulty", reason=MALFORMED) from error


def revocations_at(file: Path, root_der: bytes) -> Revocations:
    """The list that lies there; `NOBODY` where none does. Raises StationError `revocations.faulty`: what is there and does not hold is no
    list that could be passed over.
    """
    return check_revocation_list(read_revocation_list(file), root_der) if file.exists() else NOBODY
