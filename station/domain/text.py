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


# grave, acute, hook above, tilde, dot below: the five tones. Circumflex, breve and horn make other letters and stay where they are.
_TONES = frozenset("\u0300\u0301\u0309\u0303\u0323")


def spelling(text: str) -> str:
    """A comparison key: lower case, each syllable's tone at its end, so that "hoà" and "hòa" are one spelling; other marks still count."""
    syllables = []
    for syllable in clean(text).casefold().split():
        letters = unicodedata.normalize("NFD", syllable)
        tones = "".join(letter for letter in letters if letter in _TONES)
        syllables.append("".join(letter for letter in letters if letter not in _TONES) + tones)
    return " ".join(syllables)
