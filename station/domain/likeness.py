"""Whether two writings mean the same: names, dates, sexes, numbers as paper and cards spell them. No form, no entry, nothing decided.

Tone placement (hoà, hòa), i and y at a syllable's end, capitals, spaces, hyphens and the composition of letters make no difference.
A writing without any marks agrees with many: then nobody can say. Every answer has its reason in one sentence, without the values.
"""

import re
from dataclasses import dataclass
from typing import Final

from station.domain.dates import PartialDate
from station.domain.findings import Text
from station.domain.identification import Agreement
from station.domain.text import clean, fold, spelling

_JOINTS: Final = re.compile(r"[-–'’‘`´.]")
_TONES: Final = "\u0300\u0301\u0309\u0303\u0323"
_FINAL_Y: Final = re.compile(rf"^((?:[bcdghklmnpqrstvx]|đ)*|qu)y([{_TONES}]*)$")
"""A syllable that ends in y with no vowel before it, but for qu: Lý, Mỹ, Quý. In Thuý and Huy the y is no i."""
_AGE: Final = re.compile(r"^\d{1,3} tuoi$")
_MRZ_NAME_MAX: Final = 29
"""A name of the machine-readable zone has 30 places; one that fills them may go on."""

OLD_DIGITS, NEW_DIGITS = 9, 12


@dataclass(frozen=True)
class Likeness:
    """How two writings stand to each other, and why."""

    agreement: Agreement
    why: Text


def _same(vi: str, en: str) -> Likeness:
    return Likeness(Agreement.SAME, Text(vi, en))


def _differs(vi: str, en: str) -> Likeness:
    return Likeness(Agreement.DIFFERS, Text(vi, en))


def cannot_say(vi: str, en: str) -> Likeness:
    """Nobody can tell, for this reason."""
    return Likeness(Agreement.CANNOT_SAY, Text(vi, en))


NOTHING_ON_PAPER: Final = cannot_say("Mục này để trống trong hồ sơ.", "The entry has nothing here.")
NOTHING_ON_CARD: Final = cannot_say("Giấy tờ không ghi mục này.", "The card has nothing here.")


def compare_names(paper: str, card: str) -> Likeness:
    """A person's name as the entry and as the card have it."""
    if missing := _missing(paper, card):
        return missing
    if clean(paper) == clean(card):
        return _same("Trùng từng chữ.", "The same, letter by letter.")
    ours, theirs = name_key(paper), name_key(card)
    if ours == theirs:
        return _same(
            "Trùng; chỉ khác cách viết (hoa thường, chỗ đặt dấu thanh, i/y, dấu nối).",
            "The same; only the spelling differs (capitals, place of the tone, i/y, hyphens).",
        )
    if len(ours) != len(theirs) and _run_together(ours) == _run_together(theirs):
        return _same("Trùng; chỉ khác khoảng cách giữa các tiếng.", "The same; only the spaces differ.")
    return _by_letters(paper, card, ours, theirs)


def name_key(name: str) -> tuple[str, ...]:
    """The syllables of a name, each in the one spelling that all its spellings share."""
    return tuple(_syllable(part) for part in spelling(_JOINTS.sub(" ", clean(name))).split())


def _syllable(spelt: str) -> str:
    return _FINAL_Y.sub(r"\1i\2", spelt)


def _run_together(syllables: tuple[str, ...]) -> tuple[str, str]:
    """All letters, and all tones in their order: what is left when nobody knows where a syllable ends."""
    whole = "".join(syllables)
    return "".join(letter for letter in whole if letter not in _TONES), "".join(letter for letter in whole if letter in _TONES)


def _by_letters(paper: str, card: str, ours: tuple[str, ...], theirs: tuple[str, ...]) -> Likeness:
    bare_paper, bare_card = _bare(paper), _bare(card)
    if bare_paper == bare_card:
        if _has_marks(paper) and _has_marks(card):
            at = next((place for place, pair in enumerate(zip(ours, theirs, strict=False), start=1) if pair[0] != pair[1]), 1)
            return _differs(f"Khác dấu ở tiếng thứ {at}.", f"The marks of syllable {at} differ.")
        return cannot_say(
            "Cùng chữ cái, nhưng một bên không có dấu: không biết có cùng tên không.",
            "The same letters, but one side has no marks: nobody knows whether the names are the same.",
        )
    shorter, longer = sorted((bare_paper, bare_card), key=len)
    if len(shorter) >= _MRZ_NAME_MAX - _JOINED_AWAY and longer.startswith(shorter):
        return cannot_say("Tên dài bị cắt ở một bên; phần còn lại trùng.", "A long name is cut off on one side; what is left is the same.")
    if sorted(ours) == sorted(theirs):
        return _differs("Cùng các tiếng nhưng khác thứ tự.", "The same syllables in another order.")
    return _differs("Khác tên.", "Another name.")


_JOINED_AWAY: Final = 8
"""Spaces between the syllables of a name as long as the zone, which letters alone do not count."""


def _bare(name: str) -> str:
    """Letters alone, without marks, i for y at a syllable's end: as far as machines that know no Vietnamese go."""
    return "".join(_FINAL_Y.sub(r"\1i", part) for part in fold(_JOINTS.sub(" ", clean(name))).split())


def _has_marks(text: str) -> bool:
    return fold(text) != clean(text).casefold()


def compare_dates(paper: str, card: str) -> Likeness:
    """A date of which day, or day and month, may be unknown on either side."""
    if missing := _missing(paper, card):
        return missing
    if _AGE.match(fold(paper)):
        return cannot_say("Hồ sơ ghi tuổi, không ghi ngày sinh.", "The entry has an age, not a date.")
    try:
        ours, theirs = PartialDate.parse(paper), PartialDate.parse(card)
    except ValueError:
        return cannot_say("Một bên không phải là ngày tháng đọc được.", "One side is no date that can be understood.")
    if ours == theirs:
        if ours.day is None:
            return _same("Trùng phần có ghi; cả hai bên đều không ghi đủ ngày.", "The same, as far as either side goes.")
        return _same("Trùng ngày, tháng, năm.", "The same day, month and year.")
    if (ours.year, ours.month, ours.day) == (theirs.year, theirs.day, theirs.month):
        return _differs("Ngày và tháng đổi chỗ cho nhau.", "Day and month change places.")
    if ours.year != theirs.year:
        return _differs("Khác năm.", "Another year.")
    if ours.month is None or theirs.month is None:
        return cannot_say("Cùng năm; một bên không ghi ngày và tháng.", "The same year; one side has no day and month.")
    if ours.month != theirs.month:
        return _differs("Cùng năm, khác tháng.", "The same year, another month.")
    if ours.day is None or theirs.day is None:
        return cannot_say("Cùng tháng và năm; một bên không ghi ngày.", "The same month and year; one side has no day.")
    return _differs("Cùng tháng và năm, khác ngày.", "The same month and year, another day.")


_SEXES: Final = {"nam": "m", "m": "m", "male": "m", "nu": "f", "f": "f", "female": "f"}


def compare_sexes(paper: str, card: str) -> Likeness:
    """Nam or Nữ, also as cards code it."""
    if missing := _missing(paper, card):
        return missing
    ours, theirs = _SEXES.get(fold(paper)), _SEXES.get(fold(card))
    if ours is None or theirs is None:
        return cannot_say("Một bên không ghi rõ giới tính.", "One side does not say which.")
    return _same("Trùng.", "The same.") if ours == theirs else _differs("Khác giới tính.", "Another sex.")


def compare_numbers(paper: str, card: str, old_number: str = "") -> Likeness:
    """An identity number in the entry with the card's 12 digits, or, where the entry has the 9 of a former card, with those."""
    ours, theirs, former = _digits(paper), _digits(card), _digits(old_number)
    if not ours:
        return NOTHING_ON_PAPER
    if len(ours) == OLD_DIGITS and len(theirs) != OLD_DIGITS:
        if len(former) != OLD_DIGITS:
            return cannot_say(
                "Hồ sơ ghi số CMND 9 số; giấy tờ không ghi số cũ.",
                "The entry has the 9 digits of a former card; the card does not name a former number.",
            )
        if ours == former:
            return _same("Trùng số CMND cũ ghi trên thẻ.", "The same as the former number on the card.")
        return _differs("Khác số CMND cũ ghi trên thẻ.", "Another than the former number on the card.")
    if not theirs:
        return NOTHING_ON_CARD
    if ours == theirs:
        return _same("Trùng từng số.", "The same, digit by digit.")
    if len(ours) == NEW_DIGITS and len(theirs) == OLD_DIGITS:
        return cannot_say(
            "Hồ sơ ghi số 12 số, giấy tờ là số 9 số cũ.", "The entry has 12 digits, the paper shown the 9 digits of a former card."
        )
    return _differs("Khác số.", "Another number.")


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter in "0123456789")


def _missing(paper: str, card: str) -> Likeness | None:
    if not clean(paper):
        return NOTHING_ON_PAPER
    return None if clean(card) else NOTHING_ON_CARD
