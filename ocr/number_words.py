"""Dates and areas in words: a closed vocabulary, so marks that an engine lost or invented can be told: "hại mượi" is hai mươi.

Marks are written as one writes them, and so is a longer word of which one letter was misread, if it can be no other; the text as read stays
beside the value.
"""

import contextlib
from collections.abc import Sequence
from typing import Final

from rapidfuzz.distance import Levenshtein

from station.domain.numerals import area_from_words, area_in_words, date_from_words, date_in_words
from station.domain.text import fold

_WORDS: Final = (
    "ngày", "tháng", "năm", "không", "một", "hai", "ba", "bốn", "tư", "sáu", "bảy", "tám", "chín", "mười", "trăm", "nghìn", "ngàn", "triệu",
    "linh", "lẻ", "lăm", "nhăm", "phẩy", "mét", "vuông", "mùng", "mồng", "giêng", "chạp",
)  # fmt: skip
_BY_LETTERS: Final = {fold(word): word for word in _WORDS}
_AROUND: Final = ".,;:()"
_LONG: Final = 4
"""Shorter words are too near to one another to be told when a letter is wrong."""
_SHORTEST: Final = 2
_ALSO: Final = frozenset({"bẩy"})
"""Spellings of their own with the letters of another word."""
_BEFORE_TENS: Final = frozenset({"hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin"})


def are_number_words(words: Sequence[str]) -> bool:
    """Whether every word is of the vocabulary, but for its marks."""
    return all(fold(word).strip(_AROUND) in _BY_LETTERS for word in words)


def spelled(text: str) -> str:
    """The text with the marks of its number words as they are written; other words stay.

    Capitals stay capitals, but for one of few behind the first word: an l was read as L.
    """
    words = _with_small_letters(text.split())
    letters = [_meant(fold(word).strip(_AROUND)) for word in words]
    letters = [_ended(word) if at == len(words) - 1 else _of_tens(word, letters[at + 1]) for at, word in enumerate(letters)]
    return " ".join(_with_fit_commas([_spelled(word, at, letters) for at, word in enumerate(words)], letters))


def _with_small_letters(words: Sequence[str]) -> list[str]:
    """The words, of which the few number words that bear a capital behind the first one have none."""
    numbers = [at for at, word in enumerate(words) if fold(word).strip(_AROUND) in _BY_LETTERS][1:]
    capitals = [at for at in numbers if words[at][0].isupper()]
    few = 2 * len(capitals) < len(numbers)
    return [word.lower() if few and at in capitals else word for at, word in enumerate(words)]


def without_scraps(text: str) -> str:
    """The text without a word before it or one or two behind it, without which it is a date or an area as one writes it in words.

    Never without a number word: nhăm is a way to say five, and "không trăm" was broken off before the rest of a year.
    """
    words = text.split()
    if _is_whole(words):
        return text
    parts = [(words[:-1], words[-1:]), (words[1:], words[:1]), (words[:-2], words[-2:])]
    return next((" ".join(part) for part, scraps in parts if _BY_LETTERS.keys().isdisjoint(map(_bare, scraps)) and _is_whole(part)), text)


def _is_whole(words: Sequence[str]) -> bool:
    text = " ".join(words)
    with contextlib.suppress(ValueError, OverflowError):
        if _bare(date_in_words(date_from_words(text))) == _bare(text):
            return True
    with contextlib.suppress(ValueError, OverflowError):
        return _bare(area_in_words(area_from_words(text))) == _bare(text)
    return False


def _bare(text: str) -> str:
    return " ".join(word.strip(_AROUND) for word in fold(text).split())


def _meant(letters: str) -> str:
    """The letters of a number word; of another one those of the only number word that they differ from in one letter."""
    if letters in _BY_LETTERS or len(letters) < _LONG:
        return letters
    near = [word for word in _BY_LETTERS if len(word) >= _LONG and Levenshtein.distance(letters, word, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 else letters


def _ended(letters: str) -> str:
    """A number word without its last letter, which a line lost: "sá"."""
    begun = [word for word in _BY_LETTERS if word[:-1] == letters]
    return begun[0] if letters not in _BY_LETTERS and len(letters) > 1 and len(begun) == 1 else letters


def _of_tens(letters: str, behind: str) -> str:
    """The number word that stands before mươi, where it differs from one alone in a letter: "tán mươi"."""
    near = [word for word in _BEFORE_TENS if len(word) == len(letters) and Levenshtein.distance(letters, word, score_cutoff=1) == 1]
    misread = behind == "muoi" and letters not in _BY_LETTERS and len(letters) > _SHORTEST
    return near[0] if misread and len(near) == 1 else letters


def _with_fit_commas(words: list[str], letters: Sequence[str]) -> list[str]:
    """Commas before tháng and before năm, where all are there: one alone and those within a number are leader dots."""
    parted = [
        behind == "thang" or (behind == "nam" and word not in ("ngay", "thang"))
        for word, behind in zip(letters, [*letters[1:], ""], strict=True)
    ]
    fit = all(word.endswith(",") for word, parts in zip(words, parted, strict=True) if parts)
    return [word if parts and fit else word.rstrip(",") for word, parts in zip(words, parted, strict=True)]


def _spelled(word: str, at: int, letters: list[str]) -> str:
    wanted = _BY_LETTERS.get(letters[at])
    before = letters[at - 1] if at else ""
    if wanted is None or word.casefold().strip(_AROUND) in _ALSO:
        return word
    if letters[at] == "muoi" and before in _BEFORE_TENS:
        wanted = "mươi"
    if letters[at] == "mot" and before == "muoi" and at > 1 and letters[at - 2] in _BEFORE_TENS:
        wanted = "mốt"
    own = word.strip(_AROUND)
    return word.replace(own, wanted.upper() if own.isupper() and len(own) > 1 else wanted.capitalize() if own[0].isupper() else wanted, 1)
