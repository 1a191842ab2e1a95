"""JSON in the one spelling of RFC 8785, so that equal values have equal bytes: what is hashed and signed.

The standard library's encoder, in C, spells as the RFC does in less than half the time, but for some numbers and the order of some rare
keys: those go to `rfc8785`, the numbers alone where that is enough. A property test holds the two to the same bytes.
"""

import json
import re
from typing import Final

import rfc8785

_encoder: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
_ABOVE: Final = bytes(range(0xEE, 0xF5))
"""First bytes of U+E000 and above, in UTF-8: where these stand, keys are not ordered by UTF-16 as the RFC wants it."""
_WHOLE: Final = (".0,", ".0}", ".0]")
_EXPONENT: Final = re.compile(r"e[-+]\d\d\d?[,}\]]")
_LONG: Final = re.compile(r"[,}\]](?<=\d{16}.)")
"""An integer that may be beyond what a double holds. Like the two above it only costs time where it stands within a text."""
_TOKEN: Final = re.compile(r'"(?:[^"\\]+|\\.)*"|-?\d+(?:\.\d+)?(?:e[-+]?\d+)?')


def canonical(value: object) -> bytes:
    """The bytes; keys are strings. Raises ValueError (`rfc8785.CanonicalizationError`) for what JSON or the RFC cannot spell."""
    if not isinstance(value, dict | list | tuple):
        return _by_the_book(value)
    try:
        text = _encoder.encode(value)
        data = text.encode("utf-8")
    except (TypeError, ValueError):
        return _by_the_book(value)  # which says what is wrong in its own words
    if len(data.translate(None, _ABOVE)) != len(data):
        return _by_the_book(value)
    if any(end in text for end in _WHOLE) or _EXPONENT.search(text) or _LONG.search(text):
        return _TOKEN.sub(_respelled, text).encode("utf-8")
    return data


def _respelled(token: re.Match[str]) -> str:
    text = token[0]
    if text[0] == '"':
        return text
    return _by_the_book(int(text) if text.lstrip("-").isdecimal() else float(text)).decode("ascii")


def _by_the_book(value: object) -> bytes:
    return rfc8785.dumps(value)  # type: ignore[arg-type]
