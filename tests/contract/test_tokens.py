"""Signing tokens: one that is a SoftHSM, and some that misbehave. Whatever happens is a sentence, and nothing is signed by mistake."""

import os

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from pkcs11 import DeviceRemoved, FunctionFailed, KeyType, PinIncorrect, PinLocked, SessionHandleInvalid, TokenNotPresent

from station.domain.actions import Signature
from station.domain.errors import StationError
from station.domain.ids import UserId
from station.signing.certificates import Subject
from station.signing.keys import ED25519, ES256, RSA_PKCS1, RSA_PSS, SigningKey, key_id_of, verify
from station.signing.requests import make_request
from station.signing.token import Token, TokenSigner, module_path
from station.signing.token_service import trouble_of
from tests.faulty import tokens as faulty
from tests.soft_token import MODULE, PIN, SoftToken, no_tokens

LAN = UserId("lan")


@pytest.fixture
def token(tmp_path):
    """An initialised token with no key on it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", os.environ.get("SOFTHSM2_CONF", ""))
        no_tokens(tmp_path)
        yield SoftToken(tmp_path).initialise()


def refused(code: str):
    return pytest.raises(StationError, check=lambda error: error.code == code)


@pytest.mark.parametrize(("kind", "algorithm"), [(KeyType.EC, ES256), (KeyType.RSA, RSA_PSS), (KeyType.EC_EDWARDS, ED25519)])
def test_a_token_signs_with_a_key_that_never_leaves_it_and_asks_for_its_certificate(token, kind, algorithm):
    spki = token.make_key(kind)
    with token.opened() as opened:
        signer = TokenSigner(LAN, opened, spki, None)
        signature = signer.sign(b"message")
        asked = make_request(signer, Subject("lan", "supervisor", "31117", "practice:a"))
    assert signature.algorithm == algorithm and verify(spki, signature, b"message") and not verify(spki, signature, b"other")
    assert asked.public_key == spki


def test_a_certificate_beside_the_key_is_shown_with_it(token):
    spki = token.make_key()
    token.put_certificate(b"rubbish")
    with token.opened() as opened:
        assert opened.keys == {spki: None}


def test_a_wrong_pin_is_refused_and_the_next_one_may_be_right(token):
    token.make_key()
    with refused("token.wrong-pin"):
        token.opened("00000000")
    token.opened().close()


def test_a_key_that_the_token_does_not_hold_is_named_before_anything_is_signed(token):
    token.make_key()
    with token.opened() as opened, refused("token.other-key"):
        TokenSigner(LAN, opened, SigningKey.generate().public_key, None)


def test_of_two_tokens_the_one_with_the_wanted_key_is_opened(token, tmp_path):
    spki = token.make_key()
    SoftToken(tmp_path, "pho-chu-tich").initialise()
    with refused("token.several"):
        token.opened()
    with token.opened(wanted=key_id_of(spki)) as opened:
        assert set(opened.keys) == {spki}


def test_no_token_and_no_library_are_told_apart(tmp_path, monkeypatch):
    monkeypatch.setenv("SOFTHSM2_CONF", "")
    no_tokens(tmp_path)
    with refused("token.absent"):
        Token(MODULE, PIN)
    for module in ("", str(tmp_path / "none.so"), str(tmp_path / "softhsm2.conf")):
        with refused("token.no-module"):
            Token(module, PIN)


def test_a_token_pulled_out_between_two_signatures_is_told_and_signs_again_once_it_is_back(token):
    spki = token.make_key()
    with token.opened() as opened:
        opened.sign(spki, b"first")
        token.pull()
        with pytest.raises(StationError) as caught:
            opened.sign(spki, b"second")
        assert caught.value.code in ("token.pulled", "token.trouble")
    with refused("token.absent"):
        token.opened()
    token.plug_in()
    with token.opened() as opened:
        assert verify(spki, opened.sign(spki, b"third"), b"third")


@pytest.mark.parametrize(("service", "code"), [
    (faulty.pin_locked, "token.locked"), (faulty.last_try, "token.last-try"), (faulty.crashes, "token.silent"),
    (faulty.hangs, "token.silent"),
])  # fmt: skip
def test_a_library_that_misbehaves_at_opening_is_a_sentence(service, code):
    with refused(code):
        Token("", PIN, service=service, answer_s=2.0)


def test_a_library_that_loses_its_token_while_signing_signs_nothing():
    with Token("", PIN, service=faulty.pulled_while_signing) as opened, refused("token.pulled"):
        opened.sign(faulty.THE_KEY, b"message")


@pytest.mark.parametrize(("error", "code"), [
    (DeviceRemoved(), "token.pulled"), (TokenNotPresent(), "token.pulled"), (SessionHandleInvalid(), "token.pulled"),
    (PinLocked(), "token.locked"), (PinIncorrect(), "token.wrong-pin"), (FunctionFailed(), "token.trouble"),
])  # fmt: skip
def test_what_libraries_say_has_one_meaning_each(error, code):
    assert trouble_of(error)[:2] == ("failed", code)


def test_an_rsa_signature_of_a_token_that_knows_no_pss_holds_too():
    key = SigningKey.generate(RSA_PSS)
    value = key._private.sign(b"message", padding.PKCS1v15(), hashes.SHA256())
    assert verify(key.public_key, Signature(key.key_id, RSA_PKCS1, value), b"message")
    assert not verify(key.public_key, Signature(key.key_id, RSA_PSS, value), b"message")
    assert not verify(SigningKey.generate(ES256).public_key, Signature(key.key_id, RSA_PKCS1, value), b"message")


def test_the_settings_choose_the_library():
    assert module_path("/opt/vendor.so") == "/opt/vendor.so"
