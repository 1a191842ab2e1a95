"""Whether letters with their marks make a syllable of written Vietnamese: an onset, a rhyme and at most one tone in its place.

That tells which of several readings an engine more likely saw, and nothing about a name: names of other peoples of the country (Mlô, Ksơr)
are none of these and as right as any.
Of the many that could be, few are in use: resources/lines/common_words.txt has those of Tesseract's list of words, of numbers and of the
names of communes (scripts/lines/common_words.py).
Source: the orthography of quốc ngữ as described by Đoàn Thiện Thuật, Ngữ âm tiếng Việt (1977).
"""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from station.domain.errors import StationError

COMMON_WORDS: Final = Path(__file__).resolve().parents[1] / "resources" / "lines" / "common_words.txt"

_ONSETS: Final = (
    "ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t",
    "v", "x", "",
)  # fmt: skip
_CODAS: Final = {
    "a": "- c ch i m n ng nh o p t u y", "ă": "- c m n ng p t", "â": "c m n ng p t u y", "e": "- c m n ng o p t", "ê": "- ch m n nh p t u",
    "i": "- a ch m n nh p t u", "iê": "c m n ng p t u", "o": "- c i m n ng p t", "oa": "- c ch i m n ng nh o p t y", "oă": "c m n ng t",
    "oe": "- n o t", "oo": "c ng", "ô": "- c i m n ng p t", "ơ": "- i m n p t", "u": "- a c i m n ng p t", "uâ": "n ng t y",
    "uê": "- ch n nh t", "uô": "c i m n ng t", "uơ": "-", "uy": "- a ch n nh p t u", "uyê": "n t", "ư": "- a c i m n ng t u",
    "ươ": "c i m n ng p t u", "y": "-", "yê": "m n ng t u",
}  # fmt: skip
"""Behind each vowel what may end the syllable; - for nothing."""
_CODAS_AFTER_QU: Final = {
    "a": "- c ch i m n ng nh o p t u y", "ă": "c m n ng p t", "â": "n ng t y", "e": "- n o t", "ê": "- n nh t u", "i": "- ch n nh t",
    "ơ": "- i", "ô": "c", "y": "- ch nh t", "yê": "n t",
}  # fmt: skip
_CODAS_AFTER_GI: Final = {"": "- m n p t ch", "ê": "c m n ng p t u"}
"""After gi the i is written once: gì, gìn, giếng."""


def _rhymes(codas: Mapping[str, str]) -> frozenset[str]:
    return frozenset(vowel + coda.strip("-") for vowel, ends in codas.items() for coda in ends.split())


_RHYMES: Final = _rhymes(_CODAS)
_AFTER: Final = {"qu": _rhymes(_CODAS_AFTER_QU), "gi": _rhymes(_CODAS_AFTER_GI) | _RHYMES}
_BEFORE_FRONT: Final = frozenset({"gh", "ngh"})
_BEFORE_OTHERS: Final = frozenset({"c", "g", "ng"})
_FRONT: Final = frozenset("eêi")
"""One sound is written k, gh and ngh before these vowels, and c, g and ng before all others; names (Kạn, Krông) do not keep to k."""
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_OF_STOPS: Final = frozenset("\u0301\u0323")
"""Syllables that end in p, t, c or ch bear the sharp or the heavy tone."""
_HATS: Final = frozenset("ăâêôơư")
_VOWELS: Final = frozenset("aeiouy") | _HATS


def is_syllable(word: str) -> bool:
    """Whether a word, in NFC and any case, could be one syllable; of letters alone."""
    base, tones = _parted(word.lower())
    if len(tones) > 1:
        return False
    return any(
        base[len(onset) :] in _AFTER.get(onset, _RHYMES) and _may_begin(onset, base[len(onset) :]) and _tone_fits(base, len(onset), tones)
        for onset in _onsets_of(base)
    )


def is_common(word: str) -> bool:
    """Whether a word, in NFC and any case, is a syllable that texts or places are made of, wherever its tone stands (hoà, hòa).

    Raises StationError `reading.engine-missing` when the list is missing.
    """
    return _sound(word.lower()) in _common()


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    try:
        return frozenset(map(_sound, COMMON_WORDS.read_text("utf-8").split()))
    except (OSError, UnicodeDecodeError) as error:
        raise StationError("reading.engine-missing", engine="words") from error


def _sound(word: str) -> str:
    """Its letters and then its tone."""
    base, tones = _parted(word)
    return base + "".join(tone for _, tone in tones)


def is_misread(word: str) -> bool:
    """Whether a word, in NFC and any case, is rather one that was misread: a syllable that nobody uses, or one with two tones.

    Engines see specks as the second tone. What is no syllable at all is of another people's name.
    """
    return len(_parted(word.lower())[1]) > 1 or (is_syllable(word) and not is_common(word))


def _may_begin(onset: str, rhyme: str) -> bool:
    before_front = rhyme[:1] in _FRONT
    return not before_front if onset in _BEFORE_OTHERS else before_front or onset not in _BEFORE_FRONT


def _parted(word: str) -> tuple[str, list[tuple[int, str]]]:
    """The letters without their tones, and each tone with its place."""
    letters: list[str] = []
    tones: list[tuple[int, str]] = []
    for letter in word:
        signs = unicodedata.normalize("NFD", letter)
        tones.extend((len(letters), sign) for sign in signs if sign in _TONES)
        letters.append(unicodedata.normalize("NFC", "".join(sign for sign in signs if sign not in _TONES)))
    return "".join(letters), tones


def _onsets_of(base: str) -> Iterator[str]:
    return (onset for onset in _ONSETS if base.startswith(onset))


def _tone_fits(base: str, start: int, tones: list[tuple[int, str]]) -> bool:
    """A stop takes one of two tones; a letter with a hat or horn bears the tone."""
    stops = base[-1] in "ptc" or base.endswith("ch")
    if not tones:
        return not stops
    place, tone = tones[0]
    hats = [at for at in range(start, len(base)) if base[at] in _HATS]
    return (not stops or tone in _OF_STOPS) and base[place] in _VOWELS and (not hats or place == hats[-1])
