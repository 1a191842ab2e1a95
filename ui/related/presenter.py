"""What is related to the entry in front, without a widget: one question at a time, the newest counts; a person's word goes into the log."""

from collections.abc import Callable, Mapping
from typing import Final

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import EntryId
from station.domain.record import FieldValue
from station.domain.relations import Verdict
from station.workflow.relatives import Relative, judge_pair, relatives_of, volume_words
from ui.bootstrap import Station
from ui.changes import Changed
from ui.tasks import Tasks

CONFIRMED: Final = Text("đã xác nhận", "confirmed")


class Relatives:
    """Of one entry at a time. For the thread of the window only."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._listeners: list[Callable[[], None]] = []
        self._values: Mapping[str, FieldValue] | None = None
        self._answered: tuple[EntryId, Mapping[str, FieldValue] | None] | None = None
        """What `found` is the answer to."""
        self._seen: set[tuple[EntryId, EntryId]] = set()
        self.is_demanded = False
        """Whether somebody must look at what is asked before going on."""
        self.entry_id: EntryId | None = None
        self.found: list[Relative] = []
        self.trouble: StationError | None = None

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` when something else is related, or when it is known that nothing is."""
        self._listeners.append(listener)

    def ask(self, entry_id: EntryId | None, values: Mapping[str, FieldValue] | None = None) -> None:
        """Look for what is related to this entry, as its fields stand under the clerk's hands where `values` has them; None: to nothing."""
        if entry_id != self.entry_id:
            self.found, self.trouble, self.is_demanded = [], None, False
        self.entry_id, self._values = entry_id, values
        if entry_id is None:
            self._tell()
            return
        self._tasks.query(
            lambda station: related_to(station, entry_id, values),
            lambda found: self._known(entry_id, values, found),
            lambda error: self._failed(entry_id, error),
        )

    def say(self, relative: Relative, verdict: Verdict) -> None:
        """Keep this person's word on a suggestion, and look again."""
        entry_id, values = self.entry_id, self._values
        if entry_id is None:
            return

        def failed(error: StationError) -> None:
            self._failed(entry_id, error)

        self._tasks.change(
            lambda station: judge_pair(station.desk, entry_id, relative.related.entry_id, relative.related.relation, verdict),
            lambda _: self.ask(entry_id, values) if self.entry_id == entry_id else None,
            failed,
            changed=Changed.NOTHING,
        )

    @property
    def asked(self) -> list[Relative]:
        """Those of which somebody must say whether it is so."""
        return [one for one in self.found if one.is_asked]

    @property
    def unseen(self) -> list[Relative]:
        """Those asked about that this person was not shown yet."""
        return [one for one in self.asked if (self.entry_id, one.related.entry_id) not in self._seen]

    def is_answer_for(self, entry_id: EntryId, values: Mapping[str, FieldValue]) -> bool:
        """Whether `found` is what is related to the entry with exactly these values."""
        return self._answered == (entry_id, values)

    def take(self, entry_id: EntryId, values: Mapping[str, FieldValue], found: list[Relative]) -> None:
        """What somebody else asked the store for this entry."""
        self.entry_id, self._values = entry_id, values
        self._known(entry_id, values, found)

    def demand(self) -> None:
        """Whoever works on the entry must look first."""
        self.is_demanded = True

    def seen(self) -> None:
        """What is asked was shown: it is demanded once and no more."""
        self.is_demanded = False
        if self.entry_id is not None:
            self._seen |= {(self.entry_id, one.related.entry_id) for one in self.asked}

    def _known(self, entry_id: EntryId, values: Mapping[str, FieldValue] | None, found: list[Relative]) -> None:
        if self.entry_id == entry_id and self._values is values:
            self.found, self.trouble, self._answered = found, None, (entry_id, values)
            self._tell()

    def _failed(self, entry_id: EntryId, error: StationError) -> None:
        if self.entry_id == entry_id:
            self.trouble = error
            self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def in_two_lines(relative: Relative, say: Callable[[Text], str]) -> tuple[str, str]:
    """A suggestion in two lines: what and where above, why below."""
    where = " · ".join(part for part in (say(relative.title), relative.related.number, volume_words(relative.volume)) if part)
    sure = f" ({say(CONFIRMED)})" if relative.verdict is Verdict.SAME else ""
    return f"{say(relative.what)}{sure}: {where}", say(relative.why)


def related_to(station: Station, entry_id: EntryId, values: Mapping[str, FieldValue] | None) -> list[Relative]:
    """What of `all_related` this person may be shown."""
    sight = station.sight
    if sight.hides(station.desk.records.entry(entry_id)):
        return []  # keyed blind, or decided: what is related would tell what was keyed
    found = all_related(station, entry_id, values)
    return [relative for relative in found if not sight.hides(station.desk.records.entry(relative.related.entry_id))]


def all_related(station: Station, entry_id: EntryId, values: Mapping[str, FieldValue] | None) -> list[Relative]:
    """What is related to this entry, as its fields stand in `values` where there are any. For the lane of the store, not for the screen."""
    return relatives_of(station.desk, station.store.links, station.desk.records.entry(entry_id), values)
