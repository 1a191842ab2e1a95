"""Ctrl+F without its looks: a question to the index about this volume alone, and the fields that answer it. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import EntryId, VolumeId
from station.domain.search import Asked, Found
from station.domain.states import EntryState
from station.forms.definition import FormDefinition
from station.forms.fields import find_field
from station.forms.library import FormLibrary
from ui.bootstrap import Station
from ui.tasks import Tasks

HITS_MAX: Final = 30
"""Who sees this many types another word."""


@dataclass(frozen=True)
class Hit:
    """One entry that answers, and where."""

    entry_id: EntryId
    path: str
    """The field that answers; empty when the words stand in several."""
    number: str
    """As the paper numbers the entry; empty when it does not."""
    person: str
    """The first name on the paper."""
    label: Text
    """Of the field that answers."""
    value: str
    """What stands there, as people write it."""
    state: EntryState


class Finder:
    """One question at a time, the newest counts."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._listeners: list[Callable[[], None]] = []
        self._asked = ""
        self._volume_id: VolumeId | None = None
        self.hits: list[Hit] | None = None
        """None before anything was asked."""
        self.trouble: StationError | None = None

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` when there are other hits."""
        self._listeners.append(listener)

    def ask(self, volume_id: VolumeId, text: str) -> None:
        """Look for words, with or without marks, the last one perhaps unfinished; an empty text finds nothing."""
        self._asked, self._volume_id = text, volume_id
        if not text.strip():
            self._answer(text, volume_id, None)
            return
        self._tasks.query(
            lambda station: find_in_volume(station, volume_id, text), lambda hits: self._answer(text, volume_id, hits), self._failed
        )

    def _answer(self, text: str, volume_id: VolumeId, hits: list[Hit] | None) -> None:
        if (text, volume_id) == (self._asked, self._volume_id):
            self.hits, self.trouble = hits, None
            self._tell()

    def _failed(self, error: StationError) -> None:
        self.hits, self.trouble = None, error
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def find_in_volume(station: Station, volume_id: VolumeId, text: str) -> list[Hit]:
    """Entries of the volume that hold all words; those that hold them with their marks come first."""
    found = station.store.search.find(Asked(text, limit=HITS_MAX, volume_id=volume_id, blind=station.sight.blind()))
    return [_hit(station.desk.forms, one) for one in found]


def _hit(library: FormLibrary, found: Found) -> Hit:
    try:
        form: FormDefinition | None = library.of_ref(found.form)
    except StationError:
        form = None
    definition = find_field(form, found.path) if form is not None and found.path else None
    names = [field.id for field in form.fields if field.type == "person_name"] if form is not None else []
    return Hit(
        entry_id=found.entry_id,
        path=found.path,
        number=found.texts.get(form.entry_number, "") if form is not None and form.entry_number else "",
        person=next((text for name in names if (text := found.texts.get(name))), ""),
        label=definition.label.text if definition is not None else Text("Mục", "Entry"),
        value=found.texts.get(found.path, ""),
        state=found.state,
    )
