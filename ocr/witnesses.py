"""What each look at a value read, and all of it together."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ocr.endings import end_of_value, without_labels
from ocr.engines.contract import CropText
from ocr.fixed_words import with_fixed_words
from ocr.mended import NUMBER_WORDS, mended
from ocr.number_words import spelled, without_scraps
from ocr.syllables import is_misread
from ocr.told_marks import Seen
from station.domain.record import Voice
from station.forms.definition import FieldDefinition
from station.forms.types import Lexicons, Normalised, normalise, plausible

_SURELY_READ: Final = 0.97
"""What the network for lines reads so surely, and every other look alike, stands as it is: the engine's look at the crop changed none of
1,189."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_WITH_FIXED_WORDS: Final = frozenset({"place", "text"})


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
class Said:
    """All that was read of one value."""

    witnesses: Sequence[Witness]
    """In order of trust."""
    field: FieldDefinition
    lexicons: Lexicons
    aside: Witness | None = None
    """What a network of another kind read."""
    own: Witness | None = None
    """What the network for lines read."""
    seen: Seen | None = None
    """What that and the one for marks saw."""

    @property
    def own_text(self) -> str:
        """What the network for lines read, if anything."""
        return "" if self.own is None else self.own.text

    @property
    def looks(self) -> list[str]:
        """What the witnesses have that saw something."""
        return [look.text for look in self.witnesses if look.text]

    def without(self, at: int) -> list[str]:
        """What all witnesses but one have."""
        return [witness.text for number, witness in enumerate(self.witnesses) if number != at]

    def meant(self, text: str) -> Normalised:
        """What a text means in this field."""
        return meant(text, self.field, self.lexicons)

    def fits(self, text: str) -> bool:
        """Whether a text fits the field's type without doubt."""
        return plausible(text, self.field, self.lexicons)

    def is_agreed_on(self) -> bool:
        """Whether every look has what the network for lines is sure of."""
        sure = self.own is not None and len(self.witnesses) > 1 and is_surely_read(self.own, self.seen)
        return sure and all(witness.text == self.own_text for witness in self.witnesses)


def is_surely_read(own: Witness, seen: Seen | None) -> bool:
    """Whether the network for lines is sure of words that may be right and that for marks has no doubt; figures want another kind."""
    doubted = (seen is not None and seen.is_doubted) or any(map(is_misread, _WORD.findall(own.text)))
    return own.confidence >= _SURELY_READ and not doubted and not any(map(str.isdigit, own.text))


def meant(text: str, field: FieldDefinition, lexicons: Lexicons) -> Normalised:
    """What a text means in a field; fixed words and words of numbers are spelled as they are known."""
    found = normalise(text, field, lexicons)
    if not found.value:
        return found
    if field.type in _WITH_FIXED_WORDS:
        return replace(found, value=with_fixed_words(found.value))
    return replace(found, value=without_scraps(spelled(found.value))) if field.type in NUMBER_WORDS else found


def voice_of(witness: Witness, field: FieldDefinition, lexicons: Lexicons) -> Voice:
    """What a witness said, for those who weigh it later."""
    return Voice(witness.network, witness.text, meant(witness.text, field, lexicons).value, round(witness.confidence, 3))
