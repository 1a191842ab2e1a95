"""The province's revocation list: since when a certificate holds no more, and which lists are believed."""

import datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from station.domain.errors import StationError
from station.domain.findings import Text
from station.signing.certificates import certificate_facts, check_certificate
from station.signing.keys import SigningKey
from station.signing.province import PracticeProvince
from station.signing.reasons import MALFORMED
from station.signing.revocations import NOBODY, check_revocation_list, read_revocation_list, revocations_at

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def province(tmp_path):
    return PracticeProvince.create(tmp_path / "province", "Tỉnh thử")


def certified(province: PracticeProvince, user: str = "lan") -> bytes:
    return province.issue(SigningKey.generate().public_key, user, "supervisor", "31117")


def faulty(der: bytes, root: bytes) -> str:
    with pytest.raises(StationError) as caught:
        check_revocation_list(der, root)
    assert caught.value.code == "revocations.faulty"
    reason = caught.value.details["reason"]
    assert isinstance(reason, Text) and reason.vi != reason.en
    return reason.en


def test_a_revoked_certificate_holds_for_what_was_signed_before_and_for_nothing_after(province):
    der, root = certified(province), province.public.root_certificate
    since = NOW - datetime.timedelta(hours=2)
    assert province.revoke("lan", "31117", at=since) == 1
    listed = province.revocations()
    assert check_certificate(der, root, at=since - datetime.timedelta(minutes=1), role="supervisor", revocations=listed).user_id == "lan"
    for at in (listed.since(certificate_facts(der).serial), NOW):
        with pytest.raises(StationError, check=lambda error: error.code == "approval.certificate-revoked"):
            check_certificate(der, root, at=at, role="supervisor", revocations=listed)


def test_everybody_else_is_untouched_and_so_is_a_certificate_issued_afterwards(province):
    der, root = certified(province, "minh"), province.public.root_certificate
    certified(province)
    province.revoke("lan", "31117", at=NOW - DAY)
    for one in (der, certified(province)):
        check_certificate(one, root, at=NOW, role="supervisor", revocations=province.revocations())


def test_lists_are_numbered_and_keep_the_first_day(province):
    certified(province)
    assert province.revocations() is NOBODY and NOBODY.number == 0
    province.revoke("lan", "31117", at=NOW - 3 * DAY)
    first = province.revocations()
    assert province.revoke("lan", "31117", at=NOW) == 0
    province.list_anew()
    assert (first.number, province.revocations().number) == (1, 3) and province.revocations().revoked == first.revoked


def test_a_list_of_another_province_and_rubbish_are_refused(province, tmp_path):
    other = PracticeProvince.create(tmp_path / "other", "Tỉnh khác")
    other.list_anew()
    root = province.public.root_certificate
    assert faulty(other.revocation_list.read_bytes(), root) == "not issued by this province"
    assert faulty(b"rubbish", root) == MALFORMED.en
    province.list_anew()
    der = bytearray(province.revocation_list.read_bytes())
    der[-1] ^= 1
    assert faulty(bytes(der), root) == "not issued by this province"


def test_pem_is_read_and_a_file_that_is_none_is_told(province, tmp_path):
    province.list_anew()
    der = province.revocation_list.read_bytes()
    (tmp_path / "list.pem").write_bytes(x509.load_der_x509_crl(der).public_bytes(Encoding.PEM))
    assert read_revocation_list(tmp_path / "list.pem") == der
    (tmp_path / "list.crl").write_bytes(b"rubbish")
    with pytest.raises(StationError, check=lambda error: error.code == "revocations.faulty"):
        revocations_at(tmp_path / "list.crl", province.public.root_certificate)
    assert revocations_at(tmp_path / "none.crl", province.public.root_certificate) is NOBODY
