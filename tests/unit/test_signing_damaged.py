"""One byte changed in anything that is signed, on its way or by somebody: refused in a sentence, whichever byte it was.

The count of unused bits before a signature is not signed and may be another where those bits are nought: then what is read is the same.
"""

import dataclasses
import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from station.domain.errors import StationError
from station.domain.ids import UserId
from station.signing import transport
from station.signing.certificates import Subject, certificate_facts, check_certificate, issue_certificate, make_root, read_certificate
from station.signing.keys import SigningKey
from station.signing.requests import CertificateRequest, make_request
from station.signing.revocations import check_revocation_list, make_revocation_list, read_revocation_list
from station.signing.signer import KeySigner

# the library warns of what it will refuse some day
pytestmark = pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)
FLIPS = (0x01, 0x02, 0x10, 0x80, 0xFF)
ROOT_KEY = ed25519.Ed25519PrivateKey.generate()
ROOT = make_root(ROOT_KEY, name="Tỉnh thử", realm="practice:a", valid=400 * DAY)


def damaged(good: bytes) -> Iterator[bytes]:
    for at in range(len(good)):
        for flip in FLIPS:
            yield good[:at] + bytes([good[at] ^ flip]) + good[at + 1 :]
        yield good[:at]


def refused_or_the_same(good: bytes, read: Callable[[bytes], object], code: str) -> None:
    expected, passed = read(good), 0
    for der in damaged(good):
        try:
            found = read(der)
        except StationError as error:
            assert error.code == code
        else:
            assert found == expected
            passed += 1
    assert passed <= len(FLIPS)


def certificate() -> bytes:
    public = SigningKey.generate().public_key
    return issue_certificate(ROOT_KEY, ROOT, public, user_id="lan", role="supervisor", office_id="31117", valid=30 * DAY)


def test_a_damaged_certificate():
    refused_or_the_same(certificate(), lambda der: check_certificate(der, ROOT, at=NOW, role="supervisor"), "approval.certificate-invalid")


def test_a_damaged_transport_certificate(tmp_path: Path):
    authority = transport.TransportAuthority.create(tmp_path / "authority", "practice:a", "Tỉnh thử")
    request = transport.read_request(transport.make_request(transport.make_key(), "tram-1", "31117"))
    good = authority.issue(request, holder="tram-1", role=transport.STATION, office_id="31117")

    def read(der: bytes) -> object:
        # its fingerprint is another: the central lets in those alone that it issued, byte for byte
        return dataclasses.replace(transport.check_transport(der, authority.root_der, NOW), fingerprint="")

    refused_or_the_same(good, read, "transport.certificate")


def test_a_damaged_transport_request():
    def read(der: bytes) -> object:
        found = transport.read_request(der)
        return found.holder, found.office_id, found.public_key

    refused_or_the_same(transport.make_request(transport.make_key(), "tram-1", "31117"), read, "transport.request")


def test_a_damaged_request_of_a_person(tmp_path: Path):
    def read(der: bytes) -> object:
        (tmp_path / "lan.csr").write_bytes(der)
        found = CertificateRequest.load(tmp_path / "lan.csr")
        return found.subject, found.public_key

    signer = KeySigner(UserId("lan"), SigningKey.generate())
    refused_or_the_same(make_request(signer, Subject("lan", "supervisor", "31117", "practice:a")).der, read, "escrow.faulty-file")


def test_a_damaged_revocation_list(tmp_path: Path):
    def read(der: bytes) -> object:
        (tmp_path / "list.crl").write_bytes(der)
        return check_revocation_list(read_revocation_list(tmp_path / "list.crl"), ROOT)

    refused_or_the_same(make_revocation_list(ROOT_KEY, ROOT, 1, {7: NOW}, at=NOW), read, "revocations.faulty")


def test_what_is_only_read_and_not_checked_is_read_or_refused(tmp_path: Path):
    file = tmp_path / "lan.crt"
    for der in damaged(certificate()):
        file.write_bytes(der)
        try:
            assert certificate_facts(read_certificate(file)).not_before
        except StationError as error:
            assert error.code == "approval.certificate-invalid"
