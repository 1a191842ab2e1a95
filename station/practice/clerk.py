"""The practice clerk: keys what the reading missed, from the ground truth of the practice pages. For the demo, training and tests."""

from collections.abc import Mapping
from typing import Protocol

from station.domain.record import Entry, FieldValue, ValueState
from station.workflow.checking import Keyed, errors, finish_checking, key_fields
from station.workflow.desk import Desk

REASON = "Đúng như trên giấy"
"""Why the practice clerk lets a finding stand: the paper says so, and the paper prevails."""


class TruthValue(Protocol):
    """What is printed on a practice page for one field."""

    @property
    def text(self) -> str:
        """As printed; empty when the line was left blank."""

    @property
    def value(self) -> str:
        """Normalised."""


def is_right(read: FieldValue | None, truth: TruthValue) -> bool:
    """Whether a field was read exactly: the same value, or blank where nothing is printed."""
    if not truth.text:
        return read is None or read.state is not ValueState.READ
    return read is not None and read.state is ValueState.READ and read.value == truth.value


def check_by_truth(desk: Desk, entry: Entry, truth: Mapping[str, TruthValue]) -> int:
    """Key every field that differs from the truth, finish the entry; return how many fields were keyed."""
    typed = {
        name: Keyed(value.text) if value.text else Keyed("", ValueState.BLANK)
        for name, value in truth.items()
        if not is_right(entry.fields.get(name), value)
    }
    typed |= {
        name: Keyed("", ValueState.BLANK) for name, value in entry.fields.items() if value.state is ValueState.READ and name not in truth
    }
    if typed:
        entry = key_fields(desk, entry.entry_id, typed)
    finish_checking(desk, entry.entry_id, {finding.rule: REASON for finding in errors(entry.findings)})
    return len(typed)
