"""What a field type makes of a text, and the words that mean "nothing written". Shared by all types."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from station.domain.findings import Finding, Severity, Text
from station.domain.record import ValueState
from station.domain.text import clean, fold, spelling
from station.forms.definition import FieldDefinition, FieldTypeName
from station.forms.lists import Lexicon

Lexicons = Mapping[str, Lexicon]

LOOKALIKE_DIGITS = str.maketrans("OoQlI|iSsBZz", "000111155822")
"""Letters that engines read where the paper has a digit."""


def digits_mended(text: str) -> str:
    """Look-alike letters as digits, in words that hold a digit already."""
    return " ".join(word.translate(LOOKALIKE_DIGITS) if any(letter.isdigit() for letter in word) else word for word in text.split())


_LEADERS = re.compile(r"(?:…|·|‥|_|\.\s?(?=[.…])|(?<=[.…])\s?\.|\.{2,})+")
_STROKES = re.compile(r"^[\s\-–—/\\]+$")
_NOTHING = frozenset({"khong", "khong co", "trong", "de trong", "bo trong", "(trong)", "khong co thong tin", "khong ghi"})


@dataclass(frozen=True)
class Normalised:
    """A text in the form that its type prescribes. `value` is empty unless `state` is READ."""

    value: str
    state: ValueState
    code: str = ""
    """From the reference list or the tick's options."""
    alternatives: tuple[str, ...] = ()
    """Other values that the text may mean, likelier first."""
    findings: tuple[Finding, ...] = ()


BLANK = Normalised("", ValueState.BLANK)


@dataclass(frozen=True)
class FieldType:
    """One entry of the closed registry."""

    name: FieldTypeName
    normalise: Callable[[str, FieldDefinition, Lexicons], Normalised]
    """From a text without leaders that holds a letter or digit and does not say "none"."""
    proper: Callable[[str, FieldDefinition, Lexicons], bool]
    """Whether a value has the form that the type prescribes, whoever keyed it."""
    none: Literal["blank", "zero", "printed"] = "blank"
    """What a stroke or "Không" means: nothing written, the number 0, or text like any other."""
    alphabet: Literal["digits", "any"] = "any"
    """`digits`: figures and their separators only; the reader may restrict its engine."""
    alike: Callable[[str], str] = clean
    """Two values that this makes equal are the same: what a second person may write otherwise without saying something else."""
    as_keyed: Callable[[str], str] = str
    """What is done to a text that a person typed before it is normalised: no engine misread it."""
    pattern: str = ""
    """Regular expression that finds such a value in a running line, for lines without a label; empty: there is no telling."""


_MARKS_BETWEEN = re.compile(r"[^\w/]+")


def words_alike(value: str) -> str:
    """Words whatever their case, where their tones stand, and which marks are between them."""
    return spelling(_MARKS_BETWEEN.sub(" ", clean(value)))


def without_leaders(text: str) -> str:
    """Clean text without dotted or ruled leaders around and inside it."""
    return clean(_LEADERS.sub(" ", clean(text))).strip(' .·_:;,|~*“”"')


def is_noise(text: str) -> bool:
    """Whether there is not one letter or digit."""
    return not any(letter.isalnum() for letter in text)


def says_none(text: str) -> bool:
    """Whether a stroke (`-/-`) or a word (`Không`) says that there is nothing."""
    return bool(_STROKES.match(text)) or fold(text).strip(" .") in _NOTHING


def read(value: str, *, code: str = "", alternatives: tuple[str, ...] = (), findings: tuple[Finding, ...] = ()) -> Normalised:
    """A value that was read."""
    return Normalised(value, ValueState.READ, code, alternatives, findings)


def unreadable(field: FieldDefinition, vi: str, en: str) -> Normalised:
    """Something is written that is no value of this type."""
    return Normalised("", ValueState.UNREADABLE, findings=(finding(field, "unreadable", Severity.WARNING, vi, en),))


def finding(field: FieldDefinition, what: str, severity: Severity, vi: str, en: str) -> Finding:
    """A finding `value.<what>` at the field."""
    return Finding(f"value.{what}", severity, Text(vi, en), field.id)


def noting(result: Normalised, found: Finding) -> Normalised:
    """The same with one finding more."""
    return replace(result, findings=(*result.findings, found))


def lookalikes(field: FieldDefinition) -> Finding:
    """Says that letters were taken for digits."""
    return finding(
        field, "lookalikes", Severity.INFO, "Có chữ cái được hiểu là chữ số (O/0, l/1, S/5): so lại với giấy.",
        "Letters were taken for digits (O/0, l/1, S/5): compare with the paper.",
    )  # fmt: skip
