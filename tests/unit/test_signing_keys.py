"""Signing keys: every algorithm signs what only its own key verifies."""

import dataclasses

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa, x25519

from station.domain.actions import Signature
from station.signing.keys import ED25519, ES256, RSA_PSS, SigningKey, key_id_of, verify

_KEYS = {algorithm: SigningKey.generate(algorithm) for algorithm in (ED25519, ES256, RSA_PSS)}
every_algorithm = pytest.mark.parametrize("key", _KEYS.values(), ids=_KEYS)


def spki(public) -> bytes:
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


@every_algorithm
def test_a_changed_message_is_refused(key):
    assert not verify(key.public_key, key.sign(b"one"), b"two")


@every_algorithm
def test_a_changed_signature_is_refused(key):
    good = key.sign(b"one")
    for value in (b"", good.value[:-1], good.value + b"\0", bytes([good.value[0] ^ 1]) + good.value[1:]):
        assert not verify(key.public_key, dataclasses.replace(good, value=value), b"one")


@every_algorithm
def test_a_signature_of_another_key_is_refused(key):
    other = SigningKey.generate(key.algorithm if key.algorithm != RSA_PSS else ED25519)
    forged = dataclasses.replace(other.sign(b"one"), key_id=key.key_id)
    assert not verify(key.public_key, forged, b"one")


def test_a_wrong_key_id_or_algorithm_name_is_refused():
    key = _KEYS[ED25519]
    good = key.sign(b"one")
    assert not verify(key.public_key, dataclasses.replace(good, key_id="0" * 64), b"one")
    assert not verify(key.public_key, dataclasses.replace(good, algorithm=ES256), b"one")


@pytest.mark.parametrize(
    "public",
    [
        b"rubbish",
        spki(x25519.X25519PrivateKey.generate().public_key()),
        spki(ec.generate_private_key(ec.SECP384R1()).public_key()),
        spki(rsa.generate_private_key(65537, 1024).public_key()),
    ],
    ids=["rubbish", "x25519", "p384", "rsa1024"],
)
def test_a_public_key_that_is_not_in_use_verifies_nothing(public):
    assert not verify(public, Signature(key_id_of(public), ED25519, bytes(64)), b"one")


@every_algorithm
def test_a_key_survives_its_private_bytes(key):
    again = SigningKey.from_private_bytes(key.private_bytes())
    assert (again.key_id, again.public_key, again.algorithm) == (key.key_id, key.public_key, key.algorithm)
    assert verify(key.public_key, again.sign(b"one"), b"one")


def test_an_es256_signature_has_the_64_bytes_of_tokens_and_jose():
    assert len(_KEYS[ES256].sign(b"one").value) == 64


def test_rubbish_is_not_a_private_key():
    with pytest.raises(ValueError):
        SigningKey.from_private_bytes(b"rubbish")
    with pytest.raises(ValueError):
        SigningKey.generate("md5")
