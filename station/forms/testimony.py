"""What witnesses of a value say, and on what grounds: data alone. Who they are asked by is witnesses.py.

A witness stands on a ground of its own (one network, one line of the paper, one list); two that share a ground are one witness. Some can
vouch for a whole value, some for a part of it alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Witness(StrEnum):
    """What can speak for or against a value, or keep silent."""

    NETWORK = "network"
    """The network that reads words; silent when two looks of it differ."""
    SECOND_NETWORK = "second-network"
    """A network of another kind, for figures and items of lists."""
    BASE_LETTERS = "base-letters"
    """The same network for words, of which it knows the letters without their marks."""
    WORDS = "words"
    """The same date or area written in words, or in figures."""
    SUM = "sum"
    """A sum and its parts."""
    SAME = "same"
    """Two lines that must say the same do."""
    REPEATED = "repeated"
    """The same whole date or long number stands elsewhere on the paper."""
    CONTINUITY = "continuity"
    """The number follows the one of the entry before."""
    CLOSED_LIST = "closed-list"
    """Exactly an item of a list in which nothing else comes near."""
    GAZETTEER = "gazetteer"
    """The whole value is a path of places that were one within the other on the day of the paper."""
    GAZETTEER_ENDING = "gazetteer-ending"
    """Its end is such a path; what stands before it is too small for the list."""
    KEYED_BEFORE = "keyed-before"
    """People keyed the very same in this volume."""
    CODE = "code"
    """The QR code on the paper."""
    MARK = "mark"
    """A mark that fills its box."""
    OTHER_BOXES = "other-boxes"
    """Every other box was seen and is clean."""
    ID_STRUCTURE = "id-structure"
    """Digits of a personal id tell birth year and sex."""


class Verdict(StrEnum):
    """What a witness says."""

    FOR = "for"
    AGAINST = "against"
    PROPOSES = "proposes"
    """Knows something very like it; whether the paper says that, a person must see."""


@dataclass(frozen=True)
class Statement:
    """One witness that did not keep silent."""

    witness: Witness
    verdict: Verdict
    said: str = ""
    """What it says instead, as it would stand in the input."""


PARTIAL: Final = frozenset({Witness.ID_STRUCTURE, Witness.GAZETTEER_ENDING, Witness.BASE_LETTERS})
"""Witnesses of a part of the value; the rest may be anything."""

_GROUNDS: Final = {Witness.KEYED_BEFORE: "list", Witness.CLOSED_LIST: "list", Witness.GAZETTEER: "list"}
"""Witnesses that share a ground: of values known beforehand. Any other stands on its own."""


def grounds(spoken: Sequence[Statement]) -> frozenset[str]:
    """The independent grounds on which whole values are vouched for; empty as soon as anybody speaks against."""
    if any(each.verdict is Verdict.AGAINST for each in spoken):
        return frozenset()
    return frozenset(
        _GROUNDS.get(each.witness, each.witness.value) for each in spoken if each.verdict is Verdict.FOR and each.witness not in PARTIAL
    )
