"""One entry under the hands of somebody who keys blind, or who decides between two keyings: every field is asked, nothing is proposed."""

from dataclasses import dataclass, field

from station.domain.findings import Finding, Severity
from station.domain.record import Entry, FieldValue, ValueState
from station.forms.check import check_entry
from station.forms.definition import FormDefinition
from station.workflow.attention import Ground, Need
from station.workflow.checking import Keyed
from station.workflow.second_keying import decided_values
from ui.checking.sheet import Sheet
from ui.checking.shown import shown_value

Pair = tuple[FieldValue, FieldValue]


@dataclass
class BlindSheet(Sheet):
    """Empty fields over the paper. What is doubtful about what was typed is its form alone: rules would need what others keyed."""

    asks = Need.SECOND

    def _judge(self) -> None:
        self._put_in()
        typed = {path: value for path, value in self.values.items() if path.split("[")[0] in self.typed or path in self.typed}
        self.findings = tuple(finding for finding in self._judged.checks.of(typed) if finding.path)
        self.grounds = {path: Ground(Need.NOTHING if path in self.typed else self.asks) for path in self.paths}


@dataclass
class DecidingSheet(BlindSheet):
    """The fields in which two keyings differ."""

    whole: Entry = field(kw_only=True)
    """The entry with everything that does not differ."""
    whole_form: FormDefinition = field(kw_only=True)
    pairs: dict[str, Pair] = field(kw_only=True)
    """Field → the two values, in an order that says nothing."""

    asks = Need.DIFFERS

    @property
    def errors(self) -> list[Finding]:
        """What would be wrong with the entry once it is decided like this, and has no reason yet."""
        decided = decided_values(self.whole_form, self.library, self.whole, self.typed)
        found = check_entry(self.whole_form, self.library, {**self.whole.fields, **decided})
        return [finding for finding in found if finding.severity is Severity.ERROR and finding.rule not in self.whole.overrides]

    def offered(self, path: str) -> tuple[tuple[str, ValueState], ...]:
        """What the two values say, as people write it, and whether anything is written at all."""
        return tuple((shown_value(self.definition(path), value), value.state) for value in self.pairs[path])

    def choose(self, path: str, at: int) -> None:
        """One of the two is right."""
        value = self.pairs[path][at]
        self._put(path, Keyed(value.text or value.value, value.state, value.note))
