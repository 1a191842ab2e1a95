"""Vietnamese text at the door: one spelling of each letter, and a key that finds a name typed without marks.

An entry is judged anew at every value that a clerk takes, and most of its texts are the ones of before: what was made of the last few
thousand is kept, and forgotten with `forget` when a person leaves.
"""

import functools
import re
import unicodedata

_SPACES = re.compile(r"\s+")
# U+00D0 (Icelandic Eth) looks like Đ and never matches it; some typists and lists use it.
_LOOKALIKES = str.maketrans({"\u00d0": "Đ", "\u0110": "Đ", "\u00a0": " "})


_KEPT = 8192
"""Texts: a few hundred entries."""


@functools.lru_cache(_KEPT)
def clean(text: str) -> str:
    """NFC, Eth to Đ, runs of white space to one space, ends trimmed. Nothing else is changed."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text).translate(_LOOKALIKES)).strip()


@functools.lru_cache(_KEPT)
def fold(text: str) -> str:
    """A search key: lower case without marks, đ as d ("Đặng Thị Thuý" and "dang thi thuy" meet)."""
    decomposed = unicodedata.normalize("NFD", clean(text).casefold().replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


# grave, acute, hook above, tilde, dot below: the five tones. Circumflex, breve and horn make other letters and stay where they are.
_TONES = frozenset("\u0300\u0301\u0309\u0303\u0323")


@functools.lru_cache(_KEPT)
def spelling(text: str) -> str:
    """A comparison key: lower case, each syllable's tone at its end, so that "hoà" and "hòa" are one spelling; other marks still count."""
    syllables = []
    for syllable in clean(text).casefold().split():
        letters = unicodedata.normalize("NFD", syllable)
        tones = "".join(letter for letter in letters if letter in _TONES)
        syllables.append("".join(letter for letter in letters if letter not in _TONES) + tones)
    return " ".join(syllables)


@functools.lru_cache(_KEPT)
def toned(word: str) -> tuple[str, str]:
    """A word's letters, lower case, in their shape (â, ơ, đ), and the figures of its tones (1 sắc … 5 nặng): "hoà" and "hòa" are one."""
    letters = unicodedata.normalize("NFD", clean(word).casefold())
    plain = "".join(letter for letter in letters if letter not in _TONES)
    return unicodedata.normalize("NFC", plain), "".join(_FIGURES[letter] for letter in letters if letter in _TONES)


_FIGURES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
"""As the VNI way of typing numbers the tones."""


@functools.lru_cache(_KEPT)
def bare_letters(text: str) -> str:
    """The letters and figures of `fold`, nothing between them."""
    return re.sub(r"[\W_]", "", fold(text))


def forget() -> None:
    """Keep none of the texts seen until now: they are people's names."""
    for kept in (clean, fold, spelling, toned, bare_letters):
        kept.cache_clear()
