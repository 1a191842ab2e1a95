"""Which marks stand on the letters of a text that was read: what each variant of a letter costs, over all ways to lay the text.

The network of `ocr/line_network.py` is not asked what stands there but told the letters: wherever a letter may stand, all its variants
together count as that letter, and what each of them has of its share is what it costs. The sum over all alignments is the
forward-backward algorithm of connectionist temporal classification (Graves et al. 2006).
"""

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocr.engines.contract import CropText
from ocr.line_network import Steps, network
from station.domain.text import fold

_COST: Final = 10.0
"""For a factor of e, as in the choices of the engines: it weighs as one of their looks."""
_DEAREST: Final = 150.0
_UNLIKE: Final = -3.0
"""Mean of the logarithms over the signs of a text; below this it does not stand there, and nothing is told of its marks."""
_BEARING: Final = frozenset("aeiouyd")
_MARKS: Final = frozenset("\u0300\u0301\u0309\u0303\u0323\u0302\u0306\u031b")
"""Letters that may bear marks, and these: five tones, circumflex, breve and horn."""

_Shares = NDArray[np.float64]


def marks_told(text: str, steps: Steps) -> CropText:
    """The text with what each of its letters may be; without choices where it cannot be laid along the steps."""
    index, laid = _index(network().signs), _laid(text)
    if not laid or len(laid) > len(steps):
        return CropText(text, 0.0)
    costs, likeness = _costs(steps, _numbers(laid))
    if likeness < _UNLIKE * len(laid):
        return CropText(text, 0.0)
    told = zip(laid, costs, strict=True)
    choices = [tuple(sorted(zip(*next(told), strict=True), key=_by_cost)) if sign in index else ((sign, 0.0),) for sign in text]
    return CropText(text, 1.0, choices=tuple(choice for sign, choice in zip(text, choices, strict=True) if not sign.isspace()))


def looks_with_network(text: str, looks: Sequence[CropText], steps: Steps | None) -> list[CropText]:
    """The looks that have a say in marks: those that name choices; beside the network, where it has a say, all of them and its own."""
    told = None if steps is None else marks_told(text, steps)
    if told is not None and told.choices:
        return [*looks, told]
    return [look for look in looks if look.choices]


def likelihood(text: str, steps: Steps) -> float:
    """Natural logarithm of all ways to lay a text along the steps, whatever marks its letters bear; minus infinity when there is none."""
    laid = _laid(text)
    if not laid or len(laid) > len(steps):
        return -math.inf
    numbers, shares = _numbers(laid), np.exp(steps.astype(np.float64))
    return _ways(_likely(shares, [shares[:, names].sum(axis=1) for names in numbers]), _follows(numbers)).whole


def _laid(text: str) -> list[Sequence[str]]:
    """For each sign of a text that the network knows what it may be."""
    signs = network().signs
    index, variants = _index(signs), _variants(signs)
    return [names if sign in (names := variants.get(_letter(sign), ())) else [sign] for sign in text if sign in index]


def _numbers(laid: Sequence[Sequence[str]]) -> list[list[int]]:
    index = _index(network().signs)
    return [[index[sign] for sign in names] for names in laid]


def _by_cost(choice: tuple[str, float]) -> float:
    return choice[1]


def _letter(sign: str) -> tuple[str, bool]:
    return fold(sign), sign.isupper()


@lru_cache(maxsize=1)
def _index(signs: tuple[str, ...]) -> Mapping[str, int]:
    return {sign: number for number, sign in enumerate(signs)}


@lru_cache(maxsize=1)
def _variants(signs: tuple[str, ...]) -> Mapping[tuple[str, bool], Sequence[str]]:
    """Letter without marks, and whether it is a capital → all that it may be in Vietnamese."""
    found: dict[tuple[str, bool], list[str]] = {}
    for sign in signs:
        letter, capital = _letter(sign)
        bare, *marks = list(unicodedata.normalize("NFD", sign))
        if letter in _BEARING and (sign in "đĐ" or (bare.lower() == letter and _MARKS.issuperset(marks))):
            found.setdefault((letter, capital), []).append(sign)
    return found


def _costs(steps: Steps, laid: Sequence[Sequence[int]]) -> tuple[list[list[float]], float]:
    """For each sign of a text what each of its variants costs, and the logarithm of all of it; `laid` are indices of signs."""
    shares, follows = np.exp(steps.astype(np.float64)), _follows(laid)
    variants = np.zeros((len(steps), len(laid), max(map(len, laid))))
    for place, names in enumerate(laid):
        variants[:, place, : len(names)] = shares[:, list(names)]
    likely = _likely(shares, list(variants.sum(axis=2).T))
    before, after = _ways(likely, follows), _ways(likely[::-1, ::-1], follows[::-1])
    if not math.isfinite(before.whole):
        return [], -math.inf
    # what each variant has of its sign's share: entered from before, held for some steps, left for what follows
    held, all_held = np.zeros(variants.shape[1:]), np.empty_like(variants)
    for step, here in enumerate(variants):
        held = (held + before.entered[step, :, None]) * here / before.sums[step]
        all_held[step] = held
    # both passes are scaled step by step; here the scales meet
    scale = before.logs + np.append(after.logs[-2::-1], 0.0)
    whole = np.einsum("t,ts,tsv->sv", np.exp(scale - scale.max()), after.entered[::-1, ::-1], all_held)
    with np.errstate(divide="ignore"):
        costs = np.minimum(_COST * (np.log(whole.sum(axis=1))[:, None] - np.log(whole)), _DEAREST)
    told = [[float(each) for each in cost[: len(names)]] for cost, names in zip(costs, laid, strict=True)]
    return told, before.whole


def _likely(shares: _Shares, signs: Sequence[_Shares]) -> _Shares:
    """Steps × (blank, sign, blank, sign, …, blank) of the shares of each sign."""
    likely = np.repeat(shares[:, -1:], 2 * len(signs) + 1, axis=1)
    likely[:, 1::2] = np.stack(signs, axis=1)
    return likely


def _follows(laid: Sequence[Sequence[int]]) -> list[bool]:
    return [one != other for one, other in pairwise(laid)]


@dataclass(frozen=True)
class _Ways:
    """All ways along the steps, each step scaled so that its shares sum to one."""

    entered: _Shares
    """Steps × signs: what lets a sign begin there."""
    sums: _Shares
    """What each step was divided by."""
    logs: _Shares
    """Logarithm of all that was divided away up to each step."""
    whole: float
    """Logarithm of all ways that end the text; minus infinity when none can be told from nothing."""


def _ways(likely: _Shares, follows: Sequence[bool]) -> _Ways:
    """The forward pass over steps × (blank, sign, blank, sign, …, blank).

    `follows`: for every sign but the first whether it may follow the one before it without a blank between them.
    """
    skips = np.zeros(likely.shape[1])
    skips[3::2] = follows
    begun, ways = np.zeros(likely.shape[1]), np.zeros(likely.shape[1])
    ways[0] = 1.0
    entered, sums = np.empty((len(likely), likely.shape[1] // 2)), np.ones(len(likely))
    for step, here in enumerate(likely):
        # before the first step is nothing, from where the first blank and the first sign are reached
        begun[1:] = ways[:-1]
        begun[2:] += skips[2:] * ways[:-2]
        entered[step] = begun[1::2]
        ways = (ways + begun) * here
        sums[step] = ways.sum() or 1.0
        ways /= sums[step]
    ended = float(ways[-2:].sum())
    logs = np.cumsum(np.log(sums))
    return _Ways(entered, sums, logs, float(logs[-1]) + math.log(ended) if ended > 0 else -math.inf)
