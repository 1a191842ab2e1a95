"""Failures: trouble that a person can do something about. Doubtful data is a Finding; everything else is a bug and is not caught.

Exception
└── StationError(code)      the code leads to cause and remedy in both languages (station.domain.failures)
"""

from station.domain.failure import Failure
from station.domain.failures import FAILURES
from station.domain.findings import Text


class StationError(Exception):
    """A failure with a code. `details` fill the placeholders of its texts, a Text in the language of the sentence; never personal data."""

    def __init__(self, code: str, **details: object) -> None:
        """Raise KeyError for a code that the catalogue does not know: that is a bug in the caller."""
        self.code = code
        self.failure: Failure = FAILURES[code]
        self.details = details
        super().__init__(code, details)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by code and details, so that a worker process can raise it to its caller."""
        return _rebuild, (self.code, self.details)

    def __str__(self) -> str:
        """Code, cause and remedy in English, one line."""
        return self.sentence("en")

    def sentence(self, language: str = "vi") -> str:
        """What happened and what to do, in one line."""

        def said(text: Text) -> str:
            return text.vi if language == "vi" else text.en

        filled = _Lenient({name: said(value) if isinstance(value, Text) else value for name, value in self.details.items()})
        return f"{said(self.failure.cause).format_map(filled)} {said(self.failure.remedy).format_map(filled)} [{self.code}]"


class _Lenient(dict[str, object]):
    """A missing placeholder shows itself instead of raising while an error is being shown."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _rebuild(code: str, details: dict[str, object]) -> StationError:
    return StationError(code, **details)
