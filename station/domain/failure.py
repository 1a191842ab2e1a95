"""What one failure says: what happened and what to do, in both languages."""

from dataclasses import dataclass

from station.domain.findings import Text


@dataclass(frozen=True)
class Failure:
    """Cause and remedy of one code."""

    cause: Text
    remedy: Text


def failure(cause_vi: str, cause_en: str, remedy_vi: str, remedy_en: str) -> Failure:
    """A row of the catalogue."""
    return Failure(Text(cause_vi, cause_en), Text(remedy_vi, remedy_en))
