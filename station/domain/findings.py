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


@dataclass(frozen=True)
class Text:
    """One message in both languages of the station."""

    vi: str
    en: str

    def filled(self, **values: object) -> "Text":
        """The same message with its `{placeholders}` replaced."""
        return Text(self.vi.format(**values), self.en.format(**values))


@dataclass(frozen=True)
class Finding:
    """One doubtful thing."""

    rule: str
    """Stable id of the rule that speaks: `capture.truncated`, `ks.date-words`…"""
    severity: Severity
    message: Text
    path: str = ""
    """Field id, `purpose[0].dien_tich`; empty when the finding is about the page or entry."""
