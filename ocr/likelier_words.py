"""Words on which looks differ, settled by the network for lines: told both, it says which of the two stands there.

It reads letters better than Tesseract, but seals and specks as letters too; so it is not believed outright: a word of letters gives way
only to one that some look or the network itself read in its place, and that is far likelier at that place of the line.
Never does a Vietnamese syllable give way to what is none; a word with figures among its letters (H0ÀNG) only to one.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import Levenshtein, Opcodes

from ocr.line_network import Steps
from ocr.syllables import is_syllable
from ocr.told_marks import likelihood
from station.domain.text import fold

_FAR_LIKELIER: Final = 4.0
_LIKELIER: Final = 1.0
_MUST_BE_THERE: Final = 12.0
"""Differences of natural logarithms: for one word instead of another, for a syllable instead of what is none, for one where none was."""
_WITH_FIGURES: Final = re.compile(r"(?=\w{3})(?=.*[^\W\d_]{2})(?=.*[0-9])[^\W_]+")
"""A word of letters with figures among them; "m²" is none."""
_SIGNS: Final = re.compile(r"[^\w\s/]")
_AROUND: Final = ".,;:()"


def with_likelier_words(text: str, others: Sequence[str], own: str, steps: Steps) -> str:
    """The text with words of other readings in places where these have one other word for one of its own.

    And with words of the network's `own` reading where the text has none, and a word parted that is two syllables in another reading.
    """
    words = text.split()
    for other in dict.fromkeys((own, *others)):
        while (better := _better(words, other.split(), steps, may_add=other == own)) is not None:
            words = better
    return " ".join(_parted(words, (own, *others)))


def with_seen_words(text: str, before: str, steps: Steps) -> str:
    """The text with words of `before`, what it was until looks were counted, in places where these are far likelier."""
    words, own = text.split(), before.split()
    while (seen := _seen(words, own, steps)) is not None:
        words = seen
    return " ".join(words)


def _seen(words: Sequence[str], own: Sequence[str], steps: Steps) -> list[str] | None:
    """The words with the first ones of their own again that are far likelier; None when there are none."""
    changed = [
        [*words[: step.src_start], *own[step.dest_start : step.dest_end], *words[step.src_end :]]
        for step in _steps(words, own)
        if step.tag != "equal"
    ]
    least = _likelihood(words, steps) + _FAR_LIKELIER if changed else 0.0
    return next((each for each in changed if _likelihood(each, steps) >= least), None)


def _parted(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """The words, those that are no syllable parted in two where another reading has two syllables: THỊNGUYỆT is THỊ NGUYỆT."""
    pairs = {
        _key(one) + _key(two): len(one) for other in others for one, two in pairwise(other.split()) if is_syllable(one) and is_syllable(two)
    }
    parted: list[str] = []
    for word in words:
        at = 0 if is_syllable(word) or not word.isalpha() else pairs.get(_key(word), 0)
        parted.extend([word[:at], word[at:]] if 0 < at < len(word) else [word])
    return parted


def _better(words: Sequence[str], other: Sequence[str], steps: Steps, *, may_add: bool) -> list[str] | None:
    """The words with the first one of another reading that is likelier; None when there is none."""
    changes = [*_exchanged(words, other), *(_added(words, other) if may_add else ())]
    before = _likelihood(words, steps) if changes else 0.0
    return next((changed for changed, least in changes if _likelihood(changed, steps) - before >= least), None)


def _exchanged(words: Sequence[str], other: Sequence[str]) -> Iterator[tuple[list[str], float]]:
    """The words with one of another reading's instead of their own, and how much likelier that must be."""
    for step in _steps(words, other):
        own, theirs = range(step.src_start, step.src_end), other[step.dest_start : step.dest_end]
        for at, word in zip(own, theirs, strict=True) if step.tag == "replace" and len(own) == len(theirs) else ():
            core, mine = word.strip(_AROUND), words[at].strip(_AROUND)
            letters = mine.isalpha() or (_WITH_FIGURES.fullmatch(mine) is not None and is_syllable(core))
            cased_alike = core.isupper() == mine.isupper() and core.islower() == mine.islower()
            if core.isalpha() and letters and cased_alike and (is_syllable(core) or not is_syllable(mine)):
                least = _LIKELIER if is_syllable(core) and not is_syllable(mine) else _FAR_LIKELIER
                yield [*words[:at], words[at].replace(mine, core), *words[at + 1 :]], least


def _added(words: Sequence[str], other: Sequence[str]) -> Iterator[tuple[list[str], float]]:
    """The same with one more; none behind the last one, where a seal or another line may begin."""
    for step in _steps(words, other):
        at, theirs = step.src_start, other[step.dest_start : step.dest_end]
        alike = len(theirs) == 1 and at < len(words) and theirs[0].isupper() == words[at].isupper()
        if step.tag == "insert" and alike and is_syllable(theirs[0]):
            yield [*words[:at], *theirs, *words[at:]], _MUST_BE_THERE


def _steps(words: Sequence[str], other: Sequence[str]) -> Opcodes:
    return Levenshtein.opcodes([_key(word) for word in words], [_key(word) for word in other])


def _likelihood(words: Sequence[str], steps: Steps) -> float:
    return likelihood(_SIGNS.sub("", " ".join(words)), steps)


def _key(word: str) -> str:
    return "".join(sign for sign in fold(word) if sign.isalnum())
