"""Passwords of a door: Argon2id in PHC form."""

from station.signing.passwords import hash_password, is_password, nobodys_hash


def test_a_password_is_kept_as_argon2id_and_nothing_else_opens() -> None:
    hashed = hash_password("một câu đủ dài")
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert hashed != hash_password("một câu đủ dài"), "each has a salt of its own"
    assert is_password("một câu đủ dài", hashed)
    assert not is_password("một câu đủ dài ", hashed)
    assert not is_password("", nobodys_hash())
    assert not is_password("", "không phải hàm băm")
