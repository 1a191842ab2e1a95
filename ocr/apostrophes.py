"""The apostrophe of names like H'Ngăm, Y'Bhô: two pixels that the network for words passes over and the one for base letters sees.

It is taken over from a reading that shows it, where both read the same letters, and where the letters without it are no Vietnamese word.
"""

import re
from collections.abc import Iterator
from typing import Final

from station.domain.text import fold

_LOST: Final = re.compile(r"(?<!\w)[Hh](?=[bcdđghjklmnpqrstvxw])", re.IGNORECASE)
"""An H before another consonant begins no Vietnamese syllable."""
_MARK: Final = re.compile(r"(?<!\w)([^\W\d_])['’‘`´](?=[^\W\d_])")


def may_lack_apostrophe(text: str) -> bool:
    """Whether a word begins as no Vietnamese word does but with an apostrophe."""
    return _LOST.search(text) is not None


def with_apostrophes(text: str, other: str) -> str:
    """The text with the apostrophes that the other reading has behind the first letter of the same words."""
    marked = set(_marked(other))
    return " ".join(f"{word[0]}'{word[1:]}" if may_lack_apostrophe(word) and fold(word) in marked else word for word in text.split())


def _marked(text: str) -> Iterator[str]:
    for word in text.split():
        bare = _MARK.sub(r"\1", word)
        if bare != word:
            yield fold(bare)
