"""Several readings of one value become one: which text stands, what it means, how sure the reading is.

Confidence is a plain product, not a calibrated probability: the engine's own mean confidence, times 1.0 when two readings agree on the
value and 0.75 when they do not, times 1.0 when the value fits its field's type without doubt and 0.6 when it does not.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ocr.endings import end_of_value, letters_of, without_labels
from ocr.engines.contract import CropText
from ocr.fixed_words import with_fixed_words, with_village_read
from ocr.likelier_words import with_likelier_words, with_seen_words
from ocr.line_network import NETWORK
from ocr.marks import with_voted_marks
from ocr.mended import IN_WORDS, NUMBER_WORDS, mended
from ocr.number_words import are_number_words, spelled, without_scraps
from ocr.settled import (
    with_agreed_figures,
    with_better_words,
    with_figures_for_letters,
    with_lost_figure,
    with_lost_letters,
    with_numbers_of,
    with_other_letters,
    with_settled_figures,
    with_settled_words,
)
from ocr.stops import (
    with_seen_commas,
    without_unseen_stops,
)
from ocr.syllables import bears_two_tones, is_syllable
from ocr.told_marks import Seen, looks_with_networks
from ocr.word_votes import with_voted_words
from station.domain.record import ValueState, Voice
from station.domain.text import fold
from station.forms.definition import FieldDefinition
from station.forms.lists import Lexicon
from station.forms.types import Lexicons, Normalised, normalise, plausible

ALONE: Final = 0.75
DOUBTFUL: Final = 0.6
LEAST_CONFIDENCE: Final = 0.4
"""A reading less sure than this, that no other agrees with, is of seals, scribbles and specks: the field is unreadable."""
_UNREADABLE: Final = Normalised("", ValueState.UNREADABLE)
_SURELY_READ: Final = 0.97
"""What the network for lines reads so surely, and every other look alike, stands as it is: the engine's look at the crop changed none of
1,189."""
_AGREEMENT_BONUS: Final = 0.3
_PLAUSIBLE_BONUS: Final = 1.0
_BY_LINES_BONUS: Final = 0.5
_SURE_LINES: Final = 0.93
"""Below this the network for lines reads seals and signatures: then it is one look among others."""
_WITH_FIXED_WORDS: Final = frozenset({"place", "text"})
_SCRAP: Final = 2
_LEAST_WORDS: Final = 2
_SURE_PAGE: Final = 0.7
_SHORT_WORD: Final = 4
_WELL_READ: Final = 0.9
"""Of a value read more surely than this no letter was lost."""
_AT_END: Final = 3
"""Words of so many signs at most are scraps if no other look has them among its last words; so many words stay."""
_SURE_OF_FIGURES: Final = 0.88
_SURE_OF_LETTERS: Final = 0.93
"""From here on the other network is not wrong about signs that it has not lost."""
_SUREST: Final = 0.98
"""Nor has it, from here on, ever read a figure that was not there."""
_FIGURES_OF_IDS: Final = (9, 12)
"""Of an identity card, and of a citizen's card or personal number (NĐ 05/1999/NĐ-CP; Luật Căn cước 2023)."""
_OF_FIGURES: Final = frozenset({"date", "year", "number", "area", "register_number", "book_number", "id_number", "serial"})
_HEARD: Final = 0.75
"""A network less sure than this of a line of words settles nothing in it."""
_JUNK: Final = 2
"""A last word of so many signs is a scrap when most looks have something else there."""
_CUT_SHORT: Final = 1.0
"""What a date without its day counts less than one that others have whole."""
_LIKE_THEIR_CAPITALS: Final = frozenset("cosuvxz")
_READ_BY_LINES: Final = IN_WORDS | NUMBER_WORDS


@dataclass(frozen=True)
class Witness:
    """One reading of a value: from the page pass, from its crop, from its crop with digits alone."""

    text: str
    confidence: float
    """0..1, the engine's own."""
    network: str = ""
    """Kind of network that read it."""
    look: CropText | None = None
    """What the engine said there, before it was mended."""
    of_page: bool = False
    """Whether the pass over the whole page read it."""
    lines: tuple[CropText, ...] = ()
    """The same line by line."""

    @classmethod
    def of(cls, text: str, confidence: float, field: FieldDefinition, network: str = "") -> "Witness":
        """Without what the engine adds to the paper; see `mended`."""
        ending = end_of_value(text, field) or None
        printable = "".join(letter for letter in text[:ending] if not _is_no_print(letter))
        sound = mended(without_labels(printable, field), field)
        return cls(sound, min(max(confidence, 0.0), 1.0) if math.isfinite(confidence) else 0.0, network)


def _is_no_print(sign: str) -> bool:
    """Control and private signs, and marks without a letter, which engines make of specks."""
    category = unicodedata.category(sign)
    return category[0] == "C" or category in ("Lm", "Sk")


@dataclass(frozen=True)
class Judgement:
    """The text that stands and what it means."""

    text: str
    normalised: Normalised
    confidence: float
    alternatives: tuple[str, ...]
    """Other values that witnesses or the type propose, best first."""
    voices: tuple[Voice, ...] = ()
    """What every witness said."""


def judge(
    witnesses: Sequence[Witness],
    field: FieldDefinition,
    lexicons: Lexicons,
    *,
    aside: Witness | None = None,
    own: Witness | None = None,
    seen: Seen | None = None,
) -> Judgement:
    """Choose among the readings of one value; `witnesses` in order of trust, at least one.

    `aside` is what a network of another kind read, which settles in what letters and figures witnesses differ; `own` is what the network
    for lines read, the first to be believed of words and the last of all else, and `seen` what it and the one for marks saw.
    """
    voices = tuple(voice_of(witness, field, lexicons) for witness in witnesses)
    if own is not None and own.text:
        voices = (*voices, voice_of(own, field, lexicons))
        first = field.type in _READ_BY_LINES and own.confidence >= _SURE_LINES
        witnesses = [own, *witnesses] if first else [*witnesses, own]
    if aside is not None and _alone_makes_sense(aside, witnesses, field, lexicons):
        witnesses = [*witnesses, aside]
    meant = [_meant(witness.text, field, lexicons) for witness in witnesses]
    fitting = [plausible(witness.text, field, lexicons) for witness in witnesses]
    agreeing = [sum(other.value == one.value and other.state is one.state for other in meant) > 1 for one in meant]

    def weight(index: int) -> float:
        return (
            witnesses[index].confidence
            + (_PLAUSIBLE_BONUS if fitting[index] else 0.0)
            + (_AGREEMENT_BONUS if agreeing[index] or witnesses[index] is aside else 0.0)
            - (2.0 if meant[index].state is not ValueState.READ else 0.0)
            - (_CUT_SHORT if field.type == "date" and _is_cut_short(meant[index].value, meant) else 0.0)
            + (_BY_LINES_BONUS if witnesses[index] is own and index == 0 else 0.0)
        )

    order = sorted(range(len(witnesses)), key=weight, reverse=True)
    if own is not None and own.text and aside is not None and field.type in _OF_FIGURES:
        # two networks of other kinds that agree have more to say than two looks of one kind
        own_at, told = witnesses.index(own), _meant(aside.text, field, lexicons)
        fits = fitting[own_at] or plausible(aside.text, field, lexicons)
        if fits and meant[own_at].state is told.state is ValueState.READ and meant[own_at].value == told.value:
            agreeing[own_at] = True
            order = [own_at, *(at for at in order if at != own_at)]
    best = order[0]
    others = [meant[index].value for index in order[1:]] + list(meant[best].alternatives)
    alternatives = tuple(dict.fromkeys(value for value in others if value and value != meant[best].value))
    heard = aside is not None and fitting[best] and meant[best].value == _meant(aside.text, field, lexicons).value
    if witnesses[best].confidence < LEAST_CONFIDENCE and not agreeing[best] and not heard:
        return Judgement(witnesses[best].text, _UNREADABLE, round(witnesses[best].confidence, 2), (), voices)
    marked = _settled(best, witnesses, field, lexicons, aside, own, seen)
    if marked != witnesses[best].text:
        whole = _meant(marked, field, lexicons)
        agreed = any(witness.text == marked for witness in witnesses)
        confidence = confidence_of(witnesses[best].confidence, agreed=agreed, fits=plausible(marked, field, lexicons))
        without = dict.fromkeys(value for value in (meant[best].value, *alternatives) if value and value != whole.value)
        return Judgement(marked, whole, confidence, tuple(without), voices)
    confidence = confidence_of(witnesses[best].confidence, agreed=agreeing[best], fits=fitting[best])
    return Judgement(witnesses[best].text, meant[best], confidence, alternatives, voices)


def _is_cut_short(date: str, others: Sequence[Normalised]) -> bool:
    """Whether two other readings have the same date whole."""
    whole = [other.value for other in others if other.value.endswith(f".{date}")]
    return any(whole.count(each) > 1 for each in whole)


def _alone_makes_sense(aside: Witness, witnesses: Sequence[Witness], field: FieldDefinition, lexicons: Lexicons) -> bool:
    """Whether the network of another kind is sure of figures that no other reading has whole: old-style ones look like letters."""
    if aside.confidence < _SURE_OF_LETTERS or field.type not in ("date", "id_number"):
        return False
    whole = _meant(aside.text, field, lexicons).value
    said = [_meant(witness.text, field, lexicons).value for witness in witnesses]
    if field.type == "id_number":
        # letters that look like figures are none that somebody has read
        said = [max(re.findall(r"\d+", witness.text), key=len, default="") for witness in witnesses]
        parts = (len(run) < min(_FIGURES_OF_IDS) or (len(run) < len(whole) and whole.endswith(run)) for run in said)
        return len(whole) in _FIGURES_OF_IDS and all(parts)
    return all(len(value) < len(whole) and whole.endswith(value) for value in said)


def _settled(
    best: int,
    witnesses: Sequence[Witness],
    field: FieldDefinition,
    lexicons: Lexicons,
    aside: Witness | None,
    own: Witness | None,
    seen: Seen | None,
) -> str:
    """The best reading with what all the others say of its words, letters, marks and figures."""
    text, heard = witnesses[best].text, aside.text if aside is not None and aside.confidence >= _HEARD else ""
    if own is not None and _is_agreed_on(own, witnesses, seen):
        return own.text
    looks, by_lines = [look.text for look in witnesses if look.text], own.text if own is not None else ""
    if field.type in NUMBER_WORDS:
        text = with_likelier_words(text, looks, by_lines, seen.steps) if seen is not None else text
        text = with_better_words(text, [*_others(best, witnesses), by_lines], are_number_words)
    if field.type in _OF_FIGURES:
        sure = _with_sure_figures(text, best, witnesses, aside, lettered=field.type == "serial")
        # surer figures make no sound value unsound: there is no month 71
        text = sure if plausible(sure, field, lexicons) or not plausible(text, field, lexicons) else text
    if field.type == "choice":
        text = _item_of(text, lexicons.get(field.lexicon or ""))
    if field.type == "list":
        text = with_agreed_figures(with_settled_words(text, looks, heard), by_lines, heard)
    if field.type not in IN_WORDS:
        return text
    named = field.type == "person_name"
    voted = with_voted_words(text, looks, named=named)
    if seen is not None and witnesses[best] is own:
        voted = with_seen_words(voted, text, seen.steps)
    text = with_settled_words(_with_beginning(voted, witnesses), looks, heard)
    if seen is not None:
        text = with_likelier_words(text, looks, by_lines, seen.steps)
    if witnesses[best].confidence < _WELL_READ:
        text = with_lost_letters(text, heard)
        if named and aside is not None and aside.confidence >= _SURE_OF_LETTERS:
            text = with_other_letters(text, heard)
    text = _without_scraps(_with_marks(text, witnesses, seen, named=named), best, witnesses, named=named)
    text = _begun_large(_without_junk(text, looks, heard, named=named), looks)
    if field.type == "text" and aside is not None and aside.confidence >= _SUREST:
        text = with_numbers_of(with_figures_for_letters(text, aside.text), aside.text)
    # the network for lines lets leader dots be no commas: it counts as two
    commas = [by_lines, *looks] if witnesses[best] is own else looks
    if field.type == "place":
        return with_seen_commas(with_village_read(text, looks), commas)
    return without_unseen_stops(text, _others(best, witnesses))


def _is_agreed_on(own: Witness, witnesses: Sequence[Witness], seen: Seen | None) -> bool:
    """Whether every look has what the network for lines is sure of."""
    return len(witnesses) > 1 and is_surely_read(own, seen) and all(witness.text == own.text for witness in witnesses)


def is_surely_read(own: Witness, seen: Seen | None) -> bool:
    """Whether the network for lines is sure of words that may be right and that for marks has no doubt; figures want another kind."""
    doubted = (seen is not None and seen.is_doubted) or any(map(bears_two_tones, own.text.split()))
    return own.confidence >= _SURELY_READ and not doubted and not any(map(str.isdigit, own.text))


def _with_sure_figures(text: str, best: int, witnesses: Sequence[Witness], aside: Witness | None, *, lettered: bool) -> str:
    """The text with the figures of the network of another kind, where it is sure of them; with its letters too of what is `lettered`."""
    others = [*witnesses, aside] if aside is not None else witnesses
    alike = ("", witnesses[0].network, NETWORK)
    sure = [other for other in others if other.network not in alike and other.confidence >= _SURE_OF_FIGURES]
    if not sure or witnesses[best].network != witnesses[0].network:
        return text
    settled = with_settled_figures(text, sure[-1].text)
    if sure[-1].confidence >= _SUREST:
        settled = with_lost_figure(with_figures_for_letters(settled, sure[-1].text), sure[-1].text)
    return with_other_letters(settled, sure[-1].text) if lettered and sure[-1].confidence >= _SURE_OF_LETTERS else settled


def _item_of(text: str, lexicon: Lexicon | None) -> str:
    """The item of a list that a text begins with, if no word follows it ("Kinh Qu"), or the only one that the text begins ("Việt")."""
    first, _, last = text.rpartition(" ")
    if lexicon is None or not text or lexicon.find(text) is not None:
        return text
    begun = {item.name for item in lexicon.items if fold(item.name).startswith(f"{fold(text)} ")}
    if len(begun) == 1:
        return begun.pop()
    if not first or (is_syllable(last) and len(last) > _JUNK):
        return text
    match = lexicon.find(first)
    return first if match is not None and match.exact else text


def _begun_large(text: str, looks: Sequence[str]) -> str:
    """The text with a capital at its beginning, where a look has one that differs from the small letter in size alone."""
    first = text[:1]
    return first.upper() + text[1:] if first in _LIKE_THEIR_CAPITALS and any(look[:1] == first.upper() for look in looks) else text


def _without_junk(text: str, looks: Sequence[str], aside: str, *, named: bool) -> str:
    """The text without a last short word where most looks have another one or none: seals and specks; of a name (`named`) only signs.

    Or without one letter, where a look and the other network (`aside`) end with the word before it.
    """
    words = text.split()
    if len(words) <= _LEAST_WORDS or len(words[-1]) > _JUNK or len(looks) < _LEAST_WORDS:
        return text
    last, before = fold(words[-1]), fold(words[-2])
    ends = [[fold(word) for word in look.split()][-_AT_END:] for look in looks]
    may_go = not named or not words[-1].isalpha()
    rarely = may_go and 2 * sum(last in end for end in ends) < len(ends)
    letters = [letters_of(" ".join(words[:-1])), letters_of(text)]
    unheard = len(last) == 1 and any(end[-1:] == [before] for end in ends) and letters_of(aside) == letters[0] != letters[1]
    return " ".join(words[:-1]).rstrip(" -–,") if rarely or unheard else text


def respelled(judged: Judgement, text: str, field: FieldDefinition, lexicons: Lexicons) -> Judgement:
    """The same value with other marks on its letters."""
    return replace(judged, text=text, normalised=_meant(text, field, lexicons))


def with_value(judged: Judgement, value: str) -> Judgement:
    """The same text, meaning that value."""
    return judged if value == judged.normalised.value else replace(judged, normalised=replace(judged.normalised, value=value))


def _others(best: int, witnesses: Sequence[Witness]) -> list[str]:
    return [witness.text for at, witness in enumerate(witnesses) if at != best]


def _with_beginning(text: str, witnesses: Sequence[Witness]) -> str:
    """The text with the first letter or the first short word that the look at the whole page has: crops are cut into at their left end."""
    first, *rest = text.split() or [""]
    page = next(
        (witness.text.split() for witness in witnesses if (witness.of_page or witness.look is None) and witness.confidence >= _SURE_PAGE),
        [],
    )
    if not rest or len(page) < len(rest) + 1:
        return text
    same = len(page) == len(rest) + 1 and fold(" ".join(page[1:])) == fold(" ".join(rest))
    if same and len(page[0]) == len(first) + 1 and fold(page[0])[1:] == fold(first) and is_syllable(page[0]):
        return " ".join([page[0], *rest])
    more = len(page) == len(rest) + 2 and fold(" ".join(page[1:])) == fold(text)
    if more and 1 < len(page[0]) <= _SHORT_WORD and page[0].isupper() == first.isupper() and page[0][0].isupper() and is_syllable(page[0]):
        return " ".join([page[0], text])
    return text


def _with_marks(text: str, witnesses: Sequence[Witness], seen: Seen | None, *, named: bool) -> str:
    """By what every look says that a letter may be."""
    looks = looks_with_networks(text, [witness.look for witness in witnesses if witness.look is not None], seen)
    return with_voted_marks(text, looks, named=named)


def _without_scraps(text: str, best: int, witnesses: Sequence[Witness], *, named: bool) -> str:
    """The text without single signs at its ends that other looks did not see there: seals and specks, each time read as something else.

    Of those behind it no other look may have seen one, for numbers are there; of names (`named`) a capital stays, for some begin with Y.
    """
    words = text.split()
    others = [witness.text.split() for at, witness in enumerate(witnesses) if at != best]
    # two figures stay: an hour is misread more often than specks are read as one
    hour = words[:1] and words[0].isdigit() and len(words[0]) == _SCRAP
    begins = len(words) > 1 and not hour and (_is_scrap(words[0]) or (not named and len(words[0]) == 1))
    if begins and any(words[0] not in other[:1] for other in others):
        words.pop(0)
    while others and len(words) > _LEAST_WORDS and _is_scrap(words[-1]) and all(words[-1] not in other[-_AT_END:] for other in others):
        words.pop()
    return " ".join(words).strip(" -–") if len(words) < len(text.split()) else text


def _is_scrap(word: str) -> bool:
    return len(word) <= _SCRAP and (not word.isalpha() or (len(word) == 1 and word.islower()))


def voice_of(witness: Witness, field: FieldDefinition, lexicons: Lexicons) -> Voice:
    """What a witness said, for those who weigh it later."""
    return Voice(witness.network, witness.text, _meant(witness.text, field, lexicons).value, round(witness.confidence, 3))


def _meant(text: str, field: FieldDefinition, lexicons: Lexicons) -> Normalised:
    meant = normalise(text, field, lexicons)
    if not meant.value:
        return meant
    if field.type in _WITH_FIXED_WORDS:
        return replace(meant, value=with_fixed_words(meant.value))
    return replace(meant, value=without_scraps(spelled(meant.value))) if field.type in NUMBER_WORDS else meant


def confidence_of(engine: float, *, agreed: bool, fits: bool) -> float:
    """0..1 by the product in the module's docstring, to two digits."""
    return round(engine * (1.0 if agreed else ALONE) * (1.0 if fits else DOUBTFUL), 2)
