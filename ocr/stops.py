"""Commas within written places and full stops that are none: with leaders in its row, a comma is read as a stop, as two, or not at all.

What stood there is told by another look at the same words; nothing is put where no look saw a sign.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import Levenshtein

from ocr.syllables import is_syllable
from station.domain.text import fold

_UNIT: Final = r"(?:xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh)\b"
_STOP_BEFORE_UNIT: Final = re.compile(rf"(?<!\w)([A-ZĐÀ-Ỹ]\w*)\s?[.;:,]*[.;:][.;:,]*\s?(?={_UNIT})")
"""A sign between a name and the small-lettered word that begins the next larger unit."""
_GLUED_COMMA: Final = re.compile(rf"(?<=\w),(?={_UNIT})")
_SMALL_NAME: Final = re.compile(rf"(?<!\w)((?i:{_UNIT}) [^\W\d_])(?=\w* [A-ZĐ])")
_SMALL_HAMLET: Final = re.compile(r"(?<!\w)((?i:thôn|bản|buôn|xóm|ấp|làng|sóc) [^\W\d_])(?=\w* [A-ZĐ])")
_STOP_WITHIN_NAME: Final = re.compile(rf"(?<!\w)({_UNIT} [A-ZĐÀ-Ỹ]\w*)\.(?= \w+(?:,|$))")
_COMMA_WITHIN_NAME: Final = re.compile(rf"(?<!\w)({_UNIT} [A-ZĐÀ-Ỹ]\w*),(?= [A-ZĐÀ-Ỹ]\w*,\s?{_UNIT})")
_AFTER_UNIT: Final = re.compile(rf"(?<!\w)({_UNIT})\s?[.,;:]\s?(?=[A-ZĐÀ-Ỹ])")
"""A sign between that word and its name."""
_BEFORE_SMALL: Final = re.compile(rf"(?<=[^\W\d_]),(?=[^\W\d_A-ZĐÀ-Ỹ])(?!{_UNIT})")
"""A comma glued between two words of which the second is in small letters and begins no larger unit."""
_NAME_OF_UNIT: Final = re.compile(rf"(?<!\w)(?P<kind>{_UNIT} )(?P<name>[^\W\d_]+(?: [^\W\d_]+){{1,3}})(?=,|$)")
_LIKE_CAPITALS: Final = frozenset("ckopsuvxy")
"""Small letters that are capitals but for their size."""
_NO_NAMES: Final = frozenset({"cũ", "và", "xã", "phường", "quận"})
"""Words in small letters within or behind a name."""
_SIGNS: Final = ".,;:"
_TWO_LOOKS: Final = 2
_LEAST_LETTERS: Final = 3
_IN_PLACE_OF: Final = re.compile(r"\b(TM|KT|TL|TUQ|Q)\s?[,:;](?=\s)|(?<![\w.])(TM|KT|TL|TUQ)(?=\s[^\W\d_]*[A-ZĐÀ-Ỹ]{2})")
"""Who signs in whose place (Nghị định 30/2020/NĐ-CP, Phụ lục I): abbreviations, which end with a stop; without any sign before capitals."""


def with_commas_before_units(text: str) -> str:
    """Signs that stand where places have commas, as commas: "xã Suối Mây. huyện" has none of its own, "Mây,huyện" no room behind it."""
    return _GLUED_COMMA.sub(", ", _STOP_BEFORE_UNIT.sub(r"\1, ", text))


def without_commas_within_units(text: str) -> str:
    """The text without signs that no place has, leader dots all: "xã, Suối Mây", "Ủy,ban" or "huyện Đá, Trắng, tỉnh"."""
    return _COMMA_WITHIN_NAME.sub(r"\1", _BEFORE_SMALL.sub(" ", _AFTER_UNIT.sub(r"\1 ", text)))


def without_stops_between_capitals(text: str) -> str:
    """The text without stops behind whole words in capitals, which are no abbreviations: "CHỦ. TỊCH", but "TM. ỦY BAN"."""
    words = text.split()
    for at, (word, following) in enumerate(pairwise(words)):
        if (
            word.endswith(".")
            and word.isupper()
            and len(following) > 1
            and following.isupper()
            and len(word) > _LEAST_LETTERS
            and is_syllable(word[:-1])
        ):
            words[at] = word[:-1]
    return " ".join(words)


def without_stops_within_names(text: str) -> str:
    """The text without full stops between the words of a unit's name: "huyện Đá. Trắng, tỉnh"."""
    return _STOP_WITHIN_NAME.sub(r"\1", text)


def with_capital_names(text: str) -> str:
    """Names of units begin with a capital, which looks like the small letter where it has the same form: "xã suối Mây".

    So do all words of a name: of 13,357 communes with their districts and provinces only six have a Nông trường in them.
    """
    text = _SMALL_NAME.sub(lambda found: found[0][:-1] + found[0][-1].upper(), text)
    text = _SMALL_HAMLET.sub(lambda found: found[0][:-1] + _as_capital(found[0][-1]), text)
    return _NAME_OF_UNIT.sub(_with_capitals, text)


def _as_capital(letter: str) -> str:
    return letter.upper() if fold(letter) in _LIKE_CAPITALS else letter


def _with_capitals(found: re.Match[str]) -> str:
    first, *rest = found["name"].split(" ")
    if not first[0].isupper():
        return found[0]
    words = [word if word in _NO_NAMES else _as_capital(word[0]) + word[1:] for word in rest]
    return found["kind"] + " ".join([first, *words])


def with_stops_of_abbreviations(text: str) -> str:
    """ "TM, ỦY BAN" and "TM ỦY BAN" as it is written: "TM. ỦY BAN"."""
    return _IN_PLACE_OF.sub(lambda found: f"{found[1] or found[2]}.", text)


def with_seen_commas(text: str, looks: Sequence[str]) -> str:
    """A place with a comma behind each word at which most looks saw one; before the next larger unit two looks are enough, and without
    such a unit behind it a comma goes that no other look has. `looks`: all looks, the text's own among them.
    """
    words = text.split()
    keys = [fold(word).strip(_SIGNS) for word in words]
    seen, asked = [0] * len(words), [0] * len(words)
    for look in (look.split() for look in looks):
        for step in Levenshtein.opcodes(keys, [fold(word).strip(_SIGNS) for word in look]):
            if step.tag == "equal":
                for at, word in zip(range(step.src_start, step.src_end), look[step.dest_start : step.dest_end], strict=True):
                    asked[at] += 1
                    seen[at] += word.endswith(",")
    return " ".join(
        _with_comma(word, seen=seen[at], asked=asked[at], before_unit=_begins_unit(words[at + 1 :]), ends=at + 1 == len(words))
        for at, word in enumerate(words)
    )


def _with_comma(word: str, *, seen: int, asked: int, before_unit: bool, ends: bool) -> str:
    if word.endswith(","):
        alone = seen < _TWO_LOOKS <= asked and not before_unit
        return word.rstrip(",") if alone else word
    wanted = seen >= _TWO_LOOKS if before_unit else 2 * seen > asked
    return f"{word}," if wanted and not ends and word[-1:].isalnum() else word


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
