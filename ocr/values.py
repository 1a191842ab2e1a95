"""Several readings of one value become one: which text stands, what it means, how sure the reading is.

Confidence is a plain product, not a calibrated probability: the engine's own mean confidence, times 1.0 when two readings agree on the
value and 0.75 when they do not, times 1.0 when the value fits its field's type without doubt and 0.6 when it does not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ocr.mended import IN_WORDS, NUMBER_WORDS
from ocr.settling import OF_FIGURES, SURE_OF_LETTERS, settled
from ocr.told_marks import Seen
from ocr.witnesses import Said, Witness, meant, voice_of
from station.domain.record import ValueState, Voice
from station.forms.definition import FieldDefinition
from station.forms.types import Lexicons, Normalised

ALONE: Final = 0.75
DOUBTFUL: Final = 0.6
LEAST_CONFIDENCE: Final = 0.4
"""A reading less sure than this, that no other agrees with, is of seals, scribbles and specks: the field is unreadable."""
_UNREADABLE: Final = Normalised("", ValueState.UNREADABLE)
_AGREEMENT_BONUS: Final = 0.3
_PLAUSIBLE_BONUS: Final = 1.0
_BY_LINES_BONUS: Final = 0.5
_UNREAD: Final = 2.0
"""What a reading that means nothing counts less."""
_CUT_SHORT: Final = 1.0
"""What a date without its day counts less than one that others have whole."""
_SURE_LINES: Final = 0.93
"""Below this the network for lines reads seals and signatures: then it is one look among others."""
_FIGURES_OF_IDS: Final = (9, 12)
"""Of an identity card, and of a citizen's card or personal number (NĐ 05/1999/NĐ-CP; Luật Căn cước 2023)."""
_READ_BY_LINES: Final = IN_WORDS | NUMBER_WORDS


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


@dataclass(frozen=True)
class _Candidate:
    """What one witness read, beside what the others did."""

    at: int
    witness: Witness
    meant: Normalised
    fits: bool
    agrees: bool
    """Whether another means the same."""


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
    said = Said(witnesses, field, lexicons, aside, own, seen)
    if own is not None and own.text:
        voices = (*voices, voice_of(own, field, lexicons))
        first = field.type in _READ_BY_LINES and own.confidence >= _SURE_LINES
        said = replace(said, witnesses=[own, *witnesses] if first else [*witnesses, own])
    if aside is not None and _alone_makes_sense(aside, said):
        said = replace(said, witnesses=[*said.witnesses, aside])
    best, *others = _ranked(said)
    proposed = [other.meant.value for other in others] + list(best.meant.alternatives)
    heard = aside is not None and best.fits and best.meant.value == said.meant(aside.text).value
    if best.witness.confidence < LEAST_CONFIDENCE and not best.agrees and not heard:
        return Judgement(best.witness.text, _UNREADABLE, round(best.witness.confidence, 2), (), voices)
    text = settled(said, best.at)
    stands, agrees, fits = best.meant, best.agrees, best.fits
    if text != best.witness.text:
        stands, fits, agrees = said.meant(text), said.fits(text), any(witness.text == text for witness in said.witnesses)
        proposed = [best.meant.value, *proposed]
    alternatives = dict.fromkeys(value for value in proposed if value and value != stands.value)
    return Judgement(text, stands, confidence_of(best.witness.confidence, agreed=agrees, fits=fits), tuple(alternatives), voices)


def _ranked(said: Said) -> list[_Candidate]:
    """What the witnesses read, the best first."""
    found = [said.meant(witness.text) for witness in said.witnesses]
    candidates = [
        _Candidate(at, witness, found[at], said.fits(witness.text), _is_repeated(found[at], found))
        for at, witness in enumerate(said.witnesses)
    ]

    def weight(candidate: _Candidate) -> float:
        witness = candidate.witness
        return (
            witness.confidence
            + (_PLAUSIBLE_BONUS if candidate.fits else 0.0)
            + (_AGREEMENT_BONUS if candidate.agrees or witness is said.aside else 0.0)
            - (_UNREAD if candidate.meant.state is not ValueState.READ else 0.0)
            - (_CUT_SHORT if said.field.type == "date" and _is_cut_short(candidate.meant.value, found) else 0.0)
            + (_BY_LINES_BONUS if witness is said.own and candidate.at == 0 else 0.0)
        )

    ranked = sorted(candidates, key=weight, reverse=True)
    by_two = next((candidate for candidate in ranked if _is_read_by_two_networks(candidate, said)), None)
    if by_two is None:
        return ranked
    return [replace(by_two, agrees=True), *(candidate for candidate in ranked if candidate is not by_two)]


def _is_repeated(one: Normalised, all_read: Sequence[Normalised]) -> bool:
    return sum(other.value == one.value and other.state is one.state for other in all_read) > 1


def _is_read_by_two_networks(candidate: _Candidate, said: Said) -> bool:
    """Whether the networks for lines and of another kind agree on figures: they have more to say than two looks of one kind."""
    if candidate.witness is not said.own or said.aside is None or said.field.type not in OF_FIGURES:
        return False
    told = said.meant(said.aside.text)
    fits = candidate.fits or said.fits(said.aside.text)
    return fits and candidate.meant.state is told.state is ValueState.READ and candidate.meant.value == told.value


def _is_cut_short(date: str, others: Sequence[Normalised]) -> bool:
    """Whether two other readings have the same date whole."""
    whole = [other.value for other in others if other.value.endswith(f".{date}")]
    return any(whole.count(each) > 1 for each in whole)


def _alone_makes_sense(aside: Witness, said: Said) -> bool:
    """Whether the network of another kind is sure of figures that no other reading has whole: old-style ones look like letters."""
    if aside.confidence < SURE_OF_LETTERS or said.field.type not in ("date", "id_number"):
        return False
    whole = said.meant(aside.text).value
    if said.field.type == "id_number":
        # letters that look like figures are none that somebody has read
        read = [max(re.findall(r"\d+", witness.text), key=len, default="") for witness in said.witnesses]
        parts = (len(run) < min(_FIGURES_OF_IDS) or (len(run) < len(whole) and whole.endswith(run)) for run in read)
        return len(whole) in _FIGURES_OF_IDS and all(parts)
    values = [said.meant(witness.text).value for witness in said.witnesses]
    return all(len(value) < len(whole) and whole.endswith(value) for value in values)


def respelled(judged: Judgement, text: str, field: FieldDefinition, lexicons: Lexicons) -> Judgement:
    """The same value with other marks on its letters."""
    return replace(judged, text=text, normalised=meant(text, field, lexicons))


def with_value(judged: Judgement, value: str) -> Judgement:
    """The same text, meaning that value."""
    return judged if value == judged.normalised.value else replace(judged, normalised=replace(judged.normalised, value=value))


def confidence_of(engine: float, *, agreed: bool, fits: bool) -> float:
    """0..1 by the product in the module's docstring, to two digits."""
    return round(engine * (1.0 if agreed else ALONE) * (1.0 if fits else DOUBTFUL), 2)
