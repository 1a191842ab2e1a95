"""Which marks a letter bears, by what several looks at the same crop say it may be.

One look names the likeliest letter and what else it may be; a tilde above a circumflex is two pixels high, and the grid of pixels decides
what one look makes of it. What a letter costs over all looks decides better. Only among variants of one letter that an engine itself
proposed, never by a dictionary: a name that nobody knows is read like any other.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from ocr.engines.contract import Choices, CropText
from station.domain.text import fold

_NEAR: Final = 20.0
"""Another mark that costs less than this more than the best one is a doubt worth further looks."""
_UNNAMED: Final = 30.0
"""What a variant costs at least in a look that does not name it."""
_HATS: Final = frozenset("\u0302\u0306\u031b")
_BELOW: Final = "\u0323"
_OVERLOOKED: Final = 10.0
"""Engines lose tones above a circumflex, breve or horn of a capital and never see ones that are not there: by so much a look they gain."""

_Letters = list[tuple[str, Choices]]


def has_doubtful_marks(look: CropText) -> bool:
    """Whether some letter might nearly as well bear other marks."""
    return any(_is_doubtful(sign, choices) for word in _words(look) for sign, choices in word)


def _is_doubtful(sign: str, choices: Choices) -> bool:
    best = next((cost for choice, cost in choices if choice == sign), 0.0)
    return sign.isalpha() and any(cost - best < _NEAR for choice, cost in choices if choice != sign and _same_letter(choice, sign))


def with_voted_marks(text: str, looks: Sequence[CropText]) -> str:
    """The text with those marks on its letters that cost least over all looks; `looks` that read other letters have no say in a word."""
    words = text.split()
    folded = [_key(word) for word in words]
    read = [[(_key(word), letters) for word, letters in _named(look)] for look in looks]
    for number, word in enumerate(words):
        turn, count = folded[:number].count(folded[number]), folded.count(folded[number])
        same = [[letters for key, letters in of_look if key == folded[number]] for of_look in read]
        # a word that stands there twice is told apart by its turn
        letters = [found[turn] for found in same if len(found) == count]
        if letters:
            words[number] = _voted(word, letters)
    return " ".join(words)


def _named(look: CropText) -> Iterator[tuple[str, _Letters]]:
    for word in _words(look):
        yield "".join(sign for sign, _ in word), [pair for pair in word if pair[0].isalpha()]


def _words(look: CropText) -> Iterator[_Letters]:
    """Words of a look, each sign with its choices; none when the look has no choices."""
    words = look.text.split()
    if len(look.choices) != sum(map(len, words)):
        return
    choices = iter(look.choices)
    for word in words:
        yield [(sign, next(choices)) for sign in word]


def _key(word: str) -> str:
    return "".join(letter for letter in fold(word) if letter.isalpha())


def _voted(word: str, looks: Sequence[_Letters]) -> str:
    signs, place = [], 0
    for sign in word:
        if not sign.isalpha():
            signs.append(sign)
            continue
        costs = [look[place][1] for look in looks]
        variants = {choice for choices in costs for choice, _ in choices if _same_letter(choice, sign)} | {sign}
        signs.append(min(sorted(variants), key=lambda variant: (sum(_cost(variant, choices) for choices in costs), variant != sign)))
        place += 1
    return "".join(signs)


def _cost(variant: str, choices: Choices) -> float:
    named = next((cost for choice, cost in choices if choice == variant), None)
    cost = max([_UNNAMED, *(cost for _, cost in choices)]) if named is None else named
    return cost - _OVERLOOKED if _may_be_overlooked(variant) else cost


def _may_be_overlooked(letter: str) -> bool:
    """Whether it is a capital with a tone above its circumflex, breve or horn."""
    marks = set(unicodedata.normalize("NFD", letter)[1:])
    return letter.isupper() and bool(marks & _HATS) and bool(marks - _HATS - {_BELOW})


def _same_letter(one: str, other: str) -> bool:
    """Whether two signs are one letter in one case, but for its marks."""
    return len(one) == len(other) == 1 and one.isupper() == other.isupper() and fold(one) == fold(other)
