"""One entry that is at the central already, under the hands of somebody who answers what was found about it."""

from dataclasses import dataclass

from station.domain.findings import Finding
from station.workflow.answering import unanswered
from station.workflow.attention import Ground, Need
from ui.checking.sheet import Sheet, field_of


@dataclass
class AnsweringSheet(Sheet):
    """The cursor stops where something was found; everything else was checked and approved once.

    What a correction breaks asks for a reason as ever.
    """

    def _judge(self) -> None:
        super()._judge()
        asked = {field_of(self, finding.path) for finding in unanswered(self.asked, self.entry, self.values)}
        for path, ground in self.grounds.items():
            if path in asked:
                self.grounds[path] = Ground(Need.FINDING)  # the value is approved: it stands in the input
            elif path not in self.typed:
                self.grounds[path] = Ground(Need.NOTHING, ground.spoken, ground.sureness)

    @property
    def errors(self) -> list[Finding]:
        """What needs a reason: what was found and is not corrected, then errors that had none before."""
        asked = unanswered(self.asked, self.entry, self.values)
        return [*asked, *(error for error in super().errors if error.rule not in self.entry.overrides)]
