"""Certificates: whose, when, which role, which realm. Every lie is named."""

import datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from station.domain.errors import StationError
from station.domain.findings import Text
from station.signing.certificates import check_certificate, issue_certificate, make_root
from station.signing.keys import ES256, RSA_PSS, SigningKey
from station.signing.reasons import MALFORMED

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


class Realm:
    """A root with its key."""

    def __init__(self, realm: str = "practice:a") -> None:
        self.key = ed25519.Ed25519PrivateKey.generate()
        self.root = make_root(self.key, name="Tỉnh thử", realm=realm, valid=400 * DAY)

    def issue(self, key: SigningKey | None = None, role: str = "supervisor", valid: datetime.timedelta = 30 * DAY) -> bytes:
        public = (key or SigningKey.generate()).public_key
        return issue_certificate(self.key, self.root, public, user_id="lan", role=role, office_id="31117", valid=valid)


def refusal(der: bytes, root: bytes, at: datetime.datetime = NOW, role: str | None = "supervisor") -> str:
    with pytest.raises(StationError) as caught:
        check_certificate(der, root, at=at, role=role)
    assert caught.value.code == "approval.certificate-invalid"
    reason = caught.value.details["reason"]
    assert isinstance(reason, Text) and reason.vi != reason.en
    return reason.en


@pytest.mark.parametrize("algorithm", ["ed25519", ES256, RSA_PSS])
def test_a_good_certificate_says_who_it_is(algorithm):
    realm, key = Realm(), SigningKey.generate(algorithm)
    facts = check_certificate(realm.issue(key), realm.root, at=NOW, role="supervisor")
    assert (facts.user_id, facts.role, facts.office_id, facts.realm) == ("lan", "supervisor", "31117", "practice:a")
    assert (facts.key_id, facts.public_key) == (key.key_id, key.public_key)
    assert facts.not_before < NOW < facts.not_after


def test_rubbish_is_malformed():
    assert refusal(b"rubbish", Realm().root) == MALFORMED.en
    assert refusal(Realm().issue(), b"rubbish") == MALFORMED.en


def test_a_root_of_another_province_is_refused():
    assert refusal(Realm().issue(), Realm().root) == "not issued by this province"


def test_one_changed_byte_is_refused():
    realm = Realm()
    der = bytearray(realm.issue())
    der[-1] ^= 1
    assert refusal(bytes(der), realm.root) == "not issued by this province"


def test_time_is_checked_on_both_sides():
    realm = Realm()
    der = realm.issue()
    assert refusal(der, realm.root, at=NOW + 31 * DAY).startswith("expired")
    assert refusal(der, realm.root, at=NOW - 2 * DAY).startswith("not valid before")
    check_certificate(der, realm.root, at=NOW - datetime.timedelta(hours=12), role=None)


def test_a_clerk_is_no_supervisor():
    realm = Realm()
    assert "role clerk" in refusal(realm.issue(role="clerk"), realm.root)
    check_certificate(realm.issue(role="clerk"), realm.root, at=NOW, role=None)


def test_the_root_itself_signs_for_nobody():
    realm = Realm()
    assert refusal(realm.root, realm.root, role=None)


def test_a_realm_that_differs_from_its_roots_is_refused():
    """Even when the root's own key signed it: the realm is compared, not only the chain."""
    realm = Realm("real:31")
    genuine = x509.load_der_x509_certificate(realm.issue())
    names = [a if a.oid != x509.NameOID.DN_QUALIFIER else x509.NameAttribute(a.oid, "practice:a") for a in genuine.subject]
    builder = x509.CertificateBuilder(
        issuer_name=genuine.issuer, subject_name=x509.Name(names), public_key=genuine.public_key(), serial_number=genuine.serial_number,
        not_valid_before=genuine.not_valid_before_utc, not_valid_after=genuine.not_valid_after_utc,
        extensions=list(genuine.extensions),
    )  # fmt: skip
    forged = builder.sign(realm.key, None).public_bytes(serialization.Encoding.DER)
    assert refusal(forged, realm.root) == "realm practice:a instead of real:31"


def test_an_unknown_role_or_key_is_not_issued():
    with pytest.raises(ValueError):
        Realm().issue(role="emperor")
    realm = Realm()
    with pytest.raises(ValueError):
        issue_certificate(realm.key, realm.root, b"rubbish", user_id="lan", role="clerk", office_id="1", valid=DAY)
