"""Letters and figures in which looks differ, settled by the network of another kind.

That network lacks most letters with marks and loses some, so it seldom says what stands there; but where one look has "han" and another
"ban" and it read "ban" too, the second look is right. It loses signs and hardly ever takes one for another: of 1,534 values of figures on
tuning pages there were seven in which it was sure of as many figures as the others and not of the same, and it was right in all seven; of
nine names in which it was sure of another letter of the Vietnamese alphabet it was right in seven, and the others were wrong both ways.
"""

import re
from collections.abc import Callable, Container, Sequence
from typing import Final

from rapidfuzz.distance import LCSseq, Levenshtein

from ocr.syllables import is_syllable
from station.domain.text import fold

_LEAST_SIGNS: Final = 2
_LEAST_OF_LOST: Final = 3
_IN_NUMBERS: Final = frozenset("/-")
_LEAST_OF_IDS: Final = 9
_MOST_FIGURES: Final = 3
"""In so many figures numbers of one length may differ and be the same number."""
_FIGURES: Final = re.compile(r"\d+")
_LEAST_OF_LONG_NUMBER: Final = 6
"""What is read as a figure more of a short number may be a speck."""
_FOREIGN: Final = frozenset("jwfz")
"""Letters that no Vietnamese name has; a q stands before a u alone."""
_LETTERS_LIKE_FIGURES: Final = {"O": "0", "o": "0", "I": "1", "l": "1", "S": "5", "B": "8"}
_VOWELS: Final = frozenset("aeiouy")


def with_settled_words(text: str, others: Sequence[str], aside: str) -> str:
    """The text with those words of other looks that `aside`, what another network read there, has where it has not the text's own."""
    heard, words_heard = _key([aside]), frozenset(_key([word]) for word in aside.split())
    return with_better_words(text, others, lambda words: _is_heard(words, heard, words_heard)) if heard else text


def with_lost_letters(text: str, aside: str) -> str:
    """The text with single letters that one network lost and the other read: HÀNG is HOÀNG where `aside` has it.

    Only where both read as many words, the rest of the word is the same to both, and with the letter it is a syllable.
    """
    words, theirs = text.split(), aside.split()
    if len(words) != len(theirs):
        return text
    return " ".join(_with_lost_letter(own, other) for own, other in zip(words, theirs, strict=True))


def _with_lost_letter(own: str, other: str) -> str:
    short, long = _key([own]), _key([other])
    if len(long) != len(short) + 1 or len(short) < _LEAST_OF_LOST or not (own.isalpha() and other.isalpha()) or len(own) != len(short):
        return own
    at = next((at for at in range(len(long)) if long[:at] + long[at + 1 :] == short), None)
    if at is None:
        return own
    letter = long[at].upper() if own.isupper() or (at == 0 and own[:1].isupper()) else long[at]
    grown = own[:at] + letter + own[at:]
    return grown if is_syllable(grown) else own


def with_other_letters(text: str, aside: str) -> str:
    """The text with single letters as the other network, which is sure of them, has them: THƯƠI is THƯƠL where `aside` has that.

    Only where both read as many words and the rest of the word is the same to both. It knows vowels without their marks: they only make
    what is no syllable one.
    """
    words, theirs = text.split(), aside.split()
    if len(words) != len(theirs):
        return text
    return " ".join(_with_other_letter(own, other) for own, other in zip(words, theirs, strict=True))


def _with_other_letter(own: str, other: str) -> str:
    short, long = _key([own]), _key([other])
    differing = [at for at in range(len(short)) if short[at] != long[at]] if len(short) == len(long) else []
    if len(differing) != 1 or not own.isalpha() or len(own) != len(short):
        return own
    (at,) = differing
    if long[at] in _FOREIGN or not "a" <= long[at] <= "z" or (long[at] == "q" and long[at + 1 : at + 2] != "u"):
        return own
    changed = own[:at] + (long[at].upper() if own[at].isupper() else long[at]) + own[at + 1 :]
    stands = is_syllable(changed) and not is_syllable(own) if long[at] in _VOWELS else True
    return changed if stands else own


def with_settled_figures(text: str, aside: str) -> str:
    """The text with the figures of the other network, which is sure of them, where it has as many in every number: 88 is 86."""
    own, theirs = _FIGURES.findall(text), _FIGURES.findall(aside)
    if [len(number) for number in own] != [len(number) for number in theirs]:
        # of the number that stands before an issuing office and a day
        own, theirs = ([max(numbers, key=len, default="")] for numbers in (own, theirs))
        return text.replace(own[0], theirs[0]) if _is_misread(own, theirs) and len(own[0]) >= _LEAST_OF_IDS else text
    if not _is_misread(own, theirs):
        return text
    numbers = iter(theirs)
    return _FIGURES.sub(lambda _: next(numbers), text)


def _is_misread(own: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether numbers as long as the others differ from them in few figures."""
    if not own or [len(number) for number in own] != [len(number) for number in theirs]:
        return False
    differing = sum(one != other for one, other in zip("".join(own), "".join(theirs), strict=True))
    return 0 < differing <= min(_MOST_FIGURES, sum(map(len, own)) // 2)


def with_agreed_figures(text: str, one: str, other: str) -> str:
    """The text with the figures that two networks of other kinds read alike, where it has as many numbers: 255,8 is 233,8."""
    agreed = _FIGURES.findall(one)
    if agreed != _FIGURES.findall(other) or len(agreed) != len(_FIGURES.findall(text)):
        return text
    numbers = iter(agreed)
    return _FIGURES.sub(lambda _: next(numbers), text)


def with_lost_figure(text: str, aside: str) -> str:
    """The text with the one figure more that the other network, which is surest, has in one of its numbers: 09919163449 is 099191634949."""
    own, theirs = _FIGURES.findall(text), _FIGURES.findall(aside)
    differing = [(short, long) for short, long in zip(own, theirs, strict=False) if short != long]
    if len(own) != len(theirs) or len(differing) != 1:
        return text
    ((short, long),) = differing
    lost = len(long) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
    if not lost or len(short) < _LEAST_OF_LONG_NUMBER:
        return text
    numbers = iter(theirs)
    return _FIGURES.sub(lambda _: next(numbers), text)


def with_figures_for_letters(text: str, aside: str) -> str:
    """The text with the figures that the other network has where its own words of letters and figures have letters: CHO3701 is CH03701."""
    words, theirs = text.split(), aside.split()
    if len(words) != len(theirs):
        return text
    return " ".join(_with_figures(own, other) for own, other in zip(words, theirs, strict=True))


def with_numbers_of(text: str, aside: str) -> str:
    """The text with the words of the other network, which is surest, that have its letters and other figures: 492/TLKS is 392/TLKS."""
    words, theirs = text.split(), aside.split()
    if len(words) != len(theirs):
        return text
    return " ".join(other if _is_other_number(own, other) else own for own, other in zip(words, theirs, strict=True))


def _is_other_number(own: str, other: str) -> bool:
    signs = [[sign for sign in word if not sign.isdigit()] for word in (own, other)]
    return signs[0] == signs[1] and any(map(str.isalpha, signs[0])) and len(own) > len(signs[0]) and len(other) > len(signs[1])


def _with_figures(own: str, other: str) -> str:
    figures = len(own) == len(other) and any(map(str.isdigit, own))
    alike = figures and all(one == two or _LETTERS_LIKE_FIGURES.get(one) == two for one, two in zip(own, other, strict=True))
    return other if alike else own


def with_better_words(text: str, others: Sequence[str], is_sound: Callable[[Sequence[str]], bool]) -> str:
    """The text with those words of other looks that are sound where its own, in the same place, are not."""
    words = text.split()
    for other in (other.split() for other in others):
        settled: list[str] = []
        for step in Levenshtein.opcodes([_key([word]) for word in words], [_key([word]) for word in other]):
            own, theirs = words[step.src_start : step.src_end], other[step.dest_start : step.dest_end]
            may_give_way = step.tag == "replace" and not _is_odder(theirs, own) and not _has_lost_letters(theirs, own)
            better = may_give_way and is_sound(theirs) and not is_sound(own)
            settled.extend(theirs if better else own)
        words = settled
    return " ".join(words)


def _is_odder(words: Sequence[str], than: Sequence[str]) -> bool:
    """Whether syllables would give way to what is none: an Ọ over leader dots looks like a Q to every network."""
    return all(map(is_syllable, than)) and not all(map(is_syllable, words))


def _has_lost_letters(words: Sequence[str], than: Sequence[str]) -> bool:
    """Whether words are those syllables but for letters that are not there: every network loses some, and then others hear it so too."""
    short, long = _key(words), _key(than)
    return len(short) < len(long) and LCSseq.similarity(short, long) == len(short) and all(map(is_syllable, than))


def _is_heard(words: Sequence[str], heard: str, words_heard: Container[str]) -> bool:
    """Two letters stand somewhere in any long text: they must be a word of it."""
    key = _key(words)
    return len(key) >= _LEAST_SIGNS and (key in words_heard or (len(key) > _LEAST_SIGNS and key in heard))


def _key(words: Sequence[str]) -> str:
    """Letters without marks, figures and the signs within numbers; nothing else tells."""
    text = fold("".join(words))
    signs = _IN_NUMBERS if any(map(str.isdigit, text)) else frozenset()
    return "".join(sign for sign in text if sign.isalnum() or sign in signs)
