"""A finished entry on its way into the store: what is written, what is asked first, what comes before the person meanwhile. No Qt."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from station.domain.errors import StationError
from station.domain.ids import EntryId
from station.domain.record import FieldValue
from station.workflow.drafts import actions_of
from station.workflow.relatives import Relative
from ui.bootstrap import Station
from ui.checking.place import Place
from ui.checking.work_list import Opened
from ui.checking.works import Finished, Work
from ui.related.presenter import Relatives, all_related, related_to


@dataclass(frozen=True)
class Outcome:
    """What the store answered."""

    asked: Sequence[Relative] = ()
    """A person must look at these first; nothing was written."""
    following: Opened | None = None
    """The next entry as it is now; None where there is none or it is as it was fetched ahead."""


@dataclass(frozen=True)
class Writing:
    """One entry as its person left it."""

    place: Place
    work: Work
    values: Mapping[str, FieldValue]
    reasons: Mapping[str, str]
    known: Sequence[Relative] | None
    """What is related to exactly these values; None where nobody has asked yet."""
    after: EntryId | None
    """The next of the work list."""
    ahead: Opened | None
    """The same, fetched before: it is shown at once."""

    def write(self, station: Station) -> Outcome:
        """Raises StationError as the work's `finish` does. One turn of the store, the next entry included: the person waits for it."""
        place, related = self.place, self.known
        if related is None:
            # asked in the same turn: a duplicate of a value that is gone is nobody's question
            related = related_to(station, place.entry_id, self.values)
            if any(one.is_asked for one in related):
                return Outcome(asked=related)
        if self.work.is_first and station.sight.leaves_out:
            # what waits to be keyed blind is shown to nobody, and is found all the same
            related = all_related(station, place.entry_id, self.values)
        self.work.finish(station, place.entry_id, Finished(place.hands.sheet.keyed(), self.reasons, place.actions, related))
        if self.after is None or (self.ahead is not None and actions_of(station.desk, self.after) == self.ahead.actions):
            return Outcome()
        with contextlib.suppress(StationError):
            return Outcome(following=self.work.open(station, self.after))
        return Outcome()

    @property
    def shown_meanwhile(self) -> Opened | None:
        """What comes before the person while this is written: the entry fetched ahead, this one's values ready to be repeated in it."""
        if self.ahead is None or self.ahead.before_id != self.place.entry_id:
            return self.ahead
        return replace(self.ahead, before=self.values)


def writing_of(
    place: Place, work: Work, related: Relatives, reasons: Mapping[str, str], after: EntryId | None, ahead: Opened | None
) -> Writing:
    """What is related to the last letters typed, where nobody has asked yet, is asked on the way."""
    values = dict(place.hands.sheet.values)
    known = list(related.found) if related.is_answer_for(place.entry_id, values) else None
    return Writing(place, work, values, reasons, known, after, ahead if ahead is not None and ahead.entry.entry_id == after else None)
