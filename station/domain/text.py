"""Vietnamese text at the door: one spelling of each letter, and a key that finds a name typed without marks."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
# U+00D0 (Icelandic Eth) looks like Đ and never matches it; some typists and lists use it.
_LOOKALIKES = str.maketrans({"\u00d0": "Đ", "\u0110": "Đ", "\u00a0": " "})


def clean(text: str) -> str:
    """NFC, Eth to Đ, runs of white space to one space, ends trimmed. Nothing else is changed."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text).translate(_LOOKALIKES)).strip()


def fold(text: str) -> str:
    """A search key: lower case without marks, đ as d ("Đặng Thị Thuý" and "dang thi thuy" meet)."""
    decomposed = unicodedata.normalize("NFD", clean(text).casefold().replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
