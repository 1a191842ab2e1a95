"""What the search desk does, without a widget: one question at a time to the index, the newest next; opens what was found at its field."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.geometry import Box
from station.domain.ids import EntryId, PageId
from station.domain.record import Entry
from station.domain.search import Asked, Found
from station.domain.states import EntryState
from station.forms.definition import FormDefinition
from station.forms.fields import find_field
from station.store.questions import StoredQuestions
from station.workflow.answering import labelled
from ui.bootstrap import Station
from ui.changes import BATCHES, ENTRIES, VOLUMES, Changed
from ui.checking.works import ToAnswer
from ui.related.presenter import Relatives
from ui.tasks import Tasks
from ui.today.presenter import volume_name

LIMIT: Final = 30
"""More than anybody reads: who sees this many types another word."""

_GONE = Text("Mẫu đã gỡ: {form}", "Form removed: {form}")
_WHOLE = Text("Quyển", "Volume")


@dataclass(frozen=True)
class Hit:
    """One entry that was found, in the words of the desk."""

    found: Found
    value: str
    """What stands in the field that answers."""
    label: Text
    """Of that field."""
    person: str
    """The first name on the paper."""
    number: str
    """As the paper numbers it."""
    form: Text
    volume: str


@dataclass(frozen=True)
class Choices:
    """What the filters can be set to."""

    kinds: tuple[tuple[str, Text], ...] = ()
    """(code, what volumes of this kind hold)."""
    years: tuple[int, ...] = ()
    volumes: tuple[tuple[str, str], ...] = ()
    """(id, name), in the order of opening."""
    leaves_out: bool = False
    """Whether something waits to be keyed blind, or decided, that is not shown to this person."""


@dataclass(frozen=True)
class Filters:
    """What narrows a question."""

    kind: str = ""
    year: int | None = None
    volume_id: str = ""
    state: EntryState | None = None
    place: str = ""
    """The beginning of a place's name, with or without marks."""

    @property
    def any(self) -> bool:
        """Whether anything is left out."""
        return self != Filters()


@dataclass(frozen=True)
class Place:
    """Where a hit stands on paper."""

    page_id: PageId
    box: Box | None
    others: tuple[Box, ...]
    came_back: str = ""
    """Why the entry was returned or refused; empty when it was not, or is mended."""
    said: tuple[Text, ...] = ()
    """What the central found about the entry and said in its feed, field by field."""
    is_asked: bool = False
    """Whether some of it waits for an answer."""


class View(Protocol):
    """What the page can show."""

    def show_choices(self, choices: Choices) -> None:
        """Fill the filters."""

    def show_hits(self, hits: Sequence[Hit], asked: str, *, more: bool) -> None:
        """What was found for `asked`; `more`: not all of it."""

    def show_place(self, hit: Hit, place: Place | None) -> None:
        """Open the page; None when the entry has no page any more."""

    def show_failure(self, error: StationError) -> None:
        """Why it did not go."""


class Search:
    """One search desk's mind."""

    view: View

    def __init__(self, tasks: Tasks, go: Callable[[str, object], None] = lambda _desk, _target: None) -> None:
        self._tasks = tasks
        self._go = go
        self._asked = Asked("", limit=LIMIT)
        self._choices: Choices | None = None
        self._entry_id: EntryId | None = None
        """The one entry that another desk asked for; the next question takes its place."""
        self._under_way = False
        self._stale = False
        self._opened: Hit | None = None
        self._is_asked = False
        self.related = Relatives(tasks)

    def refresh(self) -> None:
        """Look at the volumes for the filters, and ask again."""
        self._tasks.query(_choices, self._chosen_from, self.view.show_failure)
        self._stale = True
        self._go_on()

    def changed(self, changed: Changed) -> None:
        """Somebody wrote; ask again where it concerns this desk."""
        if changed & (VOLUMES | ENTRIES | BATCHES):
            self.refresh()

    def ask(self, text: str, filters: Filters | None = None) -> None:
        """The newest question counts; while one is under way, only the newest waits."""
        only = filters or Filters()
        asked = Asked(text, only.kind, only.year, only.state, LIMIT, only.volume_id, only.place)
        if asked != self._asked or self._entry_id is not None:
            self._asked, self._entry_id, self._stale = asked, None, True
            self._go_on()

    def show_entry(self, entry_id: EntryId) -> None:
        """Show this one entry and its page, in place of an answer."""
        self._entry_id, self._stale = entry_id, True
        self._go_on()

    def open(self, hit: Hit) -> None:
        """Show the page at the field."""
        self._opened, self._is_asked = hit, False
        if self.related.entry_id != hit.found.entry_id:
            self.related.ask(hit.found.entry_id)

        def opened(place: Place | None) -> None:
            if self._opened is hit:
                self._is_asked = place is not None and place.is_asked
                self.view.show_place(hit, place)

        def gone(error: StationError) -> None:
            if self._opened is hit:
                self.view.show_failure(error)

        self._tasks.query(lambda station: _place(station, hit), opened, gone)

    def work_on(self, hit: Hit) -> None:
        """Take the entry to the desk where it is worked on, or where the central is answered about it."""
        asked = self._opened is hit and self._is_asked
        self._go("checking", ToAnswer(hit.found.entry_id) if asked else hit.found.entry_id)

    def _chosen_from(self, choices: Choices) -> None:
        # a list that somebody has open stays as it is unless it must change
        if choices != self._choices:
            self._choices = choices
            self.view.show_choices(choices)

    def _go_on(self) -> None:
        if self._under_way or not self._stale:
            return
        asked, entry_id, self._stale, self._under_way = self._asked, self._entry_id, False, True
        if entry_id is not None:
            self._tasks.query(lambda station: [_one(station, entry_id)], self._shown_one, self._failed)
        else:
            # what is typed meanwhile makes the search under way stale: it ends at its next step
            self._tasks.query(
                lambda station: _hits(station, asked, lambda: self._stale), lambda hits: self._answered(asked, hits), self._failed
            )

    def _answered(self, asked: Asked, hits: list[Hit]) -> None:
        self._under_way = False
        if not self._stale:
            if not hits:
                self.related.ask(None)
            self.view.show_hits(hits, asked.text, more=len(hits) >= asked.limit)
        self._go_on()

    def _shown_one(self, hits: list[Hit]) -> None:
        self._under_way = False
        if not self._stale:
            self.view.show_hits(hits, hits[0].number, more=False)
            self.open(hits[0])
        self._go_on()

    def _failed(self, error: StationError) -> None:
        self._under_way = False
        self.view.show_failure(error)
        self._go_on()


def place_of(entry: Entry, path: str) -> Place | None:
    """The page and the boxes: the field's that answers, and of all others on the same page; None without a page."""
    if not entry.pages:
        return None
    value = entry.fields.get(path)
    number = value.page if value is not None and 0 < value.page <= len(entry.pages) else 1
    box = value.box if value is not None else None
    others = tuple(other.box for other in entry.fields.values() if other.box is not None and other.page == number)
    return Place(entry.pages[number - 1], box, others, entry.return_reason)


def _place(station: Station, hit: Hit) -> Place | None:
    entry = station.sight.entry(hit.found.entry_id)
    place = place_of(entry, hit.found.path)
    if place is None:
        return None
    questions = StoredQuestions(station.store.database).about(entry.entry_id)
    newest = max((question.revision for question in questions), default=0)
    found = dict.fromkeys(finding for question in questions if question.revision == newest for finding in question.findings)
    form = station.desk.forms.find(entry.form)
    asked = any(not question.is_answered for question in questions)
    return replace(place, said=tuple(labelled(form, finding) for finding in found), is_asked=asked)


def _hits(station: Station, asked: Asked, stale: Callable[[], bool]) -> list[Hit]:
    return [_hit(station, found) for found in station.store.search.find(replace(asked, blind=station.sight.blind()), stale)]


def _one(station: Station, entry_id: EntryId) -> Hit:
    """One entry as if it had been found. Raises StationError `second.blind`, `store.unknown-item`."""
    entry = station.sight.entry(entry_id)
    volume = next((volume for volume in station.desk.records.volumes() if volume.volume_id == entry.volume_id), None)
    texts = {path: value.text or value.value for path, value in entry.fields.items()}
    return _hit(station, Found(entry_id, entry.form, entry.state, volume, "", texts))


def _hit(station: Station, found: Found) -> Hit:
    try:
        form: FormDefinition | None = station.desk.forms.of_ref(found.form)
    except StationError:
        form = None  # a version that is gone: what was captured under it is found all the same
    volume = volume_name(found.volume) if found.volume is not None else ""
    field = find_field(form, found.path) if form is not None and found.path else None
    names = [line.id for line in form.fields if line.type == "person_name"] if form is not None else []
    return Hit(
        found=found,
        value=found.texts.get(found.path, volume),
        label=field.label.text if field is not None else (Text(found.path, found.path) if found.path else _WHOLE),
        person=next((text for name in names if (text := found.texts.get(name))), ""),
        number=found.texts.get(form.entry_number, "") if form is not None and form.entry_number else "",
        form=form.title.text if form is not None else _GONE.filled(form=f"{found.form.form_id} {found.form.version}"),
        volume=volume,
    )


def _choices(station: Station) -> Choices:
    kinds, years = station.store.search.kinds_and_years()
    volumes = tuple((str(volume.volume_id), volume_name(volume)) for volume in station.desk.records.volumes())
    return Choices(tuple((kind, _titles(station, kind)) for kind in kinds), tuple(reversed(years)), volumes, station.sight.leaves_out)


def _titles(station: Station, kind: str) -> Text:
    forms = station.desk.forms.of_kind(kind)
    return forms[0].title.text if forms else Text(kind, kind)
