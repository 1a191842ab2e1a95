"""Letters in which two looks of one network differ, settled by the network of another kind.

That network lacks most letters with marks and loses some, so it never says what stands there; but where one look has "han" and another
"ban" and it read "ban" too, the second look is right. Nothing stands in the end that no look at the words has read.
"""

from collections.abc import Callable, Sequence
from typing import Final

from rapidfuzz.distance import Levenshtein

from ocr.syllables import is_syllable
from station.domain.text import fold

_LEAST_SIGNS: Final = 2
_IN_NUMBERS: Final = frozenset("/-")


def with_settled_words(text: str, others: Sequence[str], aside: str) -> str:
    """The text with those words of other looks that `aside`, what another network read there, has where it has not the text's own."""
    heard = _key([aside])
    return with_better_words(text, others, lambda words: _is_heard(words, heard)) if heard else text


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


def _is_heard(words: Sequence[str], heard: str) -> bool:
    key = _key(words)
    return len(key) >= _LEAST_SIGNS and key in heard


def _key(words: Sequence[str]) -> str:
    """Letters without marks, figures and the signs within numbers; nothing else tells."""
    return "".join(sign for sign in fold("".join(words)) if sign.isalnum() or sign in _IN_NUMBERS)
