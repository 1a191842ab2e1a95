"""Whom the station believes: anchors by their keys, not their names; links, lists, explicit curves, what `card trust import` takes."""

import dataclasses
import datetime
import os
from pathlib import Path

import pytest
from asn1crypto import core, keys
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from station.domain.errors import StationError
from station.domain.identification import Question
from station.idcard.certificates import certificate, fingerprint
from station.idcard.curves import BY_PARAMETER_ID, Curve, encode_point, point_of
from station.idcard.master_list import CSCA_MASTER_LIST, import_trust
from station.idcard.session import read_card
from station.idcard.simulator import SimulatedReader, practice_card
from station.idcard.simulator.chip import SimulatedChip
from station.idcard.simulator.issuer import DocumentSigner, PracticeState, signed_message
from station.idcard.simulator.making import make
from station.idcard.sod import parse
from station.idcard.tlv import Malformed
from station.idcard.trust import TrustStore, load_trust, trust_of

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


def verdict(store: TrustStore, signer: DocumentSigner) -> bool | None:
    return store.judge(certificate(signer.certificate), NOW).verdict.ok


@pytest.fixture(scope="module")
def state() -> PracticeState:
    return PracticeState()


def test_an_empty_store_knows_nobody(state: PracticeState) -> None:
    assert verdict(TrustStore(), state.signer()) is None


def test_several_authorities_of_one_name_are_told_apart_by_their_keys(state: PracticeState) -> None:
    second, rogue = PracticeState(), PracticeState()
    store = trust_of([state.certificate, second.certificate])
    assert verdict(store, state.signer()) is True
    assert verdict(store, second.signer()) is True
    assert verdict(store, rogue.signer()) is False


def test_an_authority_of_an_unknown_name_is_not_known(state: PracticeState) -> None:
    assert verdict(trust_of([state.certificate]), PracticeState("Someone else").signer()) is None


def test_signers_by_rsa_are_believed_as_well(state: PracticeState) -> None:
    signer = state.signer(key=rsa.generate_private_key(65537, 2048))
    assert verdict(trust_of([state.certificate]), signer) is True
    assert parse(signer.sign({1: b"a"}, digest="sha256")).signature_holds


def test_a_link_certificate_leads_from_an_old_anchor_to_a_new_key() -> None:
    old, new = PracticeState("CSCA Old"), PracticeState("CSCA New")
    link = old.link_to(new)
    assert verdict(trust_of([old.certificate, link]), new.signer()) is True
    assert verdict(trust_of([link]), new.signer()) is not True


def test_a_document_signer_may_not_issue_others(state: PracticeState) -> None:
    middle = state.signer()
    forged = PracticeState.pretending(middle).signer()
    assert verdict(trust_of([state.certificate, middle.certificate]), forged) is not True


def test_revoked_expired_and_future_signers(state: PracticeState) -> None:
    revoked = state.signer()
    store = trust_of([state.certificate], [state.revocation_list(revoked)])
    assert verdict(store, revoked) is False
    assert verdict(store, state.signer()) is True
    assert verdict(store, state.signer(begins=-20 * DAY, lasts=10 * DAY)) is None
    assert verdict(store, state.signer(begins=10 * DAY)) is False


def test_a_list_that_somebody_else_signed_revokes_nobody(state: PracticeState) -> None:
    signer = state.signer()
    forged = PracticeState().revocation_list(signer)
    assert verdict(trust_of([state.certificate], [forged]), signer) is True


def test_old_lists_and_old_stores_are_told(state: PracticeState) -> None:
    store = trust_of([state.certificate], [state.revocation_list(due=-0.5 * DAY)], NOW - 100 * DAY)
    judged = store.judge(certificate(state.signer().certificate), NOW)
    assert {finding.rule for finding in judged.findings} == {"card.revocation-list-old", "card.trust-old"}
    assert store.age(NOW) == 100


def explicit(curve: Curve, key: ec.EllipticCurvePrivateKey, *, seed: int = 0) -> keys.PublicKeyInfo:
    """A public key with its curve written out; `seed` falsifies the base."""
    base = encode_point(curve, curve.base if not seed else point_of(ec.derive_private_key(seed, curve.library).public_key()))
    domain = keys.SpecifiedECDomain(
        {
            "version": "ecdpVer1",
            "field_id": {"field_type": "prime_field", "parameters": core.Integer(curve.p)},
            "curve": {"a": curve.a.to_bytes(curve.size, "big"), "b": curve.b.to_bytes(curve.size, "big")},
            "base": base,
            "order": curve.n,
            "cofactor": 1,
        }
    )
    algorithm = {"algorithm": "ec", "parameters": keys.ECDomainParameters(("specified", domain))}
    return keys.PublicKeyInfo({"algorithm": algorithm, "public_key": encode_point(curve, point_of(key.public_key()))})


def rewritten(encoded: bytes, key: ec.EllipticCurvePrivateKey, info: keys.PublicKeyInfo) -> bytes:
    """The certificate with another public key, signed anew by `key`."""
    changed = Certificate.load(encoded).copy()
    changed["tbs_certificate"]["subject_public_key_info"] = info
    changed["signature_value"] = key.sign(changed["tbs_certificate"].dump(force=True), ec.ECDSA(hashes.SHA384()))
    return bytes(changed.dump(force=True))


@pytest.mark.parametrize("number", [12, 13, 15, 16, 17])
def test_explicit_parameters_that_are_a_named_curve_are_that_curve(number: int) -> None:
    curve = BY_PARAMETER_ID[number]
    state = PracticeState(curve=curve.library)
    anchor = rewritten(state.certificate, state.key, explicit(curve, state.key))
    assert verdict(trust_of([anchor]), state.signer()) is True


def test_explicit_parameters_with_a_base_of_ones_own_are_refused() -> None:
    # CVE-2020-0601: with a free choice of the base anybody has a private key to a given public one.
    curve = BY_PARAMETER_ID[16]
    state = PracticeState(curve=curve.library)
    anchor = rewritten(state.certificate, state.key, explicit(curve, state.key, seed=5))
    assert verdict(trust_of([anchor]), state.signer()) is not True


def test_while_the_issuer_is_not_trusted_nothing_is_proven() -> None:
    """A forger's own state, own signed list, and a chip that proves its own key."""
    forger = PracticeState()
    card = practice_card("binh")
    chip = SimulatedChip(make(dataclasses.replace(card.wanted, signer=forger.signer)))
    for store in (TrustStore(), trust_of([PracticeState().certificate]), trust_of([PracticeState("Someone else").certificate])):
        reading = read_card(SimulatedReader(chip), card.person.mrz_key, store)
        assert all(reading.verdicts[question].ok is not True for question in Question)
    assert read_card(SimulatedReader(chip), card.person.mrz_key, trust_of([forger.certificate])).verdicts[Question.GENUINE].ok is True


def test_an_anchor_of_another_state_does_not_vouch_for_a_vietnamese_card() -> None:
    other = PracticeState("CSCA Utopia", "UT")
    card = practice_card("binh")
    chip = SimulatedChip(make(dataclasses.replace(card.wanted, signer=other.signer)))
    reading = read_card(SimulatedReader(chip), card.person.mrz_key, trust_of([other.certificate]))
    assert reading.verdicts[Question.ISSUER].ok is False
    assert not any(reading.verdicts[question].ok for question in Question)


def master_list(publisher: PracticeState, *certificates: bytes) -> bytes:
    content = core.Integer(0).dump() + _wrapped(0x31, b"".join(certificates))
    return signed_message(CSCA_MASTER_LIST, _wrapped(0x30, content), publisher.signer(), "sha384")


def _wrapped(tag: int, content: bytes) -> bytes:
    return bytes([tag, 0x82]) + len(content).to_bytes(2, "big") + content


def test_a_master_list_is_taken_apart_and_kept_by_hash(tmp_path: Path, state: PracticeState) -> None:
    others = [PracticeState(f"CSCA {number}", "UT").certificate for number in range(3)]
    file = tmp_path / "list.ml"
    file.write_bytes(master_list(state, state.certificate, *others, state.signer().certificate))
    imported = import_trust(file, tmp_path / "trust")
    assert (imported.certificates, imported.known, imported.refused, imported.countries) == (4, 0, 1, ("UT", "VN"))
    assert imported.publisher == "Document Signer thực hành"
    again = import_trust(file, tmp_path / "trust")
    assert (again.certificates, again.known) == (0, 4)
    store = load_trust(tmp_path / "trust")
    assert store.problems == ()
    assert store.age(NOW + 3 * DAY) in (2, 3)
    assert verdict(store, state.signer()) is True


def test_a_master_list_that_was_changed_is_refused(tmp_path: Path, state: PracticeState) -> None:
    content = bytearray(master_list(state, state.certificate))
    content[-3] ^= 1
    file = tmp_path / "list.ml"
    file.write_bytes(bytes(content))
    with pytest.raises(StationError) as caught:
        import_trust(file, tmp_path / "trust")
    assert caught.value.code == "card.trust-signature"
    assert not (tmp_path / "trust").exists()


def test_single_certificates_and_lists_in_der_and_pem(tmp_path: Path, state: PracticeState) -> None:
    pem = tmp_path / "csca.pem"
    pem.write_bytes(x509.load_der_x509_certificate(state.certificate).public_bytes(Encoding.PEM))
    der = tmp_path / "csca.crl"
    der.write_bytes(state.revocation_list())
    assert import_trust(pem, tmp_path / "trust").certificates == 1
    assert import_trust(der, tmp_path / "trust").lists == 1
    store = load_trust(tmp_path / "trust")
    assert (len(store.certificates), len(store.lists)) == (1, 1)


@pytest.mark.parametrize("content", [b"", b"no certificate", b"\x30\x80", b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----"])
def test_what_holds_no_certificate_gets_one_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.cer"
    file.write_bytes(content)
    with pytest.raises(StationError) as caught:
        import_trust(file, tmp_path / "trust")
    assert caught.value.code in ("card.trust-nothing", "card.trust-unreadable")


def test_a_signer_is_no_anchor(tmp_path: Path, state: PracticeState) -> None:
    file = tmp_path / "signer.cer"
    file.write_bytes(state.signer().certificate)
    with pytest.raises(StationError) as caught:
        import_trust(file, tmp_path / "trust")
    assert caught.value.code == "card.trust-nothing"


def test_a_file_whose_content_is_not_its_hash_is_named_and_the_rest_counts(tmp_path: Path, state: PracticeState) -> None:
    file = tmp_path / "csca.cer"
    file.write_bytes(state.certificate)
    folder = tmp_path / "trust"
    import_trust(file, folder)
    (folder / f"{'0' * 64}.cer").write_bytes(PracticeState().certificate)
    (folder / "broken.pem").write_bytes(b"nothing")
    (folder / "README.txt").write_bytes(b"passed over")
    store = load_trust(folder)
    assert store.problems == (f"{'0' * 64}.cer", "broken.pem")
    assert len(store.certificates) == 1
    os.utime(folder / f"{fingerprint(state.certificate)}.cer", (0, 1_600_000_000))
    age = load_trust(folder).age(NOW)
    assert age is not None
    assert age > 365


def test_garbage_is_no_certificate() -> None:
    with pytest.raises(Malformed):
        certificate(b"\x30\x03\x02\x01\x01")
