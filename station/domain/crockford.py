"""Letters for codes that people copy from paper: Crockford's base 32 without I, L, O, U.

When typed, I and L count as 1 and O as 0; capitals, spaces and hyphens do not matter.
"""

from typing import Final

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SLIPS: Final = str.maketrans("ILO", "110", " -")
_BITS: Final = 5


def spelt(value: int, count: int) -> str:
    """The lowest `count` letters of a number, the highest first."""
    return "".join(_LETTERS[value >> _BITS * place & 31] for place in reversed(range(count)))


def read(text: str) -> str:
    """What was typed, as letters of the alphabet; raise ValueError for any other sign."""
    letters = text.upper().translate(_SLIPS)
    if not set(letters) <= set(_LETTERS):
        raise ValueError("a letter that no code has")
    return letters


def number_of(letters: str) -> int:
    """The number that `spelt` wrote."""
    value = 0
    for letter in letters:
        value = value * 32 + _LETTERS.index(letter)
    return value


def grouped(letters: str, size: int = 4) -> str:
    """`XXXX-XXXX-…`"""
    return "-".join(letters[start : start + size] for start in range(0, len(letters), size))
