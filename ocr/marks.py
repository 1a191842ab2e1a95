"""Which marks a letter bears, by what several looks at the same crop say it may be.

One look names the likeliest letter and what else it may be; a tilde above a circumflex is two pixels high, and the grid of pixels decides
what one look makes of it. What a letter costs over all looks decides better. Only among variants of one letter that an engine itself
proposed, never by a dictionary: a name that nobody knows is read like any other. Of these variants one that makes a Vietnamese syllable
is likelier than one that makes none. Where looks name variants that are not much worse, a network for marks alone is asked too
(`ocr/seen_marks.py`), and then its word weighs most.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Final

from ocr.engines.contract import Choices, CropText, MarkCosts
from ocr.seen_marks import HEADS, cost_of, is_likely
from ocr.syllables import is_syllable
from station.domain.text import fold

_NEAR: Final = 13.0
"""Another mark that costs less than this more than the best one is a doubt worth further looks."""
_UNNAMED: Final = 30.0
"""What a variant costs at least in a look that does not name it."""
_HATS: Final = frozenset("\u0302\u0306\u031b")
_BELOW: Final = "\u0323"
_OVERLOOKED: Final = 5.0
"""Engines lose tones above a circumflex, breve or horn of a capital and never see ones that are not there: by so much a look they gain."""
_SPECK: Final = 2.0
"""Specks and leader dots below a letter are read as a dấu nặng more often than one is lost: by so much a look it loses."""

_ODD: Final = 18.0
"""What a word that is no syllable costs more in each look: enough to decide where the looks themselves are in doubt."""
_MOST_SPELLINGS: Final = 256
_ASKED: Final = 30.0
"""Words with another mark that costs less than this more than the best one are shown to the network for marks."""
_OF_LOOKS: Final = 2.5
"""What looks say in the mean weighs so much beside what that network says in the mean;"""
_ODD_SEEN: Final = 25.0
"""and a word that is no syllable costs so much more."""
_MOST_SEEN: Final = 45.0
"""However sure that network is, a spelling that it does not see costs no more: it has not met every print."""
_HIDDEN: Final = 4.0
"""A dấu nặng that a word must bear to be a syllable costs no more in the mean look: it may have gone with the leader dots, which looks
never see; the network sees whether there were any."""
_SURE: Final = 2.0
"""Where the network sees what looks read, at so little cost, nothing is weighed."""
_VARIANTS: Final = frozenset(
    unicodedata.normalize("NFC", letter + tone) for small in "aăâeêioôơuưy" for letter in (small, small.upper()) for tone in HEADS[0]
) | frozenset("dđDĐ")
"""Letters that bear Vietnamese marks or may."""
_VOWELS: Final = frozenset("aeiouy")
_GUESSED: Final = 20.0
"""A mark that costs the network less may be there, though no look has named it, when the engine names only its best;"""
_GUESS: Final = 12.0
"""and in the look that it stands for it costs so much."""
_AROUND: Final = ".,;:()"

Letters = list[tuple[str, Choices]]
"""Of one word in one look: each letter that was read and what else it may be."""
_Ranked = list[tuple[float, str]]


@dataclass(frozen=True)
class Told:
    """What was said of the marks of one word."""

    letters: list[Letters]
    """By each look that read the same letters."""
    seen: list[MarkCosts]
    """By the network for marks, once for each place where the word stands."""


def has_doubtful_marks(look: CropText) -> bool:
    """Whether some letter might nearly as well bear other marks, and the network for marks is not sure of those that were read."""
    return any(
        not _is_seen(letters, seen) and any(_is_doubtful(sign, choices) for sign, choices in letters) for _, letters, seen in _named(look)
    )


def _is_seen(letters: Letters, seen: MarkCosts | None) -> bool:
    return seen is not None and cost_of("".join(sign for sign, _ in letters), seen) <= _SURE


def words_to_see(look: CropText) -> list[bool]:
    """Of each word of a look, whether the network for marks is to be asked: where other marks are not much worse, or it is no syllable.

    Of an engine that names only its best it is asked about every word with a vowel.
    """
    if not look.choices:
        return [not _VOWELS.isdisjoint(_key(word)) for word in look.text.split()]
    return [_is_odd(word) or any(_is_doubtful(sign, choices, _ASKED) for sign, choices in word) for word in _words(look)]


def _is_odd(letters: Letters) -> bool:
    core = "".join(sign for sign, _ in letters).strip(_AROUND)
    return core.isalpha() and not is_syllable(core) and not _VOWELS.isdisjoint(fold(core))


def with_guesses(look: CropText) -> CropText:
    """A look of an engine that names only its best, with what the network for marks sees on its letters as what else they may be."""
    words = look.text.split()
    if look.choices or len(look.marks) != len(words):
        return look
    return replace(look, choices=tuple(_guessed(sign, seen) for word, seen in zip(words, look.marks, strict=True) for sign in word))


def _guessed(sign: str, seen: MarkCosts | None) -> Choices:
    own = ((sign, 0.0),)
    if seen is None or sign not in _VARIANTS:
        return own
    others = (other for other in sorted(_VARIANTS) if other != sign and _same_letter(other, sign))
    return own + tuple((other, _GUESS) for other in others if is_likely(other, seen, _GUESSED))


def _is_doubtful(sign: str, choices: Choices, near: float = _NEAR) -> bool:
    best = next((cost for choice, cost in choices if choice == sign), 0.0)
    return sign.isalpha() and any(cost - best < near for choice, cost in choices if choice != sign and _same_letter(choice, sign))


def with_voted_marks(text: str, looks: Sequence[CropText]) -> str:
    """The text with those marks on its letters that cost least over all looks; `looks` that read other letters have no say in a word."""
    told = letters_told(text, looks)
    return " ".join(voted(word, of_word) if of_word.letters else word for word, of_word in zip(text.split(), told, strict=True))


def letters_told(text: str, looks: Sequence[CropText]) -> list[Told]:
    """For each word of a text what every look that read the same letters says of them; nothing when all name only their best."""
    words = text.split()
    looks = looks if any(look.choices for look in looks) else ()
    folded = [_key(word) for word in words]
    read = [[(_key(word), letters, seen) for word, letters, seen in _named(look)] for look in looks]
    told = []
    for number, key in enumerate(folded):
        turn, count = folded[:number].count(key), folded.count(key)
        same = [[(letters, seen) for own, letters, seen in of_look if own == key] for of_look in read]
        # a word that stands there twice is told apart by its turn
        own = [found[turn] for found in same if len(found) == count]
        told.append(Told([letters for letters, _ in own], [seen for _, seen in own if seen is not None]))
    return told


def _named(look: CropText) -> Iterator[tuple[str, Letters, MarkCosts | None]]:
    words = list(_words(look))
    marks = look.marks if len(look.marks) == len(words) else (None,) * len(words)
    for word, seen in zip(words, marks, strict=True):
        yield "".join(sign for sign, _ in word), [pair for pair in word if pair[0].isalpha()], seen


def _words(look: CropText) -> Iterator[Letters]:
    """Words of a look, each sign with its choices, which is the sign alone where the look has none."""
    words = look.text.split()
    named = look.choices or tuple(((sign, 0.0),) for word in words for sign in word)
    if len(named) != sum(map(len, words)):
        return
    choices = iter(named)
    for word in words:
        yield [(sign, next(choices)) for sign in word]


def _key(word: str) -> str:
    return "".join(letter for letter in fold(word) if letter.isalpha())


def voted(word: str, told: Told) -> str:
    """The word with the marks that cost least over what was said of its letters."""
    looks = told.letters
    options: list[_Ranked] = []
    place = 0
    for sign in word:
        if sign.isalpha():
            options.append(_ranked(sign, [look[place][1] for look in looks]))
            place += 1
        else:
            options.append([(0.0, sign)])
    if told.seen:
        return _weighed(options, told)
    best = "".join(ranked[0][1] for ranked in options)
    core = best.strip(_AROUND)
    if not core.isalpha() or is_syllable(core):
        return best
    start = best.index(core)
    spelled = _syllable_of(options[start : start + len(core)], _ODD * len(looks))
    return best if spelled is None else best[:start] + spelled + best[start + len(core) :]


def _weighed(options: Sequence[_Ranked], told: Told) -> str:
    """The spelling that costs least, by what looks say in the mean, what the network for marks sees, and whether it makes a syllable."""
    count = len(told.letters)

    def seen(spelled: str) -> float:
        return sum(min(cost_of(spelled, costs), _MOST_SEEN) for costs in told.seen) / len(told.seen)

    best = "".join(ranked[0][1] for ranked in options)
    if is_syllable(best.strip(_AROUND)) and seen(best) <= _SURE:
        return best
    near = [
        [(cost / count, letter) for cost, letter in ranked if letter == ranked[0][1] or letter in _VARIANTS or letter.isascii()]
        for ranked in options
    ]
    while prod(map(len, near)) > _MOST_SPELLINGS:
        max(near, key=len).pop()

    least, odd = sum(ranked[0][0] for ranked in near), not is_syllable(best.strip(_AROUND))

    def cost(choice: Sequence[tuple[float, str]]) -> float:
        spelled, off = "".join(letter for _, letter in choice), sum(cost for cost, _ in choice) - least
        if is_syllable(spelled.strip(_AROUND)):
            off = min(off, _HIDDEN) if odd and _undotted(spelled) == _undotted(best) else off
        else:
            off += _ODD_SEEN / _OF_LOOKS
        return _OF_LOOKS * off + seen(spelled)

    return "".join(letter for _, letter in min(product(*near), key=cost))


def _undotted(word: str) -> str:
    return unicodedata.normalize("NFD", word).replace(_BELOW, "")


def _ranked(sign: str, costs: Sequence[Choices]) -> _Ranked:
    """What a letter may be with what it costs over all looks, the cheapest first; of equal ones the letter that was read."""
    variants = {choice for choices in costs for choice, _ in choices if _same_letter(choice, sign)} | {sign}
    ranked = [(sum(_cost(variant, choices) for choices in costs), variant) for variant in variants]
    return sorted(ranked, key=lambda option: (option[0], option[1] != sign, option[1]))


def _syllable_of(options: Sequence[_Ranked], most: float) -> str | None:
    """The cheapest Vietnamese syllable that costs at most so much more than the cheapest letters; None when there is none."""
    near = [[(cost - ranked[0][0], letter) for cost, letter in ranked if cost - ranked[0][0] <= most] for ranked in options]
    if prod(map(len, near)) > _MOST_SPELLINGS:
        return None
    spelled = ((sum(cost for cost, _ in choice), "".join(letter for _, letter in choice)) for choice in product(*near))
    return min(((cost, text) for cost, text in spelled if cost <= most and is_syllable(text)), default=(0.0, None))[1]


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
