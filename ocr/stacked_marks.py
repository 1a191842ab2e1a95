"""Marks above capitals that an engine loses: in NGUYỄN the tilde over the circumflex is two pixels high and ends where the line ends.

Of readings that differ in such a mark alone the one that has it is right (in capitals; below letters dots of leaders are read as marks).
A mark is taken over only from a reading that an engine really gave, never from a dictionary.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final

from station.domain.text import clean

_BELOW: Final = "\u0323"
_HATS: Final = frozenset("\u0302\u0306\u031b")
"""Circumflex, breve and horn: the letters that bear two marks bear one of them."""
_LEAST_LETTERS: Final = 2


def may_lack_marks(text: str) -> bool:
    """Whether a word in capitals has a letter with a circumflex, breve or horn and no tone above it: where tones get lost."""
    return any(
        _is_capital(word) and any(marks & _HATS and not marks - _HATS - {_BELOW} for _, marks in _letters(word)) for word in text.split()
    )


def with_upper_marks(text: str, others: Sequence[str]) -> str:
    """The text with those marks above its capitals that other readings of the same words have besides."""
    words = text.split()
    read = [other.split() for other in others]
    for number, word in enumerate(words):
        if _is_capital(word):
            same = [other[number] for other in read if len(other) == len(words)]
            more = Counter(clean(other) for other in same if _has_more(other, word))
            words[number] = more.most_common(1)[0][0] if more else word
    return " ".join(words)


def _is_capital(word: str) -> bool:
    return word.isupper() and sum(map(str.isalpha, word)) >= _LEAST_LETTERS


def _has_more(other: str, word: str) -> bool:
    """Whether a word is the same but for further marks above its letters."""
    there, here = _letters(other), _letters(word)
    if len(there) != len(here) or there == here:
        return False
    return all(
        letter == base and marks <= further and _BELOW not in further - marks and len(further - _HATS - {_BELOW}) <= 1
        for (letter, further), (base, marks) in zip(there, here, strict=True)
    )


def _letters(word: str) -> list[tuple[str, frozenset[str]]]:
    """Each letter with its marks."""
    found: list[tuple[str, frozenset[str]]] = []
    for sign in unicodedata.normalize("NFD", word):
        if unicodedata.combining(sign) and found:
            found[-1] = (found[-1][0], found[-1][1] | {sign})
        else:
            found.append((sign, frozenset()))
    return found
