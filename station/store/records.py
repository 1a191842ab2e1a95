"""Reading the projections back as domain values. Implements the workflow's port `Records`; writes nothing."""

import json
from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from station.domain.codec import from_json
from station.domain.errors import StationError
from station.domain.ids import EntryId, PageId, VolumeId
from station.domain.record import Batch, Entry, FieldValue, FormRef, Page, PageState, ValueSource, ValueState, Volume
from station.domain.states import EntryState
from station.store.database import Database

_T = TypeVar("_T")


class StoredRecords:
    """Volumes, pages, entries and batches in order of making."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def volumes(self) -> list[Volume]:
        """Every volume."""
        return self._all(Volume, "SELECT body FROM volume ORDER BY made")

    def volume(self, volume_id: VolumeId) -> Volume:
        """Raises StationError `store.unknown-item`."""
        return self._one(Volume, "volume", "SELECT body FROM volume WHERE volume_id = ?", volume_id)

    def page(self, page_id: PageId) -> Page:
        """Raises StationError `store.unknown-item`."""
        return self._one(Page, "page", "SELECT body FROM page WHERE page_id = ?", page_id)

    def pages(self, volume_id: VolumeId | None = None, state: PageState | None = None) -> list[Page]:
        """Those of a volume and in a state, where given."""
        where, parameters = _where(volume_id=volume_id, state=state)
        return self._all(Page, f"SELECT body FROM page{where} ORDER BY made", parameters)

    def next_ordinal(self, volume_id: VolumeId) -> int:
        """The number of the page to be captured next; one step down the index."""
        return int(self._database.value("SELECT max(ordinal) FROM page WHERE volume_id = ?", (volume_id,)) or 0) + 1

    def count_pages(self, volume_id: VolumeId) -> int:
        """How many pages a volume has, those set aside among them; opens none."""
        return int(self._database.value("SELECT count(*) FROM page WHERE volume_id = ?", (volume_id,)))

    def pages_until(self, volume_id: VolumeId, limit: int, place: int | None = None) -> list[Page]:
        """The last `limit` pages in the order of the paper, or those up to this place."""
        until, parameters = ("", ()) if place is None else (" AND place <= ?", (place,))
        found = self._all(
            Page,
            f"SELECT body FROM page WHERE volume_id = ?{until} ORDER BY place DESC, made DESC LIMIT ?",
            (volume_id, *parameters, limit),
        )
        return found[::-1]

    def page_states(self, volume_id: VolumeId, first: int, last: int) -> dict[PageId, PageState]:
        """How far the pages of these places are, in the order of the paper; opens none."""
        rows = self._database.rows(
            "SELECT page_id, state FROM page WHERE volume_id = ? AND place BETWEEN ? AND ? ORDER BY place, made", (volume_id, first, last)
        )
        return {PageId(page_id): PageState(state) for page_id, state in rows}

    def pages_at(self, volume_id: VolumeId, place: int) -> list[Page]:
        """The pages of one place in the order of the paper: at most one of them is not set aside."""
        return self._all(Page, "SELECT body FROM page WHERE volume_id = ? AND place = ? ORDER BY made", (volume_id, place))

    def neighbours(self, page_id: PageId) -> tuple[Page | None, Page | None]:
        """The pages before and behind this one in the order of the paper, those set aside passed over."""
        here = self._database.one("SELECT volume_id, place, made FROM page WHERE page_id = ?", (page_id,))
        if here is None:
            raise StationError("store.unknown-item", kind="page", id=page_id)
        around: list[Page | None] = []
        for sign, order in (("<", "DESC"), (">", "ASC")):
            around += self._all(
                Page,
                f"SELECT body FROM page WHERE volume_id = ? AND (place, made) {sign} (?, ?) AND state != 'set-aside'"
                f" ORDER BY place {order}, made {order} LIMIT 1",
                here,
            ) or [None]
        return around[0], around[1]

    def first_waiting(self, volume_id: VolumeId) -> Page | None:
        """The first page in the order of the paper that waits to be read; one that needs a person does not count."""
        found = self._all(
            Page,
            "SELECT body FROM page JOIN job USING (page_id) WHERE volume_id = ? AND page.state = 'captured' AND job.state != 'needs-person'"
            " ORDER BY place, page.made LIMIT 1",
            (volume_id,),
        )
        return found[0] if found else None

    def loose_pages(self, volume_id: VolumeId) -> list[Page]:
        """Pages that were read and are in no entry, in the order of the paper."""
        return self._all(
            Page, "SELECT body FROM page WHERE volume_id = ? AND state = 'read' AND entry_id IS NULL ORDER BY place, made", (volume_id,)
        )

    def stale_entries(self, volume_id: VolumeId) -> list[EntryId]:
        """Entries that name a page which was set aside."""
        rows = self._database.rows(
            "SELECT DISTINCT entry_id FROM page WHERE volume_id = ? AND state = 'set-aside' AND entry_id IS NOT NULL", (volume_id,)
        )
        return [EntryId(entry_id) for (entry_id,) in rows]

    def entry_of(self, page_id: PageId) -> EntryId | None:
        """The entry that names this page."""
        found = self._database.value("SELECT entry_id FROM page WHERE page_id = ?", (page_id,))
        return None if found is None else EntryId(found)

    def is_begun(self, entry_id: EntryId) -> bool:
        """Whether somebody has typed into the entry and not keyed it yet."""
        return self._database.one("SELECT 1 FROM draft WHERE entry_id = ?", (entry_id,)) is not None

    def is_kept(self, source_hash: str) -> bool:
        """Whether some volume has a page from a file with this SHA-256."""
        statement = "SELECT 1 FROM page WHERE volume_id IN (SELECT volume_id FROM volume) AND source_hash = ?"
        return self._database.one(statement, (source_hash,)) is not None

    def page_from(self, volume_id: VolumeId, source_hash: str) -> PageId | None:
        """The page that was captured from a file with this SHA-256, if the volume has it already."""
        found = self._database.value("SELECT page_id FROM page WHERE volume_id = ? AND source_hash = ?", (volume_id, source_hash))
        return None if found is None else PageId(found)

    def entry(self, entry_id: EntryId) -> Entry:
        """Raises StationError `store.unknown-item`."""
        return self._one(Entry, "entry", "SELECT body FROM entry WHERE entry_id = ?", entry_id)

    def entries(self, volume_id: VolumeId | None = None, state: EntryState | None = None) -> list[Entry]:
        """Those of a volume and in a state, where given."""
        where, parameters = _where(volume_id=volume_id, state=state)
        return self._all(Entry, f"SELECT body FROM entry{where} ORDER BY made", parameters)

    def entry_ids(self, volume_id: VolumeId | None = None, state: EntryState | None = None) -> list[EntryId]:
        """The ids of `entries`, without opening one of them."""
        where, parameters = _where(volume_id=volume_id, state=state)
        return [EntryId(entry_id) for (entry_id,) in self._database.rows(f"SELECT entry_id FROM entry{where} ORDER BY made", parameters)]

    def newest_elsewhere(self, volume_id: VolumeId, states: Collection[EntryState], limit: int) -> list[EntryId]:
        """The newest entries in these states of every other volume, newest first: as many steps back an index as there are ids."""
        newest = " UNION ALL ".join(
            f"SELECT * FROM (SELECT made, entry_id FROM entry WHERE state = ?{at} AND volume_id <> ?1 ORDER BY made DESC LIMIT ?2)"
            for at in range(3, 3 + len(states))
        )
        rows = self._database.rows(
            f"SELECT entry_id FROM ({newest}) ORDER BY made DESC LIMIT ?2", (volume_id, limit, *(state.value for state in states))
        )
        return [EntryId(entry_id) for (entry_id,) in rows]

    def entry_before(self, entry_id: EntryId) -> Entry | None:
        """The entry made before this one in its volume; None for the first and for one that is not there."""
        here = self._database.one("SELECT volume_id, made FROM entry WHERE entry_id = ?", (entry_id,))
        if here is None:
            return None
        # by state, so that each is one step down the index, however many entries the volume has
        nearest = " UNION ALL ".join(
            f"SELECT max(made) AS at FROM entry WHERE volume_id = ?1 AND made < ?2 AND state = ?{at}"
            for at in range(3, 3 + len(EntryState))
        )
        found = self._all(
            Entry,
            f"SELECT body FROM entry WHERE made = (SELECT max(at) FROM ({nearest}))",
            (*here, *(state.value for state in EntryState)),
        )
        return found[0] if found else None

    def keyed_texts(self, entry_ids: Sequence[EntryId]) -> list[tuple[FormRef, dict[str, str]]]:
        """What persons keyed in these entries, each with its form: field id → value that is not empty. Opens no entry whole."""
        marks = ", ".join("?" for _ in entry_ids)
        rows = self._database.rows(
            f"SELECT body -> '$.form', body -> '$.fields' FROM entry WHERE entry_id IN ({marks}) ORDER BY made", tuple(entry_ids)
        )
        return [(from_json(FormRef, json.loads(form)), _keyed(json.loads(fields))) for form, fields in rows]

    def read_as(
        self, entry_ids: Sequence[EntryId], form_id: str, path: str, value: str
    ) -> list[tuple[EntryId, tuple[PageId, ...], FieldValue]]:
        """Those of these entries whose field was read as `value` and touched by nobody since: id, pages, the field's value."""
        marks = ", ".join("?" for _ in entry_ids)
        rows = self._database.rows(
            "SELECT entry_id, body -> '$.pages', body -> '$.fields' -> ?1 FROM entry"
            " WHERE body ->> '$.form.form_id' = ?2 AND body -> '$.fields' -> ?1 ->> 'value' = ?3"
            " AND body -> '$.fields' -> ?1 ->> 'state' = ?4 AND body -> '$.fields' -> ?1 ->> 'source' = ?5"
            f" AND entry_id IN ({marks}) ORDER BY made",
            (path, form_id, value, ValueState.READ.value, ValueSource.READING.value, *entry_ids),
        )
        found = [(EntryId(entry_id), json.loads(pages), json.loads(body)) for entry_id, pages, body in rows]
        return [(entry_id, tuple(PageId(page) for page in pages), from_json(FieldValue, body)) for entry_id, pages, body in found]

    def batches(self) -> list[Batch]:
        """Every batch with its receipts, byte for byte."""
        receipts: dict[str, dict[str, bytes]] = {}
        for name, stage, body in self._database.rows("SELECT name, stage, body FROM receipt"):
            receipts.setdefault(name, {})[stage] = body
        found = []
        for (body,) in self._database.rows("SELECT body FROM batch ORDER BY made"):
            value = json.loads(body)
            found.append(from_json(Batch, {**value, "receipts": receipts.get(value["name"], {})}))
        return found

    def _all(self, kind: type[_T], statement: str, parameters: tuple[object, ...] = ()) -> list[_T]:
        return [from_json(kind, json.loads(body)) for (body,) in self._database.rows(statement, parameters)]

    def _one(self, kind: type[_T], name: str, statement: str, item: str) -> _T:
        body = self._database.value(statement, (item,))
        if body is None:
            raise StationError("store.unknown-item", kind=name, id=item)
        return from_json(kind, json.loads(body))


def _keyed(fields: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {
        path: str(value["value"])
        for path, value in fields.items()
        if value["state"] == ValueState.READ.value and value["source"] != ValueSource.READING.value and value["value"]
    }


def _where(**wanted: Any) -> tuple[str, tuple[object, ...]]:
    given = {column: str(value) for column, value in wanted.items() if value is not None}
    return (" WHERE " + " AND ".join(f"{column} = ?" for column in given) if given else ""), tuple(given.values())
