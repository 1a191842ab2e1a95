"""The recovery code on paper: 128 random bits in letters that are hard to confuse, with two check letters against slips.

Crockford's base 32 without I, L, O, U; when typed, I and L count as 1 and O as 0, spaces and hyphens are ignored.
"""

import hashlib
import secrets
from typing import Final

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SLIPS: Final = str.maketrans("ILO", "110", " -")
_CODE_BYTES: Final = 16
_CODE_LETTERS: Final = 26
"""⌈128 / 5⌉."""
_CHECK_LETTERS: Final = 2
_GROUP: Final = 4


def new_code() -> tuple[str, bytes]:
    """(what is printed, the 16 bytes)."""
    code = secrets.token_bytes(_CODE_BYTES)
    return printed(code), code


def printed(code: bytes) -> str:
    """`XXXX-XXXX-…`, seven groups."""
    text = _letters(int.from_bytes(code, "big"), _CODE_LETTERS) + _check(code)
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def typed(text: str) -> bytes:
    """The 16 bytes of a code as typed; raise ValueError when it is not one."""
    letters = text.upper().translate(_SLIPS)
    if len(letters) != _CODE_LETTERS + _CHECK_LETTERS:
        raise ValueError("a recovery code has 28 letters")
    value = 0
    for letter in letters[:_CODE_LETTERS]:
        value = value * 32 + _LETTERS.index(letter)
    if value >= 2 ** (8 * _CODE_BYTES):
        raise ValueError("not a recovery code")
    code = value.to_bytes(_CODE_BYTES, "big")
    if _check(code) != letters[_CODE_LETTERS:]:
        raise ValueError("the check letters do not agree")
    return code


def _letters(value: int, count: int) -> str:
    return "".join(_LETTERS[value >> 5 * place & 31] for place in reversed(range(count)))


def _check(code: bytes) -> str:
    return _letters(int.from_bytes(hashlib.sha256(code).digest()[:2], "big") >> 6, _CHECK_LETTERS)
