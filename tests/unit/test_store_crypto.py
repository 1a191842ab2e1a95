"""Sealing, stretching and the recovery code: what opens, and everything that must not."""

import pytest
from cryptography.hazmat.primitives.asymmetric import x25519

from station.domain.batch import image_associated_data
from station.domain.ids import PageId, StationId
from station.store.crypto import STANDARD_KDF, KdfParameters, Unsealable, random_key, seal, seal_to, stretch, subkeys, unseal, unseal_from
from station.store.recovery_code import new_code, printed, typed

KEY = b"k" * 32
CHEAP = KdfParameters(8, 1, 1)


@pytest.mark.parametrize("change", [0, 12, -1])
def test_one_changed_byte_does_not_open(change):
    sealed = bytearray(seal(KEY, b"words", b"page 1"))
    sealed[change] ^= 1
    with pytest.raises(Unsealable):
        unseal(KEY, bytes(sealed), b"page 1")


def test_another_key_or_another_binding_does_not_open():
    sealed = seal(KEY, b"words", b"page 1")
    for key, binding in ((b"x" * 32, b"page 1"), (KEY, b"page 2")):
        with pytest.raises(Unsealable):
            unseal(key, sealed, binding)
    for rubbish in (b"", b"short", bytes(12)):
        with pytest.raises(Unsealable):
            unseal(KEY, rubbish, b"page 1")
    assert unseal(KEY, sealed, b"page 1") == b"words"


def test_equal_words_are_sealed_differently():
    assert seal(KEY, b"words", b"") != seal(KEY, b"words", b"")


def test_what_is_sealed_to_a_key_opens_with_its_private_key_and_binding_only():
    private = x25519.X25519PrivateKey.generate()
    sealed = seal_to(private.public_key().public_bytes_raw(), b"words", b"slot")
    assert unseal_from(private.private_bytes_raw(), sealed, b"slot") == b"words"
    for key, binding, data in (
        (x25519.X25519PrivateKey.generate().private_bytes_raw(), b"slot", sealed),
        (private.private_bytes_raw(), b"other", sealed),
        (private.private_bytes_raw(), b"slot", sealed[:-1]),
        (private.private_bytes_raw(), b"slot", b""),
    ):
        with pytest.raises(Unsealable):
            unseal_from(key, data, binding)


def test_password_device_salt_and_price_all_make_another_key():
    keys = {
        stretch(password, device, salt, kdf)
        for password, device, salt, kdf in (
            ("a", b"d" * 32, b"s" * 16, CHEAP),
            ("b", b"d" * 32, b"s" * 16, CHEAP),
            ("a", b"e" * 32, b"s" * 16, CHEAP),
            ("a", b"d" * 32, b"t" * 16, CHEAP),
            ("a", b"d" * 32, b"s" * 16, KdfParameters(8, 2, 1)),
        )
    }
    assert len(keys) == len({key for key, _ in keys}) == len({check for _, check in keys}) == 5


def test_the_price_of_a_password_is_what_the_format_says():
    assert KdfParameters(memory_kib=65536, iterations=3, lanes=1) == STANDARD_KDF


@pytest.mark.parametrize("values", [(7, 1, 1), (2**33, 1, 1), (64, 0, 1), (64, 1000, 1), (64, 1, 0), (1024, 1, 64)])
def test_parameters_out_of_range_are_refused(values):
    with pytest.raises(ValueError):
        KdfParameters(*values)


def test_subkeys_are_different_and_bound_to_the_store():
    one, two = subkeys(KEY, "store 1"), subkeys(KEY, "store 2")
    assert len({one.database, one.page_wrap, one.log, two.database, two.page_wrap, two.log}) == 6
    assert one == subkeys(KEY, "store 1")


def test_the_binding_of_an_image_cannot_be_shifted_between_station_and_page():
    assert image_associated_data(StationId("a"), PageId("bc")) != image_associated_data(StationId("ab"), PageId("c"))


def test_a_recovery_code_survives_paper():
    for _ in range(50):
        text, code = new_code()
        assert typed(text) == code and typed(text.lower().replace("-", "  ")) == code
    assert printed(bytes(16)).startswith("0000-0000") and len(random_key()) == 32


def test_nearly_every_slip_in_a_recovery_code_is_noticed():
    """Ten check bits: of the slips of one letter about one in a thousand passes as another code, which then opens nothing."""
    text = printed(bytes(range(16)))
    unnoticed = slips = 0
    for place, letter in enumerate(text):
        for other in "23456789ABCDEFGH":
            if letter in ("-", other):
                continue
            slips += 1
            try:
                typed(text[:place] + other + text[place + 1 :])
                unnoticed += 1
            except ValueError:
                pass
    assert slips > 300 and unnoticed <= 4


@pytest.mark.parametrize("text", ["", "x", "Z" * 28, "ă" * 28, "0" * 27, "0" * 29])
def test_rubbish_is_no_recovery_code(text):
    with pytest.raises(ValueError):
        typed(text)
