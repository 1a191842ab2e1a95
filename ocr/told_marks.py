"""Which marks stand on the letters of a text that was read: what each variant of a letter costs, over all ways to lay the text.

The network of `ocr/line_network.py` is not asked what stands there but told the letters: wherever a letter may stand, all its variants
together count as that letter, and what each of them has of its share is what it costs. The sum over all alignments is the
forward-backward algorithm of connectionist temporal classification (Graves et al. 2006).
"""

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocr import mark_network
from ocr.engines.contract import CropText
from ocr.line_network import Steps, network
from ocr.mark_network import LETTERS, SHAPES, TONES, Columns
from station.domain.text import fold

_COST: Final = 10.0
"""For a factor of e, as in the choices of the engines: it weighs as one of their looks."""
_COST_OF_MARKS: Final = 22.0
"""The network for marks errs half as often as the others and elsewhere: at 17 to 75 fewest of 304 values get a wrong mark."""
_DEAREST: Final = 150.0
_CLEARLY: Final = 30.0
"""By so much less costs what the network for marks sees than what all others read: of 1,529 such values 17 are doubted, 15 were misread."""
_SELDOM_TAUGHT: Final = 15.0
"""What the network for lines says costs at most for a letter that that for marks does not know: it met few Ñ, and reads most as N."""
_LEAST_SHARE: Final = 1e-300
_UNLIKE: Final = -3.0
"""Mean of the logarithms over the signs of a text; below this it does not stand there, and nothing is told of its marks."""
_BEARING: Final = frozenset("aeiouydn")
_MARKS: Final = frozenset("\u0300\u0301\u0309\u0303\u0323\u0302\u0306\u031b")
"""Letters that may bear marks (the ñ is of the Ê-đê and their neighbours), and these: five tones, circumflex, breve and horn."""

_Shares = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Seen:
    """A value as the two networks of our own see it."""

    steps: Steps
    columns: Columns | None = None
    """None: nobody asks the network for marks."""
    is_doubted: bool = False
    """Whether the network for marks clearly sees other marks there than were read."""


def marks_told(text: str, steps: Steps) -> CropText:
    """The text with what each of its letters may be, by the network for lines; without choices where it cannot be laid along the steps."""
    return next(iter(_told(text, Seen(steps))), CropText(text, 0.0))


def is_doubted(text: str, seen: Seen) -> bool:
    """Whether the network for marks clearly sees other marks on a letter of a text than stand there."""
    told = _told(text, seen) if seen.columns is not None else []
    signs = [pair for look in told[1:] for pair in zip(text.replace(" ", ""), look.choices, strict=True)]
    return any(dict(choices)[sign] - choices[0][1] >= _CLEARLY for sign, choices in signs)


def looks_with_networks(text: str, looks: Sequence[CropText], seen: Seen | None) -> list[CropText]:
    """The looks that have a say in marks: those that name choices; beside the networks, where they have a say, all of them and theirs."""
    told = [] if seen is None else _told(text, seen)
    return [*looks, *told] if told else [look for look in looks if look.choices]


@dataclass(frozen=True)
class Letter:
    """One that may bear marks, in a text laid along the steps."""

    place: float
    """The step at which it stands, on the mean of all ways to lay the text."""
    letter: int
    shape: int
    tone: int
    """Its numbers in LETTERS, SHAPES and TONES."""


def letters_along(text: str, steps: Steps) -> list[Letter]:
    """Those of a text that may bear marks, with what they bear; none where it does not stand there."""
    way = _laid_along(text, steps)
    if way is None:
        return []
    signs = (sign for sign in text if sign in _index(network().signs))
    placed = zip(way.places, signs, way.laid, strict=True)
    return [Letter(place, _bare(sign), *_marks(sign)) for place, sign, names in placed if _is_told(names)]


def _told(text: str, seen: Seen) -> list[CropText]:
    """What each network says of the letters of a text that stands there."""
    way = _laid_along(text, seen.steps)
    if way is None:
        return []
    told = [[_as_taught(names, costs) for names, costs in zip(way.laid, way.costs, strict=True)]]
    if seen.columns is not None:
        told.append(_costs_of_marks(way, seen.columns))
    return [_look(text, way.laid, costs) for costs in told]


def _as_taught(names: Sequence[str], costs: Sequence[float]) -> list[float]:
    """What the network for lines says of a letter, no more than it can know."""
    return list(costs) if _is_told(names) else [min(cost, _SELDOM_TAUGHT) for cost in costs]


def _look(text: str, laid: Sequence[Sequence[str]], costs: Sequence[Sequence[float]]) -> CropText:
    index, told = _index(network().signs), zip(laid, costs, strict=True)
    choices = [tuple(sorted(zip(*next(told), strict=True), key=_by_cost)) if sign in index else ((sign, 0.0),) for sign in text]
    return CropText(text, 1.0, choices=tuple(choice for sign, choice in zip(text, choices, strict=True) if not sign.isspace()))


def _costs_of_marks(way: "_Way", columns: Columns) -> list[list[float]]:
    """For each sign of a text what each of its variants costs by its picture."""
    costs = [[0.0] * len(names) for names in way.laid]
    asked = [at for at, names in enumerate(way.laid) if _is_told(names)]
    if not asked:
        return costs
    shapes, tones = mark_network.network().shares(columns, [way.places[at] for at in asked], [_bare(way.laid[at][0]) for at in asked])
    for at, shape, tone in zip(asked, shapes, tones, strict=True):
        marks = [_marks(sign) for sign in way.laid[at]]
        shares = np.array([shape[above] + tone[told] for above, told in marks])
        costs[at] = np.minimum(_COST_OF_MARKS * (np.logaddexp.reduce(shares) - shares), _DEAREST).tolist()
    return costs


def _is_told(names: Sequence[str]) -> bool:
    """Whether the network for marks knows the letter of which these are all variants; to it all of another one are alike."""
    return len(names) > 1 and fold(names[0]) in LETTERS


@cache
def _marks(sign: str) -> tuple[int, int]:
    """The numbers of what stands on a letter among SHAPES and TONES."""
    if sign in "đĐ":
        return SHAPES.index("đ"), 0
    marks = {*unicodedata.normalize("NFD", sign)[1:]}
    shape, tone = (next((number for number, mark in enumerate(kind) if mark in marks), 0) for kind in (SHAPES, TONES))
    return shape, tone


def _bare(sign: str) -> int:
    letter = fold(sign)
    return LETTERS.index(letter.upper() if sign.isupper() else letter)


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


@dataclass(frozen=True)
class _Way:
    """A text along the steps, over all ways to lay it."""

    laid: Sequence[Sequence[str]]
    """For each of its signs that the network knows what it may be."""
    costs: Sequence[Sequence[float]]
    """What each of these costs."""
    places: Sequence[float]
    """The step at which each sign stands, on the mean."""


def _laid_along(text: str, steps: Steps) -> _Way | None:
    """None where the text does not stand there."""
    signs = _laid(text)
    if not signs or len(signs) > len(steps):
        return None
    laid = _numbers(signs)
    shares, follows = np.exp(steps.astype(np.float64)), _follows(laid)
    variants = np.zeros((len(steps), len(laid), max(map(len, laid))))
    for place, names in enumerate(laid):
        variants[:, place, : len(names)] = shares[:, list(names)]
    likely = _likely(shares, list(variants.sum(axis=2).T))
    before, after = _ways(likely, follows), _ways(likely[::-1, ::-1], follows[::-1])
    if before.whole < _UNLIKE * len(laid):
        return None
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
    return _Way(signs, told, _places(before, after, likely[:, 1::2]))


def _places(before: "_Ways", after: "_Ways", likely: _Shares) -> list[float]:
    """At which step each sign stands, on the mean of all ways."""
    scale = before.logs + after.logs[::-1]
    there = np.exp(scale - scale.max())[:, None] * before.there * after.there[::-1, ::-1] / np.maximum(likely, _LEAST_SHARE)
    there /= np.maximum(there.sum(axis=0), _LEAST_SHARE)
    places: list[float] = (np.arange(len(there)) @ there).tolist()
    return places


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
    there: _Shares
    """Steps × signs: what stands at a sign after each step."""
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
    there = np.empty_like(entered)
    for step, here in enumerate(likely):
        # before the first step is nothing, from where the first blank and the first sign are reached
        begun[1:] = ways[:-1]
        begun[2:] += skips[2:] * ways[:-2]
        entered[step] = begun[1::2]
        ways = (ways + begun) * here
        sums[step] = ways.sum() or 1.0
        ways /= sums[step]
        there[step] = ways[1::2]
    ended = float(ways[-2:].sum())
    logs = np.cumsum(np.log(sums))
    return _Ways(entered, there, sums, logs, float(logs[-1]) + math.log(ended) if ended > 0 else -math.inf)
