"""Certificate requests: who asks for which key, and that nobody asks for a key that is not theirs."""

import pytest

from station.domain.errors import StationError
from station.domain.ids import UserId
from station.signing.certificates import Subject, certificate_facts
from station.signing.keys import ES256, RSA_PSS, SigningKey
from station.signing.province import PracticeProvince
from station.signing.requests import CertificateRequest, make_request
from station.signing.signer import KeySigner

LAN = Subject("lan", "supervisor", "31117", "practice:a")


def holder(algorithm: str = "ed25519") -> KeySigner:
    return KeySigner(UserId("lan"), SigningKey.generate(algorithm))


def refusal(path) -> str:
    with pytest.raises(StationError) as caught:
        CertificateRequest.load(path)
    return caught.value.code


@pytest.mark.parametrize("algorithm", ["ed25519", ES256, RSA_PSS])
def test_what_was_asked_is_read_from_the_file(tmp_path, algorithm):
    signer = holder(algorithm)
    asked = make_request(signer, LAN)
    asked.save(tmp_path / "lan.csr")
    read = CertificateRequest.load(tmp_path / "lan.csr")
    assert (read.subject, read.public_key, read.fingerprint) == (LAN, signer.public_key, asked.fingerprint)
    assert (tmp_path / "lan.csr").read_bytes().startswith(b"-----BEGIN CERTIFICATE REQUEST-----")


def test_der_is_read_as_well(tmp_path):
    (tmp_path / "lan.csr").write_bytes(make_request(holder(), LAN).der)
    assert CertificateRequest.load(tmp_path / "lan.csr").subject == LAN


def test_a_request_with_another_name_or_key_or_signature_put_in_is_refused(tmp_path):
    signer = holder()
    der = make_request(signer, LAN).der
    for changed in (
        der.replace(b"supervisor", b"superuisor"), der.replace(signer.public_key[-32:], holder().public_key[-32:]),
        der[:-1] + bytes([der[-1] ^ 1]),
    ):  # fmt: skip
        assert changed != der
        (tmp_path / "lan.csr").write_bytes(changed)
        assert refusal(tmp_path / "lan.csr") == "escrow.faulty-file"


@pytest.mark.parametrize("content", [b"", b"rubbish", b"-----BEGIN CERTIFICATE REQUEST-----\nrubbish\n", b"0" * 100_000])
def test_rubbish_is_refused(tmp_path, content):
    (tmp_path / "lan.csr").write_bytes(content)
    assert refusal(tmp_path / "lan.csr") == "escrow.faulty-file"


def test_the_province_s_answer_is_for_the_key_that_asked(tmp_path):
    signer = holder(ES256)
    asked = make_request(signer, LAN)
    office = PracticeProvince.create(tmp_path / "province", "Tỉnh thử")
    answer = office.issue(asked.public_key, asked.subject.user_id, asked.subject.role, asked.subject.office_id)
    assert certificate_facts(answer).public_key == signer.public_key
