"""What the search desk does, without a widget: one question at a time to the index, the newest next; opens what was found at its field."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.geometry import Box
from station.domain.ids import PageId
from station.domain.search import Asked, Found
from station.domain.states import EntryState
from station.forms.definition import FormDefinition
from station.forms.fields import find_field
from ui.bootstrap import Station
from ui.changes import BATCHES, ENTRIES, VOLUMES, Changed
from ui.tasks import Tasks
from ui.today.presenter import volume_name

LIMIT: Final = 50
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


@dataclass(frozen=True)
class Place:
    """Where a hit stands on paper."""

    page_id: PageId
    box: Box | None
    others: tuple[Box, ...]


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
        self._under_way: Asked | None = None
        self._stale = False

    def refresh(self) -> None:
        """Look at the volumes for the filters, and ask again."""
        self._tasks.query(_choices, self.view.show_choices, self.view.show_failure)
        self._stale = True
        self._go_on()

    def changed(self, changed: Changed) -> None:
        """Somebody wrote; ask again where it concerns this desk."""
        if changed & VOLUMES:
            self.refresh()
        elif changed & (ENTRIES | BATCHES):
            self._stale = True
            self._go_on()

    def ask(self, text: str, kind: str = "", year: int | None = None, state: EntryState | None = None) -> None:
        """The newest question counts; while one is under way, only the newest waits."""
        asked = Asked(text, kind, year, state, LIMIT)
        if asked != self._asked:
            self._asked, self._stale = asked, True
            self._go_on()

    def open(self, hit: Hit) -> None:
        """Show the page at the field."""
        self.view.show_place(hit, place_of(hit))

    def work_on(self, hit: Hit) -> None:
        """Take the entry to the desk where it is worked on."""
        self._go("checking", hit.found.entry.entry_id)

    def _go_on(self) -> None:
        if self._under_way is not None or not self._stale:
            return
        asked, self._stale = self._asked, False
        self._under_way = asked
        self._tasks.query(lambda station: _hits(station, asked), lambda hits: self._answered(asked, hits), self._failed)

    def _answered(self, asked: Asked, hits: list[Hit]) -> None:
        self._under_way = None
        if not self._stale:
            self.view.show_hits(hits, asked.text, more=len(hits) >= asked.limit)
        self._go_on()

    def _failed(self, error: StationError) -> None:
        self._under_way = None
        self.view.show_failure(error)
        self._go_on()


def place_of(hit: Hit) -> Place | None:
    """The page and the boxes: the field's that answers, and of all others on the same page."""
    entry = hit.found.entry
    if not entry.pages:
        return None
    value = entry.fields.get(hit.found.path)
    number = value.page if value is not None and 0 < value.page <= len(entry.pages) else 1
    box = value.box if value is not None else None
    others = tuple(other.box for other in entry.fields.values() if other.box is not None and other.page == number)
    return Place(entry.pages[number - 1], box, others)


def _hits(station: Station, asked: Asked) -> list[Hit]:
    return [_hit(station, found) for found in station.store.search.find(asked)]


def _hit(station: Station, found: Found) -> Hit:
    entry, value = found.entry, found.entry.fields.get(found.path)
    try:
        form: FormDefinition | None = station.desk.forms.of_ref(entry.form)
    except StationError:
        form = None  # a version that is gone: what was captured under it is found all the same
    volume = volume_name(found.volume) if found.volume is not None else ""
    field = find_field(form, found.path) if form is not None and found.path else None
    return Hit(
        found=found,
        value=(value.text or value.value) if value is not None else volume,
        label=field.label.text if field is not None else (Text(found.path, found.path) if found.path else _WHOLE),
        person=_said(found, next((line.id for line in form.fields if line.type == "person_name"), "")) if form is not None else "",
        number=_said(found, form.entry_number or "") if form is not None else "",
        form=form.title.text if form is not None else _GONE.filled(form=f"{entry.form.form_id} {entry.form.version}"),
        volume=volume,
    )


def _said(found: Found, path: str) -> str:
    value = found.entry.fields.get(path)
    return value.text if value is not None else ""


def _choices(station: Station) -> Choices:
    kinds, years = station.store.search.kinds_and_years()
    return Choices(tuple((kind, _titles(station, kind)) for kind in kinds), tuple(reversed(years)))


def _titles(station: Station, kind: str) -> Text:
    forms = station.desk.forms.of_kind(kind)
    return forms[0].title.text if forms else Text(kind, kind)
