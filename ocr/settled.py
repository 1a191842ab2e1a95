"""Letters in which two looks of one network differ, settled by the network of another kind.

That network lacks most letters with marks and loses some, so it never says what stands there; but where one look has "han" and another
"ban" and it read "ban" too, the second look is right. Nothing stands in the end that no look at the words has read.
"""

from collections.abc import Callable, Container, Sequence
from typing import Final

from rapidfuzz.distance import Levenshtein

from ocr.syllables import is_syllable
from station.domain.text import fold

_LEAST_SIGNS: Final = 2
_LEAST_OF_LOST: Final = 3
_IN_NUMBERS: Final = frozenset("/-")


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


def with_better_words(text: str, others: Sequence[str], is_sound: Callable[[Sequence[str]], bool]) -> str:
    """The text with those words of other looks that are sound where its own, in the same place, are not."""
    words = text.split()
    for other in (other.split() for other in others):
        settled: list[str] = []
        for step in Levenshtein.opcodes([_key([word]) for word in words], [_key([word]) for word in other]):
            own, theirs = words[step.src_start : step.src_end], other[step.dest_start : step.dest_end]
            better = step.tag == "replace" and is_sound(theirs) and not is_sound(own) and not _is_odder(theirs, own)
            settled.extend(theirs if better else own)
        words = settled
    return " ".join(words)


def _is_odder(words: Sequence[str], than: Sequence[str]) -> bool:
    """Whether syllables would give way to what is none: an Ọ over leader dots looks like a Q to every network."""
    return all(map(is_syllable, than)) and not all(map(is_syllable, words))


def _is_heard(words: Sequence[str], heard: str, words_heard: Container[str]) -> bool:
    """Two letters stand somewhere in any long text: they must be a word of it."""
    key = _key(words)
    return len(key) >= _LEAST_SIGNS and (key in words_heard or (len(key) > _LEAST_SIGNS and key in heard))


def _key(words: Sequence[str]) -> str:
    """Letters without marks, figures and the signs within numbers; nothing else tells."""
    return "".join(sign for sign in fold("".join(words)) if sign.isalnum() or sign in _IN_NUMBERS)
