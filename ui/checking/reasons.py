"""Why errors may stand in an entry that is finished: each needs a reason. No Qt."""

from dataclasses import dataclass, field

from station.domain.findings import Finding
from station.domain.record import ValueState
from ui.checking.sheet import Sheet


@dataclass
class Reasons:
    """Errors that stand, and why: each needs a reason before the entry can be finished."""

    errors: list[Finding]
    given: dict[str, str] = field(default_factory=dict)

    @property
    def next_error(self) -> Finding | None:
        """The first error without a reason."""
        return next((error for error in self.errors if error.rule not in self.given), None)


def reasons_at_fields(sheet: Sheet) -> dict[str, str]:
    """A field that a person left as unreadable says why it is missing: nobody is asked twice."""
    return {
        error.rule: sheet.note(error.path)
        for error in sheet.errors
        if error.path in sheet.paths and sheet.state(error.path) is ValueState.UNREADABLE and sheet.note(error.path)
    }
