"""Commas within written places and full stops that are none: with leaders in its row, a comma is read as a stop, as two, or not at all.

What stood there is told by another look at the same words; nothing is put where no look saw a sign.
"""

import re
from collections.abc import Sequence
from typing import Final

from station.domain.text import fold

_UNIT: Final = r"(?:xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh)\b"
_STOP_BEFORE_UNIT: Final = re.compile(rf"(?<!\w)([A-ZĐÀ-Ỹ]\w*)\s?[.;:,]*[.;:][.;:,]*\s?(?={_UNIT})")
"""A sign between a name and the small-lettered word that begins the next larger unit."""
_SMALL_NAME: Final = re.compile(rf"(?<!\w)({_UNIT} [^\W\d_])(?=\w* [A-ZĐ])")
_STOP_WITHIN_NAME: Final = re.compile(rf"(?<!\w)({_UNIT} [A-ZĐÀ-Ỹ]\w*)\.(?= \w+(?:,|$))")
_AFTER_UNIT: Final = re.compile(rf"(?<!\w)({_UNIT})\s?[.,;:]\s?(?=[A-ZĐÀ-Ỹ])")
"""A sign between that word and its name."""
_BEFORE_SMALL: Final = re.compile(rf"(?<=[^\W\d_]),(?=[^\W\d_A-ZĐÀ-Ỹ])(?!{_UNIT})")
"""A comma glued between two words of which the second is in small letters and begins no larger unit."""
_NAME_OF_UNIT: Final = re.compile(rf"(?<!\w)(?P<kind>{_UNIT} )(?P<name>[^\W\d_]+(?: [^\W\d_]+){{1,3}})(?=,|$)")
_LIKE_CAPITALS: Final = frozenset("ckopsuvxy")
"""Small letters that are capitals but for their size."""
_NO_NAMES: Final = frozenset({"cũ", "và", "xã", "phường", "quận"})
"""Words in small letters within or behind a name."""
_LEAST_LETTERS: Final = 3
_IN_PLACE_OF: Final = re.compile(r"\b(TM|KT|TL|TUQ|Q)\s?,(?=\s)")
"""Who signs in whose place (Nghị định 30/2020/NĐ-CP, Phụ lục I): abbreviations, which end with a stop."""


def with_commas_before_units(text: str) -> str:
    """Signs that stand where places have commas, as commas: "xã Suối Mây. huyện" has none of its own."""
    return _STOP_BEFORE_UNIT.sub(r"\1, ", text)


def without_commas_within_units(text: str) -> str:
    """The text without signs that no place has, leader dots all: "xã, Suối Mây" or "Ủy,ban"."""
    return _BEFORE_SMALL.sub(" ", _AFTER_UNIT.sub(r"\1 ", text))


def without_stops_within_names(text: str) -> str:
    """The text without full stops between the words of a unit's name: "huyện Đá. Trắng, tỉnh"."""
    return _STOP_WITHIN_NAME.sub(r"\1", text)


def with_capital_names(text: str) -> str:
    """Names of units begin with a capital, which looks like the small letter where it has the same form: "xã suối Mây".

    So do all words of a name: of 13,357 communes with their districts and provinces only six have a Nông trường in them.
    """
    text = _SMALL_NAME.sub(lambda found: found[0][:-1] + found[0][-1].upper(), text)
    return _NAME_OF_UNIT.sub(_with_capitals, text)


def _with_capitals(found: re.Match[str]) -> str:
    first, *rest = found["name"].split(" ")
    if not first[0].isupper():
        return found[0]
    words = [word[0].upper() + word[1:] if fold(word[0]) in _LIKE_CAPITALS and word not in _NO_NAMES else word for word in rest]
    return found["kind"] + " ".join([first, *words])


def with_stops_of_abbreviations(text: str) -> str:
    """ "TM, ỦY BAN" as it is written: "TM. ỦY BAN"."""
    return _IN_PLACE_OF.sub(r"\1.", text)


def with_seen_commas(text: str, others: Sequence[str]) -> str:
    """The text with the commas that other looks have before the next larger unit."""
    words = text.split()
    for other in (other.split() for other in others):
        if [word.rstrip(",") for word in other] == [word.rstrip(",") for word in words]:
            words = [
                f"{word}," if there.endswith(",") and not word.endswith(",") and _begins_unit(words[at + 1 :]) else word
                for at, (word, there) in enumerate(zip(words, other, strict=True))
            ]
    return " ".join(words)


def without_unseen_commas(text: str, others: Sequence[str]) -> str:
    """The text without commas that no other look at the same words has, where no larger unit begins behind them."""
    words = text.split()
    same = [other.split() for other in others if [word.rstrip(",") for word in other.split()] == [word.rstrip(",") for word in words]]
    if not same:
        return text
    return " ".join(
        word.rstrip(",") if not _begins_unit(words[at + 1 :]) and not any(other[at].endswith(",") for other in same) else word
        for at, word in enumerate(words)
    )


def _begins_unit(words: Sequence[str]) -> bool:
    return re.match(_UNIT, " ".join(words[:2])) is not None


def without_unseen_stops(text: str, others: Sequence[str]) -> str:
    """The text without full stops behind whole words that another look at the same words does not have; abbreviations keep theirs."""
    words = text.split()
    for other in (other.split() for other in others):
        if [word.rstrip(".") for word in other] == [word.rstrip(".") for word in words]:
            words = [
                there if word.endswith(".") and len(there) >= _LEAST_LETTERS and there.isalpha() else word
                for word, there in zip(words, other, strict=True)
            ]
    return " ".join(words)
