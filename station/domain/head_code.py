"""The head of the log in letters that a printed sheet carries and a person can type: which action was the last, and 60 bits of its hash."""

import hashlib
from typing import Final

from station.domain.actions import Head
from station.domain.crockford import grouped, number_of, read, spelt

_HASH_LETTERS: Final = 12
_HASH_DIGITS: Final = 15
"""Hex digits of 60 bits: to invent another history under the same code takes 2⁶⁰ tries."""
_CHECK_LETTERS: Final = 2


def head_code(head: Head) -> str:
    """`1234-K7QF-93XA-M2PD-7T`: number of the action, twelve letters of its hash, two check letters."""
    letters = spelt(int(head.hash[:_HASH_DIGITS], 16), _HASH_LETTERS)
    return f"{head.seq}-{grouped(letters + _check(head.seq, letters))}"


def head_of_code(text: str) -> Head:
    """The head, its hash a beginning of 15 hex digits; raise ValueError for what is no such code or has a slip in it."""
    number, _, rest = text.strip().partition("-")
    letters = read(rest)
    if not number.isdecimal() or len(letters) != _HASH_LETTERS + _CHECK_LETTERS:
        raise ValueError("not a code of a printed sheet")
    seq, hashed = int(number), letters[:_HASH_LETTERS]
    if _check(seq, hashed) != letters[_HASH_LETTERS:]:
        raise ValueError("the check letters do not agree")
    return Head(seq, f"{number_of(hashed):0{_HASH_DIGITS}x}")


def _check(seq: int, letters: str) -> str:
    return spelt(int.from_bytes(hashlib.sha256(f"{seq}-{letters}".encode()).digest()[:2], "big") >> 6, _CHECK_LETTERS)
