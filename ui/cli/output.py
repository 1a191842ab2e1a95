"""How the command line speaks: sentences in the user's language on stderr, results on stdout, one meaning per exit code."""

import functools
import json
import locale
import os
import sys
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from station.domain.errors import StationError
from station.domain.findings import Text
from station.settings.load import settings_in_force


class Exit(IntEnum):
    """What the exit code says."""

    DONE = 0
    FAILED = 1
    """Nothing was done; the sentence on stderr says why and what to do."""
    USAGE = 2
    PARTLY = 3
    """Some items failed, each named on stderr; the others are done."""


@functools.cache
def language() -> str:
    """`vi` or `en`: STATION_LANGUAGE, else the settings, else the machine's locale."""
    chosen = os.environ.get("STATION_LANGUAGE") or settings_in_force().language
    if chosen == "auto":
        chosen = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "vi" if chosen.lower().startswith(("vi", "vietnamese")) else "en"


def pick(vi: str, en: str) -> str:
    """One of two wordings."""
    return vi if language() == "vi" else en


def text(message: Text) -> str:
    """A message in the user's language."""
    return pick(message.vi, message.en)


def say(vi: str, en: str) -> None:
    """Progress, for people: to stderr."""
    print(pick(vi, en), file=sys.stderr, flush=True)


def complain(error: StationError, about: str = "") -> None:
    """A failure, for people: to stderr."""
    print(f"{about + ': ' if about else ''}{error.sentence(language())}", file=sys.stderr, flush=True)


def result_json(value: Any) -> None:
    """A result for programs: to stdout, UTF-8, letters as they are."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
    sys.stdout.flush()


def table(rows: Sequence[tuple[str, object]]) -> None:
    """Two columns for people: to stdout."""
    width = max((len(label) for label, _ in rows), default=0)
    for label, value in rows:
        print(f"  {label:<{width}}  {value}")
    sys.stdout.flush()
