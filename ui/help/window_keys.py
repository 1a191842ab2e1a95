"""The keys that work on every desk: help, the rail, the menu, lock, the end. A test holds them against the window's shortcuts."""

from collections.abc import Sequence
from enum import StrEnum

from station.domain.findings import Text
from ui.desktop.place import Desk
from ui.widgets.keys import Key


class HelpPage(StrEnum):
    """What a person may ask for."""

    KEYS = "keys"
    FORM = "form"
    GUIDE = "guide"
    TOUR = "tour"


ANYWHERE = (HelpPage.KEYS, HelpPage.GUIDE)
"""What there is before anybody has signed in."""

SHEET_KEY, FORM_KEY, GUIDE_KEY, PRINT_KEY = "F1", "Shift+F1", "Ctrl+F1", "Ctrl+P"

_TO = Text("Sang bàn «{desk}»", "Go to the desk “{desk}”")
HELP_KEYS = (
    Key(SHEET_KEY, Text("Các phím của bàn này; F1 hoặc Esc để đóng", "The keys of this desk; F1 or Esc closes them")),
    Key(FORM_KEY, Text("Mẫu giấy đang làm: các ô, quy tắc, số phím", "The form at hand: its fields, rules, key counts")),
    Key(GUIDE_KEY, Text("Sách hướng dẫn", "User guide")),
)
_MENU = Key("F10", Text("Tuỳ chọn: ngôn ngữ, màu, cỡ chữ, hướng dẫn", "Options: language, colours, text size, help"))
_LOCK = Key("Ctrl+L", Text("Khoá máy", "Lock"))
_QUIT = Key("Ctrl+Q", Text("Đóng chương trình", "Close the program"))


def window_keys(desks: Sequence[Desk]) -> tuple[Key, ...]:
    """All of them for a person with these desks; without desks nobody is signed in."""
    rail = tuple(
        Key(f"Ctrl+{place}", Text(_TO.vi.format(desk=desk.title.vi), _TO.en.format(desk=desk.title.en)))
        for place, desk in enumerate(desks, start=1)
    )
    return (*HELP_KEYS, *rail, _MENU, *((_LOCK,) if desks else ()), _QUIT)
