"""The language in force and the one way from a `Text` to what is shown. Qt's own words are in ui.desktop.qt_texts; no Qt here.

Vietnamese is the source language. Texts are `Text(vi, en)` pairs beside the code that uses them; a page that shows some has a
`retranslate()` which the window calls when the language changes.
"""

import datetime
import locale
import re
from enum import StrEnum

from station.domain.errors import StationError
from station.domain.findings import Count, Text


class Language(StrEnum):
    """The languages of the station."""

    VI = "vi"
    EN = "en"


class _InForce:
    """One value for the whole program: every text of a window speaks one language."""

    language = Language.VI


def language() -> Language:
    """The language in force."""
    return _InForce.language


def set_language(chosen: Language) -> None:
    """Put a language in force; texts already shown change when their page is told to retranslate."""
    _InForce.language = chosen


def of_setting(value: str) -> Language:
    """The language that a setting (`auto`, `vi`, `en`) means on this machine: English only where the machine speaks English."""
    if value in tuple(Language):
        return Language(value)
    # by its own name: for C.UTF-8, the locale of a bare system, getlocale() says American English
    spoken = locale.setlocale(locale.LC_CTYPE).lower()
    return Language.EN if spoken.startswith("en") and not spoken.startswith(("en_vn", "english_vietnam")) else Language.VI


def tr(text: Text, **values: object) -> str:
    """The text in the language in force, its `{placeholders}` filled.

    Whole numbers are grouped as the language writes them, and choose singular or plural: `{count} {count:entry|entries}`.
    """
    chosen = text.en if _InForce.language is Language.EN else text.vi
    return chosen.format(**{name: _shown(value) for name, value in values.items()}) if values else chosen


def plural(text: Text, count: int) -> Text:
    """The text whose whole English sentence fits the count, singular and plural apart by a bar; where one word changes, see `tr`."""
    one, *many = _BAR.split(text.en, maxsplit=1)
    return Text(text.vi, many[0] if many and count != 1 else one)


def counted(text: Text, count: int, **values: object) -> str:
    """`plural` in the language in force, its `{count}` and the other placeholders filled."""
    return tr(plural(text, count), count=count, **values)


def sentence(error: StationError) -> str:
    """What a failure says in the language in force: what happened, what to do."""
    return error.sentence(language().value)


def number(value: float, decimals: int = 0) -> str:
    """ "1.234,5" in Vietnamese, "1,234.5" in English."""
    shown = f"{value:,.{decimals}f}"
    return shown if _InForce.language is Language.EN else shown.translate(_SWAPPED)


def moment(at: datetime.datetime) -> str:
    """A local date and time, "22/11/2026 20:05" in both languages."""
    return at.astimezone().strftime("%d/%m/%Y %H:%M")


_BAR = re.compile(r"\|(?![^{}]*\})")
_SWAPPED = str.maketrans(",.", ".,")


class _Counted(Count):
    """Grouped where it is shown itself."""

    def __format__(self, spec: str) -> str:
        return super().__format__(spec) if spec else number(self)


def _shown(value: object) -> object:
    return _Counted(value) if isinstance(value, int) and not isinstance(value, bool) else value
