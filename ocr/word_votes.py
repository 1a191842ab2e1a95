"""Words on which several looks at one value differ, by majority: the one look that was surest may have "bắc" where three have "Lộc".

Looks are aligned word by word on their letters without marks (ROVER, Fiscus 1997); which marks a word bears is the business of marks.py.
Nothing stands in the end that no look has read. A word that could be a Vietnamese syllable weighs more than one that could not.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from rapidfuzz.distance import Levenshtein

from ocr.syllables import is_syllable
from station.domain.text import fold

_OF_SYLLABLES: Final = 1.5
"""So many looks more or less, where one spelling is made of syllables and the other is not."""
_AS_NAME: Final = 3.0
"""…and so many where names begin with a capital and one of the two words does not."""
_LEAST_VOTES: Final = 2
_LEAST_LETTERS: Final = 3
"""A word of so many letters is no speck."""
_AROUND: Final = ".,;:()"

_Words = tuple[str, ...]
_Block = tuple[int, int]


def with_voted_words(text: str, looks: Sequence[str], *, named: bool = False) -> str:
    """The text with the words that most of `looks`, its own among them, have in a place; of equal numbers its own.

    `named`: it is a name, of which every word begins with a capital.
    """
    words = text.split()
    keys = [_key(word) for word in words]
    votes: dict[_Block, dict[_Words, list[_Words]]] = defaultdict(lambda: defaultdict(list))
    kept: dict[int, int] = defaultdict(int)
    capitals: dict[int, int] = defaultdict(int)
    for look in (look.split() for look in looks):
        for step in Levenshtein.opcodes(keys, [_key(word) for word in look]):
            theirs = tuple(look[step.dest_start : step.dest_end])
            if step.tag == "equal":
                for at, word in zip(range(step.src_start, step.src_end), theirs, strict=True):
                    kept[at] += 1
                    capitals[at] += word[:1].isupper()
            else:
                for block, part in _parts((step.src_start, step.src_end), theirs):
                    if step.tag == "insert" and not any(map(_key, part)):
                        continue
                    votes[block][tuple(map(_key, part))].append(part)
    better = {
        block: _winner(words[slice(*block)], found, _own(block, kept, len(looks), votes), named=named) for block, found in votes.items()
    }
    words = [_cased(word, capitals[at], kept[at]) for at, word in enumerate(words)]
    return " ".join(_replaced(words, {block: part for block, part in better.items() if part is not None}))


def _cased(word: str, capitals: int, looks: int) -> str:
    """The word beginning with a capital where most looks at the same letters saw one."""
    return word[:1].upper() + word[1:] if word[:1].islower() and 2 * capitals > looks else word


def _parts(block: _Block, theirs: _Words) -> list[tuple[_Block, _Words]]:
    """Word by word where there are as many; else as a whole."""
    first, last = block
    if last - first == len(theirs):
        return [((first + at, first + at + 1), (word,)) for at, word in enumerate(theirs)]
    return [(block, theirs)]


def _own(block: _Block, kept: Mapping[int, int], looks: int, votes: Mapping[_Block, Mapping[_Words, Sequence[_Words]]]) -> int:
    """How many looks have the text's own words there, or nothing between two of them."""
    first, last = block
    if first == last:
        return looks - sum(map(len, votes[block].values()))
    return min(kept[at] for at in range(first, last))


def _winner(words: Sequence[str], found: Mapping[_Words, Sequence[_Words]], own: int, *, named: bool) -> _Words | None:
    """What stands there instead; None when the text's own words stay."""

    def votes(parts: Sequence[_Words]) -> float:
        # against nothing a word is no better for being a syllable: specks are read as such
        return len(parts) + (_soundness(parts[0], named=named) if words else 0.0)

    parts = max(found.values(), key=lambda parts: (votes(parts), -len(parts[0])))
    long = all(len(word) >= _LEAST_LETTERS for word in words)
    standing = own + (_soundness(words, named=named) if parts[0] or long else 0.0)
    least = 1 if named and any(word[:1].islower() for word in words) else _LEAST_VOTES
    return parts[0] if len(parts) >= least and votes(parts) > standing else None


def _soundness(words: Sequence[str], *, named: bool) -> float:
    cores = [core for word in words if (core := word.strip(_AROUND)).isalpha()]
    if not words or len(cores) != len(words):
        return 0.0
    as_name = _AS_NAME if named and all(core[0].isupper() for core in cores) else 0.0
    return as_name + (_OF_SYLLABLES if all(map(is_syllable, cores)) else 0.0)


def _replaced(words: Sequence[str], better: Mapping[_Block, _Words]) -> list[str]:
    """The words with the blocks that give way; of two that overlap the one further left."""
    found: list[str] = []
    at = 0
    for (first, last), part in sorted(better.items()):
        if first >= at:
            found.extend((*words[at:first], *part))
            at = last
    return [*found, *words[at:]]


def _key(word: str) -> str:
    return "".join(sign for sign in fold(word) if sign.isalnum())
