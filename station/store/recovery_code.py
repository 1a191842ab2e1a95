"""The recovery code on paper: 128 random bits in letters that are hard to confuse, with two check letters against slips."""

import hashlib
import secrets
from typing import Final

from station.domain.crockford import grouped, number_of, read, spelt

_CODE_BYTES: Final = 16
_CODE_LETTERS: Final = 26
"""⌈128 / 5⌉."""
_CHECK_LETTERS: Final = 2


def new_code() -> tuple[str, bytes]:
    """(what is printed, the 16 bytes)."""
    code = secrets.token_bytes(_CODE_BYTES)
    return printed(code), code


def printed(code: bytes) -> str:
    """`XXXX-XXXX-…`, seven groups."""
    return grouped(spelt(int.from_bytes(code, "big"), _CODE_LETTERS) + _check(code))


def typed(text: str) -> bytes:
    """The 16 bytes of a code as typed; raise ValueError when it is not one."""
    letters = read(text)
    if len(letters) != _CODE_LETTERS + _CHECK_LETTERS:
        raise ValueError("a recovery code has 28 letters")
    value = number_of(letters[:_CODE_LETTERS])
    if value >= 2 ** (8 * _CODE_BYTES):
        raise ValueError("not a recovery code")
    code = value.to_bytes(_CODE_BYTES, "big")
    if _check(code) != letters[_CODE_LETTERS:]:
        raise ValueError("the check letters do not agree")
    return code


def _check(code: bytes) -> str:
    return spelt(int.from_bytes(hashlib.sha256(code).digest()[:2], "big") >> 6, _CHECK_LETTERS)
