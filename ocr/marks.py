"""Which marks a letter bears, by what several looks at the same crop say it may be.

One look names the likeliest letter and what else it may be, and so does the network for lines (`ocr/told_marks.py`); a tilde above a
circumflex is two pixels high, and the grid of pixels decides what one look makes of it. What a letter costs over all looks decides better.
Only among variants of one letter that a network itself proposed: no list adds any, and a name that nobody knows is read like another.
Where the looks are in doubt, a variant that makes a common word is likelier than one that makes another syllable or none (decisions/026).
"""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise, product
from math import prod
from typing import Final

from ocr.engines.contract import Choices, CropText, Word
from ocr.syllables import is_common, is_syllable
from station.domain.text import fold

_UNNAMED: Final = 30.0
"""What a variant costs at least in a look that does not name it."""
_OF_PAGE: Final = 0.4
"""What the pass over the whole page says weighs less: the look at the crop is of the same network."""
_HATS: Final = frozenset("\u0302\u0306\u031b")
_BELOW: Final = "\u0323"
_OVERLOOKED: Final = 5.0
"""Engines lose tones above a circumflex, breve or horn of a capital and never see ones that are not there: by so much a look they gain."""
_SPECK: Final = 2.0
"""Specks and leader dots below a letter are read as a dấu nặng more often than one is lost: by so much a look it loses."""

_FIRST: Final = "nguyễn"
_BETWEEN: Final = "thị"
_COMMONER: Final = 50.0
"""By so much they cost less than other words of their letters (Nguyên, Thi): 150 to one, and they are commoner than that."""
_UNCOMMON: Final = 18.0
_ODD: Final = 22.0
"""What a syllable that is none of the common ones costs more in each look, and what is no syllable: enough to decide where the looks
themselves are in doubt. Of 1,109 values in unseen faces, small ones among them, 75 are wrong without the first and 50 with it, none of them
newly; from 45 on rare names go."""
_MOST_SPELLINGS: Final = 256
_AROUND: Final = ".,;:()"

Letters = list[tuple[str, Choices]]
"""Of one word in one look: each letter that was read and what else it may be."""
_Ranked = list[tuple[float, str]]


def with_voted_marks(text: str, looks: Sequence[CropText], *, named: bool = False) -> str:
    """The text with those marks on its letters that cost least over all looks; `looks` that read other letters have no say in a word.

    In a person's name (`named`) two words are far commoner than all others of their letters: Nguyễn, which begins two in five, and Thị
    between the others of a woman's.
    """
    words, told = text.split(), letters_told(text, looks)
    usual = [_usual(at, words) if named else "" for at in range(len(words))]
    voted_words = (voted(word, letters, one) if letters else word for word, letters, one in zip(words, told, usual, strict=True))
    return " ".join(voted_words)


def look_at_page(words: Sequence[Word]) -> CropText:
    """What the pass over the whole page read, as a look that has a say."""
    told = (choices for word in words for choices in word.choices or (((sign, 0.0),) for sign in word.text))
    choices = tuple(tuple((sign, _UNNAMED - _OF_PAGE * max(_UNNAMED - cost, 0.0)) for sign, cost in each) for each in told)
    return CropText(" ".join(word.text for word in words), 0.0, choices=choices)


def _usual(at: int, words: Sequence[str]) -> str:
    """The word of the same letters that most names have in this place; empty where there is none."""
    usual = _FIRST if at == 0 else _BETWEEN if at < len(words) - 1 else ""
    return usual if usual and _key(words[at]) == _key(usual) else ""


def letters_told(text: str, looks: Sequence[CropText]) -> list[list[Letters]]:
    """For each word of a text what every look that read the same letters says of them."""
    words = text.split()
    folded = [_key(word) for word in words]
    read = [[part for word, letters in _named(look) for part in _parted(_key(word), letters, folded)] for look in looks]
    told = []
    for number, key in enumerate(folded):
        turn, count = folded[:number].count(key), folded.count(key)
        same = [[letters for own, letters in of_look if own == key] for of_look in read]
        # a word that stands there twice is told apart by its turn
        told.append([found[turn] for found in same if len(found) == count])
    return told


def _parted(key: str, letters: Letters, words: Sequence[str]) -> Iterator[tuple[str, Letters]]:
    """A word of a look, or the words of the text that it read as one (THỊNGỌC)."""
    for start in range(len(words)) if key not in words else ():
        ends = [*accumulate(map(len, words[start:]))]
        if len(key) in ends[1:] and "".join(words[start:]).startswith(key):
            parts = ends[: ends.index(len(key)) + 1]
            yield from ((key[begin:end], letters[begin:end]) for begin, end in pairwise([0, *parts]))
            return
    yield key, letters


def _named(look: CropText) -> Iterator[tuple[str, Letters]]:
    for word in _words(look):
        yield "".join(sign for sign, _ in word), [pair for pair in word if pair[0].isalpha()]


def _words(look: CropText) -> Iterator[Letters]:
    """Words of a look, each sign with its choices; of a look that names only its best each sign alone."""
    words = look.text.split()
    named = look.choices or tuple(((sign, 0.0),) for word in words for sign in word)
    if len(named) != sum(map(len, words)):
        return
    choices = iter(named)
    for word in words:
        yield [(sign, next(choices)) for sign in word]


def _key(word: str) -> str:
    return "".join(letter for letter in fold(word) if letter.isalpha())


def voted(word: str, looks: Sequence[Letters], usual: str = "") -> str:
    """The word with the marks that cost least over what these looks say of its letters; those of the `usual` word cost less."""
    options: list[_Ranked] = []
    place = 0
    for sign in word:
        if sign.isalpha():
            options.append(_ranked(sign, [look[place][1] for look in looks], usual[place : place + 1]))
            place += 1
        else:
            options.append([(0.0, sign)])
    best = "".join(ranked[0][1] for ranked in options)
    core = best.strip(_AROUND)
    if not core.isalpha() or is_common(core):
        return best
    start = best.index(core)
    spelled = _likeliest(options[start : start + len(core)], core, len(looks))
    return best[:start] + spelled + best[start + len(core) :]


def _ranked(sign: str, costs: Sequence[Choices], usual: str) -> _Ranked:
    """What a letter may be with what it costs over all looks, the cheapest first; of equal ones the letter that was read."""
    variants = {choice for choices in costs for choice, _ in choices if _same_letter(choice, sign)} | {sign}
    ranked = [
        (sum(_cost(variant, choices) for choices in costs) - (_COMMONER if variant.lower() == usual else 0.0), variant)
        for variant in variants
    ]
    return sorted(ranked, key=lambda option: (option[0], option[1] != sign, option[1]))


def _likeliest(options: Sequence[_Ranked], word: str, looks: int) -> str:
    """The spelling that costs least, with what it costs to be no syllable or no common one; the word of the cheapest letters among them."""
    most = _oddness(word) * looks
    near = [[(cost - ranked[0][0], letter) for cost, letter in ranked if cost - ranked[0][0] <= most] for ranked in options]
    if prod(map(len, near)) > _MOST_SPELLINGS:
        return word
    spelled = ((sum(cost for cost, _ in choice), "".join(letter for _, letter in choice)) for choice in product(*near))
    return min(spelled, key=lambda option: (option[0] + _oddness(option[1]) * looks, option[0]))[1]


def _oddness(word: str) -> float:
    """What a spelling costs more in each look."""
    if is_common(word):
        return 0.0
    return _UNCOMMON if is_syllable(word) else _ODD


def _cost(variant: str, choices: Choices) -> float:
    named = next((cost for choice, cost in choices if choice == variant), None)
    cost = max([_UNNAMED, *(cost for _, cost in choices)]) if named is None else named
    cost += _SPECK if _BELOW in unicodedata.normalize("NFD", variant) else 0.0
    return cost - _OVERLOOKED if _may_be_overlooked(variant) else cost


def _may_be_overlooked(letter: str) -> bool:
    """Whether it is a capital with a tone above its circumflex, breve or horn."""
    marks = set(unicodedata.normalize("NFD", letter)[1:])
    return letter.isupper() and bool(marks & _HATS) and bool(marks - _HATS - {_BELOW})


def _same_letter(one: str, other: str) -> bool:
    """Whether two signs are one letter in one case, but for its marks."""
    return len(one) == len(other) == 1 and one.isupper() == other.isupper() and fold(one) == fold(other)
