"""A volume of thousands of births as the projections hold it: made in seconds, for what must not grow with the volume."""

import json
from collections.abc import Sequence

from station.domain.codec import to_json
from station.domain.geometry import Box
from station.domain.ids import EntryId, PageId, VolumeId, new_id
from station.domain.record import Entry, FieldValue, Reading, ValueState
from station.domain.states import EntryState
from station.forms.check import check_entry
from station.forms.definition import FormDefinition
from station.forms.entry_values import keyed_value, read_value
from station.forms.library import FormLibrary
from station.practice.entries import Numbering, truth
from station.store.search import SearchIndex
from station.store.store import Store

FORM = "birth_certificate"
_FIRST_MADE = 1_000_000
"""After every action of the log, so that no two rows are made at once."""
_AT_ONCE = 2000


def put_large_volume(
    store: Store, library: FormLibrary, volume_id: VolumeId, pages: Sequence[PageId], *, read: int, checked: int = 0, seed: int = 1
) -> list[EntryId]:
    """Rows of `checked` entries that a person vouched for and of `read` ones that wait, in the order of making; their ids."""
    index, form, ids = SearchIndex(store.database), library.form(FORM), []
    first = max(_FIRST_MADE, int(store.database.value("SELECT max(made) FROM entry") or 0) + 1)
    for start in range(0, checked + read, _AT_ONCE):
        with store.database.transaction():
            for number in range(start, min(start + _AT_ONCE, checked + read)):
                state = EntryState.CHECKED if number < checked else EntryState.READ
                entry = invented_entry(form, library, volume_id, pages[number % len(pages)], number, state, seed)
                body = json.dumps(to_json(entry), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
                store.database.execute(
                    "INSERT INTO entry (made, entry_id, volume_id, state, body) VALUES (?, ?, ?, ?, ?)",
                    (first + number, entry.entry_id, volume_id, state.value, body),
                )
                index.put(first + number, entry)
                ids.append(entry.entry_id)
    return ids


def invented_entry(
    form: FormDefinition, library: FormLibrary, volume_id: VolumeId, page_id: PageId, number: int, state: EntryState, seed: int = 1
) -> Entry:
    """One birth, read without a fault; keyed by a person when its state says so."""
    fields: dict[str, FieldValue] = {}
    for at, (path, written) in enumerate(truth(form, seed, Numbering(2018, "01", number + 1)).items()):
        box = Box(300, 200 + 90 * at, min(100 + 26 * len(written.text), 900), 60)
        reading = Reading(written.text, written.value, ValueState.READ if written.text else ValueState.BLANK, 0.95, box, 1)
        if state is EntryState.READ or not written.text:
            value = read_value(form, library, path, reading)
        else:
            value = keyed_value(form, library, path, written.text)
        if value is not None:
            fields[path] = value
    return Entry(EntryId(new_id()), volume_id, library.ref(form), (page_id,), state, 1, fields, check_entry(form, library, fields))
