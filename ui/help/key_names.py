"""Keys as people know them: from Qt's names ("Ctrl+Return") to what is printed on the keyboard, in the language in force. No Qt here."""

import re

from station.domain.findings import Text
from ui.language import tr

_PRINTED = {
    "Return": "Enter", "Escape": "Esc", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "PgDown": "PgDn", "PageDown": "PgDn",
    "PageUp": "PgUp", "Plus": "+", "Minus": "-", "Del": "Delete",
}  # fmt: skip
_SPOKEN = {"Space": Text("dấu cách", "Space")}
_RANGE = re.compile(r"^(.*?)(\d)(?:…|\.\.|-|–)(\d)$")


def alternatives(keys: str) -> list[str]:
    """The single combinations behind a row's keys: "Ctrl+Return / F2" are two, "Alt+1…9" are nine."""
    found: list[str] = []
    for part in keys.split(" / "):
        span = _RANGE.match(part.strip())
        if span:
            found += [f"{span[1]}{digit}" for digit in range(int(span[2]), int(span[3]) + 1)]
        else:
            found.append(part.strip())
    return found


def shown(keys: str) -> str:
    """ "Ctrl+Return / Ctrl+Enter" → "Ctrl+Enter": every alternative once, in the words of the keyboard."""
    return " / ".join(dict.fromkeys(_combination(part.strip()) for part in keys.split(" / ")))


def _combination(keys: str) -> str:
    if len(keys) == 1:
        return keys
    before, plus, last = keys.rpartition("+")
    if not last:  # the plus key itself: "Ctrl++"
        return keys
    last = tr(_SPOKEN[last]) if last in _SPOKEN else _PRINTED.get(last, last)
    return f"{before}{plus}{last}"
