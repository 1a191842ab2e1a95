"""Dates and areas in words: a closed vocabulary, so marks that an engine lost or invented can be told: "hại mượi" is hai mươi.

Letters are never changed, only marks; the text as read stays beside the value.
"""

from collections.abc import Sequence
from typing import Final

from station.domain.text import fold

_WORDS: Final = (
    "ngày", "tháng", "năm", "không", "một", "hai", "ba", "bốn", "tư", "sáu", "bảy", "tám", "chín", "mười", "trăm", "nghìn", "ngàn", "triệu",
    "linh", "lẻ", "lăm", "nhăm", "phẩy", "mét", "vuông", "mùng", "mồng", "giêng", "chạp",
)  # fmt: skip
_BY_LETTERS: Final = {fold(word): word for word in _WORDS}
_ALSO: Final = frozenset({"bẩy"})
"""Spellings of their own with the letters of another word."""
_BEFORE_TENS: Final = frozenset({"hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin"})


def are_number_words(words: Sequence[str]) -> bool:
    """Whether every word is of the vocabulary, but for its marks."""
    return all(fold(word).strip(".,;:()") in _BY_LETTERS for word in words)


def spelled(text: str) -> str:
    """The text with the marks of its number words as they are written; other words stay. Capitals stay capitals."""
    words = text.split()
    letters = [fold(word).strip(".,;:()") for word in words]
    return " ".join(_spelled(word, at, letters) for at, word in enumerate(words))


def _spelled(word: str, at: int, letters: list[str]) -> str:
    wanted = _BY_LETTERS.get(letters[at])
    before = letters[at - 1] if at else ""
    if wanted is None or word.casefold().strip(".,;:()") in _ALSO:
        return word
    if letters[at] == "muoi" and before in _BEFORE_TENS:
        wanted = "mươi"
    if letters[at] == "mot" and before == "muoi" and at > 1 and letters[at - 2] in _BEFORE_TENS:
        wanted = "mốt"
    start = next(index for index, sign in enumerate(word) if sign not in ".,;:()")
    end = start + len(wanted)
    if fold(word[start:end]) != letters[at]:
        return word
    own = word[start:end]
    return (
        word[:start]
        + (wanted.upper() if own.isupper() and len(own) > 1 else wanted.capitalize() if own[0].isupper() else wanted)
        + word[end:]
    )
