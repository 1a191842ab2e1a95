"""A reading without what the engine adds to the paper: specks and leader dots read as signs, signs that its model lacks, lost stops.

Signs are mended, words never: which word stands there is for all readings together to say (`ocr/settling.py`).
"""

import re
from collections.abc import Iterator
from typing import Final

from ocr.stops import (
    with_capital_names,
    with_commas_before_units,
    with_stops_of_abbreviations,
    without_commas_within_units,
    without_stops_between_capitals,
    without_stops_within_names,
)
from ocr.syllables import is_syllable
from station.domain.text import clean
from station.forms.definition import FieldDefinition
from station.forms.types import FIELD_TYPES

IN_WORDS: Final = frozenset({"person_name", "place", "text"})
NUMBER_WORDS: Final = frozenset({"date_words", "area_words"})
_LEAST_NAME: Final = 2
"""Words, and letters of one."""
_SQUARE: Final = re.compile(r"(?<=\d)(\s?)m\s?[2?*°'\"”“ìíỉĩị](?!\w)")
_SIGN_WORDS: Final = frozenset("-–&/;,")
"""Words without letters that forms do print."""
_DASHES: Final = frozenset("-–")
_S_SIGN: Final = re.compile(r"[$§](?=[^\W\d_])")
_C_SIGN: Final = re.compile(r"€(?=[^\W\d_])")
_G_SIGN: Final = re.compile(r"(?<!\w)6(?=[^\W\d_])")
_LEADER_DOT: Final = re.compile(r"(?<=[^\W\d_A-ZĐ])\.(?=[^\W\d_])|(?<=\d)\.(?=[^\W\d_A-ZĐ]{2})|(?<![^\s,;])\.+(?=\w)|(?<=,)\.+")
"""A full stop glued between two words or behind a number, before a word or behind a comma: what is left of a dotted leader. Abbreviations
(TP.HCM) stay."""
_ANY_DOT: Final = re.compile(r"(?<=[^\W\d_A-ZĐ])[._]+(?=\s|$)|(?<=\s)[._]+")
_COMMA_AND_DOT: Final = re.compile(r"(?<=\w)(?:[.;]?,[.;]+|[.;]+,|\.\.|;)(?=\s\w)")
_LOOSE_DASH: Final = re.compile(r"-(?=\s|$)|(?<=\s)-|^-")
"""A dash beside a blank or at an end is a speck; one between two words is part of a name (Y-Thắng)."""
_GLUED_DASH: Final = re.compile(r"(?<=\s)-(?=\w)|(?<=\w)-(?=\s|$)")
_OUTER_DASH: Final = re.compile(r"^[-–—]+\s*(?=\w)|(?<=\w)\s*[-–—]$")
_STOP_WITHIN: Final = re.compile(r"(?<=[^\W\d_A-ZĐ]{2})\.(?=\s[^\W\d_A-ZĐ])")
"""Between two words in small letters no sentence ends: a dot of a leader."""
_NO_NAME: Final = re.compile(r"[^\w\s.,:()'’-]|(?<!\w)[\W_]*\d[^\s]*")
"""Signs and words of figures, which no name has: specks, seals, scribbles."""
_AFTER_FAMILY: Final = re.compile(r"^(\w+),(?=\s+\w)")
"""No name ends with its first word: a leader dot."""
_END_OF_LABEL: Final = re.compile(r"^[^:]{0,12}:\s*")
"""Words have no colon; one near the start is the label's, whose end the engine has placed too far left."""
_LOOSE_SLASH: Final = re.compile(r"(?<=\d) ?/ ?(?=[A-ZĐ]{2})")
"""Numbers of papers have no blank beside it: 15/QĐ-UBND."""
_LOOSE_COLON: Final = re.compile(r"(?<=\w):(?=\s|$)")
_OUTER_TICK: Final = re.compile(r"(?<!\w)['’‘`´]+|['’‘`´]+(?!\w)")
"""Ticks before or behind a word are specks; within a word they are part of it (H'Mơ)."""
_GLUED_SIGN: Final = re.compile(r"(?<=[^\W\d_])[.,;:–-]+(?=[^\W\d_])")
"""A sign between two number words without a blank: a dot of a leader."""
_LETTER_BEHIND: Final = re.compile(r"(?<=[^\W\d_])[.,:]*\s[lrtiìíỉĩị]$|(?<=[^\W\d_]{2})[.,:]+\s[IÌÍỈĨỊ]$")
"""A last letter that is no word: what is left of leaders and seals."""
_PARTED_DECIMALS: Final = re.compile(r"(?<=\d)\s?,\s(?=\d{1,2}(?:\s?m\b|\s*$|\s?m[²2]))")
"""A blank that engines see behind a decimal comma: "2319, 6" is no 2319."""
_STROKE: Final = re.compile(r"^[JIl1|f/.,' ]{0,2}[-–—][JIl1|f/.,' -]{0,3}$")
"""What engines make of "-/-"."""
_SPECKS: Final = " .'’‘`\"*:"
_MONTH_WORD: Final = re.compile(r"(\d{1,2})\W+[^\W\d]?\W?[^\W\d]{2,5}ng\W+([\dOoQ]{1,2})\W+n\w{1,2}m\b")
"""Whatever was read for tháng between the day and the month, before what was read for năm."""
_NOUGHT_OF_NUMBER: Final = re.compile(r"(?<!\w)([A-ZĐ]{2})[Oo](\d{3,})(?!\w)")
"""Two letters and a number that begins with a nought."""
_NOUGHTS: Final = re.compile(r"(?<!\S)(?=\S*\d)[\doO]+(?:[/.,][\doO]+)*(?!\w)")
"""Figures and letters of their shape, among signs that part numbers: old-style noughts are as low as an o."""
_SLASHED: Final = re.compile(r"(?<![^\W\dØø])[\dØø]*\d[\dØø]*(?![^\W\dØø])")
_AS_SLASHED: Final = str.maketrans("Øø", "00")
"""Some faces strike their noughts through; no Vietnamese word has the letter."""
_WITH_NUMBERS: Final = frozenset({"text", "list", "number", "id_number"})
_AS_NOUGHT: Final = str.maketrans("oO", "00")
_WORDS_ONLY: Final = frozenset({"person_name", "place", "choice", "date_words"})
"""Values of words in which no sentence ends."""


def mended(text: str, field: FieldDefinition) -> str:
    """A text without specks and leader dots read as signs, and with signs that the models lack: "125 m?" is 125 m², "$ơn" is Sơn.

    Signs are mended, words never: which word stands there is the paper's business.
    """
    if field.type == "text" and _STROKE.match(text.strip(_SPECKS)):
        return "-/-"
    if field.type in ("area", "list"):
        text = _PARTED_DECIMALS.sub(",", text)
    signs = _DASHES if field.type in _WORDS_ONLY else _SIGN_WORDS
    words = [word for word in clean(_SQUARE.sub(r"\1m²", text)).split() if word in signs or any(map(str.isalnum, word))]
    mended_text = _SLASHED.sub(lambda number: number[0].translate(_AS_SLASHED), " ".join(words))
    if field.type in _WITH_NUMBERS:
        mended_text = _NOUGHTS.sub(lambda number: number[0].translate(_AS_NOUGHT), mended_text)
    if field.type == "date":
        mended_text = _MONTH_WORD.sub(r"\1 tháng \2 năm", mended_text)
    if FIELD_TYPES[field.type].alphabet == "digits":
        return mended_text
    if field.type == "place":
        mended_text = with_capital_names(without_commas_within_units(with_commas_before_units(mended_text)))
    mended_text = _LEADER_DOT.sub(" ", _C_SIGN.sub("C", _S_SIGN.sub("S", mended_text)))
    if field.type in NUMBER_WORDS:
        mended_text = " ".join(_words_of_numbers(_LOOSE_COLON.sub("", _GLUED_SIGN.sub(" ", mended_text))))
    if field.type == "text":
        mended_text = _NOUGHT_OF_NUMBER.sub(r"\g<1>0\2", mended_text)
        mended_text = _OUTER_DASH.sub(
            "", with_stops_of_abbreviations(_STOP_WITHIN.sub("", _OUTER_TICK.sub("", without_stops_within_names(mended_text))))
        )
    if field.type == "text":
        mended_text = _LOOSE_SLASH.sub("/", without_stops_between_capitals(mended_text))
    if field.type == "place":
        mended_text = _GLUED_DASH.sub("", mended_text)
    if field.type == "person_name":
        mended_text = " ".join(map(_unglued, mended_text.split()))
        mended_text = _AFTER_FAMILY.sub(r"\1", _LOOSE_DASH.sub(" ", _NO_NAME.sub(" ", mended_text)).replace(".", " "))
        mended_text = _with_capitals(_in_capitals(mended_text))
    if field.type in _WORDS_ONLY:
        mended_text = _OUTER_TICK.sub("", _small_l(_END_OF_LABEL.sub("", mended_text)))
        mended_text = _LOOSE_COLON.sub("", mended_text)
        mended_text = _G_SIGN.sub("G", _ANY_DOT.sub(" ", _COMMA_AND_DOT.sub(",", mended_text)))
    if field.type in IN_WORDS:
        mended_text = " ".join(map(_cased_alike, _LETTER_BEHIND.sub("", mended_text).rstrip(" ,;").split()))
    return clean(mended_text)


def _words_of_numbers(text: str) -> Iterator[str]:
    """The words of a number in words without letters and signs by themselves, which none of them is."""
    for word in text.split():
        if len(core := word.rstrip("-–,;")) > 1:
            yield core if core != word and word[-1] in _DASHES else word


def _cased_alike(word: str) -> str:
    """A syllable that has more capitals than small letters, of which some look alike: CHi, cÔNG, TRắNg."""
    small = sum(map(str.islower, word))
    others = len(word) - small
    return word.upper() if small and others > max(small, 1) and word.isalpha() and is_syllable(word.upper()) else word


def _unglued(word: str) -> str:
    """Two names that were read as one word, where a small letter is followed by a capital: QuáchĐình."""
    at = next((at for at in range(1, len(word)) if word[at - 1].islower() and word[at].isupper()), 0)
    return f"{word[:at]} {word[at:]}" if at and is_syllable(word[:at]) and is_syllable(word[at:]) else word


def _in_capitals(name: str) -> str:
    """A name of which all words but one are in capitals, that one too: the small õ of "Võ CÔNG THUẬN" has the form of the capital."""
    words = name.split()
    others = [word for word in words if not word.isupper()]
    return name.upper() if len(others) == 1 and len(words) > _LEAST_NAME and others[0][0].isupper() and others[0].isalpha() else name


def _with_capitals(name: str) -> str:
    """A name of which one word behind the first begins with a small letter: a capital misread, as all names begin with one."""
    words = name.split()
    small, *more = [word for word in words if word.islower()] or [""]
    if more or len(small) < _LEAST_NAME or len(words) <= _LEAST_NAME or small == words[0] or not is_syllable(small):
        return name
    others = "".join(word for word in words if word != small)
    return " ".join((word.upper() if others.isupper() else word.capitalize()) if word == small else word for word in words)


def _small_l(text: str) -> str:
    """A capital I or a 1 before a small letter within a word is an l: "MIô" is Mlô."""
    return "".join(
        "l" if sign in "I1" and 0 < at < len(text) - 1 and text[at - 1].isalpha() and text[at + 1].islower() else sign
        for at, sign in enumerate(text)
    )
