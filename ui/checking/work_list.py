"""What waits for a clerk in one volume, and one entry fetched for the desk: queries of the store, without Qt and without a screen."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from station.domain.errors import StationError
from station.domain.findings import Finding
from station.domain.ids import EntryId, PageId, VolumeId
from station.domain.record import Entry, FieldValue, Volume
from station.domain.states import EntryState
from station.forms.definition import FormDefinition
from station.forms.library import FormLibrary
from station.store.questions import StoredQuestions
from station.store.tallies import Tallies
from station.workflow.answering import findings_to_show
from station.workflow.attention import Judged
from station.workflow.drafts import Draft, actions_of, restore_draft
from station.workflow.volume_words import VolumeWords
from ui.bootstrap import Station

WORD_SLICE: Final = 60
"""Entries looked through at a time for the volume's words, so that nothing asked for meanwhile waits longer than a blink."""
WORD_ENTRIES_MAX: Final = 3000
"""The newest entries of a volume whose words are offered: names repeat among neighbours."""
_WAITING: Final = (EntryState.RETURNED, EntryState.READ)
"""What came back is done first."""
_VOUCHED: Final = (EntryState.CHECKED, EntryState.APPROVED, EntryState.RECEIVED, EntryState.COMPLETE)


@dataclass(frozen=True)
class Shelf:
    """A volume and how much of it waits."""

    volume: Volume
    waiting: int


@dataclass(frozen=True)
class Opened:
    """One entry with all that the desk shows of it."""

    entry: Entry
    form: FormDefinition
    library: FormLibrary
    draft: Draft | None
    actions: int
    before_id: EntryId | None = None
    before: Mapping[str, FieldValue] = field(default_factory=dict)
    """The entry before in the volume, if it is of the same form, and its values, for ditto."""
    asked: tuple[Finding, ...] = ()
    """What the central found about it, and nobody has answered; of one that came back, what it came back for."""
    judged: Judged | None = None
    """Judged as it stands, so that the window need not."""


def shelves(station: Station) -> list[Shelf]:
    """Every volume in which something waits for a clerk, in the order of opening. Counts, opens no entry."""
    counted = Tallies(station.store.database).entries()
    waiting = {volume: sum(counted.get((volume.volume_id, state), 0) for state in _WAITING) for volume in station.desk.records.volumes()}
    return [Shelf(volume, count) for volume, count in waiting.items() if count]


def waiting_ids(station: Station, volume_id: VolumeId) -> list[EntryId]:
    """Entries of the volume that wait, returned ones first, then in the order of the paper. Opens none of them."""
    return [entry_id for state in _WAITING for entry_id in station.desk.records.entry_ids(volume_id, state)]


def vouched_ids(station: Station, volume_id: VolumeId) -> list[EntryId]:
    """Entries whose words a person has vouched for, the newest first."""
    found = [entry_id for state in _VOUCHED for entry_id in station.desk.records.entry_ids(volume_id, state)]
    return sorted(found, reverse=True)[:WORD_ENTRIES_MAX]


def vouched_elsewhere(station: Station, volume_id: VolumeId) -> list[EntryId]:
    """The same of the commune's other volumes."""
    return station.desk.records.newest_elsewhere(volume_id, _VOUCHED, WORD_ENTRIES_MAX)


def open_entry(station: Station, entry_id: EntryId) -> Opened:
    """Raises StationError `forms.unknown` when the entry's form is gone, `store.unknown-item`."""
    entry = station.desk.records.entry(entry_id)
    form = station.desk.forms.of_ref(entry.form)
    draft = restore_draft(station.desk, station.store.drafts, entry_id)
    station.desk.forms.gazetteer.prepare()
    before = station.desk.records.entry_before(entry_id)
    asked = findings_to_show(entry, StoredQuestions(station.store.database).about(entry_id))
    opened = Opened(entry, form, station.desk.forms, draft, actions_of(station.desk, entry_id), asked=asked)
    if before is not None and before.form.form_id == entry.form.form_id and not station.sight.hides(before):
        opened = replace(opened, before_id=before.entry_id, before=before.fields)
    return replace(opened, judged=Judged.of(entry, form, station.desk.forms, opened.before))


def words_of(station: Station, entry_ids: Sequence[EntryId]) -> VolumeWords:
    """What persons keyed in these entries; those whose form is gone are passed over."""
    found = VolumeWords()
    for ref, texts in station.desk.records.keyed_texts(entry_ids):
        with contextlib.suppress(StationError):
            found.learn(station.desk.forms.of_ref(ref), texts)
    return found


def first_pages(station: Station, entry_ids: Sequence[EntryId]) -> list[PageId]:
    """The page of each that will be shown first when it is opened; entries that are gone or have no page are passed over."""
    found: list[PageId] = []
    for entry_id in entry_ids:
        with contextlib.suppress(StationError):
            found += station.desk.records.entry(entry_id).pages[:1]
    return found
