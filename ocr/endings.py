"""What is printed around a value, as engines read it: units, brackets and headings that end it, and what is left of labels."""

import re
from typing import Final

from rapidfuzz.distance import Levenshtein

from station.domain.text import fold
from station.forms.definition import FieldDefinition

_LONG_WORD: Final = 4
"""Letters of a printed word that is known though one of them was misread."""


def end_of_value(text: str, field: FieldDefinition) -> int | None:
    """The character at which the first of the field's `ends_at` texts begins in `text`; None when there is none."""
    folded = "".join(fold(letter) or letter for letter in text)
    return min((match.start() for ending in field.ends_at if (match := re.search(_as_read(ending), folded))), default=None)


def _as_read(text: str) -> str:
    """A regular expression for a printed text: without marks, and with any sign for the ² that no model knows."""
    return re.escape(fold(text)).replace("²", "[²2?*°'\"”“]")


def without_labels(text: str, field: FieldDefinition) -> str:
    """The text without the last words of its own label before it and, of a list's item, the first letters of the next one behind it.

    The places of labels are told by what the engine read, too short at times: "tên HỨA THỊ LÀNH", "vụ CHỦ TỊCH", "Kinh Quốc tị". Only
    before a capital or a figure, with which values begin.
    """
    words = text.split()
    letters = [letters_of(word) for word in words]
    if field.type == "choice":
        behind = [at for at in range(1, len(words)) if words[at][:1].isupper() and len("".join(letters[at:])) > 1]
        cut = (at for at in behind if any(letters_of(label).startswith("".join(letters[at:])) for label in field.ends_at))
        words = words[: next(cut, len(words))]
    said = [at for at in range(len(words)) if letters[at]]
    for wording in field.printed:
        label = [letters_of(word) for word in wording.split()]
        for count in range(min(len(label), len(said) - 1), 0, -1):
            first = words[said[count]].lstrip("(“\"'")[:1]
            own = all(_is_word(letters[at], word) for at, word in zip(said[:count], label[-count:], strict=True))
            if own and words[said[0]][:1].islower() and (first.isupper() or first.isdigit()):
                return " ".join(words[said[count] :])
    return " ".join(words)


def _is_word(letters: str, word: str) -> bool:
    """Whether letters are a printed word, of a longer one but for one letter."""
    return letters == word or (len(word) >= _LONG_WORD and Levenshtein.distance(letters, word, score_cutoff=1) <= 1)


def letters_of(text: str) -> str:
    """Letters and figures of a text alone, without marks."""
    return "".join(sign for sign in fold(text) if sign.isalnum())
