"""How many keys a Vietnamese text costs by Telex: â = aa, ơ = ow, đ = dd, each tone one key, a capital one Shift more.

Only keys are counted, not how they are held: "Đường" is Shift d d u o w f n g, 9 keys. "ươ" is uow, as every Telex method takes it.
"""

import unicodedata

_SHAPES = {"\u0302": 1, "\u0306": 1, "\u031b": 1}
_TONES = frozenset("\u0300\u0301\u0309\u0303\u0323")


def telex_keys(text: str) -> int:
    """Keys for the whole text."""
    keys, horn_before = 0, False
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        marks = parts[1:]
        keys += 1 + sum(mark in _TONES for mark in marks) + (letter != letter.lower())
        keys += (letter.lower() == "đ") + sum(_SHAPES.get(mark, 0) for mark in marks)
        horn = "\u031b" in marks
        if horn and horn_before:
            keys -= 1
        horn_before = horn and parts[0].lower() == "u"
    return keys
