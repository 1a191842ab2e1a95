"""What is doubtful in data. A finding is a value, never an exception; it points at a field and speaks one sentence per language."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a finding asks of people."""

    INFO = "info"
    """Good to know."""
    WARNING = "warning"
    """A person looks; may stand with a reason."""
    ERROR = "error"
    """Must be mended, or overridden with a reason that the supervisor sees."""


class Count(int):
    """A number that chooses the word beside it: `{count} {count:entry|entries}`. In every other way an int."""

    def __format__(self, spec: str) -> str:
        """One of two words, else as an int."""
        one, bar, many = spec.partition("|")
        if bar:
            return one if self == 1 else many
        return super().__format__(spec)


@dataclass(frozen=True)
class Text:
    """One message in both languages of the station."""

    vi: str
    en: str

    def filled(self, **values: object) -> "Text":
        """The same message with its `{placeholders}` replaced; numbers may choose words, see Count."""
        counts = {name: Count(value) if type(value) is int else value for name, value in values.items()}
        return Text(self.vi.format(**counts), self.en.format(**counts))


@dataclass(frozen=True)
class Finding:
    """One doubtful thing."""

    rule: str
    """Stable id of the rule that speaks: `capture.truncated`, `ks.date-words`…"""
    severity: Severity
    message: Text
    path: str = ""
    """Field id, `purpose[0].dien_tich`; empty when the finding is about the page or entry."""
